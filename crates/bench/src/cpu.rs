//! How much CPU did a thread or a process take, and how much memory does it hold?

use std::fs;
use std::path::Path;

/// Nanoseconds of CPU that the calling thread has taken; good to a few milliseconds.
pub fn of_this_thread() -> u64 {
    run_time(Path::new("/proc/thread-self/schedstat"))
}

/// Nanoseconds of CPU that a thread has taken, by its file of the scheduler's figures; exact while it sleeps.
pub fn of_thread(schedstat: &Path) -> u64 {
    run_time(schedstat)
}

/// Nanoseconds of CPU that all threads of a process have taken that are still alive.
pub fn of_process(pid: u32) -> u64 {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return 0 };
    threads.flatten().map(|thread| run_time(&thread.path().join("schedstat"))).sum()
}

/// KiB that a process holds in memory now.
pub fn resident_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

fn run_time(path: &Path) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0)
}
