//! A derivatives venue's own books of account: what each account ordered, holds, owes and was told.
//!
//! The referee's oracle. Money is exact (`Decimal`, every operation checked); the books stay integers. A face talks to
//! [`Exchange`](crate::Exchange): `open_desk`, `open_account`, then commands that name a time, an account and say either
//! what has become of them or a [`Refusal`]. What accounts are to be told is queued in order: `take_account_events`.
//! Without accounts nothing here runs: same seed, same bytes as before.
//!
//! `ledger`, `money`, `position`, `margin` and `brackets` know no venue; `rules` says in figures what differs from one
//! venue of linear contracts to the next.
//!
//! Bounds: of each account the last `Rules::records_held` orders, conditional orders, trades, amendments and incomes are
//! kept, of the ledger as many transactions (what older ones had moved stays in its balances); open orders always stay, and
//! are limited by the rules. `Accounts::EVENTS_HELD` events wait to be taken; beyond, the oldest go and are counted.
//!
//! Restart (`Exchange::restarted`): accounts keep everything. Resting orders are put back into the reopened books in the
//! order in which they had come, with their ids; what crosses there, trades; a post-only order that would trade expires.
//!
//! | file | question it answers |
//! |---|---|
//! | `ids` | what are accounts, orders and positions called? |
//! | `rules`, `brackets`, `usual` | what does the venue allow and charge? |
//! | `order`, `algo` | what can be ordered, and what is remembered of it? |
//! | `refusal` | why does the venue say no? |
//! | `event` | what are accounts told, in which order? |
//! | `desk` | which commands are there? |
//! | `records` | what is kept, and which questions can be asked? |
//! | `statement` | what does an account have, owe, and could still do? |
//! | `money`, `steps`, `exact` | how is counted, exactly, and written down? |
//! | `ledger` | where is the money, and where did it come from? |
//! | `position`, `margin`, `figures` | what do trades and prices make of a position, and what must back it? |
//! | `account`, `orders`, `algos` | what is kept of one account? |
//! | `filters`, `draft` | may this order be? |
//! | `floor`, `execute`, `fill` | how does it trade, and what does a trade move? |
//! | `cancel`, `amend`, `reduce`, `timers` | how do orders change and end? |
//! | `arm`, `trigger` | how do conditional orders wait, and come to be orders? |
//! | `settings`, `transfer`, `funding` | what else changes an account? |
//! | `liquidation`, `close` | when can an account not go on, and what does the venue do then? |
//! | `hooks` | what do the markets, time and a restart set off? |
//! | `tell` | how does all that become events? |

mod account;
mod algo;
mod algos;
mod amend;
mod arm;
mod brackets;
mod cancel;
mod close;
mod desk;
mod draft;
mod event;
pub(crate) mod exact;
mod execute;
mod figures;
mod fill;
mod filters;
mod floor;
mod funding;
mod hooks;
mod ids;
mod ledger;
mod liquidation;
pub(crate) mod margin;
pub(crate) mod money;
mod order;
mod orders;
mod position;
mod records;
mod reduce;
mod refusal;
mod rules;
mod settings;
mod statement;
mod steps;
mod tell;
mod timers;
mod transfer;
mod trigger;
mod usual;

pub use crate::accounts::algo::{AlgoKind, AlgoRecord, AlgoStatus, NewAlgo, WorkingType};
pub use crate::accounts::brackets::{Bracket, Brackets};
pub use crate::accounts::event::{AccountChange, AccountEvent, BalanceRow, ChangeReason, Happening, OrderChange, PositionRow, RiskRow};
pub(crate) use crate::accounts::floor::Floor;
pub use crate::accounts::ids::{AccountId, AlgoId, AlgoRef, OrderId, OrderRef, PositionSide, Slot};
pub use crate::accounts::ledger::{IncomeKind, IncomeRecord, Ledger, Place, Posting, Transaction};
pub(crate) use crate::accounts::money::MONEY_SCALE;
pub use crate::accounts::order::{
    Amendment, AmendmentRecord, ExecutionType, ExpireReason, FillRecord, Life, NewOrder, OrderKind, OrderRecord, OrderStatus, PriceMatch,
    SelfTrade,
};
pub use crate::accounts::position::Position;
pub use crate::accounts::records::Accounts;
pub use crate::accounts::refusal::Refusal;
pub use crate::accounts::rules::{AssetRule, MarginType, Rules, SymbolRule};
pub use crate::accounts::statement::{AssetFigures, PositionFigures, Statement, Totals};
pub use crate::accounts::transfer::TransferKind;
