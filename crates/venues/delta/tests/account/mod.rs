//! What the tests of accounts share: an account's view, an order, and a request as it leaves.
#![allow(dead_code, reason = "not every test needs all of it")]

use std::sync::Arc;

use serde_json::Value;
use twinline_delta::{Delta, EVENTS};
use twinline_model::{InstrumentId, OrderId, OrderRef, OrderTicket, OrderType, Price, Qty, Side, Timestamp, TriggerBy, VenueOrderId};
use twinline_venue::account::{AccountCodec, AccountStep, AccountView, Leaving, Route, Secret, SecretFields};
use twinline_venue::{Codec, EncodeError, LinkId};

use crate::support;

pub const LINK: LinkId = LinkId { kind: EVENTS, serial: 1 };

pub fn codec() -> &'static dyn AccountCodec {
    Delta.accounts().unwrap()
}

/// The product of the documents, under its number, and what other samples speak of.
pub fn view() -> AccountView {
    let mut all = support::documented();
    all.extend(["BNBBTC_30Nov", "ZECUSD"].map(|symbol| support::instrument(symbol, 8, "0.1")));
    for (number, instrument) in (27..).zip(&mut all) {
        instrument.number = Some(number);
    }
    // Samples name other products by number alone.
    all.extend([(1, "XUSD"), (13, "YUSD"), (84, "ZUSD"), (139, "WUSD")].map(|(number, symbol)| {
        let mut instrument = support::instrument(symbol, 1, "0.001");
        instrument.number = Some(number);
        instrument
    }));
    let public = support::view(all);
    let text = |text: &str| Secret::new(text.as_bytes());
    let secrets = SecretFields([("api_key".to_owned(), text("k")), ("secret".to_owned(), text("s"))].into());
    AccountView {
        endpoints: Arc::new(public.endpoints.as_ref().clone()),
        instruments: public.instruments,
        clock_offset: twinline_model::Duration::ZERO,
        signer: codec().signer(&secrets).unwrap(),
        stream_key: None,
        logged_on: Vec::new(),
    }
}

pub fn btc() -> InstrumentId {
    InstrumentId::new("delta", "BTCUSD").unwrap()
}

pub fn named(number: Option<&str>) -> OrderRef {
    OrderRef {
        instrument: btc(),
        conditional: false,
        client_id: Some(OrderId::new("tw-1").unwrap()),
        venue_id: number.map(VenueOrderId::new),
    }
}

pub fn ticket(kind: OrderType) -> OrderTicket {
    OrderTicket {
        qty: Some(Qty::parse("0.003").unwrap()),
        price: kind.has_price().then(|| Price::parse("59000.5").unwrap()),
        trigger_price: kind.has_trigger().then(|| Price::parse("56000").unwrap()),
        trigger_by: TriggerBy::Mark,
        ..OrderTicket::new(OrderId::new("tw-1").unwrap(), btc(), Side::Sell, kind)
    }
}

pub fn encode(step: &AccountStep) -> Result<(String, Value), EncodeError> {
    let leaving = codec().encode(&view(), Timestamp::from_millis(1_700_000_000_000), step, Route::Http)?;
    let Leaving::Http(request) = leaving else { panic!("{leaving:?}") };
    let target = request.url.strip_prefix("https://api.india.delta.exchange").unwrap().to_owned();
    let header = |name: &str| request.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str());
    assert!(header("user-agent").is_some());
    assert_eq!(header("signature").is_some(), *step != AccountStep::Clock);
    let method = format!("{:?}", request.method).to_uppercase();
    Ok((format!("{method} {target}"), serde_json::from_slice(&request.body).unwrap_or(Value::Null)))
}
