//! What does a trade of the market do to those who rest or wait?

use twinline_model::{InstrumentId, OrderType, Phase, TriggerBy};

use crate::accounts::{AccountId, OrderId};
use crate::fills::{Queue, Take};
use crate::order::Side;
use crate::paper::admit::reaches;
use crate::paper::engine::Paper;
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Order, OrderChange, Trigger};

impl Paper {
    /// A market traded: those who rest have their turn, those who wait for the price are released, once for each trade.
    pub(crate) fn traded(&mut self, instrument: &InstrumentId, id: u64, ticks: i64, lots: i64, taker: Option<Side>) -> Result<(), Refusal> {
        if ticks <= 0 || lots <= 0 {
            return Ok(());
        }
        let now_ns = self.now_ns();
        let market = self.market(instrument);
        if market.last_trade.is_some_and(|last| id <= last) {
            return Ok(());
        }
        market.last_trade = Some(id);
        market.last = Some(ticks);
        market.outside.heard(now_ns);
        for side in [Side::Buy, Side::Sell].into_iter().filter(|side| taker.is_none_or(|taker| taker != *side)) {
            self.reach_resting(instrument, side, ticks, lots)?;
        }
        if self.trigger(instrument, TriggerBy::Last, ticks)? {
            // The trade that released them has itself used up what it took.
            for side in [Side::Buy, Side::Sell].into_iter().filter(|side| taker.is_none_or(|taker| taker == *side)) {
                self.market(instrument).outside.consume(now_ns, side, Take { ticks, lots });
            }
        }
        self.work(instrument)
    }

    /// Shares a trade among the resting orders of a side, the best price and the oldest first.
    fn reach_resting(&mut self, instrument: &InstrumentId, side: Side, ticks: i64, lots: i64) -> Result<(), Refusal> {
        let now_ns = self.now_ns();
        let mut resting: Vec<(i64, OrderId, AccountId)> = Vec::new();
        for (id, account) in self.state.index().resting(instrument, side, Some(ticks)) {
            let Ok(order) = self.state.order(account, id) else { continue };
            if order.effective_ns <= now_ns && order.cancel_ns.is_none_or(|at_ns| at_ns > now_ns) {
                resting.push((if side == Side::Buy { -order.limit } else { order.limit }, id, account));
            }
        }
        resting.sort_unstable();
        let mut left = lots;
        for (_, id, account) in resting {
            if left == 0 {
                break;
            }
            let Ok(order) = self.open_order(account, id) else { continue };
            let queue = self.market(instrument).queues.entry(id).or_insert_with(Queue::unseen);
            let reaching = if order.limit == ticks {
                queue.traded(lots)
            } else {
                queue.passed();
                lots
            };
            if reaching > 0 {
                left -= self.fill(account, id, order.limit, reaching.min(left), true)?;
            }
        }
        Ok(())
    }

    /// Releases what waits for this price and lets trailing triggers follow it. True if any was released.
    pub(crate) fn trigger(&mut self, instrument: &InstrumentId, by: TriggerBy, price: i64) -> Result<bool, Refusal> {
        let mut any = false;
        for (id, account) in self.state.index().triggered(instrument, by, price) {
            let Ok(order) = self.open_order(account, id) else { continue };
            let counts = order.phase == Phase::Untriggered && order.effective_ns <= self.now_ns();
            let Some(trigger) = order.terms.trigger.filter(|trigger| counts && trigger.by == by) else { continue };
            let Some(trigger) = follow(&order, trigger, price) else { continue };
            let waits = trigger.trail_ppm.is_some() && !trigger.follows;
            if !waits && reaches(&order.terms, trigger.ticks, price) {
                any = true;
                self.release(order)?;
            } else if order.terms.trigger != Some(trigger) {
                let mut moved = order;
                moved.terms.trigger = Some(trigger);
                self.tell_order(OrderChange::Updated, moved)?;
            }
        }
        Ok(any)
    }
}

/// Where a trigger is once this price was seen; it never goes back. `None` if that cannot be counted.
fn follow(order: &Order, trigger: Trigger, price: i64) -> Option<Trigger> {
    let Some(ppm) = trigger.trail_ppm.filter(|_| order.terms.kind == OrderType::TrailingStopMarket) else { return Some(trigger) };
    let sells = order.terms.side == Side::Sell;
    // It begins where it is told to, or at once.
    let begins = trigger.ticks == 0 || if sells { price >= trigger.ticks } else { price <= trigger.ticks };
    if !trigger.follows && !begins {
        return Some(trigger);
    }
    let distance = i64::try_from(i128::from(price) * i128::from(ppm) / 1_000_000).ok()?.max(1);
    let fresh = if sells { price.checked_sub(distance)? } else { price.checked_add(distance)? };
    let ticks = match (trigger.follows, sells) {
        (false, _) => fresh,
        (true, true) => trigger.ticks.max(fresh),
        (true, false) => trigger.ticks.min(fresh),
    };
    Some(Trigger { ticks, follows: true, ..trigger })
}
