//! How is a host reached?

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;

use crate::address::Address;

/// Most addresses of one name that are tried.
const MAX_ADDRESSES: usize = 8;
/// The next address is tried when the one before has not answered for this long (RFC 8305, section 5).
const STAGGER: Duration = Duration::from_millis(250);

/// A connection, plain or encrypted.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Connects, and encrypts unless the address is of this machine. Small messages are sent at once (`TCP_NODELAY`).
pub(crate) async fn dial(address: &Address, tls: &Arc<ClientConfig>) -> io::Result<Box<dyn Wire>> {
    let tcp = connect(address).await?;
    tcp.set_nodelay(true)?;
    if !address.secure {
        return Ok(Box::new(tcp));
    }
    let name = ServerName::try_from(address.host.clone()).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    let encrypted = TlsConnector::from(Arc::clone(tls)).connect(name, tcp).await;
    encrypted.map(|stream| Box::new(stream) as Box<dyn Wire>).map_err(|error| io::Error::new(error.kind(), format!("tls: {error}")))
}

/// The first of a name's addresses that answers; a family that leads nowhere costs a quarter of a second, not the whole time.
pub(crate) async fn connect(address: &Address) -> io::Result<TcpStream> {
    let found: Vec<SocketAddr> = lookup_host((address.host.as_str(), address.port)).await?.collect();
    if !address.secure && found.iter().any(|found| !found.ip().to_canonical().is_loopback()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "plain text is refused: the name leads beyond this machine"));
    }
    let mut untried = alternate(found).into_iter();
    let mut tries = FuturesUnordered::new();
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    loop {
        match untried.next() {
            Some(address) => tries.push(TcpStream::connect(address)),
            None if tries.is_empty() => return Err(failure),
            None => {}
        }
        tokio::select! {
            Some(tried) = tries.next() => match tried {
                Ok(tcp) => return Ok(tcp),
                Err(error) => failure = error,
            },
            () = tokio::time::sleep(STAGGER), if untried.len() > 0 => {}
        }
    }
}

/// Families take turns, beginning with the one that the resolver prefers.
fn alternate(found: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = found.first().is_some_and(SocketAddr::is_ipv6);
    let (preferred, other): (Vec<_>, Vec<_>) = found.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let (mut preferred, mut other) = (preferred.into_iter(), other.into_iter());
    let mut all = Vec::new();
    while all.len() < MAX_ADDRESSES {
        let turn: Vec<_> = preferred.next().into_iter().chain(other.next()).collect();
        if turn.is_empty() {
            break;
        }
        all.extend(turn);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let parse = |list: &[&str]| list.iter().map(|text| text.parse().expect("an address")).collect::<Vec<SocketAddr>>();
        let found = parse(&["[2001:db8::1]:1", "[2001:db8::2]:1", "192.0.2.1:1", "[2001:db8::3]:1"]);
        assert_eq!(alternate(found), parse(&["[2001:db8::1]:1", "192.0.2.1:1", "[2001:db8::2]:1", "[2001:db8::3]:1"]));
        assert!(alternate(Vec::new()).is_empty());
    }
}
