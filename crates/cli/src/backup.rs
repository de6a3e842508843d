//! How is all that a gateway keeps copied away, and brought back?
//!
//! A backup holds the journal and the vault. Not the gateway's token and logins: a restored gateway makes new ones.

use std::ffi::OsString;
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde_json::json;
use twinline_gateway::config::{Sources, load};
use twinline_store::{BackupKey, BackupReport, SqliteJournal};
use twinline_vault::{Secret, Unlock, Vault};

use crate::archive::{pack, unpack};
use crate::args::{Backup, Restore};
use crate::failure::Failure;
use crate::output::Output;

/// What opens a vault that has no password, in its directory.
const KEY_FILE: &str = "vault.key";
/// The variable with the vault's password.
const PASSWORD: &str = "TWINLINE_VAULT_PASSWORD";
/// What the key of a backup is for; another word is another key.
const PURPOSE: &str = "backup of the journal";

pub(crate) fn backup(file: Option<&Path>, args: &Backup, output: &Output) -> Result<(), Failure> {
    let (dir, password) = place(file)?;
    if !dir.join(twinline_store::FILE_NAME).exists() {
        return Err(Failure::refused(format!("there is no journal in {}", dir.display())).hint("check TWINLINE_DATA_DIR"));
    }
    let out = create(&args.file)?;
    let written = write(&dir, password, out, &args.file);
    if written.is_err() {
        // Half a backup is none; the first error is the one to tell.
        drop(std::fs::remove_file(&args.file));
    }
    let (report, bytes) = written?;
    say(output, "backup", &args.file, &report, bytes, "what opens the vault is not in it: keep it elsewhere")
}

fn write(dir: &Path, password: Option<Secret>, out: File, to: &Path) -> Result<(BackupReport, u64), Failure> {
    let key = key(dir, password)?;
    let path = dir.join(twinline_vault::FILE_NAME);
    let held = std::fs::read(&path).map_err(|error| cannot("read", &path, &error))?;
    let sealed = beside(to, ".sealing");
    let journal = dir.join(twinline_store::FILE_NAME);
    let report = SqliteJournal::backup_of(&journal, &sealed, &key).map_err(|error| Failure::refused(error.to_string()));
    let written = report.and_then(|report| Ok((report, pack(&held, &sealed, out, to)?)));
    drop(std::fs::remove_file(&sealed));
    let written = written?;
    sync(to.parent())?;
    Ok(written)
}

pub(crate) fn restore(file: Option<&Path>, args: &Restore, output: &Output) -> Result<(), Failure> {
    let (dir, password) = place(file)?;
    if !is_empty(&dir)? {
        return Err(Failure::refused(format!("{} is not empty: nothing was touched", dir.display()))
            .hint("choose another directory with TWINLINE_DATA_DIR"));
    }
    let stage = beside(&dir, ".restoring");
    if let Some(parent) = stage.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(|error| cannot("make", parent, &error))?;
    }
    DirBuilder::new().mode(0o700).create(&stage).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::refused(format!("{} is in the way: another restore runs, or was cut off", stage.display()))
            .hint("remove it if none runs"),
        _ => cannot("make", &stage, &error),
    })?;
    let restored = bring(args, password, &stage, &dir);
    let swept = std::fs::remove_dir_all(&stage).map_err(|error| cannot("remove", &stage, &error));
    let (report, bytes) = restored?;
    swept?;
    say(output, "restore", &dir, &report, bytes, "the next start makes a new token and a new login link")
}

/// Everything is brought to a place of its own and checked; the directory is there whole, or not at all.
fn bring(args: &Restore, password: Option<Secret>, stage: &Path, dir: &Path) -> Result<(BackupReport, u64), Failure> {
    let sealed = stage.join("sealed");
    let vault = unpack(&args.file, &mut create(&sealed)?)?;
    std::fs::write(stage.join(twinline_vault::FILE_NAME), vault).map_err(|error| cannot("write", stage, &error))?;
    let mut names = vec![twinline_vault::FILE_NAME];
    if let Some(key_file) = &args.key_file {
        std::fs::copy(key_file, stage.join(KEY_FILE)).map_err(|error| cannot("read", key_file, &error))?;
        names.push(KEY_FILE);
    }
    for name in &names {
        private(&stage.join(name))?;
    }
    let ready = stage.join("ready");
    let report = twinline_store::restore(&sealed, &ready, &key(stage, password)?).map_err(|error| Failure::refused(error.to_string()))?;
    for name in names {
        std::fs::rename(stage.join(name), ready.join(name)).map_err(|error| cannot("move", &ready, &error))?;
    }
    sync(Some(&ready))?;
    // Takes the place of an empty directory; one that is not empty by now stays as it is.
    std::fs::rename(&ready, dir).map_err(|error| cannot("replace", dir, &error))?;
    sync(dir.parent())?;
    let bytes = std::fs::metadata(&args.file).map_err(|error| cannot("look at", &args.file, &error))?.len();
    Ok((report, bytes))
}

/// The configured data directory, and the vault's password, if it has one.
fn place(file: Option<&Path>) -> Result<(PathBuf, Option<Secret>), Failure> {
    let sources = Sources::of_process(file);
    let config = load(&sources).map_err(|error| Failure::usage(error.to_string()))?;
    let password = sources.variables.into_iter().find(|(name, value)| name == PASSWORD && !value.is_empty());
    Ok((config.data_dir, password.map(|(_, value)| Secret::new(value))))
}

/// What seals a backup: only who opens the vault can make it. A vault is made where there is none.
fn key(dir: &Path, password: Option<Secret>) -> Result<BackupKey, Failure> {
    let unlock = password.map_or_else(|| Unlock::KeyFile(dir.join(KEY_FILE)), Unlock::Password);
    let vault = if Vault::exists(dir) { Vault::open(dir, &unlock) } else { Vault::create(dir, &unlock) };
    let vault = vault.map_err(|error| {
        let hint = "the vault is opened by TWINLINE_VAULT_PASSWORD, or by its key file: --key-file when a backup is restored";
        Failure::refused(error.to_string()).hint(hint)
    })?;
    Ok(BackupKey::new(*vault.derived(PURPOSE)))
}

fn say(output: &Output, what: &str, path: &Path, report: &BackupReport, bytes: u64, then: &str) -> Result<(), Failure> {
    let BackupReport { streams, records, audit_rows, .. } = report;
    if output.is_json() {
        return output.line(&json!({
            "type": what, "path": path, "streams": streams, "records": records, "audit_rows": audit_rows, "bytes": bytes,
        }));
    }
    output.text(&format!(
        "{}: {records} records of {streams} accounts, {audit_rows} rows of the audit trail, {bytes} bytes",
        path.display()
    ))?;
    output.text(then)
}

/// Makes a file of mode 0600 that was not there before.
fn create(path: &Path) -> Result<File, Failure> {
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::refused(format!("{} is there already and is left alone", path.display())),
        _ => cannot("make", path, &error),
    })
}

/// Makes a file its owner's alone, and last.
fn private(path: &Path) -> Result<(), Failure> {
    let done = std::fs::set_permissions(path, Permissions::from_mode(0o600)).and_then(|()| File::open(path)?.sync_all());
    done.map_err(|error| cannot("write", path, &error))
}

fn is_empty(dir: &Path) -> Result<bool, Failure> {
    match std::fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(cannot("read", dir, &error)),
    }
}

/// Makes the names in a directory last.
fn sync(dir: Option<&Path>) -> Result<(), Failure> {
    let dir = dir.filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| cannot("sync", dir, &error))
}

/// A place on the same disk, under a name of its own.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::refused(format!("cannot {what} {}: {error}", path.display()))
}
