//! Signatures, bit for bit as the venue's own clients make them.

mod support;

use serde_json::Value;
use twinline_delta::{Keys, SignedRequest, is_signed, login};
use twinline_model::Timestamp;
use twinline_venue::Method;
use twinline_venue::account::{Secret, SecretFields, Signer, SignerError};

fn secrets(rows: &[(&str, &str)]) -> SecretFields {
    SecretFields(rows.iter().map(|(name, value)| ((*name).to_owned(), Secret::new(value.as_bytes().to_vec()))).collect())
}

fn keys(row: &Value) -> Keys {
    Keys::read(&secrets(&[("api_key", row["api_key"].as_str().unwrap()), ("secret", row["api_secret"].as_str().unwrap())])).unwrap()
}

fn text<'v>(row: &'v Value, name: &str) -> &'v str {
    row[name].as_str().unwrap_or_else(|| panic!("{name} of {row}"))
}

fn at(row: &Value) -> Timestamp {
    Timestamp::from_millis(text(row, "timestamp").parse::<i64>().unwrap() * 1_000 + 999)
}

#[test]
fn all_43_requests_of_real_clients_are_signed_alike_and_the_defective_one_is_refused() {
    let file = support::json("rest_signatures.json");
    let rows = file["vectors"].as_array().unwrap();
    let (mut right, mut wrong) = (0, Vec::new());
    for row in rows {
        let (signer, signature) = (keys(row), text(row, "signature"));
        let is_right = row["wire_matches_prehash"].as_bool().unwrap();
        assert_eq!(signer.sign(text(row, "prehash").as_bytes()).unwrap() == signature, is_right, "{}", row["id"]);
        let target = format!("{}{}", text(row, "path"), text(row, "query_string"));
        let on_wire = is_signed(&signer, text(row, "method"), text(row, "timestamp"), &target, text(row, "body").as_bytes(), signature);
        assert_eq!(on_wire, is_right, "{}", row["id"]);
        let method = match text(row, "method") {
            "GET" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "DELETE" => Method::Delete,
            other => panic!("{other}"),
        };
        let request =
            SignedRequest { method, root: "https://h", path: text(row, "path"), query: text(row, "query_string"), body: text(row, "body") };
        let sent = request.sign(&signer, at(row)).unwrap();
        let header = |name: &str| sent.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str());
        assert_eq!((header("api-key"), header("timestamp")), (row["api_key"].as_str(), row["timestamp"].as_str()));
        assert_eq!((sent.url, sent.body), (format!("https://h{target}"), text(row, "body").as_bytes().to_vec()), "{}", row["id"]);
        assert_eq!(header("content-type").is_some(), !text(row, "body").is_empty());
        match on_wire {
            true => {
                assert_eq!(header("signature"), Some(signature), "{}", row["id"]);
                right += 1;
            }
            false => {
                assert_ne!(header("signature"), Some(signature), "what is sent is what is signed");
                wrong.push(text(row, "id"));
            }
        }
    }
    assert_eq!((right, wrong), (42, vec!["drc-get-empty-query-dict"]));
}

#[test]
fn a_lone_question_mark_is_neither_signed_nor_sent() {
    let row = &support::json("rest_signatures.json")["vectors"][0];
    let sign = |query| {
        let request = SignedRequest { method: Method::Get, root: "https://h", path: "/v2/orders", query, body: "" };
        let sent = request.sign(&keys(row), at(row)).unwrap();
        (sent.url, sent.headers)
    };
    assert_eq!(sign("?"), sign(""));
}

#[test]
fn a_changed_byte_is_not_signed() {
    let file = support::json("rest_signatures.json");
    let row = file["vectors"].as_array().unwrap().iter().find(|row| row["id"] == "drc-delete-order-with-body").unwrap();
    let signed = |method: &str, seconds: &str, target: &str, body: &str| {
        is_signed(&keys(row), method, seconds, target, body.as_bytes(), text(row, "signature"))
    };
    let (path, body, seconds) = (text(row, "path"), text(row, "body"), text(row, "timestamp"));
    assert!(signed("DELETE", seconds, path, body));
    assert!(!signed("PUT", seconds, path, body));
    assert!(!signed("DELETE", "1700000001", path, body));
    assert!(!signed("DELETE", seconds, "/v2/orders/", body));
    assert!(!signed("DELETE", seconds, path, &format!("{body} ")));
}

#[test]
fn sockets_are_logged_on_as_clients_do() {
    let file = support::json("ws_auth.json");
    let rows = file["vectors"].as_array().unwrap();
    assert_eq!(rows.len(), 5);
    for row in rows.iter().filter(|row| row["message"]["type"] == "key-auth") {
        let frame: Value = serde_json::from_str(&login(&keys(row), at(row)).unwrap()).unwrap();
        assert_eq!(frame, row["message"], "{}", row["id"]);
    }
    let legacy = rows.iter().find(|row| row["message"]["type"] == "auth").unwrap();
    assert_eq!(keys(legacy).sign(text(legacy, "prehash").as_bytes()).unwrap(), text(legacy, "signature"));
}

#[test]
fn keys_are_read_whole_or_not_at_all_and_never_shown() {
    let read = |rows: &[(&str, &str)]| Keys::read(&secrets(rows)).map(|keys| keys.key().to_owned());
    assert_eq!(read(&[("api_key", " k1\n"), ("secret", "s1")]), Ok("k1".to_owned()));
    assert_eq!(read(&[("secret", "s1")]), Err(SignerError::Missing("api_key")));
    assert_eq!(read(&[("api_key", "k1"), ("secret", "  ")]), Err(SignerError::Missing("secret")));
    assert!(matches!(read(&[("api_key", "k 1"), ("secret", "s1")]), Err(SignerError::Unreadable { field: "api_key", .. })));
    let keys = Keys::read(&secrets(&[("api_key", "visible"), ("secret", "hidden")])).unwrap();
    assert!(!format!("{keys:?}").contains("hidden"));
}
