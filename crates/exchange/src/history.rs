//! What happened in the day before the first minute: candles drawn backwards from the opening price.

use crate::candles::Candle;
use crate::dice::Dice;
use crate::spec::SymbolSpec;

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// Contiguous minutes that end right before `first_open_ms`, the last close being the opening price. At least `minutes` of
/// them, reaching back to a midnight (UTC) so that every interval up to a day begins whole. Trade ids end below `next_trade`.
pub fn minutes_before(spec: &SymbolSpec, dice: &mut Dice, first_open_ms: i64, minutes: i64, next_trade: u64) -> Vec<Candle> {
    if minutes <= 0 {
        return Vec::new();
    }
    let from_ms = (first_open_ms - minutes * MINUTE_MS).div_euclid(DAY_MS) * DAY_MS;
    let mut candles = Vec::new();
    let mut close = spec.home_ticks;
    let mut end_id = next_trade;
    let mut open_ms = first_open_ms - MINUTE_MS;
    while open_ms >= from_ms {
        let candle = minute_ending(spec, dice, open_ms, close, end_id);
        end_id = candle.ids.map_or(end_id, |(first, _)| first);
        close = candle.open;
        candles.push(candle);
        open_ms -= MINUTE_MS;
    }
    candles.reverse();
    candles
}

fn minute_ending(spec: &SymbolSpec, dice: &mut Dice, open_ms: i64, close: i64, end_id: u64) -> Candle {
    let step = step_ticks(spec);
    let pull = (spec.home_ticks - close) / 90;
    let open = (close + pull + dice.around(step) + dice.around(step)).max(2);
    let (high, low) = (open.max(close) + dice.below(step), (open.min(close) - dice.below(step)).max(1));
    let per_minute = (MINUTE_MS / spec.pace_ms.max(1) / 3).max(1);
    let trades = 1 + per_minute / 2 + dice.below(per_minute);
    let lots = trades * spec.typical_lots.max(1) * (40 + dice.below(120)) / 100 + trades;
    let buy_lots = lots * (35 + dice.below(30)) / 100;
    let middle = (open + high + low + close) / 4;
    let count = u64::try_from(trades).unwrap_or(1).min(end_id.saturating_sub(1)).max(1);
    Candle {
        open_ms,
        open,
        high,
        low,
        close,
        lots,
        quote: i128::from(lots) * i128::from(middle),
        trades: count,
        buy_lots,
        buy_quote: i128::from(buy_lots) * i128::from(middle),
        ids: Some((end_id.saturating_sub(count), end_id.saturating_sub(1))),
    }
}

/// How far a price moves in a minute: about 0.03 %, at least one tick.
pub fn step_ticks(spec: &SymbolSpec) -> i64 {
    (spec.home_ticks * 300 / 1_000_000).max(1)
}
