//! Money of vanilla, inverse and option contracts: what is reckoned from fills as they are told equals fractions of whole numbers
//! without any bound, to the last digit. `TRADES` is how many.

mod support;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::sync::Arc;

use flate2::read::GzDecoder;
use num_bigint::BigInt;
use num_rational::BigRational;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use support::capture;
use twinline_delta::{Delta, EVENTS};
use twinline_model::{Fill, Instrument, Price, Qty, Rate};
use twinline_venue::account::{AccountFact, AccountFacts, AccountView, Secret, SecretFields};
use twinline_venue::{Codec, Fact, Facts, Frame, Instruments, LinkId, Outcome, Recognised, Recorded, Reply};

/// Places of money.
const PLACES: u32 = 8;

/// A view that knows the recorded products.
fn view() -> AccountView {
    let line = BufReader::new(GzDecoder::new(File::open(capture()).unwrap())).lines().next().unwrap().unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    let public = support::view([]);
    let Some(Recognised::Step(step)) = Delta.recognise(&public, Recorded::Response { url: line["url"].as_str().unwrap() }) else {
        panic!("the first line lists the products");
    };
    let mut out = Facts::new();
    let body = line["body"].to_string();
    let outcome = Delta.decode_reply(&public, &step, Reply::Http { status: 200, body: body.as_bytes() }, &mut out);
    assert!(matches!(outcome, Outcome::Done(_)));
    let [Fact::Instruments(all)] = out.items() else { panic!("products") };
    let text = |text: &str| Secret::new(text.as_bytes());
    let secrets = SecretFields([("api_key".to_owned(), text("k")), ("secret".to_owned(), text("s"))].into());
    AccountView {
        endpoints: Arc::new(public.endpoints.as_ref().clone()),
        instruments: Arc::new(Instruments::from_list(all.iter().cloned())),
        clock_offset: twinline_model::Duration::ZERO,
        signer: Delta.accounts().unwrap().signer(&secrets).unwrap(),
        stream_key: None,
        logged_on: Vec::new(),
    }
}

/// A trade as the venue tells it.
fn told(view: &AccountView, symbol: &str, buy: bool, contracts: u64, price: &str) -> Fill {
    let frame = json!({"type": "v2/user_trades", "sy": symbol, "f": "1", "R": "normal", "u": 1, "o": 2, "S": if buy { "buy" } else { "sell" },
        "s": contracts, "p": price, "po": contracts, "r": "taker", "c": "", "t": 1_700_000_000_000_000_u64, "se": 1});
    let mut out = AccountFacts::new();
    let link = LinkId { kind: EVENTS, serial: 1 };
    Delta.accounts().unwrap().decode_frame(view, link, Frame::Text(&frame.to_string()), &mut out).unwrap();
    let Some(AccountFact::Fill(fill)) = out.items.first() else { panic!("{frame}") };
    fill.clone()
}

/// A decimal text as a fraction.
fn fraction(text: &str) -> BigRational {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let units: BigInt = format!("{whole}{part}").parse().unwrap();
    BigRational::new(units, BigInt::from(10).pow(u32::try_from(part.len()).unwrap()))
}

/// Rounded half away from zero, as text.
fn rounded(value: &BigRational) -> String {
    let units = value * BigRational::from(BigInt::from(10).pow(PLACES));
    let half = BigRational::new(1.into(), 2.into());
    let whole = if units < BigRational::from(BigInt::from(0)) { (units - half).ceil() } else { (units + half).floor() }.to_integer();
    let sign = if whole < BigInt::from(0) { "-" } else { "" };
    let digits = format!("{:0>9}", whole.magnitude().to_string());
    let (before, after) = digits.split_at(digits.len() - PLACES as usize);
    format!("{sign}{before}.{after}")
}

fn same(name: &str, found: Option<twinline_model::Amount>, expected: &BigRational, of: &str) {
    let expected = rounded(expected);
    let found = found.unwrap_or_else(|| panic!("{name} {of}: not reckoned, expected {expected}"));
    assert_eq!(found.value(), expected.parse().unwrap(), "{name} {of}");
}

/// A price of the instrument: so many ticks.
fn price_of(instrument: &Instrument, ticks: u64) -> String {
    (instrument.tick_size.value() * rust_decimal::Decimal::from(ticks)).to_string()
}

#[test]
fn random_trades_of_every_kind_of_contract_are_exact() {
    let count: u64 = std::env::var("TRADES").ok().and_then(|text| text.parse().ok()).unwrap_or(6_000);
    let view = view();
    let kinds = [("BTCUSDT", 900_000, false), ("BTCUSD_31Dec", 900_000, true), ("C-ETH-3200-311221", 90_000, false)];
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut below = |most: u64| 1 + u64::from(rng.next_u32()) % most;
    for at in 0..count {
        let (symbol, most, inverse) = kinds[usize::try_from(at % 3).unwrap()];
        let instrument = view.instruments.get(view.instruments.find(symbol).unwrap());
        assert_eq!(instrument.inverse, inverse);
        let (contracts, buy) = (below(5_000_000), below(2) == 1);
        let [opened, closed] = [price_of(instrument, below(most)), price_of(instrument, below(most))];
        let [entry, exit] = [told(&view, symbol, buy, contracts, &opened), told(&view, symbol, !buy, contracts, &closed)];
        let each = fraction(&instrument.contract_size.to_string());
        let units = BigRational::from(BigInt::from(contracts)) * each;
        assert_eq!(fraction(&entry.qty.to_string()), units, "contracts become units exactly");
        let (from, to) = (fraction(&opened), fraction(&closed));
        let one = BigRational::from(BigInt::from(1));
        let worth = |price: &BigRational| if inverse { &units / price } else { &units * price };
        let of = format!("{symbol}: {contracts} from {opened} to {closed}");
        let signed = Qty::new(if buy { entry.qty.value() } else { -entry.qty.value() });
        let gain = if inverse { &units * (&one / &from - &one / &to) } else { &units * (&to - &from) };
        same("gain", instrument.gain(signed, entry.price, exit.price, PLACES), &if buy { gain } else { -gain }, &of);
        same("value", instrument.value(entry.qty, entry.price, PLACES), &worth(&from), &of);
        for rate in ["0.0005", "-0.0002", "0.000531"] {
            let fee = worth(&to) * fraction(rate.trim_start_matches('-')) * if rate.starts_with('-') { -one.clone() } else { one.clone() };
            same("fee", instrument.share(exit.qty, exit.price, Rate::parse(rate).unwrap(), PLACES), &fee, &of);
        }
        let leverage = below(200);
        let margin = worth(&from) / BigRational::from(BigInt::from(leverage));
        same("margin", instrument.margin(signed, entry.price, Rate::new(leverage.into()), PLACES), &margin, &of);
        let quote = if inverse { units } else { worth(&from) };
        assert_eq!(fraction(&instrument.notional(entry.qty, entry.price).unwrap().to_string()), quote, "{of}");
    }
}

/// The published positions: entry, leverage and rates lead to the margin, the prices and the fee that stand there.
#[test]
fn published_isolated_positions_are_reproduced() {
    let file = support::json("samples/rest/ccxt_positions_margined_2026.json");
    let row = &file["result"][0];
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    let product = &row["product"];
    let mut instrument = support::instrument("BTCUSD", 1, product["contract_value"].as_str().unwrap());
    instrument.inverse = product["notional_type"] == "inverse";
    let contracts = Qty::new(row["size"].as_i64().unwrap().into());
    let qty = Qty::new(contracts.value() * instrument.contract_size.value());
    let percent = |name: &str| {
        Rate::new(product[name].as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap() / rust_decimal::Decimal::ONE_HUNDRED)
    };
    let entry = Price::parse(&text("entry_price")).unwrap();
    // The account stood at fifteen.
    let found = instrument.isolated(qty, entry, Rate::parse("15").unwrap(), percent("maintenance_margin"), PLACES).unwrap();
    assert_eq!(found.margin.value().normalize().to_string(), text("margin"));
    assert_eq!(found.bankruptcy.value().normalize().to_string(), text("bankruptcy_price"));
    assert_eq!(found.liquidation.value().normalize().to_string(), text("liquidation_price"));
    let gain = instrument.gain(qty, entry, Price::parse(&text("mark_price")).unwrap(), PLACES).unwrap();
    assert_eq!(gain.value().to_string(), text("unrealized_pnl"));
    let fee = instrument.share(qty, entry, Rate::parse("0.0004").unwrap(), PLACES).unwrap();
    assert_eq!(fee.value().normalize().to_string(), text("commission"));
    // A short one is the mirror of it.
    let short =
        instrument.isolated(Qty::new(-qty.value()), entry, Rate::parse("15").unwrap(), percent("maintenance_margin"), PLACES).unwrap();
    let twice = entry.value() + entry.value();
    assert_eq!(
        (short.bankruptcy.value() + found.bankruptcy.value(), short.liquidation.value() + found.liquidation.value()),
        (twice, twice)
    );
}

/// Three lots at 63155.5 cost 0.10060672: 0.045 % and 18 % of tax on it, each rounded by itself.
#[test]
fn a_published_fee_with_its_tax_is_reproduced() {
    let instrument = support::instrument("BTCUSD", 1, "0.001");
    let of = |rate: &str| {
        let (qty, price) = (Qty::parse("0.003").unwrap(), Price::parse("63155.5").unwrap());
        instrument.share(qty, price, Rate::parse(rate).unwrap(), PLACES).unwrap().value()
    };
    assert_eq!((of("0.00045") + of("0.000081")).to_string(), "0.10060672");
}
