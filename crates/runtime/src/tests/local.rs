//! Is a venue in this process the same as any other?

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use twinline_core::session::{Command, Output};
use twinline_venue::{Endpoints, Request, Step};

use super::soon;
use super::toy::{self, Told, Toy, id, quotes};
use crate::{Asker, Ear, Egress, Local, VenueConfig, VenueHandle, start};

/// A toy venue in this process: it keeps what it is given.
#[derive(Debug, Default)]
struct Inside {
    ears: Mutex<Vec<Ear>>,
    askers: Mutex<Vec<(String, Asker)>>,
}

impl Local for Inside {
    fn open(&self, _: &str, ear: Ear) {
        self.ears.lock().unwrap_or_else(PoisonError::into_inner).push(ear);
    }

    fn ask(&self, request: Request, asker: Asker) {
        if request.url.contains("instruments") {
            return asker.answer(200, Vec::new());
        }
        self.askers.lock().unwrap_or_else(PoisonError::into_inner).push((request.url, asker));
    }
}

fn begin(venue: &Arc<Inside>) -> (VenueHandle<Command>, mpsc::UnboundedReceiver<Told>) {
    // Nobody listens at these places, and nobody has to.
    let endpoints = Endpoints { rest: "http://localhost:1".to_owned(), ws: "ws://localhost:1".to_owned(), commands: None };
    let egress = Egress::new().expect("root certificates").inside(venue.clone());
    let config = VenueConfig { endpoints, epoch: 1, seed: 7, user_agent: "toy/1".to_owned(), egress };
    let (ear, told) = mpsc::unbounded_channel();
    (start(config, Arc::new(Toy), toy::Ear(ear)).expect("a start"), told)
}

async fn output<T>(told: &mut mpsc::UnboundedReceiver<Told>, what: &str, pick: impl Fn(Output) -> Option<T>) -> T {
    loop {
        if let Told::Output(_, output) = soon(what, told.recv()).await.expect("a running venue")
            && let Some(picked) = pick(*output)
        {
            return picked;
        }
    }
}

/// Waits until the venue was given something of this kind.
async fn given<T>(held: &Mutex<Vec<T>>) -> T {
    let looking = async {
        loop {
            if let Some(found) = held.lock().unwrap_or_else(PoisonError::into_inner).pop() {
                return found;
            }
            tokio::task::yield_now().await;
        }
    };
    soon("something for the venue", looking).await
}

#[tokio::test]
async fn frames_come_in_order_and_a_dropped_ear_is_a_lost_link() {
    let venue = Arc::new(Inside::default());
    let (handle, mut told) = begin(&venue);
    handle.request(Command::Want(quotes())).await.expect("running");
    let ear = given(&venue.ears).await;
    for nth in 1..=100 {
        assert!(ear.tell(nth.to_string()));
    }
    for nth in 1..=100 {
        let seq = output(&mut told, "quote", |output| match output {
            Output::Market(event) => Some(event.cursor.seq),
            _ => None,
        });
        assert_eq!(seq.await, nth);
    }
    drop(ear);
    let again = given(&venue.ears).await;
    handle.stop().await;
    assert!(!again.tell("1".to_owned()), "nobody listens any more");
}

#[tokio::test]
async fn an_answer_is_an_answer_and_silence_is_doubt() {
    let venue = Arc::new(Inside::default());
    let (handle, mut told) = begin(&venue);
    for ticket in [1, 2] {
        let step = Step::Trades { instrument: id(), from_id: None, limit: 1 };
        handle.request(Command::Fetch { ticket, step }).await.expect("running");
        let (url, asker) = given(&venue.askers).await;
        assert!(url.contains("trades"), "{url}");
        // The second one is dropped.
        if ticket == 1 {
            asker.answer(200, Vec::new());
        }
        let result = output(&mut told, "rows", |output| match output {
            Output::Fetched { ticket: found, result } if found == ticket => Some(result.is_ok()),
            _ => None,
        });
        assert_eq!(result.await, ticket == 1);
    }
    handle.stop().await;
}

#[tokio::test]
async fn whoever_does_not_listen_loses_the_link() {
    let venue = Arc::new(Inside::default());
    let (handle, _told) = begin(&venue);
    handle.request(Command::Want(quotes())).await.expect("running");
    let ear = given(&venue.ears).await;
    // On this one thread, the loop cannot take a frame meanwhile.
    let taken = (1..=2_000).take_while(|nth: &u32| ear.tell(nth.to_string())).count();
    assert_eq!(taken, 1_024);
    handle.stop().await;
}
