//! How is an order named towards the venue?

use twinline_model::{ClientOrderId, InstrumentId, OrderRef};
use twinline_venue::EncodeError;

use super::params::Params;
use super::spec::CLIENT_ID_MAX;
use crate::spec::VENUE;

/// The venue's symbol of an instrument.
pub(super) fn symbol(id: &InstrumentId) -> Result<&str, EncodeError> {
    if id.venue() == VENUE { Ok(id.symbol()) } else { Err(EncodeError::UnknownInstrument(id.clone())) }
}

/// The venue's own number of an order, if the reference has one.
pub(super) fn number(order: &OrderRef) -> Option<i64> {
    order.venue_id.as_ref().and_then(|id| id.as_str().parse().ok()).filter(|number| *number > 0)
}

/// A client id that the venue takes: at most 36 characters, all of which ours are made of.
pub(super) fn client_id(id: &ClientOrderId) -> Result<&str, EncodeError> {
    if id.as_str().len() <= CLIENT_ID_MAX { Ok(id.as_str()) } else { Err(unsupported("a client order id beyond 36 characters")) }
}

/// Names an order. The venue's number goes first: it is one order's for ever, while a client id may be used again once
/// its order has ended. The two books have names of their own for both.
pub(super) fn order(params: &mut Params, order: &OrderRef) -> Result<(), EncodeError> {
    let (number_name, client_name) = if order.conditional { ("algoId", "clientAlgoId") } else { ("orderId", "origClientOrderId") };
    if let Some(number) = number(order) {
        params.integer(number_name, number);
        return Ok(());
    }
    let id = order.client_id.as_ref().ok_or_else(|| unsupported("an order without any name"))?;
    params.text(client_name, client_id(id)?);
    Ok(())
}

pub(super) fn unsupported(what: &str) -> EncodeError {
    EncodeError::Unsupported(what.to_owned())
}
