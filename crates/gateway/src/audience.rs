//! Who follows a topic that tells of accounts, and what may they see?
//!
//! What a token does not reach is left out of what its holder is told; the numbers of the topic are the same for all.

use std::sync::Arc;

use bytes::Bytes;

use crate::outbox::{Follower, Outbox, follow, unfollow};
use crate::tokens::Grant;

/// Followers, by what they may see.
#[derive(Debug, Default)]
pub(crate) struct Audience {
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    grant: Option<Arc<Grant>>,
    followers: Vec<Follower>,
}

impl Audience {
    /// Somebody begins; a snapshot is owed.
    pub(crate) fn follow(&mut self, outbox: Arc<Outbox>, grant: Option<Arc<Grant>>) {
        let grant = grant.filter(|grant| !grant.sees_all());
        let id = |grant: &Option<Arc<Grant>>| grant.as_ref().map(|grant| grant.id.clone());
        let place = self.groups.iter().position(|group| id(&group.grant) == id(&grant));
        let place = place.unwrap_or_else(|| {
            self.groups.push(Group { grant, followers: Vec::new() });
            self.groups.len() - 1
        });
        follow(&mut self.groups[place].followers, outbox);
    }

    /// Somebody ends, and those whose readers are gone.
    pub(crate) fn unfollow(&mut self, outbox: Option<&Arc<Outbox>>) {
        for group in &mut self.groups {
            unfollow(&mut group.followers, outbox);
        }
        self.groups.retain(|group| !group.followers.is_empty());
    }

    /// Hands a change to everybody who has room; it is merged for the others.
    pub(crate) fn tell(&mut self, mut change: impl FnMut(Option<&Grant>) -> Bytes) {
        for group in &mut self.groups {
            let message = change(group.grant.as_deref());
            for follower in &mut group.followers {
                follower.outbox.change(&mut follower.lane, 1, &message);
            }
        }
    }

    /// Hands the owed snapshots to those who have room.
    pub(crate) fn catch_up(&mut self, mut snapshot: impl FnMut(Option<&Grant>, u64) -> Bytes) {
        if self.groups.iter().flat_map(|group| &group.followers).all(|follower| follower.lane.owed().is_none()) {
            return;
        }
        self.unfollow(None);
        for group in &mut self.groups {
            for follower in &mut group.followers {
                follower.catch_up(|merged| snapshot(group.grant.as_deref(), merged));
            }
        }
    }
}
