//! The private side: accounts, their orders, and what they are told.
//!
//! | file | question it answers |
//! |---|---|
//! | `gate` | who asks, and may they? |
//! | `calls` | which REST calls are there, and what do they cost? |
//! | `counter` | which handler answers a call? |
//! | `trading`, `conditional` | how are orders placed, changed, cancelled and looked up? |
//! | `lists` | how is an account's past told? |
//! | `settings`, `reports` | how are settings, money and positions told? |
//! | `listen`, `listening` | which listen keys are alive, and how are they asked for? |
//! | `session` | how is the WebSocket API spoken? |
//! | `tell` | who is told what, in which order? |
//! | `doubt` | which faults hit a trading request, and what is done late? |
//! | `order_limits` | how many orders may an account send? |
//! | `rules` | what does the venue allow and charge? |
//! | `order_params`, `words` | how is what is asked for read? |
//! | `order_json`, `algo_json`, `statement_json`, `events`, `amounts` | how is what is told written? |
//! | `refusals` | which code stands for which refusal? |

mod algo_json;
mod amounts;
mod calls;
mod conditional;
mod counter;
mod doubt;
mod events;
mod gate;
mod listen;
mod listening;
mod lists;
mod order_json;
mod order_limits;
mod order_params;
mod refusals;
mod reports;
mod rules;
mod session;
mod settings;
mod statement_json;
mod tell;
mod trading;
pub(crate) mod words;

use std::collections::{BTreeMap, VecDeque};

use rust_decimal::Decimal;
use twinline_exchange::accounts::{AccountId, PositionSide, Refusal, TransferKind};
use twinline_exchange::{Dice, Exchange};

pub(crate) use crate::faces::binance::private::calls::Call;
pub(crate) use crate::faces::binance::private::counter::Counter;
pub(crate) use crate::faces::binance::private::doubt::{Deferred, Doubt, draw, tell_orders};
pub(crate) use crate::faces::binance::private::gate::{Caller, Gate};
use crate::faces::binance::private::listen::ListenKeys;
pub(crate) use crate::faces::binance::private::order_limits::{Counts, OrderLimits, PER_MINUTE, PER_TEN_SECONDS};
pub(crate) use crate::faces::binance::private::order_params::target_of;
pub(crate) use crate::faces::binance::private::session::{Asked, Asks, Sessions as ApiSessions, read as read_frame};
use crate::keys::AccountSetup;

/// Moves of isolated margin that are remembered of an account.
const MARGIN_MOVES: usize = 1_000;
/// Lane of the private side's own chance.
const LANE: u64 = 5_000;

/// One move of margin to or from an isolated position.
#[derive(Debug, Clone)]
pub(crate) struct MarginMove {
    pub symbol: usize,
    /// 1 added, 2 taken.
    pub kind: i64,
    pub amount: Decimal,
    pub at_ms: i64,
    pub side: PositionSide,
}

/// What the venue keeps of its customers, beside the exchange's books.
pub(crate) struct Private {
    pub gate: Gate,
    pub listen: ListenKeys,
    pub orders: OrderLimits,
    /// Requests that are done later than they were answered.
    pub deferred: Vec<Deferred>,
    names: Vec<(AccountId, String)>,
    margin_moves: BTreeMap<AccountId, VecDeque<MarginMove>>,
    /// Decides which of two events of one trade comes first.
    dice: Dice,
}

impl Private {
    /// Opens the venue for these accounts, with their first money.
    pub fn new(seed: u64, setups: &[AccountSetup], exchange: &mut Exchange) -> Private {
        let mut private = Private {
            gate: Gate::default(),
            listen: ListenKeys::new(seed),
            orders: OrderLimits::default(),
            deferred: Vec::new(),
            names: Vec::new(),
            margin_moves: BTreeMap::new(),
            dice: Dice::new(seed, LANE),
        };
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
            for (asset, amount) in &setup.balances {
                let amount = Decimal::from_str_exact(amount).map_err(|_| Refusal::BadAmount)?;
                let paid = exchange.transfer(at_ns, account, asset, amount, TransferKind::Deposit, &mut Vec::new());
                if let Err(refusal) = paid {
                    tracing::error!(account = setup.name, asset, %refusal, "the first money could not be paid in");
                }
            }
            for key in &setup.keys {
                self.gate.add(&key.api_key, account, key.proof.clone(), key.may_trade);
            }
            self.names.push((account, setup.name.clone()));
        }
        exchange.take_account_events();
        Ok(())
    }

    /// When something of this side is due without an input.
    pub fn next_ns(&self) -> Option<i64> {
        let keys = self.listen.next_ms().map(|until_ms| until_ms * 1_000_000);
        let deferred = self.deferred.iter().map(|deferred| deferred.due_ns).min();
        [keys, deferred].into_iter().flatten().min()
    }

    /// An account by its name.
    pub fn account(&self, name: &str) -> Option<AccountId> {
        self.names.iter().find(|(_, held)| held == name).map(|(account, _)| *account)
    }

    /// All accounts and their names.
    pub fn names(&self) -> &[(AccountId, String)] {
        &self.names
    }

    fn note_margin_move(&mut self, account: AccountId, moved: MarginMove) {
        let held = self.margin_moves.entry(account).or_default();
        held.push_back(moved);
        while held.len() > MARGIN_MOVES {
            held.pop_front();
        }
    }

    fn margin_moves(&self, account: AccountId) -> impl Iterator<Item = &MarginMove> {
        self.margin_moves.get(&account).into_iter().flatten()
    }
}
