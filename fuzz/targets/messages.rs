//! What a client of the stream says, and names that stand in queries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twinline_gateway::wire::ClientOp;
use twinline_gateway::{ChannelName, Topic};
use twinline_model::{InstrumentId, Interval, Timestamp};

fuzz_target!(|data: &[u8]| {
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(data) {
        if let Ok(ClientOp::Subscribe { topics, .. } | ClientOp::Unsubscribe { topics, .. }) = serde_json::from_value::<ClientOp>(value) {
            topics.iter().for_each(|topic| read(topic));
        }
    }
    if let Ok(text) = std::str::from_utf8(data) {
        read(text);
    }
});

fn read(text: &str) {
    match text.parse::<Topic>() {
        Ok(topic) => assert_eq!(topic.to_string().parse(), Ok(topic), "{text}"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Ok(id) = text.parse::<InstrumentId>() {
        assert_eq!(id.as_str(), text);
        assert_eq!(format!("{}:{}", id.venue(), id.symbol()), text);
    }
    if let Ok(at) = Timestamp::parse(text) {
        assert_eq!(Timestamp::parse(&at.to_string()), Ok(at), "{text}");
    }
    let _channel = text.parse::<ChannelName>();
    if let Ok(interval) = text.parse::<Interval>() {
        assert_eq!(interval.name(), text);
    }
}
