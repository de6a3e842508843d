//! How are orders placed, changed and cancelled?

use serde_json::Value;
use twinline_exchange::Side;
use twinline_exchange::accounts::{AlgoKind, Amendment, NewOrder, OrderKind, OrderRef, PriceMatch, Slot};

use super::answers::{Answer, Refused, bad, done, nothing_more, of, refused};
use super::asked::{self, Wanted, flag, text};
use super::counter::Counter;
use super::shown::{self, Engine, Name, Shown};
use super::{POSITION, follow, rows};

/// Orders of a batch.
const BATCH: usize = 50;

impl Counter<'_, '_> {
    pub(super) fn place(&mut self, body: &Value) -> Answer {
        let at = asked::product(self.live, body)?;
        let shown = self.place_one(at, body)?;
        done(self.row(&shown))
    }

    fn place_one(&mut self, at: usize, body: &Value) -> Result<Shown, Refused> {
        self.may_trade(at, body)?;
        let account = self.account;
        match asked::order(self.live, at, body)? {
            Wanted::Plain(order) => {
                let legs = follow::legs(self.live, at, order.side, body)?;
                let record = self.act(|exchange, at_ns, events| exchange.place(at_ns, account, &order, events))?;
                self.private.follows.put(account, at, record.id, legs);
                Ok(shown::plain(&record, None))
            }
            Wanted::Stop(algo) => {
                let record = self.act(|exchange, at_ns, events| exchange.place_algo(at_ns, account, &algo, events))?;
                Ok(shown::of_algo(self.live.exchange().accounts(), &record))
            }
        }
    }

    /// What a disturbed product takes. ASSUMED: the code of the no.
    fn may_trade(&self, at: usize, body: &Value) -> Result<(), Refused> {
        match self.live.products[at].trading {
            "disrupted_cancel_only" => Err(refused(400, "invalid_contract")),
            "disrupted_post_only" if !flag(body, "post_only") => Err(refused(400, "self_matching_disrupted_post_only")),
            _ => Ok(()),
        }
    }

    /// The order that a body names, if it is open.
    fn named(&self, body: &Value) -> Result<Shown, Refused> {
        let name = match (text(body, "id").and_then(|id| id.parse().ok()), text(body, "client_order_id")) {
            (Some(id), _) => Name::Number(id),
            (None, Some(client)) => Name::Client(client),
            (None, None) => return Err(bad("id", "id is required")),
        };
        let found = shown::find(self.live.exchange().accounts(), self.account, &name);
        found.filter(Shown::is_open).ok_or_else(|| refused(400, "open_order_not_found"))
    }

    pub(super) fn edit(&mut self, body: &Value) -> Answer {
        let shown = self.edit_one(body)?;
        done(self.row(&shown))
    }

    fn edit_one(&mut self, body: &Value) -> Result<Shown, Refused> {
        let held = self.named(body)?;
        let account = self.account;
        let quantity = match text(body, "size") {
            Some(_) => asked::quantity(self.live, held.symbol, body)?,
            None => held.quantity,
        };
        let price = asked::price(self.live, held.symbol, held.side, body, "limit_price")?.unwrap_or(held.price);
        let Engine::Book(order) = shown::engine(self.live.exchange().accounts(), account, &held) else {
            // One that waits is not changed by this simulator. ASSUMED: the real venue changes its trigger in place.
            return Err(refused(400, "unsupported"));
        };
        let change =
            Amendment { side: held.side, quantity, price: Some(price), price_match: PriceMatch::None, modify_id: None, reduce_only: None };
        if (quantity, price) == (held.quantity, held.price) {
            return Ok(held);
        }
        let record = self.act(|exchange, at_ns, events| exchange.amend(at_ns, account, held.symbol, &order, &change, events))?;
        Ok(shown::of_record(self.live.exchange().accounts(), &record))
    }

    pub(super) fn cancel(&mut self, body: &Value) -> Answer {
        let shown = self.cancel_one(body)?;
        done(self.row(&shown))
    }

    fn cancel_one(&mut self, body: &Value) -> Result<Shown, Refused> {
        let held = self.named(body)?;
        self.end(&held)
    }

    pub(super) fn end(&mut self, held: &Shown) -> Result<Shown, Refused> {
        let account = self.account;
        match shown::engine(self.live.exchange().accounts(), account, held) {
            Engine::Waiting(algo) => {
                let record = self.act(|exchange, at_ns, events| exchange.cancel_algo(at_ns, account, &algo, events))?;
                Ok(shown::of_algo(self.live.exchange().accounts(), &record))
            }
            Engine::Book(order) => {
                let record = self.act(|exchange, at_ns, events| exchange.cancel(at_ns, account, held.symbol, &order, events))?;
                Ok(shown::of_record(self.live.exchange().accounts(), &record))
            }
        }
    }

    /// No flag present is everything, else only what is flagged. ASSUMED: the documents and the venue's own client differ here.
    pub(super) fn cancel_all(&mut self, body: &Value) -> Answer {
        let product = (text(body, "product_id").is_some() || text(body, "product_symbol").is_some())
            .then(|| asked::product(self.live, body))
            .transpose()?;
        let kinds = text(body, "contract_types").filter(|_| product.is_none());
        let names = ["cancel_limit_orders", "cancel_stop_orders", "cancel_reduce_only_orders"];
        let everything = names.iter().all(|name| body[*name].is_null());
        let [limits, stops, reducing] = names.map(|name| everything || flag(body, name));
        let meant = |shown: &Shown| {
            let of_product = product.is_none_or(|at| at == shown.symbol);
            let kind = self.live.products[shown.symbol].kind.word();
            let of_kind = kinds.as_ref().is_none_or(|kinds| kinds.split(',').any(|one| one == kind));
            let flagged = if shown.reduce_only && !everything {
                reducing
            } else if shown.stop.is_some() {
                stops
            } else {
                limits
            };
            shown.is_open() && of_product && of_kind && flagged
        };
        let open: Vec<Shown> = shown::all(self.live.exchange().accounts(), self.account).into_iter().filter(meant).collect();
        for held in &open {
            // What has ended meanwhile, by the end of another, is ended.
            if let Err(refusal) = self.end(held)
                && refusal.0 >= 500
            {
                return Err(refusal);
            }
        }
        nothing_more()
    }

    /// Members that fail are left out of the answer without a word (as observed).
    pub(super) fn batch(&mut self, method: &str, body: &Value) -> Answer {
        let at = asked::product(self.live, body)?;
        let orders = body["orders"].as_array().ok_or_else(|| bad("orders", "is required"))?;
        if orders.is_empty() {
            return Err(refused(400, "no_orders"));
        }
        if orders.len() > BATCH {
            return Err(bad("orders", "has more than 50 members"));
        }
        let mut rows = Vec::new();
        for order in orders.clone() {
            let shown = match method {
                "POST" if order["order_type"] != "market_order" && order["stop_order_type"].is_null() => {
                    let mut order = order;
                    order["order_type"] = "limit_order".into();
                    self.place_one(at, &order)
                }
                "POST" => Err(refused(400, "unsupported")),
                "PUT" => self.edit_one(&order),
                _ => self.cancel_one(&order),
            };
            rows.extend(shown.ok().map(|shown| self.row(&shown)));
        }
        done(rows.into())
    }

    /// A bracket of the open position: legs that close all of it. One of them ends the other by closing the position.
    pub(super) fn bracket(&mut self, body: &Value) -> Answer {
        let at = asked::product(self.live, body)?;
        let account = self.account;
        let accounts = self.live.exchange().accounts();
        let lots = accounts.position(account, Slot { symbol: at, side: POSITION }).lots;
        if lots == 0 {
            return Err(refused(400, "no_open_position"));
        }
        if accounts.open_algos(account, Some(at)).iter().any(|algo| algo.close_position) {
            return Err(refused(400, "position_bracket_exist_or_invalid_data"));
        }
        let side = if lots > 0 { Side::Sell } else { Side::Buy };
        let legs = [("stop_loss_order", AlgoKind::StopMarket), ("take_profit_order", AlgoKind::TakeProfitMarket)];
        let mut wanted = Vec::new();
        for (name, kind) in legs.into_iter().filter(|(name, _)| body[*name].is_object()) {
            let trigger = asked::price(self.live, at, side, &body[name], "stop_price")?.ok_or_else(|| bad("stop_price", "is required"))?;
            wanted.push(follow::leg(at, side, kind, trigger, body));
        }
        if wanted.is_empty() {
            return Err(bad("stop_loss_order", "is required"));
        }
        for leg in wanted {
            self.act(|exchange, at_ns, events| exchange.place_algo(at_ns, account, &leg, events))?;
        }
        nothing_more()
    }

    /// Other legs of an order that has opened nothing yet.
    pub(super) fn edit_bracket(&mut self, body: &Value) -> Answer {
        let held = self.named(body)?;
        let Engine::Book(OrderRef::Id(order)) = shown::engine(self.live.exchange().accounts(), self.account, &held) else {
            return Err(refused(400, "unsupported"));
        };
        if !self.private.follows.waits(self.account, order) {
            return Err(refused(400, "open_order_not_found"));
        }
        let legs = follow::legs(self.live, held.symbol, held.side, body)?;
        self.private.follows.put(self.account, held.symbol, order, legs);
        nothing_more()
    }

    /// Closes every position at the market, after its orders.
    pub(super) fn close_all(&mut self, body: &Value) -> Answer {
        if !flag(body, "close_all_portfolio") && !flag(body, "close_all_isolated") && !flag(body, "close_all_cross") {
            return Err(bad("close_all_isolated", "nothing is asked for"));
        }
        let account = self.account;
        let statement = self.live.exchange().statement(account).map_err(|refusal| of(&refusal))?;
        for held in statement.positions.iter().filter(|held| !held.row.amount.is_zero()) {
            let symbol = held.row.slot.symbol;
            self.act(|exchange, at_ns, events| exchange.cancel_all(at_ns, account, symbol, events))?;
            self.act(|exchange, at_ns, events| exchange.cancel_all_algos(at_ns, account, symbol, events))?;
            let order = NewOrder {
                symbol,
                side: if held.row.amount.is_sign_positive() { Side::Sell } else { Side::Buy },
                kind: OrderKind::Market,
                position_side: None,
                life: None,
                quantity: Some(held.row.amount.abs()),
                price: None,
                price_match: PriceMatch::None,
                reduce_only: Some(true),
                client_id: None,
                self_trade: None,
                good_till_ms: None,
            };
            self.act(|exchange, at_ns, events| exchange.place(at_ns, account, &order, events))?;
        }
        nothing_more()
    }

    /// One order, in any state.
    pub(super) fn one(&mut self, name: &Name) -> Answer {
        let found = shown::find(self.live.exchange().accounts(), self.account, name);
        let found = found.filter(|shown| !self.is_hidden(shown)).ok_or_else(|| refused(404, "open_order_not_found"))?;
        done(self.row(&found))
    }

    pub(super) fn row(&self, shown: &Shown) -> Value {
        rows::order(self.live, self.account, shown)
    }
}
