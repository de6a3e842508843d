//! Every signed request of the vectors is signed alike here, bit for bit.

mod support;

use std::sync::Arc;

use serde_json::Value;
use support::files;
use support::private::{accounts, secrets};
use twinline_venue::account::Signer;

fn file(name: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(&files::text(name)).expect("JSON");
    file["vectors"].as_array().expect("vectors").clone()
}

fn signer(kind: &Value) -> Arc<dyn Signer> {
    accounts().signer(&secrets(kind.as_str().expect("a kind"))).expect("a signer")
}

fn text<'v>(vector: &'v Value, name: &str) -> &'v str {
    vector[name].as_str().unwrap_or_else(|| panic!("{name} of {vector}"))
}

/// As in RFC 3986, written apart from the codec.
fn percent_encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || "-._~".contains(char::from(byte));
    value.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[test]
fn rest_requests() {
    let vectors = file("rest_signatures.json");
    assert_eq!(vectors.len(), 24);
    for vector in vectors {
        let signature = signer(&vector["keyType"]).sign(text(&vector, "payloadToSign").as_bytes()).expect("signed");
        assert_eq!(signature, text(&vector, "signature"), "{}", vector["name"]);
        assert_eq!(percent_encoded(&signature), text(&vector, "signatureAsQueryValue"), "{}", vector["name"]);
        assert!(text(&vector, "finalString").ends_with(&format!("&signature={}", percent_encoded(&signature))), "{}", vector["name"]);
    }
}

#[test]
fn requests_of_the_commands_link() {
    let vectors = file("ws_api_signed_requests.json");
    assert_eq!(vectors.len(), 13);
    for vector in vectors {
        let signer = signer(&vector["keyType"]);
        let payload = text(&vector, "payloadToSign");
        assert_eq!(signer.sign(payload.as_bytes()).expect("signed"), text(&vector, "signature"), "{}", vector["name"]);
        assert_eq!(signer.key(), vector["request"]["params"]["apiKey"], "{}", vector["name"]);
        assert_eq!(signer.can_log_on(), vector["keyType"] == "ED25519");
        // What is signed are the parameters themselves, sorted; some producers encode them before, some do not.
        let params = vector["request"]["params"].as_object().expect("params").iter().filter(|(name, _)| *name != "signature");
        let written = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut raw: Vec<_> = params.map(|(name, value)| (name.clone(), written(value))).collect();
        raw.sort();
        let joined =
            |encode: fn(&str) -> String| raw.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&");
        let expected = if vector["signedForm"] == "percentEncoded" { joined(percent_encoded) } else { joined(str::to_owned) };
        assert_eq!(payload, expected, "{}", vector["name"]);
    }
}

#[test]
fn nothing_secret_is_shown() {
    for kind in ["HMAC", "RSA", "ED25519"] {
        let shown = format!("{:?} {:?}", secrets(kind), support::private::view(kind));
        let key = &support::private::KEYS[kind];
        for secret in ["apiKey", "secret", "privateKeyPkcs8Pem"].into_iter().filter_map(|name| key[name].as_str()) {
            let lines = secret.lines().filter(|line| line.len() > 20 && !line.starts_with('-'));
            lines.for_each(|line| assert!(!shown.contains(line), "{shown}"));
        }
    }
}
