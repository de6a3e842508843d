//! What came of one HTTP request?

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::redirect;
use rustls::ClientConfig;
use thiserror::Error;
use twinline_core::session::CallId;
use twinline_model::Timestamp;
use twinline_venue::{Method, Request};

use crate::address::{Address, Scheme};
use crate::clock::Clock;
use crate::error::{AddressError, RuntimeError};
use crate::reason;

/// Longest answer that is taken.
const MAX_BODY: usize = 32 << 20;
/// Most bytes of headers that are taken.
pub(crate) const MAX_HEADERS: usize = 16 << 10;
/// Connections are kept warm for this long; keep-alive probes find out sooner if one is dead.
const POOL_IDLE: Duration = Duration::from_secs(300);
/// Most idle connections to one host.
const POOL_MAX_IDLE: usize = 16;
const KEEPALIVE: Duration = Duration::from_secs(15);
const KEEPALIVE_AGAIN: Duration = Duration::from_secs(5);
const KEEPALIVE_TRIES: u32 = 3;

/// A call that has come to its end.
#[derive(Debug)]
pub(crate) struct Done {
    pub call: CallId,
    /// When it left this machine, or began to look for a connection.
    pub sent_at: Timestamp,
    /// When the last byte of the answer was read, or hope was given up.
    pub at: Timestamp,
    pub answer: Answer,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Answer {
    Http { status: u16, headers: Vec<(String, String)>, body: Bytes },
    Lost(String),
}

/// Why a request cannot leave. Nothing did.
#[derive(Debug, Error)]
pub(crate) enum Unsendable {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("url cannot be read")]
    Url,
    #[error("value of header {0} cannot be sent")]
    Header(&'static str),
}

/// Connections are kept and used again; redirects are answers, not followed; nothing is sent twice.
pub(crate) fn client(tls: ClientConfig) -> Result<reqwest::Client, RuntimeError> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .tcp_nodelay(true)
        .tcp_keepalive(KEEPALIVE)
        .tcp_keepalive_interval(KEEPALIVE_AGAIN)
        .tcp_keepalive_retries(KEEPALIVE_TRIES)
        .pool_idle_timeout(POOL_IDLE)
        .pool_max_idle_per_host(POOL_MAX_IDLE)
        .build()
        .map_err(|error| RuntimeError::Http(reason::of_http(&error)))
}

/// Makes a codec's request one that can leave. Plain text is for this machine only.
pub(crate) fn prepare(request: Request, user_agent: &HeaderValue) -> Result<reqwest::Request, Unsendable> {
    let url = reqwest::Url::parse(&request.url).map_err(|_| Unsendable::Url)?;
    Address::of_url(&url, Scheme::Http)?;
    let method = match request.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Delete => http::Method::DELETE,
    };
    let mut ready = reqwest::Request::new(method, url);
    ready.headers_mut().insert(header::USER_AGENT, user_agent.clone());
    for (name, value) in request.headers {
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Unsendable::Header(name))?;
        let mut value = HeaderValue::from_str(&value).map_err(|_| Unsendable::Header(name))?;
        value.set_sensitive(true);
        ready.headers_mut().insert(key, value);
    }
    if !request.body.is_empty() {
        *ready.body_mut() = Some(request.body.into());
    }
    Ok(ready)
}

/// Sends and reads the whole answer, within `timeout` from now.
pub(crate) async fn fetch(client: reqwest::Client, clock: Clock, call: CallId, request: reqwest::Request, timeout: Duration) -> Done {
    let sent_at = clock.now();
    let answer = match tokio::time::timeout(timeout, exchange(&client, request)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => Answer::Lost(reason::of_http(&error)),
        Err(_) => Answer::Lost(format!("no answer within {} ms", timeout.as_millis())),
    };
    Done { call, sent_at, at: clock.now(), answer }
}

async fn exchange(client: &reqwest::Client, request: reqwest::Request) -> reqwest::Result<Answer> {
    let mut response = client.execute(request).await?;
    let status = response.status().as_u16();
    if header_bytes(response.headers()) > MAX_HEADERS {
        return Ok(Answer::Lost(format!("headers of the answer are beyond the limit of {MAX_HEADERS} bytes")));
    }
    let headers = texts(response.headers());
    let too_long = || Ok(Answer::Lost(format!("answer is beyond the limit of {MAX_BODY} bytes")));
    if response.content_length().is_some_and(|length| length > MAX_BODY as u64) {
        return too_long();
    }
    let first = response.chunk().await?.unwrap_or_default();
    let Some(second) = response.chunk().await? else {
        return Ok(Answer::Http { status, headers, body: first });
    };
    let mut body = BytesMut::with_capacity(first.len() + second.len());
    body.extend_from_slice(&first);
    body.extend_from_slice(&second);
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_BODY {
            return too_long();
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer::Http { status, headers, body: body.freeze() })
}

/// Size of all names and values.
pub(crate) fn header_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

/// Names are in lower case already; values that are not text say nothing to us.
fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))).collect()
}
