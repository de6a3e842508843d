//! How does a call become a request or a frame?

use twinline_model::Timestamp;
use twinline_venue::account::{AccountStep, AccountView, Leaving, Route};
use twinline_venue::{EncodeError, FrameBuf, LinkId, Method, Request, RequestId};

use super::encode::{self, Call, Proof};
use super::params::{Params, escaped};
use super::spec::{COMMANDS, RECV_WINDOW};

/// Bytes that the frame of an order needs: made at once, for a text that grows is copied.
const ROOM: usize = 1_024;

/// A step, signed for `now`.
pub(super) fn step(view: &AccountView, now: Timestamp, step: &AccountStep, route: Route) -> Result<Leaving, EncodeError> {
    let call = encode::call(step)?;
    match route {
        Route::Http => http(view, now, call).map(Leaving::Http),
        Route::Link(link, id) => frame(view, now, call, link, id).map(Leaving::Frame),
    }
}

/// What every signed call has: how long it may be on its way, and since when.
fn stamp(view: &AccountView, now: Timestamp, params: &mut Params) {
    params.integer("recvWindow", RECV_WINDOW.as_millis());
    params.integer("timestamp", (now + view.clock_offset).as_millis());
}

fn sign(view: &AccountView, payload: &str) -> Result<String, EncodeError> {
    view.signer.sign(payload.as_bytes()).map_err(|error| EncodeError::Unsupported(format!("a request without a signature ({error})")))
}

/// Parameters of questions and of `DELETE` go into the query, those of `POST` and `PUT` into a form: addresses end up in
/// the logs of those between us and the venue, bodies do not. What is signed is what is sent, encoded already.
fn http(view: &AccountView, now: Timestamp, mut call: Call) -> Result<Request, EncodeError> {
    let mut headers = Vec::new();
    if call.proof != Proof::None {
        headers.push(("x-mbx-apikey", view.signer.key().to_owned()));
    }
    if call.proof == Proof::Signature {
        stamp(view, now, &mut call.params);
    }
    let mut text = call.params.form();
    if call.proof == Proof::Signature {
        let signature = sign(view, &text)?;
        text.push_str("&signature=");
        text.push_str(&escaped(&signature));
    }
    let mut url = format!("{}{}", view.endpoints.rest, call.path);
    let mut body = Vec::new();
    if matches!(call.method, Method::Post | Method::Put) && !text.is_empty() {
        headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
        body = text.into_bytes();
    } else if !text.is_empty() {
        url.push('?');
        url.push_str(&text);
    }
    Ok(Request { method: call.method, url, headers, body })
}

/// On a link that knows who we are, neither key nor signature are repeated; the time of signing still is (as documented).
fn frame(view: &AccountView, now: Timestamp, call: Call, link: LinkId, id: RequestId) -> Result<FrameBuf, EncodeError> {
    let Some(method) = call.socket.filter(|_| link.kind == COMMANDS) else {
        return Err(EncodeError::Unsupported(format!("{} on a socket", call.path)));
    };
    let mut params = call.params;
    let logging_on = method == LOG_ON;
    if logging_on && !view.signer.can_log_on() {
        return Err(EncodeError::Unsupported("logging on with a key other than Ed25519".to_owned()));
    }
    let known = view.logged_on.contains(&link) && !logging_on;
    if !known {
        params.word("apiKey", view.signer.key());
    }
    if call.proof == Proof::Signature {
        stamp(view, now, &mut params);
    }
    if call.proof == Proof::Signature && !known {
        let signature = sign(view, &params.sorted_payload())?;
        params.word("signature", &signature);
    }
    let mut text = String::with_capacity(ROOM);
    text.push_str("{\"id\":");
    text.push_str(&id.0.to_string());
    text.push_str(",\"method\":\"");
    text.push_str(method);
    text.push_str("\",\"params\":");
    params.write_object(&mut text);
    text.push('}');
    Ok(FrameBuf::Text(text))
}

/// The method that tells a link who we are.
pub(super) const LOG_ON: &str = "session.logon";
