//! What is said on a WebSocket?
//!
//! | file | question it answers |
//! |---|---|
//! | `greet` | who is it? |
//! | `talk` | what goes back and forth? |

mod greet;
mod talk;

pub(crate) use talk::{ended, logged_out, text};

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::SinkExt;
use http::{Method, header};
use twinline_gateway::Ended;

use crate::access::Principal;
use crate::app::{App, Seat};
use crate::code::Code;
use crate::guard::{Peer, cookie, identify, text as header_text};
use crate::problem::Problem;

/// Read at once; messages of clients are small.
const READ_BUFFER: usize = 1024;
/// Written at once.
const WRITE_BUFFER: usize = 16 * 1024;

/// Why a stream is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Close {
    /// The client left, or the socket broke: there is nobody to tell.
    Gone,
    /// The gateway stops.
    GoingAway,
    /// Not understood as a WebSocket.
    Protocol,
    /// A message was too big.
    TooBig,
    /// No valid credential in time.
    NotAuthenticated(&'static str),
    /// Does not read, and merging does not help.
    TooSlow,
    /// No room.
    TooMany,
    /// What could not be shown can be again: known clients begin anew.
    Renewed,
}

impl Close {
    /// A token was good and is not any more.
    pub(crate) const fn ended(ended: Ended) -> Self {
        Self::NotAuthenticated(match ended {
            Ended::Expired => "the token has expired",
            Ended::Revoked => "the token was revoked",
        })
    }

    const fn frame(self) -> Option<(u16, &'static str)> {
        match self {
            Self::Gone => None,
            Self::GoingAway => Some((1001, "the gateway stops")),
            Self::Protocol => Some((1002, "not a WebSocket message that can be read")),
            Self::TooBig => Some((1009, "message too big")),
            Self::NotAuthenticated(why) => Some((4001, why)),
            Self::TooSlow => Some((4008, "too slow")),
            Self::Renewed => Some((1012, "current again: connect anew")),
            Self::TooMany => Some((4009, "too many connections")),
        }
    }
}

/// Open the stream
///
/// A WebSocket of JSON text: everything that moves. The messages are described by `/api/v1/asyncapi.json`, readable at
/// `/docs/stream`. A page must be of an allowed origin; whoever has no valid login says who it is first.
#[utoipa::path(
    get,
    path = "/api/v1/stream",
    tag = "stream",
    operation_id = "open_stream",
    responses((status = 101, description = "The stream begins."))
)]
pub(crate) async fn open(State(app): State<Arc<App>>, request: Request) -> Response {
    let address = Peer::of(request.extensions()).ip();
    let known = match known(&app, &request, address) {
        Ok(known) => known,
        Err(problem) => return problem.into_response(),
    };
    let (mut parts, _) = request.into_parts();
    let upgrade = match <WebSocketUpgrade as axum::extract::FromRequestParts<_>>::from_request_parts(&mut parts, &app).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => {
            let detail = format!("this address speaks WebSocket: {}", rejection.body_text());
            return Problem::websocket_only(detail).into_response();
        }
    };
    let most = app.gateway.limits_on_clients().frame_bytes;
    let upgrade = upgrade.max_message_size(most).max_frame_size(most).read_buffer_size(READ_BUFFER).write_buffer_size(WRITE_BUFFER);
    let seat = app.streams.enter(address);
    upgrade.on_upgrade(move |socket| async move {
        match seat {
            Some(seat) => run(socket, app, known, address, seat).await,
            None => close(socket, Close::TooMany).await,
        }
    })
}

/// What is known of a client before it speaks.
#[derive(Debug, Clone)]
pub(crate) enum Known {
    /// Its login or its token was in the request.
    Yes(Principal),
    /// It sent a cookie that is not valid any more: a page that must log in again, and will say nothing.
    Expired,
    /// It will say.
    Not,
}

pub(crate) fn known(app: &App, request: &Request, address: std::net::IpAddr) -> Result<Known, Problem> {
    let headers = request.headers();
    if !headers.contains_key(header::AUTHORIZATION) && cookie(headers).is_some() {
        let own = header_text(headers, &header::ORIGIN).is_some_and(|origin| app.doors.origin(origin));
        if !own {
            return Err(Problem::new(Code::ForeignOrigin, "a login counts only for pages of this gateway: the Origin header is missing"));
        }
        return Ok(identify(app, headers, &Method::GET, address)?.map_or(Known::Expired, Known::Yes));
    }
    Ok(identify(app, headers, &Method::GET, address)?.map_or(Known::Not, Known::Yes))
}

async fn run(mut socket: WebSocket, app: Arc<App>, known: Known, address: std::net::IpAddr, seat: Seat) {
    let greeted = match known {
        Known::Yes(principal) => Ok(principal),
        Known::Expired => Err(Close::NotAuthenticated("log in again")),
        Known::Not => greet::greet(&mut socket, &app, address).await,
    };
    match greeted {
        Ok(principal) => talk::talk(socket, &app, &principal).await,
        Err(why) => close(socket, why).await,
    }
    drop(seat);
}

/// Says why, if somebody may still listen, without waiting long for it.
pub(crate) async fn close(mut socket: impl futures_util::Sink<Message> + Unpin, why: Close) {
    let Some((code, reason)) = why.frame() else { return };
    let farewell = async {
        let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
        if socket.send(frame).await.is_ok() {
            // The socket may be gone already, which is what is wanted.
            drop(socket.close().await);
        }
    };
    if tokio::time::timeout(std::time::Duration::from_secs(1), farewell).await.is_err() {
        tracing::debug!(code, "a client did not take its farewell");
    }
}

/// What an error of the socket means.
pub(crate) fn close_of(error: axum::Error) -> Close {
    match error.into_inner().downcast::<tungstenite::Error>().map(|error| *error) {
        Ok(tungstenite::Error::Capacity(_)) => Close::TooBig,
        Ok(tungstenite::Error::Utf8(_) | tungstenite::Error::Protocol(_)) => Close::Protocol,
        _ => Close::Gone,
    }
}
