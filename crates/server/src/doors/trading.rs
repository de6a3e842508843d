//! What is pushed to a dashboard that expects a plain WebSocket? The trading events of an account, one JSON object each, in their order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval, timeout};
use twinline_gateway::wire::Place;
use twinline_gateway::{Closed, Outbox};
use utoipa::IntoParams;

use super::live::{PING_EVERY, STUCK_AFTER, enter, listen};
use crate::access::Principal;
use crate::app::{App, Seat, stopped};
use crate::guard::Peer;
use crate::problem::Problem;
use crate::stream::{Close, close, close_of, ended, known, logged_out, text};

/// Taken at once from what waits.
const BATCH_BYTES: usize = 64 * 1024;
/// The events that are told here; whatever else happens to an account is on the stream.
const TRADING: [&str; 12] = [
    "order_placed",
    "order_executed",
    "order_cancelled",
    "order_rejected",
    "order_updated",
    "fill",
    "position_opened",
    "position_updated",
    "position_closed",
    "balance_updated",
    "margin_blocked",
    "margin_released",
];

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TradingQuery {
    /// Which account; the only one if absent.
    #[param(nullable = false)]
    account: Option<String>,
    /// With `seq`: the place of the last event that is known; what follows it is told first.
    #[param(nullable = false)]
    epoch: Option<u64>,
    /// With `epoch`.
    #[param(nullable = false)]
    seq: Option<u64>,
}

/// Open a plain WebSocket of trading events
///
/// Pushes what happens to the orders, positions, balances and margin of an account, one JSON object a message, each once and in order. A page
/// needs its login and an allowed origin; whoever can send no header offers the subprotocols `twinline.ticket` and a ticket of
/// `POST /ws-tickets`. The messages are described in the documentation of the older doors.
#[utoipa::path(
    get,
    path = "/api/ws",
    tag = "older doors",
    operation_id = "open_trading_events",
    params(TradingQuery),
    responses((status = 101, description = "The stream begins."))
)]
pub(crate) async fn open(State(app): State<Arc<App>>, request: Request) -> Response {
    let address = Peer::of(request.extensions()).ip();
    let asked = known(&app, &request, address);
    let (mut parts, _) = request.into_parts();
    let entered = enter::<TradingQuery>(&app, asked, &mut parts, address).await;
    let admitted = entered.and_then(|(upgrade, principal, query)| {
        let grant = principal.grant().map(AsRef::as_ref);
        let account = app.gateway.one_account(grant, query.account.as_deref())?;
        Ok((upgrade, principal, account, after(query.epoch, query.seq)?))
    });
    match admitted {
        Ok((upgrade, principal, account, after)) => {
            let seat = app.streams.enter(address);
            upgrade.on_upgrade(move |socket| async move {
                match seat {
                    Some(seat) => run(socket, app, principal, account, after, seat).await,
                    None => close(socket, Close::TooMany).await,
                }
            })
        }
        Err(problem) => problem.into_response(),
    }
}

fn after(epoch: Option<u64>, seq: Option<u64>) -> Result<Option<Place>, Problem> {
    match (epoch, seq) {
        (Some(epoch), Some(seq)) => Ok(Some(Place { epoch, seq })),
        (None, None) => Ok(None),
        _ => Err(Problem::bad_request("`epoch` and `seq` are given together or not at all")),
    }
}

async fn run(socket: WebSocket, app: Arc<App>, principal: Principal, account: String, after: Option<Place>, seat: Seat) {
    let (mut sink, stream) = socket.split();
    let mut reader = app.gateway.reader(principal.grant().cloned());
    let topic = format!("account.{account}");
    let after: BTreeMap<String, Place> = after.into_iter().map(|place| (topic.clone(), place)).collect();
    reader.subscribe(None, &[topic], &after).await;
    let outbox = reader.outbox().clone();
    let why = tokio::select! {
        why = push(&mut sink, &outbox, &account) => why,
        why = listen(stream) => why,
        why = ended(&app, &principal) => why,
        why = logged_out(&app, &principal) => why,
        () = stopped(app.stopping.subscribe()) => Close::GoingAway,
    };
    tracing::debug!(?why, account, "a stream of trading events ended");
    drop(reader);
    close(sink, why).await;
    drop(seat);
}

/// Writes what is told here of all that waits for the reader.
async fn push(sink: &mut SplitSink<WebSocket, Message>, outbox: &Outbox, account: &str) -> Close {
    let (mut batch, mut ping) = (Vec::new(), interval(PING_EVERY));
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ping.reset();
    loop {
        let messages: Vec<Message> = tokio::select! {
            taken = outbox.take(&mut batch, BATCH_BYTES) => match taken {
                Ok(()) => batch.drain(..).filter_map(|message| told(account, &message)).map(text).collect(),
                Err(Closed::TooSlow) => return Close::TooSlow,
                Err(Closed::Left) => return Close::GoingAway,
            },
            _ = ping.tick() => vec![Message::Ping(Bytes::new())],
        };
        if let Err(why) = write(sink, messages, STUCK_AFTER).await {
            return why;
        }
    }
}

async fn write(sink: &mut SplitSink<WebSocket, Message>, messages: Vec<Message>, patience: Duration) -> Result<(), Close> {
    let all = async {
        for message in messages {
            sink.feed(message).await?;
        }
        sink.flush().await
    };
    timeout(patience, all).await.map_err(|_| Close::TooSlow)?.map_err(close_of)
}

/// A message of the stream as it is told here, if it is.
fn told(account: &str, message: &[u8]) -> Option<Bytes> {
    let mut said: Value = serde_json::from_slice(message).ok()?;
    let place = json!({"account": account, "epoch": said["epoch"], "seq": said["seq"]});
    let mut message = match said["type"].as_str()? {
        "snapshot" => json!({"type": "connected"}),
        "gap" | "error" => said,
        "event" => {
            let mut data = said["data"].take();
            let event = data.as_object_mut()?.remove("event")?;
            TRADING.contains(&event.as_str()?).then_some(())?;
            json!({"type": event, "ts_venue": said["ts_venue"], "ts_recv": said["ts_recv"], "data": data})
        }
        _ => return None,
    };
    message.as_object_mut()?.extend(place.as_object()?.clone());
    Some(message.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &str, expected: Option<Value>) {
        let told = told("main", said.as_bytes()).map(|bytes| serde_json::from_slice::<Value>(&bytes).unwrap());
        assert_eq!(told, expected, "{said}");
    }

    #[test]
    fn trading_events_are_told_and_nothing_else() {
        check(
            r#"{"type":"event","topic":"account.main","epoch":1,"seq":7,"freshness":"live","ts_venue":null,"ts_recv":"t","merged":0,
                "data":{"event":"margin_blocked","asset":"USDT","amount":"1"}}"#,
            Some(json!({"type": "margin_blocked", "account": "main", "epoch": 1, "seq": 7, "ts_venue": null, "ts_recv": "t",
                        "data": {"asset": "USDT", "amount": "1"}})),
        );
        check(r#"{"type":"event","epoch":1,"seq":8,"data":{"event":"command_sent"}}"#, None);
        check(
            r#"{"type":"snapshot","epoch":2,"seq":9,"data":{}}"#,
            Some(json!({"type": "connected", "account": "main", "epoch": 2, "seq": 9})),
        );
        check(r#"{"type":"heartbeat"}"#, None);
        check(r#"{"type":"subscribed","topics":[]}"#, None);
        check("not JSON", None);
        check(r#"{"type":"event","epoch":1,"seq":8,"data":[]}"#, None);
    }
}
