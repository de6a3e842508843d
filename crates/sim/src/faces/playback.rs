//! Recorded traffic behind a face: frames at their own pace, bodies as they were.
//!
//! The recording starts to play when the first client listens to something, so that nothing is missed. A snapshot is the
//! last one recorded up to the present place, or the first one if none was yet: either can be joined to the frames by a
//! venue's rule, by a client that listens from the beginning.

use std::sync::Arc;

use crate::capture::{Capture, Record};
use crate::config::Config;
use crate::target::Target;

/// Times further from the recording than this are not of it.
const NEAR_S: i64 = 2 * 86_400;
const SECOND_NS: i64 = 1_000_000_000;

/// How a venue writes times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// Milliseconds since 1970, in 13 digits.
    Millis,
    /// Microseconds since 1970, in 16 digits.
    Micros,
}

impl Times {
    const fn digits(self) -> usize {
        match self {
            Self::Millis => 13,
            Self::Micros => 16,
        }
    }

    const fn ns(self) -> i64 {
        match self {
            Self::Millis => 1_000_000,
            Self::Micros => 1_000,
        }
    }
}

/// A response of the recording.
struct Response {
    after_ns: i64,
    target: Target,
    body: String,
}

/// Replays a capture, whose frames a venue reads as `F`.
pub(crate) struct Playback<F> {
    /// Each with the nanoseconds after the recording's start.
    frames: Vec<(i64, Arc<F>)>,
    responses: Vec<Response>,
    next_frame: usize,
    playing_since_ns: Option<i64>,
    clock_from_ns: i64,
    recorded_from_ns: i64,
    speed: i64,
    times: Times,
    shift_times: bool,
}

impl<F> Playback<F> {
    /// Frames that `read` makes nothing of are not played.
    pub fn new(capture: Capture, config: &Config, times: Times, read: impl Fn(&str) -> Option<F>) -> Self {
        let start_ns = capture.start_ns();
        let mut frames = Vec::new();
        let mut responses = Vec::new();
        for record in capture.records {
            match record {
                Record::Frame { at_ns, text } => frames.extend(read(&text).map(|frame| (at_ns - start_ns, Arc::new(frame)))),
                Record::Response { at_ns, url, body } => {
                    let path = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
                    responses.push(Response { after_ns: at_ns - start_ns, target: Target::parse(path), body });
                }
            }
        }
        Self {
            frames,
            responses,
            next_frame: 0,
            playing_since_ns: None,
            clock_from_ns: config.start_ns,
            recorded_from_ns: start_ns,
            speed: config.speed.max(1),
            times,
            shift_times: config.shift_times,
        }
    }

    /// From the beginning, once somebody listens again.
    pub fn restart(&mut self) {
        self.next_frame = 0;
        self.playing_since_ns = None;
    }

    /// Somebody listens.
    pub fn play(&mut self, now_ns: i64) {
        self.playing_since_ns.get_or_insert(now_ns);
    }

    /// The next frame, if its time has come.
    pub fn take_due(&mut self, now_ns: i64) -> Option<Arc<F>> {
        let (after_ns, frame) = self.frames.get(self.next_frame)?;
        if self.due_ns(*after_ns) > now_ns {
            return None;
        }
        self.next_frame += 1;
        Some(frame.clone())
    }

    /// When that is.
    pub fn next_ns(&self) -> i64 {
        self.frames.get(self.next_frame).map_or(i64::MAX, |(after_ns, _)| self.due_ns(*after_ns))
    }

    /// All frames, played or not.
    pub fn frames(&self) -> impl Iterator<Item = &F> {
        self.frames.iter().map(|(_, frame)| &**frame)
    }

    /// True if anything was recorded of this path.
    pub fn knows(&self, path: &str) -> bool {
        self.responses.iter().any(|response| response.target.path == path)
    }

    /// The body that was recorded of one of these last before the present place, else the first.
    pub fn body(&self, now_ns: i64, fits: impl Fn(&Target) -> bool) -> Option<String> {
        let here_ns = self.playing_since_ns.map_or(0, |since| (now_ns - since).saturating_mul(self.speed));
        let mut all = self.responses.iter().filter(|response| fits(&response.target));
        let past = all.clone().rfind(|response| response.after_ns <= here_ns);
        past.or_else(|| all.next()).map(|response| self.shifted(&response.body))
    }

    /// The venue's clock: as recorded, running on from where the recording starts, or the simulator's own.
    pub fn clock_ns(&self, now_ns: i64) -> i64 {
        if self.shift_times {
            return now_ns;
        }
        let played_ns = now_ns - self.playing_since_ns.unwrap_or(now_ns);
        self.recorded_from_ns + played_ns.saturating_mul(self.speed)
    }

    /// Moves every time of the recording's days to the simulator's clock, if that is wanted.
    pub fn shifted(&self, text: &str) -> String {
        if !self.shift_times {
            return text.to_owned();
        }
        let unit_ns = self.times.ns();
        let from = self.recorded_from_ns / unit_ns;
        let delta = self.playing_since_ns.unwrap_or(self.clock_from_ns) / unit_ns - from;
        shift_times(text, self.times, from, delta)
    }

    fn due_ns(&self, after_ns: i64) -> i64 {
        self.playing_since_ns.map_or(i64::MAX, |since| since.saturating_add(after_ns / self.speed))
    }
}

/// Adds `delta` to every number outside of a text that has a time's digits and lies within two days of `from`.
fn shift_times(text: &str, times: Times, from: i64, delta: i64) -> String {
    let near = NEAR_S * (SECOND_NS / times.ns());
    let mut shifted = String::with_capacity(text.len());
    let mut digits = String::new();
    let mut quoted = false;
    for character in text.chars().chain(std::iter::once('\0')) {
        if character.is_ascii_digit() && !quoted {
            digits.push(character);
            continue;
        }
        let number = digits.parse::<i64>().ok().filter(|number| digits.len() == times.digits() && (number - from).abs() < near);
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
        assert_eq!(shift_times(text, Times::Millis, 1_626_992_741_000, 1_000), expected);
        let text = r#"{"timestamp":1638147282440393,"size":1638147282440}"#;
        let expected = r#"{"timestamp":1638147283440393,"size":1638147282440}"#;
        assert_eq!(shift_times(text, Times::Micros, 1_638_147_282_000_000, 1_000_000), expected);
    }
}
