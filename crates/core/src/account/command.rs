//! What can somebody want of an account?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use twinline_model::{
    AccountMargin, Amount, InstrumentId, MakerProtection, MarginMode, Notional, OrderId, OrderTicket, PositionSide, Price, Qty, Rate,
};
use twinline_venue::Instruments;
use twinline_venue::account::History;

use super::brackets::{BracketChange, BracketWish};
use super::event::AccountEnvelope;
use super::names::Kept;

/// What somebody wants of an account.
#[derive(Debug, Clone)]
pub enum Command {
    /// Place orders. Each has its own outcome; all intents are durable before the first leaves.
    Place {
        /// Chosen by the asker; [`super::Output::Answer`] bears it.
        ask: u64,
        /// Which. Client order ids must be fresh.
        tickets: Vec<OrderTicket>,
        /// What they are checked against.
        checks: Checks,
    },
    /// The same, each order checked by itself: for orders of several instruments, which have several reference prices.
    PlaceEach {
        /// The asker's number.
        ask: u64,
        /// Which, and what each is checked against.
        orders: Vec<(OrderTicket, Checks)>,
    },
    /// Say whether an order could leave now, as far as that is decided here. Nothing is sent and nothing counted.
    Preview {
        /// The asker's number.
        ask: u64,
        /// Which.
        ticket: Box<OrderTicket>,
        /// What it is checked against.
        checks: Checks,
    },
    /// Change an order's price, quantity or both.
    Edit {
        /// The asker's number.
        ask: u64,
        /// Which order.
        order: OrderId,
        /// New price.
        price: Option<Price>,
        /// New total quantity.
        qty: Option<Qty>,
        /// What the new terms are checked against.
        checks: Checks,
    },
    /// Change several orders. Each has its own outcome; all intents are durable before the first edit leaves.
    EditEach {
        /// The asker's number.
        ask: u64,
        /// Which, and how.
        edits: Vec<EditWish>,
    },
    /// End several orders. Each has its own outcome.
    CancelEach {
        /// The asker's number.
        ask: u64,
        /// Which.
        orders: Vec<OrderId>,
    },
    /// End an order.
    Cancel {
        /// The asker's number.
        ask: u64,
        /// Which order.
        order: OrderId,
    },
    /// End many orders.
    CancelAll {
        /// The asker's number.
        ask: u64,
        /// Of one instrument, or of all.
        instrument: Option<InstrumentId>,
        /// Those of others, too; without this only what was placed here.
        external: bool,
    },
    /// Begin a bracket. With an entry, the answer is that of its order; else [`super::Answer::Bracket`] follows at once.
    Bracket {
        /// The asker's number.
        ask: u64,
        /// What is wanted.
        wish: Box<BracketWish>,
        /// What the entry is checked against.
        checks: Checks,
    },
    /// Change a bracket's legs or its rule.
    ChangeBracket {
        /// The asker's number.
        ask: u64,
        /// Which.
        bracket: OrderId,
        /// How.
        change: Box<BracketChange>,
        /// What the legs are checked against.
        checks: Checks,
    },
    /// End a bracket: what is left of its entry, and its legs.
    EndBracket {
        /// The asker's number.
        ask: u64,
        /// Which.
        bracket: OrderId,
    },
    /// Change a setting at the venue.
    Set {
        /// The asker's number.
        ask: u64,
        /// To what.
        change: SettingChange,
    },
    /// Ask the venue for rows of the past; they are folded in as well. What the venue does not answer at once is cut off:
    /// [`super::Fetched`] says where to go on.
    Fetch {
        /// The asker's number.
        ask: u64,
        /// Of what.
        past: Past,
        /// Which stretch; without a limit, as many rows as the venue gives.
        history: History,
    },
    /// Ask the venue whether it takes the key, and what it says of whose it is.
    Check {
        /// The asker's number.
        ask: u64,
    },
    /// Say what the venue charges and demands in an instrument, asking it if that was not asked for within the last hour.
    Terms {
        /// The asker's number; [`super::Answer::Terms`] follows.
        ask: u64,
        /// In which.
        instrument: InstrumentId,
    },
    /// Compare everything with the venue now and say exactly what differs.
    Reconcile {
        /// The asker's number.
        ask: u64,
    },
    /// What the journal says of something that was asked for with [`super::Output::Recall`].
    Recalled {
        /// Of what.
        kept: Kept,
        /// The last entry that tells what it is, if there is one.
        found: Option<Box<AccountEnvelope>>,
    },
    /// What can be traded, now.
    Instruments(Arc<Instruments>),
    /// Refuse every new order that could enlarge risk until switched off again, over restarts.
    KillSwitch {
        /// The asker's number; [`super::Answer::Set`] follows once it is on disk. It holds from now on.
        ask: u64,
        /// On or off.
        on: bool,
    },
    /// Have orders ended when the gateway is gone for so many seconds, over restarts; `None`: not any more.
    DeadMan {
        /// The asker's number; [`super::Answer::Set`] follows once it is on disk. It holds from now on.
        ask: u64,
        /// From [`super::SHORTEST_S`] to [`super::LONGEST_S`].
        timeout_s: Option<u32>,
    },
    /// Take this signer from now on; the account begins its links anew.
    Signer(Arc<dyn twinline_venue::account::Signer>),
    /// Do not wait for the next try.
    TryNow,
    /// Take no more commands, wait for what is in the air, close; [`super::Output::Stopped`] follows.
    Stop,
}

/// A list of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Past {
    /// Orders of an instrument.
    Orders(InstrumentId),
    /// Fills in one.
    Fills(InstrumentId),
    /// Movements of money.
    Transactions,
}

/// A change of one order's price, quantity or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditWish {
    /// Which order.
    pub order: OrderId,
    /// New price.
    pub price: Option<Price>,
    /// New total quantity.
    pub qty: Option<Qty>,
    /// What the new terms are checked against.
    pub checks: Checks,
}

/// What an order is checked against before it leaves; an absent bound is not checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checks {
    /// Price that a limit must be near, and the farthest it may be, as a share of it.
    pub collar: Option<(Price, Rate)>,
    /// Most that one order may be worth.
    pub max_order_notional: Option<Notional>,
    /// Most that the orders of one key may be worth in a day of UTC, as they were asked for and last edited.
    pub max_daily_notional: Option<Notional>,
    /// Venues that the key may trade at.
    pub venues: Option<BTreeSet<String>>,
    /// Instruments that it may trade.
    pub instruments: Option<BTreeSet<InstrumentId>>,
    /// True if it may send only what cannot enlarge a position.
    pub reduce_only: bool,
    /// True if the instrument's quantities are what it is worth: those of an inverse contract.
    pub inverse: bool,
    /// Whose key it is; daily sums and the history bear it.
    pub actor: String,
}

/// A change of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingChange {
    /// Leverage of an instrument.
    Leverage(InstrumentId, Rate),
    /// Margin mode of an instrument.
    MarginMode(InstrumentId, MarginMode),
    /// Hedge mode of the account.
    HedgeMode(bool),
    /// Multi-asset mode of the account.
    MultiAsset(bool),
    /// Margin mode of the whole account.
    AccountMargin(AccountMargin),
    /// Whether the venue adds margin to an isolated position by itself.
    AutoTopUp(InstrumentId, bool),
    /// Preferences, under the venue's names.
    Preferences(BTreeMap<String, bool>),
    /// Limits of market-maker protection.
    MakerProtection(MakerProtection),
    /// Lets a market maker's frozen orders trade again.
    ResetMakerProtection {
        /// Underlying asset.
        asset: String,
        /// The venue's name of the group.
        group: String,
    },
    /// Margin of an isolated position; negative takes away.
    Margin(InstrumentId, PositionSide, Amount),
}
