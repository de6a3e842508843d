//! Is the address free, and if not, whose is it?

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use serde_json::Value;
use tokio::net::TcpListener;
use twinline_gateway::config::Config;
use twinline_gateway::data_dir::read_url;

use super::report::Finding;
use crate::client::Client;

/// `0A` in the kernel's table: a socket that listens.
const LISTENS: &str = "0A";

pub(super) async fn look(config: &Config, file: Option<&Path>) -> Finding {
    if let Some(url) = read_url(&config.data_dir) {
        let answers = match Client::find(file) {
            Ok(client) => client.get("/session", &[]).await.is_ok_and(|session| session["authenticated"] == Value::Bool(true)),
            Err(_) => false,
        };
        if answers {
            return Finding::ok("gateway", format!("running at {url}"));
        }
    }
    match TcpListener::bind(config.listen).await {
        Ok(_) => Finding::ok("port", format!("{} is free", config.listen)),
        Err(error) => taken(config.listen, &error),
    }
}

fn taken(listen: SocketAddr, error: &std::io::Error) -> Finding {
    let other = format!("choose another port: TWINLINE_LISTEN={}:0 takes a free one", listen.ip());
    match error.kind() {
        ErrorKind::AddrInUse => {
            let by = holder(listen).map_or_else(|| "another program".to_owned(), |(pid, name)| format!("process {pid} ({name})"));
            Finding::wrong("port", format!("{listen} is in use by {by}"), format!("stop that program, or {other}"))
        }
        ErrorKind::PermissionDenied => {
            Finding::wrong("port", format!("this user may not listen on {listen}"), "choose a port from 1024 on with TWINLINE_LISTEN")
        }
        ErrorKind::AddrNotAvailable => Finding::wrong(
            "port",
            format!("{listen} is not an address of this machine"),
            "set `listen` or TWINLINE_LISTEN to 127.0.0.1:8317; `ip address` shows the addresses of this machine",
        ),
        _ => Finding::wrong("port", format!("{listen}: {error}"), other),
    }
}

/// Process and name of who listens there, where Linux tells it: of this user's processes, and to root of all.
fn holder(listen: SocketAddr) -> Option<(u32, String)> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|path| std::fs::read_to_string(path).unwrap_or_default());
    let wanted: Vec<String> = tables.iter().flat_map(|table| inodes(table, listen)).map(|inode| format!("socket:[{inode}]")).collect();
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let pid = pids.into_iter().find(|pid| {
        let held = std::fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        held.filter_map(|entry| std::fs::read_link(entry.path()).ok())
            .any(|target| wanted.iter().any(|socket| target.as_os_str() == socket.as_str()))
    })?;
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    Some((pid, name.trim().chars().filter(|c| !c.is_control()).collect()))
}

/// Which sockets of the kernel's table listen where this address would.
fn inodes(table: &str, listen: SocketAddr) -> Vec<&str> {
    let row = |line: &'_ str| -> Option<bool> {
        let mut columns = line.split_whitespace().skip(1);
        let (address, port) = columns.next()?.split_once(':')?;
        let listens = columns.nth(1)? == LISTENS;
        Some(listens && u16::from_str_radix(port, 16).ok()? == listen.port() && overlaps(address, listen.ip()))
    };
    table.lines().filter(|line| row(line).unwrap_or(false)).filter_map(|line| line.split_whitespace().nth(9)).collect()
}

/// The table writes addresses as words in this machine's order of bytes; zeros alone mean all addresses.
fn overlaps(written: &str, ip: IpAddr) -> bool {
    let bytes: Vec<u8> = match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    let words = bytes.chunks_exact(4).map(|word| u32::from_ne_bytes([word[0], word[1], word[2], word[3]]));
    let own: String = words.map(|word| format!("{word:08X}")).collect();
    ip.is_unspecified() || written == own || written.bytes().all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_listening_socket_is_found_in_the_kernels_table() {
        let word = format!("{:08X}", u32::from_ne_bytes([127, 0, 0, 1]));
        let row = |address: &str, state: &str, inode: u32| {
            format!(
                "   0: {address}:207D 00000000:0000 {state} 00000000:00000000 00:00000000 00000000     0        0 {inode} 1 0 100 0 0 10 0\n"
            )
        };
        let head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
        let table =
            [head, &row(&word, "0A", 7), &row(&word, "01", 8), &row("00000000", "0A", 9), &row("0202000A", "0A", 10), "odd"].concat();
        let at = |text: &str| inodes(&table, text.parse().expect("an address"));
        assert_eq!(at("127.0.0.1:8317"), ["7", "9"]);
        assert_eq!(at("0.0.0.0:8317"), ["7", "9", "10"]);
        assert_eq!(at("127.0.0.1:8318"), Vec::<&str>::new());
    }

    #[test]
    fn our_own_listener_is_found() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let found = holder(listener.local_addr().expect("an address"));
        if cfg!(target_os = "linux") {
            assert_eq!(found.map(|(pid, _)| pid), Some(std::process::id()));
        }
    }
}
