//! What is logged, and how? State changes, on stderr; `TWINLINE_LOG` says which, `TWINLINE_LOG_FORMAT` in which form.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// Servers tell what happens, commands only what goes wrong. Lines are JSON if the format says so, or else if the
/// command's own output is.
pub(crate) fn start(server: bool, json: bool) {
    let usual = if server { "info" } else { "warn" };
    let filter = match variable("TWINLINE_LOG").as_deref().map(EnvFilter::try_new) {
        Some(Ok(filter)) => filter,
        Some(Err(error)) => {
            eprintln!("warning: TWINLINE_LOG is not understood ({error}); {usual} is logged");
            EnvFilter::new(usual)
        }
        None => EnvFilter::new(usual),
    };
    let json = match variable("TWINLINE_LOG_FORMAT").as_deref() {
        Some("json") => true,
        Some("text") => false,
        Some(other) => {
            eprintln!("warning: TWINLINE_LOG_FORMAT is text or json, not {other:?}");
            json
        }
        None => json,
    };
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if json {
        // One flat object a line: what a state change is about stands beside its level and time.
        lines.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()
    } else {
        let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        lines.with_ansi(colours).with_target(false).try_init()
    };
    if let Err(error) = started {
        eprintln!("warning: nothing will be logged: {error}");
    }
}

/// Absent if it is empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}
