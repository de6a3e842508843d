//! Does the end of a run of all suites say which tests failed?

mod program;

use std::path::Path;
use std::process::Command;

use program::{fresh, text};

const CARGO: &str = "     Running tests/alpha.rs (target/release/deps/alpha-0a1b2c)
test one ... ok
test two ... said in the middle
FAILED
failures:

---- two stdout ----
thread 'two' panicked at tests/alpha.rs:3:5:
it is 4 and should be 5
stack backtrace:
   0: rust_begin_unwind

failures:
    two

test result: FAILED. 1 passed; 1 failed; 0 ignored
     Running unittests src/lib.rs (target/release/deps/beta-0a1b2c)
failures:

---- part::three stdout ----
no answer

failures:
    part::three

test result: FAILED. 0 passed; 1 failed; 0 ignored
";

fn named(log: &str) -> Vec<String> {
    let path = fresh("suites").join("log");
    std::fs::write(&path, log).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/failures");
    let output = Command::new("python3").arg(script).arg("suite").arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn failed_tests_of_cargo_are_named_with_their_last_words() {
    let lines = named(CARGO);
    let expected = [
        "FAILED suite: alpha tests/alpha.rs two",
        "    thread 'two' panicked at tests/alpha.rs:3:5:",
        "    it is 4 and should be 5",
        "FAILED suite: beta src/lib.rs part::three",
        "    no answer",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn failed_tests_of_others_are_named_too() {
    let pytest = "..F\nE   assert 1 == 2\nFAILED crates/sim/clients/test_a.py::test_b - assert 1 == 2\n1 failed, 2 passed\n";
    assert_eq!(named(pytest)[0], "FAILED suite: crates/sim/clients/test_a.py::test_b - assert 1 == 2");
    let vitest = "\u{1b}[31m FAIL \u{1b}[39m src/a.test.ts > ages\nAssertionError: expected 1 to be 2\n";
    assert_eq!(named(vitest), ["FAILED suite: src/a.test.ts > ages", "    AssertionError: expected 1 to be 2"]);
    // What failed without a test, as a compiler does, is told by its last words.
    assert_eq!(named("error: could not compile\n"), ["FAILED suite: ended badly", "    error: could not compile"]);
}
