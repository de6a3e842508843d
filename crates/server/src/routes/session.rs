//! Logging in and out.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use twinline_gateway::now;
use twinline_model::Timestamp;

use crate::access::TicketKind;
use crate::app::App;
use crate::guard::{COOKIE, Peer, cookie, identify, text};
use crate::input::JsonBody;
use crate::problem::Problem;

#[derive(Serialize)]
pub(crate) struct Shown {
    authenticated: bool,
    version: &'static str,
    demo: bool,
}

pub(crate) async fn show(State(app): State<Arc<App>>, request: Request) -> Result<Json<Shown>, Problem> {
    let address = Peer::of(request.extensions()).ip();
    let principal = identify(&app, request.headers(), request.method(), address)?;
    Ok(Json(Shown { authenticated: principal.is_some(), version: app.gateway.version(), demo: app.gateway.is_demo() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begin {
    ticket: String,
}

#[derive(Serialize)]
struct Begun {
    authenticated: bool,
    expires_at: Timestamp,
}

pub(crate) async fn begin(
    State(app): State<Arc<App>>,
    axum::Extension(peer): axum::Extension<Peer>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<Begin>,
) -> Result<Response, Problem> {
    let at = now();
    let issued = app.access.log_in(at, peer.0.ip(), &body.ticket).map_err(|denied| match denied {
        crate::access::Denied::Wrong => {
            Problem::unauthenticated("this login link was used or is too old; run `twinline login` for a new one")
        }
        locked @ crate::access::Denied::Locked { .. } => locked.into(),
    })?;
    let life = (issued.expires_at - at).as_millis() / 1_000;
    let set = set_cookie(&issued.secret, life, text(&headers, &header::HOST).unwrap_or_default())?;
    Ok(([(header::SET_COOKIE, set)], Json(Begun { authenticated: true, expires_at: issued.expires_at })).into_response())
}

/// `Secure` wherever it works in every browser: not for plain HTTP to this machine itself.
fn set_cookie(value: &str, life: i64, host: &str) -> Result<HeaderValue, Problem> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let here = name == "localhost" || name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let secure = if here { "" } else { "; Secure" };
    HeaderValue::from_str(&format!("{COOKIE}={value}; HttpOnly; SameSite=Strict; Path=/; Max-Age={life}{secure}"))
        .map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "a cookie could not be written"))
}

pub(crate) async fn end(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    // Another site's page must not log anybody out either.
    if !text(&headers, &header::ORIGIN).is_some_and(|origin| app.doors.origin(origin)) && cookie(&headers).is_some() {
        return Err(Problem::new(StatusCode::FORBIDDEN, "foreign_origin", "only pages of this gateway may log out"));
    }
    if let Some(id) = cookie(&headers) {
        app.access.log_out(now(), id);
    }
    let gone = set_cookie("", 0, text(&headers, &header::HOST).unwrap_or_default())?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

#[derive(Serialize)]
pub(crate) struct Ticket {
    ticket: String,
    expires_at: Timestamp,
}

pub(crate) async fn login_ticket(State(app): State<Arc<App>>) -> Json<Ticket> {
    ticket(&app, TicketKind::Login)
}

pub(crate) async fn stream_ticket(State(app): State<Arc<App>>) -> Json<Ticket> {
    ticket(&app, TicketKind::Stream)
}

fn ticket(app: &App, kind: TicketKind) -> Json<Ticket> {
    let issued = app.access.issue(now(), kind);
    Json(Ticket { ticket: issued.secret, expires_at: issued.expires_at })
}
