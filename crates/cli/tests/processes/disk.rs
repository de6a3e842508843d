//! How does a disk fail on demand?

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Place;

/// A disk below the journal of a place: a library that is loaded into the gateway.
pub struct Disk {
    says: PathBuf,
    library: PathBuf,
}

impl Disk {
    /// Built for this test; all goes well until it is told otherwise.
    pub fn new(place: &Place) -> Self {
        let around = place.data.parent().unwrap();
        let library = around.join("disk.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/tests/disk.c");
        let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl").status();
        assert!(built.expect("the C compiler that built the database is here").success());
        Self { says: around.join("disk"), library }
    }

    /// The place, on this disk.
    pub fn below(&self, place: Place) -> Place {
        place.with("LD_PRELOAD", self.library.to_str().unwrap()).with("DISK_SAYS", self.says.to_str().unwrap())
    }

    /// From now on: `full`, `sync`, `short`, `stall 200`, or nothing.
    pub fn is(&self, what: &str) {
        std::fs::write(&self.says, what).unwrap();
    }
}
