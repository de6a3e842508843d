//! Recorded traffic in this venue's words.

use serde_json::Value;

use crate::capture::Capture;
use crate::config::Config;
use crate::face::{FrameKind, Request};
use crate::faces::binance::errors::ApiError;
use crate::faces::binance::params::Params;
use crate::faces::binance::sessions::Sessions;
use crate::faces::binance::streams::{Kind, Stream};
use crate::faces::playback::{Playback, Times};
use crate::outbox::Outbox;
use crate::target::Target;

/// A frame of the recording.
struct Frame {
    stream: Stream,
    symbol: Option<String>,
    /// What is inside of `data`, byte for byte.
    payload: String,
}

/// Replays a capture.
pub(crate) struct Recorded {
    playback: Playback<Frame>,
    next_keep_ns: i64,
}

impl Recorded {
    pub fn new(capture: Capture, config: &Config) -> Recorded {
        Recorded { playback: Playback::new(capture, config, Times::Millis, read_frame), next_keep_ns: config.start_ns }
    }

    pub fn restart(&mut self) {
        self.playback.restart();
    }

    /// Sends the frames whose time has come.
    pub fn advance(&mut self, sessions: &mut Sessions, outbox: &mut Outbox<'_>) {
        if sessions.has_subscriptions() {
            self.playback.play(outbox.now_ns);
        }
        while let Some(frame) = self.playback.take_due(outbox.now_ns) {
            let kind = if matches!(frame.stream.kind, Kind::Depth(_)) { FrameKind::Delta } else { FrameKind::Data };
            let payload = self.playback.shifted(&frame.payload);
            sessions.publish(&frame.stream, kind, frame.symbol.as_deref(), &payload, outbox);
        }
        if outbox.now_ns >= self.next_keep_ns {
            self.next_keep_ns = outbox.now_ns + 1_000_000_000;
            sessions.keep(outbox);
        }
    }

    pub fn next_ns(&self, now_ns: i64) -> i64 {
        self.playback.next_ns().min(now_ns + 1_000_000_000)
    }

    /// Answers from the recorded bodies.
    pub fn answer(&self, request: &Request<'_>, now_ns: i64, skew_ms: i64) -> Result<String, ApiError> {
        let path = request.target.path.as_str();
        match (request.method, path) {
            ("GET", "/fapi/v1/ping") => return Ok("{}".to_owned()),
            ("GET", "/fapi/v1/time") => {
                return Ok(format!("{{\"serverTime\":{}}}", self.playback.clock_ns(now_ns) / 1_000_000 + skew_ms));
            }
            _ => {}
        }
        if !self.playback.knows(path) || request.method != "GET" {
            return Err(ApiError::no_path(path, request.method));
        }
        if path == "/fapi/v1/depth" {
            Params::new(&request.target).required("symbol")?;
        }
        let symbol = request.target.param("symbol");
        let fits = |target: &Target| target.path == path && target.param("symbol") == symbol;
        self.playback.body(now_ns, fits).ok_or_else(ApiError::symbol)
    }
}

fn read_frame(text: &str) -> Option<Frame> {
    let frame: Value = serde_json::from_str(text).ok()?;
    let name = frame.get("stream")?.as_str()?;
    let symbol = frame.get("data").and_then(|data| data.get("s")).and_then(Value::as_str).map(str::to_owned);
    let at = text.find("\"data\":")? + "\"data\":".len();
    let payload = text.get(at..text.rfind('}')?)?.trim();
    Some(Frame { stream: Stream::parse(name)?, symbol, payload: payload.to_owned() })
}
