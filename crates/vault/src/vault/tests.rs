//! The vault with a cheap derivation, which nothing outside these tests can ask for.

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::Secret;
use crate::format::digest;

const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

static MADE: AtomicU32 = AtomicU32::new(0);

struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        // In memory where there is such a place: thousands of files are written.
        let shm = Path::new("/dev/shm");
        let place = if shm.is_dir() { shm.to_owned() } else { std::env::temp_dir() };
        Self(place.join(format!("twinline-vault-{}-{number}", std::process::id())))
    }
    fn file(&self) -> PathBuf {
        self.0.join(FILE_NAME)
    }
    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }
    fn open(&self, word: &str) -> Result<Vault, VaultError> {
        Vault::open_at(&self.0, &password(word), CHEAP)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn password(word: &str) -> Unlock {
    Unlock::Password(Secret::new(word.to_owned()))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

const PEM: &str = "-----BEGIN PRIVATE KEY-----\n\"quoted\\\n\u{e9}\n-----END PRIVATE KEY-----\n";

fn fields(api_key: &str) -> Fields {
    let secret = |text: &str| Secret::new(text.to_owned());
    Fields::new().with_public("api_key", secret(api_key)).with("private_key", secret(PEM)).with("passphrase", secret("open sesame"))
}

/// Two keys under the password "right".
fn filled() -> (Scratch, Vault) {
    let scratch = Scratch::new();
    let mut vault = Vault::create_at(&scratch.0, &password("right"), CHEAP).unwrap();
    vault.add(at(1), "gold", "main", &fields("abcdefgh-1234")).unwrap();
    vault.add(at(2), "alpha", "main", &fields("short")).unwrap();
    (scratch, vault)
}

fn revealed(vault: &Vault, venue: &str, name: &str) -> String {
    vault.fields(venue, "main").unwrap().field(name).unwrap().reveal().to_owned()
}

#[test]
fn what_is_put_in_comes_out_again() {
    let (scratch, vault) = filled();
    let again = scratch.open("right").unwrap();
    for vault in [&vault, &again] {
        assert_eq!(revealed(vault, "gold", "private_key"), PEM);
        assert_eq!(revealed(vault, "alpha", "api_key"), "short");
        assert!(matches!(vault.fields("gold", "other"), Err(VaultError::NoSuchKey { .. })));
    }
    let shown: Vec<_> = again.list().into_iter().map(|key| (key.venue, key.created_at, key.version, key.public_tail)).collect();
    let text = str::to_owned;
    assert_eq!(shown, [(text("alpha"), at(2), 1, String::new()), (text("gold"), at(1), 1, text("1234"))]);
    assert_eq!(again.list()[1].fields, ["api_key", "passphrase", "private_key"]);
}

#[test]
fn nothing_secret_is_in_the_file_the_list_or_the_debug_output() {
    let (scratch, vault) = filled();
    let unlock = password("right horse");
    let shown = format!("{vault:?} {:?} {:?} {unlock:?} {}", vault.list(), vault.fields("gold", "main"), scratch.text());
    for secret in ["abcdefgh", "PRIVATE", "sesame", "right horse"] {
        assert!(!shown.contains(secret), "{secret}");
    }
    let key = vault.key.0.iter().map(|byte| format!("{byte}, ")).collect::<String>();
    assert!(!shown.contains(&key[..40]) && shown.contains("<redacted>"));
}

#[test]
fn a_wrong_password_is_told_apart_from_a_changed_file() {
    let (scratch, _) = filled();
    assert_eq!(scratch.open("wrong").unwrap_err(), VaultError::WrongKey { what: "password" });
    assert!(matches!(scratch.open("").unwrap_err(), VaultError::WrongKey { .. }));
    std::fs::write(scratch.file(), scratch.text().replace("gold", "silver")).unwrap();
    assert!(matches!(scratch.open("right"), Err(VaultError::Tampered { .. })));
    assert!(matches!(scratch.open("wrong"), Err(VaultError::Tampered { .. })));
}

#[test]
fn every_byte_counts() {
    let (scratch, _) = filled();
    let bytes = std::fs::read(scratch.file()).unwrap();
    assert!(bytes.len() > 1_000);
    for place in 0..bytes.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut changed = bytes.clone();
            changed[place] ^= flip;
            std::fs::write(scratch.file(), &changed).unwrap();
            let refused = scratch.open("right");
            assert!(matches!(refused, Err(VaultError::Tampered { .. })), "byte {place}: {refused:?}");
        }
        std::fs::write(scratch.file(), &bytes[..place]).unwrap();
        assert!(matches!(scratch.open("right"), Err(VaultError::Tampered { .. })), "cut at {place}");
    }
    std::fs::write(scratch.file(), [&bytes[..], b"\n"].concat()).unwrap();
    assert!(scratch.open("right").is_err(), "a byte more");
    std::fs::write(scratch.file(), &bytes).unwrap();
    scratch.open("right").unwrap();
}

/// Somebody who knows the format makes the digest right again.
fn forged(text: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut above = text.as_bytes()[..text.len() - 65].to_vec();
    change(&mut above);
    let digest = std::str::from_utf8(&above).map_or_else(|_| "0".repeat(64), digest);
    [&above[..], digest.as_bytes(), b"\n"].concat()
}

#[test]
fn every_byte_counts_for_a_forger_too() {
    let (scratch, _) = filled();
    let text = scratch.text();
    std::fs::write(scratch.file(), forged(&text, |_| {})).unwrap();
    scratch.open("right").expect("an unchanged file is no forgery");
    for place in 0..text.len() - 65 {
        for flip in [0x01, 0x02, 0x20] {
            std::fs::write(scratch.file(), forged(&text, |above| above[place] ^= flip)).unwrap();
            let refused = scratch.open("right").map(|vault| vault.list());
            let known = matches!(refused, Err(VaultError::Tampered { .. } | VaultError::WrongKey { .. } | VaultError::Newer { .. }));
            assert!(known, "byte {place}: {refused:?}");
        }
    }
}

#[test]
fn keys_cannot_be_swapped_dropped_or_taken_from_older_files() {
    let (scratch, mut vault) = filled();
    let older = scratch.text();
    vault.rotate(at(5), "gold", "main", &fields("a-newer-key-5678")).unwrap();
    let text = scratch.text();
    let refuse = |from: &str, to: &str| {
        assert!(text.contains(from));
        let change = |above: &mut Vec<u8>| *above = String::from_utf8(above.clone()).unwrap().replace(from, to).into_bytes();
        std::fs::write(scratch.file(), forged(&text, change)).unwrap();
        assert!(matches!(scratch.open("right"), Err(VaultError::Tampered { .. })), "{from} to {to}");
    };
    refuse("\"gold\"", "\"lead\"");
    refuse("\"version\":2", "\"version\":1");
    refuse("\"generation\":4", "\"generation\":9");
    let sealed = |text: &str, nth: usize| text.split("\"sealed\":").nth(nth).unwrap().split('}').next().unwrap().to_owned();
    refuse(&sealed(&text, 2), &sealed(&older, 2));
    refuse(&sealed(&text, 2), &sealed(&text, 1));

    // A whole older file is good by itself, but not for one who has seen a later one.
    std::fs::write(scratch.file(), &older).unwrap();
    scratch.open("right").unwrap();
    assert!(matches!(vault.refresh(), Err(VaultError::Tampered { reason: "an older file was put back", .. })));
    assert_eq!(revealed(&vault, "gold", "api_key"), "a-newer-key-5678", "what was known stays");
}

#[test]
fn a_running_gateway_sees_what_others_change() {
    let (scratch, mut running) = filled();
    assert_eq!((running.generation(), running.refresh()), (3, Ok(None)));
    let mut other = scratch.open("right").unwrap();
    other.rotate(at(9), "gold", "main", &fields("a-newer-key-5678")).unwrap();
    assert_eq!(revealed(&running, "gold", "api_key"), "abcdefgh-1234");
    assert_eq!(running.refresh(), Ok(Some(4)));
    assert_eq!(revealed(&running, "gold", "api_key"), "a-newer-key-5678");
    let listed = &running.list()[1];
    assert_eq!((listed.version, listed.created_at, listed.rotated_at, listed.public_tail.as_str()), (2, at(1), Some(at(9)), "5678"));
    // Both change it without looking first; neither change is lost.
    running.add(at(10), "omega", "one", &fields("x")).unwrap();
    other.add(at(11), "omega", "two", &fields("x")).unwrap();
    other.remove("alpha", "main").unwrap();
    assert_eq!(running.refresh(), Ok(Some(7)));
    let accounts: Vec<_> = running.list().into_iter().map(|key| key.account).collect();
    assert_eq!(accounts, ["main", "one", "two"]);
}

#[test]
fn many_at_once_lose_nothing() {
    let scratch = Scratch::new();
    Vault::create_at(&scratch.0, &password("right"), CHEAP).unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let mut vault = scratch.open("right").unwrap();
            scope.spawn(move || (0..10).for_each(|n| vault.add(at(n), "gold", &format!("{writer}-{n}"), &fields("x")).unwrap()));
        }
    });
    let vault = scratch.open("right").unwrap();
    assert_eq!((vault.list().len(), vault.generation()), (40, 41));
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let (scratch, mut vault) = filled();
    let before = scratch.text();
    let secret = |text: &str| Secret::new(text.to_owned());
    let results = [
        vault.add(at(3), "gold", "main", &fields("x")),
        vault.rotate(at(3), "gold", "nobody", &fields("x")),
        vault.remove("gold", "nobody"),
        vault.add(at(3), "", "main", &fields("x")),
        vault.add(at(3), "gold", "two\nlines", &fields("x")),
        vault.add(at(3), "gold", "new", &Fields::new()),
        vault.add(at(3), "gold", "new", &Fields::new().with("secret", secret(""))),
        vault.add(at(3), "gold", "new", &Fields::new().with("secret", secret(&"x".repeat(65_537)))),
        vault.add(at(3), "gold", "new", &(0..17).fold(Fields::new(), |all, n| all.with(&n.to_string(), secret("x")))),
        vault.change_unlock(&password("")),
        Vault::create_at(&scratch.0, &password("x"), CHEAP).map(drop),
    ];
    results.into_iter().enumerate().for_each(|(nth, result)| assert!(result.is_err(), "{nth}"));
    assert_eq!(scratch.text(), before);
}

#[test]
fn the_number_of_keys_is_bounded() {
    let (scratch, mut vault) = filled();
    (2..MAX_KEYS).for_each(|n| vault.add(at(3), "z", &n.to_string(), &fields("x")).unwrap());
    assert!(matches!(vault.add(at(3), "z", "one more", &fields("x")), Err(VaultError::Invalid { .. })));
    assert_eq!(scratch.open("right").unwrap().list().len(), MAX_KEYS);
}

#[test]
fn a_new_password_ends_the_old_one() {
    let (scratch, mut vault) = filled();
    let mut running = scratch.open("right").unwrap();
    vault.change_unlock(&password("better")).unwrap();
    assert_eq!(scratch.open("right").unwrap_err(), VaultError::WrongKey { what: "password" });
    let again = scratch.open("better").unwrap();
    assert_eq!((revealed(&again, "gold", "private_key").as_str(), again.generation(), again.list()), (PEM, 4, vault.list()));
    assert_eq!(running.refresh(), Err(VaultError::Rekeyed));
    assert_eq!(running.remove("gold", "main"), Err(VaultError::Rekeyed));
    assert_eq!(revealed(&running, "gold", "passphrase"), "open sesame", "a running gateway goes on with what it has");
    vault.remove("gold", "main").unwrap();
    assert_eq!(vault.list().len(), 1);
}

#[test]
fn a_key_file_opens_it_unattended() {
    let scratch = Scratch::new();
    let file = scratch.0.join("vault.key");
    let unlock = Unlock::KeyFile(file.clone());
    let mut vault = Vault::create(&scratch.0, &unlock).unwrap();
    vault.add(at(1), "gold", "main", &fields("abcdefgh-1234")).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(Vault::open(&scratch.0, &unlock).unwrap().list(), vault.list());
    assert_eq!(scratch.open("right").unwrap_err(), VaultError::OtherUnlock { needs: "key file" });
    let held = std::fs::read(&file).unwrap();
    std::fs::write(&file, "A".repeat(43)).unwrap();
    assert_eq!(Vault::open(&scratch.0, &unlock).unwrap_err(), VaultError::WrongKey { what: "key file" });
    std::fs::write(&file, "no key").unwrap();
    assert!(matches!(Vault::open(&scratch.0, &unlock), Err(VaultError::Tampered { .. })));
    std::fs::write(&file, held).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o604)).unwrap();
    assert!(matches!(Vault::open(&scratch.0, &unlock), Err(VaultError::TooOpen { mode: 0o604, .. })));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(Vault::open(&scratch.0, &unlock).unwrap_err(), VaultError::Missing { path: file });
}

#[test]
fn only_its_owner_opens_it() {
    let (scratch, mut vault) = filled();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&scratch.0), mode(&scratch.file())), (0o700, 0o600));
    let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    for wide in [0o640, 0o604, 0o660, 0o610] {
        set(&scratch.file(), wide);
        assert!(matches!(scratch.open("right"), Err(VaultError::TooOpen { mode, .. }) if mode == wide));
        assert!(matches!(vault.refresh(), Err(VaultError::TooOpen { .. })));
    }
    set(&scratch.file(), 0o600);
    set(&scratch.0, 0o750);
    assert!(matches!(scratch.open("right"), Err(VaultError::TooOpen { mode: 0o750, .. })));
    set(&scratch.0, 0o700);
    if std::os::unix::fs::chown(scratch.file(), Some(12_345), None).is_ok() {
        assert!(matches!(scratch.open("right"), Err(VaultError::ForeignOwner { owner: 12_345, .. })));
    } else {
        eprintln!("not the superuser: a file of another owner cannot be made, that check is skipped");
    }
    assert!(matches!(Vault::open(&scratch.0.join("nowhere"), &password("x")), Err(VaultError::Missing { .. })));
}

#[test]
fn a_crash_while_writing_leaves_the_old_file() {
    let (scratch, mut vault) = filled();
    std::fs::write(scratch.file().with_extension("new"), "half of a new fi").unwrap();
    assert_eq!(scratch.open("right").unwrap().list().len(), 2);
    vault.remove("gold", "main").unwrap();
    assert_eq!(scratch.open("right").unwrap().list().len(), 1);
}

#[test]
fn what_the_program_makes_is_dear_to_guess_and_a_cheap_file_is_not_believed() {
    let scratch = Scratch::new();
    Vault::create(&scratch.0, &password("right")).unwrap();
    let text = scratch.text();
    assert!(text.contains("\"cost\":{\"memory_kib\":65536,\"passes\":3,\"lanes\":4}"), "{text}");
    Vault::open(&scratch.0, &password("right")).unwrap();
    let (cheap, _) = filled();
    assert!(matches!(Vault::open(&cheap.0, &password("right")), Err(VaultError::Tampered { .. })));
    let dear = |above: &mut Vec<u8>| *above = String::from_utf8(above.clone()).unwrap().replace("65536", "4194304").into_bytes();
    std::fs::write(scratch.file(), forged(&text, dear)).unwrap();
    assert!(matches!(Vault::open(&scratch.0, &password("right")), Err(VaultError::Tampered { .. })));
}

#[test]
fn the_derivation_is_argon2id() {
    // A vector of the reference implementation's tests: 64 MiB, two passes, one lane. Its salt is shorter than ours, so the library is
    // asked as `derive` asks it.
    let params = argon2::Params::new(65_536, 2, 1, Some(32)).unwrap();
    let mut key = [0; 32];
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    argon2.hash_password_into(b"password", b"somesalt", &mut key).unwrap();
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
}
