//! Doors for clients that were there before: their names, their words, our data.
//!
//! | file | question it answers |
//! |---|---|
//! | `live` | what is pushed to an older dashboard? |
//! | `trading` | what is pushed to a dashboard that expects a plain WebSocket? |
//! | `manual` | how does one call place a market order with its exits? |

pub(crate) mod live;
pub(crate) mod manual;
pub(crate) mod trading;
