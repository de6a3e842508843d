//! HTTP requests to a gateway without venues, over loopback. First byte: method, and whether the token is shown; then the
//! address; after a zero byte, the body.
#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use twinline_fuzz::Bytes;
use twinline_gateway::config::Limits;
use twinline_gateway::{Gateway, Options};
use twinline_server::{Access, App, Doors, new_token, serve};

const METHODS: [&str; 4] = ["GET", "POST", "DELETE", "PUT"];

struct Server {
    runtime: Runtime,
    address: std::net::SocketAddr,
    token: String,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (address, token) = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let limits = Limits { body_bytes: 4_096, ..Limits::default() };
        let options = Options { limits, ..Options::bare(1, "0") };
        let token = new_token();
        let app = App::new(Gateway::start(options).expect("a gateway"), Access::new(&token), Doors::new(address, &[], &[]));
        tokio::spawn(serve(listener, app, std::future::pending()));
        (address, token)
    });
    Server { runtime, address, token }
});

fuzz_target!(|data: &[u8]| {
    let server = &*SERVER;
    let mut bytes = Bytes::new(data);
    let first = usize::from(bytes.byte());
    let (address, body) = (bytes.piece(), bytes.rest());
    let mut request = format!("{} /", METHODS[first % 4]).into_bytes();
    request.extend_from_slice(address);
    let login = if first & 0x80 == 0 { format!("authorization: Bearer {}\r\n", server.token) } else { String::new() };
    let head = format!(
        " HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{login}content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    request.extend_from_slice(head.as_bytes());
    request.extend_from_slice(body);
    let answer = server.runtime.block_on(async {
        let mut socket = TcpStream::connect(server.address).await.expect("a connection");
        let _cut = socket.write_all(&request).await;
        let mut answer = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(20), socket.read_to_end(&mut answer)).await;
        assert!(read.is_ok(), "no answer");
        answer
    });
    let status = answer.get(9..12).unwrap_or_default();
    assert!(status != b"500", "{}", String::from_utf8_lossy(&answer));
});
