//! How is something put into this venue's words?

use std::fmt::Write as _;

use serde_json::json;
use twinline_model::Timestamp;
use twinline_venue::{EncodeError, FrameBuf, LinkId, Method, Request, RequestId, Step, Sub, SubChange, View};

use crate::names::stream_name;
use crate::spec::{SPEC, VENUE};

/// The snapshot sizes that the venue knows; any other is an error there.
const DEPTHS: [u32; 7] = [5, 10, 20, 50, 100, 500, 1000];

/// One step as an HTTP request. Nothing here is signed: all of it is public.
pub fn step(view: &View, step: &Step) -> Result<Request, EncodeError> {
    if let Some(id) = step.instrument().filter(|id| id.venue() != VENUE) {
        return Err(EncodeError::UnknownInstrument(id.clone()));
    }
    let mut query = Query::default();
    if let Some(id) = step.instrument() {
        query.add("symbol", id.symbol());
    }
    let path = match step {
        Step::ServerTime => "/fapi/v1/time",
        Step::Instruments => "/fapi/v1/exchangeInfo",
        Step::MoreInstruments { .. } => return Err(EncodeError::Unsupported("pages of instruments".to_owned())),
        Step::Book { depth, .. } => {
            query.add("limit", &DEPTHS.into_iter().find(|known| known >= depth).unwrap_or(1000).to_string());
            "/fapi/v1/depth"
        }
        Step::Bbo { .. } => "/fapi/v1/ticker/bookTicker",
        Step::Trades { from_id, limit, .. } => {
            query.add_some("fromId", from_id.as_ref());
            query.add("limit", &limit.clamp(&1, &1000).to_string());
            "/fapi/v1/aggTrades"
        }
        Step::Candles { interval, from, to, limit, .. } => {
            query.add("interval", interval.name());
            query.span(*from, *to);
            query.add("limit", &limit.clamp(&1, &1500).to_string());
            "/fapi/v1/klines"
        }
        Step::Mark { .. } => "/fapi/v1/premiumIndex",
        Step::Ticker { .. } => "/fapi/v1/ticker/24hr",
        Step::Funding { from, to, limit, .. } => {
            query.span(*from, *to);
            query.add("limit", &limit.clamp(&1, &1000).to_string());
            "/fapi/v1/fundingRate"
        }
    };
    let url = format!("{}{path}{}", view.endpoints.rest, query.0);
    Ok(Request { method: Method::Get, url, headers: Vec::new(), body: Vec::new() })
}

/// The part of a URL after its path, `?` included; empty for none.
#[derive(Default)]
struct Query(String);

impl Query {
    fn add(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0.push_str(name);
        self.0.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                self.0.push(char::from(byte));
            } else {
                let _ = write!(self.0, "%{byte:02X}");
            }
        }
    }

    fn add_some(&mut self, name: &str, value: Option<&u64>) {
        if let Some(value) = value {
            self.add(name, &value.to_string());
        }
    }

    fn span(&mut self, from: Option<Timestamp>, to: Option<Timestamp>) {
        for (name, at) in [("startTime", from), ("endTime", to)] {
            if let Some(at) = at {
                self.add(name, &at.as_millis().to_string());
            }
        }
    }
}

/// Frames that change what a link carries. The venue's caps hold: names beyond `max_per_frame` go into further frames.
pub fn subscriptions(link: LinkId, change: SubChange<'_>, next_id: &mut u64) -> Result<Vec<(Option<RequestId>, FrameBuf)>, EncodeError> {
    let (method, subs) = match change {
        SubChange::Subscribe(subs) => ("SUBSCRIBE", subs),
        SubChange::Unsubscribe(subs) => ("UNSUBSCRIBE", subs),
    };
    let names = subs.iter().map(|sub| name_on(link, sub)).collect::<Result<Vec<_>, _>>()?;
    let frames = names.chunks(SPEC.link(link.kind).max_per_frame).map(|names| {
        let id = take(next_id);
        (Some(id), FrameBuf::Text(json!({"method": method, "params": names, "id": id.0}).to_string()))
    });
    Ok(frames.collect())
}

/// A frame that asks which streams a link carries.
pub fn list_subscriptions(next_id: &mut u64) -> (RequestId, FrameBuf) {
    let id = take(next_id);
    (id, FrameBuf::Text(json!({"method": "LIST_SUBSCRIPTIONS", "id": id.0}).to_string()))
}

fn take(next_id: &mut u64) -> RequestId {
    let id = RequestId(*next_id);
    *next_id = next_id.wrapping_add(1);
    id
}

/// The stream of a subscription, if this link carries it: on the wrong link it would be acknowledged and stay silent.
fn name_on(link: LinkId, sub: &Sub) -> Result<String, EncodeError> {
    if let Some(id) = sub.instrument.as_ref().filter(|id| id.venue() != VENUE) {
        return Err(EncodeError::UnknownInstrument(id.clone()));
    }
    let unsupported = || EncodeError::Unsupported(format!("{} on the {} link", sub.channel, SPEC.link(link.kind).name));
    let row = SPEC.channel(sub.channel).filter(|row| row.link == link.kind && row.venue_wide == sub.instrument.is_none());
    row.and_then(|_| stream_name(sub.instrument.as_ref().map(|id| id.symbol()), sub.channel)).ok_or_else(unsupported)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{MARKET, PUBLIC};
    use twinline_model::{Channel, InstrumentId, Interval};
    use twinline_venue::Endpoints;

    fn btc() -> InstrumentId {
        InstrumentId::new(VENUE, "BTCUSDT").unwrap()
    }

    fn check(asked: Step, expected: &str) {
        let view = View::new(Endpoints { rest: "https://h".into(), ws: "wss://h".into(), commands: None });
        assert_eq!(step(&view, &asked).unwrap().url, format!("https://h/fapi/v1/{expected}"));
    }

    #[test]
    fn steps_become_urls() {
        let instrument = btc();
        check(Step::ServerTime, "time");
        check(Step::Instruments, "exchangeInfo");
        check(Step::Book { instrument: btc(), depth: 1000 }, "depth?symbol=BTCUSDT&limit=1000");
        check(Step::Book { instrument: btc(), depth: 7 }, "depth?symbol=BTCUSDT&limit=10");
        check(Step::Book { instrument: btc(), depth: 9999 }, "depth?symbol=BTCUSDT&limit=1000");
        check(Step::Bbo { instrument: btc() }, "ticker/bookTicker?symbol=BTCUSDT");
        check(Step::Trades { instrument: btc(), from_id: None, limit: 9999 }, "aggTrades?symbol=BTCUSDT&limit=1000");
        check(Step::Trades { instrument: btc(), from_id: Some(7), limit: 5 }, "aggTrades?symbol=BTCUSDT&fromId=7&limit=5");
        let (from, to) = (Some(Timestamp::from_millis(1)), Some(Timestamp::from_millis(60_000)));
        check(
            Step::Candles { instrument: btc(), interval: Interval::Month1, from, to, limit: 9999 },
            "klines?symbol=BTCUSDT&interval=1M&startTime=1&endTime=60000&limit=1500",
        );
        check(Step::Mark { instrument: btc() }, "premiumIndex?symbol=BTCUSDT");
        check(Step::Ticker { instrument: btc() }, "ticker/24hr?symbol=BTCUSDT");
        check(Step::Funding { instrument, from, to: None, limit: 100 }, "fundingRate?symbol=BTCUSDT&startTime=1&limit=100");
    }

    #[test]
    fn symbols_outside_ascii_are_percent_encoded() {
        let instrument = InstrumentId::new(VENUE, "币安人生USDT").unwrap();
        check(Step::Mark { instrument }, "premiumIndex?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT");
    }

    #[test]
    fn foreign_instruments_are_refused() {
        let view = View::new(Endpoints { rest: String::new(), ws: String::new(), commands: None });
        let instrument = InstrumentId::new("delta", "BTCUSD").unwrap();
        assert!(matches!(step(&view, &Step::Mark { instrument }), Err(EncodeError::UnknownInstrument(_))));
    }

    fn subscribe(kind: twinline_venue::LinkKind, subs: &[Sub]) -> Result<Vec<String>, EncodeError> {
        let mut next_id = 1;
        let frames = subscriptions(LinkId { kind, serial: 1 }, SubChange::Subscribe(subs), &mut next_id)?;
        assert_eq!(next_id, 1 + frames.len() as u64);
        Ok(frames
            .into_iter()
            .map(|(_, frame)| match frame {
                FrameBuf::Text(text) => text,
                FrameBuf::Binary(_) => panic!("text is expected"),
            })
            .collect())
    }

    fn sub(channel: Channel) -> Sub {
        Sub { instrument: (channel != Channel::Contracts).then(btc), channel }
    }

    #[test]
    fn subscriptions_bear_integer_ids_and_lower_case_names() {
        let frames = subscribe(PUBLIC, &[sub(Channel::Book), sub(Channel::Bbo)]).unwrap();
        assert_eq!(frames, [r#"{"id":1,"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@bookTicker"]}"#]);
        let frames = subscribe(MARKET, &[sub(Channel::Contracts)]).unwrap();
        assert_eq!(frames, [r#"{"id":1,"method":"SUBSCRIBE","params":["!contractInfo"]}"#]);
        let mut id = 7;
        let (_, list) = list_subscriptions(&mut id);
        assert_eq!((list, id), (FrameBuf::Text(r#"{"id":7,"method":"LIST_SUBSCRIPTIONS"}"#.into()), 8));
    }

    #[test]
    fn long_lists_are_cut_into_frames() {
        let many = vec![sub(Channel::Book); 401];
        assert_eq!(subscribe(PUBLIC, &many).unwrap().len(), 3);
        assert_eq!(subscribe(PUBLIC, &[]).unwrap().len(), 0);
    }

    #[test]
    fn a_stream_on_the_wrong_link_is_refused() {
        assert!(subscribe(MARKET, &[sub(Channel::Book)]).is_err());
        assert!(subscribe(PUBLIC, &[sub(Channel::Trades)]).is_err());
        assert!(subscribe(MARKET, &[Sub { instrument: None, channel: Channel::Mark }]).is_err());
        assert!(subscribe(MARKET, &[Sub { instrument: Some(btc()), channel: Channel::Contracts }]).is_err());
    }
}
