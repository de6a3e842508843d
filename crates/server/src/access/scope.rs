//! What may somebody do?

use std::sync::Arc;

use twinline_gateway::{Caller, Grant, TokenScope};

use super::secret::Digest;

/// What a route asks of whoever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Nothing: the page's files, health, and the doors that ask for themselves.
    Public,
    /// To look.
    Read,
    /// To place and end orders, and to change settings.
    Trade,
    /// To disturb the demo's simulators.
    Operate,
    /// To let others in, and to change keys.
    Admin,
}

/// Which login somebody came in by; what it opened ends with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Login(pub(super) Option<Digest>);

/// Who somebody turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// The holder of the gateway's own token: everything.
    Token,
    /// A browser that logged in, or a stream opened by one: everything but letting others in and changing keys.
    Session(Login),
    /// The holder of a token that was made for them.
    Holder(Arc<Grant>),
}

impl Principal {
    /// What the audit trail calls them.
    pub fn name(&self) -> &str {
        match self {
            Self::Token => "token",
            Self::Session(_) => "login",
            Self::Holder(grant) => &grant.name,
        }
    }

    /// True if this scope is open to them.
    pub fn may(&self, scope: Scope) -> bool {
        let widest = match self {
            Self::Token => Scope::Admin,
            Self::Session(_) => Scope::Operate,
            Self::Holder(grant) => match grant.scope {
                TokenScope::Read => Scope::Read,
                TokenScope::Trade => Scope::Trade,
                TokenScope::Admin => Scope::Admin,
            },
        };
        scope <= widest
    }

    /// The widest scope of a token that would let them do the same.
    pub fn scope(&self) -> TokenScope {
        match self {
            Self::Token => TokenScope::Admin,
            Self::Session(_) => TokenScope::Trade,
            Self::Holder(grant) => grant.scope,
        }
    }

    /// What narrows them, if something does.
    pub const fn grant(&self) -> Option<&Arc<Grant>> {
        match self {
            Self::Token | Self::Session(_) => None,
            Self::Holder(grant) => Some(grant),
        }
    }

    /// As who they command.
    pub fn caller(&self, origin: String) -> Caller {
        let grant = self.grant().cloned();
        Caller { actor: self.name().to_owned(), key_id: grant.as_ref().map(|grant| grant.id.clone()).unwrap_or_default(), origin, grant }
    }
}
