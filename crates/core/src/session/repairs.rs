//! What was missed, and when is it whole again?

use twinline_model::{MissedRange, RepairCause, RepairReceipt, Source, Timestamp};
use twinline_venue::SnapshotFrom;

use super::Session;
use super::api::{Action, Output};
use super::joins::Join;
use super::streams::{Key, Stream};
use crate::book::SyncReason;
use crate::market::Projection;

/// A repair that is under way.
#[derive(Debug, Clone)]
pub(super) struct OpenRepair {
    incident: String,
    cause: RepairCause,
    pub reason: String,
    pub gap: Option<(u64, u64)>,
    detected_at: Timestamp,
    from: Option<String>,
}

impl Stream {
    fn open_repair(
        &mut self,
        now: Timestamp,
        incident: String,
        cause: RepairCause,
        reason: String,
        gap: Option<(u64, u64)>,
        from: Option<String>,
    ) {
        if self.repair.is_none() {
            self.repair = Some(OpenRepair { incident, cause, reason, gap, detected_at: now, from });
        }
    }
}

impl Session {
    /// Something was missed: the stream is not whole until evidence has been fetched.
    pub(super) fn missed(&mut self, now: Timestamp, key: Key, reason: &SyncReason) {
        self.counters.gaps += 1;
        let incident = match self.streams.get(&key) {
            Some(stream) => format!("{}/{}", stream.sub.channel.kind(), self.counters.gaps),
            None => return,
        };
        let Some(stream) = self.streams.get_mut(&key) else { return };
        let position = stream.position();
        let words = match reason {
            SyncReason::Gap { expected, got } => format!("expected {expected}, got {got}"),
            SyncReason::Reset { expected, got } => format!("numbers began anew: last {expected}, then {got}"),
            SyncReason::Crossed => "best bid at or above best ask".to_owned(),
            SyncReason::Checksum => "the checksum of the book differs".to_owned(),
            SyncReason::Start | SyncReason::LinkLost | SyncReason::Silent | SyncReason::Precision => reason.name().to_owned(),
        };
        stream.open_repair(now, incident, cause_of(reason), words, reason.numbers(), position);
        stream.join.again(now);
    }

    /// The path of a stream is gone, or it is to be taken anew.
    pub(super) fn cut_off(&mut self, now: Timestamp, key: Key, cause: RepairCause, reason: &str) {
        let incident = match self.streams.get(&key) {
            Some(stream) => self.incident(stream.slot),
            None => return,
        };
        let Some(stream) = self.streams.get_mut(&key) else { return };
        // Where nothing is kept nothing can be missed: the instruments are loaded again by themselves.
        let had_data = (stream.is_joined() || stream.repair.is_some()) && !matches!(stream.projection, Projection::Nothing);
        let position = stream.position();
        if had_data {
            stream.open_repair(now, incident, cause, reason.to_owned(), None, position);
        }
        stream.subscribed_on = None;
        stream.cuts += 1;
        stream.join = Join::default();
        stream.suspect_since = None;
        stream.watch.interrupted();
        match &mut stream.projection {
            Projection::Book(book) => book.unsync(if cause == RepairCause::Silent { SyncReason::Silent } else { SyncReason::LinkLost }),
            Projection::Trades(log) => log.interrupted(),
            Projection::Candles(_) | Projection::Latest(_) | Projection::Nothing => {}
        }
    }

    /// A stream is whole again: its receipt, if something had been missed.
    pub(super) fn repaired(&mut self, now: Timestamp, key: Key, found: u64, out: &mut Vec<Action>) {
        let Some(stream) = self.streams.get_mut(&key) else { return };
        stream.renewals = 0;
        let Some(repair) = stream.repair.take() else { return };
        let missed = MissedRange { from: repair.from, to: stream.position() };
        let receipt = RepairReceipt {
            id: self.next_receipt,
            incident: repair.incident,
            venue: self.spec.name.to_owned(),
            instrument: stream.sub.instrument.clone(),
            channel: stream.sub.channel,
            cause: repair.cause,
            reason: repair.reason,
            detected_at: repair.detected_at,
            repaired_at: now,
            missed: Some(missed),
            source: match (&stream.projection, self.spec.book.snapshot) {
                // A delta may have been the last piece; what closed the gap was the snapshot.
                (Projection::Book(_), SnapshotFrom::Rest { .. }) => Source::Rest,
                _ => stream.source.unwrap_or(Source::Rest),
            },
            found,
        };
        self.next_receipt += 1;
        out.push(Action::Emit(Output::Repair(receipt)));
    }
}

/// Why a book lost its chain, as a receipt's cause.
fn cause_of(reason: &SyncReason) -> RepairCause {
    match reason {
        SyncReason::Start | SyncReason::Gap { .. } | SyncReason::Checksum => RepairCause::Gap,
        SyncReason::Reset { .. } => RepairCause::Reset,
        SyncReason::Crossed => RepairCause::Crossed,
        SyncReason::LinkLost => RepairCause::LinkDown,
        SyncReason::Silent => RepairCause::Silent,
        SyncReason::Precision => RepairCause::Precision,
    }
}
