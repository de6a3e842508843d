//! How are files kept from others, and replaced in one step?

use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use zeroize::Zeroizing;

use crate::VaultError;
use crate::error::io;

/// Longest file that is read.
const MAX_BYTES: u64 = 32 * 1_024 * 1_024;

/// Refuses what others can look into, and what is somebody else's.
fn check(path: &Path, metadata: &Metadata, right: &'static str) -> Result<(), VaultError> {
    let (mode, owner) = (metadata.permissions().mode(), metadata.uid());
    if owner != rustix::process::geteuid().as_raw() {
        return Err(VaultError::ForeignOwner { path: path.to_owned(), owner });
    }
    if mode & 0o077 != 0 {
        return Err(VaultError::TooOpen { path: path.to_owned(), mode: mode & 0o777, right });
    }
    Ok(())
}

/// Makes a directory of mode 0700 if there is none; refuses one that is not ours alone.
pub(crate) fn dir(path: &Path) -> Result<(), VaultError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(io("make", path)(error)),
        _ => {}
    }
    check_dir(path)
}

/// Refuses a directory that is not ours alone.
pub(crate) fn check_dir(path: &Path) -> Result<(), VaultError> {
    check(path, &std::fs::metadata(path).map_err(io("look at", path))?, "700")
}

/// The file's bytes; refuses one that is not ours alone.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => VaultError::Missing { path: path.to_owned() },
        _ => io("read", path)(error),
    })?;
    // Of the opened file, not of whatever has its name by now.
    let metadata = file.metadata().map_err(io("look at", path))?;
    check(path, &metadata, "600")?;
    if metadata.len() > MAX_BYTES {
        return Err(VaultError::Tampered { path: path.to_owned(), reason: "it is far too large" });
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1));
    file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(io("read", path))?;
    Ok(bytes)
}

/// Replaces a file in one step, mode 0600, on disk before it returns.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let new = path.with_extension("new");
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&new).map_err(io("write", &new))?;
    file.set_permissions(Permissions::from_mode(0o600)).map_err(io("make private", &new))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io("write", &new))?;
    std::fs::rename(&new, path).map_err(io("replace", path))?;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(io("sync", dir))
}

/// Keeps other processes from changing the vault until it is dropped; waits for one that does.
pub(crate) fn lock(path: &Path) -> Result<File, VaultError> {
    let file = OpenOptions::new().create(true).write(true).truncate(false).mode(0o600).open(path).map_err(io("open", path))?;
    file.lock().map_err(io("lock", path))?;
    Ok(file)
}
