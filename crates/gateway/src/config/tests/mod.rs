//! What is accepted, what is refused, and in which words.

use super::tree::{Node, Origin};
use super::{Config, ConfigError, Money, Sources, environ, file, load};

fn read(name: &str, text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let variables: Vec<(String, String)> =
        [("HOME", "/home/u")].iter().chain(variables).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut root =
        if text.is_empty() { Node::table(Origin::File { name: "built-in".to_owned(), line: None }) } else { file::parse(name, text)? };
    environ::overlay(&mut root, &variables);
    super::load::read(root, &Sources { file: None, variables })
}

fn good(text: &str, variables: &[(&str, &str)]) -> Config {
    read("twinline.toml", text, variables).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Refused, and the words hold every one of `parts`.
fn refused(name: &str, text: &str, variables: &[(&str, &str)], parts: &[&str]) {
    let error = read(name, text, variables).expect_err(text).to_string();
    for part in parts {
        assert!(error.contains(part), "{text:?} {variables:?}: {error:?} lacks {part:?}");
    }
}

#[test]
fn nothing_written_is_a_gateway_on_loopback_without_venues() {
    let config = good("", &[]);
    assert_eq!(config.listen.to_string(), "127.0.0.1:8317");
    assert_eq!(config.data_dir, std::path::Path::new("/home/u/.twinline"));
    assert!(config.venues.is_empty() && config.watch.instruments.is_empty());
    assert_eq!(good("", &[("XDG_DATA_HOME", "/data")]).data_dir, std::path::Path::new("/data/twinline"));
}

#[test]
fn toml_and_yaml_say_the_same() {
    let toml = r#"
        listen = "localhost:9000"
        data_dir = "~/tw"
        allowed_hosts = ["Desk.lan:9000"]
        allowed_origins = ["https://desk.lan"]
        [venues.binance]
        environment = "url"
        rest = "http://127.0.0.1:1/"
        ws = "ws://127.0.0.1:2"
        [watch]
        instruments = ["binance:BTCUSDT"]
        channels = ["book", "candles.1m"]
        [limits]
        connections = 7
        frame_bytes = 2048
    "#;
    let yaml = r#"
listen: "localhost:9000"
data_dir: "~/tw"
allowed_hosts: ["Desk.lan:9000"]
allowed_origins: ["https://desk.lan"]
venues:
  binance: {environment: url, rest: "http://127.0.0.1:1/", ws: "ws://127.0.0.1:2"}
watch:
  instruments: ["binance:BTCUSDT"]
  channels: [book, candles.1m]
limits: {connections: 7, frame_bytes: 2048}
"#;
    let config = good(toml, &[]);
    assert_eq!(config, read("twinline.yaml", yaml, &[]).unwrap());
    assert_eq!(config.venues[0].endpoints.rest, "http://127.0.0.1:1");
    assert_eq!((config.limits.connections, config.limits.frame_bytes), (7, 2048));
    assert_eq!(config.data_dir, std::path::Path::new("/home/u/tw"));
    assert_eq!(config.allowed_hosts, ["desk.lan:9000"]);
}

#[test]
fn the_environment_overrides_the_file_key_by_key() {
    let file = "listen = \"127.0.0.1:1\"\n[limits]\nconnections = 7\n";
    let config = good(
        file,
        &[
            ("TWINLINE_LISTEN", "127.0.0.1:2"),
            ("TWINLINE_DATA_DIR", "/d"),
            ("TWINLINE_LIMITS__FRAME_BYTES", "4096"),
            ("TWINLINE_VENUES__BINANCE__ENVIRONMENT", "testnet"),
            ("TWINLINE_WATCH__INSTRUMENTS", "binance:BTCUSDT, binance:ETHUSDT"),
            ("TWINLINE_LOG", "debug"),
            ("PATH", "/bin"),
        ],
    );
    assert_eq!(config.listen.port(), 2);
    assert_eq!((config.limits.connections, config.limits.frame_bytes), (7, 4096));
    assert_eq!(config.venues[0].environment, "testnet");
    assert_eq!(config.watch.instruments.len(), 2);
}

#[test]
fn real_money_is_only_where_production_hosts_are() {
    let money = |text: &str| good(text, &[]).venues[0].money;
    assert_eq!(money("[venues.binance]"), Money::Real);
    assert_eq!(money("[venues.binance]\nenvironment = \"testnet\""), Money::Test);
    let (rest, ws) = {
        let config = good("[venues.binance]", &[]);
        (config.venues[0].endpoints.rest.clone(), config.venues[0].endpoints.ws.clone())
    };
    let url = |rest: &str, ws: &str| format!("[venues.binance]\nenvironment = \"url\"\nrest = \"{rest}\"\nws = \"{ws}\"");
    assert_eq!(money(&url("http://127.0.0.1:1", "ws://127.0.0.1:1")), Money::Test);
    assert_eq!(money(&url(&rest, "ws://127.0.0.1:1")), Money::Real);
    assert_eq!(money(&url("https://proxy.example", &ws)), Money::Real);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let toml = |text: &str, parts: &[&str]| refused("twinline.toml", text, &[], parts);
    toml("lisen = \"127.0.0.1:1\"", &["twinline.toml line 1", "unknown key `lisen`", "did you mean `listen`?"]);
    toml("\n\n[limits]\nconnection = 5", &["line 4", "`limits.connection`", "did you mean `connections`?"]);
    toml("[venues.binanse]", &["line 1", "`venues.binanse`", "did you mean `binance`?"]);
    toml("[venues.binance]\nenvironment = \"tesnet\"", &["line 2", "did you mean `testnet`?"]);
    toml("[venues.binance]\nenvironment = \"url\"", &["`rest` and `ws` must both be set"]);
    toml("[venues.binance]\nrest = \"http://127.0.0.1:1\"", &["must be \"url\""]);
    toml("listen = 5", &["line 1", "must be text, not a number"]);
    toml("listen = \"here\"", &["must be an address and a port"]);
    toml("listen = [", &["line 1"]);
    toml("limits = 5", &["`limits` must be a table"]);
    toml("[limits]\nconnections = 0", &["must be a whole number from 1"]);
    toml("[limits]\nconnections = 1.5", &["must be a whole number"]);
    toml("allowed_origins = [\"*\"]", &["without a path or a wildcard"]);
    toml("allowed_origins = [\"https://a/b\"]", &["without a path"]);
    toml("allowed_hosts = [\"a b\"]", &["Host header"]);
    toml("allowed_hosts = [5]", &["one of them is a number"]);
    toml("[watch]\ninstruments = [\"BTCUSDT\"]", &["not an instrument"]);
    toml("[watch]\nchannels = [\"boook\"]", &["did you mean book?"]);
    toml("[venues.binance]\n[watch]\ninstruments = [\"delta:BTCUSD\"]", &["venue `delta` is not configured"]);
    refused("twinline.yaml", "listen: [", &[], &["twinline.yaml"]);
    refused("twinline.yaml", "lisen: a", &[], &["twinline.yaml", "did you mean `listen`?"]);
    refused("", "", &[("TWINLINE_LISEN", "x")], &["TWINLINE_LISEN", "did you mean `listen`?"]);
    refused("", "", &[("TWINLINE_LIMITS__CONECTIONS", "5")], &["TWINLINE_LIMITS__CONECTIONS", "did you mean `connections`?"]);
    refused("", "", &[("TWINLINE_LIMITS__CONNECTIONS", "many")], &["must be a whole number"]);
}

#[test]
fn other_machines_are_let_in_only_on_purpose() {
    for listen in ["0.0.0.0:8317", "[::]:8317", "192.168.1.5:8317"] {
        refused("", "", &[("TWINLINE_LISTEN", listen)], &[listen, "other machines", "allow_remote = true"]);
        let config = good("allow_remote = true", &[("TWINLINE_LISTEN", listen)]);
        assert_eq!(config.listen.to_string(), listen);
    }
    assert_eq!(good("listen = \"[::1]:1\"", &[]).listen.port(), 1);
}

#[test]
fn addresses_of_venues_are_encrypted_beyond_this_machine() {
    let with = |rest: &str| format!("[venues.binance]\nenvironment = \"url\"\nrest = \"{rest}\"\nws = \"ws://127.0.0.1:1\"");
    for wrong in [
        "http://venue.example",
        "http://127.0.0.1.evil.example",
        "ftp://127.0.0.1",
        "https://",
        "https://u:p@venue.example",
        "https://venue.example?key=1",
    ] {
        refused("twinline.toml", &with(wrong), &[], &["`venues.binance.rest`"]);
    }
    for right in ["http://127.0.0.1:5", "http://[::1]:5", "http://localhost:5", "https://venue.example/base"] {
        good(&with(right), &[]);
    }
}

#[test]
fn what_is_promised_for_later_is_refused_and_says_so() {
    let later = |text: &str, key: &str| refused("twinline.toml", text, &[], &[key, "not in this version"]);
    later("bus = \"nats://127.0.0.1\"", "`bus`");
    later("storage = \"postgres://127.0.0.1\"", "`storage`");
    later("[system]\nmode = \"testnet\"", "`system.mode`");
    later("[accounts.main]\nvenue = \"binance\"\napi_key = \"abc\"\n[venues.binance]", "`accounts.main.api_key`");
    later("[keys]\nmain = \"abc\"", "`keys`");
    later("[venues.binance]\napi_key = \"abc\"", "`venues.binance.api_key`");
    later("api_secret = \"abc\"", "`api_secret`");
    refused("", "", &[("TWINLINE_VENUES__BINANCE__SECRET", "hunter2")], &["TWINLINE_VENUES__BINANCE__SECRET", "not in this version"]);
}

#[test]
fn accounts_have_a_venue_and_bounds() {
    let venue = "[venues.binance]\n";
    let config = good(&format!("{venue}[system]\nmax_orders_per_second = 4\n[accounts.main]\nvenue = \"binance\""), &[]);
    let main = &config.accounts[0];
    assert_eq!((main.account.as_str(), main.max_orders_per_second, main.max_order_notional), ("main", 4, None));
    assert_eq!(main.price_collar.to_string(), "0.05");
    let bounds = "venue = \"binance\"\nmax_order_notional = \"250.5\"\nmax_orders_per_second = 2\nprice_collar = \"1.5 %\"";
    let main = good(&format!("{venue}[accounts.main]\n{bounds}"), &[]).accounts.remove(0);
    assert_eq!((main.max_orders_per_second, main.max_order_notional.map(|cap| cap.to_string())), (2, Some("250.5".to_owned())));
    assert_eq!(main.price_collar.value().normalize().to_string(), "0.015");
    let wrong = |text: &str, key: &str| refused("twinline.toml", &format!("{venue}[accounts.main]\n{text}"), &[], &[key]);
    wrong("", "`accounts.main.venue`");
    wrong("venue = \"binanse\"", "did you mean `binance`?");
    wrong("venue = \"binance\"\nmax_order_notional = \"-1\"", "`accounts.main.max_order_notional`");
    wrong("venue = \"binance\"\nprice_collar = \"120 %\"", "`accounts.main.price_collar`");
    refused("twinline.toml", &format!("{venue}[accounts.\"my account\"]\nvenue = \"binance\""), &[], &["my account"]);
}

#[test]
fn a_secret_is_never_repeated() {
    let error = read("twinline.toml", "[venues.binance]\napi_secret = \"hunter2\"", &[]).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let sources = Sources { file: Some("/nonexistent/twinline.toml".into()), variables: Vec::new() };
    assert!(load(&sources).unwrap_err().to_string().contains("/nonexistent/twinline.toml"));
}
