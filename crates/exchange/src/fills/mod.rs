//! What would an outside market have given an order of ours?
//!
//! For play money at real prices: the books are those of venues that know nothing of these orders. What is displayed there
//! is respected and used up; a resting order waits behind what was displayed before it; nothing is filled on data that is
//! old, crossed or being repaired. Prices are counts of the instrument's price unit, quantities counts of its size unit.
//! Pure, and it knows no account.
//!
//! | file | question it answers |
//! |---|---|
//! | `outside` | what is displayed, how much of it is left, and may it be used? |
//! | `queue` | when is a resting order's turn? |
//! | `latency` | from when on does a command count? |

mod latency;
mod outside;
mod queue;

pub use crate::fills::latency::Latency;
pub use crate::fills::outside::{Depth, Guard, Outside, Take, Unfit};
pub use crate::fills::queue::{Cancellations, Queue};
