//! What the books of account must hold: figures worked out by hand, the venue's rules, and properties under chance.

mod algos;
mod bench;
mod liquidation;
mod margin;
mod orders;
mod properties;
mod reducing;
mod restart;
mod settings;
