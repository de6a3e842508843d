//! What is in a key file?

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use twinline_venue::account::Secret;

const HEAD: &str = "-----BEGIN PRIVATE KEY-----";
const TAIL: &str = "-----END PRIVATE KEY-----";

/// The bytes of an unencrypted PKCS#8 private key in PEM. Errors say what is wrong without showing what is there.
pub(super) fn private_key(text: &[u8]) -> Result<Secret, &'static str> {
    let text = std::str::from_utf8(text).map_err(|_| "not text")?;
    for (mark, reason) in [
        ("BEGIN ENCRYPTED PRIVATE KEY", "is encrypted with a password; store it without"),
        ("BEGIN RSA PRIVATE KEY", "is PKCS#1; convert it to PKCS#8"),
        ("BEGIN PUBLIC KEY", "is a public key; the private one is needed"),
        ("BEGIN OPENSSH PRIVATE KEY", "is a key of OpenSSH; PKCS#8 is needed"),
    ] {
        if text.contains(mark) {
            return Err(reason);
        }
    }
    let (_, rest) = text.split_once(HEAD).ok_or("has no line BEGIN PRIVATE KEY")?;
    let (body, _) = rest.split_once(TAIL).ok_or("has no line END PRIVATE KEY")?;
    // A secret overwrites its memory when it goes.
    let digits = Secret::new(body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect::<Vec<_>>());
    STANDARD.decode(digits.expose()).map(Secret::new).map_err(|_| "is not base64 between its first and last line")
}
