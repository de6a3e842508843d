//! What is found, and what is to be done about it?

use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    Ok,
    Warning,
    Wrong,
}

/// One thing that was looked at. What is not well always says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    check: String,
    verdict: Verdict,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    todo: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { check: check.into(), verdict: Verdict::Ok, detail: detail.into(), todo: None }
    }

    pub(super) fn warning(check: impl Into<String>, detail: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check: check.into(), verdict: Verdict::Warning, detail: detail.into(), todo: Some(todo.into()) }
    }

    pub(super) fn wrong(check: impl Into<String>, detail: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check: check.into(), verdict: Verdict::Wrong, detail: detail.into(), todo: Some(todo.into()) }
    }

    #[cfg(test)]
    pub(super) fn parts(&self) -> (Verdict, &str, &str) {
        (self.verdict, &self.detail, self.todo.as_deref().unwrap_or_default())
    }
}

/// Tells findings as they are made.
pub(super) struct Report<'a> {
    output: &'a Output,
    wrong: usize,
}

impl<'a> Report<'a> {
    pub(super) const fn new(output: &'a Output) -> Self {
        Self { output, wrong: 0 }
    }

    pub(super) fn tell(&mut self, finding: &Finding) -> Result<(), Failure> {
        self.wrong += usize::from(finding.verdict == Verdict::Wrong);
        if self.output.is_json() {
            return self.output.line(finding);
        }
        let mark = match finding.verdict {
            Verdict::Ok => "ok     ",
            Verdict::Warning => "warning",
            Verdict::Wrong => "WRONG  ",
        };
        self.output.text(&format!("{mark}  {}: {}", finding.check, finding.detail))?;
        finding.todo.as_ref().map_or(Ok(()), |todo| self.output.text(&format!("           {todo}")))
    }

    pub(super) fn all(&mut self, findings: impl IntoIterator<Item = Finding>) -> Result<(), Failure> {
        findings.into_iter().try_for_each(|finding| self.tell(&finding))
    }

    /// How the command ends: with 1 if anything is wrong; warnings alone are no failure.
    pub(super) fn end(self) -> Result<(), Failure> {
        match self.wrong {
            0 => Ok(()),
            1 => Err(Failure::refused("one thing is wrong")),
            count => Err(Failure::refused(format!("{count} things are wrong"))),
        }
    }
}
