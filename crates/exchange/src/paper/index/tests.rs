//! Whatever is asked, it finds what a walk over all orders finds.

use rust_decimal::Decimal;
use twinline_model::{OrderType, TimeInForce};

use super::*;
use crate::Dice;
use crate::paper::admit::reaches;
use crate::paper::fees::Turnover;
use crate::paper::listing::{Listed, Product};
use crate::paper::rows::{Terms, Trigger};

const KINDS: [OrderType; 4] = [OrderType::Limit, OrderType::StopMarket, OrderType::TakeProfitMarket, OrderType::TrailingStopMarket];

fn coin() -> InstrumentId {
    "elsewhere:BTCUSDT".parse().unwrap()
}

fn order(dice: &mut Dice, id: u64) -> Order {
    let kind = KINDS[usize::try_from(dice.below(4)).unwrap()];
    let by = if dice.coin() { TriggerBy::Last } else { TriggerBy::Mark };
    let trail_ppm = (kind == OrderType::TrailingStopMarket).then_some(100);
    let terms = Terms {
        listed: Listed { instrument: coin(), product: Product::Perpetual },
        side: if dice.coin() { Side::Buy } else { Side::Sell },
        kind,
        lots: 1,
        ticks: None,
        trigger: kind.is_conditional().then(|| Trigger { ticks: dice.below(50), by, trail_ppm, follows: false }),
        time_in_force: TimeInForce::Gtc,
        expires_ns: dice.coin().then(|| dice.below(50)),
        post_only: false,
        reduce_only: false,
        close_position: false,
    };
    let waits = kind.is_conditional() && dice.coin();
    let over = dice.below(5) == 0;
    Order {
        id: OrderId(id),
        account: AccountId(1 + u32::try_from(id % 3).unwrap()),
        client_id: None,
        asked: terms.clone(),
        terms,
        phase: if over {
            Phase::Canceled
        } else if waits {
            Phase::Untriggered
        } else {
            Phase::Live
        },
        why: None,
        executed: 0,
        fills: 0,
        turnover: Turnover::default(),
        billed: Vec::new(),
        blocked: Decimal::ZERO,
        blocked_lots: 0,
        closing: 0,
        limit: dice.below(50),
        resting: !waits && dice.coin(),
        effective_ns: dice.below(50),
        wait_ns: (dice.below(4) == 0).then(|| dice.below(50)),
        cancel_ns: (dice.below(4) == 0).then(|| dice.below(50)),
        placed_ns: 0,
        updated_ns: 0,
    }
}

/// Those of all that are of these, oldest first.
fn walked(all: &BTreeMap<OrderId, Order>, which: impl Fn(&Order) -> bool) -> Vec<(OrderId, AccountId)> {
    all.values().filter(|order| !order.is_over() && which(order)).map(|order| (order.id, order.account)).collect()
}

fn agree(index: &Index, all: &BTreeMap<OrderId, Order>, at: i64) {
    let instrument = coin();
    let due = |order: &Order| ends_ns(order).is_some_and(|ends| ends <= at);
    let met = |order: &Order| order.resting && if order.terms.side == Side::Buy { order.limit > at } else { order.limit <= at };
    let workable = walked(all, |order| enters(order) || due(order) || (order.phase != Phase::Untriggered && met(order)));
    assert_eq!(index.workable(&instrument, at, Some(at), Some(at + 1)), workable);
    let own = |order: &Order, side| order.phase != Phase::Untriggered && order.resting && order.terms.side == side;
    assert_eq!(index.resting(&instrument, Side::Buy, Some(at)), walked(all, |order| own(order, Side::Buy) && order.limit >= at));
    assert_eq!(index.resting(&instrument, Side::Sell, None), walked(all, |order| own(order, Side::Sell)));
    let reached = |order: &Order| {
        let trigger = order.terms.trigger.filter(|trigger| order.phase == Phase::Untriggered && trigger.by == TriggerBy::Mark);
        trigger.is_some_and(|trigger| trigger.trail_ppm.is_some() || reaches(&order.terms, trigger.ticks, at))
    };
    assert_eq!(index.triggered(&instrument, TriggerBy::Mark, at), walked(all, reached));
    let open = all.values().filter(|order| !order.is_over());
    let next = open.flat_map(|order| [ends_ns(order), Some(order.effective_ns).filter(|starts| enters(order) && *starts > at)]);
    assert_eq!(index.next_ns(at), next.flatten().min());
    assert_eq!(index.due(at).is_empty(), walked(all, |order| due(order) || (enters(order) && order.effective_ns <= at)).is_empty());
}

#[test]
fn it_finds_what_a_walk_finds() {
    let (mut dice, mut index, mut all) = (Dice::new(7, 1), Index::default(), BTreeMap::new());
    for step in 0..4_000 {
        let id = 1 + u64::try_from(dice.below(60)).unwrap();
        let new = order(&mut dice, id);
        if let Some(before) = all.remove(&new.id).filter(|before: &Order| !before.is_over()) {
            index.remove(&before);
        }
        index.add(&new);
        all.insert(new.id, new);
        agree(&index, &all, step % 50);
    }
    all.values().filter(|order| !order.is_over()).for_each(|order| index.remove(order));
    assert_eq!((index.engaged().count(), index.next_ns(i64::MIN), index.due(i64::MAX).len()), (0, None, 0));
}
