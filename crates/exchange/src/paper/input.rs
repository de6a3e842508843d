//! What comes in, and what is answered?

use rust_decimal::Decimal;
use twinline_model::InstrumentId;

use crate::accounts::{AccountId, OrderId};
use crate::fills::Depth;
use crate::order::Side;
use crate::paper::listing::{Listed, Product};
use crate::paper::rows::Terms;

/// An order to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// The name it is sent under; the same again with the same terms is the same order.
    pub client_id: Option<String>,
    /// What is asked for.
    pub terms: Terms,
}

/// One thing that happens to the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A new account.
    Open {
        /// Its name, unique.
        name: String,
        /// Unit and amount that it begins with.
        deposits: Vec<(String, Decimal)>,
    },
    /// Play money comes.
    Deposit {
        /// To whom.
        account: AccountId,
        /// Which money.
        unit: String,
        /// How much, above zero.
        amount: Decimal,
    },
    /// All orders end, all positions and balances go, and this is deposited.
    Reset {
        /// Whose.
        account: AccountId,
        /// Unit and amount.
        deposits: Vec<(String, Decimal)>,
    },
    /// Orders are refused until it is thawed; cancels are not.
    Freeze {
        /// Whose.
        account: AccountId,
        /// Frozen or not.
        frozen: bool,
    },
    /// An order.
    Place {
        /// Whose.
        account: AccountId,
        /// What.
        order: Box<NewOrder>,
    },
    /// Ends an order.
    Cancel {
        /// Whose.
        account: AccountId,
        /// Which.
        order: OrderId,
    },
    /// Changes a limit order: price, total quantity.
    Replace {
        /// Whose.
        account: AccountId,
        /// Which.
        order: OrderId,
        /// New price.
        ticks: i64,
        /// New total quantity.
        lots: i64,
    },
    /// Sets the leverage of what is not held or ordered.
    Leverage {
        /// Whose.
        account: AccountId,
        /// Of what.
        listed: Listed,
        /// Times the margin.
        leverage: u32,
        /// True if each position is backed by its own margin alone.
        isolated: bool,
    },
    /// A market's book, whole.
    Book {
        /// Which.
        instrument: InstrumentId,
        /// How far it reaches.
        depth: Depth,
        /// Price and size.
        bids: Vec<(i64, i64)>,
        /// Price and size.
        asks: Vec<(i64, i64)>,
    },
    /// A market is alive and its book unchanged.
    Heard {
        /// Which.
        instrument: InstrumentId,
    },
    /// A market's book is not whole.
    Lost {
        /// Which.
        instrument: InstrumentId,
    },
    /// A market traded.
    Trade {
        /// Which.
        instrument: InstrumentId,
        /// Rises with every trade of it; what is not newer was counted already.
        id: u64,
        /// Price.
        ticks: i64,
        /// Quantity.
        lots: i64,
        /// Who took; `None` if the venue does not say.
        taker: Option<Side>,
    },
    /// A market's mark price.
    Mark {
        /// Which.
        instrument: InstrumentId,
        /// Price.
        ticks: i64,
    },
    /// A perpetual contract pays: longs pay this share of the value at the mark to shorts, or receive it if negative.
    Funding {
        /// Which.
        instrument: InstrumentId,
        /// The share.
        rate: Decimal,
        /// The mark; the market's own where there is none.
        mark: Option<i64>,
    },
    /// A contract has ended: its orders end, and its positions are closed.
    Expire {
        /// Which.
        instrument: InstrumentId,
        /// At which price; the market's own where there is none.
        ticks: Option<i64>,
    },
    /// Proceeds of sales become free.
    Settle,
    /// A product's day is over: its orders end and its positions are closed.
    SquareOff {
        /// Which.
        product: Product,
    },
    /// Only time has passed.
    Time,
}

/// What is answered to an input that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done.
    Done,
    /// The account's number.
    Account(AccountId),
    /// The order's number; how it is, its events say.
    Order(OrderId),
}
