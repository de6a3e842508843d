//! What can be asked of a venue, and what is an answer?

use twinline_model::{InstrumentId, Interval, Timestamp};

/// One question to a venue. All of them are reads: asking twice does no harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// What time is it there?
    ServerTime,
    /// What can be traded there, and under which limits?
    Instruments,
    /// What else can be traded there: the page after a cursor that the venue gave.
    MoreInstruments {
        /// The venue's cursor.
        after: String,
    },
    /// The whole book.
    Book {
        /// Whose.
        instrument: InstrumentId,
        /// Levels a side.
        depth: u32,
    },
    /// Best bid and offer.
    Bbo {
        /// Whose.
        instrument: InstrumentId,
    },
    /// Trades, oldest first.
    Trades {
        /// Whose.
        instrument: InstrumentId,
        /// First id wanted; the newest ones if absent.
        from_id: Option<u64>,
        /// Rows at most.
        limit: u32,
    },
    /// Candles, oldest first.
    Candles {
        /// Whose.
        instrument: InstrumentId,
        /// Interval.
        interval: Interval,
        /// First open time wanted.
        from: Option<Timestamp>,
        /// Last open time wanted.
        to: Option<Timestamp>,
        /// Rows at most.
        limit: u32,
    },
    /// Mark price, index and funding.
    Mark {
        /// Whose.
        instrument: InstrumentId,
    },
    /// Rolling day.
    Ticker {
        /// Whose.
        instrument: InstrumentId,
    },
    /// Past funding, oldest first.
    Funding {
        /// Whose.
        instrument: InstrumentId,
        /// First time wanted.
        from: Option<Timestamp>,
        /// Last time wanted.
        to: Option<Timestamp>,
        /// Rows at most.
        limit: u32,
    },
}

impl Step {
    /// Whom it is about.
    pub fn instrument(&self) -> Option<&InstrumentId> {
        match self {
            Self::ServerTime | Self::Instruments | Self::MoreInstruments { .. } => None,
            Self::Book { instrument, .. }
            | Self::Bbo { instrument }
            | Self::Trades { instrument, .. }
            | Self::Candles { instrument, .. }
            | Self::Mark { instrument }
            | Self::Ticker { instrument }
            | Self::Funding { instrument, .. } => Some(instrument),
        }
    }

    /// A word for logs and receipts.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ServerTime => "server_time",
            Self::Instruments | Self::MoreInstruments { .. } => "instruments",
            Self::Book { .. } => "book",
            Self::Bbo { .. } => "bbo",
            Self::Trades { .. } => "trades",
            Self::Candles { .. } => "candles",
            Self::Mark { .. } => "mark",
            Self::Ticker { .. } => "ticker",
            Self::Funding { .. } => "funding",
        }
    }
}

/// HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// An HTTP request, ready to leave.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Full URL with query.
    pub url: String,
    /// Headers beyond the usual ones. Values may be secret: they are not shown by `Debug`.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for none.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("Request").field("method", &self.method).field("url", &path).field("body_bytes", &self.body.len()).finish()
    }
}

/// What came of a request.
#[derive(Debug, Clone, Copy)]
pub enum Reply<'a> {
    /// An answer.
    Http {
        /// Status.
        status: u16,
        /// Body as it came.
        body: &'a [u8],
    },
    /// None: timeout, reset, name not found. It may have been carried out.
    Lost {
        /// What happened.
        reason: &'a str,
    },
}

/// How far a chain of steps has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// That was the last one.
    Complete,
    /// This one is next.
    Next(Step),
}
