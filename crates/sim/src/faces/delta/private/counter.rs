//! Which handler answers a request, and what does it cost?

use serde_json::{Value, json};
use twinline_exchange::accounts::{AccountId, Refusal};
use twinline_exchange::{Event, Exchange};

use super::super::live::Live;
use super::super::sessions::Sessions;
use super::Private;
use super::answers::{Answer, Refused, bad, of, refused};
use super::shown::Name;
use crate::outbox::Outbox;
use crate::target::Target;

/// One request of one account.
pub(crate) struct Counter<'a, 'o> {
    pub live: &'a mut Live,
    pub private: &'a mut Private,
    pub sessions: &'a Sessions,
    pub outbox: &'a mut Outbox<'o>,
    pub account: AccountId,
    pub target: &'a Target,
}

/// True for what only an account may ask.
pub(crate) fn is_private(target: &Target) -> bool {
    let path = target.path.strip_prefix("/v2/").unwrap_or_default();
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    matches!(
        parts[..],
        ["orders" | "positions" | "wallet" | "wallets" | "fills" | "users" | "profile" | "sub_accounts" | "heartbeat", ..]
            | ["products", _, "orders", ..]
    )
}

/// What a request costs, as documented.
pub(crate) fn weight(method: &str, target: &Target) -> u64 {
    let path = target.path.strip_prefix("/v2/").unwrap_or_default().trim_end_matches('/');
    match (method, path) {
        ("GET", "orders" | "wallet/balances" | "positions" | "positions/margined") => 3,
        (_, "orders" | "positions/change_margin") => 5,
        ("GET", "orders/history" | "fills" | "wallet/transactions") => 10,
        (_, "orders/batch") => 25,
        _ => 1,
    }
}

impl Counter<'_, '_> {
    /// The answer to a request whose sender is known.
    pub fn answer(&mut self, method: &str, body: &[u8]) -> Answer {
        let path = self.target.path.strip_prefix("/v2/").unwrap_or_default().trim_end_matches('/').to_owned();
        let parts: Vec<&str> = path.split('/').collect();
        let body = read(body)?;
        match (method, &parts[..]) {
            ("POST", ["orders"]) => self.place(&body),
            ("PUT", ["orders"]) => self.edit(&body),
            ("DELETE", ["orders"]) => self.cancel(&body),
            ("GET", ["orders"]) => self.open_orders(),
            ("GET", ["orders", "history"]) => self.order_history(),
            ("DELETE", ["orders", "all"]) => self.cancel_all(&body),
            ("POST" | "PUT" | "DELETE", ["orders", "batch"]) => self.batch(method, &body),
            ("POST", ["orders", "bracket"]) => self.bracket(&body),
            ("PUT", ["orders", "bracket"]) => self.edit_bracket(&body),
            ("GET", ["orders", "client_order_id", id]) => self.one(&Name::Client((*id).to_owned())),
            ("GET", ["orders", id]) => match id.parse() {
                Ok(id) => self.one(&Name::Number(id)),
                Err(_) => Err(bad("order_id", "is no number")),
            },
            ("GET", ["products", id, "orders", "leverage"]) => self.leverage(id, None),
            ("POST", ["products", id, "orders", "leverage"]) => self.leverage(id, Some(&body)),
            ("GET", ["positions"]) => self.positions(),
            ("GET", ["positions", "margined"]) => self.margined(),
            ("POST", ["positions", "change_margin"]) => self.change_margin(&body),
            ("PUT", ["positions", "auto_topup"]) => self.auto_topup(&body),
            ("POST", ["positions", "close_all"]) => self.close_all(&body),
            ("GET", ["wallet", "balances"]) => self.balances(),
            ("GET", ["wallet", "transactions"]) => self.transactions(),
            ("GET", ["fills"]) => self.fills(),
            ("GET", ["fills", "history", "download", "csv"]) => self.fills_csv().map(Value::String),
            ("GET", ["users", "trading_preferences"]) => self.preferences(None),
            ("PUT", ["users", "trading_preferences"]) => self.preferences(Some(&body)),
            ("PUT", ["users", "margin_mode"]) => self.margin_mode(&body),
            ("PUT", ["users", "update_mmp"]) => self.update_mmp(&body),
            ("PUT", ["users", "reset_mmp"]) => self.reset_mmp(&body),
            ("GET", ["profile"]) => self.profile(),
            ("POST", ["heartbeat", "create"]) => self.heartbeat(true, &body),
            ("POST", ["heartbeat"]) => self.heartbeat(false, &body),
            ("GET", ["heartbeat"]) => self.heartbeats(),
            ("GET", ["sub_accounts"]) => Ok(json!({"success": true, "result": []})),
            _ => Err(refused(404, "not_found")),
        }
    }

    /// A parameter of the query.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.target.param(name)
    }

    /// Gives a command to the engine; its refusals become the venue's.
    pub(super) fn act<T>(&mut self, command: impl FnOnce(&mut Exchange, i64, &mut Vec<Event>) -> Result<T, Refusal>) -> Result<T, Refused> {
        self.live.command(self.sessions, self.outbox, command).map_err(|refusal| of(&refusal))
    }
}

fn read(body: &[u8]) -> Result<Value, Refused> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    let read: Option<Value> = serde_json::from_slice(body).ok();
    read.filter(Value::is_object).ok_or_else(|| (406, json!({"success": false, "error": {"code": "bad_schema"}})))
}
