//! How are orders and settings changed, and what came of it?

use std::collections::BTreeMap;

use twinline_core::account::{Answer, Command, EditWish, Order, SettingChange};
use twinline_model::{Instrument, InstrumentId, OrderId, PositionSide, Price, Side};

use super::asking::{Turn, entry, strange, unexpected, written};
use super::held::Held;
use super::permit::{bounds, may_rule, may_set, may_trade};
use super::{Caller, Gateway};
use crate::accounts::{Given, Wanted};
use crate::error::{GatewayError, Refusal};
use crate::wire::{AccountRow, BatchEdit, BatchRow, CancelAllAnswer, DifferenceRow, EditRequest, OrderRow, Page, RefusalRow};

impl Gateway {
    /// Changes an order's price, quantity or both. With a key, the same request again gets the same answer and changes nothing.
    pub async fn edit(
        &self,
        caller: &Caller,
        account: &str,
        order: &str,
        edit: EditRequest,
        key: Option<&str>,
    ) -> Result<OrderRow, GatewayError> {
        let held = self.commanded(caller, account)?;
        let detail = format!("{order} {}", written(&edit)?);
        let audit = entry(caller, account, "order.edit", detail);
        let key = match self.turn(&audit, key).await? {
            Turn::Answered(given) => return done(given),
            Turn::Go(key) => key,
        };
        let wishes = self.wishes(caller, &held, vec![(order_id(account, order)?, edit.price, edit.qty)]).await?;
        let wanted: Wanted = Box::new(move |ask| match <[EditWish; 1]>::try_from(wishes) {
            Ok([EditWish { order, price, qty, checks }]) => Command::Edit { ask, order, price, qty, checks },
            Err(edits) => Command::EditEach { ask, edits },
        });
        done(self.give(&held, wanted, audit, true, key).await?)
    }

    /// Changes several orders; each has its own outcome.
    pub async fn edit_batch(
        &self,
        caller: &Caller,
        account: &str,
        edits: Vec<BatchEdit>,
        key: Option<&str>,
    ) -> Result<Page<BatchRow>, GatewayError> {
        let held = self.commanded(caller, account)?;
        let audit = entry(caller, account, "order.edit_batch", written(&edits)?);
        let asked: Result<Vec<_>, GatewayError> =
            edits.iter().map(|edit| Ok((order_id(account, &edit.order_id)?, edit.price, edit.qty))).collect();
        let asked = asked?;
        let ids: Vec<OrderId> = asked.iter().map(|(id, ..)| id.clone()).collect();
        let given = match self.turn(&audit, key).await? {
            Turn::Answered(given) => given,
            Turn::Go(key) => {
                let edits = self.wishes(caller, &held, asked).await?;
                let wanted: Wanted = Box::new(move |ask| Command::EditEach { ask, edits });
                self.give(&held, wanted, audit, true, key).await?
            }
        };
        self.members(&held, &ids, given).await
    }

    /// What is wanted of orders, and what each is checked against.
    async fn wishes(
        &self,
        caller: &Caller,
        held: &Held,
        edits: Vec<(OrderId, Option<Price>, Option<twinline_model::Qty>)>,
    ) -> Result<Vec<EditWish>, GatewayError> {
        let mut prices: BTreeMap<InstrumentId, Option<Price>> = BTreeMap::new();
        let mut wishes = Vec::with_capacity(edits.len());
        for (order, price, qty) in edits {
            if price.is_none() && qty.is_none() {
                return Err(GatewayError::BadField { field: "price", reason: "say a new price, a new qty, or both".to_owned() });
            }
            let held_order = self.open_order(held, &order).await?;
            let mut checks = bounds(caller, held);
            if !only_reduces(&held_order) {
                if !prices.contains_key(&held_order.instrument) {
                    let instrument = self.instrument(held_order.instrument.as_str(), None)?;
                    prices.insert(held_order.instrument.clone(), self.reference(&instrument).await);
                }
                let reference = prices.get(&held_order.instrument).copied().flatten();
                // Without a price that is current nobody can say whether the new one is near the market.
                let no_reference = || GatewayError::Refused(Box::new(Refusal::no_reference(held_order.instrument.as_str())));
                checks.collar = Some((reference.ok_or_else(no_reference)?, held.settings.price_collar));
            }
            wishes.push(EditWish { order, price, qty, checks });
        }
        Ok(wishes)
    }

    /// Ends an order. With a key, the same request again gets the same answer.
    pub async fn cancel(&self, caller: &Caller, account: &str, order: &str, key: Option<&str>) -> Result<OrderRow, GatewayError> {
        let held = self.commanded(caller, account)?;
        let id = order_id(account, order)?;
        let known = self.known(&held, &id).await?.ok_or_else(|| unknown(&held, &id))?;
        may_trade(caller, &known.instrument)?;
        let audit = entry(caller, account, "order.cancel", order.to_owned());
        let key = match self.turn(&audit, key).await? {
            Turn::Answered(given) => return done(given),
            Turn::Go(key) => key,
        };
        self.open_order(&held, &id).await?;
        let wanted: Wanted = Box::new(move |ask| Command::Cancel { ask, order: id });
        done(self.give(&held, wanted, audit, false, key).await?)
    }

    /// Ends several orders; each has its own outcome.
    pub async fn cancel_batch(
        &self,
        caller: &Caller,
        account: &str,
        orders: Vec<String>,
        key: Option<&str>,
    ) -> Result<Page<BatchRow>, GatewayError> {
        let held = self.commanded(caller, account)?;
        let audit = entry(caller, account, "order.cancel_batch", written(&orders)?);
        let ids: Vec<OrderId> = orders.iter().map(|order| order_id(account, order)).collect::<Result<_, _>>()?;
        for id in &ids {
            if let Some(order) = self.known(&held, id).await? {
                may_trade(caller, &order.instrument)?;
            }
        }
        let given = match self.turn(&audit, key).await? {
            Turn::Answered(given) => given,
            Turn::Go(key) => {
                let orders = ids.clone();
                let wanted: Wanted = Box::new(move |ask| Command::CancelEach { ask, orders });
                self.give(&held, wanted, audit, false, key).await?
            }
        };
        self.members(&held, &ids, given).await
    }

    async fn members(&self, held: &Held, ids: &[OrderId], given: Given) -> Result<Page<BatchRow>, GatewayError> {
        let Given::Members(members) = given else { return Err(strange(&given)) };
        let mut rows = Vec::with_capacity(members.len());
        for (id, (route, given)) in ids.iter().zip(members) {
            let now = self.known(held, id).await?;
            rows.push(match given {
                Given::Done(order) => BatchRow { route, order: Some(OrderRow::from(&*order)), refusal: None },
                Given::Refused(refusal) => {
                    let refusal = RefusalRow::from(&Refusal::from(refusal));
                    BatchRow { route, order: now.as_ref().map(OrderRow::from), refusal: Some(refusal) }
                }
                Given::Unknown(reason) => {
                    let refusal = RefusalRow::from(&Refusal::in_doubt(reason));
                    BatchRow { route, order: now.as_ref().map(OrderRow::from), refusal: Some(refusal) }
                }
                other => return Err(strange(&other)),
            });
        }
        Ok(Page::whole(rows))
    }

    /// Ends many orders: ours, or all of them; of one instrument, or of all.
    pub async fn cancel_all(
        &self,
        caller: &Caller,
        account: &str,
        instrument: Option<&Instrument>,
        external: bool,
        key: Option<&str>,
    ) -> Result<CancelAllAnswer, GatewayError> {
        let held = self.commanded(caller, account)?;
        let instrument = instrument.map(|instrument| instrument.id.clone());
        match &instrument {
            Some(instrument) => may_trade(caller, instrument)?,
            None if caller.grant.as_ref().is_some_and(|grant| grant.instruments.is_some()) => {
                may_rule(caller, "orders of all instruments")?
            }
            None => {}
        }
        let detail = format!("instrument {}, external {external}", instrument.as_ref().map_or("all", |id| id.as_str()));
        let wanted: Wanted = Box::new(move |ask| Command::CancelAll { ask, instrument, external });
        let audit = entry(caller, account, "order.cancel_all", detail);
        let given = match self.turn(&audit, key).await? {
            Turn::Answered(given) => given,
            Turn::Go(key) => self.give(&held, wanted, audit, false, key).await?,
        };
        match given {
            Given::Cancelling(orders) => Ok(CancelAllAnswer { orders: orders.iter().map(ToString::to_string).collect() }),
            other => Err(strange(&other)),
        }
    }

    /// Changes a setting at the venue. With a key, the same request again gets the same answer and changes nothing.
    pub async fn set(&self, caller: &Caller, account: &str, change: SettingChange, key: Option<&str>) -> Result<(), GatewayError> {
        let held = self.commanded(caller, account)?;
        may_set(caller, &change)?;
        let detail = words(&change);
        let wanted: Wanted = Box::new(move |ask| Command::Set { ask, change });
        let audit = entry(caller, account, "setting.change", detail);
        let given = match self.turn(&audit, key).await? {
            Turn::Answered(given) => given,
            Turn::Go(key) => self.give(&held, wanted, audit, true, key).await?,
        };
        match given {
            Given::Set => Ok(()),
            other => Err(strange(&other)),
        }
    }

    /// Refuses every order that could enlarge risk, until switched off again; over restarts.
    pub async fn kill_switch(&self, caller: &Caller, account: &str, on: bool) -> Result<AccountRow, GatewayError> {
        let held = self.commanded(caller, account)?;
        if !on {
            may_rule(caller, "switching off the kill switch")?;
        }
        let action = if on { "kill_switch.on" } else { "kill_switch.off" };
        let wanted: Wanted = Box::new(move |ask| Command::KillSwitch { ask, on });
        // Whatever keeps the audit trail from being written must not keep anybody from stopping.
        match self.give(&held, wanted, entry(caller, account, action, String::new()), !on, None).await? {
            Given::Set => Ok(held.published.row()),
            other => Err(strange(&other)),
        }
    }

    /// Compares everything with the venue and says exactly what differed; it has been taken over.
    pub async fn reconcile(&self, caller: &Caller, account: &str) -> Result<Page<DifferenceRow>, GatewayError> {
        let held = self.commanded(caller, account)?;
        let wanted: Wanted = Box::new(move |ask| Command::Reconcile { ask });
        match self.ask_account(&held, wanted, entry(caller, account, "reconcile", String::new())).await? {
            Answer::Differences(found) => Ok(Page::whole(found.iter().map(DifferenceRow::from).collect())),
            other => Err(unexpected(&other)),
        }
    }

    /// An order that is not over, as far as it is known.
    async fn open_order(&self, held: &Held, id: &OrderId) -> Result<Order, GatewayError> {
        let order = self.known(held, id).await?.ok_or_else(|| unknown(held, id))?;
        let in_memory = held.published.look(|state| state.order(id).is_some());
        match order.is_final() && !in_memory {
            true => Err(GatewayError::Refused(Box::new(Refusal::ended(order.status().name())))),
            false => Ok(order),
        }
    }
}

fn done(given: Given) -> Result<OrderRow, GatewayError> {
    match given {
        Given::Done(order) => Ok(OrderRow::from(&*order)),
        other => Err(strange(&other)),
    }
}

fn unknown(held: &Held, id: &OrderId) -> GatewayError {
    GatewayError::UnknownOrder { account: held.settings.account.to_string(), order: id.to_string() }
}

fn order_id(account: &str, text: &str) -> Result<OrderId, GatewayError> {
    // What cannot be a name is the name of no order.
    let unknown =
        |_| GatewayError::UnknownOrder { account: account.to_owned(), order: text.chars().filter(|c| !c.is_control()).take(64).collect() };
    OrderId::new(text).map_err(unknown)
}

/// True if an order cannot enlarge a position, whatever happens.
pub(super) fn only_reduces(order: &Order) -> bool {
    order.shape.as_ref().is_some_and(|shape| {
        shape.reduce_only
            || shape.close_position
            || matches!((shape.position_side, shape.side), (PositionSide::Long, Side::Sell) | (PositionSide::Short, Side::Buy))
    })
}

/// A change of a setting, for the audit trail.
fn words(change: &SettingChange) -> String {
    match change {
        SettingChange::Leverage(instrument, times) => format!("leverage of {instrument} to {times}"),
        SettingChange::MarginMode(instrument, mode) => format!("margin mode of {instrument} to {}", mode.name()),
        SettingChange::HedgeMode(on) => format!("hedge mode {}", on_off(*on)),
        SettingChange::MultiAsset(on) => format!("multi-asset mode {}", on_off(*on)),
        SettingChange::AccountMargin(mode) => format!("margin mode of the account to {}", mode.name()),
        SettingChange::AutoTopUp(instrument, on) => format!("auto top-up of {instrument} {}", on_off(*on)),
        SettingChange::Preferences(wanted) => {
            let wanted: Vec<String> = wanted.iter().map(|(name, on)| format!("{name} {}", on_off(*on))).collect();
            format!("preferences: {}", wanted.join(", "))
        }
        SettingChange::MakerProtection(wanted) => format!("market-maker protection of {} {}", wanted.asset, wanted.group),
        SettingChange::ResetMakerProtection { asset, group } => format!("market-maker protection of {asset} {group} reset"),
        SettingChange::Margin(instrument, side, amount) => format!("margin of {instrument} {} by {amount}", side.name()),
    }
}

const fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
