//! How is a copy encrypted?
//!
//! ```text
//!  "TWLBACK1" │ 19 random bytes │ 16 bytes of SHA-256 over these and the key │ pieces of 64 KiB, each with its tag
//! ```
//! Each piece is sealed with XChaCha20-Poly1305 under the 19 bytes, its number, and a mark on the last one; the header is
//! authenticated with each. So nothing can be changed, swapped, cut off or added.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::Digest as _;
use zeroize::Zeroize;

use crate::StoreError;
use crate::error::io;

const MAGIC: &[u8; 8] = b"TWLBACK1";
const RANDOM: usize = 19;
const CHECK: usize = 16;
const HEADER: usize = MAGIC.len() + RANDOM + CHECK;
const PIECE: usize = 64 * 1_024;
const TAG: usize = 16;

/// What opens a backup: 32 bytes that nobody can guess. Forgotten when dropped.
#[derive(Clone)]
pub struct BackupKey([u8; 32]);

impl BackupKey {
    /// From bytes that are random, or derived from a password by a function made for that.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl Drop for BackupKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Encrypts `from` into `to`.
pub(crate) fn seal(from: &Path, to: &mut File, to_path: &Path, key: &BackupKey) -> Result<(), StoreError> {
    let mut random = [0; RANDOM];
    getrandom::fill(&mut random).map_err(|error| io("find random bytes for", to_path)(std::io::Error::other(error.to_string())))?;
    let pieces = Pieces::new(random, key);
    let mut plain = BufReader::new(File::open(from).map_err(io("read", from))?);
    let mut out = BufWriter::new(to);
    out.write_all(&pieces.header).map_err(io("write", to_path))?;
    let mut piece = vec![0; PIECE];
    for number in 0u32.. {
        let filled = fill(&mut plain, &mut piece).map_err(io("read", from))?;
        let last = filled < PIECE;
        let sealed = pieces.seal(number, last, piece.get(..filled).unwrap_or_default());
        let sealed = sealed.ok_or_else(|| io("encrypt", from)(std::io::Error::other("no room")))?;
        out.write_all(&sealed).map_err(io("write", to_path))?;
        if last {
            break;
        }
    }
    out.flush().map_err(io("write", to_path))
}

/// Decrypts `from` into `to`. What is written before an error is authentic but not all: throw it away.
pub(crate) fn unseal(from: &Path, to: &mut File, to_path: &Path, key: &BackupKey) -> Result<(), StoreError> {
    let damaged = |reason: &str| StoreError::Damaged { path: from.to_owned(), reason: reason.to_owned() };
    let mut sealed = BufReader::new(File::open(from).map_err(io("read", from))?);
    let mut header = [0; HEADER];
    if fill(&mut sealed, &mut header).map_err(io("read", from))? < HEADER || !header.starts_with(MAGIC) {
        return Err(damaged("it is not a backup of a journal"));
    }
    let mut random = [0; RANDOM];
    random.copy_from_slice(&header[MAGIC.len()..MAGIC.len() + RANDOM]);
    let pieces = Pieces::new(random, key);
    if pieces.header != header {
        return Err(StoreError::WrongKey { path: from.to_owned() });
    }
    let mut out = BufWriter::new(to);
    let mut piece = vec![0; PIECE + TAG];
    for number in 0u32.. {
        let filled = fill(&mut sealed, &mut piece).map_err(io("read", from))?;
        let last = filled < PIECE + TAG;
        let plain = pieces.open(number, last, piece.get(..filled).unwrap_or_default());
        let plain = plain.ok_or_else(|| damaged("it was changed or cut off"))?;
        out.write_all(&plain).map_err(io("write", to_path))?;
        if last {
            break;
        }
    }
    out.flush().map_err(io("write", to_path))
}

struct Pieces {
    header: [u8; HEADER],
    random: [u8; RANDOM],
    cipher: XChaCha20Poly1305,
}

impl Pieces {
    fn new(random: [u8; RANDOM], key: &BackupKey) -> Self {
        let mut check = sha2::Sha256::new();
        check.update(b"twinline backup key");
        check.update(random);
        check.update(key.0);
        let check: [u8; 32] = check.finalize().into();
        let mut header = [0; HEADER];
        header[..MAGIC.len()].copy_from_slice(MAGIC);
        header[MAGIC.len()..MAGIC.len() + RANDOM].copy_from_slice(&random);
        header[MAGIC.len() + RANDOM..].copy_from_slice(&check[..CHECK]);
        Self { header, random, cipher: XChaCha20Poly1305::new(&key.0.into()) }
    }

    fn nonce(&self, number: u32, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        nonce[..RANDOM].copy_from_slice(&self.random);
        nonce[RANDOM..RANDOM + 4].copy_from_slice(&number.to_be_bytes());
        nonce[23] = u8::from(last);
        nonce.into()
    }

    fn seal(&self, number: u32, last: bool, plain: &[u8]) -> Option<Vec<u8>> {
        self.cipher.encrypt(&self.nonce(number, last), Payload { msg: plain, aad: &self.header }).ok()
    }

    fn open(&self, number: u32, last: bool, sealed: &[u8]) -> Option<Vec<u8>> {
        self.cipher.decrypt(&self.nonce(number, last), Payload { msg: sealed, aad: &self.header }).ok()
    }
}

/// Reads until the buffer is full or the file ends; says how much there was.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
