//! What can be asked and changed from outside, at `/control`.

use serde_json::{Value, json};

use crate::face::Reply;
use crate::faults::FaultSpec;
use crate::machine::{Output, Simulator};
use crate::target::Target;

/// Answers a request to `/control/…`; a fault that is switched on may act at once, through `out`.
pub(crate) fn answer(simulator: &mut Simulator, method: &str, target: &Target, body: &[u8], out: &mut Vec<Output>) -> Reply {
    let path = target.path.strip_prefix("/control").unwrap_or("").trim_end_matches('/');
    match (method, path) {
        ("GET", "/faults") => json_reply(200, &simulator.faults()),
        ("POST", "/faults") => match FaultSpec::from_json(body).and_then(|spec| simulator.set_fault(spec, out)) {
            Ok(()) => json_reply(200, &simulator.faults()),
            Err(error) => refusal(400, &error.to_string()),
        },
        ("DELETE", "/faults") => clear(simulator, target.param("name")),
        ("GET", "/requests") => {
            let since = target.param("since").and_then(|since| since.parse().ok()).unwrap_or(0);
            json_reply(200, &simulator.requests(since))
        }
        ("GET", "/truth") => truth(simulator, target),
        ("POST", path) if path.len() > 1 => pull(simulator, &path[1..], body, out),
        ("GET" | "POST" | "DELETE", _) => refusal(
            404,
            "no such path; known are: GET, POST, DELETE /control/faults, GET /control/requests, GET /control/truth, POST /control/NAME",
        ),
        _ => refusal(405, "method not allowed"),
    }
}

/// Makes something happen at the venue.
fn pull(simulator: &mut Simulator, name: &str, body: &[u8], out: &mut Vec<Output>) -> Reply {
    let body: Value = match serde_json::from_slice(body) {
        Ok(body) => body,
        Err(error) => return refusal(400, &error.to_string()),
    };
    match simulator.lever(name, &body, out) {
        Ok(done) => json_reply(200, &done),
        Err(reason) => refusal(400, &reason),
    }
}

fn clear(simulator: &mut Simulator, name: Option<&str>) -> Reply {
    match name.map(FaultSpec::from_name).transpose() {
        Ok(spec) => {
            simulator.clear_faults(spec.map(|spec| spec.name));
            json_reply(200, &simulator.faults())
        }
        Err(error) => refusal(400, &error.to_string()),
    }
}

/// All state, with `?account=` one account, or with `?symbol=` one book, with `&u=` as it was at that update id.
fn truth(simulator: &Simulator, target: &Target) -> Reply {
    if let Some(name) = target.param("account") {
        return match simulator.account_truth().get(name) {
            Some(account) => json_reply(200, account),
            None => refusal(404, "no such account"),
        };
    }
    let Some(symbol) = target.param("symbol") else {
        return json_reply(200, &simulator.truth());
    };
    let update_id = match target.param("u").map(str::parse).transpose() {
        Ok(update_id) => update_id,
        Err(_) => return refusal(400, "u must be an update id"),
    };
    match simulator.book_at(symbol, update_id) {
        Some(book) => json_reply(200, &book),
        None => refusal(404, "no such symbol, or the update id is not in the history that is held"),
    }
}

fn refusal(status: u16, message: &str) -> Reply {
    json_reply(status, &json!({ "error": message }))
}

fn json_reply(status: u16, body: &Value) -> Reply {
    Reply { status, headers: vec![("content-type", "application/json".to_owned())], body: body.to_string(), weight: 0 }
}
