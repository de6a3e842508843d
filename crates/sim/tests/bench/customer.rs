//! A customer of the simulated venue: signs requests, listens to its events.
#![allow(dead_code)]

use serde_json::{Value, json};
use twinline_sim::{AccountSetup, ConnId, Proof, accounts_of};

use super::{Bench, Reply};

/// One account's keys.
#[derive(Debug, Clone)]
pub struct Customer {
    pub setup: AccountSetup,
    pub api_key: String,
    pub secret: String,
}

impl Customer {
    /// The account with this place among those of a seed.
    pub fn of(seed: u64, at: usize) -> Customer {
        let setup = accounts_of(seed).swap_remove(at);
        let (api_key, secret) = hmac_key(&setup, true);
        Customer { setup, api_key, secret }
    }

    /// The same account with the key that may only read.
    pub fn reader(&self) -> Customer {
        let (api_key, secret) = hmac_key(&self.setup, false);
        Customer { api_key, secret, ..self.clone() }
    }

    pub fn sign(&self, payload: &str) -> String {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, self.secret.as_bytes());
        ring::hmac::sign(&key, payload.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A signed REST request at the venue's present time; parameters in the query.
    pub fn call(&self, bench: &mut Bench, method: &str, path: &str, params: &str) -> Reply {
        let and = if params.is_empty() { "" } else { "&" };
        let query = format!("{params}{and}timestamp={}", bench.now_ns / 1_000_000);
        let signature = self.sign(&query);
        let target = format!("{path}?{query}&signature={signature}");
        bench.request(method, &target, &[("X-MBX-APIKEY", &self.api_key)], "", "127.0.0.1")
    }

    /// The same where the answer must be good.
    pub fn ok(&self, bench: &mut Bench, method: &str, path: &str, params: &str) -> Value {
        let reply = self.call(bench, method, path, params);
        assert_eq!(reply.status, 200, "{method} {path} {params}: {}", reply.body);
        reply.json()
    }

    /// The code of a refusal.
    pub fn refused(&self, bench: &mut Bench, method: &str, path: &str, params: &str) -> (u16, i64) {
        let reply = self.call(bench, method, path, params);
        assert_ne!(reply.status, 200, "{method} {path} {params}: {}", reply.body);
        (reply.status, reply.json()["code"].as_i64().expect("a code"))
    }

    /// Starts listening; everything that the account is told arrives on the connection.
    pub fn listen(&self, bench: &mut Bench) -> ConnId {
        let reply = bench.request("POST", "/fapi/v1/listenKey", &[("X-MBX-APIKEY", &self.api_key)], "", "127.0.0.1");
        let key = reply.json()["listenKey"].as_str().expect("a listen key").to_owned();
        bench.connect(&format!("/private/ws/{key}"))
    }

    /// A signed request of the WebSocket API, and its answer.
    pub fn ask(&self, bench: &mut Bench, conn: ConnId, method: &str, params: Value) -> Value {
        let text = self.frame(bench, method, params);
        bench.send(conn, &text);
        let answers = bench.seen[&conn].values();
        answers.last().cloned().expect("an answer")
    }

    pub fn frame(&self, bench: &Bench, method: &str, mut params: Value) -> String {
        params["apiKey"] = json!(self.api_key);
        params["timestamp"] = json!(bench.now_ns / 1_000_000);
        params["signature"] = json!(self.sign(&payload(&params)));
        json!({ "id": "one", "method": method, "params": params }).to_string()
    }
}

/// What is signed on the WebSocket API: parameters by name.
pub fn payload(params: &Value) -> String {
    let mut pairs: Vec<String> = params
        .as_object()
        .expect("an object")
        .iter()
        .map(|(name, value)| format!("{name}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    pairs.sort();
    pairs.join("&")
}

fn hmac_key(setup: &AccountSetup, may_trade: bool) -> (String, String) {
    let key = setup.keys.iter().find(|key| key.may_trade == may_trade && matches!(key.proof, Proof::Hmac { .. }));
    let key = key.expect("an HMAC key");
    let Proof::Hmac { secret } = &key.proof else { unreachable!("it was looked for") };
    (key.api_key.clone(), secret.clone())
}

/// Best bid and ask of a symbol, as texts.
pub fn best(bench: &Bench, symbol: &str) -> (String, String) {
    let truth = bench.simulator.truth();
    let price = |side: &str| truth["symbols"][symbol][side][0][0].as_str().expect("a price").to_owned();
    (price("bids"), price("asks"))
}

/// Frames of one event that a connection has seen.
pub fn events(bench: &Bench, conn: ConnId, name: &str) -> Vec<Value> {
    bench.seen[&conn].values().into_iter().filter(|event| event["e"] == name).collect()
}
