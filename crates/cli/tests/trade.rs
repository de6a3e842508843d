//! Trading from the terminal against a gateway and a simulated venue: every command, what it prints, and how it ends.

mod harness;
mod processes;
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use processes::{Books, Gateway, Place, Venue, differences};
use program::{lines, text};
use serde_json::{Value, json};

const ONE: &str = "binance:BTCUSDT";

/// A command's exit code and the lines that it printed.
struct Said {
    code: i32,
    lines: Vec<Value>,
    errors: String,
}

impl Said {
    fn only(&self) -> &Value {
        assert_eq!(self.lines.len(), 1, "{:?} {}", self.lines, self.errors);
        &self.lines[0]
    }
}

/// The members of each command's lines, as docs/cli.md has them.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md")).unwrap();
    let table = page.split("## JSON of accounts").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the table is there");
    let mut all = BTreeMap::new();
    for row in table.lines().filter(|line| line.starts_with("| `twinline")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let members: BTreeSet<String> = cells[2].split(", ").map(|member| member.trim_matches('`').to_owned()).collect();
        for command in cells[1].split(", ") {
            let name = command.trim_matches('`').trim_start_matches("twinline ").to_owned();
            assert!(all.insert(name, members.clone()).is_none(), "twice: {row}");
        }
    }
    all
}

struct Terminal<'a> {
    place: &'a Place,
    documented: BTreeMap<String, BTreeSet<String>>,
    printed: BTreeSet<String>,
}

impl<'a> Terminal<'a> {
    fn new(place: &'a Place) -> Self {
        Self { place, documented: documented(), printed: BTreeSet::new() }
    }

    fn run(&mut self, args: &[&str]) -> Said {
        let output = self.place.command(args).arg("--json").output().unwrap();
        let said = Said { code: output.status.code().unwrap(), lines: lines(&output), errors: text(&output.stderr) };
        for line in said.lines.iter().filter(|line| line["type"] != "error") {
            let members: BTreeSet<String> = line.as_object().unwrap().keys().cloned().collect();
            let two = args.get(..2).map(|two| two.join(" ")).filter(|two| self.documented.contains_key(two));
            let name = two.unwrap_or_else(|| args[0].to_owned());
            let known = self.documented.get(&name).unwrap_or_else(|| panic!("{args:?} is not documented"));
            assert_eq!(members, *known, "{args:?}: {line}");
            self.printed.insert(name);
        }
        said
    }

    /// A command that must succeed.
    fn done(&mut self, args: &[&str]) -> Said {
        let said = self.run(args);
        assert_eq!(said.code, 0, "{args:?}: {:?} {}", said.lines, said.errors);
        said
    }

    /// A command that must end with this code, saying why.
    fn ends(&mut self, code: i32, args: &[&str], why: &str) -> Said {
        let said = self.run(args);
        assert_eq!(said.code, code, "{args:?}: {:?} {}", said.lines, said.errors);
        assert!(said.errors.contains(why), "{args:?}: {why:?} in {}", said.errors);
        if code != 2 || !said.lines.is_empty() {
            let told = said.lines.last().unwrap();
            assert_eq!((&told["type"], &told["code"]), (&json!("error"), &json!(code)), "{args:?}");
        }
        said
    }

    /// Asks until the lines are so.
    fn until(&mut self, args: &[&str], so: impl Fn(&[Value]) -> bool) -> Said {
        let begun = Instant::now();
        loop {
            let said = self.done(args);
            if so(&said.lines) {
                return said;
            }
            assert!(begun.elapsed() < harness::PATIENCE, "{args:?}: never; last {:?}", said.lines);
        }
    }
}

fn name(order: &Value) -> &str {
    order["order_id"].as_str().unwrap()
}

/// A price that rests: below the market, within the collar.
async fn resting(venue: &Venue) -> String {
    format!("{}.0", venue.price("BTCUSDT").await * 97 / 100)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_does_what_it_says() {
    let venue = Venue::start(4, &[]);
    let place = Place::new("trade", &venue);
    let gateway = place.up();
    gateway.door.live().await;
    let price = resting(&venue).await;
    let mut terminal = Terminal::new(&place);
    let t = &mut terminal;

    let placed = t.done(&["order", "buy", ONE, "0.003", "--price", &price, "--client-order-id", "cli-1"]);
    assert_eq!((name(placed.only()), &placed.only()["status"], &placed.only()["type"]), ("cli-1", &json!("open"), &json!("limit")));
    let preview = place.command(&["order", "buy", ONE, "0.003", "--price", &price, "--preview"]).output().unwrap();
    let said = text(&preview.stdout);
    assert_eq!((preview.status.code(), said.lines().next()), (Some(0), Some("it could leave now")));
    assert!(said.contains(&format!("\nprice: {price}\n")) && said.contains("\nmargin: ") && said.contains("\nliquidation: "), "{said}");
    let keyed = ["order", "sell", ONE, "0.002", "--type", "stop_market", "--trigger-price", &price, "--key", "once"];
    let stop = t.done(&keyed);
    assert_eq!(stop.only()["status"], "untriggered");
    assert_eq!(t.done(&keyed).lines, stop.lines, "the same key");
    let open = t.until(&["orders"], |orders| orders.len() == 2);
    assert_eq!(open.lines.iter().map(name).collect::<BTreeSet<_>>(), [name(stop.only()), "cli-1"].into());
    assert_eq!(t.done(&["orders", "--instrument", "binance:ETHUSDT"]).lines.len(), 0);
    let canceled = t.done(&["cancel", "cli-1"]);
    assert_eq!((name(canceled.only()), &canceled.only()["status"]), ("cli-1", &json!("canceled")));

    let open = t.done(&["bracket", "open", "buy", ONE, "0.003", "--stop-loss", &price, "--client-order-id", "cli-b"]);
    assert_eq!(open.only()["order"]["status"], "filled");
    let protected = t.until(&["bracket", "show", "cli-b"], |rows| rows[0]["state"] == "protected");
    assert_eq!(protected.only()["stop_loss"]["covered_qty"], "0.003");
    assert_eq!(t.done(&["bracket", "list"]).lines.len(), 1);
    t.ends(1, &["bracket", "edit", "cli-b", "--stop-loss", "none"], "needs a leg");
    assert_eq!(t.done(&["bracket", "edit", "cli-b", "--if-unprotected", "close"]).only()["bracket"]["if_unprotected"], "close");
    let part = t.done(&["bracket", "protect", ONE, "0.001", "--stop-loss", &price]);
    let part = part.only()["bracket"]["bracket_id"].as_str().unwrap().to_owned();
    t.until(&["bracket", "show", &part], |rows| rows[0]["state"] == "protected");
    t.done(&["bracket", "end", &part]);
    t.done(&["bracket", "end", "cli-b"]);
    t.until(&["bracket", "list", "--status", "closed"], |rows| rows.len() == 2 && rows.iter().all(|row| row["reason"] == "canceled"));
    t.done(&["close", ONE]);

    assert_eq!(t.done(&["dead-man", "main", "on", "--timeout", "30"]).only()["timeout_s"], 30);
    assert_eq!(t.until(&["dead-man", "main"], |rows| rows[0]["state"] == "armed").only()["not_covered"][0]["order_id"], name(stop.only()));
    t.ends(1, &["dead-man", "main", "on", "--timeout", "5"], "timeout_s");
    assert_eq!(t.done(&["dead-man", "main", "off"]).only()["state"], "disarmed");

    let file = place.data.join("orders");
    let row = |side: &str, qty: &str| json!({"instrument": ONE, "side": side, "type": "limit", "price": price, "qty": qty}).to_string();
    std::fs::write(&file, [row("buy", "0.002"), row("buy", "0.003")].join("\n")).unwrap();
    let batch = t.done(&["batch", file.to_str().unwrap(), "--key", "batch"]);
    assert!(batch.lines.len() == 2 && batch.lines.iter().all(|line| line["order"]["status"] == "open"), "{:?}", batch.lines);
    assert_eq!(t.done(&["batch", file.to_str().unwrap(), "--key", "batch"]).lines, batch.lines);
    std::fs::write(&file, format!("[{}, {}]", row("buy", "0.002"), row("buy", "0.0005"))).unwrap();
    let mixed = t.ends(1, &["batch", file.to_str().unwrap()], "1 of 2 orders were refused");
    assert_eq!(mixed.lines[1]["refusal"]["field"], "qty");
    let all = t.done(&["cancel-all"]);
    assert_eq!(all.only()["orders"].as_array().unwrap().len(), 4, "{:?}", all.lines);
    t.until(&["orders"], <[Value]>::is_empty);
    assert_eq!(t.done(&["orders", "--status", "closed"]).lines.len(), 9);

    assert_eq!(t.done(&["leverage", ONE, "7"]).only()["change"], json!({"leverage": "7"}));
    assert_eq!(t.done(&["margin-mode", ONE, "isolated"]).only()["change"], json!({"margin_mode": "isolated"}));
    let bought = t.done(&["order", "buy", ONE, "0.004"]);
    assert_eq!(bought.only()["type"], "market");
    let held = t.until(&["positions"], |rows| rows.iter().any(|row| row["qty"] == "0.004"));
    t.until(&["positions"], |rows| rows[0]["margin_mode"] == "isolated");
    let set = |row: &Value| row["setting"] == "leverage" && row["instrument"] == ONE && row["value"] == "7";
    gateway.door.until("leverage is as set", "/accounts/main/settings", |page| page["data"].as_array().unwrap().iter().any(set)).await;
    assert_eq!(held.only()["instrument"], ONE);
    assert_eq!(t.done(&["close", ONE]).only()["reduce_only"], true);
    t.until(&["positions"], <[Value]>::is_empty);
    t.ends(1, &["close", ONE], "");
    let fills = t.until(&["fills"], |fills| fills.len() >= 2);
    assert!(fills.lines.iter().any(|fill| fill["order_id"] == bought.only()["order_id"]), "{:?}", fills.lines);
    exported(t, fills.lines.len());
    assert!(t.done(&["balances"]).lines.iter().any(|row| row["asset"] == "USDT"));
    let why = t.done(&["why", name(bought.only())]);
    let events: Vec<&str> = why.lines.iter().map(|row| row["data"]["event"].as_str().unwrap()).collect();
    assert!(events[0] == "order_placed" && events.contains(&"fill") && events.contains(&"order_executed"), "{events:?}");
    assert_eq!(t.done(&["reconcile"]).lines, Vec::<Value>::new());
    t.until(&["transactions"], |rows| ["fee", "realized_pnl"].iter().all(|kind| rows.iter().any(|row| row["kind"] == *kind)));
    assert_eq!(t.done(&["accounts"]).only()["account"], "main");
    // Its members are held to the documents where all commands that are not of accounts are.
    let trail = t.place.command(&["audit"]).arg("--json").output().unwrap();
    assert!(lines(&trail).iter().any(|row| row["action"] == "order.place"), "{}", text(&trail.stderr));
    let found = differences(&Books::read(&gateway.door, "main").await, &venue.truth().await);
    assert!(found.is_empty(), "{found:#?}");
    // A difference is never there for long: what it looks like is asserted where the account is decided. Keys and tokens, which
    // have commands of two words, have suites of their own.
    for name in terminal.documented.keys().filter(|name| *name != "reconcile" && !name.contains(' ')) {
        assert!(terminal.printed.contains(name), "{name} was never printed");
    }
}

/// The file has a line for each fill; one that is there already stays as it is.
fn exported(t: &mut Terminal<'_>, fills: usize) {
    let file = t.place.data.join("fills.csv");
    let args = ["export", "fills", "--instrument", ONE, "--to", file.to_str().unwrap()];
    assert_eq!(t.done(&args).only()["bytes"], std::fs::metadata(&file).unwrap().len());
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("ts,instrument,side,") && written.lines().count() > fills, "{written}");
    t.ends(1, &args, "cannot write");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
    t.ends(2, &["export", "fills"], "--to");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_wrong_or_out_of_reach_has_a_code_of_its_own() {
    let venue = Venue::start(5, &[]);
    let place = Place::new("codes", &venue);
    let gateway = place.up();
    gateway.door.live().await;
    let price = resting(&venue).await;
    let mut terminal = Terminal::new(&place);
    let t = &mut terminal;
    // 1: refused, here or by the venue.
    t.ends(1, &["order", "buy", ONE, "0.0005", "--price", &price], "qty");
    t.ends(1, &["order", "buy", ONE, "0.003", "--price", "1.0"], "price");
    t.ends(1, &["order", "buy", ONE, "900", "--price", &price], "-2019");
    t.ends(1, &["order", "buy", "binance:NOPE", "1"], "NOPE");
    t.ends(1, &["cancel", "nobody"], "nobody");
    t.ends(1, &["why", "nobody"], "nobody");
    t.ends(1, &["leverage", ONE, "9000"], "");
    t.ends(1, &["orders", "--account", "nobody"], "nobody");
    // 2: asked wrongly; nothing was asked of the gateway.
    t.ends(2, &["order", "up", ONE], "up");
    t.ends(2, &["batch", "nowhere"], "nowhere");
    t.ends(2, &["margin-mode", ONE, "both"], "both");
    let usage = place.command(&["order", "buy", ONE, "1"]).env("TWINLINE_URL", "ftp://x").output().unwrap();
    assert_eq!(usage.status.code(), Some(2), "{}", text(&usage.stderr));
    assert!(venue.truth().await["orders"].as_array().unwrap().is_empty(), "nothing left");
    // 4: nobody is there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let away =
        place.command(&["order", "buy", ONE, "0.003", "--json"]).env("TWINLINE_URL", format!("http://127.0.0.1:{port}")).output().unwrap();
    assert_eq!(away.status.code(), Some(4), "{}", text(&away.stderr));
    assert_eq!(lines(&away)[0]["code"], 4);
    assert_eq!(gateway.stop().0, Some(0));
    t.ends(4, &["positions"], "no gateway answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_that_nobody_knows_is_an_exit_code_of_its_own() {
    let venue = Venue::start(6, &[]);
    let place = Place::new("unknown", &venue);
    let gateway = place.up();
    gateway.door.live().await;
    let price = resting(&venue).await;
    let mut terminal = Terminal::new(&place);
    // Replies are lost, and so is what would tell of the order.
    for fault in [json!({"name": "reply-lost"}), json!({"name": "event-drop", "rate": 1, "channel": "user"})] {
        venue.pull("faults", fault).await;
    }
    let file = place.data.join("orders");
    let row = json!([{"instrument": ONE, "side": "buy", "type": "limit", "price": price, "qty": "0.002", "client_order_id": "doubt-2"}]);
    std::fs::write(&file, row.to_string()).unwrap();
    // Both wait out the same patience.
    let batch = place.command(&["batch", file.to_str().unwrap(), "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let said = terminal.ends(3, &["order", "buy", ONE, "0.003", "--price", &price, "--client-order-id", "doubt-1"], "not known");
    assert_eq!(said.lines[0]["status"], "unknown", "{:?}", said.lines);
    let batch = batch.wait_with_output().unwrap();
    assert_eq!(batch.status.code(), Some(3), "{}", text(&batch.stderr));
    assert_eq!(lines(&batch)[0]["order"]["status"], "unknown");
    venue.heal().await;
    terminal.until(&["orders"], |orders| orders.len() == 2 && orders.iter().all(|order| order["status"] == "open"));
    let truth = venue.truth().await;
    assert_eq!(truth["orders"].as_array().unwrap().len(), 2, "each was placed once: {truth}");
    cut_off(&venue, &place, gateway, &price).await;
}

/// The gateway dies while a command waits for its answer.
async fn cut_off(venue: &Venue, place: &Place, gateway: Gateway, price: &str) {
    venue.pull("faults", json!({"name": "reply-lost", "channel": "order.place"})).await;
    venue.pull("faults", json!({"name": "reply-lost", "channel": "POST /fapi/v1/order"})).await;
    venue.pull("faults", json!({"name": "event-drop", "rate": 1, "channel": "user"})).await;
    let mut asking = place.command(&["order", "buy", ONE, "0.003", "--price", price, "--client-order-id", "cut-1", "--json"]);
    let asking = asking.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while venue.truth().await["orders"].as_array().unwrap().len() < 3 {
        assert!(begun.elapsed() < harness::PATIENCE, "it never arrived");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    gateway.kill();
    let output = asking.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("look at the orders"), "{}", text(&output.stderr));
    venue.heal().await;
    let gateway = place.up();
    gateway.door.live().await;
    let order = gateway.door.until("it is found", "/accounts/main/orders/cut-1", |order| order["status"] == "open").await;
    assert_eq!(order["client_order_id"], "cut-1");
    assert_eq!(venue.truth().await["orders"].as_array().unwrap().len(), 3);
}
