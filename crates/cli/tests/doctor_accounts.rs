//! The doctor about accounts: a key of another environment, one that may not be used from here, a secret that does not fit and a
//! clock that is off are told apart, each with what is to be done.

mod program;

use std::io::{Read, Write};
use std::net::TcpStream;

use program::{Going, fresh, lines, twinline};
use serde_json::{Value, json};

/// Asks a simulator for something.
fn control(sim: &Going, path: &str, body: &Value) {
    let root = sim.first["control"].as_str().unwrap().trim_start_matches("http://");
    let (address, base) = root.split_once('/').unwrap();
    let body = body.to_string();
    let mut socket = TcpStream::connect(address).unwrap();
    write!(
        socket,
        "POST /{base}/{path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// What the doctor finds with this key.
fn examine(sim: &Going, key: &str, secret: &str) -> Vec<Value> {
    let dir = fresh("doctor-account");
    let [rest, ws, private] = ["/rest", "/ws/streams", "/ws/private"].map(|place| sim.first.pointer(place).unwrap().as_str().unwrap());
    let venue = format!("[venues.delta]\nenvironment = \"url\"\nrest = \"{rest}\"\nws = \"{ws}\"\ncommands = \"{private}\"\n");
    std::fs::write(dir.join("twinline.toml"), format!("{venue}\n[accounts.main]\nvenue = \"delta\"\n")).unwrap();
    let mut command = twinline(&dir.join("data"));
    command.current_dir(&dir).env("DELTA_API_KEY", key).env("DELTA_SECRET", secret);
    lines(&command.args(["doctor", "--json"]).output().unwrap())
}

fn find<'a>(all: &'a [Value], check: &str) -> &'a Value {
    all.iter().find(|finding| finding["check"] == check).unwrap_or_else(|| panic!("{check}: {all:?}"))
}

#[test]
fn what_is_wrong_with_a_key_is_told_apart() {
    let sim = Going::start(twinline(&fresh("sim")).args(["sim", "delta"]));
    let keys = sim.first["credentials"]["accounts"][0]["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["kind"] == "hmac" && key["trade"] == true).unwrap();
    let (name, secret) = (key["api_key"].as_str().unwrap(), key["secret"].as_str().unwrap());

    let well = examine(&sim, name, secret);
    assert_eq!(find(&well, "account main")["verdict"], "ok", "{well:?}");
    let wrong = |all: &[Value], words: &str| {
        let finding = find(all, "account main");
        assert_eq!(finding["verdict"], "wrong", "{finding}");
        assert!(finding["detail"].as_str().unwrap().contains(words), "{words}: {finding}");
    };
    wrong(&examine(&sim, "akeyofanotherenvironment", secret), "keys of India, of Global, of production and of testnet are apart");
    wrong(&examine(&sim, name, "asecretofanotherkey"), "the secret is not this key's");
    control(&sim, "address", &json!({"allowed": false}));
    wrong(&examine(&sim, name, secret), "add the address to the key's list");
    control(&sim, "address", &json!({"allowed": true}));

    control(&sim, "faults", &json!({"name": "clock-skew"}));
    let skewed = examine(&sim, name, secret);
    let clock = find(&skewed, "delta's clock");
    assert_eq!(clock["verdict"], "warning", "{clock}");
    assert!(clock["todo"].as_str().unwrap().contains("NTP"), "{clock}");
    assert_eq!(find(&skewed, "account main")["verdict"], "ok", "the gateway corrects for it: {skewed:?}");
}
