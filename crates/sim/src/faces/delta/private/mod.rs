//! The private side: accounts, their orders, and what they are told.
//!
//! | file | question it answers |
//! |---|---|
//! | `gate` | who asks, and may they? |
//! | `counter` | which handler answers a request, and what does it cost? |
//! | `trading`, `lists`, `holdings` | how are orders placed and ended; how is the past told; how are positions and settings? |
//! | `bygone` | what was traded before the simulator's first minute? |
//! | `follow` | which legs does the venue put around a position? |
//! | `beats` | who has promised to show life? |
//! | `shown` | what is an order to this venue? |
//! | `rows`, `tell` | how are the rows of an account worded; who is told what? |
//! | `asked`, `answers` | how is what is asked for read; how is it answered? |
//! | `doubt` | which faults hit a request, and what is done late? |
//! | `rules` | what does the venue allow and charge? |

mod answers;
mod asked;
mod beats;
mod bygone;
mod counter;
mod doubt;
mod follow;
mod gate;
mod holdings;
mod lists;
mod rows;
mod rules;
mod shown;
mod tell;
mod trading;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::{Value, json};
use twinline_exchange::Exchange;
use twinline_exchange::accounts::{AccountId, MarginType, PositionSide, Refusal, TransferKind};

pub(crate) use self::bygone::Bygone;
pub(crate) use self::counter::{Counter, is_private, weight};
pub(crate) use self::doubt::{Deferred, Doubt, draw};
use self::gate::Gate;
use super::live::Live;
use crate::keys::AccountSetup;

/// There is one net position of a product.
pub(crate) const POSITION: PositionSide = PositionSide::Both;

/// What the venue keeps of its customers, beside the exchange's books.
#[derive(Debug, Default)]
pub(crate) struct Private {
    pub gate: Gate,
    /// Requests that are done later than they were answered.
    pub deferred: Vec<Deferred>,
    beats: beats::Beats,
    pub follows: follow::Follows,
    names: Vec<(AccountId, String)>,
    /// The number of the last telling, by account, stream and product.
    seqs: BTreeMap<(AccountId, &'static str, usize), u64>,
    open_positions: BTreeSet<(AccountId, usize)>,
    topped_up: BTreeSet<(AccountId, usize)>,
    preferences: BTreeMap<AccountId, Value>,
    /// Trades of before the first minute.
    pub bygone: Vec<Bygone>,
}

impl Private {
    /// Opens the venue for these accounts, with their first money.
    pub fn new(setups: &[AccountSetup], exchange: &mut Exchange) -> Private {
        let mut private = Private::default();
        if !setups.is_empty()
            && let Err(refusal) = private.open(setups, exchange)
        {
            tracing::error!(%refusal, "the venue could not be opened for accounts");
        }
        private
    }

    fn open(&mut self, setups: &[AccountSetup], exchange: &mut Exchange) -> Result<(), Refusal> {
        let specs: Vec<_> = exchange.markets().iter().map(|market| market.spec.clone()).collect();
        exchange.open_desk(rules::rules(&specs)?)?;
        let at_ns = exchange.now_ns();
        for setup in setups {
            let account = exchange.open_account()?;
            for at in 0..specs.len() {
                exchange.set_margin_type(at_ns, account, at, MarginType::Isolated, &mut Vec::new())?;
            }
            for (asset, amount) in &setup.balances {
                // Wallets are in dollars: money that was meant for a venue of tethered ones comes as such, too.
                let amount = Decimal::from_str_exact(amount).map_err(|_| Refusal::BadAmount)?;
                for asset in if asset == "USDT" { vec!["USD", "USDT"] } else { vec![asset.as_str()] } {
                    let paid = exchange.transfer(at_ns, account, asset, amount, TransferKind::Deposit, &mut Vec::new());
                    if let Err(refusal) = paid
                        && refusal != Refusal::UnknownAsset
                    {
                        tracing::error!(account = setup.name, asset, %refusal, "the first money could not be paid in");
                    }
                }
            }
            for key in &setup.keys {
                self.gate.add(&key.api_key, account, &key.proof, key.may_trade);
            }
            self.names.push((account, setup.name.clone()));
        }
        exchange.take_account_events();
        Ok(())
    }

    /// When something of this side is due without an input.
    pub fn next_ns(&self) -> Option<i64> {
        let deferred = self.deferred.iter().map(|deferred| deferred.due_ns).min();
        [deferred, self.beats.next_ns()].into_iter().flatten().min()
    }

    /// An account by its name.
    pub fn account(&self, name: &str) -> Option<AccountId> {
        self.names.iter().find(|(_, held)| held == name).map(|(account, _)| *account)
    }

    /// All accounts and their names.
    pub fn names(&self) -> &[(AccountId, String)] {
        &self.names
    }

    fn name(&self, account: AccountId) -> &str {
        self.names.iter().find(|(held, _)| *held == account).map_or("", |(_, name)| name)
    }

    fn tops_up(&self, account: AccountId, at: usize) -> bool {
        self.topped_up.contains(&(account, at))
    }

    fn top_up(&mut self, account: AccountId, at: usize, on: bool) {
        if on {
            self.topped_up.insert((account, at))
        } else {
            self.topped_up.remove(&(account, at))
        };
    }

    fn preferences(&mut self, account: AccountId) -> &mut Value {
        self.preferences.entry(account).or_insert_with(|| {
            json!({
                "user_id": account.0, "default_auto_topup": false, "mmp_config": null, "deto_for_commission": false, "vip_level": 0,
                "vip_discount_factor": "0", "volume_30d": "0", "email_preferences": {"adl": true, "liquidation": true},
                "notification_preferences": {"adl": true, "liquidation": true}, "price_alert_assets": null, "enabled_portfolios": {},
                "interest_credit": false,
            })
        })
    }

    /// As if nobody had promised to show life.
    pub fn forget_beats(&mut self) {
        self.beats = beats::Beats::default();
    }

    /// Orders whose heartbeat was missed end.
    pub fn miss_beats(&mut self, live: &mut Live, sessions: &super::sessions::Sessions, outbox: &mut crate::outbox::Outbox<'_>) {
        for (account, products) in self.beats.take_missed(outbox.now_ns, &live.products) {
            for at in products {
                // ASSUMED: what waits for a trigger ends as well.
                let _ = live.command(sessions, outbox, |exchange, at_ns, events| {
                    exchange.cancel_all(at_ns, account, at, events)?;
                    exchange.cancel_all_algos(at_ns, account, at, events)
                });
            }
        }
    }

    /// What a new subscription to symbols is told at once; `all` and categories are told nothing.
    pub fn snapshot(&mut self, live: &Live, account: AccountId, name: &str, symbols: &[String], at_us: i64) -> Vec<Value> {
        let accounts = live.exchange().accounts();
        let asked: Vec<usize> =
            symbols.iter().filter_map(|symbol| live.products.iter().position(|product| product.symbol == *symbol)).collect();
        match name {
            "orders" => {
                let all = shown::all(accounts, account);
                let mut frames = Vec::new();
                for at in asked {
                    let open = all.iter().filter(|shown| shown.symbol == at && shown.is_open());
                    let rows: Vec<Value> = open.map(|shown| rows::order(live, account, shown)).collect();
                    let meta = json!({"seq_no": self.snapshot_seq(account, at), "timestamp": at_us});
                    let symbol = &live.products[at].symbol;
                    frames.push(
                        json!({"type": "orders", "action": "snapshot", "symbol": symbol, "success": true, "meta": meta, "result": rows}),
                    );
                }
                frames
            }
            "positions" if !asked.is_empty() => {
                let statement = live.exchange().statement(account);
                let held = statement.map(|statement| statement.positions).unwrap_or_default();
                let open = held.iter().filter(|held| !held.row.amount.is_zero() && asked.contains(&held.row.slot.symbol));
                let rows: Vec<Value> = open
                    .map(|held| {
                        let mut row = rows::position(live, account, held, self.tops_up(account, held.row.slot.symbol));
                        row["symbol"] = row["product_symbol"].clone();
                        row.as_object_mut().map(|members| members.remove("product"));
                        row
                    })
                    .collect();
                vec![json!({"type": "positions", "action": "snapshot", "success": true, "result": rows})]
            }
            _ => Vec::new(),
        }
    }
}
