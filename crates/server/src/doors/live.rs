//! What is pushed to an older dashboard? Whole lists, whenever they have changed, the latest state and nothing in between.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use http::request::Parts;
use http::{HeaderMap, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use twinline_gateway::wire::{Currency, LiveMessage, to_bytes};
use twinline_gateway::{LiveView, Picture, now};
use twinline_model::Freshness;
use utoipa::IntoParams;

use crate::access::Principal;
use crate::app::{App, Seat, stopped};
use crate::guard::Peer;
use crate::input::Params;
use crate::problem::Problem;
use crate::stream::{Close, Known, close, close_of, ended, known, logged_out};

/// At most four times a second.
const CONFLATE: Duration = Duration::from_millis(250);
/// Mark prices move without a word about the account: they are looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A sign of life goes out this often, as a message and as a ping.
pub(super) const PING_EVERY: Duration = Duration::from_secs(15);
/// Nothing came for this long, not even a pong: nobody reads.
const DEAD_AFTER: Duration = Duration::from_secs(45);
/// A message that cannot be written for so long: nobody reads.
pub(super) const STUCK_AFTER: Duration = Duration::from_secs(30);
/// The word by which a client says that the next subprotocol is its ticket; it is what the answer names, never the ticket.
const TICKET_PROTOCOL: &str = "twinline.ticket";

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LiveQuery {
    /// Which account; the only one if absent.
    #[param(nullable = false)]
    account: Option<String>,
    /// The asset that money is shown in; the one that most of the venue's instruments settle in if absent.
    #[param(nullable = false)]
    asset: Option<String>,
}

/// Open an older dashboard's stream
///
/// A WebSocket that pushes `balance`, `positions` and `orders` at once and whenever they change. A page needs its login and an allowed
/// origin; whoever can send no header offers the subprotocols `twinline.ticket` and a ticket of `POST /ws-tickets`. The messages are
/// described in the documentation of the older doors.
#[utoipa::path(
    get,
    path = "/ws/live-dashboard",
    tag = "older doors",
    operation_id = "open_live_dashboard",
    params(LiveQuery),
    responses((status = 101, description = "The stream begins."))
)]
pub(crate) async fn open(State(app): State<Arc<App>>, request: Request) -> Response {
    let address = Peer::of(request.extensions()).ip();
    let asked = known(&app, &request, address);
    let (mut parts, _) = request.into_parts();
    match admit(&app, asked, &mut parts, address).await {
        Ok((upgrade, principal, view)) => {
            let seat = app.streams.enter(address);
            upgrade.on_upgrade(move |socket| async move {
                match seat {
                    Some(seat) => run(socket, app, principal, view, seat).await,
                    None => close(socket, Close::TooMany).await,
                }
            })
        }
        Err(problem) => problem.into_response(),
    }
}

async fn admit(
    app: &Arc<App>,
    asked: Result<Known, Problem>,
    parts: &mut Parts,
    address: std::net::IpAddr,
) -> Result<(WebSocketUpgrade, Principal, LiveView), Problem> {
    let (upgrade, principal, query) = enter::<LiveQuery>(app, asked, parts, address).await?;
    let grant = principal.grant().map(AsRef::as_ref);
    let account = app.gateway.one_account(grant, query.account.as_deref())?;
    let view = app.gateway.live_view(&account, query.asset.as_deref())?;
    Ok((upgrade, principal, view))
}

/// Who comes in at a door of this kind, the socket that is to be, and what is asked.
pub(super) async fn enter<Q: DeserializeOwned + Send>(
    app: &Arc<App>,
    asked: Result<Known, Problem>,
    parts: &mut Parts,
    address: std::net::IpAddr,
) -> Result<(WebSocketUpgrade, Principal, Q), Problem> {
    if !parts.headers.contains_key(header::UPGRADE) {
        return Err(Problem::websocket_only("this address speaks WebSocket"));
    }
    let principal = match (asked?, ticket(&parts.headers)) {
        (Known::Yes(principal), _) => principal,
        (Known::Expired | Known::Not, Some(ticket)) => app.access.first_word(now(), address, &ticket)?,
        (Known::Expired, None) => return Err(Problem::unauthenticated("log in again")),
        (Known::Not, None) => {
            return Err(Problem::unauthenticated("log in, or offer a ticket of POST /api/v1/ws-tickets as a subprotocol"));
        }
    };
    let Params(query) = Params::<Q>::from_request_parts(parts, app).await?;
    let upgrade = WebSocketUpgrade::from_request_parts(parts, app)
        .await
        .map_err(|rejection| Problem::websocket_only(format!("this address speaks WebSocket: {}", rejection.body_text())))?;
    let most = app.gateway.limits_on_clients().frame_bytes;
    let upgrade = upgrade.protocols([TICKET_PROTOCOL]).max_message_size(most).max_frame_size(most);
    Ok((upgrade, principal, query))
}

/// The ticket that stands behind its word among the offered subprotocols.
fn ticket(headers: &HeaderMap) -> Option<String> {
    let offered = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).into_iter().filter_map(|value| value.to_str().ok());
    let mut offered = offered.flat_map(|line| line.split(',')).map(str::trim);
    offered.find(|word| *word == TICKET_PROTOCOL)?;
    offered.next().filter(|word| !word.is_empty()).map(str::to_owned)
}

async fn run(socket: WebSocket, app: Arc<App>, principal: Principal, view: LiveView, seat: Seat) {
    let (sink, stream) = socket.split();
    let mut talk = Talk { sink, told: Told::default(), view };
    let why = tokio::select! {
        why = talk.push() => why,
        why = listen(stream) => why,
        why = ended(&app, &principal) => why,
        why = logged_out(&app, &principal) => why,
        () = stopped(app.stopping.subscribe()) => Close::GoingAway,
    };
    tracing::debug!(?why, account = talk.view.account(), "an older dashboard's stream ended");
    close(talk.sink, why).await;
    drop(seat);
}

/// Hears whether somebody is there; what they say means nothing here.
pub(super) async fn listen(mut stream: SplitStream<WebSocket>) -> Close {
    loop {
        match timeout(DEAD_AFTER, stream.next()).await {
            Err(_) => return Close::TooSlow,
            Ok(Some(Ok(Message::Close(_))) | None) => return Close::Gone,
            Ok(Some(Ok(_))) => {}
            Ok(Some(Err(error))) => return close_of(error),
        }
    }
}

struct Talk {
    sink: SplitSink<WebSocket, Message>,
    told: Told,
    view: LiveView,
}

impl Talk {
    /// Pushes what there is, at once and whenever it has changed.
    async fn push(&mut self) -> Close {
        let message = LiveMessage::Connected {
            message: format!("{}: connected", self.view.account()),
            account: self.view.account().to_owned(),
            timestamp: now().as_millis(),
        };
        let mut ping = interval(PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.reset();
        let mut due = Instant::now();
        if let Err(why) = self.send(to_bytes(&message)).await {
            return why;
        }
        loop {
            let said = tokio::select! {
                () = sleep_until(due) => {
                    let begun = Instant::now();
                    let said = self.tell().await;
                    due = begun + LOOK_EVERY;
                    self.told.next_at = begun + CONFLATE;
                    said
                }
                there = self.view.changed() => {
                    if !there {
                        return Close::GoingAway;
                    }
                    due = due.min(self.told.next_at.max(Instant::now()));
                    Ok(())
                }
                _ = ping.tick() => self.ping().await,
            };
            if let Err(why) = said {
                return why;
            }
        }
    }

    async fn tell(&mut self) -> Result<(), Close> {
        let picture = match self.view.look().await {
            Ok(picture) => picture,
            Err(error) => {
                self.error(error.to_string()).await?;
                return Err(Close::GoingAway);
            }
        };
        for message in self.told.news(&picture) {
            self.send(message).await?;
        }
        // Known clients take an error for the end of the connection, and look at nothing more until they have connected anew.
        match (is_stale(picture.currency.freshness), self.told.stale) {
            (true, false) => {
                self.told.stale = true;
                let why = picture.currency.reason.unwrap_or_else(|| "nothing is heard of the account".to_owned());
                self.error(format!("what is shown is not current: {why}")).await
            }
            (false, true) => Err(Close::Renewed),
            (true, true) | (false, false) => Ok(()),
        }
    }

    async fn error(&mut self, message: String) -> Result<(), Close> {
        self.send(to_bytes(&LiveMessage::Error { message, timestamp: now().as_millis() })).await
    }

    async fn ping(&mut self) -> Result<(), Close> {
        self.write(Message::Ping(Bytes::new())).await?;
        self.send(to_bytes(&LiveMessage::Ping { timestamp: now().as_millis() })).await
    }

    async fn send(&mut self, message: Bytes) -> Result<(), Close> {
        self.write(crate::stream::text(message)).await
    }

    async fn write(&mut self, message: Message) -> Result<(), Close> {
        match timeout(STUCK_AFTER, self.sink.send(message)).await {
            Ok(sent) => sent.map_err(close_of),
            Err(_) => Err(Close::TooSlow),
        }
    }
}

const fn is_stale(freshness: Freshness) -> bool {
    matches!(freshness, Freshness::Stale | Freshness::Down)
}

/// What a client has been told.
struct Told {
    last: Option<Picture>,
    stale: bool,
    next_at: Instant,
}

impl Default for Told {
    fn default() -> Self {
        Self { last: None, stale: false, next_at: Instant::now() }
    }
}

impl Told {
    /// Messages for what differs from what was told; all three when it is another freshness.
    fn news(&mut self, picture: &Picture) -> Vec<Bytes> {
        let last = self.last.replace(picture.clone());
        let same = last.as_ref().filter(|last| as_current(&last.currency, &picture.currency));
        let mut news = Vec::new();
        let currency = || picture.currency.clone();
        if same.is_none_or(|last| last.balance != picture.balance) {
            news.push(to_bytes(&LiveMessage::Balance { data: picture.balance.clone(), currency: currency() }));
        }
        if same.is_none_or(|last| last.positions != picture.positions) {
            let (data, count) = (picture.positions.clone(), picture.positions.len());
            news.push(to_bytes(&LiveMessage::Positions { data, count, currency: currency() }));
        }
        if same.is_none_or(|last| last.orders != picture.orders) {
            let (data, count) = (picture.orders.clone(), picture.orders.len());
            news.push(to_bytes(&LiveMessage::Orders { data, count, currency: currency() }));
        }
        news
    }
}

fn as_current(one: &Currency, other: &Currency) -> bool {
    one.freshness == other.freshness && one.reason == other.reason
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_stands_behind_its_word() {
        let check = |offered: &[&'static str], expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            for line in offered {
                headers.append(header::SEC_WEBSOCKET_PROTOCOL, line.parse().unwrap());
            }
            assert_eq!(ticket(&headers).as_deref(), expected, "{offered:?}");
        };
        check(&["twinline.ticket, abc-_1"], Some("abc-_1"));
        check(&["other, twinline.ticket,abc"], Some("abc"));
        check(&["twinline.ticket", "abc"], Some("abc"));
        check(&["twinline.ticket"], None);
        check(&["abc, twinline.ticket"], None);
        check(&["abc"], None);
        check(&[], None);
    }
}
