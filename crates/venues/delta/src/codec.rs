//! The venue's codec: every call goes to the file that answers it.

use twinline_model::Timestamp;
use twinline_venue::account::AccountCodec;
use twinline_venue::{
    Codec, DecodeError, EncodeError, Facts, Frame, FrameBuf, LinkId, Outcome, Progress, Recognised, Recorded, Reply, Request, RequestId,
    Step, SubChange, VenueSpec, View,
};

use crate::account::Accounts;
use crate::{SPEC, decode, encode, recognise};

/// Delta Exchange.
#[derive(Debug, Clone, Copy, Default)]
pub struct Delta;

impl Codec for Delta {
    fn spec(&self) -> &'static VenueSpec {
        &SPEC
    }

    fn decode_frame(&self, view: &View, _link: LinkId, frame: Frame<'_>, out: &mut Facts) -> Result<(), DecodeError> {
        decode::frame(view, frame, out)
    }

    fn encode_step(&self, view: &View, now: Timestamp, step: &Step) -> Result<Request, EncodeError> {
        encode::step(view, now, step)
    }

    fn decode_reply(&self, view: &View, step: &Step, reply: Reply<'_>, out: &mut Facts) -> Outcome<Progress> {
        decode::reply(view, step, reply, out)
    }

    fn encode_subscriptions(
        &self,
        view: &View,
        link: LinkId,
        change: SubChange<'_>,
        _next_id: &mut u64,
    ) -> Result<Vec<(Option<RequestId>, FrameBuf)>, EncodeError> {
        encode::subscriptions(view, link, change)
    }

    fn accounts(&self) -> Option<&'static dyn AccountCodec> {
        Some(&Accounts)
    }

    fn recognise(&self, _view: &View, line: Recorded<'_>) -> Option<Recognised> {
        recognise::line(line)
    }
}
