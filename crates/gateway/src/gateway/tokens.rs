//! Who else may come in: tokens are made, shown and ended.

use std::collections::BTreeSet;

use twinline_model::{AccountId, InstrumentId, Notional};

use super::asking::entry;
use super::{Caller, Gateway};
use crate::clock::now;
use crate::error::{GatewayError, Refusal};
use crate::tokens::{Grant, NotDone, TokenRequest, TokenScope};
use crate::wire::{NewToken, Page, TokenMade, TokenRow};

/// Names that the history gives to those who come without a token of this book.
const RESERVED: [&str; 2] = ["token", "login"];
/// Longest name of a token.
const MAX_NAME: usize = 64;
/// Most entries of a list.
const MAX_LIST: usize = 100;

impl Gateway {
    /// All tokens that are remembered, the last made first.
    pub fn tokens(&self) -> Page<TokenRow> {
        let at = now();
        Page::whole(self.inner.tokens.list().iter().map(|grant| TokenRow::new(grant, at)).collect())
    }

    /// Makes a token, which is shown this once.
    pub async fn create_token(&self, caller: &Caller, asked: NewToken) -> Result<TokenMade, GatewayError> {
        let request = self.token_request(caller, asked)?;
        let (tokens, by, at) = (self.inner.tokens.clone(), caller.actor.clone(), now());
        let audit = entry(caller, "", "token.create", told(&request));
        let made = tokio::task::spawn_blocking(move || tokens.create(at, &by, request, audit)).await;
        let (secret, grant) = made.map_err(|error| GatewayError::Journal(error.to_string()))?.map_err(|error| undone(error, ""))?;
        Ok(TokenMade { token: secret.reveal().to_owned(), row: TokenRow::new(&grant, at) })
    }

    /// Ends a token, by its id or name: whoever uses it now is cut off.
    pub async fn revoke_token(&self, caller: &Caller, named: &str) -> Result<(), GatewayError> {
        let (tokens, caller, name, at) = (self.inner.tokens.clone(), caller.clone(), named.to_owned(), now());
        let audit = move |grant: &Grant| entry(&caller, "", "token.revoke", format!("{} ({})", grant.name, grant.id));
        let ended = tokio::task::spawn_blocking(move || tokens.revoke(at, &name, audit)).await;
        ended.map_err(|error| GatewayError::Journal(error.to_string()))?.map(drop).map_err(|error| undone(error, named))
    }

    fn token_request(&self, caller: &Caller, asked: NewToken) -> Result<TokenRequest, GatewayError> {
        check_name(&asked.name)?;
        let accounts = list("accounts", asked.accounts, |name| Ok(self.account(name)?.settings.account.clone()))?;
        let venues = list("venues", asked.venues, |name| self.venue_name(name))?;
        let instruments = list("instruments", asked.instruments, |name| Ok(self.instrument(name, None)?.id.clone()))?;
        let at = now();
        if asked.expires_at.is_some_and(|end| end <= at) {
            return Err(GatewayError::unfit("expires_at", "must lie ahead"));
        }
        // Whoever has an end must not outlive it by a second token.
        let own_end = caller.grant.as_ref().and_then(|grant| grant.expires_at);
        if own_end.is_some_and(|own| asked.expires_at.is_none_or(|end| end > own)) {
            return Err(GatewayError::unfit("expires_at", "must not be after the end of the token that asks"));
        }
        let request = TokenRequest {
            name: asked.name,
            scope: asked.scope,
            accounts,
            venues,
            instruments,
            max_order_notional: cap("max_order_notional", asked.max_order_notional)?,
            max_daily_notional: cap("max_daily_notional", asked.max_daily_notional)?,
            reduce_only: asked.reduce_only,
            expires_at: asked.expires_at,
        };
        check_scope(&request)?;
        Ok(request)
    }
}

fn check_name(name: &str) -> Result<(), GatewayError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if !(1..=MAX_NAME).contains(&name.len()) || !name.bytes().all(plain) {
        return Err(GatewayError::BadField { field: "name", reason: format!("must be 1 to {MAX_NAME} of A-Z a-z 0-9 . _ -") });
    }
    if RESERVED.contains(&name) {
        return Err(GatewayError::unfit("name", "means somebody else in the history; choose another"));
    }
    Ok(())
}

/// An administrator could make itself a token without these bounds, and somebody who only looks does not need them.
fn check_scope(request: &TokenRequest) -> Result<(), GatewayError> {
    let bounds = [
        ("instruments", request.instruments.is_some()),
        ("max_order_notional", request.max_order_notional.is_some()),
        ("max_daily_notional", request.max_daily_notional.is_some()),
        ("reduce_only", request.reduce_only),
    ];
    let places = [("accounts", request.accounts.is_some()), ("venues", request.venues.is_some())];
    let set = |all: &[(&'static str, bool)]| all.iter().find(|(_, set)| *set).map(|(field, _)| *field);
    let wrong = match request.scope {
        TokenScope::Trade => None,
        TokenScope::Read => set(&bounds).map(|field| (field, "belongs to tokens that trade")),
        TokenScope::Admin => set(&bounds).or_else(|| set(&places)).map(|field| (field, "an administrator could lift it")),
    };
    wrong.map_or(Ok(()), |(field, reason)| Err(GatewayError::unfit(field, reason)))
}

fn list<T: Ord>(
    field: &'static str,
    names: Option<Vec<String>>,
    find: impl Fn(&str) -> Result<T, GatewayError>,
) -> Result<Option<BTreeSet<T>>, GatewayError> {
    let Some(names) = names else { return Ok(None) };
    if names.is_empty() || names.len() > MAX_LIST {
        return Err(GatewayError::BadField { field, reason: format!("must name 1 to {MAX_LIST}") });
    }
    names.iter().map(|name| find(name)).collect::<Result<_, _>>().map(Some)
}

fn cap(field: &'static str, cap: Option<Notional>) -> Result<Option<Notional>, GatewayError> {
    let good = |cap: &Notional| !cap.is_zero() && !cap.value().is_sign_negative();
    if cap.as_ref().is_some_and(|cap| !good(cap)) {
        return Err(GatewayError::unfit(field, "must be above zero"));
    }
    Ok(cap)
}

/// What the audit trail says of a new token.
fn told(request: &TokenRequest) -> String {
    let accounts = request.accounts.as_ref().map(|all| all.iter().map(AccountId::as_str).collect::<Vec<_>>());
    let venues = request.venues.as_ref().map(|all| all.iter().map(String::as_str).collect::<Vec<_>>());
    let instruments = request.instruments.as_ref().map(|all| all.iter().map(InstrumentId::as_str).collect::<Vec<_>>());
    serde_json::json!({
        "name": request.name, "scope": request.scope, "accounts": accounts, "venues": venues, "instruments": instruments,
        "max_order_notional": request.max_order_notional, "max_daily_notional": request.max_daily_notional,
        "reduce_only": request.reduce_only, "expires_at": request.expires_at,
    })
    .to_string()
}

fn undone(error: NotDone, named: &str) -> GatewayError {
    match error {
        NotDone::NameTaken => GatewayError::TokenExists,
        NotDone::Full => GatewayError::unfit("name", "there are too many valid tokens: revoke one first"),
        NotDone::Missing => GatewayError::UnknownToken { name: named.chars().filter(|c| !c.is_control()).take(96).collect() },
        NotDone::Unkept(reason) => GatewayError::Refused(Box::new(Refusal::unkept(reason))),
    }
}
