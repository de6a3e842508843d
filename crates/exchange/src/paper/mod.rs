//! Accounts with play money that trade at the prices of outside markets.
//!
//! [`Paper`] takes one input at a time: a command, a change of a market, or time. It answers, and tells what happened as
//! [`Event`]s. An input that is refused has changed nothing. Events are all there is to know: folding them into a
//! [`State`] gives the accounts again. What is not in them (what is displayed, who is ahead in a queue) is of the markets,
//! and begins anew with them.
//!
//! Money is exact, rounded to its unit's scale in the house's favour where an account must have it. Every movement is a
//! transaction that sums to zero in its unit. A block of margin is released by the stored amount, never computed again.
//! Linear contracts and cash products; one net position for an instrument and product.
//!
//! | file | question it answers |
//! |---|---|
//! | `listing`, `fees`, `presets` | what can be traded, on which terms, at what cost? |
//! | `settings` | how does the house work? |
//! | `input`, `refusal`, `event` | what comes in, what is answered, what is told? |
//! | `rows`, `places` | what is an order, a fill, a holding; where can money be? |
//! | `state` | what do events add up to? |
//! | `index` | which open orders, and whose positions, does a price or a moment concern? |
//! | `engine` | which input leads where, and how is it undone? |
//! | `admit` | may this order be, and what must back it? |
//! | `place`, `change` | how do orders begin, change and end? |
//! | `work` | when does an order trade? |
//! | `trades` | what does a trade of the market do to those who rest or wait? |
//! | `book` | what does a fill move? |
//! | `risk` | when can an account not go on, and what then? |
//! | `expiry` | what happens when a contract has ended? |
//! | `funds` | what else moves money? |

mod admit;
mod book;
mod change;
mod engine;
mod event;
mod expiry;
mod fees;
mod funds;
mod index;
mod input;
mod listing;
mod place;
mod places;
pub mod presets;
mod refusal;
mod risk;
mod rows;
mod settings;
mod state;
mod trades;
mod work;

pub use crate::paper::engine::Paper;
pub use crate::paper::event::{Event, What};
pub use crate::paper::fees::{FeeItem, FeeOn, FeeSchedule, Turnover};
pub use crate::paper::input::{Answer, Input, NewOrder};
pub use crate::paper::listing::{Listed, Listing, Product};
pub use crate::paper::places::{Kind, Place};
pub use crate::paper::refusal::Refusal;
pub use crate::paper::rows::{Fill, Holding, Order, OrderChange, Terms, Trigger};
pub use crate::paper::settings::{SelfTrade, Settings};
pub use crate::paper::state::{Account, State};
