//! Following topics, one message a line.

use std::path::Path;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use twinline_gateway::Topic;

use crate::client::Client;
use crate::failure::Failure;
use crate::output::Output;
use crate::show::text;
use crate::up;

/// Nothing came for this long, not even a heartbeat: the connection is dead.
const SILENCE: Duration = Duration::from_secs(5);
/// Before the first try to connect again; each later pause is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// Prints what the topics say until told to stop. A lost connection is made again; a gateway that was never there is not
/// waited for.
pub(crate) async fn run(config: Option<&Path>, topics: &[String], output: &Output) -> Result<(), Failure> {
    follow(config, topics, |message| if output.is_json() { output.line(message) } else { tell(message, output) }).await
}

/// Hands every message of the topics to `take` until told to stop or refused.
pub(crate) async fn follow(
    config: Option<&Path>,
    topics: &[String],
    mut take: impl FnMut(&Value) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for topic in topics {
        topic.parse::<Topic>().map_err(|error| Failure::usage(error.to_string()))?;
    }
    let client = Client::find(config)?;
    let stop = up::told_to_stop();
    tokio::pin!(stop);
    let mut socket = open(&client, topics).await?;
    let mut pause = FIRST_PAUSE;
    loop {
        let lost = tokio::select! {
            () = &mut stop => return Ok(()),
            ended = listen(&mut socket, &mut take) => ended?,
        };
        tracing::warn!(reason = lost, "connection lost; trying again");
        socket = loop {
            tokio::select! {
                () = &mut stop => return Ok(()),
                () = tokio::time::sleep(pause) => {}
            }
            match open(&client, topics).await {
                Ok(socket) => break socket,
                Err(_) => pause = (pause * 2).min(LONGEST_PAUSE),
            }
        };
        pause = FIRST_PAUSE;
    }
}

async fn open(client: &Client, topics: &[String]) -> Result<Socket, Failure> {
    let (url, token) = client.stream();
    let mut request = url.into_client_request().map_err(|error| Failure::usage(format!("{}: {error}", client.base())))?;
    let credential =
        HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| Failure::usage("the token holds what a header cannot"))?;
    request.headers_mut().insert("authorization", credential);
    let (mut socket, _) = connect_async(request).await.map_err(|error| match error {
        Error::Http(answer) => Failure::refused(refusal(answer.body().as_deref().unwrap_or_default())),
        _ => client.nobody(),
    })?;
    let ask = json!({"op": "subscribe", "id": 1, "topics": topics}).to_string();
    socket.send(Message::Text(ask.into())).await.map_err(|_| client.nobody())?;
    Ok(socket)
}

fn refusal(body: &[u8]) -> String {
    let problem: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    problem["detail"].as_str().unwrap_or("the gateway refused the connection").to_owned()
}

/// Returns why the connection was lost; a refused topic is a failure.
async fn listen(socket: &mut Socket, take: &mut impl FnMut(&Value) -> Result<(), Failure>) -> Result<String, Failure> {
    loop {
        let message = match tokio::time::timeout(SILENCE, socket.next()).await {
            Err(_) => return Ok("nothing came for a while".to_owned()),
            Ok(None) => return Ok("closed".to_owned()),
            Ok(Some(Err(error))) => return Ok(error.to_string()),
            Ok(Some(Ok(Message::Close(frame)))) => return Ok(frame.map_or_else(|| "closed".to_owned(), |frame| frame.reason.to_string())),
            Ok(Some(Ok(message))) => message,
        };
        let Ok(value) = message.to_text().map(|text| serde_json::from_str::<Value>(text).unwrap_or(Value::Null)) else { continue };
        match value["type"].as_str() {
            Some("snapshot" | "event" | "state") => take(&value)?,
            Some("error") => return Err(Failure::refused(text(&value, "detail"))),
            _ => {}
        }
    }
}

/// One line (or a few) for people.
fn tell(message: &Value, output: &Output) -> Result<(), Failure> {
    let time = text(message, "ts_emit");
    let time = time.get(11..23).unwrap_or_default();
    let topic = text(message, "topic");
    let head = format!("{time}  {topic}");
    if message["type"] == "state" {
        return output.text(&format!("{head}  {}  {}", text(message, "freshness").to_uppercase(), text(message, "reason")));
    }
    let data = &message["data"];
    let stale = if message["freshness"] == "live" { String::new() } else { format!("  [{}]", text(message, "freshness")) };
    match topic.split('.').next() {
        _ if data.is_null() => output.text(&format!("{head}  nothing known yet{stale}")),
        Some("trades") => {
            let rows = data["trades"].as_array().map_or(&[][..], Vec::as_slice);
            rows.iter().rev().try_for_each(|row| {
                let at = text(row, "ts");
                output.text(&format!(
                    "{}  {topic}  {:<4}  {}  {}{stale}",
                    at.get(11..23).unwrap_or_default(),
                    text(row, "side"),
                    text(row, "price"),
                    text(row, "size")
                ))
            })
        }
        Some("bbo") => {
            let side = |name: &str| match &data[name] {
                Value::Null => "-".to_owned(),
                quote => format!("{} x {}", text(quote, "price"), text(quote, "size")),
            };
            output.text(&format!("{head}  {}  |  {}{stale}", side("bid"), side("ask")))
        }
        Some("ticker") => output.text(&format!(
            "{head}  last {}  {} %  volume {}{stale}",
            text(data, "last"),
            text(data, "change_pct"),
            text(data, "volume")
        )),
        Some("mark") => output.text(&format!(
            "{head}  mark {}  index {}  funding {}{stale}",
            text(data, "mark"),
            text(data, "index"),
            text(data, "funding_rate")
        )),
        Some("candles") => {
            let rows = data["candles"].as_array().map_or(&[][..], Vec::as_slice);
            rows.iter().try_for_each(|row| {
                let at = text(row, "open_ts");
                let values = ["open", "high", "low", "close", "volume"].map(|name| text(row, name)).join("  ");
                output.text(&format!("{head}  {}  {values}{stale}", at.get(..16).unwrap_or_default()))
            })
        }
        Some("book") => {
            let count = |side: &str| data[side].as_array().map_or(0, Vec::len);
            output.text(&format!(
                "{head}  {} bids, {} asks {}{stale}",
                count("bids"),
                count("asks"),
                if message["type"] == "snapshot" { "in all" } else { "changed" }
            ))
        }
        _ => output.text(&format!("{head}  {data}")),
    }
}
