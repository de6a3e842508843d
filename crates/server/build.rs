//! Makes a build without the built dashboard possible, and one with it notice that the dashboard changed.

fn main() {
    let dist = std::path::Path::new("../../dashboard/dist");
    // Without it the page says that the dashboard is not built; a source tree that cannot be written is no reason to fail.
    if let Err(error) = std::fs::create_dir_all(dist) {
        println!("cargo:warning=the dashboard's folder cannot be made: {error}");
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../../dashboard/dist");
}
