//! What can a test make happen? `POST /control/NAME` with what it needs.
//!
//! | name | body | what happens |
//! |---|---|---|
//! | `checksum` | `{"symbol"}` | the next change of the book bears a wrong checksum |
//! | `book-error` | `{"symbol"}` | those who follow the book are told that its snapshot failed to load |
//! | `disruption` | `{"symbol", "trading_status"}` | a product's trading is disturbed, or operational again |
//! | `maintenance` | `{"event"}` | the venue announces, starts, ends or cancels maintenance |
//! | `request` | `{"account"?, "method", "path", "body"}` | the account's owner does that on the venue's own page, without a key |
//! | `deposit` | `{"account"?, "asset", "amount"}` | money comes in |
//! | `mark` | `{"symbol", "price"}` | the mark price is held there; without a price it is let go |
//! | `hold` | `{"symbol", "held"}` | the anonymous traders rest, or go on |
//! | `address` | `{"account"?, "allowed"}` | the account's keys may be used from here, or not |
//! | `past` | `{"account"?, "symbol", "side", "size", "price", "days"}` | an order was filled so many days ago |
//! | `mmp` | `{"account"?, "asset", "frozen_till"}` | market-maker protection is triggered; `-1` until it is reset |
//! | `portfolio` | `{"account"?, "index_symbol", "im", "mm", "liquidation_risk"?}` | the margin of a portfolio is told once, with these figures |
//! | `liquidate` | `{"account"?, "symbol"}` | the position is liquidated |
//! | `forget-heartbeats` | | nobody has promised to show life |

use rust_decimal::Decimal;
use serde_json::{Value, json};
use twinline_exchange::accounts::{AccountId, Slot, TransferKind};

use super::Delta;
use super::live::Live;
use super::private::{Bygone, POSITION};
use super::sessions::Sessions;
use crate::outbox::Outbox;
use crate::target::Target;

impl Delta {
    /// What a test wants to happen, to an account or to the markets.
    pub(super) fn pull(&mut self, name: &str, body: &Value, outbox: &mut Outbox<'_>) -> Result<Value, String> {
        let (sessions, live) = (&self.sessions, &mut self.live);
        let done = match name {
            "request" => return self.at_the_venues_page(body, outbox),
            "address" => {
                let account = owner(&self.private, body)?;
                let allowed = body["allowed"].as_bool().ok_or("allowed is neither true nor false")?;
                self.private.gate.let_in(account, allowed);
                return Ok(json!({"done": true}));
            }
            "deposit" => {
                let (account, asset) = (owner(&self.private, body)?, body["asset"].as_str().ok_or("asset is missing")?);
                let amount = decimal(body, "amount")?.ok_or("amount is missing")?;
                live.command(sessions, outbox, |exchange, at_ns, events| {
                    exchange.transfer(at_ns, account, asset, amount, TransferKind::Deposit, events).map(|_| ())
                })
            }
            "mark" => {
                let (symbol, mark) = (live.place(body)?, decimal(body, "price")?);
                live.command(sessions, outbox, |exchange, at_ns, events| exchange.pin_mark(at_ns, symbol, mark, events))
            }
            "hold" => {
                let (symbol, held) = (live.place(body)?, body["held"].as_bool().ok_or("held is neither true nor false")?);
                live.command(sessions, outbox, |exchange, at_ns, events| exchange.hold(at_ns, symbol, held, events))
            }
            "liquidate" => {
                let (account, symbol) = (owner(&self.private, body)?, live.place(body)?);
                let slot = Slot { symbol, side: POSITION };
                live.command(sessions, outbox, |exchange, at_ns, events| exchange.liquidate(at_ns, account, slot, events))
            }
            "past" => return self.book_past(body, outbox.now_ns),
            "mmp" | "portfolio" => return self.tell_of_margin(name, body, outbox),
            "forget-heartbeats" => {
                self.private.forget_beats();
                return Ok(json!({"done": true}));
            }
            _ => return self.live.lever(name, body, &mut self.sessions, outbox),
        };
        self.private.tell(&mut self.live, &self.sessions, outbox);
        done.map(|()| json!({"done": true})).map_err(|refusal| refusal.to_string())
    }

    fn book_past(&mut self, body: &Value, now_ns: i64) -> Result<Value, String> {
        let side = ["buy", "sell"].into_iter().find(|side| body["side"] == *side).ok_or("side is neither buy nor sell")?;
        let number = |name: &str| body[name].as_u64().ok_or_else(|| format!("{name} is no number"));
        let days = i64::try_from(number("days")?).map_err(|_| "days are out of range")?;
        let held = self.private.bygone.len();
        self.private.bygone.push(Bygone {
            account: owner(&self.private, body)?,
            symbol: self.live.place(body)?,
            side,
            size: number("size")?,
            price: decimal(body, "price")?.ok_or("price is missing")?,
            at_ns: now_ns.saturating_sub(days.saturating_mul(86_400_000_000_000)),
            // Below whatever the engine counts.
            id: 1_000 + held as u64,
        });
        Ok(json!({"done": true}))
    }

    /// What the venue tells of accounts that are margined as a portfolio. The engine margins none so: the figures are the test's.
    fn tell_of_margin(&self, name: &str, body: &Value, outbox: &mut Outbox<'_>) -> Result<Value, String> {
        let account = owner(&self.private, body)?;
        let at_us = outbox.now_ns / 1_000;
        if name == "mmp" {
            // As documented this one has no type.
            let frame = json!({"user_id": account.0, "asset": body["asset"], "frozen_till": body["frozen_till"]});
            self.sessions.tell(account, "mmp_trigger", None, &frame, outbox);
            return Ok(json!({"done": true}));
        }
        let index = body["index_symbol"].as_str().ok_or("index_symbol is missing")?;
        let (initial, kept) =
            (decimal(body, "im")?.ok_or("im is missing")?.to_string(), decimal(body, "mm")?.ok_or("mm is missing")?.to_string());
        let frame = json!({
            "type": "portfolio_margins", "user_id": account.0, "asset_id": 14, "index_symbol": index, "liquidation_risk": body["liquidation_risk"] == true,
            "under_liquidation": false, "blocked_margin": initial, "mm_wo_ucf": kept, "mm_w_ucf": kept, "im_wo_ucf": initial,
            "im_w_ucf": initial, "positions_upl": "0", "risk_margin": initial, "risk_matrix": {"down": [], "unchanged": [], "up": []},
            "futures_margin_floor": "0", "short_options_margin_floor": "0", "long_options_margin_floor": "0", "margin_floor": "0",
            "commission": "0", "timestamp": at_us,
        });
        self.sessions.tell_of_index(account, "portfolio_margins", index, &frame, outbox);
        Ok(json!({"done": true}))
    }

    fn at_the_venues_page(&mut self, body: &Value, outbox: &mut Outbox<'_>) -> Result<Value, String> {
        let account = owner(&self.private, body)?;
        let [method, path] = ["method", "path"].map(|name| body[name].as_str());
        let (method, path) = (method.ok_or("method is missing")?.to_owned(), path.ok_or("path is missing")?);
        match self.counter(account, &method, &Target::parse(path), body["body"].to_string().as_bytes(), outbox) {
            (200, told) => Ok(told),
            (_, refused) => Err(refused.to_string()),
        }
    }
}

/// The account that is meant: the first, if none is named.
fn owner(private: &super::private::Private, body: &Value) -> Result<AccountId, String> {
    private.account(body["account"].as_str().unwrap_or("main")).ok_or_else(|| "there is no such account".to_owned())
}

/// A decimal as text or as a number; absent or null is none.
fn decimal(body: &Value, name: &str) -> Result<Option<Decimal>, String> {
    let text = match &body[name] {
        Value::Null => return Ok(None),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Decimal::from_str_exact(&text).map(Some).map_err(|_| format!("{name} is no decimal"))
}

impl Live {
    pub fn lever(&mut self, name: &str, body: &Value, sessions: &mut Sessions, outbox: &mut Outbox<'_>) -> Result<Value, String> {
        let at_us = outbox.now_ns / 1_000;
        match name {
            "checksum" => {
                let at = self.place(body)?;
                self.feeds[at].spoil = true;
            }
            "book-error" => {
                let symbol = self.products[self.place(body)?].symbol.clone();
                let msg = "Snapshot load failed. Verify if product is live and resubscribe after a few secs.";
                for channel in ["ob_updates", "l2_updates"] {
                    let word = |_| json!({"type": channel, "action": "error", "symbol": symbol, "msg": msg});
                    sessions.publish(channel, &symbol, |held| held == symbol, word, outbox);
                }
            }
            "disruption" => {
                let at = self.place(body)?;
                let known = ["operational", "disrupted_cancel_only", "disrupted_post_only"];
                let word = known.into_iter().find(|word| body["trading_status"] == *word).ok_or("trading_status is none of the venue's")?;
                self.products[at].trading = word;
                let event = if word == "operational" { "finish_auction" } else { "market_disruption" };
                let product = &self.products[at];
                let told = json!({"id": product.id, "symbol": product.symbol, "trading_status": word});
                let frame = json!({"type": "product_updates", "event": event, "product": told, "timestamp": at_us});
                sessions.publish("product_updates", &product.symbol, |_| true, |_| frame.clone(), outbox);
            }
            "maintenance" => self.maintain(body, at_us, sessions, outbox)?,
            other => {
                return Err(format!(
                    "no lever {other}; there are: checksum, book-error, disruption, maintenance, request, deposit, address, mark, past, mmp, portfolio, \
                     liquidate, forget-heartbeats"
                ));
            }
        }
        Ok(json!({}))
    }

    fn maintain(&mut self, body: &Value, at_us: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) -> Result<(), String> {
        let known = ["maintenance_scheduled", "maintenance_started", "maintenance_finished", "maintenance_cancelled"];
        let event = known.into_iter().find(|event| body["event"] == *event).ok_or("event is none of the venue's")?;
        let status = if event == "maintenance_started" { "maintenance" } else { "live" };
        let times = json!({
            "type": "system_status", "status": status, "event": event, "timestamp": at_us, "maintenance_start_time": at_us,
            "maintenance_announcement_time": at_us, "maintenance_finish_time": at_us + 600_000_000,
        });
        let mut old = times.clone();
        old["type"] = "announcements".into();
        old.as_object_mut().map(|members| members.remove("status"));
        sessions.publish("system_status", "", |_| true, |_| times.clone(), outbox);
        sessions.publish("announcements", "", |_| true, |_| old.clone(), outbox);
        Ok(())
    }

    /// The place of the product that a lever is about.
    pub(super) fn place(&self, body: &Value) -> Result<usize, String> {
        let symbol = body["symbol"].as_str().ok_or("symbol is missing")?;
        self.products.iter().position(|product| product.symbol == symbol).ok_or_else(|| format!("no product {symbol}"))
    }
}
