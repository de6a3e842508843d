//! How are positions, wallets and settings told and changed?

use serde_json::{Value, json};
use twinline_exchange::accounts::{AssetFigures, MarginType, PositionFigures, Slot};

use super::answers::{Answer, Refused, bad, done, nothing_more, of, refused};
use super::asked::{self, decimal, flag, text};
use super::counter::Counter;
use super::{POSITION, rows};

impl Counter<'_, '_> {
    fn figures(&self) -> Result<Vec<PositionFigures>, Refused> {
        let statement = self.live.exchange().statement(self.account).map_err(|refusal| of(&refusal))?;
        Ok(statement.positions.into_iter().filter(|held| !held.row.amount.is_zero()).collect())
    }

    fn position_row(&self, held: &PositionFigures) -> Value {
        let topped_up = self.private.tops_up(self.account, held.row.slot.symbol);
        rows::position(self.live, self.account, held, topped_up)
    }

    /// In real time, and little of it.
    pub(super) fn positions(&mut self) -> Answer {
        let short = |held: &PositionFigures| {
            let product = &self.live.products[held.row.slot.symbol];
            let size = rows::size(product, &self.live.markets()[held.row.slot.symbol].spec, held.row.amount);
            json!({"entry_price": rows::text(held.row.entry_price), "size": size, "product_symbol": product.symbol,
                "product_id": product.id, "timestamp": self.outbox.now_ns / 1_000})
        };
        let figures = self.figures()?;
        match (self.param("product_id"), self.param("underlying_asset_symbol")) {
            (Some(id), None) => {
                let found = figures.iter().find(|held| self.live.products[held.row.slot.symbol].id.to_string() == id);
                done(found.map_or(json!({"entry_price": null, "size": 0, "timestamp": self.outbox.now_ns / 1_000}), short))
            }
            (None, Some(asset)) => {
                done(figures.iter().filter(|held| self.live.products[held.row.slot.symbol].asset == asset).map(short).collect())
            }
            _ => Err(bad("product_id", "exactly one of product_id and underlying_asset_symbol is required")),
        }
    }

    pub(super) fn margined(&mut self) -> Answer {
        let ids: Option<Vec<String>> = self.param("product_ids").map(|list| list.split(',').map(str::to_owned).collect());
        if ids.as_ref().is_some_and(|ids| ids.len() > 10) {
            return Err(bad("product_ids", "names more than 10"));
        }
        let kinds = self.param("contract_types").map(str::to_owned);
        let is_meant = |held: &&PositionFigures| {
            let product = &self.live.products[held.row.slot.symbol];
            ids.as_ref().is_none_or(|ids| ids.contains(&product.id.to_string()))
                && kinds.as_ref().is_none_or(|kinds| kinds.split(',').any(|kind| kind == product.kind.word()))
        };
        let figures = self.figures()?;
        done(figures.iter().filter(is_meant).map(|held| self.position_row(held)).collect())
    }

    /// The position that a body names; there must be one.
    fn of_body(&self, body: &Value) -> Result<PositionFigures, Refused> {
        let at = asked::product(self.live, body)?;
        self.figures()?.into_iter().find(|held| held.row.slot.symbol == at).ok_or_else(|| refused(400, "no_open_position"))
    }

    pub(super) fn change_margin(&mut self, body: &Value) -> Answer {
        let at = self.of_body(body)?.row.slot.symbol;
        let amount = decimal(body, "delta_margin")?.ok_or_else(|| bad("delta_margin", "is required"))?;
        let account = self.account;
        self.act(|exchange, at_ns, events| exchange.move_margin(at_ns, account, at, None, amount, events))?;
        done(self.position_row(&self.of_body(body)?))
    }

    pub(super) fn auto_topup(&mut self, body: &Value) -> Answer {
        let held = self.of_body(body)?;
        self.private.top_up(self.account, held.row.slot.symbol, flag(body, "auto_topup"));
        done(self.position_row(&held))
    }

    pub(super) fn balances(&mut self) -> Answer {
        let statement = self.live.exchange().statement(self.account).map_err(|refusal| of(&refusal))?;
        let has_some = |held: &&AssetFigures| !held.wallet.is_zero() || held.updated_ns > 0;
        let rows: Vec<Value> = statement.assets.iter().filter(has_some).map(|held| rows::wallet(self.account, held)).collect();
        let meta = json!({"net_equity": rows::text(statement.totals.wallet), "robo_trading_equity": "0"});
        Ok(json!({"success": true, "result": rows, "meta": meta}))
    }

    /// Leverage of a product, read or, with a body, set first.
    pub(super) fn leverage(&mut self, number: &str, body: Option<&Value>) -> Answer {
        let at = asked::product(self.live, &json!({"product_id": number}))?;
        let account = self.account;
        if let Some(body) = body {
            let wanted = decimal(body, "leverage")?.and_then(|wanted| wanted.normalize().to_string().parse::<u32>().ok());
            let wanted = wanted.ok_or_else(|| bad("leverage", "must be a whole number here"))?;
            self.act(|exchange, at_ns, events| exchange.set_leverage(at_ns, account, at, wanted, events))?;
        }
        let settings = self.live.exchange().accounts().symbol_settings(account, at);
        let (leverage, kind) = settings.ok_or_else(|| refused(400, "invalid_contract"))?;
        let statement = self.live.exchange().statement(account).map_err(|refusal| of(&refusal))?;
        let slot = Slot { symbol: at, side: POSITION };
        let margin = statement.positions.iter().find(|held| held.row.slot == slot).map(|held| held.order_initial).unwrap_or_default();
        let mode = if kind == MarginType::Isolated { "isolated" } else { "cross" };
        done(json!({
            "leverage": leverage.to_string(), "margin_mode": mode, "order_margin": rows::text(margin),
            "product_id": self.live.products[at].id, "index_symbol": null, "user_id": account.0,
        }))
    }

    pub(super) fn profile(&mut self) -> Answer {
        let name = self.private.name(self.account).to_owned();
        done(json!({
            "id": self.account.0.to_string(), "email": format!("{name}@example.com"), "account_name": name, "first_name": "", "last_name": "",
            "dob": "", "country": "India", "phone_number": "", "margin_mode": if self.is_isolated() { "isolated" } else { "cross" }, "pf_index_symbol": ".DEXBTUSD",
            "is_sub_account": false, "is_kyc_done": true,
        }))
    }

    /// What people like, kept as it was put.
    pub(super) fn preferences(&mut self, change: Option<&Value>) -> Answer {
        const KNOWN: [&str; 5] = [
            "default_auto_topup",
            "interest_credit",
            "showMarketOrdersForOptionsInBracket",
            "email_preferences",
            "notification_preferences",
        ];
        let account = self.account;
        let held = self.private.preferences(account);
        for (name, value) in change.and_then(Value::as_object).into_iter().flatten() {
            if !KNOWN.contains(&name.as_str()) {
                return Err(bad(name, "is not known"));
            }
            held[name] = value.clone();
        }
        done(held.clone())
    }

    /// The mode of the whole account; it cannot change under open positions and orders. Portfolio margin is not simulated.
    pub(super) fn margin_mode(&mut self, body: &Value) -> Answer {
        let (word, kind) = match body["margin_mode"].as_str() {
            Some("isolated") => ("isolated", MarginType::Isolated),
            Some("cross") => ("cross", MarginType::Cross),
            Some("portfolio") => return Err(refused(400, "unsupported")),
            _ => return Err(bad("margin_mode", "is neither isolated, cross nor portfolio")),
        };
        let account = self.account;
        for at in 0..self.live.products.len() {
            if self.live.exchange().accounts().symbol_settings(account, at).is_some_and(|(_, held)| held == kind) {
                continue;
            }
            // ASSUMED: the code of the no.
            let set = self.act(|exchange, at_ns, events| exchange.set_margin_type(at_ns, account, at, kind, events));
            set.map_err(|_| refused(400, "trading_not_allowed_on_current_margin_mode"))?;
        }
        done(json!({"id": account.0, "margin_mode": word}))
    }

    /// Whether all positions have margin of their own.
    fn is_isolated(&self) -> bool {
        let mode = self.live.exchange().accounts().symbol_settings(self.account, 0);
        mode.is_none_or(|(_, kind)| kind == MarginType::Isolated)
    }

    /// Kept as it was put; nothing here trades so fast that it would matter.
    pub(super) fn update_mmp(&mut self, body: &Value) -> Answer {
        let (asset, group) = maker_group(body)?;
        let mut kept = json!({"asset": asset, "mmp": group});
        for name in ["window_interval", "freeze_interval", "trade_limit", "delta_limit", "vega_limit"] {
            let limit = decimal(body, name)?.filter(|limit| !limit.is_sign_negative()).ok_or_else(|| bad(name, "is required"))?;
            kept[name] = rows::text(limit).into();
        }
        let account = self.account;
        let held = self.private.preferences(account);
        if !held["mmp_config"].is_array() {
            held["mmp_config"] = json!([]);
        }
        if let Some(all) = held["mmp_config"].as_array_mut() {
            all.retain(|row| (&row["asset"], &row["mmp"]) != (&kept["asset"], &kept["mmp"]));
            all.push(kept);
        }
        done(held.clone())
    }

    pub(super) fn reset_mmp(&mut self, body: &Value) -> Answer {
        let (asset, group) = maker_group(body)?;
        let account = self.account;
        let known = self.private.preferences(account)["mmp_config"]
            .as_array()
            .is_some_and(|all| all.iter().any(|row| row["asset"] == asset.as_str() && row["mmp"] == group.as_str()));
        if known { nothing_more() } else { Err(bad("mmp", "is not configured")) }
    }

    /// Orders of a heartbeat's products are cancelled when it is missed.
    pub(super) fn heartbeat(&mut self, create: bool, body: &Value) -> Answer {
        let id = text(body, "heartbeat_id").ok_or_else(|| bad("heartbeat_id", "is required"))?;
        let now_ns = self.outbox.now_ns;
        if create {
            let listed =
                |name: &str| body[name].as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect();
            self.private.beats.create(self.account, &id, listed("contract_types"), listed("product_symbols"), body.clone())?;
            return done(json!({"heartbeat_id": id}));
        }
        let ttl =
            text(body, "ttl").and_then(|ttl| ttl.parse::<i64>().ok()).filter(|ttl| *ttl >= 0).ok_or_else(|| bad("ttl", "is required"))?;
        self.private.beats.beat(self.account, &id, (ttl > 0).then_some(now_ns + ttl * 1_000_000))?;
        done(json!({"heartbeat_timestamp": (now_ns / 1_000_000 + ttl).to_string(), "process_enabled": (ttl > 0).to_string()}))
    }

    pub(super) fn heartbeats(&mut self) -> Answer {
        let id = self.param("heartbeat_id").map(str::to_owned);
        done(self.private.beats.list(self.account, id.as_deref()))
    }
}

/// One of the five groups that orders of a market maker can be tagged with.
fn maker_group(body: &Value) -> Result<(String, String), Refused> {
    let asset = text(body, "asset").ok_or_else(|| bad("asset", "is required"))?;
    let group = text(body, "mmp").filter(|group| ["mmp1", "mmp2", "mmp3", "mmp4", "mmp5"].contains(&group.as_str()));
    Ok((asset, group.ok_or_else(|| bad("mmp", "is none of mmp1 to mmp5"))?))
}
