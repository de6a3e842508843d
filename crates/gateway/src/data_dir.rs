//! Where the gateway keeps what must outlive it: the token, the epoch, and the lock that makes it the only owner.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// An owned data directory; another gateway cannot open it until this is dropped.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

/// Why a data directory cannot be used. The text says what to do.
#[derive(Debug, Error)]
pub enum DataDirError {
    /// Another gateway owns it.
    #[error("{} is in use by another gateway{}: stop it, or set TWINLINE_DATA_DIR to another directory", path.display(), by(*pid))]
    InUse {
        /// Which.
        path: PathBuf,
        /// The owner's process, if it said so.
        pid: Option<u32>,
    },
    /// Others can look into it.
    #[error("{} is open to other users (mode {mode:03o}): run `chmod {right} {}`", path.display(), path.display())]
    TooOpen {
        /// Which file or directory.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// What it should be.
        right: &'static str,
    },
    /// It holds something that is not ours.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },
    /// The file system says no.
    #[error("cannot {what} {}: {error}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which file or directory.
        path: PathBuf,
        /// What came of it.
        error: std::io::Error,
    },
}

fn by(pid: Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (process {pid})"))
}

/// Tags an error with what was tried.
fn io<'a>(what: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> DataDirError + 'a {
    move |error| DataDirError::Io { what, path: path.to_owned(), error }
}

impl DataDir {
    /// Makes the directory if need be (mode 0700) and locks it.
    pub fn open(path: &Path) -> Result<Self, DataDirError> {
        make_private(path)?;
        let lock_path = path.join("lock");
        let mut lock = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(&lock_path)
            .map_err(io("open", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(DataDirError::InUse { path: path.to_owned(), pid: owner(&mut lock) }),
            Err(std::fs::TryLockError::Error(error)) => return Err(io("lock", &lock_path)(error)),
        }
        lock.set_len(0).and_then(|()| write!(lock, "{}", std::process::id())).map_err(io("write", &lock_path))?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Counts a start. The number is on disk before it is returned, and is never given out again.
    pub fn next_epoch(&self) -> Result<u64, DataDirError> {
        let path = self.path.join("epoch");
        let held = match std::fs::read_to_string(&path) {
            Ok(text) => text.trim().parse::<u64>().map_err(|_| DataDirError::Damaged {
                path: path.clone(),
                reason: format!(
                    "it should hold a number, and holds {:?}; write a number there that is higher than any epoch seen",
                    shorten(&text)
                ),
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => 0,
            Err(error) => return Err(io("read", &path)(error)),
        };
        let next = held.saturating_add(1);
        write_private(&path, next.to_string().as_bytes())?;
        Ok(next)
    }

    /// The token; `make` is asked for one at the first start. Second is true if it is new.
    pub fn token(&self, make: impl FnOnce() -> String) -> Result<(String, bool), DataDirError> {
        match read_token(&self.path) {
            Ok(token) => Ok((token, false)),
            Err(DataDirError::Io { error, .. }) if error.kind() == ErrorKind::NotFound => {
                let token = make();
                write_private(&token_path(&self.path), token.as_bytes())?;
                Ok((token, true))
            }
            Err(error) => Err(error),
        }
    }

    /// Notes where the doors are open, so that commands on this machine find them.
    pub fn note_url(&self, url: &str) -> Result<(), DataDirError> {
        write_private(&url_path(&self.path), url.as_bytes())
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        // It only says where a running gateway is; a stale one is noticed when nothing answers there.
        drop(std::fs::remove_file(url_path(&self.path)));
    }
}

/// True if a running gateway owns this data directory, or it cannot be told that none does.
pub fn is_in_use(dir: &Path) -> bool {
    match File::open(dir.join("lock")) {
        Ok(lock) => lock.try_lock_shared().is_err(),
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}

/// The token of the gateway that owns a data directory.
pub fn read_token(dir: &Path) -> Result<String, DataDirError> {
    let path = token_path(dir);
    let file = File::open(&path).map_err(io("read", &path))?;
    check_mode(&path, file.metadata().map_err(io("read", &path))?.permissions().mode(), "600")?;
    let mut text = String::new();
    file.take(1_024).read_to_string(&mut text).map_err(io("read", &path))?;
    let token = text.trim();
    if token.len() < 43 || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(DataDirError::Damaged { path, reason: "it holds no token; remove it, and the next start makes a new one".to_owned() });
    }
    Ok(token.to_owned())
}

/// Where the running gateway of a data directory is, if one noted it.
pub fn read_url(dir: &Path) -> Option<String> {
    std::fs::read_to_string(url_path(dir)).ok().map(|text| text.trim().to_owned()).filter(|text| text.starts_with("http://"))
}

/// The logins that were kept for the next start, as they were written; empty if there are none.
pub fn read_sessions(dir: &Path) -> Result<String, DataDirError> {
    let path = dir.join("sessions");
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(io("read", &path)(error)),
    };
    check_mode(&path, file.metadata().map_err(io("read", &path))?.permissions().mode(), "600")?;
    let mut text = String::new();
    file.take(256 * 1_024).read_to_string(&mut text).map_err(io("read", &path))?;
    Ok(text)
}

/// Keeps the logins for the next start. Only digests are given here, never what a browser holds.
pub fn keep_sessions(dir: &Path, text: &str) -> Result<(), DataDirError> {
    write_private(&dir.join("sessions"), text.as_bytes())
}

fn token_path(dir: &Path) -> PathBuf {
    dir.join("token")
}

fn url_path(dir: &Path) -> PathBuf {
    dir.join("url")
}

fn owner(lock: &mut File) -> Option<u32> {
    let mut text = String::new();
    lock.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn shorten(text: &str) -> String {
    text.chars().take(20).collect()
}

/// Makes the directory, or checks that nobody else can look into it. An empty one is made private: nothing was exposed.
fn make_private(path: &Path) -> Result<(), DataDirError> {
    if !path.exists() {
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent).map_err(io("make", parent))?;
        }
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(io("make", path)(error)),
            _ => {}
        }
    }
    let mode = std::fs::metadata(path).map_err(io("look at", path))?.permissions().mode();
    let empty = || std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if mode & 0o077 != 0 && empty() {
        return std::fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(io("make private", path));
    }
    check_mode(path, mode, "700")
}

fn check_mode(path: &Path, mode: u32, right: &'static str) -> Result<(), DataDirError> {
    if mode & 0o077 == 0 { Ok(()) } else { Err(DataDirError::TooOpen { path: path.to_owned(), mode: mode & 0o777, right }) }
}

/// Replaces a file in one step, mode 0600, on disk before it returns.
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), DataDirError> {
    let new = path.with_extension("new");
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&new).map_err(io("write", &new))?;
    file.set_permissions(Permissions::from_mode(0o600)).map_err(io("write", &new))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io("write", &new))?;
    std::fs::rename(&new, path).map_err(io("write", path))?;
    let dir = path.parent().unwrap_or(path);
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(io("write", dir))
}
