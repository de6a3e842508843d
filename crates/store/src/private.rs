//! How are files made that nobody else can read?

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use crate::StoreError;
use crate::error::io;

/// Makes a directory of mode 0700 if there is none; refuses one that others can look into.
pub(crate) fn dir(path: &Path) -> Result<(), StoreError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => sync_parent(path)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(io("make", path)(error)),
    }
    check(path, "700")
}

/// Makes an empty file of mode 0600 if there is none; refuses one that others can look into.
pub(crate) fn file(path: &Path) -> Result<(), StoreError> {
    match create(path) {
        Err(StoreError::Occupied { .. }) => check(path, "600"),
        other => other.and_then(|_| sync_parent(path)),
    }
}

/// Makes a file of mode 0600 that was not there before.
pub(crate) fn create(path: &Path) -> Result<File, StoreError> {
    let made = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
    let file = made.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => StoreError::Occupied { path: path.to_owned() },
        _ => io("make", path)(error),
    })?;
    // The mode above is cut down by the umask, never widened; this makes it exact.
    file.set_permissions(Permissions::from_mode(0o600)).map_err(io("make private", path))?;
    Ok(file)
}

/// Refuses what others can look into.
pub(crate) fn check(path: &Path, right: &'static str) -> Result<(), StoreError> {
    let mode = std::fs::metadata(path).map_err(io("look at", path))?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(StoreError::TooOpen { path: path.to_owned(), mode: mode & 0o777, right }) }
}

/// Takes a lock that ends with the process, on a file of its own: SQLite would lose its locks if its own file were opened and
/// closed here.
pub(crate) fn lock(path: &Path, owned: &Path) -> Result<File, StoreError> {
    let file = OpenOptions::new().create(true).write(true).truncate(false).mode(0o600).open(path).map_err(io("open", path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: owned.to_owned() }),
        Err(TryLockError::Error(error)) => Err(io("lock", path)(error)),
    }
}

/// Makes the names in a file's directory last.
pub(crate) fn sync_parent(path: &Path) -> Result<(), StoreError> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(io("sync", dir))
}

/// Removes a file of ours that may not be there.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io("remove", path)(error)),
        _ => Ok(()),
    }
}
