//! What does a demo add? A simulator of every venue, in this process, and a way to disturb it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use twinline_gateway::config::{AccountSettings, Money, VenueSettings};
use twinline_gateway::{Answer, Credentials, FaultControl, FaultRequest, GatewayError, Secret, SecretFields, registry};
use twinline_model::AccountId;
use twinline_sim::serve::Handle;
use twinline_venue::Endpoints;

use crate::client::local_http;
use crate::failure::Failure;
use crate::sim;

/// Longest that a simulator may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Simulators that run, and the venues that they are.
#[derive(Debug)]
pub(crate) struct Demo {
    pub(crate) venues: Vec<VenueSettings>,
    pub(crate) accounts: Vec<AccountSettings>,
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) control: Arc<Control>,
    /// They stop when this is dropped.
    _simulators: Vec<Handle>,
}

/// Starts a simulator of the first venue that is known whole: one without accounts could be looked at and not traded on.
pub(crate) async fn start(seed: u64, vault: Credentials) -> Result<Demo, Failure> {
    let (mut venues, mut controls, mut simulators) = (Vec::new(), BTreeMap::new(), Vec::new());
    let (mut accounts, mut credentials) = (Vec::new(), Credentials::default().in_vault_of(vault));
    let whole = |name: &&str| registry::codec(name).is_some_and(|codec| codec.accounts().is_some());
    for name in registry::names().filter(whole).take(1) {
        let handle = sim::start(name, seed).await?;
        let urls = sim::urls(&handle)?;
        venues.push(VenueSettings {
            venue: name.to_owned(),
            environment: "url".to_owned(),
            endpoints: Endpoints { rest: urls.rest, commands: Some(urls.private), ws: urls.ws },
            money: Money::Sim,
            demo: true,
        });
        if let Some(fields) = keys(&handle.first_line["credentials"]) {
            let account = account_name(accounts.len(), name)?;
            credentials = credentials.with(name, &account, fields);
            accounts.push(AccountSettings::usual(account, name));
        }
        controls.insert(name.to_owned(), urls.control);
        simulators.push(handle);
    }
    let credentials = Arc::new(credentials);
    Ok(Demo { venues, accounts, credentials, control: Arc::new(Control { controls, http: local_http()? }), _simulators: simulators })
}

/// `demo` at the first venue, and `demo-VENUE` at the others.
fn account_name(held: usize, venue: &str) -> Result<AccountId, Failure> {
    let name = if held == 0 { "demo".to_owned() } else { format!("demo-{venue}") };
    AccountId::new(&name).map_err(|error| Failure::refused(error.to_string()))
}

/// A key that can also log a link on, if the simulator has one; else its plain one.
fn keys(credentials: &Value) -> Option<SecretFields> {
    let fields = |key: &Value, private: &str| {
        let secret = |name: &str| Some((name.to_owned(), Secret::new(key[name].as_str()?.as_bytes())));
        Some(SecretFields([secret("api_key")?, secret(private)?].into_iter().collect()))
    };
    let all = credentials["accounts"][0]["keys"].as_array().into_iter().flatten();
    let strong = all.filter(|key| key["kind"] == "ed25519" && key["trade"] == true).find_map(|key| fields(key, "private_key"));
    strong.or_else(|| fields(credentials, "secret"))
}

/// Reaches the simulators' control addresses.
#[derive(Debug)]
pub(crate) struct Control {
    controls: BTreeMap<String, String>,
    http: reqwest::Client,
}

impl Control {
    async fn send(&self, method: Method, venue: &str, body: Option<Value>) -> Result<(), GatewayError> {
        let failed = |reason: &dyn std::fmt::Display| GatewayError::Simulator(reason.to_string());
        let control = self.controls.get(venue).ok_or_else(|| failed(&"this venue is not simulated"))?;
        let mut request = self.http.request(method, format!("{control}/faults")).timeout(TIMEOUT);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.map_err(|_| failed(&"it does not answer"))?;
        if response.status().is_success() {
            return Ok(());
        }
        let answer: Value = response.json().await.unwrap_or(Value::Null);
        let reason = answer["error"].as_str().unwrap_or("it did not say why").to_owned();
        Err(GatewayError::BadField { field: "fault", reason })
    }
}

impl FaultControl for Control {
    fn inject(&self, fault: FaultRequest) -> Answer<'_> {
        Box::pin(async move {
            let mut body = serde_json::to_value(&fault).map_err(|error| GatewayError::Simulator(error.to_string()))?;
            if let Some(members) = body.as_object_mut() {
                members.remove("venue");
            }
            self.send(Method::POST, &fault.venue, Some(body)).await
        })
    }

    fn heal<'a>(&'a self, venue: &'a str) -> Answer<'a> {
        Box::pin(self.send(Method::DELETE, venue, None))
    }
}
