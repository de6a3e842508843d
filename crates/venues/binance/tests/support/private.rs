//! What the tests of accounts share: keys, a view, the step that each payload answers.

use std::sync::{Arc, LazyLock};

use serde_json::Value;
use twinline_binance::{Binance, COMMANDS, EVENTS, VENUE};
use twinline_model::{
    Amount, ClientOrderId, Duration, InstrumentId, MarginMode, OrderRef, OrderTicket, OrderType, PositionSide, Price, Qty, Rate, Side,
    VenueOrderId,
};
use twinline_venue::account::{AccountCodec, AccountStep, AccountView, EditTicket, History, Secret, SecretFields, StreamKeyStep};
use twinline_venue::{Codec, Endpoints, Instruments, LinkId};

use super::files;

/// The codec of accounts.
pub fn accounts() -> &'static dyn AccountCodec {
    Binance.accounts().expect("this venue has accounts")
}

/// The keys of the vectors: test values that open nothing.
pub static KEYS: LazyLock<Value> = LazyLock::new(|| {
    let file: Value = serde_json::from_str(&files::text("rest_signatures.json")).expect("JSON");
    file["keys"].clone()
});

/// Secrets of one kind of key, `HMAC`, `RSA` or `ED25519`.
pub fn secrets(kind: &str) -> SecretFields {
    let key = &KEYS[kind];
    let fields = [("api_key", "apiKey"), ("secret", "secret"), ("private_key", "privateKeyPkcs8Pem")];
    let fields = fields.into_iter().filter_map(|(ours, theirs)| Some((ours, key[theirs].as_str()?)));
    SecretFields(fields.map(|(name, value)| (name.to_owned(), Secret::new(value.as_bytes().to_vec()))).collect())
}

/// A view that signs with one kind of key, a hundred milliseconds behind the venue.
pub fn view(kind: &str) -> AccountView {
    AccountView {
        endpoints: Arc::new(Endpoints {
            rest: "https://fapi.binance.com".to_owned(),
            ws: "wss://fstream.binance.com".to_owned(),
            commands: Some("wss://ws-fapi.binance.com".to_owned()),
        }),
        instruments: Arc::new(Instruments::default()),
        clock_offset: Duration::from_millis(100),
        signer: accounts().signer(&secrets(kind)).expect("a signer"),
        stream_key: None,
        logged_on: Vec::new(),
    }
}

/// The link of events.
pub const fn events() -> LinkId {
    LinkId { kind: EVENTS, serial: 1 }
}

/// The link of commands.
pub const fn commands() -> LinkId {
    LinkId { kind: COMMANDS, serial: 2 }
}

/// An instrument.
pub fn id(symbol: &str) -> InstrumentId {
    InstrumentId::new(VENUE, symbol).expect("a symbol")
}

/// An order's names.
pub fn named(symbol: &str, conditional: bool, client_id: Option<&str>, number: Option<&str>) -> OrderRef {
    OrderRef {
        instrument: id(symbol),
        conditional,
        client_id: client_id.map(|text| ClientOrderId::new(text).expect("a client id")),
        venue_id: number.map(VenueOrderId::new),
    }
}

/// A limit order for 0.100 BTC at 43187.00.
pub fn ticket(client_id: &str) -> OrderTicket {
    OrderTicket {
        qty: Some(Qty::parse("0.100").expect("a quantity")),
        price: Some(Price::parse("43187.00").expect("a price")),
        ..OrderTicket::new(ClientOrderId::new(client_id).expect("a client id"), id("BTCUSDT"), Side::Buy, OrderType::Limit)
    }
}

/// A stop for 0.100 BTC at 95000.5.
pub fn stop(client_id: &str) -> OrderTicket {
    let trigger_price = Some(Price::parse("95000.5").expect("a price"));
    OrderTicket { kind: OrderType::StopMarket, side: Side::Sell, price: None, trigger_price, ..ticket(client_id) }
}

/// A change.
pub fn edit(order: OrderRef) -> EditTicket {
    let (price, qty) = (Price::parse("30005").expect("a price"), Qty::parse("1").expect("a quantity"));
    EditTicket { order, side: Side::Buy, price, qty }
}

/// The step that a payload of the vectors answers; `None` if no step asks for it.
pub fn step(file: &str) -> Option<AccountStep> {
    let name = file.rsplit('/').next()?.trim_end_matches(".json");
    command(name).or_else(|| question(name))
}

fn command(name: &str) -> Option<AccountStep> {
    let on = |symbol: &str, ticket: OrderTicket| OrderTicket { instrument: id(symbol), ..ticket };
    Some(match name {
        "POST_fapi_v1_order" | "POST_fapi_v1_order_test" => AccountStep::Place(Arc::new(ticket("testOrder"))),
        "new_order" => AccountStep::Place(Arc::new(ticket("iCXL1BywlBaf2sesNUrVl3"))),
        "POST_fapi_v1_algoOrder" => AccountStep::Place(Arc::new(on("BNBUSDT", stop("6B2I9XVcJpCjqPAJ4YoFX7")))),
        "new_algo_order" | "error_response" => AccountStep::Place(Arc::new(stop("0Xkl1p621E4EryvufmYre1"))),
        "PUT_fapi_v1_order" => AccountStep::Edit(Arc::new(edit(named("BTCUSDT", false, None, Some("20072994037"))))),
        "modify_order" => AccountStep::Edit(Arc::new(edit(named("BTCUSDT", false, Some("xGHfltUMExx0TbQstQQfRX"), None)))),
        "DELETE_fapi_v1_order" | "cancel_order" => AccountStep::Cancel(named("BTCUSDT", false, Some("myOrder1"), None)),
        "DELETE_fapi_v1_algoOrder" => AccountStep::Cancel(named("BNBUSDT", true, Some("6B2I9XVcJpCjqPAJ4YoFX7"), None)),
        "cancel_algo_order" => AccountStep::Cancel(named("BTCUSDT", true, None, Some("2000000002162519"))),
        "DELETE_fapi_v1_allOpenOrders" => AccountStep::CancelAll { instrument: id("BTCUSDT"), conditional: false },
        "DELETE_fapi_v1_algoOpenOrders" => AccountStep::CancelAll { instrument: id("BTCUSDT"), conditional: true },
        "POST_fapi_v1_batchOrders" => AccountStep::PlaceBatch([ticket("testOrder"), ticket("second")].into()),
        "PUT_fapi_v1_batchOrders" => AccountStep::EditBatch([edit(named("BTCUSDT", false, None, Some("20072994037")))].into()),
        "DELETE_fapi_v1_batchOrders" => {
            let orders = vec![named("BTCUSDT", false, Some("myOrder1"), None), named("BTCUSDT", false, Some("gone"), None)];
            AccountStep::CancelBatch { instrument: id("BTCUSDT"), orders }
        }
        "POST_fapi_v1_countdownCancelAll" => AccountStep::Countdown { instrument: id("BTCUSDT"), after: Duration::from_secs(100) },
        "POST_fapi_v1_leverage" => AccountStep::SetLeverage { instrument: id("BTCUSDT"), leverage: Rate::parse("21").expect("a rate") },
        "POST_fapi_v1_marginType" => AccountStep::SetMarginMode { instrument: id("BTCUSDT"), mode: MarginMode::Isolated },
        "POST_fapi_v1_positionSide_dual" => AccountStep::SetHedgeMode(true),
        "POST_fapi_v1_multiAssetsMargin" => AccountStep::SetMultiAsset(false),
        "POST_fapi_v1_positionMargin" => {
            let amount = Amount::parse("100").expect("an amount");
            AccountStep::ChangeMargin { instrument: id("BTCUSDT"), side: PositionSide::Both, amount }
        }
        _ => return None,
    })
}

fn question(name: &str) -> Option<AccountStep> {
    let (btc, history) = (|| id("BTCUSDT"), History::default);
    Some(match name {
        "POST_fapi_v1_listenKey" | "start_user_data_stream" => AccountStep::StreamKey(StreamKeyStep::Open),
        "PUT_fapi_v1_listenKey" | "keepalive_user_data_stream" => AccountStep::StreamKey(StreamKeyStep::Extend),
        "DELETE_fapi_v1_listenKey" | "close_user_data_stream" => AccountStep::StreamKey(StreamKeyStep::Close),
        "session_logon" | "session_logout" | "session_status_unauthenticated" => AccountStep::LogOn,
        "GET_fapi_v1_order" | "GET_fapi_v1_openOrder" | "query_order" => AccountStep::Order(named("BTCUSDT", false, Some("abc"), None)),
        "GET_fapi_v1_algoOrder" => AccountStep::Order(named("BNBUSDT", true, None, Some("2146760"))),
        "GET_fapi_v1_openOrders" => AccountStep::OpenOrders { instrument: None, conditional: false },
        "GET_fapi_v1_openAlgoOrders" => AccountStep::OpenOrders { instrument: None, conditional: true },
        "GET_fapi_v1_allOrders" | "GET_fapi_v1_forceOrders" => {
            AccountStep::Orders { instrument: btc(), conditional: false, history: history() }
        }
        "GET_fapi_v1_allAlgoOrders" => AccountStep::Orders { instrument: id("BNBUSDT"), conditional: true, history: history() },
        "GET_fapi_v1_userTrades" => AccountStep::Fills { instrument: btc(), history: history() },
        "GET_fapi_v1_income" => AccountStep::Transactions { history: history() },
        "GET_fapi_v3_balance" | "GET_fapi_v2_balance" | "futures_account_balance" | "futures_account_balance_v2" => AccountStep::Balances,
        "GET_fapi_v3_positionRisk" | "GET_fapi_v2_positionRisk" | "position_information" | "position_information_v2" => {
            AccountStep::Positions { instrument: None }
        }
        "GET_fapi_v1_accountConfig" => AccountStep::Settings,
        "GET_fapi_v1_symbolConfig" => AccountStep::InstrumentSettings { instrument: None },
        "GET_fapi_v1_commissionRate" => AccountStep::Fees { instrument: btc() },
        "GET_fapi_v1_leverageBracket" => AccountStep::Tiers { instrument: id("ETHUSDT") },
        _ => return None,
    })
}

/// One step of every kind.
pub fn steps() -> Vec<AccountStep> {
    let files = files::payloads();
    let mut all: Vec<_> = files.iter().filter_map(|file| step(file)).collect();
    all.push(AccountStep::Clock);
    all
}
