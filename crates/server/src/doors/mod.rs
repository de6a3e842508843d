//! Doors for clients that were there before: their names, their words, our data.
//!
//! | file | question it answers |
//! |---|---|
//! | `live` | what is pushed to an older dashboard? |

pub(crate) mod live;
