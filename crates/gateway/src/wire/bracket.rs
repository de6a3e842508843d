//! Shapes of brackets: what is to be protected, and whether it is.

use serde::{Deserialize, Serialize};
use twinline_core::account::{self, AccountState, Bracket, BracketPhase, Exit, Leg, LegTerms, Standing};
use twinline_model::{InstrumentId, OrderType, Phase, Position, PositionSide, Price, Qty, Side, Timestamp, TriggerBy};
use utoipa::ToSchema;

use crate::wire::{AcceptedBy, OrderRequest, OrderRow};

/// What is done when a position stays unprotected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfUnprotected {
    /// People are told; nothing else.
    #[default]
    Alert,
    /// People are told, and two seconds later what is held is closed at the market.
    Close,
}

/// A stop-loss or a take-profit, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LegRequest {
    /// Price that sets it off.
    pub trigger_price: Price,
    /// Its limit once it is set off; at any price if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub price: Option<Price>,
    /// What moves the trigger; the last trade if absent.
    #[serde(default)]
    pub trigger_by: TriggerBy,
}

/// A position, or a part of one, that is there already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtectRequest {
    /// `venue:symbol`, or a unified symbol.
    #[schema(example = "venue:SYMBOL")]
    pub instrument: String,
    /// Which position; only in hedge mode.
    #[serde(default)]
    pub position_side: PositionSide,
    /// How much of it, in base units; all of it, whatever it becomes, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub qty: Option<Qty>,
}

/// A bracket, as it is asked for: either an entry, or a position that is there already; and at least one leg.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BracketRequest {
    /// The order that opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub entry: Option<OrderRequest>,
    /// Or what is open already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub protect: Option<ProtectRequest>,
    /// Ends a loss.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub stop_loss: Option<LegRequest>,
    /// Takes a profit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub take_profit: Option<LegRequest>,
    /// What is done when it stays unprotected.
    #[serde(default)]
    pub if_unprotected: IfUnprotected,
}

/// What is to change about a bracket. What is absent stays; `null` takes a leg away.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(min_properties = 1)]
pub struct BracketEdit {
    /// New terms of the stop-loss.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[schema(value_type = Option<LegRequest>)]
    pub stop_loss: Option<Option<LegRequest>>,
    /// New terms of the take-profit.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[schema(value_type = Option<LegRequest>)]
    pub take_profit: Option<Option<LegRequest>>,
    /// A new rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub if_unprotected: Option<IfUnprotected>,
}

/// Tells `null` from what is absent.
fn given<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<Option<LegRequest>>, D::Error> {
    Option::<LegRequest>::deserialize(reader).map(Some)
}

/// How far a bracket has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BracketState {
    /// The entry works; there is nothing to protect yet.
    Entering,
    /// There is something to protect, and the legs are on their way.
    Protecting,
    /// The venue has the orders that protect all of what is held.
    Protected,
    /// It has not, and should by now.
    Unprotected,
    /// Over; `reason` says how.
    Done,
    /// The entry was refused: nothing was done.
    Refused,
}

/// How a leg stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LegState {
    /// Nothing is to be protected yet.
    Waiting,
    /// On its way, or nobody knows yet whether it arrived.
    Placing,
    /// The venue has it.
    Live,
    /// Its trigger was reached.
    Triggered,
    /// It was executed.
    Done,
    /// It was canceled.
    Canceled,
    /// The last try was refused; `next_try_at` says when the next is.
    Failed,
}

/// Why a leg's last order was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LegRefusal {
    /// The venue's code, or ours.
    #[schema(required)]
    pub code: Option<String>,
    /// In words.
    pub message: String,
}

/// One leg of a bracket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LegRow {
    /// Price that sets it off.
    pub trigger_price: Price,
    /// Its limit once it is set off; `null` for any price.
    #[schema(required)]
    pub price: Option<Price>,
    /// What moves the trigger.
    pub trigger_by: TriggerBy,
    /// How it stands.
    pub state: LegState,
    /// How much the venue is known to cover by it, in base units; `null` for whatever the position is.
    #[schema(required)]
    pub covered_qty: Option<Qty>,
    /// How much of it was executed.
    pub executed_qty: Qty,
    /// Its orders here, oldest first: several where what is held has grown by parts.
    pub orders: Vec<String>,
    /// Tries in a row that were refused.
    pub attempts: u32,
    /// Why the last one was.
    #[schema(required)]
    pub refusal: Option<LegRefusal>,
    /// When the next try is.
    #[schema(required)]
    pub next_try_at: Option<Timestamp>,
}

/// One bracket, with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BracketRow {
    /// Its name here; that of its entry, where it has one.
    pub bracket_id: String,
    /// Of what.
    pub instrument: InstrumentId,
    /// Side of the entry: a buy makes a long position, which sales protect.
    pub side: Side,
    /// Which position.
    pub position_side: PositionSide,
    /// How far it has come.
    pub state: BracketState,
    /// Since when.
    pub since: Timestamp,
    /// Why it is unprotected, or how it ended: `stop_loss`, `take_profit`, `closed`, `closed_elsewhere`, `canceled`, `entry_ended`, `entry_refused`.
    #[schema(required)]
    pub reason: Option<String>,
    /// True where the gateway holds the orders together; false where the venue does.
    pub synthetic: bool,
    /// The order that opened, if it has one.
    #[schema(required)]
    pub entry_order_id: Option<String>,
    /// What the entry, or the part to be protected, is in all; `null` for the whole position.
    #[schema(required)]
    pub qty: Option<Qty>,
    /// What is held of it now; `null` for the whole position.
    #[schema(required)]
    pub held_qty: Option<Qty>,
    /// What is done when it stays unprotected.
    pub if_unprotected: IfUnprotected,
    /// Ends a loss.
    #[schema(required)]
    pub stop_loss: Option<LegRow>,
    /// Takes a profit.
    #[schema(required)]
    pub take_profit: Option<LegRow>,
    /// Market orders that closed what could not be protected.
    pub closing_orders: Vec<String>,
    /// When it was wanted.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

impl From<&Bracket> for BracketRow {
    fn from(bracket: &Bracket) -> Self {
        Self {
            bracket_id: bracket.id.to_string(),
            instrument: bracket.instrument.clone(),
            side: bracket.side,
            position_side: bracket.position_side,
            state: match bracket.phase {
                BracketPhase::Entering => BracketState::Entering,
                BracketPhase::Protecting => BracketState::Protecting,
                BracketPhase::Protected => BracketState::Protected,
                BracketPhase::Unprotected => BracketState::Unprotected,
                BracketPhase::Done => BracketState::Done,
                BracketPhase::Refused => BracketState::Refused,
            },
            since: bracket.since,
            reason: bracket.reason.clone(),
            synthetic: bracket.native.is_none(),
            entry_order_id: bracket.entry.as_ref().map(|entry| entry.order.to_string()),
            qty: bracket.entry.as_ref().map_or(bracket.qty, |entry| entry.qty),
            held_qty: (!bracket.is_whole()).then(|| bracket.held()),
            if_unprotected: match bracket.if_unprotected {
                account::IfUnprotected::Alert => IfUnprotected::Alert,
                account::IfUnprotected::Close => IfUnprotected::Close,
            },
            stop_loss: leg_row(bracket, Exit::StopLoss),
            take_profit: leg_row(bracket, Exit::TakeProfit),
            closing_orders: bracket.closes.slices.iter().map(|slice| slice.order.to_string()).collect(),
            created_at: bracket.created_at,
            updated_at: bracket.updated_at,
        }
    }
}

fn leg_row(bracket: &Bracket, exit: Exit) -> Option<LegRow> {
    let leg = bracket.leg(exit);
    let terms = leg.terms.as_ref()?;
    Some(LegRow {
        trigger_price: terms.trigger_price,
        price: terms.price,
        trigger_by: terms.trigger_by,
        state: leg_state(leg),
        covered_qty: leg.sure(),
        executed_qty: leg.executed(),
        orders: leg.slices.iter().map(|slice| slice.order.to_string()).collect(),
        attempts: leg.attempts,
        refusal: leg.refusal.as_ref().map(|no| LegRefusal { code: no.code.clone(), message: no.message.clone() }),
        next_try_at: leg.next_try_at,
    })
}

/// The word for a leg: that of its orders that matters most.
fn leg_state(leg: &Leg) -> LegState {
    let any = |standing: Standing| leg.open().any(|slice| slice.standing == standing);
    if any(Standing::Triggered) {
        LegState::Triggered
    } else if leg.refusal.is_some() {
        LegState::Failed
    } else if any(Standing::Sent) || any(Standing::Doubtful) {
        LegState::Placing
    } else if any(Standing::Stands) {
        LegState::Live
    } else if !leg.executed().is_zero() {
        LegState::Done
    } else if leg.slices.is_empty() {
        LegState::Waiting
    } else {
        LegState::Canceled
    }
}

impl From<&LegRequest> for LegTerms {
    fn from(leg: &LegRequest) -> Self {
        Self { trigger_price: leg.trigger_price, price: leg.price, trigger_by: leg.trigger_by }
    }
}

impl From<IfUnprotected> for account::IfUnprotected {
    fn from(rule: IfUnprotected) -> Self {
        match rule {
            IfUnprotected::Alert => Self::Alert,
            IfUnprotected::Close => Self::Close,
        }
    }
}

/// What came of asking for a bracket, or of changing one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BracketAnswer {
    /// Who has said yes to the entry; without one, the gateway has.
    pub accepted_by: AcceptedBy,
    /// The bracket as it is now.
    pub bracket: BracketRow,
    /// The entry as it is now.
    #[schema(required)]
    pub order: Option<OrderRow>,
}

/// Whether a position is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProtectionState {
    /// Orders that end a loss cover all of it.
    Protected,
    /// They cover a part of it.
    Partly,
    /// A bracket's legs are on their way.
    Protecting,
    /// A bracket should protect it and does not.
    Unprotected,
    /// Nothing was asked to protect it.
    None,
}

/// How a position is protected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProtectionRow {
    /// Whether it is.
    pub state: ProtectionState,
    /// Since when, if a bracket tells.
    #[schema(required)]
    pub since: Option<Timestamp>,
    /// How much of it is covered by stops that the venue has, in base units; those that were placed elsewhere count.
    pub covered_qty: Qty,
    /// Brackets that are to protect it.
    pub brackets: Vec<String>,
}

impl ProtectionRow {
    /// Of a position that is not flat.
    pub(crate) fn of(state: &AccountState, position: &Position) -> Self {
        let qty = Qty::new(position.qty.value().abs());
        let exit = if position.qty.value().is_sign_negative() { Side::Buy } else { Side::Sell };
        let covered = covered(state, position, exit).map_or(qty, |covered| covered.min(qty));
        let ours = |bracket: &&Bracket| {
            bracket.instrument == position.instrument && bracket.position_side == position.side && bracket.side != exit
        };
        let brackets: Vec<&Bracket> = state.live_brackets().filter(ours).collect();
        let worst = brackets.iter().filter(|bracket| bracket.phase == BracketPhase::Unprotected).min_by_key(|bracket| bracket.since);
        let under_way = brackets.iter().find(|bracket| bracket.phase == BracketPhase::Protecting);
        let (word, by) = match (worst, under_way) {
            (Some(bracket), _) => (ProtectionState::Unprotected, Some(bracket)),
            _ if covered >= qty => (ProtectionState::Protected, brackets.iter().max_by_key(|bracket| bracket.since)),
            (None, Some(bracket)) => (ProtectionState::Protecting, Some(bracket)),
            _ if covered.is_zero() => (ProtectionState::None, None),
            _ => (ProtectionState::Partly, brackets.first()),
        };
        Self {
            state: word,
            since: by.map(|bracket| bracket.since),
            covered_qty: covered,
            brackets: brackets.iter().map(|bracket| bracket.id.to_string()).collect(),
        }
    }
}

/// What stops at the venue cover of a position; `None` for all of it.
fn covered(state: &AccountState, position: &Position, exit: Side) -> Option<Qty> {
    let mut sum = Qty::ZERO;
    for order in state.open_orders().filter(|order| order.instrument == position.instrument) {
        let Some(shape) = &order.shape else { continue };
        let stops = matches!(shape.kind, OrderType::StopMarket | OrderType::StopLimit | OrderType::TrailingStopMarket);
        let reduces = shape.reduce_only || shape.close_position || shape.position_side != PositionSide::Both;
        let stands = matches!(order.phase, Phase::Untriggered | Phase::Live);
        if !(stops && reduces && stands && shape.side == exit && shape.position_side == position.side) {
            continue;
        }
        if shape.close_position {
            return None;
        }
        let rest = order.qty().map_or_else(Default::default, |qty| qty.value().saturating_sub(order.executed.value()));
        sum = Qty::new(sum.value().saturating_add(rest));
    }
    Some(sum)
}
