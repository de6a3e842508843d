//! What became of a request that was not answered with success?

use twinline_venue::{Doubt, ErrorClass, Outcome, Refusal, RefusalKind};

use super::object::{Object, text};
use crate::codes;

/// Status and body of a failure.
///
/// What changes something (`command`) is in doubt where a question would merely be asked again: a status of 500 and above, a body
/// that is not the venue's, and the codes that say so. A code that is not documented is told to `odd`; by its status it was not
/// carried out.
pub(crate) fn failure<T>(status: u16, body: &[u8], command: bool, mut odd: impl FnMut(String)) -> Outcome<T> {
    let code = code(body);
    let message = message(body, code.as_deref());
    let refused = |kind| Outcome::Refused(Refusal { kind, code: code.clone(), message: message.clone(), status });
    let unknown = || Outcome::Unknown(Doubt { reason: format!("status {status}: {message}"), code: code.clone() });
    let meaning = code.as_deref().and_then(codes::meaning);
    if let (Some(code), None) = (&code, meaning) {
        odd(format!("error code {}", code.chars().take(64).collect::<String>()));
    }
    match status {
        429 => return refused(RefusalKind::Limited { until: None, banned: false }),
        // The network in front of the venue: no User-Agent, or an address that it does not serve. A key without permission, too.
        403 => return refused(RefusalKind::Credentials),
        408 | 500.. => return unknown(),
        _ => {}
    }
    match meaning.map(|meaning| meaning.class) {
        Some(ErrorClass::Unknown) => unknown(),
        Some(ErrorClass::Retry) => refused(RefusalKind::Retry),
        Some(ErrorClass::Clock) => refused(RefusalKind::Clock),
        Some(ErrorClass::Limited) => refused(RefusalKind::Limited { until: None, banned: false }),
        Some(ErrorClass::Rejected) => refused(RefusalKind::Rejected),
        Some(ErrorClass::Credentials) => refused(RefusalKind::Credentials),
        Some(ErrorClass::AlreadySo) => refused(RefusalKind::AlreadySo),
        Some(ErrorClass::NotFound) => refused(RefusalKind::NotFound),
        None if status == 401 => refused(RefusalKind::Credentials),
        None if command && code.is_none() => unknown(),
        None if status == 404 => refused(RefusalKind::NotFound),
        None if code.is_some() || (400..500).contains(&status) => refused(RefusalKind::Rejected),
        None => unknown(),
    }
}

/// The venue's code: `error.code`, or `error` itself where that is a word.
pub(crate) fn code(body: &[u8]) -> Option<String> {
    let body = std::str::from_utf8(body).ok().filter(|body| body.len() <= 65_536)?;
    let mut object = Object::read(body).ok()?;
    let raw = object.raw("error")?;
    let word = match Object::read(raw) {
        Ok(mut error) => error.owned("code"),
        Err(_) => text(raw).map(|word| word.into_owned()),
    };
    word.filter(|word| !word.is_empty()).map(|word| word.chars().take(128).collect())
}

/// The venue's words: what it says about the code, and what can be done; whatever else came (a page of a proxy) in part.
fn message(body: &[u8], code: Option<&str>) -> String {
    let plain = String::from_utf8_lossy(&body[..body.len().min(1200)]).chars().take(300).collect::<String>();
    let Some(code) = code else { return plain };
    let told = std::str::from_utf8(body).ok().and_then(|body| {
        let mut object = Object::read(body).ok()?;
        object.owned("message").or_else(|| {
            let mut error = Object::read(object.raw("error")?).ok()?;
            let context = error.raw("context")?;
            (context != "{}").then(|| context.chars().take(300).collect())
        })
    });
    let mut words = code.to_owned();
    if let Some(told) = told {
        words = format!("{words}: {told}");
    }
    if let Some(meaning) = codes::meaning(code) {
        words = format!("{words} ({})", meaning.advice);
    }
    words
}
