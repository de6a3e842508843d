//! How does a session come to live books without sockets?

use std::collections::VecDeque;
use std::sync::Arc;

use twinline_binance::{Binance, PUBLIC, VENUE};
use twinline_core::session::{Action, CallId, Command, Input, Session, SessionConfig};
use twinline_model::{Channel, Duration, InstrumentId, Timestamp};
use twinline_venue::{Endpoints, Frame, FrameBuf, LinkId, Reply, Step, Sub};

use crate::feed::Feed;

/// A session with one live book per symbol, which has taken the first frame of each.
#[derive(Debug)]
pub struct Stage {
    /// The session.
    pub session: Session,
    /// The link that carries books.
    pub link: LinkId,
    /// Its clock.
    pub now: Timestamp,
}

/// What the venue will say.
enum Said {
    Opened(LinkId),
    Frame(LinkId, String),
    Reply(CallId, String),
}

impl Stage {
    /// Plays the venue until every book is live.
    pub fn live(feed: &Feed) -> Self {
        let endpoints = Endpoints { rest: "https://rest.example".to_owned(), ws: "wss://ws.example".to_owned(), commands: None };
        let session = Session::new(SessionConfig { endpoints, epoch: 1, seed: 1 }, Arc::new(Binance));
        let link = LinkId { kind: PUBLIC, serial: 0 };
        let mut stage = Self { session, link, now: Timestamp::from_millis(1_760_000_000_000) };
        let mut said = VecDeque::new();
        stage.input(feed, Input::Start, &mut said);
        stage.play(feed, &mut said);
        for symbol in &feed.symbols {
            stage.input(feed, Input::Command(Command::Want(book_of(symbol))), &mut said);
        }
        stage.play(feed, &mut said);
        for frame in &feed.frames[..feed.symbols.len()] {
            stage.input(feed, Input::Frame { link: stage.link, frame: Frame::Text(&frame.text) }, &mut said);
        }
        stage.play(feed, &mut said);
        let id = |symbol: &String| book_of(symbol).instrument.expect("a book has an instrument");
        let live = feed.symbols.iter().all(|symbol| stage.session.book(&id(symbol)).is_some_and(|book| book.is_live()));
        assert!(live, "books that are not live");
        stage
    }

    /// Four seconds with everything that is said in them.
    fn play(&mut self, feed: &Feed, said: &mut VecDeque<Said>) {
        for _ in 0..40 {
            while let Some(next) = said.pop_front() {
                match next {
                    Said::Opened(link) => self.input(feed, Input::Opened { link }, said),
                    Said::Frame(link, text) => self.input(feed, Input::Frame { link, frame: Frame::Text(&text) }, said),
                    Said::Reply(call, body) => {
                        let reply = Reply::Http { status: 200, body: body.as_bytes() };
                        self.input(feed, Input::Reply { call, sent_at: self.now, reply }, said);
                    }
                }
            }
            self.now = self.now + Duration::from_millis(100);
            self.input(feed, Input::Wake, said);
        }
    }

    fn input(&mut self, feed: &Feed, input: Input<'_>, said: &mut VecDeque<Said>) {
        let mut actions = Vec::new();
        self.session.handle(self.now, input, &mut actions);
        for action in actions {
            match action {
                Action::Open { link, .. } => {
                    if link.kind == PUBLIC {
                        self.link = link;
                    }
                    said.push_back(Said::Opened(link));
                }
                Action::Send { link, frame: FrameBuf::Text(text) } => said.push_back(Said::Frame(link, granted(&text))),
                Action::Call { call, step, .. } => said.push_back(Said::Reply(call, answer(feed, &step, self.now))),
                _ => {}
            }
        }
    }
}

/// The subscription of a symbol's book.
pub fn book_of(symbol: &str) -> Sub {
    Sub { instrument: Some(InstrumentId::new(VENUE, symbol).expect("a symbol")), channel: Channel::Book }
}

/// The answer to a request on a socket.
pub fn granted(text: &str) -> String {
    let request: serde_json::Value = serde_json::from_str(text).expect("a request");
    format!("{{\"result\":null,\"id\":{}}}", request["id"])
}

fn answer(feed: &Feed, step: &Step, now: Timestamp) -> String {
    match step {
        Step::ServerTime => format!("{{\"serverTime\":{}}}", now.as_millis()),
        Step::Instruments | Step::MoreInstruments { .. } => feed.rules(),
        Step::Book { instrument, .. } => feed.snapshot(instrument.symbol()).expect("a symbol of the feed"),
        other => panic!("nothing here asks for {}", other.name()),
    }
}
