//! What does a trader want, and when?

use rand_chacha::ChaCha8Rng;
use rand_core::Rng;
use rust_decimal::Decimal;
use twinline_core::account::{AccountState, Checks, Command};
use twinline_model::{ClientOrderId, Instrument, OrderId, OrderTicket, OrderType, Phase, Price, Qty, Side, TimeInForce, TriggerBy};

/// How a trader behaves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Appetite {
    /// Milliseconds between two wishes, on average.
    pub pace_ms: u32,
    /// Of a hundred wishes, how many are market orders; the rest are limit orders, conditional ones, edits and cancels.
    pub market_pct: u32,
}

/// One who places, edits and cancels at random.
#[derive(Debug)]
pub struct Trader {
    rng: ChaCha8Rng,
    appetite: Appetite,
    next: u64,
    asks: u64,
    /// Every order that was asked for and not refused here.
    pub sent: Vec<OrderId>,
}

impl Trader {
    /// One with an appetite.
    pub fn new(rng: ChaCha8Rng, appetite: Appetite) -> Self {
        Self { rng, appetite, next: 1, asks: 1, sent: Vec::new() }
    }

    /// Milliseconds until the next wish.
    pub fn pause_ms(&mut self) -> i64 {
        i64::from(1 + self.rng.next_u32() % (2 * self.appetite.pace_ms.max(1)))
    }

    /// What is wanted now, of an instrument whose price is about `mark`.
    pub fn wish(&mut self, state: &AccountState, instrument: &Instrument, mark: Price) -> Command {
        let ask = self.asks;
        self.asks += 1;
        let draw = self.rng.next_u32() % 100;
        if draw < 15
            && let Some(order) = self.pick(state, |_| true)
        {
            return Command::Cancel { ask, order };
        }
        if (15..22).contains(&draw)
            && let Some(order) = self.pick(state, |phase| phase == Phase::Live)
        {
            let price = self.near(instrument, mark, 40);
            return Command::Edit { ask, order, price: Some(price), qty: None, checks: Checks::default() };
        }
        let ticket = self.ticket(instrument, mark);
        self.sent.push(ticket.client_order_id.clone());
        Command::Place { ask, tickets: vec![ticket], checks: Checks { actor: "trader".to_owned(), ..Checks::default() } }
    }

    fn pick(&mut self, state: &AccountState, of: impl Fn(Phase) -> bool) -> Option<OrderId> {
        let open: Vec<&OrderId> = state.open_orders().filter(|order| of(order.phase)).map(|order| &order.id).collect();
        let at = self.rng.next_u64() as usize % open.len().max(1);
        open.get(at).map(|id| (*id).clone())
    }

    fn ticket(&mut self, instrument: &Instrument, mark: Price) -> OrderTicket {
        let side = if self.rng.next_u32().is_multiple_of(2) { Side::Buy } else { Side::Sell };
        let draw = self.rng.next_u32() % 100;
        let market = self.appetite.market_pct;
        let kind = match draw {
            d if d < market => OrderType::Market,
            d if d < market + 12 => OrderType::StopMarket,
            d if d < market + 18 => OrderType::TakeProfitMarket,
            _ => OrderType::Limit,
        };
        let number = self.next;
        self.next += 1;
        OrderTicket {
            qty: Some(self.size(instrument, mark)),
            price: kind.has_price().then(|| self.near(instrument, mark, 30)),
            trigger_price: kind.has_trigger().then(|| self.trigger(instrument, mark, kind, side)),
            trigger_by: TriggerBy::Mark,
            time_in_force: if self.rng.next_u32().is_multiple_of(8) && kind == OrderType::Limit {
                TimeInForce::Ioc
            } else {
                TimeInForce::Gtc
            },
            reduce_only: self.rng.next_u32().is_multiple_of(6) && !kind.is_conditional(),
            ..OrderTicket::new(
                ClientOrderId::new(&format!("tw-{number}")).unwrap_or_else(|error| panic!("{error}")),
                instrument.id.clone(),
                side,
                kind,
            )
        }
    }

    /// Worth some 60 to 260 of the quote asset.
    fn size(&mut self, instrument: &Instrument, mark: Price) -> Qty {
        let worth = Decimal::from(120 + self.rng.next_u32() % 200);
        let lot = instrument.lot_size.value();
        let lots = (worth / mark.value() / lot).ceil().max(Decimal::ONE);
        Qty::new((lots * lot).normalize())
    }

    /// A price within so many hundredths of a percent of the mark.
    fn near(&mut self, instrument: &Instrument, mark: Price, spread: u32) -> Price {
        let off = i64::from(self.rng.next_u32() % (2 * spread + 1)) - i64::from(spread);
        self.tick(instrument, mark, off)
    }

    fn trigger(&mut self, instrument: &Instrument, mark: Price, kind: OrderType, side: Side) -> Price {
        let distance = i64::from(3 + self.rng.next_u32() % 30);
        let up = matches!((kind, side), (OrderType::StopMarket, Side::Buy) | (OrderType::TakeProfitMarket, Side::Sell));
        self.tick(instrument, mark, if up { distance } else { -distance })
    }

    fn tick(&self, instrument: &Instrument, mark: Price, off: i64) -> Price {
        let tick = instrument.tick_size.value();
        let price = mark.value() * (Decimal::ONE + Decimal::new(off, 4));
        Price::new(((price / tick).round() * tick).normalize())
    }
}
