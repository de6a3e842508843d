//! Shapes of an account: what it holds, what happened to it, how it is.

use serde::Serialize;
use twinline_core::account::{AccountState, AccountStatus};
use twinline_model::{
    Amount, Balance, DeadManState, Fill, FillKind, Freshness, InstrumentId, MarginMode, OrderId, PortfolioMargin, Position, PositionSide,
    Price, Qty, Rate, Setting, Side, Source, Timestamp, Transaction, TransactionKind, Transport,
};
use utoipa::ToSchema;

use crate::config::Money;
use crate::wire::{BracketRow, DeadManRow, OrderRow, ProtectionRow};

/// An account and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountRow {
    /// Its name.
    pub account: String,
    /// At which venue.
    pub venue: String,
    /// What kind of money it holds.
    pub money: Money,
    /// How current it is.
    pub freshness: Freshness,
    /// Which way news of it comes.
    pub transport: Transport,
    /// Which way commands leave now, `ws` or `rest`; `null` if they cannot.
    #[schema(required)]
    pub commands: Option<Source>,
    /// Since when it is so.
    #[schema(required)]
    pub since: Option<Timestamp>,
    /// Why it is not live, in words.
    #[schema(required)]
    pub reason: Option<String>,
    /// When the venue was heard last about it.
    #[schema(required)]
    pub heard_at: Option<Timestamp>,
    /// Next try of what is down.
    #[schema(required)]
    pub next_try_at: Option<Timestamp>,
    /// Orders that are not final.
    pub open_orders: u64,
    /// Orders of which nobody knows whether the venue has them.
    pub unknown_orders: u64,
    /// True while only what reduces is sent.
    pub killed: bool,
    /// Whether orders are ended when the gateway is gone.
    pub dead_man: DeadManState,
    /// Why new orders are refused, if they are.
    #[schema(required)]
    pub blocked: Option<String>,
    /// Differences that audits found.
    pub mismatches: u64,
    /// What the venue reckons of the margin of whole portfolios, where the account is margined so; told while it stands.
    pub portfolio: Vec<PortfolioMarginRow>,
}

/// What a venue reckons of the margin of a whole portfolio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PortfolioMarginRow {
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
    /// What is missing; `null` if nothing is.
    #[schema(required)]
    pub shortfall: Option<Amount>,
    /// True if the venue says that it may close, or is closing.
    pub at_risk: bool,
    /// When it was so, by the venue's clock.
    pub ts: Timestamp,
}

impl From<&PortfolioMargin> for PortfolioMarginRow {
    fn from(told: &PortfolioMargin) -> Self {
        let PortfolioMargin { index, initial, maintenance, blocked, unrealized_pnl, risk, floor, shortfall, at_risk, ts } = told.clone();
        Self { index, initial, maintenance, blocked, unrealized_pnl, risk, floor, shortfall, at_risk, ts }
    }
}

impl AccountRow {
    /// Of an account; `absent` says why nothing is known of it yet.
    pub(crate) fn new(account: &str, venue: &str, money: Money, status: Option<&AccountStatus>, absent: &str) -> Self {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Self {
            account: account.to_owned(),
            venue: venue.to_owned(),
            money,
            freshness: status.map_or(Freshness::Down, |status| status.freshness),
            transport: status.map_or(Transport::Down, |status| status.transport),
            commands: status.and_then(|status| status.commands),
            since: status.map(|status| status.since),
            reason: status.map_or_else(|| Some(absent.to_owned()), |status| status.reason.clone()),
            heard_at: status.and_then(|status| status.heard_at),
            next_try_at: status.and_then(|status| status.next_try_at),
            open_orders: status.map_or(0, |status| count(status.open_orders)),
            unknown_orders: status.map_or(0, |status| count(status.unknown_orders)),
            killed: status.is_some_and(|status| status.killed),
            dead_man: DeadManState::Disarmed,
            blocked: status.and_then(|status| status.blocked.clone()),
            mismatches: status.map_or(0, |status| status.mismatches),
            portfolio: status.map_or_else(Vec::new, |status| status.portfolio.iter().map(Into::into).collect()),
        }
    }
}

/// Everything that an account is, after one event of its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountSnapshot {
    /// The account and how it is.
    pub account: AccountRow,
    /// Orders that are not final.
    pub orders: Vec<OrderRow>,
    /// Positions that are not flat.
    pub positions: Vec<PositionRow>,
    /// Brackets that are not over.
    pub brackets: Vec<BracketRow>,
    /// Balances.
    pub balances: Vec<BalanceRow>,
    /// Settings, as far as the venue told them.
    pub settings: Vec<SettingRow>,
    /// Whether orders are ended when the gateway is gone.
    pub dead_man: DeadManRow,
}

/// The same, with its place in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountSnapshotAnswer {
    /// Which history.
    pub epoch: u64,
    /// The last event that is in it.
    pub seq: u64,
    /// What the account is.
    #[serde(flatten)]
    pub snapshot: AccountSnapshot,
}

/// One position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PositionRow {
    /// In what.
    pub instrument: InstrumentId,
    /// Which of the instrument's positions.
    pub position_side: PositionSide,
    /// Base units; negative is short.
    pub qty: Qty,
    /// Average price it was entered at.
    #[schema(required)]
    pub entry_price: Option<Price>,
    /// Price at which closing costs nothing, as the venue states it.
    #[schema(required)]
    pub break_even_price: Option<Price>,
    /// Mark price when the venue spoke last.
    #[schema(required)]
    pub mark_price: Option<Price>,
    /// Profit at that mark.
    #[schema(required)]
    pub unrealized_pnl: Option<Amount>,
    /// Price at which the venue closes it.
    #[schema(required)]
    pub liquidation_price: Option<Price>,
    /// Cross or isolated.
    #[schema(required)]
    pub margin_mode: Option<MarginMode>,
    /// Times the margin.
    #[schema(required)]
    pub leverage: Option<Rate>,
    /// Set aside for it, if isolated.
    #[schema(required)]
    pub isolated_margin: Option<Amount>,
    /// Whether it is protected; `null` in events, where `bracket_updated` and the orders tell it.
    #[schema(required)]
    pub protection: Option<ProtectionRow>,
    /// When it changed last, by the venue's clock.
    pub ts: Timestamp,
}

impl PositionRow {
    /// The same, with what protects it.
    pub(crate) fn within(state: &AccountState, position: &Position) -> Self {
        Self { protection: Some(ProtectionRow::of(state, position)), ..position.into() }
    }
}

impl From<&Position> for PositionRow {
    fn from(position: &Position) -> Self {
        Self {
            instrument: position.instrument.clone(),
            position_side: position.side,
            qty: position.qty,
            entry_price: position.entry_price,
            break_even_price: position.break_even_price,
            mark_price: position.mark_price,
            unrealized_pnl: position.unrealized_pnl,
            liquidation_price: position.liquidation_price,
            margin_mode: position.margin_mode,
            leverage: position.leverage,
            isolated_margin: position.isolated_margin,
            protection: None,
            ts: position.ts,
        }
    }
}

/// One asset's balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BalanceRow {
    /// Which asset.
    pub asset: String,
    /// All of it, realised profit and fees included, unrealised profit not.
    pub wallet: Amount,
    /// What new orders may use, when the venue said so last.
    #[schema(required)]
    pub available: Option<Amount>,
    /// What of it backs all cross positions.
    #[schema(required)]
    pub cross_wallet: Option<Amount>,
    /// When it changed last, by the venue's clock.
    pub ts: Timestamp,
}

impl From<&Balance> for BalanceRow {
    fn from(balance: &Balance) -> Self {
        let Balance { asset, wallet, available, cross_wallet, ts } = balance.clone();
        Self { asset, wallet, available, cross_wallet, ts }
    }
}

/// One fill; each is told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FillRow {
    /// The venue's name of it; unique per instrument.
    pub trade_id: String,
    /// Of what.
    pub instrument: InstrumentId,
    /// The order's name here.
    #[schema(required)]
    pub order_id: Option<String>,
    /// The order's name at the venue.
    pub venue_order_id: String,
    /// Bought or sold.
    pub side: Side,
    /// Which position.
    pub position_side: PositionSide,
    /// At.
    pub price: Price,
    /// Base units.
    pub qty: Qty,
    /// What the venue charged; negative is a rebate.
    #[schema(required)]
    pub fee: Option<Amount>,
    /// Asset of the fee.
    #[schema(required)]
    pub fee_asset: Option<String>,
    /// Profit that it realised, without fees.
    #[schema(required)]
    pub realized_pnl: Option<Amount>,
    /// True if it rested and was taken.
    #[schema(required)]
    pub maker: Option<bool>,
    /// Why it happened.
    pub kind: FillKind,
    /// True if the venue took it back: it does not count.
    pub busted: bool,
    /// When, by the venue's clock.
    pub ts: Timestamp,
}

impl FillRow {
    /// Of an order, if it is known.
    pub fn new(fill: &Fill, order: Option<&OrderId>, busted: bool) -> Self {
        Self {
            trade_id: fill.trade_id.to_string(),
            instrument: fill.instrument.clone(),
            order_id: order.map(ToString::to_string),
            venue_order_id: fill.venue_order_id.to_string(),
            side: fill.side,
            position_side: fill.position_side,
            price: fill.price,
            qty: fill.qty,
            fee: fill.fee,
            fee_asset: fill.fee_asset.clone(),
            realized_pnl: fill.realized_pnl,
            maker: fill.maker,
            kind: fill.kind,
            busted,
            ts: fill.ts,
        }
    }
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TransactionRow {
    /// The venue's name of it; unique together with `kind` and `asset`.
    pub id: String,
    /// `transfer`, `realized_pnl`, `funding`, `fee`, `insurance`, `rebate`, `settlement`, `conversion`, or the venue's own word.
    pub kind: String,
    /// Of which asset.
    pub asset: String,
    /// How much; negative is paid.
    pub amount: Amount,
    /// For which instrument, if any.
    #[schema(required)]
    pub instrument: Option<InstrumentId>,
    /// For which fill, if any.
    #[schema(required)]
    pub trade_id: Option<String>,
    /// When, by the venue's clock.
    pub ts: Timestamp,
}

impl From<&Transaction> for TransactionRow {
    fn from(transaction: &Transaction) -> Self {
        Self {
            id: transaction.id.clone(),
            kind: kind_word(&transaction.kind).to_owned(),
            asset: transaction.asset.clone(),
            amount: transaction.amount,
            instrument: transaction.instrument.clone(),
            trade_id: transaction.trade_id.as_ref().map(ToString::to_string),
            ts: transaction.ts,
        }
    }
}

/// What rows call a kind of transaction.
pub(crate) fn kind_word(kind: &TransactionKind) -> &str {
    match kind {
        TransactionKind::Transfer => "transfer",
        TransactionKind::RealizedPnl => "realized_pnl",
        TransactionKind::Funding => "funding",
        TransactionKind::Fee => "fee",
        TransactionKind::Insurance => "insurance",
        TransactionKind::Rebate => "rebate",
        TransactionKind::Settlement => "settlement",
        TransactionKind::Conversion => "conversion",
        TransactionKind::Other(word) => word,
    }
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettingRow {
    /// `hedge_mode`, `multi_asset`, `may_trade`, `leverage`, `margin_mode` (of an instrument, or of the whole account), `auto_top_up`,
    /// `preference.NAME` under the venue's name of it, or `mmp.ASSET.GROUP`.
    pub setting: String,
    /// Of which instrument, if it is of one.
    #[schema(required)]
    pub instrument: Option<InstrumentId>,
    /// `true` or `false`, a decimal, `cross`, `isolated` or `portfolio`, or limits in words.
    pub value: String,
}

impl From<&Setting> for SettingRow {
    fn from(setting: &Setting) -> Self {
        let (name, instrument, value) = match setting {
            Setting::HedgeMode(on) => ("hedge_mode", None, on.to_string()),
            Setting::MultiAsset(on) => ("multi_asset", None, on.to_string()),
            Setting::MayTrade(on) => ("may_trade", None, on.to_string()),
            Setting::Leverage(instrument, leverage) => ("leverage", Some(instrument), leverage.to_string()),
            Setting::MarginMode(instrument, MarginMode::Cross) => ("margin_mode", Some(instrument), "cross".to_owned()),
            Setting::MarginMode(instrument, MarginMode::Isolated) => ("margin_mode", Some(instrument), "isolated".to_owned()),
            Setting::AccountMargin(mode) => ("margin_mode", None, mode.name().to_owned()),
            Setting::AutoTopUp(instrument, on) => ("auto_top_up", Some(instrument), on.to_string()),
            Setting::Preference(name, on) => {
                return Self { setting: format!("preference.{name}"), instrument: None, value: on.to_string() };
            }
            Setting::MakerProtection(kept) => {
                let value = format!(
                    "window {}, freeze {}, trade limit {}, delta limit {}, vega limit {}",
                    kept.window, kept.freeze, kept.trade_limit, kept.delta_limit, kept.vega_limit
                );
                return Self { setting: format!("mmp.{}.{}", kept.asset, kept.group), instrument: None, value };
            }
        };
        Self { setting: name.to_owned(), instrument: instrument.cloned(), value }
    }
}
