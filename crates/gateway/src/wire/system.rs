//! Shapes of what happened to the gateway itself.

use serde::Serialize;
use twinline_model::Timestamp;
use utoipa::ToSchema;

/// What an announcement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnnouncementKind {
    /// The gateway started.
    Started,
    /// It stops: streams end with 1001.
    Stopping,
    /// New orders of an account are refused; `text` says why.
    Blocked,
    /// They are taken again.
    Unblocked,
    /// An account's kill switch went on.
    KillSwitchOn,
    /// It went off.
    KillSwitchOff,
    /// An account's venue key was added, replaced or removed.
    KeyChanged,
}

/// Something that happened to the gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Announcement {
    /// Counts from 1 with every start.
    pub id: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: AnnouncementKind,
    /// With which account, if with one.
    #[schema(required)]
    pub account: Option<String>,
    /// At which venue, if at one.
    #[schema(required)]
    pub venue: Option<String>,
    /// In words.
    pub text: String,
}

/// `data` of a snapshot of topic `system`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SystemSnapshot {
    /// The gateway's version.
    pub version: String,
    /// When it started.
    pub started_at: Timestamp,
    /// The last 200 since then, newest first.
    pub announcements: Vec<Announcement>,
}

/// `data` of an event of topic `system`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SystemChange {
    /// New ones; empty if they concern accounts that are not to be seen.
    pub announcements: Vec<Announcement>,
}
