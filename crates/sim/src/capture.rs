//! How recorded traffic is read: one JSON object a line, plain or gzip, in order of arrival.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::value::RawValue;
use thiserror::Error;

/// Largest capture that is read, unpacked.
const LARGEST: u64 = 1 << 30;

/// Why a capture could not be read.
#[derive(Debug, Error)]
pub enum CaptureError {
    /// The file could not be read or unpacked.
    #[error("capture could not be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// A line is not as the format says.
    #[error("capture line {line}: {reason}")]
    BadLine {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// There is nothing in it.
    #[error("capture holds no frame and no response")]
    Empty,
}

/// One recorded thing that a venue sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Record {
    Frame { at_ns: i64, text: String },
    Response { at_ns: i64, url: String, body: String },
}

/// Recorded traffic of one venue.
#[derive(Debug, Clone)]
pub struct Capture {
    pub(crate) records: Vec<Record>,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    t: &'a RawValue,
    kind: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default, borrow)]
    body: Option<&'a RawValue>,
}

impl Capture {
    /// Reads a capture from its bytes, gzip or plain. What the recorder itself sent is skipped.
    pub fn read(bytes: &[u8]) -> Result<Capture, CaptureError> {
        let mut text = String::new();
        if bytes.starts_with(&[0x1f, 0x8b]) {
            MultiGzDecoder::new(bytes).take(LARGEST).read_to_string(&mut text)?;
        } else {
            let mut plain = bytes;
            plain.read_to_string(&mut text)?;
        }
        let mut records = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let bad = |reason: String| CaptureError::BadLine { line: at + 1, reason };
            let line: Line<'_> = serde_json::from_str(line).map_err(|error| bad(error.to_string()))?;
            let at_ns = nanoseconds(line.t.get()).ok_or_else(|| bad("t must be seconds since 1970".to_owned()))?;
            match (line.kind.as_str(), line.text, line.url, line.body) {
                ("ws_received", Some(text), _, _) => records.push(Record::Frame { at_ns, text }),
                ("http_response", _, Some(url), Some(body)) => {
                    records.push(Record::Response { at_ns, url, body: body.get().to_owned() });
                }
                ("ws_received" | "http_response", ..) => return Err(bad("text, url or body is missing".to_owned())),
                _ => {}
            }
        }
        if records.is_empty() { Err(CaptureError::Empty) } else { Ok(Capture { records }) }
    }

    /// When the first thing was recorded, nanoseconds since 1970.
    pub fn start_ns(&self) -> i64 {
        match self.records.first() {
            Some(Record::Frame { at_ns, .. } | Record::Response { at_ns, .. }) => *at_ns,
            None => 0,
        }
    }
}

/// Decimal seconds as whole nanoseconds, without a float in between.
fn nanoseconds(text: &str) -> Option<i64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
    seconds.parse::<i64>().ok()?.checked_mul(1_000_000_000)?.checked_add(digits.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_format_says() {
        let text = concat!(
            "{\"t\":1626992741.5,\"kind\":\"ws_open\",\"url\":\"wss://x\"}\n",
            "{\"t\":1626992741.25,\"kind\":\"ws_received\",\"text\":\"{}\"}\n",
            "{\"t\":1626992742,\"kind\":\"http_response\",\"url\":\"https://x/a\",\"body\":{\"b\": 1.10}}\n",
        );
        let capture = Capture::read(text.as_bytes()).expect("a capture");
        assert_eq!(capture.start_ns(), 1_626_992_741_250_000_000);
        let body = Record::Response { at_ns: 1_626_992_742_000_000_000, url: "https://x/a".into(), body: "{\"b\": 1.10}".into() };
        assert_eq!(capture.records.get(1), Some(&body), "the body keeps its bytes");
        assert!(matches!(Capture::read(b"{}"), Err(CaptureError::BadLine { line: 1, .. })));
        assert!(matches!(Capture::read(b""), Err(CaptureError::Empty)));
    }
}
