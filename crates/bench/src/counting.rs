//! How many instructions does a piece of work take?
//!
//! Counted by callgrind, which runs this binary again on a fixed amount of work: the same on a busy machine as on an idle one.

use std::process::{Command, Stdio};

use crate::pure::{Part, Side};

/// Frames of the shorter and of the longer run over sockets; what both do besides cancels out.
const FRAMES: (usize, usize) = (500, 2_500);
/// Orders of the shorter and of the longer run; all of them fit into what the venue takes in ten seconds.
const ORDERS: (usize, usize) = (20, 120);
/// Frames where nothing else is counted.
const ALONE: usize = 1_000;

/// True if callgrind can be run.
pub fn is_possible() -> bool {
    let tried = Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

/// Instructions per frame without sockets.
pub fn pure(part: Part, side: Side, symbols: usize) -> f64 {
    count(part.name(), side, symbols, ALONE) / ALONE as f64
}

/// Instructions per frame from the socket on, woken for every frame, of the thread that reads. The kernel's are not counted.
pub fn socket(side: Side, symbols: usize) -> f64 {
    let (short, long) = (count("socket", side, symbols, FRAMES.0), count("socket", side, symbols, FRAMES.1));
    (long - short) / (FRAMES.1 - FRAMES.0) as f64
}

/// Instructions per order, from the call until its bytes have left and the thread sleeps. The kernel's are not counted.
pub fn order(side: Side) -> f64 {
    let (short, long) = (count("order", side, 0, ORDERS.0), count("order", side, 0, ORDERS.1));
    (long - short) / (ORDERS.1 - ORDERS.0) as f64
}

fn count(part: &str, side: Side, symbols: usize, frames: usize) -> f64 {
    let own = std::env::current_exe().expect("this binary");
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*pure::measured*"]).arg(own);
    command.args(["--once", &frames.to_string(), part, side.name(), &symbols.to_string()]);
    let output = command.stdin(Stdio::null()).output().expect("valgrind");
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected : ")).and_then(|(_, count)| count.trim().parse().ok());
    match collected.filter(|_| output.status.success()) {
        Some(count) => count,
        None => panic!("callgrind failed: {said}"),
    }
}
