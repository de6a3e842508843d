//! Where is the running gateway, and how is it asked?

use std::path::Path;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use twinline_gateway::config::{Sources, load};
use twinline_gateway::data_dir;

use crate::export::copy;
use crate::failure::Failure;

/// Longest that an answer may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Longest that the answer to a command may take: longer than the gateway's own patience.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(40);

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

    /// `GET` of a file below `/api/v1`, written as it comes; answers how many bytes it has. One that breaks off is a failure.
    pub(crate) async fn download(&self, path: &str, query: &[(&str, String)], out: &mut dyn std::io::Write) -> Result<u64, Failure> {
        let request = self.http.request(Method::GET, self.url(path, query)).bearer_auth(&self.token);
        let response = request.send().await.map_err(|_| self.nobody())?;
        if !response.status().is_success() {
            return self.read(response, || self.nobody()).await.map(|_| 0);
        }
        copy(response, out, || Failure::unreachable("the file broke off: what was written is not all of it")).await
    }

    /// `POST` below `/api/v1` with nothing to say.
    pub(crate) async fn post(&self, path: &str) -> Result<Value, Failure> {
        self.send(self.http.request(Method::POST, self.url(path, &[]))).await
    }

    /// The account that is meant: the named one, or the only one.
    pub(crate) async fn account(&self, named: Option<&str>) -> Result<String, Failure> {
        if let Some(named) = named {
            return Ok(named.to_owned());
        }
        let answer = self.get("/accounts", &[]).await?;
        let names: Vec<&str> = answer["data"].as_array().into_iter().flatten().filter_map(|row| row["account"].as_str()).collect();
        match names.as_slice() {
            [only] => Ok((*only).to_owned()),
            [] => Err(Failure::refused("no account is configured").hint("add [accounts.NAME] to twinline.toml")),
            _ => Err(Failure::usage("which account? say --account").hint(format!("there are {}", names.join(", ")))),
        }
    }

    /// A command below `/api/v1`, perhaps under an idempotency key.
    pub(crate) async fn command(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<Value>,
        key: Option<&str>,
    ) -> Result<Value, Failure> {
        let mut request = self.http.request(method, self.url(path, query)).timeout(COMMAND_TIMEOUT);
        if let Some(body) = body {
            request = request.json(&body);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = request.bearer_auth(&self.token).send().await.map_err(|error| match error.is_connect() {
            true => self.nobody(),
            false => Failure::unknown("the gateway's answer was lost: look at the orders before asking again"),
        })?;
        // It was taken; that the answer breaks off says nothing of what was done.
        let lost = || Failure::unknown("the gateway's answer was lost: look at the orders before asking again");
        self.read(response, lost).await
    }

    fn url(&self, path: &str, query: &[(&str, String)]) -> String {
        let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let tail = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        format!("{}/api/v1{path}{tail}", self.base)
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Value, Failure> {
        let response = request.bearer_auth(&self.token).timeout(TIMEOUT).send().await.map_err(|_| self.nobody())?;
        self.read(response, || self.nobody()).await
    }

    async fn read(&self, response: reqwest::Response, lost: impl FnOnce() -> Failure) -> Result<Value, Failure> {
        let status = response.status();
        let body = response.bytes().await.map_err(|_| lost())?;
        let value: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        if status.is_success() {
            return Ok(value);
        }
        let detail = value["detail"].as_str().unwrap_or("the gateway refused without saying why").to_owned();
        let field =
            value["field"].as_str().filter(|field| !detail.starts_with(*field)).map(|field| format!("{field}: ")).unwrap_or_default();
        let code = value["venue_code"].as_str().map(|code| format!(" (the venue's code {code})")).unwrap_or_default();
        let detail = format!("{field}{detail}{code}");
        if value["outcome"] == "unknown" {
            return Err(Failure::unknown(detail));
        }
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
