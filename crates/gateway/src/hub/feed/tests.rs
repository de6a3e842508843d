use std::cell::Cell;

use twinline_core::feed::Bounds;
use twinline_model::{Channel, InstrumentId};

use super::*;

const NARROW: Bounds = Bounds { soft_messages: 2, soft_bytes: 100_000, hard_messages: 4, hard_bytes: 200_000 };

#[tokio::test]
async fn a_state_is_asked_for_only_if_somebody_can_take_it() {
    let instrument = InstrumentId::new("house", "AB").expect("a name");
    let mut feed = Feed::new(&Sub { instrument: Some(instrument), channel: Channel::Book }, 1);
    let (stalled, reads) = (Outbox::new(NARROW), Outbox::new(NARROW));
    for note in ["1", "2"] {
        stalled.note(Bytes::from_static(note.as_bytes()));
    }
    let asked = Cell::new(0);
    let state = || {
        asked.set(asked.get() + 1);
        None
    };
    feed.follow(Arc::clone(&stalled), None);
    assert!(!feed.serve(Timestamp::default(), state), "one snapshot is owed");
    assert_eq!(asked.get(), 0, "and nobody could take it");
    feed.follow(Arc::clone(&reads), None);
    assert!(!feed.serve(Timestamp::default(), state));
    assert_eq!((asked.get(), reads.waiting()), (1, 1), "somebody could");
    stalled.take(&mut Vec::new(), 100_000).await.expect("what waited");
    assert!(feed.serve(Timestamp::default(), state), "nothing is owed any more");
    assert!(feed.serve(Timestamp::default(), state));
    assert_eq!(asked.get(), 2);
}
