//! A venue whose markets stand still, so that figures can be worked out by hand.

use rust_decimal::Decimal;
use twinline_exchange::accounts::{
    AccountEvent, AccountId, AlgoKind, Amendment, Happening, Life, NewAlgo, NewOrder, OrderKind, OrderRecord, PositionSide, PriceMatch,
    Refusal, Rules, Slot, TransferKind, WorkingType,
};
use twinline_exchange::{Event, Exchange, Settings, Side, symbol};

pub const START_NS: i64 = 1_795_250_400_000_000_000 + 17_345_000_000;
pub const SECOND_NS: i64 = 1_000_000_000;
pub const BTC: usize = 0;
pub const ETH: usize = 1;
/// The only position of BTCUSDT in one-way mode.
pub const BTC_BOTH: Slot = Slot { symbol: BTC, side: PositionSide::Both };
pub const ETH_BOTH: Slot = Slot { symbol: ETH, side: PositionSide::Both };

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a decimal")
}

/// A venue and the accounts of a test.
pub struct Bench {
    pub exchange: Exchange,
    pub now_ns: i64,
    pub public: Vec<Event>,
}

impl Bench {
    /// BTCUSDT around 97,000.00 and ETHUSDT around 3,412.00. Anonymous orders lie hundreds of dollars (tens, for ETH) away
    /// from there, and nobody moves. The mark prices are pinned to those figures.
    pub fn new() -> Bench {
        Bench::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Rules)) -> Bench {
        let mut symbols = vec![symbol("BTCUSDT").expect("listed"), symbol("ETHUSDT").expect("listed")];
        for spec in &mut symbols {
            spec.pace_ms = 1_000_000_000;
            spec.rung_ticks = 30_000;
        }
        symbols[ETH].rung_ticks = 6_000;
        let mut rules = Rules::usual(&symbols).expect("rules");
        change(&mut rules);
        let settings = Settings { symbols, history_minutes: 0, warm_up_minutes: 0, ..Settings::new(7, START_NS) };
        let mut exchange = Exchange::new(&settings);
        exchange.open_desk(rules).expect("rules fit");
        let mut bench = Bench { exchange, now_ns: START_NS, public: Vec::new() };
        bench.pin(BTC, "97000");
        bench.pin(ETH, "3412");
        bench
    }

    /// A new account with so many USDT.
    pub fn account(&mut self, usdt: &str) -> AccountId {
        let id = self.exchange.open_account().expect("room");
        if usdt != "0" {
            self.deposit(id, "USDT", usdt).expect("deposited");
        }
        self.told();
        id
    }

    pub fn deposit(&mut self, id: AccountId, asset: &str, amount: &str) -> Result<u64, Refusal> {
        self.exchange.transfer(self.now_ns, id, asset, dec(amount), TransferKind::Deposit, &mut self.public)
    }

    pub fn pin(&mut self, symbol: usize, mark: &str) {
        self.exchange.pin_mark(self.now_ns, symbol, Some(dec(mark)), &mut self.public).expect("pinned");
    }

    pub fn wait(&mut self, seconds: i64) {
        self.now_ns += seconds * SECOND_NS;
        self.exchange.advance(self.now_ns, &mut self.public);
    }

    pub fn place(&mut self, id: AccountId, order: &NewOrder) -> Result<OrderRecord, Refusal> {
        self.exchange.place(self.now_ns, id, order, &mut self.public)
    }

    pub fn amend(&mut self, id: AccountId, order: &OrderRecord, price: &str, quantity: &str) -> Result<OrderRecord, Refusal> {
        let change = Amendment {
            side: order.side,
            quantity: dec(quantity),
            price: Some(dec(price)),
            price_match: PriceMatch::None,
            modify_id: Some(5),
            reduce_only: None,
        };
        let order_ref = twinline_exchange::accounts::OrderRef::Id(order.id);
        self.exchange.amend(self.now_ns, id, order.symbol, &order_ref, &change, &mut self.public)
    }

    /// `buyer` and `seller` trade this much at this price; the buyer makes.
    pub fn trade(&mut self, buyer: AccountId, seller: AccountId, quantity: &str, price: &str) {
        let bid = self.place(buyer, &limit(Side::Buy, quantity, price)).expect("rests");
        let ask = self.place(seller, &limit(Side::Sell, quantity, price)).expect("takes");
        assert_eq!(ask.executed, dec(quantity), "nobody else was there");
        assert_eq!(ask.average_price(2), dec(price));
        assert!(bid.id < ask.id);
    }

    /// Takes the events that wait.
    pub fn told(&mut self) -> Vec<AccountEvent> {
        self.exchange.take_account_events()
    }

    /// The events that wait for an account, in short.
    pub fn told_in_short(&mut self, id: AccountId) -> Vec<String> {
        self.told().iter().filter(|event| event.account == id).map(|event| in_short(&event.what)).collect()
    }

    pub fn wallet(&self, id: AccountId) -> Decimal {
        self.exchange.accounts().wallet(id, "USDT")
    }
}

fn in_short(what: &Happening) -> String {
    match what {
        Happening::Order(change) => {
            let order = &change.order;
            format!("{:?} {:?} {} of {} er {:?}", change.execution, order.status, order.executed, order.quantity, order.expire_reason)
        }
        Happening::Account(change) => {
            format!("{:?} {} balances {} positions", change.reason, change.balances.len(), change.positions.len())
        }
        Happening::MarginCall { positions, .. } => format!("MarginCall {}", positions.len()),
        Happening::Leverage { leverage, .. } => format!("Leverage {leverage}"),
        Happening::MultiAssets { on } => format!("MultiAssets {on}"),
        Happening::Algo(algo) => format!("Algo {:?} activated {} {}", algo.status, algo.activated, algo.reason),
    }
}

/// A good-till-cancelled limit order for BTCUSDT.
pub fn limit(side: Side, quantity: &str, price: &str) -> NewOrder {
    NewOrder {
        symbol: BTC,
        side,
        kind: OrderKind::Limit,
        position_side: None,
        life: Some(Life::Gtc),
        quantity: Some(dec(quantity)),
        price: Some(dec(price)),
        price_match: PriceMatch::None,
        reduce_only: None,
        client_id: None,
        self_trade: None,
        good_till_ms: None,
    }
}

pub fn market(side: Side, quantity: &str) -> NewOrder {
    NewOrder { kind: OrderKind::Market, life: None, price: None, ..limit(side, quantity, "1") }
}

/// A stop or take profit for BTCUSDT that looks at the mark price and becomes a market order.
pub fn stop(kind: AlgoKind, side: Side, quantity: Option<&str>, trigger: &str) -> NewAlgo {
    NewAlgo {
        symbol: BTC,
        side,
        kind,
        position_side: None,
        life: None,
        quantity: quantity.map(dec),
        price: None,
        price_match: PriceMatch::None,
        trigger_price: Some(dec(trigger)),
        activate_price: None,
        callback_rate: None,
        callback_amount: None,
        working_type: WorkingType::MarkPrice,
        price_protect: false,
        reduce_only: None,
        close_position: quantity.is_none(),
        client_id: None,
        self_trade: None,
        good_till_ms: None,
    }
}
