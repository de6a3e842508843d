//! How does a password or a key file become a key?

use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::{invalid, io};
use crate::secret::Key;
use crate::{Secret, VaultError, private};

/// What opens a vault.
#[derive(Debug, Clone)]
pub enum Unlock {
    /// A password; the key is derived from it, which takes some tenths of a second and 64 MiB, on purpose.
    Password(Secret),
    /// A file of mode 0600 with 256 random bits, made when the vault is made. For a gateway that starts unattended: who can read
    /// both files has the keys, so this protects copies of the vault alone.
    KeyFile(PathBuf),
}

/// What deriving a key from a password costs. Stored with the vault, so that it can be raised later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// RFC 9106, section 4, second recommended option: 64 MiB, three passes, four lanes. Also the least that is accepted in a file.
pub(crate) const COST: Cost = Cost { memory_kib: 64 * 1_024, passes: 3, lanes: 4 };
/// The most that is accepted in a file, so that a foreign one cannot stop the machine.
const MOST: Cost = Cost { memory_kib: 1_024 * 1_024, passes: 16, lanes: 16 };

/// How the vault's key is found, as the file says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Lock {
    /// Argon2id of a password.
    Password { cost: Cost, salt: String },
    /// The bytes of a file.
    KeyFile {},
}

impl Lock {
    /// For a new vault, or a new password: with a salt of its own.
    pub(crate) fn new(unlock: &Unlock, cost: Cost, path: &Path) -> Result<Self, VaultError> {
        Ok(match unlock {
            Unlock::Password(password) if password.reveal().is_empty() => return Err(invalid("an empty password")),
            Unlock::Password(_) => Self::Password { cost, salt: URL_SAFE_NO_PAD.encode(random::<16>(path)?) },
            Unlock::KeyFile(_) => Self::KeyFile {},
        })
    }

    /// What opens it, in words.
    pub(crate) const fn needs(&self) -> &'static str {
        match self {
            Self::Password { .. } => "password",
            Self::KeyFile {} => "key file",
        }
    }

    /// The key; `least` is the lowest cost that is believed, `path` the vault's.
    pub(crate) fn key(&self, unlock: &Unlock, least: Cost, path: &Path) -> Result<Key, VaultError> {
        match (self, unlock) {
            (Self::Password { cost, salt }, Unlock::Password(password)) => derive(password, *cost, salt, least, path),
            (Self::KeyFile {}, Unlock::KeyFile(file)) => read_key(file),
            (lock, _) => Err(VaultError::OtherUnlock { needs: lock.needs() }),
        }
    }
}

fn derive(password: &Secret, cost: Cost, salt: &str, least: Cost, path: &Path) -> Result<Key, VaultError> {
    let strange = || VaultError::Tampered { path: path.to_owned(), reason: "the cost of its password is out of bounds" };
    let within = |value: u32, least: u32, most: u32| (least..=most).contains(&value);
    if !within(cost.memory_kib, least.memory_kib, MOST.memory_kib)
        || !within(cost.passes, least.passes, MOST.passes)
        || !within(cost.lanes, 1, MOST.lanes)
    {
        return Err(strange());
    }
    let salt = URL_SAFE_NO_PAD.decode(salt).ok().filter(|salt| salt.len() == 16).ok_or_else(strange)?;
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|_| strange())?;
    let mut key = Zeroizing::new([0; 32]);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(password.reveal().as_bytes(), &salt, key.as_mut_slice()).map_err(io("derive a key for", path))?;
    Ok(Key(key))
}

/// Makes the key file unless it is there.
pub(crate) fn make_key(file: &Path) -> Result<(), VaultError> {
    match read_key(file) {
        Err(VaultError::Missing { .. }) => {}
        other => return other.map(drop),
    }
    let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(Zeroizing::new(random::<32>(file)?).as_slice()));
    private::replace(file, text.as_bytes())
}

fn read_key(file: &Path) -> Result<Key, VaultError> {
    let text = private::read(file)?;
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_ascii()).map(Zeroizing::new);
    let strange = || VaultError::Tampered { path: file.to_owned(), reason: "it holds no key" };
    let bytes = bytes.ok().filter(|bytes| bytes.len() == 32).ok_or_else(strange)?;
    let mut key = Zeroizing::new([0; 32]);
    key.copy_from_slice(&bytes);
    Ok(Key(key))
}

/// Random bytes, for something at `path`.
pub(crate) fn random<const N: usize>(path: &Path) -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io("find random bytes for", path))?;
    Ok(bytes)
}
