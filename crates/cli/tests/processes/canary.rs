//! Did a secret get out, in whatever form?

use std::path::Path;

/// Secrets, in every form in which they might be written somewhere.
#[derive(Debug, Default)]
pub struct Canaries {
    forms: Vec<(String, Vec<u8>)>,
}

impl Canaries {
    /// A secret: as it is, in base64 at any place of a longer text, in hex, percent-encoded, and as a list of bytes.
    pub fn add(&mut self, name: &str, secret: &[u8]) {
        assert!(secret.len() >= 12, "{name} is too short to be told from anything else");
        let mut keep = |form: &str, bytes: Vec<u8>| self.forms.push((format!("{name}, {form}"), bytes));
        keep("as it is", secret.to_vec());
        for (letters, form) in [(STANDARD, "base64"), (URL_SAFE, "base64url")] {
            for shift in 0..3 {
                keep(form, inner_base64(letters, secret, shift));
            }
        }
        keep("hex", secret.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
        keep("hex, upper case", secret.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect());
        keep("percent-encoded", secret.iter().flat_map(|byte| percent(*byte)).collect());
        keep("a list of bytes", secret[..12].iter().map(u8::to_string).collect::<Vec<_>>().join(", ").into_bytes());
    }

    /// A private key: each line of its text, and what they stand for.
    pub fn add_pem(&mut self, name: &str, pem: &str) {
        let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with("-----") && line.len() >= 32).collect();
        assert!(!lines.is_empty(), "{name} is no PEM");
        for line in &lines {
            self.add(&format!("a line of {name}"), line.as_bytes());
        }
        let all: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let bytes = from_base64(&all);
        self.add(name, &bytes[bytes.len().saturating_sub(32)..]);
    }

    /// The forms that are in these bytes.
    pub fn found_in(&self, bytes: &[u8]) -> Vec<&str> {
        self.forms.iter().filter(|(_, form)| holds(bytes, form)).map(|(name, _)| name.as_str()).collect()
    }

    /// Nothing of them is in there.
    pub fn absent_from(&self, what: &str, bytes: &[u8]) {
        let found = self.found_in(bytes);
        assert!(found.is_empty(), "{what} holds {found:?}");
    }

    /// Nothing of them is in any file below a directory but those with these names. How many files and bytes were looked at.
    pub fn absent_below(&self, dir: &Path, but: &[&str]) -> (usize, usize) {
        let (mut files, mut bytes) = (0, 0);
        for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                let below = self.absent_below(&path, but);
                (files, bytes) = (files + below.0, bytes + below.1);
            } else if !but.contains(&entry.file_name().to_str().unwrap()) {
                let held = std::fs::read(&path).unwrap();
                self.absent_from(&path.display().to_string(), &held);
                (files, bytes) = (files + 1, bytes + held.len());
            }
        }
        (files, bytes)
    }
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What is the same in the base64 of any text that has this at a place `shift` beyond a multiple of three.
fn inner_base64(letters: &[u8; 64], secret: &[u8], shift: usize) -> Vec<u8> {
    let padded: Vec<u8> = std::iter::repeat_n(0, shift).chain(secret.iter().copied()).collect();
    let groups = padded.chunks_exact(3).skip(usize::from(shift > 0));
    let letter = |bits: u32| letters[(bits & 63) as usize];
    groups
        .flat_map(|group| {
            let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
            [letter(bits >> 18), letter(bits >> 12), letter(bits >> 6), letter(bits)]
        })
        .collect()
}

fn from_base64(text: &str) -> Vec<u8> {
    let value = |letter: u8| STANDARD.iter().position(|held| *held == letter).map(|at| at as u32);
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for found in text.bytes().filter_map(value) {
        bits = bits << 6 | found;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

fn percent(byte: u8) -> Vec<u8> {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { vec![byte] } else { format!("%{byte:02X}").into_bytes() }
}

fn holds(bytes: &[u8], form: &[u8]) -> bool {
    let Some((first, rest)) = form.split_first() else { return false };
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| byte == first) {
        from += at + 1;
        if bytes[from..].starts_with(rest) {
            return true;
        }
    }
    false
}
