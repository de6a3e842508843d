//! Who is it? The first message says.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use twinline_gateway::now;
use twinline_gateway::wire::{ClientOp, ServerNote, to_bytes};

use super::{Close, close_of};
use crate::access::{Denied, Principal};
use crate::app::App;
use crate::input;

/// Longest that a client may take to say who it is.
const DEADLINE: Duration = Duration::from_secs(5);

/// Waits for a token or a ticket: as the whole text, or as an `auth` message.
pub(super) async fn greet(socket: &mut WebSocket, app: &App, address: IpAddr) -> Result<Principal, Close> {
    let word = tokio::time::timeout(DEADLINE, first_word(socket)).await.map_err(|_| Close::NotAuthenticated("no credential in time"))??;
    match app.access.first_word(now(), address, &word) {
        Ok(principal) => {
            let note = to_bytes(&ServerNote::Authenticated);
            socket.send(super::text(note)).await.map_err(close_of)?;
            Ok(principal)
        }
        Err(Denied::Ended(ended)) => Err(Close::ended(ended)),
        Err(Denied::Wrong) => Err(Close::NotAuthenticated("wrong credential")),
        Err(Denied::Locked { .. }) => Err(Close::NotAuthenticated("too many wrong credentials from this address; wait")),
    }
}

async fn first_word(socket: &mut WebSocket) -> Result<String, Close> {
    loop {
        match socket.recv().await {
            Some(Ok(Message::Text(text))) => {
                return word_of(text.trim()).ok_or(Close::NotAuthenticated("the first message must be a token or a ticket"));
            }
            Some(Ok(Message::Binary(_))) => return Err(Close::NotAuthenticated("the first message must be text")),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Close(_))) | None => return Err(Close::Gone),
            Some(Err(error)) => return Err(close_of(error)),
        }
    }
}

fn word_of(text: &str) -> Option<String> {
    if !text.starts_with('{') {
        return (!text.is_empty() && text.len() <= 512).then(|| text.to_owned());
    }
    match input::parse::<ClientOp>(text.as_bytes()) {
        Ok(ClientOp::Auth { token, ticket }) => token.or(ticket),
        _ => None,
    }
}
