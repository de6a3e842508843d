//! What do targets assume of an account: keys, links, steps?

use std::sync::{Arc, LazyLock};

use twinline_binance::{Binance, COMMANDS, EVENTS, VENUE};
use twinline_model::{
    Amount, ClientOrderId, Duration, InstrumentId, MarginMode, OrderRef, OrderTicket, OrderType, PositionSide, Price, Qty, Rate, Side,
    TimeInForce, TriggerBy, VenueOrderId,
};
use twinline_venue::account::{
    AccountCodec, AccountFact, AccountFacts, AccountStep, AccountView, EditTicket, History, Secret, SecretFields, StreamKeyStep,
};
use twinline_venue::{Codec, Endpoints, Instruments, LinkId};

/// A link of each kind.
pub const ACCOUNT_LINKS: [LinkId; 2] = [LinkId { kind: EVENTS, serial: 1 }, LinkId { kind: COMMANDS, serial: 2 }];

/// The codec of accounts.
pub fn accounts() -> &'static dyn AccountCodec {
    Binance.accounts().expect("this venue has accounts")
}

/// A view with a key that opens nothing.
pub fn account_view() -> AccountView {
    let fields = [("api_key", "key"), ("secret", "secret")].map(|(name, value)| (name.to_owned(), Secret::new(value.as_bytes().to_vec())));
    AccountView {
        endpoints: Arc::new(Endpoints { rest: String::new(), ws: String::new(), commands: None }),
        instruments: Arc::new(Instruments::default()),
        clock_offset: Duration::ZERO,
        signer: accounts().signer(&SecretFields(fields.into())).expect("a signer"),
        stream_key: None,
        logged_on: Vec::new(),
    }
}

fn id(symbol: &str) -> InstrumentId {
    InstrumentId::new(VENUE, symbol).expect("a symbol")
}

fn order(symbol: &str, conditional: bool, client_id: &str, number: Option<&str>) -> OrderRef {
    let client_id = Some(ClientOrderId::new(client_id).expect("an id"));
    OrderRef { instrument: id(symbol), conditional, client_id, venue_id: number.map(VenueOrderId::new) }
}

fn ticket(kind: OrderType, symbol: &str, client_id: &str) -> OrderTicket {
    let price = |wanted: bool| wanted.then(|| Price::parse("9000").expect("a price"));
    OrderTicket {
        client_order_id: ClientOrderId::new(client_id).expect("an id"),
        instrument: id(symbol),
        side: Side::Buy,
        position_side: PositionSide::Both,
        kind,
        qty: Some(Qty::parse("1").expect("a quantity")),
        price: price(kind.has_price()),
        trigger_price: price(kind.has_trigger()),
        trigger_by: TriggerBy::Last,
        trailing_percent: None,
        activation_price: None,
        time_in_force: TimeInForce::Gtc,
        expires_at: None,
        post_only: false,
        reduce_only: false,
        close_position: false,
    }
}

/// One step of each kind, about the orders of the vectors. The corpora name them by their place.
pub static ACCOUNT_STEPS: LazyLock<Vec<AccountStep>> = LazyLock::new(|| {
    let edit = || EditTicket {
        order: order("BTCUSDT", false, "LJ9R4QZDihCaS8UAOOLpgW", Some("20072994037")),
        side: Side::Buy,
        price: Price::parse("30005").expect("a price"),
        qty: Qty::parse("1").expect("a quantity"),
    };
    let algo = "6B2I9XVcJpCjqPAJ4YoFX7";
    let orders = vec![order("BTCUSDT", false, "myOrder1", None), order("BTCUSDT", false, "gone", None)];
    vec![
        AccountStep::Clock,
        AccountStep::StreamKey(StreamKeyStep::Open),
        AccountStep::LogOn,
        AccountStep::Place(Arc::new(ticket(OrderType::Limit, "BTCUSDT", "testOrder"))),
        AccountStep::Place(Arc::new(ticket(OrderType::StopMarket, "BNBUSDT", algo))),
        AccountStep::Edit(Arc::new(edit())),
        AccountStep::Cancel(order("BTCUSDT", false, "myOrder1", None)),
        AccountStep::Cancel(order("BNBUSDT", true, algo, None)),
        AccountStep::CancelAll { instrument: id("BTCUSDT"), conditional: false },
        AccountStep::PlaceBatch(["testOrder", "b"].map(|name| ticket(OrderType::Market, "BTCUSDT", name)).into()),
        AccountStep::EditBatch([edit()].into()),
        AccountStep::CancelBatch { instrument: id("BTCUSDT"), orders },
        AccountStep::Order(order("BTCUSDT", false, "abc", None)),
        AccountStep::Order(order("BNBUSDT", true, algo, None)),
        AccountStep::OpenOrders { instrument: None, conditional: false },
        AccountStep::OpenOrders { instrument: None, conditional: true },
        AccountStep::Fills { instrument: id("BTCUSDT"), history: History::default() },
        AccountStep::Transactions { history: History::default() },
        AccountStep::Balances,
        AccountStep::Positions { instrument: None },
        AccountStep::Settings,
        AccountStep::InstrumentSettings { instrument: None },
        AccountStep::Fees { instrument: id("BTCUSDT") },
        AccountStep::SetLeverage { instrument: id("BTCUSDT"), leverage: Rate::parse("21").expect("a rate") },
        AccountStep::SetMarginMode { instrument: id("BTCUSDT"), mode: MarginMode::Cross },
        AccountStep::SetHedgeMode(true),
        AccountStep::SetMultiAsset(true),
        AccountStep::ChangeMargin { instrument: id("BTCUSDT"), side: PositionSide::Both, amount: Amount::parse("1").expect("an amount") },
        AccountStep::Countdown { instrument: id("BTCUSDT"), after: Duration::from_secs(100) },
    ]
});

/// What must hold of any facts: fills of something, at a price; answers that lie within their frame.
pub fn check_account_facts(facts: &AccountFacts, frame: &[u8]) {
    for fact in &facts.items {
        match fact {
            AccountFact::Fill(fill) => assert!(fill.qty > Qty::ZERO && fill.price > Price::ZERO, "{fill:?}"),
            AccountFact::Order(order) => {
                assert!(order.venue_id.is_some() || order.client_id.is_some() || order.phase.is_some(), "{order:?}");
                assert!(order.executed.is_none_or(|qty| qty >= Qty::ZERO), "{order:?}");
            }
            AccountFact::Reply(reply) => assert!(frame.get(reply.body.clone()).is_some(), "{reply:?}"),
            _ => {}
        }
    }
}
