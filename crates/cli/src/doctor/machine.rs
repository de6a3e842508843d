//! How much does this machine let one process hold open?

use rustix::process::{Resource, getrlimit};

use super::report::Finding;

/// What the gateway needs beside its streams: other client connections, sockets and calls to venues, files.
const BESIDE: u64 = 512 + 256;

/// `streams` is how many client streams the configuration allows.
pub(super) fn descriptors(streams: usize) -> Finding {
    judge(getrlimit(Resource::Nofile).current, streams as u64 + BESIDE)
}

/// `allowed` is absent where there is no limit.
fn judge(allowed: Option<u64>, needed: u64) -> Finding {
    const NAME: &str = "open files";
    let Some(allowed) = allowed else { return Finding::ok(NAME, "no limit") };
    if allowed >= needed {
        return Finding::ok(NAME, format!("{allowed} allowed, {needed} needed at most"));
    }
    let todo = format!(
        "raise it: `ulimit -n {needed}` in the shell, LimitNOFILE={needed} in the systemd unit, --ulimit nofile={needed} for a \
         container; or lower limits.connections"
    );
    let detail = format!("{allowed} allowed, {needed} needed if as many clients come as limits.connections lets in");
    if allowed < BESIDE { Finding::wrong(NAME, detail, todo) } else { Finding::warning(NAME, detail, todo) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::report::Verdict;

    #[test]
    fn a_low_limit_says_how_to_raise_it() {
        let check = |allowed, verdict, todo: &str| {
            let finding = judge(allowed, 1_792);
            assert_eq!(finding.parts().0, verdict, "{finding:?}");
            assert!(finding.parts().2.contains(todo), "{finding:?}");
        };
        check(None, Verdict::Ok, "");
        check(Some(1_792), Verdict::Ok, "");
        check(Some(1_024), Verdict::Warning, "LimitNOFILE=1792");
        check(Some(256), Verdict::Wrong, "ulimit -n 1792");
    }
}
