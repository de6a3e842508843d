//! The gateway's own words: every shape that leaves by HTTP or by the stream, and nothing else.
//!
//! Money, prices and sizes are decimal strings; times are RFC 3339 in UTC with nine decimals.

mod access;
mod account;
mod bracket;
mod command;
mod connections;
mod dead_man;
mod described;
mod history;
mod instrument;
mod live;
mod manual;
mod market;
mod order;
mod performance;
mod play;
mod preview;
mod schema;
mod stream;
mod system;
mod venue;
mod venue_word;

use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

pub use access::{KeyFields, KeyRow, NewKey, NewToken, TokenMade, TokenRow, TokenState};
pub(crate) use account::kind_word;
pub use account::{
    AccountRow, AccountSnapshot, AccountSnapshotAnswer, BalanceRow, FillRow, PortfolioMarginRow, PositionRow, SettingRow, TransactionRow,
};
pub use bracket::{
    BracketAnswer, BracketEdit, BracketRequest, BracketRow, BracketState, IfUnprotected, LegRefusal, LegRequest, LegRow, LegState,
    ProtectRequest, ProtectionRow, ProtectionState,
};
pub use command::{
    AuditChain, AuditEntryRow, AuditPage, BatchCancelRequest, BatchEdit, BatchEditRequest, BatchRequest, BatchRow, CancelAllAnswer,
    ChainState, DifferenceRow, RefusalRow,
};
pub use connections::{
    ChannelKey, ChannelRow, Connections, ConnectionsChange, ConnectionsSnapshot, CountersRow, LimitRow, LinkRow, LinkState, MissedRow,
    Polling, RepairRow, RepairSource,
};
pub use dead_man::{DeadManRequest, DeadManRow, NotCoveredRow};
pub use described::{Described, TopicShape, client_messages, server_messages, topics};
pub use history::{AccountChange, EventRow};
pub use instrument::InstrumentRow;
pub use live::{Currency, Figure, LiveBalance, LiveFee, LiveMessage, LiveOrder, LivePosition};
pub use manual::{Direction, ManualTrade, ManualTraded};
pub use market::{
    BboRow, BookAnswer, BookData, CandleRow, CandlesData, FundingRow, Levels, MarketData, TickerAnswer, TradeRow, TradesData, bbo_row,
    candle_rows, level_texts, newest_first,
};
pub use order::{AcceptedBy, EditRequest, OrderOrigin, OrderRequest, OrderRow};
pub use performance::{CurvePoint, DrawdownRow, PerformanceAnswer, PerformanceRow};
pub use play::{DepositRequest, Frozen, NewAccount, PlayMoney, ResetRequest};
pub use preview::{PreviewFigures, PreviewNeed, PreviewRow};
pub use stream::{ClientOp, Delivery, Kind, Place, ServerNote, StateKind, StateNote};
pub use system::{Announcement, AnnouncementKind, SystemChange, SystemSnapshot};
pub use venue::{Capabilities, VenueRow, VenueState, millis_text};
pub use venue_word::{CheckAnswer, FetchedAnswer, PositionTerms, QuotaRow};

/// A page of rows and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page<T> {
    /// Rows.
    pub data: Vec<T>,
    /// Give this back as `cursor`, with the other parameters as they were; `null` after the last page.
    #[schema(required)]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// All there is.
    pub const fn whole(data: Vec<T>) -> Self {
        Self { data, next: None }
    }
}

/// A message as it goes out.
pub fn to_bytes<T: Serialize>(message: &T) -> Bytes {
    match serde_json::to_vec(message) {
        Ok(bytes) => Bytes::from(bytes),
        Err(error) => {
            tracing::error!(%error, "a message cannot be written");
            Bytes::from_static(br#"{"type":"error","code":"internal","detail":"a message could not be written"}"#)
        }
    }
}
