//! How public and private keys are written as text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::keys::Proof;

/// What stands before the 32 bytes of an Ed25519 public key.
const ED25519_PUBLIC: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// What stands before the 32 bytes of an Ed25519 private key.
const ED25519_PRIVATE: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
/// The algorithm of an RSA public key.
const RSA_ALGORITHM: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;

/// Reads an Ed25519 or RSA public key (`SubjectPublicKeyInfo`); `None` for anything else.
pub(super) fn public_key(pem: &str) -> Option<Proof> {
    let der = decoded(pem)?;
    if let Some(public) = der.strip_prefix(&ED25519_PUBLIC).filter(|public| public.len() == 32) {
        return Some(Proof::Ed25519 { public: public.to_vec(), private_pem: None });
    }
    let (inner, _) = element(SEQUENCE, &der)?;
    let (bits, _) = element(BIT_STRING, inner.strip_prefix(&RSA_ALGORITHM)?)?;
    let public = bits.strip_prefix(&[0])?;
    Some(Proof::Rsa { public: public.to_vec(), private_pem: None })
}

/// An Ed25519 public key as PEM.
pub(super) fn ed25519_public(public: &[u8]) -> String {
    encoded("PUBLIC KEY", &[&ED25519_PUBLIC, public].concat())
}

/// An Ed25519 private key as PEM.
pub(super) fn ed25519_private(seed: &[u8]) -> String {
    encoded("PRIVATE KEY", &[&ED25519_PRIVATE, seed].concat())
}

/// An RSA public key as PEM.
pub(super) fn rsa_public(public: &[u8]) -> String {
    let bits = wrapped(BIT_STRING, &[&[0], public].concat());
    encoded("PUBLIC KEY", &wrapped(SEQUENCE, &[&RSA_ALGORITHM[..], &bits].concat()))
}

/// One element of DER with this tag: its content, and what follows it.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = der.strip_prefix(&[tag])?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 | 0x82 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length * 256 + usize::from(*byte)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

fn wrapped(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut der = vec![tag];
    match length {
        0..=0x7f => der.push(length as u8),
        0x80..=0xff => der.extend([0x81, length as u8]),
        _ => der.extend([0x82, (length / 256) as u8, (length % 256) as u8]),
    }
    der.extend(content);
    der
}

fn decoded(pem: &str) -> Option<Vec<u8>> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
    STANDARD.decode(body).ok()
}

fn encoded(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::RSA_PUBLIC;

    #[test]
    fn rsa_is_read_and_written() {
        let Some(Proof::Rsa { public, .. }) = public_key(RSA_PUBLIC) else { panic!("an RSA key") };
        assert_eq!(public.len(), 270, "2048 bits");
        assert_eq!(rsa_public(&public), RSA_PUBLIC);
    }

    #[test]
    fn ed25519_is_read_and_written() {
        let text = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n-----END PUBLIC KEY-----\n";
        let Some(Proof::Ed25519 { public, .. }) = public_key(text) else { panic!("an Ed25519 key") };
        assert_eq!(ed25519_public(&public), text);
    }

    #[test]
    fn other_text_is_no_key() {
        for text in ["", "-----BEGIN PUBLIC KEY-----", "MCow", "AAAA", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", "%"] {
            assert_eq!(public_key(text), None, "{text}");
        }
    }
}
