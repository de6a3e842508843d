//! Which tickets and sessions are valid now?

use std::collections::BTreeMap;

use twinline_model::{Duration, Timestamp};

use super::secret::{Digest, new_token};
use super::{Issued, Login, Principal};

/// Most that are valid at a time; the one that ends first makes room.
const MAX_PASSES: usize = 1_024;

/// Secrets with an end. Kept by digest, so that looking one up tells nothing about others.
#[derive(Debug, Default)]
pub(super) struct Passes {
    held: BTreeMap<Digest, Pass>,
}

#[derive(Debug)]
struct Pass {
    expires_at: Timestamp,
    spent: bool,
    /// Who is let in by it.
    opens: Principal,
}

/// What came of spending a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spent {
    /// It was valid, and is not any more: who is let in by it.
    Good(Principal),
    /// It was spent before.
    Before,
    /// There is no such ticket, or not any more.
    Never,
}

impl Passes {
    pub(super) fn issue(&mut self, now: Timestamp, life: Duration, opens: Principal) -> Issued {
        self.held.retain(|_, pass| pass.expires_at > now);
        if self.held.len() >= MAX_PASSES {
            let first = self.held.iter().min_by_key(|(_, pass)| pass.expires_at).map(|(digest, _)| *digest);
            first.map(|digest| self.held.remove(&digest));
        }
        let secret = new_token();
        let expires_at = now + life;
        self.held.insert(Digest::of(&secret), Pass { expires_at, spent: false, opens });
        Issued { secret, expires_at }
    }

    pub(super) fn spend(&mut self, now: Timestamp, secret: &str) -> Spent {
        match self.held.get_mut(&Digest::of(secret)) {
            Some(pass) if pass.spent => Spent::Before,
            Some(pass) if pass.expires_at > now => {
                pass.spent = true;
                Spent::Good(pass.opens.clone())
            }
            Some(_) => Spent::Before,
            None => Spent::Never,
        }
    }

    /// The end of one that is valid now.
    pub(super) fn holds(&self, now: Timestamp, digest: Digest) -> Option<Timestamp> {
        self.held.get(&digest).filter(|pass| pass.expires_at > now && !pass.spent).map(|pass| pass.expires_at)
    }

    /// What is valid, a line each, to be kept for the next start.
    pub(super) fn to_text(&self, now: Timestamp) -> String {
        let valid = self.held.iter().filter(|(_, pass)| pass.expires_at > now && !pass.spent);
        valid.map(|(digest, pass)| format!("{} {}\n", digest.to_text(), pass.expires_at)).collect()
    }

    /// What was kept. A line that cannot be read is a login that has to be made again.
    pub(super) fn from_text(text: &str) -> Self {
        let line = |line: &str| {
            let (digest, expires_at) = line.split_once(' ')?;
            Some((
                Digest::from_text(digest)?,
                Pass { expires_at: Timestamp::parse(expires_at).ok()?, spent: false, opens: Principal::Session(Login(None)) },
            ))
        };
        Self { held: text.lines().take(MAX_PASSES).filter_map(line).collect() }
    }

    pub(super) fn end(&mut self, secret: &str) {
        self.held.remove(&Digest::of(secret));
    }
}
