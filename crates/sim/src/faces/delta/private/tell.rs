//! Who is told what, in which order?

use serde_json::{Value, json};
use twinline_exchange::accounts::{AccountChange, AccountEvent, AccountId, AlgoRecord, AlgoStatus, ExecutionType, Happening, OrderChange};

use super::super::live::Live;
use super::super::sessions::Sessions;
use super::shown::{self, Shown};
use super::{Private, rows};
use crate::outbox::Outbox;

/// One telling: the channel, the product that it is about, the frame.
type Told = (&'static str, Option<usize>, Value);

impl Private {
    /// Sends what has happened to accounts since the last time to all who listen.
    pub fn tell(&mut self, live: &mut Live, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        loop {
            let made = self.follows.make(live, sessions, outbox);
            for event in live.take_account_events() {
                let at_us = event.at_ns / 1_000 + outbox.faults.skew_ms() * 1_000;
                for (name, product, frame) in self.words(live, &event, at_us) {
                    let product = product.and_then(|at| live.products.get(at));
                    sessions.tell(event.account, name, product, &frame, outbox);
                }
            }
            if !made {
                return;
            }
        }
    }

    fn words(&mut self, live: &Live, event: &AccountEvent, at_us: i64) -> Vec<Told> {
        match &event.what {
            Happening::Order(change) => self.order(live, event.account, change, at_us),
            Happening::Account(change) => self.holdings(live, event.account, change, at_us),
            Happening::Algo(record) => self.algo(live, event.account, record, at_us),
            Happening::MarginCall { .. } | Happening::Leverage { .. } | Happening::MultiAssets { .. } => Vec::new(),
        }
    }

    fn next(&mut self, account: AccountId, stream: &'static str, at: usize) -> u64 {
        let seq = self.seqs.entry((account, stream, at)).or_default();
        *seq += 1;
        *seq
    }

    /// The number that a snapshot bears, counted like a change.
    pub fn snapshot_seq(&mut self, account: AccountId, at: usize) -> u64 {
        self.next(account, "orders", at)
    }

    fn change(&mut self, live: &Live, account: AccountId, shown: &Shown, action: &str, reason: Option<&str>, at_us: i64) -> Told {
        let seq = self.next(account, "orders", shown.symbol);
        ("orders", Some(shown.symbol), rows::order_change(live, shown, action, reason, seq, at_us))
    }

    fn order(&mut self, live: &Live, account: AccountId, change: &OrderChange, at_us: i64) -> Vec<Told> {
        let accounts = live.exchange().accounts();
        let record = &change.order;
        let algo = record.algo.and_then(|id| accounts.algo(account, &twinline_exchange::accounts::AlgoRef::Id(id)));
        let shown = shown::plain(record, algo);
        let created = change.execution == ExecutionType::New;
        let mut told = Vec::new();
        // What trades at once or never is told when that has been seen.
        if !(created && shown.market && shown.stop.is_none()) {
            let action = match (shown.is_open(), created && algo.is_none()) {
                (false, _) => "delete",
                (true, true) => "create",
                (true, false) => "update",
            };
            let reason = match (&change.fill, created, shown.cancelled) {
                (Some(_), _, _) => Some("fill"),
                (None, true, _) if algo.is_some() => Some("stop_trigger"),
                (None, _, Some("self_trade")) => Some("self_trade"),
                _ => None,
            };
            told.push(self.change(live, account, &shown, action, reason, at_us));
        }
        told.extend(change.fill.as_ref().into_iter().flat_map(|_| self.fill(live, account, change, &shown, at_us)));
        told
    }

    /// A fill in both forms; neither tells its fee.
    fn fill(&mut self, live: &Live, account: AccountId, change: &OrderChange, shown: &Shown, at_us: i64) -> Vec<Told> {
        let Some(fill) = &change.fill else { return Vec::new() };
        let (product, spec) = (&live.products[fill.symbol], &live.markets()[fill.symbol].spec);
        let held =
            live.exchange().accounts().position(account, twinline_exchange::accounts::Slot { symbol: fill.symbol, side: super::POSITION });
        let after = rows::size(product, spec, spec.quantity(held.lots));
        let side = if fill.side == twinline_exchange::Side::Buy { "buy" } else { "sell" };
        let role = if fill.maker { "maker" } else { "taker" };
        let reason = if change.execution == ExecutionType::Calculated { "liquidation" } else { "normal" };
        let (size, client) = (rows::size(product, spec, fill.quantity), shown.client_id.as_deref().unwrap_or(""));
        let [short, long] = ["v2/user_trades", "user_trades"].map(|stream| self.next(account, stream, fill.symbol));
        vec![
            (
                "v2/user_trades",
                Some(fill.symbol),
                json!({
                    "type": "v2/user_trades", "sy": product.symbol, "f": fill.id.to_string(), "R": reason, "u": account.0, "o": shown.id,
                    "S": side, "s": size, "p": rows::text(fill.price), "po": after, "r": role, "c": client, "t": at_us, "se": short,
                }),
            ),
            (
                "user_trades",
                Some(fill.symbol),
                json!({
                    "type": "user_trades", "symbol": product.symbol, "fill_id": fill.id.to_string(), "reason": reason,
                    "product_id": product.id, "user_id": account.0, "order_id": shown.id, "side": side, "size": size,
                    "price": rows::text(fill.price), "role": role, "client_order_id": client, "timestamp": at_us, "seq_no": long,
                }),
            ),
        ]
    }

    /// What waits for a trigger; what it released is told as an order.
    fn algo(&mut self, live: &Live, account: AccountId, record: &AlgoRecord, at_us: i64) -> Vec<Told> {
        let (action, reason) = match record.status {
            AlgoStatus::New => ("create", None),
            AlgoStatus::Canceled | AlgoStatus::Rejected | AlgoStatus::Expired => ("delete", Some("stop_cancel")),
            AlgoStatus::Triggering | AlgoStatus::Triggered | AlgoStatus::Finished => return Vec::new(),
        };
        vec![self.change(live, account, &shown::waiting(record), action, reason, at_us)]
    }

    /// Wallets one by one, then positions.
    fn holdings(&mut self, live: &Live, account: AccountId, change: &AccountChange, at_us: i64) -> Vec<Told> {
        let Ok(statement) = live.exchange().statement(account) else { return Vec::new() };
        let mut told = Vec::new();
        for row in &change.balances {
            let Some(held) = statement.assets.iter().find(|held| held.asset == row.asset) else { continue };
            let mut held = held.clone();
            held.wallet = row.wallet;
            let mut frame = rows::wallet(account, &held);
            frame["type"] = "margins".into();
            frame["action"] = "update".into();
            frame["robo_trading_equity"] = "0".into();
            frame["timestamp"] = at_us.into();
            told.push(("margins", None, frame));
        }
        for row in &change.positions {
            let at = row.slot.symbol;
            let was_open = self.open_positions.contains(&(account, at));
            let flat = row.amount.is_zero();
            let action = match (was_open, flat) {
                (false, true) => continue,
                (false, false) => "create",
                (true, false) => "update",
                (true, true) => "delete",
            };
            if flat {
                self.open_positions.remove(&(account, at))
            } else {
                self.open_positions.insert((account, at))
            };
            let figures = statement.positions.iter().find(|held| held.row.slot == row.slot);
            let frame = figures.map(|held| {
                let mut held = held.clone();
                held.row = row.clone();
                rows::position_change(live, &held, action)
            });
            let frame = frame.unwrap_or_else(|| {
                let product = &live.products[at];
                json!({
                    "type": "positions", "action": action, "reason": null, "symbol": product.symbol, "product_id": product.id, "size": 0,
                    "margin": "0", "entry_price": null, "liquidation_price": null, "bankruptcy_price": null, "commission": "0",
                })
            });
            told.push(("positions", Some(at), frame));
        }
        told
    }
}
