//! Is this request fit to be looked at: host, origin, address, answer headers?

use std::net::SocketAddr;
use std::sync::Arc;

use axum::RequestExt;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use twinline_gateway::{Caller, Grant, now};

use crate::access::{Principal, Scope};
use crate::app::App;
use crate::code::Code;
use crate::contract;
use crate::problem::Problem;

/// The cookie of a login.
pub(crate) const COOKIE: &str = "twinline_session";

/// Query parameters that would carry a secret into logs and histories.
const SECRET_PARAMETERS: [&str; 14] = [
    "token",
    "access_token",
    "auth",
    "authorization",
    "apikey",
    "api_key",
    "api-key",
    "key",
    "secret",
    "password",
    "ticket",
    "session",
    "bearer",
    "jwt",
];

/// Loads nothing from elsewhere, runs nothing that stands in the page itself, and is framed by nobody.
const POLICY: &str = "default-src 'self'; connect-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same for the viewer of the API's documents, which writes styles into its elements. Still nothing runs that is not ours.
const VIEWER_POLICY: &str = "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Who is on the other end of the socket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Peer {
    pub(crate) fn of(extensions: &http::Extensions) -> SocketAddr {
        extensions.get::<Self>().map_or(SocketAddr::from(([0, 0, 0, 0], 0)), |peer| peer.0)
    }
}

/// Every request passes here first, and every answer last.
pub(crate) async fn outer(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let policy = if contract::is_viewer(request.uri().path()) { VIEWER_POLICY } else { POLICY };
    let mut response = match admit(&app, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    if is_api || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn admit(app: &App, request: &Request) -> Result<(), Problem> {
    let host = text(request.headers(), &header::HOST).unwrap_or_default();
    if !app.doors.host(host) {
        let detail = "this Host is not answered here; if it should be, add it to allowed_hosts";
        return Err(Problem::new(Code::UnknownHost, detail));
    }
    if let Some(name) = secret_parameter(request.uri().query().unwrap_or_default()) {
        let detail = format!("`{name}` must not be in an address, where logs and histories keep it; use the Authorization header");
        return Err(Problem::new(Code::CredentialInUrl, detail));
    }
    let upgrade = request.headers().contains_key(header::UPGRADE);
    match text(request.headers(), &header::ORIGIN) {
        Some(origin) if (upgrade || is_unsafe(request.method())) && !app.doors.origin(origin) => Err(foreign()),
        None if request.headers().contains_key(header::ORIGIN) => Err(foreign()),
        _ => Ok(()),
    }
}

fn foreign() -> Problem {
    Problem::new(Code::ForeignOrigin, "pages of this origin may not do this; if they should, add it to allowed_origins")
}

/// The name of a parameter that holds a secret, decoded far enough that `%74oken` does not slip through.
fn secret_parameter(query: &str) -> Option<&'static str> {
    let names = query.split(['&', ';']).map(|pair| decode(pair.split('=').next().unwrap_or_default()).to_ascii_lowercase());
    names.into_iter().find_map(|name| SECRET_PARAMETERS.into_iter().find(|secret| *secret == name))
}

fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3).and_then(|pair| u8::from_str_radix(pair, 16).ok())).flatten();
        out.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

const fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// What a route asks for, checked before its handler runs.
pub(crate) async fn require(State((app, scope)): State<(Arc<App>, Scope)>, mut request: Request, next: Next) -> Response {
    if scope == Scope::Public {
        return next.run(request).await;
    }
    let address = Peer::of(request.extensions()).ip();
    match identify(&app, request.headers(), request.method(), address) {
        Ok(Some(principal)) if principal.may(scope) => {
            if let Err(problem) = reaches(&app, &principal, &mut request).await {
                return problem.into_response();
            }
            request.extensions_mut().insert(principal);
            next.run(request).await
        }
        Ok(Some(_)) => {
            let word = match scope {
                Scope::Public | Scope::Read => "to look",
                Scope::Trade => "to trade",
                Scope::Operate => "to operate the demo",
                Scope::Admin => "to administer",
            };
            Problem::new(Code::MissingScope, format!("this credential is not one that may be used {word}")).into_response()
        }
        Ok(None) => {
            Problem::unauthenticated("log in with a link from `twinline login`, or send the token as Authorization: Bearer").into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

/// Holds a token for some accounts to the account of the address, whatever the route does with it.
async fn reaches(app: &App, principal: &Principal, request: &mut Request) -> Result<(), Problem> {
    let Some(grant) = principal.grant() else { return Ok(()) };
    let Ok(parameters) = request.extract_parts::<RawPathParams>().await else { return Ok(()) };
    for (name, account) in &parameters {
        if name == "account" {
            app.gateway.may_see(Some(grant), account)?;
        }
    }
    Ok(())
}

/// Who asks.
#[derive(Debug)]
pub(crate) struct Asker(pub(crate) Principal);

impl Asker {
    /// What narrows them, if something does.
    pub(crate) fn grant(&self) -> Option<&Grant> {
        self.0.grant().map(AsRef::as_ref)
    }
}

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let principal = parts.extensions.get::<Principal>().cloned();
        principal.map(Self).ok_or_else(|| Problem::new(Code::Internal, "a door that asks who comes is open to all"))
    }
}

/// Who gives a command, for the history and the audit trail.
#[derive(Debug)]
pub(crate) struct Who(pub(crate) Caller);

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Asker(principal) = Asker::from_request_parts(parts, state).await?;
        let from = Peer::of(&parts.extensions).ip();
        let page = text(&parts.headers, &header::ORIGIN).map(|origin| format!(" {}", origin.chars().take(200).collect::<String>()));
        let origin = format!("{from}{}", page.unwrap_or_default());
        Ok(Self(principal.caller(origin)))
    }
}

/// Who is asking, by the token in the header or by the cookie of a login. A cookie counts for unsafe methods only with an
/// origin of ours: a browser adds it to what other pages send.
pub(crate) fn identify(app: &App, headers: &HeaderMap, method: &Method, address: std::net::IpAddr) -> Result<Option<Principal>, Problem> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (_, token) = token.ok_or_else(|| Problem::unauthenticated("the Authorization header must be `Bearer` and the token"))?;
        return Ok(Some(app.access.token(now(), address, token.trim())?));
    }
    let Some(id) = cookie(headers) else { return Ok(None) };
    let Some(login) = app.access.logged_in(now(), id) else { return Ok(None) };
    let own = text(headers, &header::ORIGIN).is_some_and(|origin| app.doors.origin(origin));
    if is_unsafe(method) && !own {
        return Err(Problem::new(Code::ForeignOrigin, "a login counts only for pages of this gateway: the Origin header is missing"));
    }
    Ok(Some(login))
}

/// The session's id, if there is a cookie of ours.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';'));
    all.filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_an_address_are_seen_through_disguise() {
        let check = |query: &str, expected: Option<&str>| assert_eq!(secret_parameter(query), expected, "{query}");
        check("token=abc", Some("token"));
        check("q=BTC&TOKEN=abc", Some("token"));
        check("q=BTC&%74oken=abc", Some("token"));
        check("api_key", Some("api_key"));
        check("limit=5;access_token=x", Some("access_token"));
        check("q=token&limit=5", None);
        check("cursor=0.binance:KEYUSDT", None);
        check("%zz%=1", None);
        check("%é=1", None);
    }
}
