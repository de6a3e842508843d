//! A derivatives venue's own books of account: what each account ordered, holds, owes and was told.
//!
//! The referee's oracle. Money is exact (`Decimal`, every operation checked); the books stay integers. A face talks to
//! [`Exchange`](crate::Exchange): `open_desk`, `open_account`, then commands that name a time, an account and say either
//! what has become of them or a [`Refusal`]. What accounts are to be told is queued in order: `take_account_events`.
//! Without accounts nothing here runs: same seed, same bytes as before.
//!
//! | file | question it answers |
//! |---|---|
//! | `ids` | what are accounts, orders and positions called? |
//! | `rules`, `brackets` | what does the venue allow and charge? |
//! | `order`, `algo` | what can be ordered, and what is remembered of it? |
//! | `refusal` | why does the venue say no? |
//! | `event` | what are accounts told, in which order? |
//! | `ledger` | where is the money, and where did it come from? |
//! | `statement` | what does an account have, owe, and could still do? |
//! | `desk` | which commands are there? |

mod algo;
mod brackets;
mod desk;
mod event;
mod ids;
mod ledger;
mod order;
mod refusal;
mod rules;
mod statement;

pub use crate::accounts::algo::{AlgoKind, AlgoRecord, AlgoStatus, NewAlgo, WorkingType};
pub use crate::accounts::brackets::{Bracket, Brackets};
pub use crate::accounts::desk::{Accounts, TransferKind};
pub use crate::accounts::event::{AccountChange, AccountEvent, BalanceRow, ChangeReason, Happening, OrderChange, PositionRow, RiskRow};
pub use crate::accounts::ids::{AccountId, AlgoId, AlgoRef, OrderId, OrderRef, PositionSide, Slot};
pub use crate::accounts::ledger::{IncomeKind, IncomeRecord, Place, Posting};
pub use crate::accounts::order::{
    Amendment, AmendmentRecord, ExecutionType, ExpireReason, FillRecord, Life, NewOrder, OrderKind, OrderRecord, OrderStatus, PriceMatch,
    SelfTrade,
};
pub use crate::accounts::refusal::Refusal;
pub use crate::accounts::rules::{AssetRule, MarginType, Rules, SymbolRule};
pub use crate::accounts::statement::{AssetFigures, PositionFigures, Statement, Totals};
