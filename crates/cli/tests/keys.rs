//! Keys go into the vault from standard input, and never come out.

mod program;

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Output, Stdio};

use program::{Going, fresh, lines, text, twinline};

fn keys(data: &Path, args: &[&str], password: &str, input: &str) -> Output {
    let mut command = twinline(data);
    command.arg("keys").args(args).arg("--json").env("TWINLINE_VAULT_PASSWORD", password);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn keys_are_kept_listed_rotated_and_removed() {
    let data = fresh("keys");
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o700)).unwrap();
    let of = ["--venue", "binance"];
    let key = r#"{"api_key":"abcdefghijklmnop","secret":"hushhush"}"#;
    let added = keys(&data, &[&["add", "main"], &of[..]].concat(), "", key);
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    let again = keys(&data, &[&["add", "main"], &of[..]].concat(), "", key);
    assert_eq!(again.status.code(), Some(1), "there already");
    let rotated = keys(&data, &[&["rotate", "main"], &of[..]].concat(), "", &key.replace("mnop", "wxyz"));
    assert_eq!(rotated.status.code(), Some(0), "{}", text(&rotated.stderr));
    let listed = lines(&keys(&data, &["list"], "", ""));
    assert_eq!((listed.len(), &listed[0]["version"], &listed[0]["public_tail"]), (1, &2.into(), &"wxyz".into()), "{listed:?}");
    let wrong = keys(&data, &["list"], "a password that nobody set", "");
    assert_eq!(wrong.status.code(), Some(1));
    let useless = keys(&data, &[&["rotate", "main"], &of[..]].concat(), "", r#"{"api_key":"abcdefghijklmnop"}"#);
    assert!(useless.status.code() == Some(1) && text(&useless.stderr).contains("secret"), "{}", text(&useless.stderr));
    for output in [&added, &again, &rotated, &wrong, &useless] {
        assert!(!text(&output.stdout).contains("hushhush") && !text(&output.stderr).contains("hushhush"));
    }
    let file = std::fs::read(data.join("vault")).unwrap();
    assert!(!text(&file).contains("hushhush"), "encrypted");
    assert_eq!(keys(&data, &[&["remove", "main"], &of[..]].concat(), "", "").status.code(), Some(0));
    assert!(lines(&keys(&data, &["list"], "", "")).is_empty());
}

/// A gateway that runs and cannot be asked would go on with the old key: the vault is left as it is, and that is said.
#[test]
fn with_a_gateway_that_cannot_be_asked_nothing_is_changed() {
    let data = fresh("keys-refused");
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o700)).unwrap();
    let going = Going::start(twinline(&data).args(["up", "--json"]));
    let key = r#"{"api_key":"abcdefghijklmnop","secret":"hushhush"}"#;
    let add = |variables: &[(&str, &str)]| {
        let mut command = twinline(&data);
        command.args(["keys", "add", "main", "--venue", "binance", "--json"]).envs(variables.iter().copied());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(key.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let elsewhere = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let wrong = "A".repeat(43);
    for (variables, code) in [(("TWINLINE_TOKEN", wrong.as_str()), 1), (("TWINLINE_URL", elsewhere.as_str()), 4)] {
        let output = add(&[variables]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains("nothing was changed"), "{said}");
        assert!(!data.join("vault").exists(), "the vault was changed");
    }
    // It is there and has no such account: that is said, too.
    let output = add(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(data.join("vault").exists());
    assert_eq!(going.stop().0, Some(0));
    let output = add(&[("TWINLINE_TOKEN", wrong.as_str())]);
    assert!(text(&output.stderr).contains("already"), "nobody runs: {}", text(&output.stderr));
}
