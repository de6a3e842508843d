//! A venue's table with a shorter life of sockets, so that rotation is met in minutes.

use std::sync::Arc;

use twinline_model::{Duration, Timestamp};
use twinline_venue::{
    Codec, DecodeError, EncodeError, Facts, Frame, FrameBuf, LinkId, LinkSpec, Outcome, Progress, Recognised, Recorded, Reply, Request,
    RequestId, Step, SubChange, VenueSpec, View,
};

/// The same codec under another table.
#[derive(Debug)]
pub struct Shortened {
    inner: Arc<dyn Codec>,
    spec: &'static VenueSpec,
}

impl Shortened {
    /// `inner` with sockets that the venue cuts after `lifetime`. The table is kept for the life of the process: make one.
    pub fn new(inner: Arc<dyn Codec>, lifetime: Duration) -> Self {
        let spec = inner.spec();
        let links: Vec<LinkSpec> = spec.links.iter().map(|link| LinkSpec { lifetime: Some(lifetime), ..*link }).collect();
        let spec = Box::leak(Box::new(VenueSpec { links: Vec::leak(links), ..*spec }));
        Self { inner, spec }
    }

    /// The shorter life.
    pub fn spec_lifetime(&self) -> Duration {
        self.spec.links.iter().filter_map(|link| link.lifetime).min().unwrap_or(Duration::from_secs(86_400))
    }
}

impl Codec for Shortened {
    fn spec(&self) -> &'static VenueSpec {
        self.spec
    }
    fn decode_frame(&self, view: &View, link: LinkId, frame: Frame<'_>, out: &mut Facts) -> Result<(), DecodeError> {
        self.inner.decode_frame(view, link, frame, out)
    }
    fn encode_step(&self, view: &View, now: Timestamp, step: &Step) -> Result<Request, EncodeError> {
        self.inner.encode_step(view, now, step)
    }
    fn decode_reply(&self, view: &View, step: &Step, reply: Reply<'_>, out: &mut Facts) -> Outcome<Progress> {
        self.inner.decode_reply(view, step, reply, out)
    }
    fn encode_subscriptions(
        &self,
        view: &View,
        link: LinkId,
        change: SubChange<'_>,
        next_id: &mut u64,
    ) -> Result<Vec<(Option<RequestId>, FrameBuf)>, EncodeError> {
        self.inner.encode_subscriptions(view, link, change, next_id)
    }
    fn recognise(&self, view: &View, line: Recorded<'_>) -> Option<Recognised> {
        self.inner.recognise(view, line)
    }
}
