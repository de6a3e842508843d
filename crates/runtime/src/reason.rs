//! Why did it fail, in words for people? Never with a URL: its query may be secret.

use std::error::Error;
use std::io;

use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// Longest reason that is passed on, in characters.
const LONGEST: usize = 300;

/// Of a connection.
pub(crate) fn of_io(error: &io::Error) -> String {
    let kind = error.kind().to_string();
    match error.raw_os_error() {
        // The kind says the same in lower case and without the system's number, if there is one for it.
        Some(_) if kind != "uncategorized error" => kind,
        _ => short(&error.to_string()),
    }
}

/// Of a request: at which stage, and its innermost cause.
pub(crate) fn of_http(error: &reqwest::Error) -> String {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(deeper) = cause.and_then(Error::source) {
        cause = Some(deeper);
    }
    let cause = match cause {
        Some(cause) => cause.downcast_ref::<io::Error>().map_or_else(|| cause.to_string(), of_io),
        None => "no cause known".to_owned(),
    };
    let stage = match (error.is_connect(), error.is_body() || error.is_decode()) {
        (true, _) => "cannot connect",
        (false, true) => "answer broke off",
        (false, false) => "connection lost",
    };
    short(&format!("{stage}: {cause}"))
}

/// Of a socket.
pub(crate) fn of_socket(error: &tungstenite::Error) -> String {
    use tungstenite::Error as E;
    match error {
        E::Http(response) => format!("handshake refused with status {}", response.status().as_u16()),
        E::Capacity(CapacityError::MessageTooLong { size, max_size }) => {
            format!("message of {size} bytes is beyond the limit of {max_size} bytes")
        }
        E::AttackAttempt | E::Capacity(CapacityError::TooManyHeaders) => "headers of the handshake are beyond limits".to_owned(),
        E::Protocol(ProtocolError::ResetWithoutClosingHandshake) => "connection lost without a word".to_owned(),
        E::Protocol(ProtocolError::HandshakeIncomplete) => "connection lost during the handshake".to_owned(),
        E::ConnectionClosed | E::AlreadyClosed => "connection closed".to_owned(),
        E::Io(error) => format!("connection lost: {}", of_io(error)),
        E::Protocol(error) => short(&format!("protocol violated: {error}")),
        E::Utf8(_) => "protocol violated: text is not utf-8".to_owned(),
        other => short(&other.to_string()),
    }
}

/// Of a socket that the venue closed in good order.
pub(crate) fn of_close(frame: Option<&CloseFrame>) -> String {
    match frame {
        Some(frame) if frame.reason.is_empty() => format!("closed by the venue: code {}", u16::from(frame.code)),
        Some(frame) => format!("closed by the venue: code {}, {}", u16::from(frame.code), frame.reason.as_str().escape_debug()),
        None => "closed by the venue".to_owned(),
    }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn system_errors_are_named_without_their_number() {
        let check = |error: io::Error, expected: &str| assert_eq!(of_io(&error), expected);
        check(io::Error::from_raw_os_error(111), "connection refused");
        check(io::Error::from_raw_os_error(104), "connection reset");
        check(io::Error::from_raw_os_error(113), "host unreachable");
        check(io::Error::other("invalid peer certificate: Expired"), "invalid peer certificate: Expired");
        assert_eq!(of_io(&io::Error::other("x".repeat(1_000))).len(), LONGEST);
    }
}
