//! Where does the way to a venue's host end: name, connection, certificate?

use std::collections::BTreeSet;

use twinline_gateway::config::VenueSettings;
use twinline_gateway::now;
use twinline_model::{Duration, Timestamp};
use twinline_runtime::Egress;
use twinline_runtime::probe::{Distrust, Encryption, Way, probe};

use super::report::{Finding, Report};
use crate::failure::Failure;

/// A certificate that ends within this is worth a word. Those that renew by themselves never come so close.
const ENDS_SOON: Duration = Duration::from_secs(7 * 86_400);
/// Most addresses that are shown.
const SHOWN: usize = 3;

/// Looks at each of a venue's hosts once; false if one of them cannot be reached, so that asking it is of no use.
pub(super) async fn look(report: &mut Report<'_>, venue: &VenueSettings) -> Result<bool, Failure> {
    let egress = match Egress::new() {
        Ok(egress) => egress,
        Err(error) => {
            report.tell(&Finding::wrong(&venue.venue, error.to_string(), "install Debian's package ca-certificates"))?;
            return Ok(false);
        }
    };
    let mut seen = BTreeSet::new();
    let mut whole = true;
    let endpoints = &venue.endpoints;
    for url in [&endpoints.rest, &endpoints.ws].into_iter().chain(&endpoints.commands) {
        match probe(&egress, url).await {
            Ok(way) if seen.insert((way.host.clone(), way.port, way.tls.is_some())) => {
                whole &= matches!(way.peer, Some(Ok(_))) && way.tls.as_ref().is_none_or(Result::is_ok);
                report.all(findings(&venue.venue, &way, now()))?;
            }
            Ok(_) => {}
            Err(error) => {
                whole = false;
                report.tell(&Finding::wrong(&venue.venue, error.to_string(), "correct `rest` and `ws` of this venue"))?;
            }
        }
    }
    Ok(whole)
}

fn findings(venue: &str, way: &Way, now: Timestamp) -> Vec<Finding> {
    let mut all = vec![name(venue, way)];
    all.extend(way.peer.as_ref().map(|peer| connection(venue, way, peer)));
    all.extend(way.tls.as_ref().map(|tls| match tls {
        Ok(encryption) => trusted(venue, way, encryption, now),
        Err(distrust) => distrusted(venue, way, distrust, now),
    }));
    all
}

fn name(venue: &str, way: &Way) -> Finding {
    let check = format!("{venue}: name {}", way.host);
    match &way.addresses {
        Ok(addresses) => {
            let shown: Vec<String> = addresses.iter().take(SHOWN).map(|address| address.ip().to_string()).collect();
            let more = if addresses.len() > SHOWN { format!(" and {} more", addresses.len() - SHOWN) } else { String::new() };
            Finding::ok(check, format!("{}{more}", shown.join(", ")))
        }
        Err(reason) => Finding::wrong(
            check,
            reason,
            format!("check the spelling, then this machine's resolver: `getent hosts {}` and /etc/resolv.conf", way.host),
        ),
    }
}

fn connection(venue: &str, way: &Way, peer: &Result<(std::net::SocketAddr, std::time::Duration), String>) -> Finding {
    let check = format!("{venue}: connection to {}:{}", way.host, way.port);
    match peer {
        Ok((address, took)) => Finding::ok(check, format!("{address} in {} ms", took.as_millis())),
        Err(reason) => Finding::wrong(
            check,
            reason,
            format!(
                "a firewall may block outgoing port {}, or nothing listens there; proxies of the environment are not used; \
                 a venue may not serve this region",
                way.port
            ),
        ),
    }
}

fn trusted(venue: &str, way: &Way, encryption: &Encryption, now: Timestamp) -> Finding {
    let check = format!("{venue}: tls of {}", way.host);
    let Some(until) = encryption.valid_until else {
        return Finding::ok(check, encryption.protocol);
    };
    let detail = format!("{}, certificate until {}", encryption.protocol, day(until));
    if until - now > ENDS_SOON {
        return Finding::ok(check, detail);
    }
    let todo = "nothing yet; if the venue does not renew it, it will be refused from then on: watch the venue's announcements";
    Finding::warning(check, detail, todo)
}

fn distrusted(venue: &str, way: &Way, distrust: &Distrust, now: Timestamp) -> Finding {
    let (host, clock) = (&way.host, format!("this machine's clock says {}", day(now)));
    let when = |at: &Option<Timestamp>| at.map(|at| format!(" {}", day(at))).unwrap_or_default();
    let (detail, todo) = match distrust {
        Distrust::Expired { at } => (
            format!("the certificate expired{}", when(at).replacen(' ', " on ", 1)),
            format!("{clock}: if that is right, only the host can renew it; if it is wrong, set it by NTP"),
        ),
        Distrust::NotYet { from } => (
            format!("the certificate is not valid before{}", when(from)),
            format!("{clock}: if that is wrong, set it by NTP; if it is right, only the host can mend it"),
        ),
        Distrust::OtherHost { names } => (
            format!("the certificate is of another host: {}", listed(names)),
            format!(
                "check the spelling of {host}; if it is right, somebody else answers in its place: a captive portal, a proxy, a wrong DNS answer"
            ),
        ),
        Distrust::Untrusted => (
            "nobody whom this machine trusts vouches for the certificate: it is self-signed, or its root is not installed".to_owned(),
            "if a proxy of your own network encrypts anew, install its root (/usr/local/share/ca-certificates, then \
             `update-ca-certificates`); otherwise do not go on, for somebody may be listening; checking cannot be switched off"
                .to_owned(),
        ),
        Distrust::Revoked => ("the certificate was revoked".to_owned(), "do not go on; only the host can mend it".to_owned()),
        Distrust::NoRoots => (
            "this machine has no root certificates, so no host can be trusted".to_owned(),
            "install Debian's package ca-certificates; SSL_CERT_FILE must name a file that can be read, if it is set".to_owned(),
        ),
        Distrust::NoTls(reason) => (
            format!("no encrypted connection: {reason}"),
            format!("port {} may not be the encrypted one, or something on the way speaks in the host's place", way.port),
        ),
        Distrust::Other(reason) => (
            format!("the certificate is refused: {reason}"),
            format!("look at it with `openssl s_client -connect {host}:{} -servername {host}`", way.port),
        ),
    };
    Finding::wrong(format!("{venue}: tls of {host}"), detail, todo)
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "it names none".to_owned(),
        names => names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", "),
    }
}

/// Its date, which is as exact as people need it.
fn day(at: Timestamp) -> String {
    at.to_string().split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::report::Verdict;

    fn way(tls: Result<Encryption, Distrust>) -> Way {
        let address = "192.0.2.1:443".parse().expect("an address");
        Way {
            host: "venue.test".to_owned(),
            port: 443,
            addresses: Ok(vec![address]),
            peer: Some(Ok((address, std::time::Duration::from_millis(9)))),
            tls: Some(tls),
        }
    }

    fn check(tls: Result<Encryption, Distrust>, verdict: Verdict, detail: &str, todo: &str) {
        let now = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
        let all = findings("toy", &way(tls), now);
        assert_eq!(all.len(), 3);
        let (found, said, what) = all[2].parts();
        assert!(found == verdict && said.contains(detail) && what.contains(todo), "{:?}", all[2]);
        assert!(verdict == Verdict::Ok || !what.is_empty(), "nothing to do: {said}");
    }

    #[test]
    fn each_kind_of_distrust_says_what_to_do() {
        let at = |text: &str| Some(Timestamp::parse(text).expect("a time"));
        let good = |text: &str| Ok(Encryption { protocol: "TLS 1.3", valid_until: at(text) });
        check(good("2026-03-01T00:00:00Z"), Verdict::Ok, "TLS 1.3, certificate until 2026-03-01", "");
        check(good("2026-01-05T00:00:00Z"), Verdict::Warning, "until 2026-01-05", "renew");
        check(Ok(Encryption { protocol: "TLS 1.2", valid_until: None }), Verdict::Ok, "TLS 1.2", "");
        let wrong = |distrust, detail: &str, todo: &str| check(Err(distrust), Verdict::Wrong, detail, todo);
        wrong(Distrust::Expired { at: at("2025-12-31T00:00:00Z") }, "expired on 2025-12-31", "clock says 2026-01-01");
        wrong(Distrust::Expired { at: None }, "expired", "NTP");
        wrong(Distrust::NotYet { from: at("2026-02-01T00:00:00Z") }, "before 2026-02-01", "NTP");
        wrong(Distrust::OtherHost { names: vec!["portal.test".to_owned()] }, "another host: portal.test", "captive portal");
        wrong(Distrust::Untrusted, "self-signed", "update-ca-certificates");
        wrong(Distrust::Revoked, "revoked", "do not go on");
        wrong(Distrust::NoRoots, "no root certificates", "ca-certificates");
        wrong(Distrust::NoTls("odd".to_owned()), "odd", "port 443");
        wrong(Distrust::Other("odd".to_owned()), "odd", "openssl s_client");
    }

    #[test]
    fn a_way_that_ends_early_says_where() {
        let now = Timestamp::default();
        let lost = Way { peer: Some(Err("connection refused".to_owned())), tls: None, ..way(Err(Distrust::Untrusted)) };
        let all = findings("toy", &lost, now);
        assert_eq!((all.len(), all[1].parts().0), (2, Verdict::Wrong));
        assert!(all[1].parts().2.contains("firewall"));
        let nameless = Way { addresses: Err("no such name".to_owned()), peer: None, ..lost };
        let all = findings("toy", &nameless, now);
        assert_eq!((all.len(), all[0].parts().0), (1, Verdict::Wrong));
        assert!(all[0].parts().2.contains("getent hosts venue.test"));
    }
}
