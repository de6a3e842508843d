//! The program in a directory of its own, and what it says.

#![allow(dead_code, reason = "each suite uses a part of it")]

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// An empty directory of this test alone.
pub fn fresh(name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let path =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    // An earlier run may have had the same process number, and what it left would be found.
    match std::fs::remove_dir_all(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{path:?}: {error}"),
        _ => std::fs::create_dir_all(&path).unwrap(),
    }
    path
}

/// The program with this data directory, a free port, and nothing of ours from outside.
pub fn twinline(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twinline"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TWINLINE_")) {
        command.env_remove(name);
    }
    if std::env::var_os("SUITE_TRACE").is_some() {
        command.env("TWINLINE_LOG", "trace");
    }
    command.env("TWINLINE_DATA_DIR", data).env("TWINLINE_LISTEN", "127.0.0.1:0").current_dir(data);
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// One JSON value a line.
pub fn lines(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// A program that goes on, with what it says as it says it.
pub struct Going {
    pub child: Child,
    /// Its first line: what JSON says, or the text.
    pub first: Value,
    log: BufReader<std::process::ChildStderr>,
}

impl Going {
    /// Started, and its first line on stdout read.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        if line.is_empty() {
            let mut said = String::new();
            drop(log.read_to_string(&mut said));
            panic!("it ended: {said}");
        }
        let first = serde_json::from_str(&line).unwrap_or(Value::String(line));
        Self { child, first, log }
    }

    /// The next line of its log.
    pub fn log_line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.log.read_line(&mut line).unwrap() > 0, "the log has ended");
        line
    }

    /// Tells it to stop, and gives its exit code and the rest of its log.
    pub fn stop(mut self) -> (Option<i32>, String) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        // Gone already if the test told it to stop.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
