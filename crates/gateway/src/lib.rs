//! Composition: configuration to venues and feeds; the API as plain Rust.
