//! What an account has, owes and could still do: the figures of one moment.

use rust_decimal::Decimal;

use crate::accounts::account::Account;
use crate::accounts::event::PositionRow;
use crate::accounts::figures::{CrossFigures, Exposure, Sight};
use crate::accounts::ledger::Place;
use crate::accounts::money::{add, div, money, money_down, mul, sum};
use crate::accounts::refusal::Refusal;
use crate::accounts::rules::AssetRule;

/// An account at one moment. Figures of assets are in that asset, totals in US dollars (in the margin asset, outside
/// multi-assets mode, where the index of a stablecoin counts as 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Every asset of the rules, in their order, also those that the account has none of.
    pub assets: Vec<AssetFigures>,
    /// Positions that are open or have open orders, by symbol and side.
    pub positions: Vec<PositionFigures>,
    /// Sums.
    pub totals: Totals,
}

/// One asset of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFigures {
    /// Which.
    pub asset: String,
    /// All of it, isolated positions included.
    pub wallet: Decimal,
    /// What is not in isolated positions.
    pub cross_wallet: Decimal,
    /// Unrealised profit of all positions with this margin asset.
    pub unrealized: Decimal,
    /// The same of cross positions alone.
    pub cross_unrealized: Decimal,
    /// Wallet plus unrealised profit.
    pub margin_balance: Decimal,
    /// Maintenance margin needed.
    pub maintenance: Decimal,
    /// Initial margin of positions and orders.
    pub initial: Decimal,
    /// Of positions alone.
    pub position_initial: Decimal,
    /// Of open orders alone.
    pub order_initial: Decimal,
    /// What new orders may still use; never below zero.
    pub available: Decimal,
    /// What may be taken out; never below zero.
    pub max_withdraw: Decimal,
    /// Whether it counts in multi-assets mode.
    pub margin_available: bool,
    /// Newest change, nanoseconds since 1970; 0 if there was none.
    pub updated_ns: i64,
}

/// One position of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionFigures {
    /// What events tell of it.
    pub row: PositionRow,
    /// Mark price.
    pub mark_price: Decimal,
    /// Mark price at which it would be liquidated; `None` if there is none.
    pub liquidation_price: Option<Decimal>,
    /// Signed amount times mark price.
    pub notional: Decimal,
    /// Isolated wallet plus unrealised profit; zero for cross.
    pub isolated_margin: Decimal,
    /// Of position and orders.
    pub initial: Decimal,
    /// Maintenance margin needed.
    pub maintenance: Decimal,
    /// Of the position alone.
    pub position_initial: Decimal,
    /// Of its open orders alone.
    pub order_initial: Decimal,
    /// Notional of open bids that could open or enlarge.
    pub bid_notional: Decimal,
    /// Notional of open asks that could.
    pub ask_notional: Decimal,
    /// Leverage of the symbol.
    pub leverage: u32,
    /// Place in the queue for deleveraging: 0 (last) to 4 (next).
    pub adl_quantile: u8,
    /// Newest change, nanoseconds since 1970; 0 if there was none.
    pub updated_ns: i64,
}

/// Sums over an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct Totals {
    pub initial: Decimal,
    pub maintenance: Decimal,
    pub wallet: Decimal,
    pub unrealized: Decimal,
    pub margin_balance: Decimal,
    pub position_initial: Decimal,
    pub order_initial: Decimal,
    pub cross_wallet: Decimal,
    pub cross_unrealized: Decimal,
    pub available: Decimal,
    pub max_withdraw: Decimal,
}

impl Statement {
    pub(crate) fn of(sight: Sight<'_>, account: &Account) -> Result<Statement, Refusal> {
        let exposures = sight.exposures(account)?;
        let mut assets = Vec::with_capacity(sight.rules.assets.len());
        for rule in &sight.rules.assets {
            assets.push(asset_figures(sight, account, &exposures, rule)?);
        }
        let mut positions = Vec::with_capacity(exposures.len());
        for exposure in &exposures {
            positions.push(position_figures(sight, account, &exposures, exposure)?);
        }
        let totals = totals(sight, account, &exposures, &assets)?;
        Ok(Statement { assets, positions, totals })
    }
}

fn asset_figures(sight: Sight<'_>, account: &Account, exposures: &[Exposure], rule: &AssetRule) -> Result<AssetFigures, Refusal> {
    let mut own = Vec::new();
    for exposure in exposures {
        if sight.spec(exposure.slot.symbol)?.quote == rule.name {
            own.push(exposure);
        }
    }
    let total = |figure: fn(&Exposure) -> Decimal| sum(own.iter().map(|exposure| figure(exposure)));
    let cross = sight.cross(account, exposures, &rule.name)?;
    let (wallet, unrealized) = (sight.wallet(account, &rule.name)?, total(|exposure| exposure.unrealized)?);
    let cross_wallet = sight.ledger.balance(Place::Wallet(account.id), &rule.name);
    let (position_initial, order_initial) = (total(|exposure| exposure.initial)?, total(|exposure| exposure.order_initial)?);
    let of_cross = |exposure: &Exposure| if exposure.is_cross() { exposure.unrealized } else { Decimal::ZERO };
    let (available, max_withdraw) = usable(account, rule, cross, cross_wallet)?;
    Ok(AssetFigures {
        asset: rule.name.clone(),
        wallet,
        cross_wallet,
        unrealized,
        cross_unrealized: total(of_cross)?,
        margin_balance: add(wallet, unrealized)?,
        maintenance: total(|exposure| exposure.maintenance)?,
        initial: add(position_initial, order_initial)?,
        position_initial,
        order_initial,
        available,
        max_withdraw,
        margin_available: rule.margin_available,
        updated_ns: account.touched.get(&rule.name).copied().unwrap_or(0),
    })
}

/// What of an asset new orders may use, and what may be taken out.
///
/// ASSUMED: available is cross wallet + unrealised profit of cross positions − initial margin of cross positions and of
/// open orders; what may be taken out leaves profits that are not realised where they are. In multi-assets mode both are
/// the dollars that are free, in this asset.
fn usable(account: &Account, rule: &AssetRule, cross: CrossFigures, wallet: Decimal) -> Result<(Decimal, Decimal), Refusal> {
    let (free, without_profit) = (cross.free()?.max(Decimal::ZERO), cross.free_of_profit()?.max(Decimal::ZERO));
    let wallet = wallet.max(Decimal::ZERO);
    if !account.multi_assets {
        return Ok((money_down(free), money_down(without_profit.min(wallet))));
    }
    if !rule.margin_available {
        return Ok((Decimal::ZERO, wallet));
    }
    let counts = mul(rule.index, rule.haircut)?;
    let out = if counts.is_zero() { wallet } else { div(without_profit, counts)?.min(wallet) };
    Ok((money_down(div(free, rule.index)?), money_down(out)))
}

fn position_figures(sight: Sight<'_>, account: &Account, all: &[Exposure], of: &Exposure) -> Result<PositionFigures, Refusal> {
    let isolated_margin = if of.is_cross() { Decimal::ZERO } else { add(of.isolated_wallet, of.unrealized)? };
    Ok(PositionFigures {
        row: sight.position_row(account, of.slot)?,
        mark_price: of.mark,
        liquidation_price: sight.liquidation_price(account, all, of)?,
        notional: of.notional,
        isolated_margin,
        initial: add(of.initial, of.order_initial)?,
        maintenance: of.maintenance,
        position_initial: of.initial,
        order_initial: of.order_initial,
        bid_notional: of.bids,
        ask_notional: of.asks,
        leverage: of.leverage,
        adl_quantile: adl_quantile(of),
        updated_ns: account.position(of.slot).updated_ns,
    })
}

/// ASSUMED: quarters of the profit relative to the initial margin; the venue ranks all accounts, which are few here.
fn adl_quantile(of: &Exposure) -> u8 {
    let earned = of.unrealized.checked_div(of.initial).unwrap_or_default();
    let steps = [(0, 0), (25, 1), (50, 2), (100, 3)];
    steps.iter().find(|(percent, _)| earned <= Decimal::new(*percent, 2)).map_or(4, |(_, quantile)| *quantile)
}

/// Outside multi-assets mode: the figures of the first asset. In it: everything in US dollars.
fn totals(sight: Sight<'_>, account: &Account, exposures: &[Exposure], assets: &[AssetFigures]) -> Result<Totals, Refusal> {
    let Some((rule, first)) = sight.rules.assets.first().zip(assets.first()) else { return Ok(Totals::default()) };
    let mut totals = Totals::default();
    let counted = if account.multi_assets { sight.rules.assets.len() } else { 1 };
    for (rule, asset) in sight.rules.assets.iter().zip(assets).take(counted) {
        let index = if account.multi_assets { rule.index } else { Decimal::ONE };
        for (total, figure) in [
            (&mut totals.initial, asset.initial),
            (&mut totals.maintenance, asset.maintenance),
            (&mut totals.wallet, asset.wallet),
            (&mut totals.unrealized, asset.unrealized),
            (&mut totals.margin_balance, asset.margin_balance),
            (&mut totals.position_initial, asset.position_initial),
            (&mut totals.order_initial, asset.order_initial),
            (&mut totals.cross_wallet, asset.cross_wallet),
            (&mut totals.cross_unrealized, asset.cross_unrealized),
        ] {
            *total = money(add(*total, mul(figure, index)?)?);
        }
    }
    let cross = sight.cross(account, exposures, &rule.name)?;
    totals.available = money_down(cross.free()?.max(Decimal::ZERO));
    totals.max_withdraw = if account.multi_assets { money_down(cross.free_of_profit()?.max(Decimal::ZERO)) } else { first.max_withdraw };
    Ok(totals)
}
