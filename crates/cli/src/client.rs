//! Where is the running gateway, and how is it asked?

use std::path::Path;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use twinline_gateway::config::{Sources, load};
use twinline_gateway::data_dir;

use crate::failure::Failure;

/// Longest that an answer may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The running gateway.
#[derive(Debug)]
pub(crate) struct Client {
    base: String,
    token: String,
    http: reqwest::Client,
}

impl Client {
    /// The gateway of the configured data directory, or the one that `TWINLINE_URL` and `TWINLINE_TOKEN` name.
    pub(crate) fn find(config: Option<&Path>) -> Result<Self, Failure> {
        let variable = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        let config = load(&Sources::of_process(config)).map_err(|error| Failure::usage(error.to_string()))?;
        let noted = || data_dir::read_url(&config.data_dir);
        let base = variable("TWINLINE_URL").or_else(noted).unwrap_or_else(|| format!("http://{}", config.listen));
        if !base.starts_with("http://") {
            return Err(Failure::usage(format!("TWINLINE_URL must begin with http://, not {base:?}")));
        }
        let token = match variable("TWINLINE_TOKEN") {
            Some(token) => token,
            None => data_dir::read_token(&config.data_dir).map_err(|error| {
                let hint = "start the gateway with `twinline up`, or name its data directory with TWINLINE_DATA_DIR";
                Failure::unreachable(format!("no gateway has been started here: {error}")).hint(hint)
            })?,
        };
        Ok(Self { base: base.trim_end_matches('/').to_owned(), token, http: local_http()? })
    }

    /// Its address.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// What a WebSocket to it needs: its address and its credential.
    pub(crate) fn stream(&self) -> (String, &str) {
        (format!("{}/api/v1/stream", self.base.replacen("http://", "ws://", 1)), &self.token)
    }

    /// `GET` below `/api/v1`.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Value, Failure> {
        let request = self.http.request(Method::GET, self.url(path, query));
        self.send(request).await
    }

    /// `POST` below `/api/v1` with nothing to say.
    pub(crate) async fn post(&self, path: &str) -> Result<Value, Failure> {
        self.send(self.http.request(Method::POST, self.url(path, &[]))).await
    }

    fn url(&self, path: &str, query: &[(&str, String)]) -> String {
        let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let tail = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        format!("{}/api/v1{path}{tail}", self.base)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Value, Failure> {
        let response = request.bearer_auth(&self.token).timeout(TIMEOUT).send().await.map_err(|_| self.nobody())?;
        let status = response.status();
        let body = response.bytes().await.map_err(|_| self.nobody())?;
        let value: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        if status.is_success() {
            return Ok(value);
        }
        let detail = value["detail"].as_str().unwrap_or("the gateway refused without saying why").to_owned();
        Err(match status {
            StatusCode::UNAUTHORIZED => Failure::refused(detail).hint("the token belongs to another gateway: check TWINLINE_DATA_DIR"),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => Failure::unreachable(detail),
            _ => Failure::refused(detail),
        })
    }

    /// Nobody answers at its address.
    pub(crate) fn nobody(&self) -> Failure {
        Failure::unreachable(format!("no gateway answers at {}", self.base)).hint("start it with `twinline up`")
    }
}

/// Instruments hold slashes and colons, which an address may not hold unescaped.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// A client for this machine: plain HTTP, no proxy, no roots of trust to load.
pub(crate) fn local_http() -> Result<reqwest::Client, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::refused(format!("cannot make an HTTP client: {error}"));
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().map_err(|error| failed(&error))
}
