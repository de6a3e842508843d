//! What an account holds, and what moved it: fills, positions, balances, transactions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ClientOrderId, InstrumentId, PositionSide, Price, Qty, Rate, Side, Timestamp, TradeId, VenueOrderId};

/// An amount of an asset, in units of that asset; may be negative.
pub type Amount = crate::Notional;

/// Why a fill happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FillKind {
    /// An order traded.
    #[default]
    Trade,
    /// The venue closed the position for want of margin.
    Liquidation,
    /// The venue closed it against somebody else's liquidation.
    AutoDeleverage,
    /// The venue settled or delivered the contract.
    Settlement,
}

/// One fill of one order. The same fill told twice is one fill: `(instrument, trade_id)` is its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fill {
    /// Of what.
    pub instrument: InstrumentId,
    /// The venue's name of it.
    pub trade_id: TradeId,
    /// The venue's name of the order.
    pub venue_order_id: VenueOrderId,
    /// Our name of the order, where the venue told it.
    pub client_order_id: Option<ClientOrderId>,
    /// Bought or sold.
    pub side: Side,
    /// Which position.
    pub position_side: PositionSide,
    /// At.
    pub price: Price,
    /// Base units.
    pub qty: Qty,
    /// What the venue charged; negative is a rebate. Absent until a source has told it.
    pub fee: Option<Amount>,
    /// Asset of the fee.
    pub fee_asset: Option<String>,
    /// Profit that it realised, without fees, in the settlement asset. Absent until a source has told it.
    pub realized_pnl: Option<Amount>,
    /// True if it rested and was taken. Absent until a source has told it.
    pub maker: Option<bool>,
    /// Why it happened.
    pub kind: FillKind,
    /// When, by the venue's clock.
    pub ts: Timestamp,
}

/// Who bears a position's loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarginMode {
    /// The whole account.
    Cross,
    /// Only what was set aside for the position.
    Isolated,
}

impl MarginMode {
    /// Its word on every wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cross => "cross",
            Self::Isolated => "isolated",
        }
    }
}

/// One position. Quantity zero is flat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// In what.
    pub instrument: InstrumentId,
    /// Which of the instrument's positions.
    pub side: PositionSide,
    /// Base units; negative is short.
    pub qty: Qty,
    /// Average price it was entered at; absent while flat.
    pub entry_price: Option<Price>,
    /// Price at which closing costs nothing, fees included, as the venue states it.
    pub break_even_price: Option<Price>,
    /// Mark price when the venue spoke last.
    pub mark_price: Option<Price>,
    /// Profit at that mark, in the settlement asset.
    pub unrealized_pnl: Option<Amount>,
    /// Price at which the venue closes it, if there is one.
    pub liquidation_price: Option<Price>,
    /// Cross or isolated.
    pub margin_mode: Option<MarginMode>,
    /// Times the margin.
    pub leverage: Option<Rate>,
    /// Set aside for it, if isolated.
    pub isolated_margin: Option<Amount>,
    /// When it changed last, by the venue's clock: an older word never replaces a newer one.
    pub ts: Timestamp,
}

/// One asset's balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Which asset.
    pub asset: String,
    /// All of it, realised profit, fees and funding included; unrealised profit not.
    pub wallet: Amount,
    /// What new orders may use, when the venue said so last; the venue does not tell each change.
    pub available: Option<Amount>,
    /// What of it backs all cross positions.
    pub cross_wallet: Option<Amount>,
    /// When it changed last, by the venue's clock.
    pub ts: Timestamp,
}

/// Why money moved other than by a fill's price.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionKind {
    /// In or out of the account.
    Transfer,
    /// Profit of a closed part of a position.
    RealizedPnl,
    /// Funding paid or got.
    Funding,
    /// Fee of a fill.
    Fee,
    /// The venue's insurance fund.
    Insurance,
    /// Kickback, rebate, reward, bonus.
    Rebate,
    /// Settlement or delivery of a contract.
    Settlement,
    /// One asset exchanged for another by the venue.
    Conversion,
    /// The venue's own word, which is not known here.
    Other(String),
}

/// One movement of money, as the venue booked it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Transaction {
    /// The venue's name of it; unique together with `kind` and `asset`.
    pub id: String,
    /// Why.
    pub kind: TransactionKind,
    /// Of which asset.
    pub asset: String,
    /// How much; negative is paid.
    pub amount: Amount,
    /// For which instrument, if any.
    pub instrument: Option<InstrumentId>,
    /// For which fill, if any.
    pub trade_id: Option<TradeId>,
    /// When, by the venue's clock.
    pub ts: Timestamp,
}

/// A setting of an account or of one of its instruments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "setting", content = "value")]
pub enum Setting {
    /// Long and short beside each other (true) or one net position (false).
    HedgeMode(bool),
    /// Assets back each other's positions.
    MultiAsset(bool),
    /// Whether the venue lets the account trade.
    MayTrade(bool),
    /// Leverage of an instrument.
    Leverage(InstrumentId, Rate),
    /// Margin mode of an instrument.
    MarginMode(InstrumentId, MarginMode),
    /// Margin mode of the whole account, where the venue has one.
    AccountMargin(AccountMargin),
    /// Whether the venue adds margin to an isolated position by itself before it would close it.
    AutoTopUp(InstrumentId, bool),
    /// Something that the account's owner prefers, under the venue's own name of it.
    Preference(String, bool),
    /// Market-maker protection.
    MakerProtection(MakerProtection),
}

/// What backs the positions of a whole account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountMargin {
    /// Each position has margin of its own.
    Isolated,
    /// All of the wallet backs all positions.
    Cross,
    /// The same, and positions that offset each other need less.
    Portfolio,
}

impl AccountMargin {
    /// Its word on every wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Isolated => "isolated",
            Self::Cross => "cross",
            Self::Portfolio => "portfolio",
        }
    }
}

/// When a venue ends a market maker's orders because too much of them was taken at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakerProtection {
    /// Underlying asset.
    pub asset: String,
    /// Which of the venue's groups of orders.
    pub group: String,
    /// What is taken within this counts together; in the venue's unit.
    pub window: u32,
    /// How long orders stay frozen after that, in the venue's unit; zero until it is reset.
    pub freeze: u32,
    /// Most that may be traded.
    pub trade_limit: Qty,
    /// Most that the delta may change.
    pub delta_limit: Qty,
    /// Most that the vega may change.
    pub vega_limit: Qty,
}

/// What a venue reckons of the margin of a whole portfolio. It moves with the market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortfolioMargin {
    /// The index that the positions follow, by the venue's name of it.
    pub index: String,
    /// Needed to open.
    pub initial: Amount,
    /// Needed to keep: below it the venue closes.
    pub maintenance: Amount,
    /// Set aside for it now.
    pub blocked: Amount,
    /// Profit of its positions at the mark.
    pub unrealized_pnl: Amount,
    /// The worst loss of the shocks that the venue reckons with.
    pub risk: Amount,
    /// The least that it asks for, however small the risk.
    pub floor: Amount,
    /// What is missing, if anything is.
    pub shortfall: Option<Amount>,
    /// The venue says that it may close, or is closing.
    pub at_risk: bool,
    /// When it was so, by the venue's clock.
    pub ts: Timestamp,
}
