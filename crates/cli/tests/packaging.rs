//! What is packaged: does every file that is named exist, and is the service as guarded as it says?

mod program;

use std::path::{Path, PathBuf};
use std::process::Command;

use program::{fresh, text};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Instructions, with lines that go on joined.
fn instructions() -> Vec<String> {
    let joined = read("packaging/Containerfile").replace("\\\n", " ");
    joined.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_containerfile_copies_what_is_there_and_what_is_let_in() {
    let ignored = read(".dockerignore");
    let let_in: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix('!')).map(|name| name.trim_end_matches('*')).collect();
    let mut copied = 0;
    for line in instructions().iter().filter(|line| line.starts_with("COPY") && !line.contains("--from=")) {
        let words: Vec<&str> = line.split_whitespace().skip(1).collect();
        for source in &words[..words.len() - 1] {
            assert!(root().join(source).exists(), "{line}: {source} is not there");
            assert!(let_in.iter().any(|name| source.starts_with(name)), "{line}: .dockerignore keeps {source} out");
            copied += 1;
        }
    }
    assert!(copied >= 8, "{copied}");
    // Every crate of the workspace is in a folder that is copied.
    let manifest = read("Cargo.toml");
    let members = manifest.split("members = [").nth(1).and_then(|rest| rest.split(']').next()).expect("members");
    for member in members.split('"').skip(1).step_by(2) {
        assert!(member.starts_with("crates/"), "{member} is not copied into the container");
    }
}

#[test]
fn the_container_is_not_root_is_asked_for_its_health_and_logs_no_secret() {
    let all = instructions();
    let last = all.iter().rposition(|line| line.starts_with("FROM")).expect("a last stage");
    let of = |word: &str| all[last..].iter().filter(|line| line.starts_with(word)).cloned().collect::<Vec<_>>().join("\n");
    assert!(of("USER").starts_with("USER 8317"), "{}", of("USER"));
    assert!(of("RUN").contains("--uid 8317") && of("RUN").contains("ca-certificates"));
    assert!(of("HEALTHCHECK").contains(r#"CMD ["twinline", "venues", "--json"]"#));
    assert!(of("ENTRYPOINT").contains(">/dev/null"), "the token and the login link are on stdout");
    assert!(!of("ENV").contains("TWINLINE_LISTEN") && !of("ENV").contains("ALLOW_REMOTE"), "loopback unless the operator says otherwise");
    let data = of("ENV");
    let dir = data.split("TWINLINE_DATA_DIR=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a data directory");
    assert_eq!(of("VOLUME"), format!("VOLUME {dir}"));
}

/// Values of a key of the unit, in order.
fn unit(key: &str) -> Vec<String> {
    let text = read("packaging/twinline.service");
    text.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=').map(str::to_owned)).collect()
}

#[test]
fn the_unit_is_guarded() {
    for (key, value) in [
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateDevices", "yes"),
        ("MemoryDenyWriteExecute", "yes"),
        ("CapabilityBoundingSet", ""),
        ("LimitCORE", "0"),
        ("StateDirectory", "twinline"),
        ("StateDirectoryMode", "0700"),
        ("StandardOutput", "null"),
    ] {
        assert_eq!(unit(key), [value], "{key}");
    }
    assert!(unit("Environment")[0].contains("TWINLINE_DATA_DIR=/var/lib/twinline"));
    let files: u64 = unit("LimitNOFILE")[0].parse().unwrap();
    assert!(files >= 1_792, "the doctor would warn of {files}");
}

#[test]
fn systemd_takes_the_unit() {
    // The unit names the place where the program is installed; here it is where it was built.
    let here = read("packaging/twinline.service").replace("/usr/local/bin/twinline", env!("CARGO_BIN_EXE_twinline"));
    let path = fresh("unit").join("twinline.service");
    std::fs::write(&path, here).unwrap();
    let Ok(output) = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&path).output() else {
        eprintln!("skipped: there is no systemd-analyze here");
        return;
    };
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    let about_ours: Vec<&str> = said.lines().filter(|line| line.contains("twinline")).collect();
    assert!(about_ours.is_empty(), "{said}");
}
