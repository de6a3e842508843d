//! What may somebody do?

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
    /// To let others in.
    Admin,
}

/// Who somebody turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// The holder of the gateway's token: everything.
    Token,
    /// A browser that logged in, or a stream opened by one: everything but letting others in.
    Session,
}

impl Principal {
    /// What the audit trail calls them.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Session => "login",
        }
    }

    /// True if this scope is open to them.
    pub const fn may(self, scope: Scope) -> bool {
        match (self, scope) {
            (Self::Token, _) | (Self::Session, Scope::Public | Scope::Read | Scope::Trade | Scope::Operate) => true,
            (Self::Session, Scope::Admin) => false,
        }
    }
}
