//! Is this book whole, and what is in it?

mod levels;
mod side;
mod sync;

pub use levels::Book;
pub use sync::{BookSync, DeltaVerdict, SnapshotVerdict, SyncReason};
