//! What do all venues of this process share on their way out?

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_platform_verifier::BuilderVerifierExt;
use twinline_venue::VenueSpec;

use crate::address::Address;
use crate::clock::Clock;
use crate::desk::Desk;
use crate::error::RuntimeError;
use crate::local::Local;

/// This process's way out: one clock, one TLS configuration, one pool of HTTP connections, and one budget per venue and
/// REST host. Make one and hand a clone to every venue: venues count limits by egress address, so two environments or
/// accounts on one host must share a budget. Budgets are kept for as long as this lives; a ban outlives a venue's restart.
///
/// Proxies of the environment are not used: sockets and calls take the same way, so they share an address.
#[derive(Debug, Clone)]
pub struct Egress {
    shared: Arc<Shared>,
    /// The venue that is reached without leaving, if it is in this process.
    local: Option<Arc<dyn Local>>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    tls: Arc<ClientConfig>,
    /// Why no certificate can be trusted, if none can.
    distrust: Option<rustls::Error>,
    http: reqwest::Client,
    desks: Mutex<BTreeMap<(&'static str, String), Arc<Desk>>>,
}

impl Egress {
    /// Reads the machine's root certificates and anchors the clock. TLS 1.2 or later, certificates always checked.
    ///
    /// A machine without root certificates can still reach venues on itself; others do not begin there.
    pub fn new() -> Result<Self, RuntimeError> {
        match builder()?.with_platform_verifier() {
            Ok(trusting) => Self::with(trusting.with_no_client_auth(), None),
            // No roots: every certificate is refused.
            Err(error) => Self::with(builder()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth(), Some(error)),
        }
    }

    /// The same, and trusts one more root: that of a test's own authority.
    #[cfg(test)]
    pub(crate) fn trusting(root: rustls::pki_types::CertificateDer<'static>) -> Result<Self, RuntimeError> {
        let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots([root], provider())?;
        let trusting = builder()?.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        Self::with(trusting.with_no_client_auth(), None)
    }

    fn with(tls: ClientConfig, distrust: Option<rustls::Error>) -> Result<Self, RuntimeError> {
        let http = crate::http::client(tls.clone())?;
        let desks = Mutex::new(BTreeMap::new());
        let shared = Arc::new(Shared { clock: Clock::anchored(), tls: Arc::new(tls), distrust, http, desks });
        Ok(Self { shared, local: None })
    }

    /// The way to a venue in this process: the same clock and budgets, and nothing is dialed.
    #[must_use]
    pub fn inside(&self, venue: Arc<dyn Local>) -> Self {
        Self { shared: Arc::clone(&self.shared), local: Some(venue) }
    }

    pub(crate) fn local(&self) -> Option<Arc<dyn Local>> {
        self.local.clone()
    }

    /// An error if no certificate of others can be trusted here.
    pub(crate) fn trusted(&self) -> Result<(), RuntimeError> {
        self.shared.distrust.clone().map_or(Ok(()), |error| Err(RuntimeError::Tls(error)))
    }

    /// The clock that every venue's loop goes by; ages of what they tell are counted with it.
    pub fn clock(&self) -> Clock {
        self.shared.clock
    }

    pub(crate) fn tls(&self) -> &Arc<ClientConfig> {
        &self.shared.tls
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.shared.http
    }

    /// The budget of a venue's REST host, the same for everyone who asks. Another venue's code on the same host has its
    /// own: its costs count other buckets.
    pub(crate) fn desk(&self, spec: &VenueSpec, rest: &Address) -> Arc<Desk> {
        let mut desks = self.shared.desks.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (spec.name, format!("{}:{}", rest.host, rest.port));
        Arc::clone(desks.entry(key).or_insert_with(|| Arc::new(Desk::new(spec.buckets))))
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// TLS 1.2 or later, whoever vouches for the certificates.
fn builder() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, rustls::Error> {
    ClientConfig::builder_with_provider(provider()).with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
}
