//! The book against a naive model: a list of orders, searched from the start every time.

use proptest::prelude::*;
use twinline_exchange::{Book, Execution, Fate, Order, Reject, Side, Terms, TimeInForce};

/// Resting orders in order of arrival.
#[derive(Default)]
struct Naive {
    orders: Vec<(u64, Side, i64, i64)>,
}

/// (maker, ticks, lots) of each trade.
type Trades = Vec<(u64, i64, i64)>;

impl Naive {
    fn submit(&mut self, order: Order) -> (Fate, Trades) {
        if order.lots < 1 {
            return (Fate::Rejected(Reject::BadNumber), Trades::new());
        }
        if let Terms::Limit { ticks, time_in_force } = order.terms {
            if ticks < 1 {
                return (Fate::Rejected(Reject::BadNumber), Trades::new());
            }
            if self.orders.iter().any(|(id, ..)| *id == order.id) {
                return (Fate::Rejected(Reject::DuplicateId), Trades::new());
            }
            let reachable: i64 = self.reachable(order).iter().map(|at| self.orders[*at].3).sum();
            match time_in_force {
                TimeInForce::PostOnly if reachable > 0 => return (Fate::Rejected(Reject::WouldTake), Trades::new()),
                TimeInForce::Fok if reachable < order.lots => return (Fate::Rejected(Reject::CannotFill), Trades::new()),
                _ => {}
            }
        }
        let (mut left, mut trades) = (order.lots, Trades::new());
        while left > 0 {
            let Some(at) = self.reachable(order).first().copied() else { break };
            let maker = &mut self.orders[at];
            let lots = left.min(maker.3);
            maker.3 -= lots;
            left -= lots;
            trades.push((maker.0, maker.2, lots));
            self.orders.retain(|(.., lots)| *lots > 0);
        }
        let fate = match order.terms {
            _ if left == 0 => Fate::Filled,
            Terms::Limit { ticks, time_in_force: TimeInForce::Gtc | TimeInForce::PostOnly } => {
                self.orders.push((order.id, order.side, ticks, left));
                Fate::Rests(left)
            }
            _ => Fate::Expired(left),
        };
        (fate, trades)
    }

    /// Places of the orders that could trade with this one, best price first, then oldest.
    fn reachable(&self, order: Order) -> Vec<usize> {
        let fits = |ticks: i64| match (order.terms, order.side) {
            (Terms::Market, _) => true,
            (Terms::Limit { ticks: limit, .. }, Side::Buy) => ticks <= limit,
            (Terms::Limit { ticks: limit, .. }, Side::Sell) => ticks >= limit,
        };
        let mut found: Vec<usize> =
            (0..self.orders.len()).filter(|at| self.orders[*at].1 != order.side && fits(self.orders[*at].2)).collect();
        found.sort_by_key(|at| if order.side == Side::Buy { self.orders[*at].2 } else { -self.orders[*at].2 });
        found
    }

    fn levels(&self, side: Side) -> Vec<(i64, i64)> {
        let mut levels = std::collections::BTreeMap::new();
        for (_, _, ticks, lots) in self.orders.iter().filter(|order| order.1 == side) {
            *levels.entry(*ticks).or_insert(0) += lots;
        }
        match side {
            Side::Buy => levels.into_iter().rev().collect(),
            Side::Sell => levels.into_iter().collect(),
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Submit(Side, i64, Terms),
    Cancel(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let time_in_force = prop_oneof![Just(TimeInForce::Gtc), Just(TimeInForce::Ioc), Just(TimeInForce::Fok), Just(TimeInForce::PostOnly)];
    let limit = (0_i64..12, time_in_force).prop_map(|(ticks, time_in_force)| Terms::Limit { ticks, time_in_force });
    let terms = prop_oneof![8 => limit, 1 => Just(Terms::Market)];
    let step = prop_oneof![
        5 => (side, 0_i64..9, terms).prop_map(|(side, lots, terms)| Step::Submit(side, lots, terms)),
        2 => (0_u64..80).prop_map(Step::Cancel),
    ];
    prop::collection::vec(step, 1..120)
}

proptest! {
    #[test]
    fn equals_the_naive_model(steps in steps()) {
        let (mut book, mut naive, mut execution) = (Book::new(), Naive::default(), Execution::default());
        for (id, step) in (0_u64..).zip(steps) {
            let before = [Side::Buy, Side::Sell].map(|side| naive.levels(side));
            let changes = match step {
                Step::Submit(side, lots, terms) => {
                    let order = Order { id: id % 70, side, lots, terms };
                    let fate = book.submit(order, &mut execution);
                    let trades: Trades = execution.fills.iter().map(|fill| (fill.maker_id, fill.ticks, fill.lots)).collect();
                    let expected = naive.submit(order);
                    prop_assert_eq!((fate, trades), expected);
                    if matches!(fate, Fate::Rejected(_)) { Vec::new() } else { execution.changes.clone() }
                }
                Step::Cancel(id) => {
                    let known = naive.orders.iter().any(|order| order.0 == id);
                    naive.orders.retain(|order| order.0 != id);
                    let change = book.cancel(id);
                    prop_assert_eq!(change.is_some(), known);
                    change.into_iter().collect()
                }
            };
            for (side, before) in [Side::Buy, Side::Sell].into_iter().zip(before) {
                let after = naive.levels(side);
                prop_assert_eq!(book.levels(side).collect::<Vec<_>>(), after.clone());
                let mut told: std::collections::BTreeMap<i64, i64> = before.into_iter().collect();
                for change in changes.iter().filter(|change| change.side == side) {
                    prop_assert_eq!(told.get(&change.ticks).copied().unwrap_or(0), change.before);
                    told.insert(change.ticks, change.after);
                }
                told.retain(|_, lots| *lots > 0);
                prop_assert_eq!(told.len(), after.len(), "the changes tell the whole difference");
                prop_assert!(after.iter().all(|(ticks, lots)| told.get(ticks) == Some(lots)));
            }
            if let (Some((bid, _)), Some((ask, _))) = (book.best(Side::Buy), book.best(Side::Sell)) {
                prop_assert!(bid < ask, "crossed: {} {}", bid, ask);
            }
            prop_assert_eq!(book.orders(), naive.orders.len());
        }
    }
}
