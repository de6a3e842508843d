//! Who is asking, and may they?
//!
//! | file | question it answers |
//! |---|---|
//! | `scope` | what may somebody do? |
//! | `secret` | how is a secret made and compared? |
//! | `passes` | which tickets and sessions are valid now? |
//! | `throttle` | how often may somebody guess? |

mod passes;
mod scope;
mod secret;
mod throttle;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use twinline_gateway::{Ended, Found, Tokens};
use twinline_model::{Duration, Timestamp};

use self::passes::{Passes, Spent};
use self::secret::Digest;
use self::throttle::Throttle;

pub use scope::{Login, Principal, Scope};
pub use secret::new_token;

/// How long a login link can be used.
pub const LOGIN_TICKET_LIFE: Duration = Duration::from_secs(15 * 60);
/// How long a ticket for the stream can be used.
const STREAM_TICKET_LIFE: Duration = Duration::from_secs(30);
/// How long a login lasts.
const SESSION_LIFE: Duration = Duration::from_secs(7 * 86_400);

/// Why a credential is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// It is wrong, used, or too old.
    Wrong,
    /// It was good once: a token that expired or was revoked. That is no guess.
    Ended(Ended),
    /// Too many wrong ones came from this address; nothing is looked at before this time.
    Locked {
        /// Until then.
        until: Timestamp,
    },
}

/// A secret that was just issued; shown once.
#[derive(Clone)]
pub struct Issued {
    /// The secret.
    pub secret: String,
    /// Not valid after this.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("secret", &"<redacted>").field("expires_at", &self.expires_at).finish()
    }
}

/// Keeps the logins for the next start: given their digests whenever they change.
pub type Keeper = Box<dyn Fn(&str) + Send + Sync>;

/// The gateway's token, those of others, and the tickets and sessions that they opened. Keeps digests only.
pub struct Access {
    token: Digest,
    /// Those of others; none until a gateway is there.
    others: Option<Arc<Tokens>>,
    state: Mutex<State>,
    keeper: Option<Keeper>,
    /// Told whenever a login ends before its time.
    logouts: watch::Sender<()>,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct State {
    throttle: Throttle,
    logins: Passes,
    streams: Passes,
    sessions: Passes,
}

impl Access {
    /// With the gateway's token.
    pub fn new(token: &str) -> Self {
        Self { token: Digest::of(token), others: None, state: Mutex::new(State::default()), keeper: None, logouts: watch::Sender::new(()) }
    }

    /// With the logins of the run before, so that an open page survives a restart; `keeper` is told of every change.
    pub fn with_sessions(token: &str, kept: &str, keeper: Keeper) -> Self {
        let state = State { sessions: Passes::from_text(kept), ..State::default() };
        Self { token: Digest::of(token), others: None, state: Mutex::new(state), keeper: Some(keeper), logouts: watch::Sender::new(()) }
    }

    /// With the tokens that were made for others.
    #[must_use]
    pub fn with_tokens(mut self, others: Arc<Tokens>) -> Self {
        self.others = Some(others);
        self
    }

    fn keep(&self, now: Timestamp, sessions: &Passes) {
        if let Some(keeper) = &self.keeper {
            keeper(&sessions.to_text(now));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this is the token. A wrong one counts against the address.
    pub fn token(&self, now: Timestamp, from: IpAddr, candidate: &str) -> Result<Principal, Denied> {
        let mut state = self.state();
        state.throttle.may_try(now, from)?;
        if self.token.matches(candidate) {
            state.throttle.was_right(from);
            return Ok(Principal::Token);
        }
        match self.others.as_ref().map_or(Found::Unknown, |others| others.find(now, candidate)) {
            Found::Valid(grant) => {
                state.throttle.was_right(from);
                Ok(Principal::Holder(grant))
            }
            Found::Ended(ended) => Err(Denied::Ended(ended)),
            Found::Unknown => {
                state.throttle.was_wrong(now, from);
                Err(Denied::Wrong)
            }
        }
    }

    /// Issues the ticket of a login link.
    pub fn issue_login(&self, now: Timestamp) -> Issued {
        self.state().logins.issue(now, LOGIN_TICKET_LIFE, Principal::Session(Login(None)))
    }

    /// Issues a ticket for a stream, which sees what whoever asks for it sees.
    pub fn issue_stream(&self, now: Timestamp, opens: Principal) -> Issued {
        self.state().streams.issue(now, STREAM_TICKET_LIFE, opens)
    }

    /// Why somebody who came in may not stay, if they may not.
    pub fn ended(&self, now: Timestamp, principal: &Principal) -> Option<Ended> {
        let grant = principal.grant()?;
        self.others.as_ref().map_or(Some(Ended::Revoked), |others| others.ended(now, &grant.id))
    }

    /// Spends a login ticket and begins a session. An unknown ticket counts against the address; a used one does not, for
    /// links are opened twice.
    pub fn log_in(&self, now: Timestamp, from: IpAddr, ticket: &str) -> Result<Issued, Denied> {
        let mut state = self.state();
        state.throttle.may_try(now, from)?;
        match state.logins.spend(now, ticket) {
            Spent::Good(principal) => {
                state.throttle.was_right(from);
                let issued = state.sessions.issue(now, SESSION_LIFE, principal);
                self.keep(now, &state.sessions);
                Ok(issued)
            }
            Spent::Before => Err(Denied::Wrong),
            Spent::Never => {
                state.throttle.was_wrong(now, from);
                Err(Denied::Wrong)
            }
        }
    }

    /// What the first message of a stream opens: a ticket, or the token.
    pub fn first_word(&self, now: Timestamp, from: IpAddr, word: &str) -> Result<Principal, Denied> {
        {
            let mut state = self.state();
            state.throttle.may_try(now, from)?;
            match state.streams.spend(now, word) {
                Spent::Good(principal) => {
                    drop(state);
                    if !self.is_logged_in(now, &principal) {
                        return Err(Denied::Wrong);
                    }
                    return self.ended(now, &principal).map_or(Ok(principal), |ended| Err(Denied::Ended(ended)));
                }
                Spent::Before => return Err(Denied::Wrong),
                Spent::Never => {}
            }
        }
        self.token(now, from, word)
    }

    /// The end of a session that is valid now. A wrong one counts against nobody: a browser keeps its cookie over a restart.
    pub fn session(&self, now: Timestamp, id: &str) -> Option<Timestamp> {
        self.state().sessions.holds(now, Digest::of(id))
    }

    /// Who comes with a session that is valid now.
    pub fn logged_in(&self, now: Timestamp, id: &str) -> Option<Principal> {
        let digest = Digest::of(id);
        self.state().sessions.holds(now, digest).map(|_| Principal::Session(Login(Some(digest))))
    }

    /// False if somebody came in by a login that has ended since.
    pub fn is_logged_in(&self, now: Timestamp, principal: &Principal) -> bool {
        match principal {
            Principal::Session(Login(Some(digest))) => self.state().sessions.holds(now, *digest).is_some(),
            Principal::Session(Login(None)) | Principal::Token | Principal::Holder(_) => true,
        }
    }

    /// Changes whenever a login ends before its time.
    pub fn logouts(&self) -> watch::Receiver<()> {
        self.logouts.subscribe()
    }

    /// Ends a session.
    pub fn log_out(&self, now: Timestamp, id: &str) {
        let mut state = self.state();
        state.sessions.end(id);
        self.keep(now, &state.sessions);
        drop(state);
        self.logouts.send_replace(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 7));

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000) + Duration::from_secs(seconds)
    }

    #[test]
    fn a_login_outlives_the_process_and_a_logout_does_too() {
        let kept = std::sync::Arc::new(Mutex::new(String::new()));
        let start = || {
            let (text, to) = (kept.lock().unwrap().clone(), kept.clone());
            Access::with_sessions("token", &text, Box::new(move |text| *to.lock().unwrap() = text.to_owned()))
        };
        let first = start();
        let ticket = first.issue_login(at(0));
        let session = first.log_in(at(1), HERE, &ticket.secret).unwrap();
        assert!(!kept.lock().unwrap().contains(&session.secret), "only digests are kept");
        let second = start();
        assert_eq!(second.session(at(2), &session.secret), Some(session.expires_at));
        second.log_out(at(3), &session.secret);
        assert_eq!(start().session(at(4), &session.secret), None);
    }

    #[test]
    fn the_token_opens_and_nothing_like_it_does() {
        let token = new_token();
        let access = Access::new(&token);
        assert_eq!(access.token(at(0), HERE, &token), Ok(Principal::Token));
        for (second, wrong) in [String::new(), token[1..].to_owned(), format!("{token}x"), token.to_lowercase()].iter().enumerate() {
            assert_eq!(access.token(at(second as i64), THERE, wrong), Err(Denied::Wrong), "{wrong}");
        }
    }

    #[test]
    fn a_login_ticket_is_spent_once_and_in_time() {
        let access = Access::new(&new_token());
        let ticket = access.issue_login(at(0));
        let session = access.log_in(at(10), HERE, &ticket.secret).unwrap();
        assert_eq!(access.log_in(at(11), HERE, &ticket.secret).unwrap_err(), Denied::Wrong);
        assert!(access.session(at(20), &session.secret).is_some());
        assert!(access.session(session.expires_at + Duration::from_secs(1), &session.secret).is_none());
        access.log_out(at(100), &session.secret);
        assert!(access.session(at(30), &session.secret).is_none());
        let late = access.issue_login(at(0));
        assert_eq!(access.log_in(late.expires_at + Duration::from_millis(1), HERE, &late.secret).unwrap_err(), Denied::Wrong);
    }

    #[test]
    fn a_stream_ticket_opens_the_stream_only() {
        let access = Access::new(&new_token());
        let login = Principal::Session(Login(None));
        let ticket = access.issue_stream(at(0), login.clone());
        assert_eq!(access.log_in(at(1), HERE, &ticket.secret).unwrap_err(), Denied::Wrong);
        assert_eq!(access.first_word(at(1), HERE, &ticket.secret), Ok(login));
        assert_eq!(access.first_word(at(1), HERE, &ticket.secret), Err(Denied::Wrong));
    }

    #[test]
    fn ten_thousand_guesses_an_hour_are_hardly_looked_at() {
        let token = new_token();
        let access = Access::new(&token);
        let mut evaluated = 0;
        for guess in 0..10_000i64 {
            let now = at(0) + Duration::from_millis(guess * 360);
            if access.token(now, THERE, &format!("guess {guess}")) == Err(Denied::Wrong) {
                evaluated += 1;
            }
        }
        assert!((5..=60).contains(&evaluated), "{evaluated}");
        assert!(matches!(access.token(at(3_600), THERE, &token), Err(Denied::Locked { .. })));
        assert_eq!(access.token(at(3_600), HERE, &token), Ok(Principal::Token));
    }

    #[test]
    fn opening_a_used_link_again_locks_nobody_out() {
        let token = new_token();
        let access = Access::new(&token);
        let ticket = access.issue_login(at(0));
        for second in 0..20 {
            let result = access.log_in(at(second), HERE, &ticket.secret);
            assert_eq!(result.is_ok(), second == 0);
        }
        assert_eq!(access.token(at(30), HERE, &token), Ok(Principal::Token));
    }

    #[test]
    fn nothing_secret_is_shown() {
        let token = new_token();
        let access = Access::new(&token);
        let issued = access.issue_login(at(0));
        let shown = format!("{access:?} {issued:?}");
        assert!(!shown.contains(&token) && !shown.contains(&issued.secret), "{shown}");
    }
}
