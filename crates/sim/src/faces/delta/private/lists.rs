//! How are lists of an account told? Newest first, page by page.

use serde_json::{Value, json};
use twinline_exchange::accounts::{FillRecord, IncomeRecord};

use super::Bygone;
use super::answers::{Answer, Refused, bad};
use super::counter::Counter;
use super::rows;
use super::shown::{self, Shown};
use crate::faults::FaultName;

/// Rows of a page if none is asked for, and at most (as documented since 2026-01).
const PAGE: (usize, usize) = (10, 50);
/// Without a first time, lists of the past reach back so far (as observed).
const REACH_US: i64 = 90 * 86_400_000_000;
/// Numbers in one list (as documented).
const LISTED: usize = 10;
/// An order that has just ended is in no list for so long (as observed, without a figure).
const LIMBO_NS: i64 = 1_000_000_000;

/// A row with what it is ordered by: its time and its number.
type Placed = ((i64, u64), Value);

impl Counter<'_, '_> {
    pub(super) fn open_orders(&mut self) -> Answer {
        let states = self.param("states").map_or_else(|| "open,pending".to_owned(), str::to_owned);
        if states.split(',').any(|state| !["open", "pending"].contains(&state)) {
            return Err(bad("states", "takes open and pending alone"));
        }
        let client = self.param("client_order_id").map(str::to_owned);
        let is_meant = |shown: &Shown| {
            states.split(',').any(|state| state == shown.state) && client.as_ref().is_none_or(|id| shown.client_id.as_ref() == Some(id))
        };
        let rows = self.orders(is_meant, true)?;
        self.page(rows, 100)
    }

    /// It does not look at client ids (as observed), and has not what ended a moment ago.
    pub(super) fn order_history(&mut self) -> Answer {
        let recent_ns = self.outbox.now_ns - LIMBO_NS;
        let mut rows = self.orders(|shown| !shown.is_open() && shown.updated_ns <= recent_ns, false)?;
        let span = (self.time("start_time")?.unwrap_or(i64::MIN), self.time("end_time")?.unwrap_or(i64::MAX));
        rows.extend(self.bygone(span)?.map(|old| ((old.at_ns, old.id), old.order(self.live))));
        self.page(rows, PAGE.1)
    }

    fn orders(&mut self, is_meant: impl Fn(&Shown) -> bool, open: bool) -> Result<Vec<Placed>, Refused> {
        let (products, since_us, until_us) = (self.products()?, self.time("start_time")?, self.time("end_time")?);
        let kinds = self.param("order_types").map(str::to_owned);
        let contracts = self.param("contract_types").map(str::to_owned);
        let all = shown::all(self.live.exchange().accounts(), self.account);
        let passes = |shown: &Shown| {
            let product = &self.live.products[shown.symbol];
            let kind = shown.kind_word();
            let of_kind = |list: &str| list.split(',').any(|one| one == kind || (one == "all_stop" && shown.stop.is_some()));
            is_meant(shown)
                && products.as_ref().is_none_or(|ids| ids.contains(&product.id.to_string()))
                && kinds.as_deref().is_none_or(of_kind)
                && contracts.as_ref().is_none_or(|list| list.split(',').any(|one| one == product.kind.word()))
                && since_us.is_none_or(|since| shown.created_ns / 1_000 >= since)
                && until_us.is_none_or(|until| shown.created_ns / 1_000 <= until)
        };
        let found: Vec<Shown> = all.into_iter().filter(passes).collect();
        let found: Vec<Shown> = found.into_iter().filter(|shown| !open || !self.is_hidden(shown)).collect();
        Ok(found.iter().map(|shown| ((shown.created_ns, shown.id), self.row(shown))).collect())
    }

    pub(super) fn fills(&mut self) -> Answer {
        let rows = self.all_fills()?;
        self.page(rows, PAGE.1)
    }

    fn all_fills(&self) -> Result<Vec<Placed>, Refused> {
        let live = &*self.live;
        let old = self.bygone(self.stretch()?)?.map(|old| ((old.at_ns, old.id), old.fill(live)));
        let new = self.fill_rows()?;
        Ok(old.chain(new.iter().map(|row| ((row.at_ns, row.id), rows::fill(live, self.account, row)))).collect())
    }

    /// What was traded before the first minute, as far as it is asked for.
    fn bygone(&self, (since_us, until_us): (i64, i64)) -> Result<impl Iterator<Item = &Bygone>, Refused> {
        let products = self.products()?;
        let is_meant = move |old: &&Bygone| {
            let id = self.live.products[old.symbol].id.to_string();
            old.account == self.account
                && (since_us..=until_us).contains(&(old.at_ns / 1_000))
                && products.as_ref().is_none_or(|ids| ids.contains(&id))
        };
        Ok(self.private.bygone.iter().filter(is_meant))
    }

    fn fill_rows(&self) -> Result<Vec<FillRecord>, Refused> {
        let products = self.products()?;
        let contracts = self.param("contract_types").map(str::to_owned);
        let (since_us, until_us) = self.stretch()?;
        let is_meant = |row: &&FillRecord| {
            let product = &self.live.products[row.symbol];
            (since_us..=until_us).contains(&(row.at_ns / 1_000))
                && products.as_ref().is_none_or(|ids| ids.contains(&product.id.to_string()))
                && contracts.as_ref().is_none_or(|list| list.split(',').any(|one| one == product.kind.word()))
        };
        let held = self.live.exchange().accounts().fills(self.account);
        Ok(held.into_iter().flatten().filter(is_meant).cloned().collect())
    }

    /// ASSUMED: the names of the columns.
    pub(super) fn fills_csv(&mut self) -> Result<String, Refused> {
        let mut text = "ID,Order ID,Contract,Side,Size,Price,Role,Fees,Time\n".to_owned();
        let mut rows = self.all_fills()?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.0));
        for (_, row) in rows {
            let cells = ["id", "order_id", "product_symbol", "side", "size", "price", "role", "commission", "created_at"];
            let cells: Vec<String> = cells.iter().map(|name| row[*name].to_string().trim_matches('"').to_owned()).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        Ok(text)
    }

    pub(super) fn transactions(&mut self) -> Answer {
        let (since_us, until_us) = self.stretch()?;
        let kinds = self.param("transaction_types").map(str::to_owned);
        let assets = self.param("asset_ids").or(self.param("asset_id")).map(str::to_owned);
        let is_meant = |row: &&IncomeRecord| (since_us..=until_us).contains(&(row.at_ns / 1_000));
        let held = self.live.exchange().accounts().income(self.account);
        let rows = held.into_iter().flatten().filter(is_meant).filter_map(|row| {
            let body = rows::transaction(self.live, self.account, row)?;
            let of_kind = kinds.as_ref().is_none_or(|kinds| kinds.split(',').any(|kind| body["transaction_type"] == kind));
            let of_asset =
                assets.as_ref().is_none_or(|assets| assets.split(',').any(|asset| body["asset_id"].as_u64() == asset.parse().ok()));
            (of_kind && of_asset).then_some(((row.at_ns, row.tran_id), body))
        });
        let rows: Vec<Placed> = rows.collect();
        self.page(rows, PAGE.1)
    }

    /// One page, newest first. A cursor names the last row of the page before it.
    fn page(&self, mut rows: Vec<Placed>, most: usize) -> Answer {
        let size = match self.param("page_size").map(str::parse::<usize>) {
            None => PAGE.0,
            Some(Ok(size)) if size > 0 => size.min(most),
            Some(_) => return Err(bad("page_size", "must be above zero")),
        };
        let after = self.param("after").map(|text| cursor(text).ok_or_else(|| bad("after", "is no cursor"))).transpose()?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.0));
        let total = rows.len();
        rows.retain(|row| after.is_none_or(|after| row.0 < after));
        let next = (rows.len() > size).then(|| rows.get(size - 1).map(|row| format!("g3QAAA{}.{}", row.0.0, row.0.1))).flatten();
        let meta = json!({"after": next, "before": null, "limit": size, "total_count": total});
        let rows: Vec<Value> = rows.into_iter().take(size).map(|row| row.1).collect();
        Ok(json!({"success": true, "result": rows, "meta": meta}))
    }

    /// A fault hides young orders from questions; how long follows from the order, so that asking again does not draw again.
    pub(super) fn is_hidden(&mut self, shown: &Shown) -> bool {
        if !self.outbox.faults.is_active(FaultName::QueryLate) {
            return false;
        }
        let lag_ns = 300_000_000 + i64::try_from(shown.id.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 1_701).unwrap_or(0) * 1_000_000;
        let symbol = self.live.products[shown.symbol].symbol.clone();
        shown.created_ns + lag_ns > self.outbox.now_ns && self.outbox.faults.hits(FaultName::QueryLate, &["order"], Some(&symbol))
    }

    fn products(&self) -> Result<Option<Vec<String>>, Refused> {
        let Some(list) = self.param("product_ids") else { return Ok(None) };
        let ids: Vec<String> = list.split(',').map(str::to_owned).collect();
        if ids.len() > LISTED { Err(bad("product_ids", "names more than 10")) } else { Ok(Some(ids)) }
    }

    /// A time in microseconds.
    fn time(&self, name: &str) -> Result<Option<i64>, Refused> {
        self.param(name).map(|text| text.parse().map_err(|_| bad(name, "is no time in microseconds"))).transpose()
    }

    fn stretch(&self) -> Result<(i64, i64), Refused> {
        let since_us = self.time("start_time")?.unwrap_or(self.outbox.now_ns / 1_000 - REACH_US);
        Ok((since_us, self.time("end_time")?.unwrap_or(i64::MAX)))
    }
}

fn cursor(text: &str) -> Option<(i64, u64)> {
    let (at, id) = text.strip_prefix("g3QAAA")?.split_once('.')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}
