//! The doctor, on real sockets and real files: what it finds, and that it says what to do.

#[path = "../../runtime/src/tests/authority.rs"]
mod authority;
mod program;

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use authority::{Authority, Shows};
use program::{Going, fresh, lines, text, twinline};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

/// A simulator of a venue, and before it a host that speaks TLS.
struct Venue {
    sim: Going,
    authority: Authority,
    runtime: Runtime,
}

impl Venue {
    fn start() -> Self {
        let sim = Going::start(twinline(&fresh("sim")).args(["sim", "binance"]));
        Self { sim, authority: Authority::named("ours"), runtime: Runtime::new().unwrap() }
    }

    /// What decrypts and passes on; the port where it listens.
    fn behind(&self, shows: Shows) -> u16 {
        let rest = self.sim.first["rest"].as_str().unwrap();
        let target: SocketAddr = rest.trim_start_matches("http://").parse().unwrap();
        let acceptor = TlsAcceptor::from(self.authority.server(shows));
        let listener = self.runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        self.runtime.spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A client that distrusts hangs up; one that has enough does so later.
                    let Ok(mut outside) = acceptor.accept(tcp).await else { return };
                    let mut inside = TcpStream::connect(target).await.unwrap();
                    drop(tokio::io::copy_bidirectional(&mut outside, &mut inside).await);
                });
            }
        });
        port
    }

    /// A file of roots with this authority alone.
    fn roots(&self, authority: &Authority) -> PathBuf {
        let path = fresh("roots").join("roots.pem");
        std::fs::write(&path, authority.pem()).unwrap();
        path
    }
}

/// What the doctor finds with this venue, trusting these roots.
fn examine(host: &str, port: u16, roots: &Path) -> Output {
    let dir = fresh("doctor");
    let venue = format!("[venues.binance]\nenvironment = \"url\"\nrest = \"https://{host}:{port}\"\nws = \"wss://{host}:{port}\"\n");
    std::fs::write(dir.join("twinline.toml"), venue).unwrap();
    let mut command = twinline(&dir.join("data"));
    command.current_dir(&dir).env("SSL_CERT_FILE", roots).env_remove("SSL_CERT_DIR").args(["doctor", "--json"]).output().unwrap()
}

/// All findings; whatever is not well says what to do.
fn findings(output: &Output) -> Vec<Value> {
    let all: Vec<Value> = lines(output).into_iter().filter(|line| line["type"] != "error").collect();
    for finding in all.iter().filter(|finding| finding["verdict"] != "ok") {
        assert!(finding["todo"].as_str().is_some_and(|todo| todo.len() > 10), "{finding}");
    }
    all
}

/// The finding of this check.
fn find<'a>(all: &'a [Value], check: &str) -> &'a Value {
    all.iter().find(|finding| finding["check"] == check).unwrap_or_else(|| panic!("{check}: {all:?}"))
}

fn assert_finding(all: &[Value], check: &str, verdict: &str, detail: &str, todo: &str) {
    let finding = find(all, check);
    let said = |member: &str, part: &str| finding[member].as_str().unwrap_or_default().contains(part);
    assert!(finding["verdict"] == verdict && said("detail", detail) && said("todo", todo), "{detail:?}, {todo:?}: {finding}");
}

#[test]
fn a_venue_behind_a_good_certificate_is_well() {
    let venue = Venue::start();
    let output = examine("localhost", venue.behind(Shows::Good), &venue.roots(&venue.authority));
    let all = findings(&output);
    assert_eq!(output.status.code(), Some(0), "{all:?}");
    for check in
        ["configuration", "data directory", "disk", "port", "binance: name localhost", "binance over REST", "binance over WebSocket"]
    {
        assert_eq!(find(&all, check)["verdict"], "ok", "{check}: {all:?}");
    }
    assert_finding(&all, "binance: tls of localhost", "ok", "TLS 1.3, certificate until 2", "");
    assert_finding(&all, "binance's clock", "ok", " ms from ours, give or take ", "");
    assert_eq!(all.iter().filter(|finding| finding["check"] == "binance: tls of localhost").count(), 1, "one host is looked at once");
}

#[test]
fn bad_certificates_are_told_apart_and_nothing_is_asked_behind_them() {
    let venue = Venue::start();
    let ours = venue.roots(&venue.authority);
    let another = venue.roots(&Authority::named("another"));
    let none = PathBuf::from("/nowhere/roots.pem");
    for (shows, roots, detail, todo) in [
        (Shows::Expired, &ours, "the certificate expired on 2", "this machine's clock says 2"),
        (Shows::NotYet, &ours, "not valid before 2", "NTP"),
        (Shows::OtherHost, &ours, "of another host: ", "captive portal"),
        (Shows::SelfSigned, &ours, "self-signed", "update-ca-certificates"),
        (Shows::Good, &another, "nobody whom this machine trusts", "update-ca-certificates"),
        (Shows::Good, &none, "no root certificates", "ca-certificates"),
    ] {
        let output = examine("localhost", venue.behind(shows), roots);
        let all = findings(&output);
        assert_eq!(output.status.code(), Some(1), "{shows:?}: {all:?}");
        assert_finding(&all, "binance: tls of localhost", "wrong", detail, todo);
        assert!(!all.iter().any(|finding| finding["check"] == "binance over REST"), "{all:?}");
    }
}

#[test]
fn names_and_connections_that_lead_nowhere_are_told_apart() {
    let roots = fresh("roots").join("roots.pem");
    std::fs::write(&roots, Authority::named("ours").pem()).unwrap();
    // No resolver is asked for a name with so long a label.
    let name = format!("{}.invalid", "x".repeat(64));
    let output = examine(&name, 443, &roots);
    assert_eq!(output.status.code(), Some(1));
    assert_finding(&findings(&output), &format!("binance: name {name}"), "wrong", "", "getent hosts");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let all = findings(&examine("localhost", free, &roots));
    assert_finding(&all, &format!("binance: connection to localhost:{free}"), "wrong", "connection refused", "firewall");
}

fn alone(command: &mut Command) -> (Option<i32>, Vec<Value>) {
    let output = command.args(["doctor", "--json"]).output().unwrap();
    (output.status.code(), findings(&output))
}

#[test]
fn a_taken_port_says_by_whom() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, all) = alone(twinline(&fresh("port")).env("TWINLINE_LISTEN", &address));
    assert_eq!(code, Some(1));
    let by = if cfg!(target_os = "linux") { format!("in use by process {}", std::process::id()) } else { "in use by".to_owned() };
    assert_finding(&all, "port", "wrong", &by, "TWINLINE_LISTEN=127.0.0.1:0");
    let (code, all) = alone(twinline(&fresh("port")).env("TWINLINE_LISTEN", "192.0.2.1:1").env("TWINLINE_ALLOW_REMOTE", "true"));
    assert_eq!(code, Some(1));
    assert_finding(&all, "port", "wrong", "not an address of this machine", "127.0.0.1:8317");
}

#[test]
fn a_running_gateway_is_found() {
    let data = fresh("running");
    let gateway = Going::start(twinline(&data).args(["up", "--json"]));
    let (_, all) = alone(&mut twinline(&data));
    assert_finding(&all, "gateway", "ok", gateway.first["url"].as_str().unwrap(), "");
    assert_finding(&all, "data directory", "ok", "private", "");
    assert_finding(&all, "files", "ok", "its owner's alone", "");
}

#[test]
fn what_others_may_read_says_which_command_closes_it() {
    let data = fresh("open");
    assert_eq!(Going::start(twinline(&data).args(["up", "--json"])).stop().0, Some(0));
    let mode = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let epoch = data.join("epoch");
    mode(&epoch, 0o644);
    let (code, all) = alone(&mut twinline(&data));
    assert_eq!(code, Some(1));
    assert_finding(&all, "files", "wrong", "epoch is open to other users (mode 644)", &format!("chmod 600 {}", epoch.display()));
    mode(&epoch, 0o600);
    mode(&data, 0o755);
    let (code, all) = alone(&mut twinline(&data));
    assert_eq!(code, Some(1));
    assert_finding(&all, "data directory", "wrong", "chmod 700", "run the doctor again");
    mode(&data, 0o700);
    assert_eq!(alone(&mut twinline(&data)).0, Some(0), "warnings alone are no failure");
}

#[test]
fn few_file_descriptors_are_told_with_the_number_needed() {
    let data = fresh("descriptors");
    let program = twinline(&data);
    let ask = |limit: &str| {
        let mut command = Command::new("bash");
        command.args(["-c", "ulimit -n \"$1\" && exec \"$2\" doctor --json", "bash", limit]).arg(program.get_program());
        let output = command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(&data).output().unwrap();
        (output.status.code(), findings(&output))
    };
    let (code, all) = ask("300");
    assert_eq!(code, Some(1), "{all:?}");
    assert_finding(&all, "open files", "wrong", "300 allowed, 1792 needed", "LimitNOFILE=1792");
    let (code, all) = ask("1024");
    assert_eq!(code, Some(0), "{all:?}");
    assert_finding(&all, "open files", "warning", "1024 allowed", "ulimit -n 1792");
}

#[test]
fn a_wrong_configuration_is_all_that_is_looked_at() {
    let data = fresh("configuration");
    std::fs::write(data.join("twinline.toml"), "lisen = \"127.0.0.1:1\"\n").unwrap();
    let output = twinline(&data).args(["doctor", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let all = findings(&output);
    assert_eq!(all.len(), 1, "{}", text(&output.stdout));
    assert_finding(&all, "configuration", "wrong", "did you mean `listen`?", "correct it");
}
