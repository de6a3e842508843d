//! How much of the machine does this process use? As Linux tells it; elsewhere nothing is said.

use super::exposition::{Exposition, Kind};

/// Names are those that every Prometheus client uses for these.
pub(super) fn write(out: &mut Exposition) {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let status = read("/proc/self/status");
    if let Some(kib) = number(&status, "VmRSS:") {
        out.one("process_resident_memory_bytes", Kind::Gauge, "memory held, in bytes", kib.saturating_mul(1_024));
    }
    if let Some(threads) = number(&status, "Threads:") {
        out.one("process_threads", Kind::Gauge, "threads", threads);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        // One of them is this look itself.
        out.one("process_open_fds", Kind::Gauge, "open file descriptors", open.count().saturating_sub(1));
    }
    if let Some(most) = number(&read("/proc/self/limits"), "Max open files") {
        out.one("process_max_fds", Kind::Gauge, "file descriptors that may be open", most);
    }
}

/// The first number after a line's name.
fn number(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_tables_are_read() {
        let status = "Name:\ttwinline\nVmRSS:\t   12345 kB\nThreads:\t4\n";
        assert_eq!((number(status, "VmRSS:"), number(status, "Threads:")), (Some(12_345), Some(4)));
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max open files            1024                 524288               files     \n";
        assert_eq!(number(limits, "Max open files"), Some(1_024));
        assert_eq!(number("Max open files            unlimited", "Max open files"), None);
        assert_eq!(number(status, "Odd:"), None);
    }
}
