//! What is logged? State changes, on stderr; `TWINLINE_LOG` says which.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// Servers tell what happens, commands only what goes wrong.
pub(crate) fn start(server: bool, json: bool) {
    let usual = if server { "info" } else { "warn" };
    let wanted = std::env::var("TWINLINE_LOG").ok().filter(|text| !text.is_empty());
    let filter = match wanted.as_deref().map(EnvFilter::try_new) {
        Some(Ok(filter)) => filter,
        Some(Err(error)) => {
            eprintln!("warning: TWINLINE_LOG is not understood ({error}); {usual} is logged");
            EnvFilter::new(usual)
        }
        None => EnvFilter::new(usual),
    };
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).with_target(false);
    let started = if json { lines.json().try_init() } else { lines.try_init() };
    if let Err(error) = started {
        eprintln!("warning: nothing will be logged: {error}");
    }
}
