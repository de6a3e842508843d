//! Who has promised to show life, about which products, and until when?

use std::collections::BTreeMap;

use serde_json::{Value, json};
use twinline_exchange::accounts::AccountId;

use super::super::listed::Product;
use super::answers::{Refused, bad, refused};

/// Heartbeats of one account at most.
const MOST: usize = 32;

#[derive(Debug, Clone)]
struct Beat {
    kinds: Vec<String>,
    symbols: Vec<String>,
    due_ns: Option<i64>,
    told: Value,
}

/// All heartbeats.
#[derive(Debug, Default)]
pub(crate) struct Beats {
    held: BTreeMap<(AccountId, String), Beat>,
}

impl Beats {
    pub fn create(&mut self, account: AccountId, id: &str, kinds: Vec<String>, symbols: Vec<String>, told: Value) -> Result<(), Refused> {
        if kinds.is_empty() && symbols.is_empty() {
            return Err(bad("contract_types", "contract_types or product_symbols is required"));
        }
        if self.held.keys().filter(|key| key.0 == account).count() >= MOST {
            return Err(refused(400, "max_orders_count_exceeded"));
        }
        self.held.insert((account, id.to_owned()), Beat { kinds, symbols, due_ns: None, told });
        Ok(())
    }

    /// A sign of life, good until then; none switches it off.
    pub fn beat(&mut self, account: AccountId, id: &str, due_ns: Option<i64>) -> Result<(), Refused> {
        let held = self.held.get_mut(&(account, id.to_owned())).ok_or_else(|| bad("heartbeat_id", "is not known"))?;
        held.due_ns = due_ns;
        Ok(())
    }

    pub fn list(&self, account: AccountId, id: Option<&str>) -> Value {
        let rows = self.held.iter().filter(|(key, _)| key.0 == account && id.is_none_or(|id| key.1 == id));
        rows.map(|(key, beat)| json!({"heartbeat_id": key.1, "config": beat.told["config"], "impact": beat.told["impact"]})).collect()
    }

    pub fn next_ns(&self) -> Option<i64> {
        self.held.values().filter_map(|beat| beat.due_ns).min()
    }

    /// Accounts and products whose orders end now. Missed once, a heartbeat is off.
    pub fn take_missed(&mut self, now_ns: i64, products: &[Product]) -> Vec<(AccountId, Vec<usize>)> {
        let mut missed = Vec::new();
        for ((account, _), beat) in &mut self.held {
            if beat.due_ns.is_none_or(|due_ns| due_ns > now_ns) {
                continue;
            }
            beat.due_ns = None;
            let is_meant =
                |product: &Product| beat.kinds.iter().any(|kind| kind == product.kind.word()) || beat.symbols.contains(&product.symbol);
            missed.push((*account, (0..products.len()).filter(|at| is_meant(&products[*at])).collect()));
        }
        missed
    }
}
