//! A configuration. First byte: TOML or YAML; after a zero byte, variables, one a piece.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use twinline_fuzz::Bytes;
use twinline_gateway::config::{Sources, load};

static PLACE: LazyLock<PathBuf> = LazyLock::new(|| {
    let base = PathBuf::from("/dev/shm");
    let base = if base.is_dir() { base } else { std::env::temp_dir() };
    let place = base.join(format!("twinline-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&place).expect("a folder for files");
    place
});

fuzz_target!(|data: &[u8]| {
    let mut bytes = Bytes::new(data);
    let name = if bytes.byte() & 1 == 0 { "twinline.toml" } else { "twinline.yaml" };
    let file = PLACE.join(name);
    std::fs::write(&file, bytes.piece()).expect("a file");
    let mut variables = vec![("HOME".to_owned(), "/home/somebody".to_owned())];
    while !bytes.is_empty() {
        let Ok(text) = std::str::from_utf8(bytes.piece()) else { continue };
        if let Some((name, value)) = text.split_once('=') {
            variables.push((name.to_owned(), value.to_owned()));
        }
    }
    match load(&Sources { file: Some(file), variables }) {
        Ok(config) => {
            let limits = config.limits;
            assert!((1..=100_000).contains(&limits.connections) && (1..=10_000).contains(&limits.topics_per_connection));
            assert!((1_024..=16 << 20).contains(&limits.frame_bytes) && (1_024..=16 << 20).contains(&limits.body_bytes));
            assert!(!config.watch.channels.is_empty() || config.watch.instruments.is_empty());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
