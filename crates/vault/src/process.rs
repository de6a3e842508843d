//! What must the process not leave behind?

use rustix::process::{Resource, Rlimit, setrlimit};

/// Keeps a crash from writing the memory, with its secrets, to disk; for this process and those that it starts. To be called first
/// thing in `main`.
pub fn forbid_core_dumps() -> std::io::Result<()> {
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_core_is_dumped_from_then_on() {
        super::forbid_core_dumps().unwrap();
        let limit = rustix::process::getrlimit(rustix::process::Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
