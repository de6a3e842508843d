//! Logging in and out.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use twinline_gateway::{TokenScope, now};
use twinline_model::Timestamp;
use utoipa::ToSchema;

use crate::access::{Issued, Principal};
use crate::app::App;
use crate::code::Code;
use crate::guard::{Asker, COOKIE, Peer, cookie, identify, text};
use crate::input::JsonBody;
use crate::problem::Problem;

/// Who asks, and whom.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct Shown {
    /// True if the request bore a valid credential.
    authenticated: bool,
    /// Who, as the history would call them: `token`, `login`, or the name of a token.
    #[schema(required)]
    actor: Option<String>,
    /// What they may do.
    #[schema(required)]
    scope: Option<TokenScope>,
    /// The program's version.
    version: &'static str,
    /// True for a demo on simulators.
    demo: bool,
}

/// Who am I?
///
/// Says whether the request bears a valid credential; a wrong token is refused.
#[utoipa::path(
    get,
    path = "/api/v1/session",
    tag = "session",
    operation_id = "show_session",
    responses((status = 200, description = "Who asks.", body = Shown))
)]
pub(crate) async fn show(State(app): State<Arc<App>>, request: Request) -> Result<Json<Shown>, Problem> {
    let address = Peer::of(request.extensions()).ip();
    let principal = identify(&app, request.headers(), request.method(), address)?;
    Ok(Json(Shown {
        authenticated: principal.is_some(),
        actor: principal.as_ref().map(|principal| principal.name().to_owned()),
        scope: principal.as_ref().map(Principal::scope),
        version: app.gateway.version(),
        demo: app.gateway.is_demo(),
    }))
}

/// A login link's ticket.
#[derive(Deserialize, ToSchema)]
#[schema(as = SessionRequest)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begin {
    /// What stands after `#ticket=` in the link.
    ticket: String,
}

/// A login.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionStarted)]
struct Begun {
    /// Always true.
    authenticated: bool,
    /// When it ends.
    expires_at: Timestamp,
}

/// Log in
///
/// Spends the ticket of a login link and sets a cookie for seven days.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    tag = "session",
    operation_id = "begin_session",
    request_body(content = Begin, description = "The ticket."),
    responses((
        status = 200,
        description = "Logged in.",
        body = Begun,
        headers(("set-cookie" = String, description = "The login: `HttpOnly`, `SameSite=Strict`."))
    ))
)]
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
        other @ (crate::access::Denied::Locked { .. } | crate::access::Denied::Ended(_)) => other.into(),
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
        .map_err(|_| Problem::new(Code::Internal, "a cookie could not be written"))
}

/// Log out
///
/// Ends the login of the cookie, if there is one.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "session",
    operation_id = "end_session",
    responses((
        status = 204,
        description = "Nobody is logged in here.",
        headers(("set-cookie" = String, description = "Takes the cookie away."))
    ))
)]
pub(crate) async fn end(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    // Another site's page must not log anybody out either.
    if !text(&headers, &header::ORIGIN).is_some_and(|origin| app.doors.origin(origin)) && cookie(&headers).is_some() {
        return Err(Problem::new(Code::ForeignOrigin, "only pages of this gateway may log out"));
    }
    if let Some(id) = cookie(&headers) {
        app.access.log_out(now(), id);
    }
    let gone = set_cookie("", 0, text(&headers, &header::HOST).unwrap_or_default())?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// Good once, until it expires.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ticket {
    /// Secret.
    ticket: String,
    /// When it is worth nothing any more.
    expires_at: Timestamp,
}

/// A new login link
///
/// The ticket of a login link (`/#ticket=…`): good once, for 15 minutes. Needs the token; a login is not enough.
#[utoipa::path(
    post,
    path = "/api/v1/login-tickets",
    tag = "session",
    operation_id = "make_login_ticket",
    responses((status = 200, description = "The ticket.", body = Ticket))
)]
pub(crate) async fn login_ticket(State(app): State<Arc<App>>) -> Json<Ticket> {
    ticket(app.access.issue_login(now()))
}

/// A ticket for a stream
///
/// Opens one stream of a client that can send no header, with what the credential that asks for it may see: good once, for 30 seconds.
#[utoipa::path(
    post,
    path = "/api/v1/ws-tickets",
    tag = "session",
    operation_id = "make_stream_ticket",
    responses((status = 200, description = "The ticket.", body = Ticket))
)]
pub(crate) async fn stream_ticket(State(app): State<Arc<App>>, Asker(asker): Asker) -> Json<Ticket> {
    ticket(app.access.issue_stream(now(), asker))
}

fn ticket(issued: Issued) -> Json<Ticket> {
    Json(Ticket { ticket: issued.secret, expires_at: issued.expires_at })
}
