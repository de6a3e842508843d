//! Accounts with play money at the prices of other venues.
//!
//! The house is in the gateway's own process: nothing is dialed. It speaks nonetheless, in the frames and answers of
//! `wire`, so that an account here is decided for, limited, doubted and recorded by what serves every other venue. It has no market of its
//! own: its instruments are those of the venues that are connected.
//!
//! Read first: [`House`] (asks and events become words) and [`Venue`] (words become facts).
//!
//! | file | question it answers |
//! |---|---|
//! | `spec` | what of this venue is a table? |
//! | `codec` | which words does a step become, and which facts do words? |
//! | `wire` | which words are there? |
//! | `house` | what is answered to an account, and what is it told? |
//! | `desk` | what does the house do that no account asks of it by its link? |
//! | `market` | how do other venues' instruments, books and trades become the house's? |
//! | `look` | what is answered to a question that changes nothing? |
//! | `orders` | how does a ticket become an order of the house, and back? |
//! | `rows` | how do holdings, fills and money look from outside? |

mod codec;
mod desk;
mod house;
mod look;
mod market;
mod orders;
mod rows;
mod spec;
mod wire;

pub use crate::codec::Venue;
pub use crate::desk::{No, Shown, written};
pub use crate::house::{House, Reply};
pub use crate::market::{Preset, Terms, listing};
pub use crate::wire::{Asked, Told};
pub use twinline_exchange::fills::{Guard, Latency};
pub use twinline_exchange::paper::{Event, Kind, Paper, Settings};
