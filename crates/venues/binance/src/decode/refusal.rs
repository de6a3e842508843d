//! What became of a step that was not answered with success?

use twinline_model::Timestamp;
use twinline_venue::{Doubt, ErrorClass, Facts, OddityKind, Outcome, Progress, Refusal, RefusalKind, check_limits};

use super::members::note;
use crate::spec::SPEC;
use crate::wire;

/// What became of a question about the market.
pub(super) fn decode(status: u16, body: &[u8], out: &mut Facts) -> Outcome<Progress> {
    failure(status, body, false, |name| note(out, OddityKind::Value, format_args!("{name}")))
}

/// Status and body of a failure. Source: "General Info" (HTTP return codes) and "Error Codes", as documented.
///
/// What changes something (`command`) is in doubt where a question would merely be asked again: `-1001` whose text does
/// not say that nothing was done, and a failure whose body is not the venue's. A code that is not documented is told to
/// `odd`; by its status it was not carried out.
pub(crate) fn failure<T>(status: u16, body: &[u8], command: bool, mut odd: impl FnMut(String)) -> Outcome<T> {
    let code = code(body);
    let message = message(body);
    let refused = |kind| {
        let code = code.map(|code| code.to_string());
        Outcome::Refused(Refusal { kind, code, message: message.clone(), status })
    };
    let unknown = || {
        let code = code.map(|code| code.to_string());
        Outcome::Unknown(Doubt { reason: format!("status {status}: {message}"), code })
    };
    let until = banned_until(&message);
    match status {
        418 => {
            return refused(RefusalKind::Limited { until, banned: true });
        }
        429 => {
            return refused(RefusalKind::Limited { until, banned: until.is_some() });
        }
        // The web firewall. ASSUMED: it lets go again by itself, so it is waited for like a ban without an end.
        403 => {
            return refused(RefusalKind::Limited { until, banned: true });
        }
        408 => return unknown(),
        503 => {
            return if is_surely_not_done(code, &message) { refused(RefusalKind::Retry) } else { unknown() };
        }
        500.. => return unknown(),
        _ => {}
    }
    let class = code.and_then(|code| SPEC.error(code));
    if let (Some(code), None) = (code, class) {
        odd(format!("error code {code}"));
    }
    match class {
        Some(ErrorClass::Retry) if command && code == Some(DISCONNECTED) && !is_surely_not_done(code, &message) => unknown(),
        Some(ErrorClass::Unknown) => unknown(),
        Some(ErrorClass::Retry) => refused(RefusalKind::Retry),
        Some(ErrorClass::Clock) => refused(RefusalKind::Clock),
        Some(ErrorClass::Limited) => refused(RefusalKind::Limited { until, banned: until.is_some() }),
        Some(ErrorClass::Rejected) => refused(RefusalKind::Rejected),
        Some(ErrorClass::Credentials) => refused(RefusalKind::Credentials),
        Some(ErrorClass::AlreadySo) => refused(RefusalKind::AlreadySo),
        Some(ErrorClass::NotFound) => refused(RefusalKind::NotFound),
        // 451: not served in this place.
        None if matches!(status, 401 | 451) => refused(RefusalKind::Credentials),
        None if command && code.is_none() => unknown(),
        None if (400..500).contains(&status) => refused(RefusalKind::Rejected),
        None => unknown(),
    }
}

/// "Internal error; unable to process your request", or "disconnected": nothing or anything was done.
const DISCONNECTED: i32 = -1001;

/// The texts of a 503 differ: some say that nothing was done, the others leave it open (as documented).
fn is_surely_not_done(code: Option<i32>, message: &str) -> bool {
    code == Some(-1008)
        || message.starts_with("Service Unavailable")
        || message.starts_with("Internal error; unable to process your request")
}

/// The venue's code, if the body is a refusal of its own form.
pub(crate) fn code(body: &[u8]) -> Option<i32> {
    let error = error(body)?;
    error.code.as_raw_str().trim().trim_matches('"').parse().ok()
}

/// The venue's words; whatever else came (a page of a proxy) in part.
fn message(body: &[u8]) -> String {
    match error(body).and_then(|error| error.msg) {
        Some(message) => message.chars().take(300).collect(),
        None => String::from_utf8_lossy(&body[..body.len().min(400)]).trim().chars().take(200).collect(),
    }
}

fn error(body: &[u8]) -> Option<wire::Error<'_>> {
    check_limits(body).ok()?;
    // The parser trusts its input to be UTF-8; a venue's proxy need not be.
    sonic_rs::from_str(std::str::from_utf8(body).ok()?).ok()
}

/// The end of a ban, in milliseconds after "banned until" (as observed in vector `error_bodies.json`).
fn banned_until(message: &str) -> Option<Timestamp> {
    let (_, rest) = message.split_once("banned until ")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().map(Timestamp::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expected: Option<RefusalKind>) {
        let got = match decode(status, body.as_bytes(), &mut Facts::new()) {
            Outcome::Refused(refusal) => Some(refusal.kind),
            Outcome::Unknown(_) => None,
            Outcome::Done(_) => panic!("{status} {body} is done"),
        };
        assert_eq!(got, expected, "{status} {body}");
    }

    fn body(code: i32, msg: &str) -> String {
        format!("{{\"code\":{code},\"msg\":\"{msg}\"}}")
    }

    /// Found by fuzzing: vectors/binance_usdm/found/decode_reply-name_not_utf8.
    #[test]
    fn a_refusal_that_is_not_utf8_is_shown_in_part() {
        assert_eq!(code(b"{\"code\":-1121,\"m\xefg\":\"x\"}"), None);
        assert!(message(b"{\"code\":-1121,\"m\xefg\":\"x\"}").starts_with("{\"code\""));
    }

    #[test]
    fn limits_carry_the_end_of_a_ban() {
        let until = Some(Timestamp::from_millis(1_760_000_123_456));
        let banned = body(-1003, "Way too many requests; IP banned until 1760000123456. Please use the websocket.");
        check(418, &banned, Some(RefusalKind::Limited { until, banned: true }));
        check(429, &banned, Some(RefusalKind::Limited { until, banned: true }));
        check(400, &banned, Some(RefusalKind::Limited { until, banned: true }));
        check(429, &body(-1003, "Too many requests."), Some(RefusalKind::Limited { until: None, banned: false }));
        check(418, "<html>", Some(RefusalKind::Limited { until: None, banned: true }));
        check(403, "<html>", Some(RefusalKind::Limited { until: None, banned: true }));
        check(400, &body(-1015, "Too many new orders."), Some(RefusalKind::Limited { until: None, banned: false }));
    }

    #[test]
    fn server_failures_are_doubt_unless_the_text_says_otherwise() {
        check(503, &body(-1000, "Unknown error, please check your request or try again later."), None);
        check(503, &body(-1001, "Service Unavailable."), Some(RefusalKind::Retry));
        let internal = "Internal error; unable to process your request. Please try again.";
        check(503, &body(-1001, internal), Some(RefusalKind::Retry));
        check(503, &body(-1008, "Request throttled by system-level protection."), Some(RefusalKind::Retry));
        check(503, "Service Unavailable", Some(RefusalKind::Retry));
        check(503, "", None);
        check(500, "", None);
        check(502, "<html>bad gateway</html>", None);
        check(504, "", None);
        check(408, &body(-1007, "Timeout waiting for response from backend server."), None);
        check(400, &body(-1007, "Timeout"), None);
        check(302, "", None);
    }

    #[test]
    fn codes_say_what_can_be_done() {
        check(400, &body(-1121, "Invalid symbol."), Some(RefusalKind::Rejected));
        check(400, &body(-1021, "Timestamp"), Some(RefusalKind::Clock));
        check(401, &body(-2015, "Invalid API-key"), Some(RefusalKind::Credentials));
        check(400, &body(-2013, "Order does not exist."), Some(RefusalKind::NotFound));
        check(400, &body(-4046, "No need to change margin type."), Some(RefusalKind::AlreadySo));
        check(400, &body(-1112, "No depth"), Some(RefusalKind::Retry));
        check(400, r#"{"code":"-1121","msg":"Invalid symbol."}"#, Some(RefusalKind::Rejected));
        check(400, &body(-987_654, "new"), Some(RefusalKind::Rejected));
        check(400, "not json", Some(RefusalKind::Rejected));
        check(401, "", Some(RefusalKind::Credentials));
        check(451, "", Some(RefusalKind::Credentials));
        check(404, "", Some(RefusalKind::Rejected));
    }
}
