//! Where would the venue close the position that an order leads to?
//!
//! The venue's tables, the account's money and its other positions, in exact decimals. Whatever is missing is named.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rust_decimal::Decimal;
use twinline_core::account::{AccountState, Answer, Command, Liquidation, Stake, Terms, Traded, initial_margin, liquidation, traded};
use twinline_model::{Instrument, InstrumentId, MarginMode, OrderTicket, OrderType, Position, PositionSide, Price, Rate, Setting};
use twinline_venue::account::MarginTier;

use super::asking::entry;
use super::estimate::Part;
use super::held::Held;
use super::{Caller, Gateway};
use crate::wire::PreviewFigures;

/// Longest that the venue's tables and a mark price are waited for.
const PATIENCE: Duration = Duration::from_secs(2);

const BRACKETS: &str = "the venue's maintenance margin brackets, which it has not told";
const INVERSE: &str = "a rule of this venue for inverse contracts";
const TOO_LARGE: &str = "numbers that can be reckoned with exactly";

/// What of an account's state a liquidation price depends on.
struct Account {
    mode: MarginMode,
    cross_wallet: Option<Decimal>,
    /// The position that the order is for.
    held: Option<Position>,
    /// The other side of a hedge.
    opposite: Option<Position>,
    /// Cross positions in other instruments.
    others: Vec<Position>,
}

/// The position once the order is filled.
#[derive(Default)]
struct After {
    qty: Decimal,
    entry: Decimal,
    /// If it is isolated.
    set_aside: Option<Decimal>,
    /// Profit of what was closed, before fees.
    realized: Decimal,
    /// What was traded is worth.
    value: Decimal,
}

impl Gateway {
    /// What the venue charges and demands in an instrument; nothing if it does not say in time.
    pub(super) async fn terms(&self, caller: &Caller, held: &Held, instrument: &InstrumentId) -> Terms {
        let wanted = instrument.clone();
        let command = Box::new(move |ask| Command::Terms { ask, instrument: wanted });
        let asked = self.ask_account(held, command, entry(caller, held.settings.account.as_str(), "order.preview", String::new()));
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(Answer::Terms(terms))) => terms,
            _ => Terms::default(),
        }
    }

    /// The price, or `None` where there is none: the position is flat, or backed by more than it can lose. The error is what is missing.
    pub(super) async fn liquidation(
        &self,
        caller: &Caller,
        held: &Held,
        instrument: &Instrument,
        ticket: &OrderTicket,
        (figures, terms, parts): (&PreviewFigures, &Terms, &[Part]),
    ) -> Result<Option<Price>, &'static str> {
        if instrument.inverse {
            return Err(INVERSE);
        }
        let account = held.published.look(|state| account(state, instrument, ticket))?;
        if ticket.close_position {
            return Ok(None);
        }
        let tiers = terms.tiers.clone().ok_or(BRACKETS)?;
        let after = after(&account, ticket, figures, parts)?;
        if after.qty.is_zero() {
            return Ok(None);
        }
        let mark = self.mark_within(&instrument.id, PATIENCE).await.ok_or("a live mark price")?.value();
        let own = Stake { qty: after.qty, entry: after.entry, mark, tiers: &tiers };
        let found = if account.mode == MarginMode::Isolated {
            liquidation(after.set_aside.ok_or("what is set aside for the position")?, &[own])
        } else {
            let wallet = account.cross_wallet.ok_or("the wallet that backs cross positions")?;
            let spent = fee(ticket, figures, &after).ok_or("the venue's word about its fees")?;
            let others = self.surplus(caller, held, instrument, &account.others).await?;
            let backing = [after.realized, -spent, others].into_iter().try_fold(wallet, Decimal::checked_add).ok_or(TOO_LARGE)?;
            let opposite = account.opposite.as_ref().map(|position| stake(position, mark, &tiers));
            liquidation(backing, &[Some(own), opposite].into_iter().flatten().collect::<Vec<_>>())
        };
        Ok(match found.ok_or(TOO_LARGE)? {
            Liquidation::At(price) => Some(Price::new(price)),
            Liquidation::Never => None,
        })
    }

    /// What cross positions in other instruments add to what backs this one, or take from it.
    async fn surplus(&self, caller: &Caller, held: &Held, own: &Instrument, others: &[Position]) -> Result<Decimal, &'static str> {
        let mut tables: BTreeMap<InstrumentId, (Decimal, Arc<[MarginTier]>)> = BTreeMap::new();
        let mut sum = Decimal::ZERO;
        for position in others {
            let id = &position.instrument;
            let instrument = self.instrument(id.as_str(), None).map_err(|_| "what the other positions are in")?;
            if instrument.settle != own.settle {
                continue;
            }
            if !tables.contains_key(id) {
                let mark = self.mark_within(id, PATIENCE).await.ok_or("a live mark price of every other cross position")?.value();
                let tiers = self.terms(caller, held, id).await.tiers.ok_or("the margin brackets of every other cross position")?;
                tables.insert(id.clone(), (mark, tiers));
            }
            let Some((mark, tiers)) = tables.get(id) else { continue };
            sum = stake(position, *mark, tiers).surplus().and_then(|surplus| sum.checked_add(surplus)).ok_or(TOO_LARGE)?;
        }
        Ok(sum)
    }
}

fn account(state: &AccountState, instrument: &Instrument, ticket: &OrderTicket) -> Result<Account, &'static str> {
    match state.settings().find_map(|setting| if let Setting::MultiAsset(on) = setting { Some(*on) } else { None }) {
        None => return Err("the venue's word about multi-assets mode"),
        Some(true) => return Err("an account whose assets do not back each other's positions"),
        Some(false) => {}
    }
    let mode_of = |id: &InstrumentId| {
        state.settings().find_map(|setting| match setting {
            Setting::MarginMode(of, mode) if of == id => Some(*mode),
            _ => None,
        })
    };
    let open = |side| state.position(&instrument.id, side).filter(|held| !held.qty.is_zero()).cloned();
    let mode = mode_of(&instrument.id).ok_or("the venue's word about this instrument's margin mode")?;
    let is_cross = |held: &Position| mode_of(&held.instrument).or(held.margin_mode) != Some(MarginMode::Isolated);
    let is_other = |held: &&Position| held.instrument != instrument.id && !held.qty.is_zero() && is_cross(held);
    Ok(Account {
        mode,
        cross_wallet: state.balance(&instrument.settle).and_then(|balance| balance.cross_wallet).map(twinline_model::Amount::value),
        held: open(ticket.position_side),
        opposite: match ticket.position_side {
            PositionSide::Both => None,
            PositionSide::Long => open(PositionSide::Short),
            PositionSide::Short => open(PositionSide::Long),
        },
        others: state.positions().filter(is_other).cloned().collect(),
    })
}

/// The position after the order, part by part: one that turns it closes at the first prices and opens at the later ones.
fn after(account: &Account, ticket: &OrderTicket, figures: &PreviewFigures, parts: &[Part]) -> Result<After, &'static str> {
    let mut after = match &account.held {
        None => After { set_aside: Some(Decimal::ZERO), ..After::default() },
        Some(held) => After {
            qty: held.qty.value(),
            entry: held.entry_price.ok_or("the position's entry price")?.value(),
            set_aside: held.isolated_margin.map(twinline_model::Amount::value),
            ..After::default()
        },
    };
    if parts.is_empty() {
        return Err(if ticket.qty.is_none() { "a quantity" } else { "a price" });
    }
    let leverage = figures.leverage.ok_or("the venue's word about this instrument's leverage")?.value();
    for (size, price) in parts {
        let size = if ticket.only_reduces() { (*size).min(after.qty.abs()) } else { *size };
        after = after.traded(ticket, (size, *price), leverage).ok_or(TOO_LARGE)?;
    }
    Ok(after)
}

impl After {
    fn traded(&self, ticket: &OrderTicket, (size, price): Part, leverage: Decimal) -> Option<Self> {
        let Traded { qty, entry, opened, left, realized } = traded(self.qty, self.entry, ticket.side, size, price)?;
        let opening = initial_margin(opened.checked_mul(price)?, leverage)?;
        let set_aside = match self.set_aside {
            // What was set aside before goes with the position that it was for.
            _ if left.is_zero() => Some(opening),
            None => None,
            Some(before) => Some(before.checked_mul(left)?.checked_add(opening)?),
        };
        let value = self.value.checked_add(size.checked_mul(price)?)?;
        Some(Self { qty, entry, set_aside, realized: self.realized.checked_add(realized)?, value })
    }
}

fn stake<'a>(position: &Position, mark: Decimal, tiers: &'a [MarginTier]) -> Stake<'a> {
    let entry = position.entry_price.map_or(mark, Price::value);
    Stake { qty: position.qty.value(), entry, mark, tiers }
}

/// The fee that the order is taken to cost: of what rests only if it cannot take.
fn fee(ticket: &OrderTicket, figures: &PreviewFigures, after: &After) -> Option<Decimal> {
    let rests = ticket.kind == OrderType::Limit && ticket.post_only;
    let rate = if rests { figures.maker_rate } else { figures.taker_rate };
    after.value.checked_mul(rate?.value())
}

/// A rate that the venue states, where no fill has shown one.
pub(super) fn stated(terms: &Terms, maker: bool) -> Option<Rate> {
    terms.fees.map(|(resting, taking)| if maker { resting } else { taking })
}
