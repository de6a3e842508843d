//! What is in a backup?
//!
//! ```text
//!  "TWLBOOK1" │ length of the vault, 4 bytes │ the vault's file │ the journal, sealed with a key of the vault
//! ```
//! The vault is sealed by itself, so nothing in it can be read without what opens it, and the journal only by who can open the
//! vault. What opens it, a password or a key file, is not in the backup.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use crate::failure::Failure;

const MAGIC: &[u8; 8] = b"TWLBOOK1";
/// No vault is larger.
const MOST_VAULT: u32 = 32 * 1_024 * 1_024;

/// Writes a backup of a vault's file and a sealed journal into a new file, which is on disk before this returns.
pub(crate) fn pack(vault: &[u8], sealed: &Path, mut out: File, to: &Path) -> Result<u64, Failure> {
    let failed = |error: std::io::Error| Failure::refused(format!("cannot write {}: {error}", to.display()));
    let length = u32::try_from(vault.len()).ok().filter(|length| *length <= MOST_VAULT);
    let length = length.ok_or_else(|| Failure::refused("the vault is far too large"))?;
    let mut journal = File::open(sealed).map_err(failed)?;
    out.write_all(MAGIC).and_then(|()| out.write_all(&length.to_be_bytes())).and_then(|()| out.write_all(vault)).map_err(failed)?;
    std::io::copy(&mut journal, &mut out).and_then(|_| out.sync_all()).map_err(failed)?;
    out.metadata().map(|metadata| metadata.len()).map_err(failed)
}

/// Takes a backup apart: the vault's file, and the journal, still sealed.
pub(crate) fn unpack(from: &Path, sealed: &mut File) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::refused(format!("cannot read {}: {error}", from.display()));
    let foreign = || Failure::refused(format!("{} is not a backup of this program", from.display()));
    let mut file = File::open(from).map_err(failed)?;
    let (mut magic, mut length) = ([0; MAGIC.len()], [0; 4]);
    file.read_exact(&mut magic).and_then(|()| file.read_exact(&mut length)).map_err(|_| foreign())?;
    let length = u32::from_be_bytes(length);
    if magic != *MAGIC || length > MOST_VAULT {
        return Err(foreign());
    }
    let mut vault = Vec::new();
    Read::by_ref(&mut file).take(u64::from(length)).read_to_end(&mut vault).map_err(failed)?;
    if vault.len() != length as usize {
        return Err(Failure::refused(format!("{} was cut off", from.display())));
    }
    std::io::copy(&mut file, sealed).map_err(failed)?;
    Ok(vault)
}
