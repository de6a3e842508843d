//! Who answers which call of the trait?

use std::sync::Arc;

use twinline_model::Timestamp;
use twinline_venue::account::{
    AccountCodec, AccountFacts, AccountSpec, AccountStep, AccountView, Leaving, Route, SecretFields, Signer, SignerError,
};
use twinline_venue::{DecodeError, EncodeError, Frame, LinkId, LinkKind, Outcome, Reply};

use super::params::escaped;
use super::spec::{ACCOUNTS, COMMANDS};
use super::{frames, keys, replies, send};

/// The accounts of this venue. Apart from the public codec because both have a `spec`, a `decode_frame` and so on.
#[derive(Debug)]
pub(crate) struct Accounts;

impl AccountCodec for Accounts {
    fn spec(&self) -> &'static AccountSpec {
        &ACCOUNTS
    }

    fn signer(&self, secrets: &SecretFields) -> Result<Arc<dyn Signer>, SignerError> {
        Ok(Arc::new(keys::Keys::read(secrets)?))
    }

    /// Without a stream key (or without a root for commands) the address leads nowhere, and opening it fails.
    fn link_url(&self, view: &AccountView, kind: LinkKind) -> String {
        let path = ACCOUNTS.link(kind).path;
        if kind == COMMANDS {
            return format!("{}{path}", view.endpoints.commands.as_deref().unwrap_or_default());
        }
        let key = view.stream_key.as_ref().map(|key| escaped(&key.0)).unwrap_or_default();
        format!("{}{path}?listenKey={key}", view.endpoints.ws)
    }

    fn encode(&self, view: &AccountView, now: Timestamp, step: &AccountStep, route: Route) -> Result<Leaving, EncodeError> {
        send::step(view, now, step, route)
    }

    fn decode_frame(&self, _view: &AccountView, link: LinkId, frame: Frame<'_>, out: &mut AccountFacts) -> Result<(), DecodeError> {
        frames::decode(link, frame, out)
    }

    fn decode_reply(&self, _view: &AccountView, step: &AccountStep, reply: Reply<'_>, out: &mut AccountFacts) -> Outcome<()> {
        replies::decode(step, reply, out)
    }
}
