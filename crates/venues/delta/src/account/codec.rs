//! Who answers which call of the trait?

use std::sync::Arc;

use twinline_model::Timestamp;
use twinline_venue::account::{
    AccountCodec, AccountFacts, AccountSpec, AccountStep, AccountView, Leaving, Route, SecretFields, Signer, SignerError,
};
use twinline_venue::{DecodeError, EncodeError, Frame, LinkId, LinkKind, Outcome, Reply};

use super::spec::ACCOUNTS;
use super::{encode, frames, replies};
use crate::signing::Keys;

/// The accounts of this venue. Apart from the public codec because both have a `spec`, a `decode_frame` and so on.
#[derive(Debug)]
pub(crate) struct Accounts;

impl AccountCodec for Accounts {
    fn spec(&self) -> &'static AccountSpec {
        &ACCOUNTS
    }

    fn signer(&self, secrets: &SecretFields) -> Result<Arc<dyn Signer>, SignerError> {
        Ok(Arc::new(Keys::read(secrets)?))
    }

    /// The private socket. Without a root for it the address leads nowhere, and opening it fails.
    fn link_url(&self, view: &AccountView, kind: LinkKind) -> String {
        format!("{}{}", view.endpoints.commands.as_deref().unwrap_or_default(), ACCOUNTS.link(kind).path)
    }

    fn encode(&self, view: &AccountView, now: Timestamp, step: &AccountStep, route: Route) -> Result<Leaving, EncodeError> {
        encode::step(view, now, step, route)
    }

    fn decode_frame(&self, view: &AccountView, _link: LinkId, frame: Frame<'_>, out: &mut AccountFacts) -> Result<(), DecodeError> {
        frames::decode(view, frame, out)
    }

    fn decode_reply(&self, view: &AccountView, step: &AccountStep, reply: Reply<'_>, out: &mut AccountFacts) -> Outcome<()> {
        replies::decode(view, step, reply, out)
    }
}
