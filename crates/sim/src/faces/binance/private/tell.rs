//! Who is told what, in which order.

use std::sync::Arc;

use twinline_exchange::accounts::{AccountEvent, AccountId, Happening, OrderChange};

use crate::faces::binance::live::Live;
use crate::faces::binance::private::Private;
use crate::faces::binance::private::events::{self, Times};
use crate::faces::binance::sessions::Sessions;
use crate::outbox::Outbox;

/// A payload on its way: the event's name, the symbol that it is about, and the text.
type Told = (&'static str, Option<String>, String);

impl Private {
    /// Sends what has happened to accounts since the last time to all who listen with a live key.
    pub fn tell(&mut self, live: &mut Live, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let happened = live.take_account_events();
        let mut rest = happened.as_slice();
        while let Some((first, others)) = rest.split_first() {
            rest = others;
            let mut told: Vec<Told> = Vec::new();
            let skew = outbox.faults.skew_ms();
            match (&first.what, others.first()) {
                (Happening::Account(_), Some(next)) if is_trade_of(next, first) => {
                    rest = &others[1..];
                    let change = self.words(live, first, skew);
                    let mut order = self.words(live, next, skew);
                    // TRADE_LITE is first; which of the other two follows is not promised.
                    let at = if self.dice.coin() { order.len() } else { order.len().saturating_sub(1) };
                    order.splice(at..at, change);
                    told.extend(order);
                }
                _ => told.extend(self.words(live, first, skew)),
            }
            for (name, symbol, text) in told {
                self.send(first.account, name, symbol.as_deref(), &text, sessions, outbox);
            }
        }
    }

    /// Ends listen keys whose time is over; with `all`, every key.
    pub fn expire(&mut self, all: bool, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let now_ms = outbox.now_ns / 1_000_000;
        for listen_key in self.listen.take_expired(now_ms, all) {
            let text = events::listen_key_expired(&listen_key, now_ms + outbox.faults.skew_ms());
            sessions.publish_private(&listen_key, "listenKeyExpired", None, &text, outbox);
        }
    }

    fn send(&self, account: AccountId, name: &str, symbol: Option<&str>, text: &str, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let keys: Vec<Arc<str>> = self.listen.of(account).cloned().collect();
        for listen_key in keys {
            sessions.publish_private(&listen_key, name, symbol, text, outbox);
        }
    }

    /// What one happening is in the venue's words.
    fn words(&self, live: &Live, event: &AccountEvent, skew: i64) -> Vec<Told> {
        let happened = event.at_ns / 1_000_000;
        let at = Times { happened, told: happened + skew };
        let markets = live.markets();
        let spec = |symbol: usize| markets.get(symbol).map(|market| &market.spec);
        match &event.what {
            Happening::Order(change) => order_words(live, change, at),
            Happening::Account(change) => vec![("ACCOUNT_UPDATE", None, events::account(markets, change, at))],
            Happening::MarginCall { cross_wallet, positions } => {
                vec![("MARGIN_CALL", None, events::margin_call(markets, *cross_wallet, positions, at))]
            }
            Happening::Leverage { symbol, leverage } => {
                let told =
                    spec(*symbol).map(|spec| ("ACCOUNT_CONFIG_UPDATE", Some(spec.name.clone()), events::leverage(spec, *leverage, at)));
                told.into_iter().collect()
            }
            Happening::MultiAssets { on } => vec![("ACCOUNT_CONFIG_UPDATE", None, events::multi_assets(*on, at))],
            Happening::Algo(record) => {
                let told = spec(record.symbol).map(|spec| ("ALGO_UPDATE", Some(spec.name.clone()), events::algo(spec, record, at)));
                told.into_iter().collect()
            }
        }
    }
}

fn order_words(live: &Live, change: &OrderChange, at: Times) -> Vec<Told> {
    let Some(market) = live.markets().get(change.order.symbol) else { return Vec::new() };
    let spec = &market.spec;
    let lite = change.fill.as_ref().map(|fill| ("TRADE_LITE", Some(spec.name.clone()), events::trade_lite(spec, change, fill, at)));
    let full = events::order(live.exchange().accounts(), spec, change, at);
    lite.into_iter().chain([("ORDER_TRADE_UPDATE", Some(spec.name.clone()), full)]).collect()
}

/// Whether this is the order's event of the trade that the other one tells the balances of.
fn is_trade_of(order: &AccountEvent, account: &AccountEvent) -> bool {
    let traded = matches!(&order.what, Happening::Order(change) if change.fill.is_some());
    traded && order.account == account.account && order.at_ns == account.at_ns
}
