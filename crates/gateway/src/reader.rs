//! One client of the stream: what it follows, and what it is answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::oneshot;
use twinline_core::feed::Bounds;

use crate::clock::now;
use crate::error::GatewayError;
use crate::gateway::Gateway;
use crate::hub::{Request, sub_of};
use crate::outbox::{Closed, Outbox};
use crate::tokens::Grant;
use crate::topic::Topic;
use crate::wire::{Place, ServerNote, to_bytes};

/// One client of the stream. Ends when dropped.
#[derive(Debug)]
pub struct Reader {
    gateway: Gateway,
    outbox: Arc<Outbox>,
    topics: BTreeSet<Topic>,
    /// What it sees; without one, everything.
    grant: Option<Arc<Grant>>,
}

impl Reader {
    pub(crate) fn new(gateway: Gateway, grant: Option<Arc<Grant>>) -> Self {
        gateway.totals().reader_came();
        Self { gateway, outbox: Outbox::new(Bounds::READER), topics: BTreeSet::new(), grant }
    }

    /// What waits for this client.
    pub const fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    /// Says something that is no data.
    pub fn note(&self, note: &ServerNote<'_>) {
        self.outbox.note(to_bytes(note));
    }

    /// Begins to follow topics; those that cannot be followed are answered one by one, the others go ahead.
    pub async fn subscribe(&mut self, id: Option<u64>, asked: &[String], after: &BTreeMap<String, Place>) {
        let mut admitted = BTreeSet::new();
        for text in asked {
            match self.admit(text, admitted.len()) {
                Ok(topic) => drop(admitted.insert(topic)),
                Err((code, detail)) => self.note(&ServerNote::Error { id, code, detail, topic: Some(text) }),
            }
        }
        if admitted.is_empty() && !asked.is_empty() {
            return;
        }
        self.note(&ServerNote::Subscribed { id, topics: admitted.iter().map(ToString::to_string).collect() });
        for topic in admitted {
            self.follow(&topic, after.get(&topic.to_string()).copied()).await;
            self.topics.insert(topic);
        }
    }

    fn admit(&self, text: &str, more: usize) -> Result<Topic, (&'static str, String)> {
        let topic: Topic = text.parse().map_err(|error: crate::topic::TopicError| ("unknown_topic", error.to_string()))?;
        if let Topic::Account(account) = &topic {
            self.gateway.may_see(self.grant.as_deref(), account.as_str()).map_err(|error| (code_of(&error), error.to_string()))?;
        }
        let topic = self.gateway.resolve_topic(topic).map_err(|error| (code_of(&error), error.to_string()))?;
        let most = self.gateway.limits_on_clients().topics_per_connection;
        if !self.topics.contains(&topic) && self.topics.len() + more >= most {
            return Err(("too_many_topics", format!("at most {most} topics on one connection")));
        }
        Ok(topic)
    }

    async fn follow(&self, topic: &Topic, after: Option<Place>) {
        match topic {
            Topic::Account(account) => self.gateway.follow_account(account, &self.outbox, after).await,
            Topic::Connections => self.gateway.board().follow(self.outbox.clone(), self.grant.clone(), now()),
            Topic::System => self.gateway.system().follow(self.outbox.clone(), self.grant.clone()),
            Topic::Market { instrument, channel } => {
                let request = Request::Follow { sub: sub_of(instrument.clone(), *channel), outbox: self.outbox.clone() };
                if self.gateway.ask(instrument.venue(), request).await.is_err() {
                    self.outbox.close(Closed::Left);
                }
            }
        }
    }

    /// Ends following topics. Nothing of them comes after the answer.
    pub async fn unsubscribe(&mut self, id: Option<u64>, asked: &[String]) {
        let mut ended = Vec::new();
        for text in asked {
            let topic = text.parse::<Topic>().ok().and_then(|topic| self.gateway.resolve_topic(topic).ok());
            match topic.filter(|topic| self.topics.remove(topic)) {
                Some(topic) => {
                    self.unfollow(&topic).await;
                    ended.push(topic.to_string());
                }
                None => {
                    self.note(&ServerNote::Error { id, code: "not_subscribed", detail: "not subscribed".to_owned(), topic: Some(text) })
                }
            }
        }
        if !ended.is_empty() || asked.is_empty() {
            self.note(&ServerNote::Unsubscribed { id, topics: ended });
        }
    }

    async fn unfollow(&self, topic: &Topic) {
        match topic {
            Topic::Account(account) => self.gateway.leave_account(account, &self.outbox),
            Topic::Connections => self.gateway.board().unfollow(Some(&self.outbox)),
            Topic::System => self.gateway.system().unfollow(&self.outbox),
            Topic::Market { instrument, channel } => {
                let (done, ended) = oneshot::channel();
                let request = Request::Unfollow { sub: sub_of(instrument.clone(), *channel), outbox: self.outbox.clone(), done };
                if self.gateway.ask(instrument.venue(), request).await.is_ok() {
                    // An error means that the venue's loop ended, and with it the topic.
                    drop(ended.await);
                }
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.outbox.close(Closed::Left);
        self.gateway.totals().reader_left();
    }
}

const fn code_of(error: &GatewayError) -> &'static str {
    match error {
        GatewayError::UnknownInstrument { .. } => "unknown_instrument",
        GatewayError::UnknownVenue { .. } => "unknown_venue",
        GatewayError::UnknownAccount { .. } => "unknown_account",
        GatewayError::Unsupported { .. } => "unsupported",
        GatewayError::NotAllowed { code, .. } => code,
        _ => "bad_request",
    }
}
