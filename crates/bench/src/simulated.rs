//! Which venue takes the orders?
//!
//! The real binary's simulator, a process of its own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use twinline_binance::Binance;
use twinline_model::Timestamp;
use twinline_venue::account::{Secret, SecretFields, Signer};
use twinline_venue::{Codec, Endpoints, Fact, Facts, Instruments, Reply, Step, View};

/// What is traded.
pub const SYMBOL: &str = "BTCUSDT";
/// How much at a time.
pub const QTY: &str = "0.003";

/// A simulator that ends with this.
#[derive(Debug)]
pub struct Simulated {
    child: Child,
    /// Where it is.
    pub address: SocketAddr,
    /// Its key.
    pub api_key: String,
    /// Its secret; of play money.
    pub secret: String,
}

impl Simulated {
    /// Starts it; nothing without a binary.
    pub fn start() -> Option<Self> {
        let binary = std::env::var_os("TWINLINE_BIN")?;
        let mut command = Command::new(binary);
        command.args(["sim", "binance", "--seed", "7"]).env("TWINLINE_LOG", "error").env_remove("TWINLINE_BIN");
        let mut child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn().expect("a binary that starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).expect("a line of JSON");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let address = text(&said["rest"]).trim_start_matches("http://").parse().expect("an address");
        Some(Self { child, address, api_key: text(&said["credentials"]["api_key"]), secret: text(&said["credentials"]["secret"]) })
    }

    /// What requests are signed with.
    pub fn signer(&self) -> std::sync::Arc<dyn Signer> {
        let field = |name: &str, value: &str| (name.to_owned(), Secret::new(value.as_bytes()));
        let fields = SecretFields(BTreeMap::from([field("api_key", &self.api_key), field("secret", &self.secret)]));
        Binance.accounts().expect("accounts").signer(&fields).expect("a key that signs")
    }

    /// What can be traded there.
    pub fn instruments(&self) -> Instruments {
        let body = self.ask("/fapi/v1/exchangeInfo");
        let (view, mut facts) = (View::new(Endpoints { rest: String::new(), ws: String::new(), commands: None }), Facts::new());
        let reply = Reply::Http { status: 200, body: body.as_bytes() };
        let _ = Binance.decode_reply(&view, &Step::Instruments, reply, &mut facts);
        let listed = facts.items().iter().find_map(|fact| match fact {
            Fact::Instruments(list) => Some(Instruments::from_list(list.iter().cloned())),
            _ => None,
        });
        listed.expect("a list of instruments")
    }

    /// A price at which nobody sells, near enough to be allowed.
    pub fn price(&self) -> String {
        let mark: Value = serde_json::from_str(&self.ask(&format!("/fapi/v1/premiumIndex?symbol={SYMBOL}"))).expect("a mark");
        let whole = mark["markPrice"].as_str().and_then(|text| text.split('.').next()).and_then(|text| text.parse::<u64>().ok());
        format!("{}.0", whole.expect("a price") * 97 / 100)
    }

    fn ask(&self, path: &str) -> String {
        let mut socket = TcpStream::connect(self.address).expect("a simulator that listens");
        let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address);
        socket.write_all(head.as_bytes()).expect("a request");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("an answer");
        answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What the wall's clock says.
pub fn wall() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock after 1970");
    Timestamp::from_nanos(since.as_nanos() as i64)
}
