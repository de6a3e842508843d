//! One owner, private, and an epoch that never repeats.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use twinline_gateway::data_dir::{DataDir, DataDirError, read_token, read_url};

fn fresh() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("data-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn token() -> String {
    "t".repeat(43)
}

#[test]
fn is_made_private_and_counts_starts() {
    let path = fresh();
    for expected in 1..=3 {
        let dir = DataDir::open(&path).unwrap();
        assert_eq!(dir.next_epoch().unwrap(), expected);
        assert_eq!(dir.token(token).unwrap(), (token(), expected == 1), "made once");
    }
    assert_eq!(mode(&path), 0o700);
    for file in ["token", "epoch", "lock"] {
        assert_eq!(mode(&path.join(file)), 0o600, "{file}");
    }
    assert_eq!(read_token(&path).unwrap(), token());
}

#[test]
fn has_one_owner() {
    let path = fresh();
    let dir = DataDir::open(&path).unwrap();
    let error = DataDir::open(&path).unwrap_err();
    assert!(matches!(&error, DataDirError::InUse { pid: Some(pid), .. } if *pid == std::process::id()), "{error}");
    assert!(error.to_string().contains("TWINLINE_DATA_DIR"));
    drop(dir);
    DataDir::open(&path).unwrap();
}

#[test]
fn is_refused_while_others_can_look() {
    let path = fresh();
    drop(DataDir::open(&path).unwrap());
    std::fs::set_permissions(&path, Permissions::from_mode(0o750)).unwrap();
    let error = DataDir::open(&path).unwrap_err().to_string();
    assert!(error.contains("mode 750") && error.contains("chmod 700"), "{error}");
    std::fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
    let dir = DataDir::open(&path).unwrap();
    dir.token(token).unwrap();
    std::fs::set_permissions(path.join("token"), Permissions::from_mode(0o644)).unwrap();
    assert!(dir.token(token).unwrap_err().to_string().contains("chmod 600"));
}

#[test]
fn an_empty_one_that_is_open_is_made_private() {
    let path = fresh();
    std::fs::create_dir_all(&path).unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    drop(DataDir::open(&path).unwrap());
    assert_eq!(mode(&path), 0o700);
}

#[test]
fn damage_is_named_and_never_guessed_away() {
    let path = fresh();
    let dir = DataDir::open(&path).unwrap();
    std::fs::write(path.join("epoch"), "seven").unwrap();
    assert!(dir.next_epoch().unwrap_err().to_string().contains("epoch is damaged"));
    dir.token(token).unwrap();
    std::fs::write(path.join("token"), "short").unwrap();
    assert!(dir.token(token).unwrap_err().to_string().contains("holds no token"));
}

#[test]
fn the_address_is_noted_while_it_runs() {
    let path = fresh();
    let dir = DataDir::open(&path).unwrap();
    dir.note_url("http://127.0.0.1:5").unwrap();
    assert_eq!(read_url(&path).as_deref(), Some("http://127.0.0.1:5"));
    drop(dir);
    assert_eq!(read_url(&path), None);
}
