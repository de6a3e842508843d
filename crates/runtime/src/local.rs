//! What if the venue is in this process?
//!
//! Then nothing is dialed: links and calls lead to it through memory, in the same frames and answers, so that deciders,
//! budgets, timeouts and doubts are the same as with any other venue.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;
use twinline_core::session::CallId;
use twinline_venue::{LinkId, Request};

use crate::clock::Clock;
use crate::http::{Answer, Done};
use crate::socket::{Happened, Mouth};

/// Frames of one link that the loop has not taken yet.
const MAX_WAITING: usize = 1_024;

/// A venue in this process. Neither call may wait: whoever is called has a queue of its own.
pub trait Local: Send + Sync + std::fmt::Debug {
    /// A link to this URL is open. It is heard until the ear is dropped, on either side.
    fn open(&self, url: &str, ear: Ear);

    /// A request. An asker that is dropped without an answer hears that it is lost.
    fn ask(&self, request: Request, asker: Asker);
}

/// The end of a link into which a venue in this process speaks.
#[derive(Debug)]
pub struct Ear(mpsc::Sender<String>);

impl Ear {
    /// Sends a frame of text. False if nobody listens any more, or if 1,024 frames wait: then the ear is to be dropped,
    /// and whoever listened asks for all anew.
    #[must_use]
    pub fn tell(&self, text: String) -> bool {
        self.0.try_send(text).is_ok()
    }
}

/// Whoever waits for the answer to a request.
#[derive(Debug)]
pub struct Asker(oneshot::Sender<(u16, Vec<u8>)>);

impl Asker {
    /// Somebody who asks, and where status and body of the answer come.
    pub fn pair() -> (Self, oneshot::Receiver<(u16, Vec<u8>)>) {
        let (asker, answered) = oneshot::channel();
        (Self(asker), answered)
    }

    /// Answers with a status and a body.
    pub fn answer(self, status: u16, body: Vec<u8>) {
        // Who gave up waiting counts the answer as lost already.
        drop(self.0.send((status, body)));
    }
}

/// One link from its opening to its end. It is not wanted any more as soon as the sender of `wanted` is dropped.
pub(crate) async fn run(
    link: LinkId,
    url: String,
    venue: Arc<dyn Local>,
    mouth: Mouth,
    mut outbox: mpsc::Receiver<Message>,
    mut wanted: oneshot::Receiver<()>,
) {
    let (ear, mut heard) = mpsc::channel(MAX_WAITING);
    // Told before the venue knows of the link: nothing may come on a link that is not open.
    mouth.tell(link, Happened::Opened).await;
    venue.open(&url, Ear(ear));
    loop {
        tokio::select! {
            text = heard.recv() => match text {
                Some(text) => mouth.tell(link, Happened::Text(text.into())).await,
                None => return mouth.tell(link, Happened::Closed("the venue ended it".to_owned())).await,
            },
            message = outbox.recv() => match message {
                Some(Message::Ping(_)) => mouth.tell(link, Happened::Alive).await,
                // Requests go by calls; a link inside this process only tells.
                Some(_) => {}
                None => return,
            },
            _ = &mut wanted => return,
        }
    }
}

/// Asks, and waits at most `timeout` for the answer.
pub(crate) async fn ask(venue: Arc<dyn Local>, clock: Clock, call: CallId, request: Request, timeout: Duration) -> Done {
    let sent_at = clock.now();
    let (asker, answered) = Asker::pair();
    venue.ask(request, asker);
    let answer = match tokio::time::timeout(timeout, answered).await {
        Ok(Ok((status, body))) => Answer::Http { status, headers: Vec::new(), body: body.into() },
        Ok(Err(_)) => Answer::Lost("the venue gave no answer".to_owned()),
        Err(_) => Answer::Lost(format!("no answer within {} ms", timeout.as_millis())),
    };
    Done { call, sent_at, at: clock.now(), answer }
}
