//! A gateway is copied away while it trades, and brought back elsewhere: the same account, and nothing for strangers.

mod harness;
mod processes;
mod program;

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Output, Stdio};

use processes::{ACCOUNT, Books, Door, Market, Place, Trader, Venue};
use program::{fresh, lines, text};
use serde_json::{Value, json};

const PASSWORD: &str = "CANARY-vault-password-9f2c";

fn run(place: &Place, args: &[&str]) -> Output {
    place.command(args).arg("--json").output().unwrap()
}

fn done(place: &Place, args: &[&str]) -> Value {
    let output = run(place, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
    lines(&output).remove(0)
}

fn refused(place: &Place, args: &[&str], why: &str) {
    let output = run(place, args);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
    assert!(said.contains(why), "{args:?}: {why:?} in {said}");
}

/// Keeps the venue's plain key in the vault; what it is made of.
fn keep_key(place: &Place, venue: &Venue) -> Value {
    let (api_key, secret) = venue.key("hmac");
    let key = json!({"api_key": api_key, "secret": secret});
    let mut adding = place.command(&["keys", "add", ACCOUNT]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    adding.stdin.take().unwrap().write_all(key.to_string().as_bytes()).unwrap();
    assert!(adding.wait().unwrap().success());
    key
}

/// The whole history, as it is told.
async fn history(door: &Door) -> Vec<Value> {
    door.all(&format!("/events?account={ACCOUNT}&after=0.0")).await
}

async fn trade(venue: &Venue, door: &Door, name: &str) {
    let market = Market { instrument: "binance:BTCUSDT", price: venue.price("BTCUSDT").await, qty: &["0.002", "0.003"] };
    Trader::new(name, 24).trade(door, &[market], 25).await;
}

fn empty_beside(place: &Place) -> std::path::PathBuf {
    let path = fresh("restored").join("data");
    assert_ne!(path, place.data);
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_backed_up_while_trading_is_the_same_account_elsewhere() {
    let venue = Venue::start(24, &[]);
    let place = Place::bare("backup").at(&venue).with("TWINLINE_VAULT_PASSWORD", PASSWORD);
    let key = keep_key(&place, &venue);
    let gateway = place.up();
    gateway.door.live().await;
    trade(&venue, &gateway.door, "before").await;
    let file = place.data.with_file_name("book");
    let path = file.to_str().unwrap().to_owned();

    let during = tokio::spawn({
        let (door, place) = (gateway.door.clone(), place.command(&["backup", &path, "--json"]).spawn());
        async move { (door.get(&format!("/accounts/{ACCOUNT}/snapshot")).await, place.unwrap().wait().unwrap()) }
    });
    trade(&venue, &gateway.door, "during").await;
    assert_eq!(during.await.unwrap().1.code(), Some(0));
    std::fs::remove_file(&file).unwrap();
    gateway.door.send("DELETE", &format!("/accounts/{ACCOUNT}/orders"), &Value::Null, "").await;
    gateway.door.until("nothing is open", "/accounts", |page| page["data"][0]["open_orders"] == 0).await;
    let said = done(&place, &["backup", &path]);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!((said["type"].as_str(), said["bytes"].as_u64()), (Some("backup"), Some(std::fs::metadata(&file).unwrap().len())));
    assert!(said["records"].as_u64() > Some(50) && said["streams"] == 1 && said["audit_rows"].as_u64() > Some(0), "{said}");
    refused(&place, &["backup", &path], "is there already");
    refused(&place, &["restore", &path], "is not empty");
    nothing_for_strangers(&file, &key, &gateway.door.token);

    let before = (Books::read(&gateway.door, ACCOUNT).await, history(&gateway.door).await);
    assert_eq!(gateway.stop().0, Some(0));
    // Nobody can be asked: what is known elsewhere comes from the backup alone.
    drop(venue);
    let mut there = place;
    there.data = empty_beside(&there);
    let wrong = there.command(&["restore", &path]).env("TWINLINE_VAULT_PASSWORD", "another").output().unwrap();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(!there.data.exists(), "all or nothing");
    let restored = done(&there, &["restore", &path]);
    assert_eq!(restored["records"], said["records"]);
    let gateway = there.up();
    let after = (Books::read(&gateway.door, ACCOUNT).await, history(&gateway.door).await);
    assert!(gateway.first["epoch"].as_u64() > Some(1_000_000), "no place of after the backup is taken for one of it: {}", gateway.first);
    assert_eq!(after.1[..said["records"].as_u64().unwrap() as usize], before.1[..said["records"].as_u64().unwrap() as usize]);
    for (what, one, other) in [
        ("orders", &before.0.orders, &after.0.orders),
        ("fills", &before.0.fills, &after.0.fills),
        ("positions", &before.0.positions, &after.0.positions),
        ("balances", &before.0.balances, &after.0.balances),
    ] {
        assert!(!one.is_empty() || what == "positions", "no {what}");
        assert_eq!(one, other, "{what}");
    }
    assert_eq!(run(&there, &["keys", "list"]).status.code(), Some(0), "the vault is there, and opens");
    refused(&there, &["restore", &path], "is not empty");
}

/// Neither a secret nor what happened can be read in it.
fn nothing_for_strangers(file: &Path, key: &Value, token: &str) {
    let bytes = std::fs::read(file).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    for secret in
        [PASSWORD, key["secret"].as_str().unwrap(), key["api_key"].as_str().unwrap(), token, "before-1", "order_placed", "SQLite format"]
    {
        assert!(!holds(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_without_a_password_needs_its_key_file_and_a_changed_backup_is_refused() {
    let place = Place::bare("keyfile");
    let gateway = place.up();
    let path = place.data.with_file_name("book");
    let book = path.to_str().unwrap();
    refused(&Place::bare("nothing"), &["backup", book], "there is no journal");
    done(&place, &["backup", book]);
    assert_eq!(gateway.stop().0, Some(0));
    let kept = place.data.join("vault.key");

    let mut there = Place::bare("elsewhere");
    there.data = empty_beside(&there);
    refused(&there, &["restore", book], "vault.key");
    refused(&there, &["restore", kept.to_str().unwrap()], "is not a backup");
    let mut bytes = std::fs::read(&path).unwrap();
    for at in [bytes.len() - 20, bytes.len() / 2, 40] {
        bytes[at] ^= 1;
        let changed = path.with_extension("changed");
        std::fs::write(&changed, &bytes).unwrap();
        let output = run(&there, &["restore", changed.to_str().unwrap(), "--key-file", kept.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        bytes[at] ^= 1;
        std::fs::write(&changed, &bytes[..at]).unwrap();
        let output = run(&there, &["restore", changed.to_str().unwrap(), "--key-file", kept.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "cut off at {at}: {}", text(&output.stderr));
    }
    assert!(!there.data.exists(), "all or nothing");
    done(&there, &["restore", book, "--key-file", kept.to_str().unwrap()]);
    assert_eq!(std::fs::metadata(there.data.join("vault.key")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(&there.data).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(there.up().stop().0, Some(0));
}
