//! Who vouches for a host, and in which respect is that not to be believed?
//!
//! Certificates are made when a test runs, so none of them ends unless it is meant to. Knows nothing of its neighbours:
//! the tests of the program take this file as it is.

#![allow(dead_code, reason = "each suite uses a part of it")]

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use time::{Duration, OffsetDateTime};

/// An authority that nobody but a test trusts.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What a host shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    Good,
    Expired,
    NotYet,
    OtherHost,
    SelfSigned,
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

impl Authority {
    pub(crate) fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Self(CertifiedIssuer::self_signed(params, key()).expect("a root"))
    }

    pub(crate) fn root(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// As a file of roots has it.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A server that shows a certificate for `localhost`, right, or wrong in one respect.
    pub(crate) fn server(&self, shows: Shows) -> Arc<ServerConfig> {
        let name = if shows == Shows::OtherHost { "venue.test" } else { "localhost" };
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, "venue");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let now = OffsetDateTime::now_utc();
        (params.not_before, params.not_after) = match shows {
            Shows::Expired => (now - Duration::days(9), now - Duration::days(1)),
            Shows::NotYet => (now + Duration::days(1), now + Duration::days(9)),
            _ => (now - Duration::days(1), now + Duration::days(9)),
        };
        let key = key();
        let signed = if shows == Shows::SelfSigned { params.self_signed(&key) } else { params.signed_by(&key, &self.0) };
        let chain = vec![signed.expect("a certificate").der().clone()];
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder.with_no_client_auth().with_single_cert(chain, PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            });
        Arc::new(config.expect("a server"))
    }
}
