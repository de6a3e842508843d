//! Recorded traffic behind the face: frames at their own pace, bodies as they were.
//!
//! The recording starts to play when the first client listens to something, so that nothing is missed. A snapshot is the
//! last one recorded up to the present place, or the first one if none was yet: either can be joined to the frames by the
//! venue's rule, by a client that listens from the beginning.

use serde_json::Value;

use crate::capture::{Capture, Record};
use crate::config::Config;
use crate::face::{FrameKind, Request};
use crate::faces::binance::errors::ApiError;
use crate::faces::binance::params::Params;
use crate::faces::binance::sessions::Sessions;
use crate::faces::binance::streams::{Kind, Stream};
use crate::outbox::Outbox;
use crate::target::Target;

/// A frame of the recording.
struct Frame {
    /// Nanoseconds after the recording's start.
    after_ns: i64,
    stream: Stream,
    symbol: Option<String>,
    /// What is inside of `data`, byte for byte.
    payload: String,
}

/// A response of the recording.
struct Response {
    after_ns: i64,
    target: Target,
    body: String,
}

/// Replays a capture.
pub(crate) struct Recorded {
    frames: Vec<Frame>,
    responses: Vec<Response>,
    next_frame: usize,
    playing_since_ns: Option<i64>,
    clock_from_ns: i64,
    recorded_from_ns: i64,
    speed: i64,
    shift_times: bool,
    next_keep_ns: i64,
}

impl Recorded {
    pub fn new(capture: Capture, config: &Config) -> Recorded {
        let start_ns = capture.start_ns();
        let mut frames = Vec::new();
        let mut responses = Vec::new();
        for record in capture.records {
            match record {
                Record::Frame { at_ns, text } => frames.extend(read_frame(at_ns - start_ns, &text)),
                Record::Response { at_ns, url, body } => {
                    let path = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
                    responses.push(Response { after_ns: at_ns - start_ns, target: Target::parse(path), body });
                }
            }
        }
        Recorded {
            frames,
            responses,
            next_frame: 0,
            playing_since_ns: None,
            clock_from_ns: config.start_ns,
            recorded_from_ns: start_ns,
            speed: config.speed.max(1),
            shift_times: config.shift_times,
            next_keep_ns: config.start_ns,
        }
    }

    pub fn restart(&mut self, _now_ns: i64) {
        self.next_frame = 0;
        self.playing_since_ns = None;
    }

    /// Sends the frames whose time has come.
    pub fn advance(&mut self, sessions: &mut Sessions, outbox: &mut Outbox<'_>) {
        if self.playing_since_ns.is_none() && sessions.has_subscriptions() {
            self.playing_since_ns = Some(outbox.now_ns);
        }
        while let Some(frame) = self.frames.get(self.next_frame).filter(|frame| self.due_ns(frame) <= outbox.now_ns) {
            self.next_frame += 1;
            let kind = if matches!(frame.stream.kind, Kind::Depth(_)) { FrameKind::Delta } else { FrameKind::Data };
            let payload = self.shifted(&frame.payload);
            sessions.publish(&frame.stream, kind, frame.symbol.as_deref(), &payload, outbox);
        }
        if outbox.now_ns >= self.next_keep_ns {
            self.next_keep_ns = outbox.now_ns + 1_000_000_000;
            sessions.keep(outbox);
        }
    }

    pub fn next_ns(&self, now_ns: i64) -> i64 {
        let frame = self.frames.get(self.next_frame).map_or(i64::MAX, |frame| self.due_ns(frame));
        frame.min(now_ns + 1_000_000_000)
    }

    /// Answers from the recorded bodies.
    pub fn answer(&self, request: &Request<'_>, now_ns: i64, skew_ms: i64) -> Result<String, ApiError> {
        let path = request.target.path.as_str();
        match (request.method, path) {
            ("GET", "/fapi/v1/ping") => return Ok("{}".to_owned()),
            ("GET", "/fapi/v1/time") => return Ok(format!("{{\"serverTime\":{}}}", self.clock_ms(now_ns) + skew_ms)),
            _ => {}
        }
        let here_ns = self.playing_since_ns.map_or(0, |since| (now_ns - since).saturating_mul(self.speed));
        let symbol = request.target.param("symbol");
        let fits = |response: &&Response| response.target.path == path && response.target.param("symbol") == symbol;
        let known = self.responses.iter().any(|response| response.target.path == path);
        if !known || request.method != "GET" {
            return Err(ApiError::no_path(path, request.method));
        }
        if path == "/fapi/v1/depth" {
            Params::new(&request.target).required("symbol")?;
        }
        let past = self.responses.iter().filter(fits).rfind(|response| response.after_ns <= here_ns);
        let response = past.or_else(|| self.responses.iter().find(fits)).ok_or_else(ApiError::symbol)?;
        Ok(self.shifted(&response.body))
    }

    fn due_ns(&self, frame: &Frame) -> i64 {
        self.playing_since_ns.map_or(i64::MAX, |since| since.saturating_add(frame.after_ns / self.speed))
    }

    /// The venue's clock: as recorded, running on from where the recording starts, or the simulator's own.
    fn clock_ms(&self, now_ns: i64) -> i64 {
        if self.shift_times {
            return now_ns / 1_000_000;
        }
        let played_ns = now_ns - self.playing_since_ns.unwrap_or(now_ns);
        (self.recorded_from_ns + played_ns.saturating_mul(self.speed)) / 1_000_000
    }

    /// Moves every time of the recording's days to the simulator's clock, if that is wanted.
    fn shifted(&self, text: &str) -> String {
        if !self.shift_times {
            return text.to_owned();
        }
        let from_ms = self.recorded_from_ns / 1_000_000;
        let delta = self.playing_since_ns.unwrap_or(self.clock_from_ns) / 1_000_000 - from_ms;
        shift_times(text, from_ms, delta)
    }
}

fn read_frame(after_ns: i64, text: &str) -> Option<Frame> {
    let frame: Value = serde_json::from_str(text).ok()?;
    let name = frame.get("stream")?.as_str()?;
    let symbol = frame.get("data").and_then(|data| data.get("s")).and_then(Value::as_str).map(str::to_owned);
    let at = text.find("\"data\":")? + "\"data\":".len();
    let payload = text.get(at..text.rfind('}')?)?.trim();
    Some(Frame { after_ns, stream: Stream::parse(name)?, symbol, payload: payload.to_owned() })
}

/// Adds `delta` to every number of 13 digits outside of a text that lies within two days of `from_ms`.
fn shift_times(text: &str, from_ms: i64, delta: i64) -> String {
    const NEAR_MS: i64 = 2 * 86_400_000;
    let mut shifted = String::with_capacity(text.len());
    let mut digits = String::new();
    let mut quoted = false;
    for character in text.chars().chain(std::iter::once('\0')) {
        if character.is_ascii_digit() && !quoted {
            digits.push(character);
            continue;
        }
        let number = digits.parse::<i64>().ok().filter(|number| digits.len() == 13 && (number - from_ms).abs() < NEAR_MS);
        match number {
            Some(number) => shifted.push_str(&(number + delta).to_string()),
            None => shifted.push_str(&digits),
        }
        digits.clear();
        if character != '\0' {
            quoted ^= character == '"';
            shifted.push(character);
        }
    }
    shifted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_times_and_nothing_else() {
        let text = r#"{"E":1626992741017,"u":600859600576,"q":"1626992741017","s":"1","t":16269927410170,"T":1526992741017}"#;
        let expected = r#"{"E":1626992742017,"u":600859600576,"q":"1626992741017","s":"1","t":16269927410170,"T":1526992741017}"#;
        assert_eq!(shift_times(text, 1_626_992_741_000, 1_000), expected);
    }
}
