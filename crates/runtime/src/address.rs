//! Where does a URL lead, and may it be gone to in plain text?

use std::net::IpAddr;

use reqwest::Url;

use crate::error::AddressError;

/// Where a URL leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Name or number, without brackets.
    pub host: String,
    /// Port.
    pub port: u16,
    /// False only for hosts of this machine.
    pub secure: bool,
}

/// A pair of schemes, secure and plain, with their ports.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scheme {
    WebSocket,
    Http,
}

impl Scheme {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::WebSocket => ("wss", "ws"),
            Self::Http => ("https", "http"),
        }
    }
}

impl Address {
    /// Reads and judges a URL.
    pub fn of(url: &str, scheme: Scheme) -> Result<Self, AddressError> {
        let url = Url::parse(url).map_err(|error| AddressError::Unreadable(error.to_string()))?;
        Self::of_url(&url, scheme)
    }

    /// Judges a URL.
    pub fn of_url(url: &Url, scheme: Scheme) -> Result<Self, AddressError> {
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| AddressError::Unreadable("no host".to_owned()))?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let (secure_name, plain_name) = scheme.names();
        let secure = url.scheme() == secure_name;
        if !secure && url.scheme() != plain_name {
            return Err(AddressError::Scheme { host, scheme: url.scheme().to_owned() });
        }
        if !secure && !is_this_machine(&host) {
            return Err(AddressError::PlainText { host, secure: secure_name });
        }
        let port = url.port().unwrap_or(if secure { 443 } else { 80 });
        Ok(Self { host, port, secure })
    }
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, scheme: Scheme, expected: Result<(&str, u16, bool), &str>) {
        let got = Address::of(url, scheme).map(|address| (address.host, address.port, address.secure)).map_err(|error| error.to_string());
        assert_eq!(got, expected.map(|(host, port, secure)| (host.to_owned(), port, secure)).map_err(str::to_owned), "{url}");
    }

    #[test]
    fn plain_text_stays_on_this_machine() {
        check("wss://venue.test/ws?key=1", Scheme::WebSocket, Ok(("venue.test", 443, true)));
        check("https://venue.test:8443", Scheme::Http, Ok(("venue.test", 8443, true)));
        check("ws://127.0.0.1:9/ws", Scheme::WebSocket, Ok(("127.0.0.1", 9, false)));
        check("ws://[::1]/ws", Scheme::WebSocket, Ok(("::1", 80, false)));
        check("http://LOCALHOST:80", Scheme::Http, Ok(("localhost", 80, false)));
        check("http://127.9.9.9", Scheme::Http, Ok(("127.9.9.9", 80, false)));
        let refused = |host: &str, secure: &str| format!("{host}: plain text is refused beyond this machine, use {secure}");
        check("ws://venue.test/ws", Scheme::WebSocket, Err(&refused("venue.test", "wss")));
        check("http://192.168.0.1", Scheme::Http, Err(&refused("192.168.0.1", "https")));
        check("http://localhost.venue.test", Scheme::Http, Err(&refused("localhost.venue.test", "https")));
        check("http://127.0.0.1@venue.test", Scheme::Http, Err(&refused("venue.test", "https")));
    }

    #[test]
    fn other_schemes_are_not_spoken() {
        check("https://venue.test", Scheme::WebSocket, Err("venue.test: scheme https is not spoken here"));
        check("ws://127.0.0.1", Scheme::Http, Err("127.0.0.1: scheme ws is not spoken here"));
        assert!(matches!(Address::of("venue", Scheme::Http), Err(AddressError::Unreadable(_))));
        assert!(matches!(Address::of("data:text", Scheme::Http), Err(AddressError::Unreadable(_))));
    }
}
