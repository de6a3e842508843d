//! Shapes of what came of an account's trading.

use rust_decimal::Decimal;
use serde::Serialize;
use twinline_core::performance::{Drawdown, Performance, Point};
use twinline_model::{Amount, Rate, Timestamp};
use utoipa::ToSchema;

use crate::config::Money;

/// Places of what is divided: averages of money.
const AVERAGE_PLACES: u32 = 8;
/// Places of shares and factors.
const SHARE_PLACES: u32 = 4;

/// What came of an account's trading in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PerformanceAnswer {
    /// Whose.
    pub account: String,
    /// What kind of money it holds: different kinds are never added.
    pub money: Money,
    /// Which history.
    pub epoch: u64,
    /// The last event of the history that is counted in.
    pub seq: u64,
    /// First fill or movement of money that was looked at; `null` if there is none.
    #[schema(required)]
    pub since: Option<Timestamp>,
    /// False if there is more before `since` than is looked at for one answer: then the sums begin there.
    pub complete: bool,
    /// Fills that nobody can say the settlement asset of; they are in no sum.
    pub unplaced_fills: u64,
    /// One row for each asset, by its name; different assets are never added.
    pub assets: Vec<PerformanceRow>,
}

/// What came of trading that is settled in one asset. All amounts are exact sums; averages are rounded to 8 places, shares and factors
/// to 4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PerformanceRow {
    /// Which asset.
    pub asset: String,
    /// Profit of what was closed, without fees.
    pub realized_pnl: Amount,
    /// Fees of fills; above zero is paid.
    pub fees: Amount,
    /// Funding; below zero is paid.
    pub funding: Amount,
    /// Rebates, settlements, the insurance fund and what the venue alone has a word for.
    pub other: Amount,
    /// All of these together. Transfers are no profit and not in it.
    pub net_pnl: Amount,
    /// Price times quantity of all fills.
    pub volume: Amount,
    /// Fills that settle in this asset.
    pub fills: u64,
    /// Of these, fills of which a fee or a profit is not known: they are missing in the sums.
    pub pending_fills: u64,
    /// Trades that were closed: each from flat to flat, profit less fees.
    pub trades: u64,
    /// Those that brought something.
    pub won: u64,
    /// Those that cost something.
    pub lost: u64,
    /// Share of the won ones; `null` without trades.
    #[schema(required)]
    pub win_rate: Option<Rate>,
    /// What the won ones brought by what the lost ones cost; `null` if nothing was lost.
    #[schema(required)]
    pub profit_factor: Option<Rate>,
    /// What a won one brought on average.
    #[schema(required)]
    pub average_win: Option<Amount>,
    /// What a lost one cost on average, above zero.
    #[schema(required)]
    pub average_loss: Option<Amount>,
    /// The best result of a trade.
    #[schema(required)]
    pub best_trade: Option<Amount>,
    /// The worst.
    #[schema(required)]
    pub worst_trade: Option<Amount>,
    /// The deepest fall of the net result below what it had been; `null` if it never fell.
    #[schema(required)]
    pub max_drawdown: Option<DrawdownRow>,
    /// The net result after each change, oldest first: at most 400 points, which keep the highest and the lowest.
    #[schema(max_items = 400)]
    pub curve: Vec<CurvePoint>,
}

/// A fall of the net result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrawdownRow {
    /// How deep, above zero.
    pub amount: Amount,
    /// When the result had been that high.
    pub from: Timestamp,
    /// When it was lowest.
    pub to: Timestamp,
}

/// The net result at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct CurvePoint {
    /// When it became so, by the venue's clock.
    pub ts: Timestamp,
    /// The net result since the beginning of the period.
    pub net_pnl: Amount,
}

impl PerformanceRow {
    /// Of an asset.
    pub(crate) fn new(asset: String, told: &Performance) -> Self {
        let trades = &told.trades;
        let average = |sum: Decimal, count: u64| {
            sum.checked_div(Decimal::from(count)).map(|average| Amount::new(average.round_dp(AVERAGE_PLACES).normalize()))
        };
        let share = |part: Decimal, of: Decimal| part.checked_div(of).map(|share| Rate::new(share.round_dp(SHARE_PLACES).normalize()));
        Self {
            asset,
            realized_pnl: Amount::new(told.realized),
            fees: Amount::new(told.fees),
            funding: Amount::new(told.funding),
            other: Amount::new(told.other),
            net_pnl: Amount::new(told.net()),
            volume: Amount::new(told.volume),
            fills: told.fills,
            pending_fills: told.pending,
            trades: trades.closed,
            won: trades.won,
            lost: trades.lost,
            win_rate: share(trades.won.into(), trades.closed.into()),
            profit_factor: share(trades.gain, trades.loss),
            average_win: average(trades.gain, trades.won),
            average_loss: average(trades.loss, trades.lost),
            best_trade: trades.best.map(Amount::new),
            worst_trade: trades.worst.map(Amount::new),
            max_drawdown: told.drawdown.map(Into::into),
            curve: told.curve.iter().map(Into::into).collect(),
        }
    }
}

impl From<Drawdown> for DrawdownRow {
    fn from(Drawdown { amount, from, to }: Drawdown) -> Self {
        Self { amount: Amount::new(amount), from, to }
    }
}

impl From<&Point> for CurvePoint {
    fn from(point: &Point) -> Self {
        Self { ts: point.ts, net_pnl: Amount::new(point.sum) }
    }
}
