//! How does a reader go on where it stopped?

use std::sync::Arc;

use twinline_model::Cursor;
use twinline_store::Journal;

use super::lookup::page;
use super::published::{Published, Standing};
use crate::outbox::Outbox;
use crate::wire::{ServerNote, to_bytes};

/// Events that are handed over before looking whether the reader keeps up.
const PAGE: usize = 500;

/// Lets a reader follow: from its place if that is held, else from a snapshot that an explicit gap announces.
pub(crate) async fn follow(
    published: &Arc<Published>,
    journal: &Arc<dyn Journal>,
    topic: &str,
    outbox: &Arc<Outbox>,
    from: Option<Cursor>,
) {
    let Some(from) = from else { return published.join(outbox) };
    let mut at = from;
    loop {
        let reason = match published.rejoin(outbox, at) {
            Standing::Follows => return,
            Standing::Elsewhere => "this place is not of this history".to_owned(),
            Standing::Behind(head) => match older(published, journal, topic, at, head).await {
                Ok(messages) if messages.is_empty() => "this place is not of this history".to_owned(),
                Ok(messages) => {
                    for (cursor, message) in messages {
                        at = cursor;
                        outbox.note(message);
                    }
                    if !outbox.room().await {
                        return;
                    }
                    continue;
                }
                Err(reason) => reason,
            },
        };
        let head = published.head();
        outbox.note(to_bytes(&ServerNote::Gap { topic, reason, from_epoch: at.epoch, from_seq: at.seq, epoch: head.epoch, seq: head.seq }));
        return published.join(outbox);
    }
}

/// A page of the journal after `after`, not beyond what is published.
async fn older(
    published: &Arc<Published>,
    journal: &Arc<dyn Journal>,
    topic: &str,
    after: Cursor,
    head: Cursor,
) -> Result<Vec<(Cursor, bytes::Bytes)>, String> {
    let (published, journal) = (Arc::clone(published), Arc::clone(journal));
    let stream = topic.split_once('.').map_or(topic, |(_, account)| account).to_owned();
    let read = tokio::task::spawn_blocking(move || {
        let found = page(&*journal, &stream, after, PAGE).map_err(|error| error.to_string())?;
        let rows = found.map_or_else(Vec::new, |(rows, _)| rows);
        let told = rows.iter().filter(|(cursor, _)| cursor.seq <= head.seq);
        Ok(told.map(|(cursor, envelope)| (*cursor, published.message(*cursor, envelope))).collect())
    });
    read.await.map_err(|error| error.to_string())?
}
