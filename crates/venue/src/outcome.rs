//! What became of a request: done, refused, unknown.

use thiserror::Error;
use twinline_model::Timestamp;

/// What became of a request. Three answers, never two.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// The venue confirmed it.
    Done(T),
    /// The venue said no, or nothing left this machine. Safe to forget.
    Refused(Refusal),
    /// Timeout, reset, 5xx, unreadable answer: it may have happened. Never resend what changes state; look it up.
    Unknown(Doubt),
}

/// The venue's no.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("refused: {message}{}", self.place())]
pub struct Refusal {
    /// What kind of no.
    pub kind: RefusalKind,
    /// The venue's own code, as text.
    pub code: Option<String>,
    /// The venue's own words.
    pub message: String,
    /// HTTP status; 0 if nothing left this machine.
    pub status: u16,
}

impl Refusal {
    /// The venue's code and the status, as far as there are any, in words.
    fn place(&self) -> String {
        match (&self.code, self.status) {
            (Some(code), 0) => format!(" (code {code})"),
            (Some(code), status) => format!(" (code {code}, status {status})"),
            (None, 0) => String::new(),
            (None, status) => format!(" (status {status})"),
        }
    }
}

/// What can be done about a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// Too many requests: wait. A ban has an end if the venue said it.
    Limited {
        /// When asking is allowed again, if the venue said.
        until: Option<Timestamp>,
        /// True for a ban of the address.
        banned: bool,
    },
    /// Not done, may be asked again later.
    Retry,
    /// Our clock is off: correct the offset, then ask again.
    Clock,
    /// Key, permission or address: a person must act.
    Credentials,
    /// Does not exist there: look elsewhere.
    NotFound,
    /// It already is as asked.
    AlreadySo,
    /// Wrong in itself; the same again will be refused again.
    Rejected,
    /// The venue has no such thing: nothing left this machine, and nothing ever would.
    Unsupported,
}

/// It may have happened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("outcome unknown: {reason}")]
pub struct Doubt {
    /// What is known: timeout, reset, status, unreadable body.
    pub reason: String,
    /// The venue's own code, if it gave one.
    pub code: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_as_words() {
        let text = |code: Option<&str>, status| {
            Refusal { kind: RefusalKind::Rejected, code: code.map(str::to_owned), message: "no".to_owned(), status }.to_string()
        };
        assert_eq!(text(Some("-1001"), 503), "refused: no (code -1001, status 503)");
        assert_eq!(text(None, 503), "refused: no (status 503)");
        assert_eq!(text(Some("-1"), 0), "refused: no (code -1)");
        assert_eq!(text(None, 0), "refused: no");
    }
}
