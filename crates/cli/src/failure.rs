//! How does a command end when it does not end well?

use std::process::ExitCode;

use serde_json::json;

use crate::output::Output;

/// Why a command ends with another code than 0.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
    hint: Option<String>,
}

impl Failure {
    fn new(code: u8, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    /// 1: asked for and refused.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(1, message)
    }

    /// 2: asked for wrongly.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(2, message)
    }

    /// 3: it may or may not have been done.
    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self::new(3, message)
    }

    /// 4: nobody answered.
    pub(crate) fn unreachable(message: impl Into<String>) -> Self {
        Self::new(4, message)
    }

    /// True unless nobody answered.
    pub(crate) const fn was_answered(&self) -> bool {
        self.code != 4
    }

    /// The same, beginning with what it was asked for.
    pub(crate) fn about(self, what: &str) -> Self {
        Self { message: format!("{what}: {}", self.message), ..self }
    }

    /// Adds what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The reader of our output went away, which is how `head` says that it has enough.
    pub(crate) fn is_broken_pipe(error: &std::io::Error) -> bool {
        matches!(error.kind(), std::io::ErrorKind::BrokenPipe)
    }

    /// Tells it, and gives the exit code.
    pub(crate) fn report(self, output: &Output) -> ExitCode {
        if self.code == 0 {
            return ExitCode::SUCCESS;
        }
        if output.is_json() {
            // The message below says it in any case.
            drop(output.line(&json!({"type": "error", "code": self.code, "detail": self.message, "hint": self.hint})));
        }
        eprintln!("error: {}", self.message);
        if let Some(hint) = self.hint {
            eprintln!("  {hint}");
        }
        ExitCode::from(self.code)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if Self::is_broken_pipe(&error) { Self::new(0, "") } else { Self::refused(format!("cannot write: {error}")) }
    }
}
