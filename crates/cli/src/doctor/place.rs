//! May the gateway use its data directory, nobody else, and is there room?

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use twinline_gateway::data_dir::{DataDir, DataDirError, read_token};

use super::report::Finding;

/// Below this, a full disk is near; nothing that the gateway keeps is larger.
const LOW_MIB: u64 = 512;
/// Below this, not even the token can be counted on to be kept.
const FULL_MIB: u64 = 16;
/// Most files that are looked at; the gateway makes a handful.
const MAX_FILES: usize = 1_000;

pub(super) fn look(dir: &Path) -> Vec<Finding> {
    let room = disk(dir);
    if !dir.exists() {
        let parent = dir.ancestors().skip(1).find(|path| path.exists());
        return [made_later(dir, parent)].into_iter().chain(room).collect();
    }
    [directory(dir)].into_iter().chain(files(dir)).chain(room).collect()
}

fn made_later(dir: &Path, parent: Option<&Path>) -> Finding {
    let shown = dir.display();
    let writable = |path: &Path| rustix::fs::access(path, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).is_ok();
    match parent {
        Some(parent) if !writable(parent) => Finding::wrong(
            "data directory",
            format!("{shown} does not exist, and this user may not make it in {}", parent.display()),
            "make it as its owner with mode 0700, or set TWINLINE_DATA_DIR to a directory of this user",
        ),
        _ => Finding::ok("data directory", format!("{shown} will be made at the first start")),
    }
}

fn directory(dir: &Path) -> Finding {
    const NAME: &str = "data directory";
    let shown = dir.display();
    if let Some(finding) = owner(NAME, dir) {
        return finding;
    }
    let repair = "do what it says, then run the doctor again";
    match DataDir::open(dir) {
        Ok(_) | Err(DataDirError::InUse { .. }) => {}
        Err(error) => return Finding::wrong(NAME, error.to_string(), repair),
    }
    match read_token(dir) {
        Err(error @ (DataDirError::TooOpen { .. } | DataDirError::Damaged { .. })) => Finding::wrong(NAME, error.to_string(), repair),
        _ => Finding::ok(NAME, format!("{shown}, private")),
    }
}

/// Something is to be said if it belongs to somebody else.
fn owner(name: &str, path: &Path) -> Option<Finding> {
    let owner = path.symlink_metadata().ok()?.uid();
    let own = rustix::process::geteuid().as_raw();
    if owner == own {
        return None;
    }
    let shown = path.display();
    let detail = format!("{shown} belongs to user {owner}, and this is user {own}");
    // The superuser may look everywhere, and must not leave files of its own behind.
    Some(if own == 0 {
        Finding::warning(name, detail, "run the doctor as the user of the gateway; what is said here of permissions holds for root alone")
    } else {
        Finding::wrong(name, detail, format!("run it as user {owner}, or as root: `chown -R {own} {shown}`"))
    })
}

/// What lies in the directory must be its owner's alone. A finding for each file that is not.
fn files(dir: &Path) -> Vec<Finding> {
    const NAME: &str = "files";
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => {
            let todo = format!("as its owner: `chmod 700 {}`", dir.display());
            return vec![Finding::wrong(NAME, format!("{}: {error}", dir.display()), todo)];
        }
    };
    let mut findings = Vec::new();
    let mut count = 0;
    for entry in entries.flatten().take(MAX_FILES) {
        let Ok(about) = entry.metadata() else { continue };
        let path = entry.path();
        count += 1;
        if let Some(finding) = owner(NAME, &path) {
            findings.push(finding);
            continue;
        }
        let mode = about.permissions().mode() & 0o777;
        if !about.file_type().is_symlink() && mode & 0o077 != 0 {
            let right = if about.is_dir() { "700" } else { "600" };
            let todo = format!("run `chmod {right} {}`", path.display());
            findings.push(Finding::wrong(NAME, format!("{} is open to other users (mode {mode:03o})", path.display()), todo));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::ok(NAME, format!("{count} in the data directory, each its owner's alone")));
    }
    findings
}

fn disk(dir: &Path) -> Option<Finding> {
    let existing = dir.ancestors().find(|path| path.exists())?;
    Some(match rustix::fs::statvfs(existing) {
        Ok(about) => room(existing, about.f_bavail.saturating_mul(about.f_frsize) >> 20),
        Err(error) => Finding::warning(
            "disk",
            format!("{}: free space cannot be asked for: {error}", existing.display()),
            format!("look with `df {}`", existing.display()),
        ),
    })
}

fn room(place: &Path, free_mib: u64) -> Finding {
    let detail = format!("{free_mib} MiB free at {}", place.display());
    let todo = format!("free some, or set TWINLINE_DATA_DIR to another disk; `df -h {}` shows it", place.display());
    match free_mib {
        ..FULL_MIB => Finding::wrong("disk", detail, todo),
        FULL_MIB..LOW_MIB => Finding::warning("disk", detail, todo),
        _ => Finding::ok("disk", detail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::report::Verdict;

    #[test]
    fn room_is_judged() {
        let check = |free, verdict| assert_eq!(room(Path::new("/"), free).parts().0, verdict, "{free}");
        check(0, Verdict::Wrong);
        check(15, Verdict::Wrong);
        check(16, Verdict::Warning);
        check(511, Verdict::Warning);
        check(512, Verdict::Ok);
    }

    #[test]
    fn what_is_not_ours_says_whose_it_is() {
        // The root directory belongs to the superuser on every machine; whoever runs this learns what concerns them.
        match (owner("x", Path::new("/")), rustix::process::geteuid().is_root()) {
            (None, true) => {}
            (Some(finding), false) => assert!(finding.parts().1.contains("belongs to user 0"), "{finding:?}"),
            other => panic!("{other:?}"),
        }
    }
}
