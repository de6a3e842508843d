//! Which words does a step become, and which facts do words?

use std::sync::Arc;

use twinline_model::Timestamp;
use twinline_venue::account::{
    AccountCodec, AccountFact, AccountFacts, AccountSpec, AccountStep, AccountView, FeeRates, History, Leaving, OrderFact, PositionFact,
    Route, SecretFields, Signer, SignerError, StreamKey,
};
use twinline_venue::{
    Codec, DecodeError, Doubt, EncodeError, Facts, Frame, FrameBuf, LinkId, LinkKind, Method, Outcome, Progress, Recognised, Recorded,
    Refusal, RefusalKind, Reply, Request, RequestId, Step, SubChange, VenueSpec, View,
};

use crate::spec::{ACCOUNTS, SPEC};
use crate::wire::{Ask, Asked, Fact, OrderRow, PositionRow, Refused, Span, Told};

/// The venue: accounts, and no market.
#[derive(Debug)]
pub struct Venue;

#[derive(Debug)]
struct Accounts;

/// Nothing is signed inside a process; the key only says whose account it is.
#[derive(Debug)]
struct Name(String);

impl Signer for Name {
    fn key(&self) -> &str {
        &self.0
    }

    fn sign(&self, _: &[u8]) -> Result<String, SignerError> {
        Ok(String::new())
    }

    fn can_log_on(&self) -> bool {
        false
    }
}

impl Codec for Venue {
    fn spec(&self) -> &'static VenueSpec {
        &SPEC
    }

    fn decode_frame(&self, _: &View, _: LinkId, _: Frame<'_>, _: &mut Facts) -> Result<(), DecodeError> {
        Err(DecodeError::Malformed { reason: "this venue has no market of its own".to_owned() })
    }

    fn encode_step(&self, _: &View, _: Timestamp, step: &Step) -> Result<Request, EncodeError> {
        Err(EncodeError::Unsupported(step.name().to_owned()))
    }

    fn decode_reply(&self, _: &View, step: &Step, _: Reply<'_>, _: &mut Facts) -> Outcome<Progress> {
        Outcome::Unknown(Doubt { reason: format!("nobody was asked for {}", step.name()), code: None })
    }

    fn encode_subscriptions(
        &self,
        _: &View,
        _: LinkId,
        _: SubChange<'_>,
        _: &mut u64,
    ) -> Result<Vec<(Option<RequestId>, FrameBuf)>, EncodeError> {
        Err(EncodeError::Unsupported("subscriptions".to_owned()))
    }

    fn accounts(&self) -> Option<&'static dyn AccountCodec> {
        Some(&Accounts)
    }

    fn recognise(&self, _: &View, _: Recorded<'_>) -> Option<Recognised> {
        None
    }
}

impl AccountCodec for Accounts {
    fn spec(&self) -> &'static AccountSpec {
        &ACCOUNTS
    }

    fn signer(&self, secrets: &SecretFields) -> Result<Arc<dyn Signer>, SignerError> {
        let name = secrets.find("account").ok_or(SignerError::Missing("account"))?;
        let unreadable = |_| SignerError::Unreadable { field: "account", reason: "not text".to_owned() };
        Ok(Arc::new(Name(std::str::from_utf8(name.expose()).map_err(unreadable)?.to_owned())))
    }

    fn link_url(&self, view: &AccountView, kind: LinkKind) -> String {
        format!("{}{}/{}", view.endpoints.ws, ACCOUNTS.link(kind).path, view.signer.key())
    }

    fn encode(&self, view: &AccountView, _: Timestamp, step: &AccountStep, _: Route) -> Result<Leaving, EncodeError> {
        let ask = ask(step).ok_or_else(|| EncodeError::Unsupported(step.name().to_owned()))?;
        let asked = Asked { account: view.signer.key().to_owned(), ask };
        let body = serde_json::to_vec(&asked).map_err(|error| EncodeError::Unsupported(error.to_string()))?;
        let url = format!("{}/{}", view.endpoints.rest, step.name());
        Ok(Leaving::Http(Request { method: Method::Post, url, headers: Vec::new(), body }))
    }

    fn decode_frame(&self, _: &AccountView, _: LinkId, frame: Frame<'_>, out: &mut AccountFacts) -> Result<(), DecodeError> {
        let bytes = match frame {
            Frame::Text(text) => text.as_bytes(),
            Frame::Binary(bytes) => bytes,
        };
        let told: Told = serde_json::from_slice(bytes).map_err(|error| DecodeError::Malformed { reason: error.to_string() })?;
        told.facts.into_iter().for_each(|fact| out.push(fact_of(fact)));
        Ok(())
    }

    fn decode_reply(&self, _: &AccountView, _: &AccountStep, reply: Reply<'_>, out: &mut AccountFacts) -> Outcome<()> {
        let doubt = |reason: String| Outcome::Unknown(Doubt { reason, code: None });
        let body = match reply {
            Reply::Lost { reason } => return doubt(reason.to_owned()),
            Reply::Http { body, .. } => body,
        };
        let told: Told = match serde_json::from_slice(body) {
            Ok(told) => told,
            Err(error) => return doubt(format!("unreadable answer: {error}")),
        };
        told.facts.into_iter().for_each(|fact| out.push(fact_of(fact)));
        told.refused.map_or(Outcome::Done(()), |refused| Outcome::Refused(refusal(refused)))
    }
}

fn ask(step: &AccountStep) -> Option<Ask> {
    Some(match step {
        AccountStep::Clock => Ask::Clock,
        AccountStep::StreamKey(_) => Ask::Key,
        AccountStep::Place(ticket) => Ask::Place((**ticket).clone()),
        AccountStep::Edit(ticket) => Ask::Edit((**ticket).clone()),
        AccountStep::Cancel(order) => Ask::Cancel(order.clone()),
        AccountStep::CancelAll { instrument, .. } => Ask::CancelAll(instrument.clone()),
        AccountStep::Order(order) => Ask::Order(order.clone()),
        AccountStep::OpenOrders { instrument, .. } => Ask::OpenOrders(instrument.clone()),
        AccountStep::Orders { instrument, history, .. } => Ask::Orders(instrument.clone(), span(history)),
        AccountStep::Fills { instrument, history } => Ask::Fills(instrument.clone(), span(history)),
        AccountStep::Transactions { history } => Ask::Transactions(span(history)),
        AccountStep::Balances => Ask::Balances,
        AccountStep::Positions { instrument } => Ask::Positions(instrument.clone()),
        AccountStep::Settings => Ask::Settings,
        AccountStep::InstrumentSettings { instrument } => Ask::InstrumentSettings(instrument.clone()),
        AccountStep::Fees { instrument } => Ask::Fees(instrument.clone()),
        AccountStep::SetLeverage { instrument, leverage } => Ask::SetLeverage(instrument.clone(), *leverage),
        AccountStep::SetMarginMode { instrument, mode } => Ask::SetMarginMode(instrument.clone(), *mode),
        AccountStep::LogOn
        | AccountStep::Subscribe
        | AccountStep::Page { .. }
        | AccountStep::Tiers { .. }
        | AccountStep::PlaceBatch(_)
        | AccountStep::EditBatch(_)
        | AccountStep::CancelBatch { .. }
        | AccountStep::Countdown { .. }
        | AccountStep::SetHedgeMode(_)
        | AccountStep::SetMultiAsset(_)
        | AccountStep::ChangeMargin { .. }
        | AccountStep::PlaceBracketed(..)
        | AccountStep::Bracket(_)
        | AccountStep::EditBracket(..)
        | AccountStep::MakeCountdown { .. }
        | AccountStep::SetAccountMargin(_)
        | AccountStep::SetAutoTopUp { .. }
        | AccountStep::Preferences
        | AccountStep::Quota
        | AccountStep::SetPreferences(_)
        | AccountStep::SetMakerProtection(_)
        | AccountStep::ResetMakerProtection { .. } => return None,
    })
}

fn span(history: &History) -> Span {
    Span { from_id: history.from_id.clone(), from: history.from, to: history.to, limit: history.limit }
}

fn refusal(refused: Refused) -> Refusal {
    let kind = match refused.code.as_str() {
        "UNKNOWN_ORDER" => RefusalKind::NotFound,
        "STALE_MARKET_DATA" | "BUSY" => RefusalKind::Retry,
        "UNKNOWN_ACCOUNT" => RefusalKind::Credentials,
        _ => RefusalKind::Rejected,
    };
    Refusal { kind, code: Some(refused.code), message: refused.message, status: 400 }
}

fn fact_of(fact: Fact) -> AccountFact {
    match fact {
        Fact::Clock(now) => AccountFact::Clock(now),
        Fact::Key(key) => AccountFact::StreamKey(StreamKey(key.into())),
        Fact::Order(row) => AccountFact::Order(order_of(*row)),
        Fact::Fill(fill) => AccountFact::Fill(*fill),
        Fact::Balance(balance) => AccountFact::Balance(balance),
        Fact::Position(row) => AccountFact::Position(position_of(*row)),
        Fact::Setting(setting) => AccountFact::Setting(setting),
        Fact::Transaction(transaction) => AccountFact::Transaction(transaction),
        Fact::Fees { instrument, maker, taker } => AccountFact::Fees(FeeRates { instrument, maker, taker }),
    }
}

fn order_of(row: OrderRow) -> OrderFact {
    OrderFact {
        instrument: row.instrument,
        conditional: row.shape.kind.is_conditional(),
        client_id: row.client_id,
        venue_id: Some(row.venue_id),
        released_id: None,
        phase: Some(row.phase),
        word: format!("{:?}", row.phase).to_uppercase(),
        executed: Some(row.executed),
        average: row.average,
        terms: Some(row.terms),
        shape: Some(row.shape),
        reason: row.reason,
        ts: row.ts,
    }
}

fn position_of(row: PositionRow) -> PositionFact {
    PositionFact {
        instrument: row.instrument,
        side: row.side,
        qty: row.qty,
        entry_price: row.entry_price,
        break_even_price: row.break_even_price,
        mark_price: None,
        unrealized_pnl: None,
        liquidation_price: None,
        margin_mode: Some(row.margin_mode),
        leverage: Some(row.leverage),
        isolated_margin: row.isolated_margin,
        ts: row.ts,
    }
}
