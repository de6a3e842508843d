//! Was this payload signed with this key?

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use crate::keys::Proof;

/// Whether `signature` (hex for HMAC, in any case; base64 otherwise) is this key's over `payload`.
pub(crate) fn verify(proof: &Proof, payload: &[u8], signature: &str) -> bool {
    match proof {
        Proof::Hmac { secret } => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            from_hex(signature).is_some_and(|tag| hmac::verify(&key, payload, &tag).is_ok())
        }
        Proof::Ed25519 { public, .. } => verify_with(&UnparsedPublicKey::new(&ED25519, public), payload, signature),
        Proof::Rsa { public, .. } => verify_with(&UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public), payload, signature),
    }
}

fn verify_with(key: &UnparsedPublicKey<&Vec<u8>>, payload: &[u8], signature: &str) -> bool {
    STANDARD.decode(signature).is_ok_and(|signature| key.verify(payload, &signature).is_ok())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? * 16 + digit(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::pem;
    use serde_json::Value;

    fn vectors(name: &str) -> Value {
        let path = format!("{}/../../vectors/binance_usdm/{name}", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&std::fs::read_to_string(path).expect("the vectors are there")).expect("JSON")
    }

    fn proof(keys: &Value, kind: &str) -> Proof {
        let key = &keys[kind];
        match key["secret"].as_str() {
            Some(secret) => Proof::Hmac { secret: secret.to_owned() },
            None => pem::public_key(key["publicKeyPem"].as_str().expect("a PEM")).expect("a key"),
        }
    }

    #[test]
    fn every_vector_verifies_and_no_other_payload_does() {
        let rest = vectors("rest_signatures.json");
        let api = vectors("ws_api_signed_requests.json");
        let mut count = 0;
        for vector in [&rest, &api].into_iter().flat_map(|file| file["vectors"].as_array().expect("vectors")) {
            let text = |name: &str| vector[name].as_str().unwrap_or_else(|| panic!("{name} of {vector}")).to_owned();
            let proof = proof(&rest["keys"], &text("keyType"));
            let (payload, signature) = (text("payloadToSign"), text("signature"));
            assert!(verify(&proof, payload.as_bytes(), &signature), "{}", text("name"));
            assert!(!verify(&proof, format!("{payload} ").as_bytes(), &signature), "{}", text("name"));
            assert!(!verify(&proof, payload.as_bytes(), &signature[1..]), "{}", text("name"));
            count += 1;
        }
        assert_eq!(count, 37);
    }

    #[test]
    fn hex_may_be_upper_case_and_anything_else_is_no_signature() {
        let proof = Proof::Hmac { secret: "s".to_owned() };
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"s"), b"p");
        let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        assert!(verify(&proof, b"p", &hex) && verify(&proof, b"p", &hex.to_lowercase()));
        for wrong in ["", "0", "zz", "é", &hex[..62]] {
            assert!(!verify(&proof, b"p", wrong), "{wrong}");
        }
    }
}
