//! What does the environment override?

use super::tree::{Node, Origin, Value};

/// Variables that start like ours and are no keys: what opens the vault, what the program logs and how, and where its commands
/// find the gateway.
const NOT_KEYS: [&str; 6] =
    ["TWINLINE_VAULT_PASSWORD", "TWINLINE_LOG", "TWINLINE_LOG_FORMAT", "TWINLINE_CONFIG", "TWINLINE_URL", "TWINLINE_TOKEN"];

/// Lays `TWINLINE_LISTEN`, `TWINLINE_LIMITS__FRAME_BYTES`, … over what a file said. `__` separates levels; lists are
/// separated by commas. The order of the variables does not matter.
pub(super) fn overlay(root: &mut Node, variables: &[(String, String)]) {
    let mut ours: Vec<_> =
        variables.iter().filter(|(name, _)| name.starts_with("TWINLINE_") && !NOT_KEYS.contains(&name.as_str())).collect();
    ours.sort();
    for (name, text) in ours {
        let path: Vec<String> = name["TWINLINE_".len()..].split("__").map(str::to_ascii_lowercase).collect();
        root.put(&path, Node { value: Value::Text(text.clone()), origin: Origin::Variable(name.clone()) });
    }
}
