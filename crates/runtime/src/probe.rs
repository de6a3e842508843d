//! Where does the way to a host end: at the name, the connection, or the certificate?
//!
//! For people who look for a fault. The way is the one that venues take: the same resolver, the same dialing, the same
//! TLS configuration. Nothing is asked of the host beyond the handshake.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::{ServerName, UnixTime};
use rustls::{CertificateError, ClientConnection, ProtocolVersion};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use twinline_model::Timestamp;

use crate::address::{Address, Scheme};
use crate::certificate::validity;
use crate::dial::connect;
use crate::egress::Egress;
use crate::error::{AddressError, RuntimeError};
use crate::reason;

/// Longest that one step may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A way to a host, as far as it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Name or number, without brackets.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Addresses of the name in the resolver's order, at least one; or why there are none.
    pub addresses: Result<Vec<SocketAddr>, String>,
    /// Who took the connection and how long that took, or why nobody did; `None` without addresses.
    pub peer: Option<Result<(SocketAddr, Duration), String>>,
    /// What was agreed on, or why nothing was; `None` in plain text, and without a connection.
    pub tls: Option<Result<Encryption, Distrust>>,
}

/// What a handshake agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encryption {
    /// `TLS 1.2` or `TLS 1.3`.
    pub protocol: &'static str,
    /// Last moment at which the host's certificate is valid; `None` if it names none that can be read.
    pub valid_until: Option<Timestamp>,
}

/// Why a handshake came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distrust {
    /// The certificate, or one above it, has ended.
    Expired {
        /// When, if that was said.
        at: Option<Timestamp>,
    },
    /// The certificate is not valid yet.
    NotYet {
        /// From when it is, if that was said.
        from: Option<Timestamp>,
    },
    /// The certificate is of another host.
    OtherHost {
        /// Of which ones.
        names: Vec<String>,
    },
    /// Nobody whom this machine trusts vouches for it: self-signed, or a root that is not installed.
    Untrusted,
    /// It was revoked.
    Revoked,
    /// This machine has no root certificates, so it trusts nobody.
    NoRoots,
    /// The other end does not speak TLS, or no version that is spoken here; in words.
    NoTls(String),
    /// Anything else, in words.
    Other(String),
}

/// Walks to the host of a WebSocket or HTTP URL, as far as it goes. An error if the URL may not be gone to at all.
pub async fn probe(egress: &Egress, url: &str) -> Result<Way, RuntimeError> {
    let address = match Address::of(url, Scheme::WebSocket) {
        Err(AddressError::Scheme { .. }) => Address::of(url, Scheme::Http),
        other => other,
    }?;
    let mut way = Way {
        host: address.host.clone(),
        port: address.port,
        addresses: in_time(lookup_host((address.host.as_str(), address.port))).await.map(Iterator::collect),
        peer: None,
        tls: None,
    };
    if way.addresses.as_ref().is_ok_and(Vec::is_empty) {
        way.addresses = Err("the name has no address".to_owned());
    }
    if way.addresses.is_err() {
        return Ok(way);
    }
    let begun = Instant::now();
    match in_time(async { connect(&address).await.and_then(|tcp| Ok((tcp.peer_addr()?, tcp))) }).await {
        Ok((peer, tcp)) => {
            way.peer = Some(Ok((peer, begun.elapsed())));
            if address.secure {
                way.tls = Some(handshake(egress, &address, tcp).await);
            }
        }
        Err(reason) => way.peer = Some(Err(reason)),
    }
    Ok(way)
}

async fn in_time<T>(step: impl Future<Output = io::Result<T>>) -> Result<T, String> {
    match tokio::time::timeout(PATIENCE, step).await {
        Ok(done) => done.map_err(|error| reason::of_io(&error)),
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
    }
}

async fn handshake(egress: &Egress, address: &Address, tcp: TcpStream) -> Result<Encryption, Distrust> {
    if egress.trusted().is_err() {
        return Err(Distrust::NoRoots);
    }
    let name = ServerName::try_from(address.host.clone()).map_err(|error| Distrust::Other(error.to_string()))?;
    let connecting = TlsConnector::from(Arc::clone(egress.tls())).connect(name, tcp);
    match tokio::time::timeout(PATIENCE, connecting).await {
        Ok(Ok(stream)) => Ok(agreed(stream.get_ref().1)),
        Ok(Err(error)) => Err(distrust(&error)),
        Err(_) => Err(Distrust::NoTls(format!("no answer within {} s", PATIENCE.as_secs()))),
    }
}

fn agreed(connection: &ClientConnection) -> Encryption {
    let protocol = match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS of an unknown version",
    };
    let own = connection.peer_certificates().and_then(<[_]>::first);
    Encryption { protocol, valid_until: own.and_then(|certificate| validity(certificate)).map(|(_, until)| until) }
}

fn distrust(error: &io::Error) -> Distrust {
    let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
        return Distrust::NoTls(reason::of_io(error));
    };
    match tls {
        rustls::Error::InvalidCertificate(wrong) => of_certificate(wrong),
        rustls::Error::InvalidMessage(_) | rustls::Error::PeerIncompatible(_) | rustls::Error::AlertReceived(_) => {
            Distrust::NoTls(tls.to_string())
        }
        other => Distrust::Other(other.to_string()),
    }
}

fn of_certificate(wrong: &CertificateError) -> Distrust {
    match wrong {
        CertificateError::Expired => Distrust::Expired { at: None },
        CertificateError::ExpiredContext { not_after, .. } => Distrust::Expired { at: moment(*not_after) },
        CertificateError::NotValidYet => Distrust::NotYet { from: None },
        CertificateError::NotValidYetContext { not_before, .. } => Distrust::NotYet { from: moment(*not_before) },
        CertificateError::NotValidForName => Distrust::OtherHost { names: Vec::new() },
        CertificateError::NotValidForNameContext { presented, .. } => Distrust::OtherHost { names: presented.clone() },
        // A bad signature is that of somebody who only calls themselves like a trusted one.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => Distrust::Untrusted,
        CertificateError::Revoked => Distrust::Revoked,
        // A certificate that may sign others signs for a host: only ever seen where somebody signed for themselves.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => Distrust::Untrusted,
        other => Distrust::Other(other.to_string()),
    }
}

/// `None` beyond the year 2262.
fn moment(time: UnixTime) -> Option<Timestamp> {
    let nanos = i64::try_from(time.as_secs()).ok()?.checked_mul(1_000_000_000)?;
    Some(Timestamp::from_nanos(nanos))
}
