//! What must hold whatever happens: chance commands, lively markets, jumping marks, restarts.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use twinline_exchange::accounts::{
    AccountId, AlgoKind, Amendment, Happening, Life, MarginType, NewAlgo, NewOrder, OrderId, OrderKind, OrderRecord, OrderRef, Place,
    PositionSide, PriceMatch, Rules, SelfTrade, Slot, TransferKind, WorkingType,
};
use twinline_exchange::{Dice, Exchange, Settings, Side, symbol};

use crate::bench::{START_NS, dec};

struct Chance {
    exchange: Exchange,
    settings: Settings,
    dice: Dice,
    now_ns: i64,
    ids: Vec<AccountId>,
    /// What events have told of each order.
    told: BTreeMap<(AccountId, OrderId), OrderRecord>,
    next_seq: u64,
    accepted: u64,
}

impl Chance {
    fn new(seed: u64) -> Chance {
        let symbols: Vec<_> = ["BTCUSDT", "ETHUSDT"].iter().map(|name| symbol(name).expect("listed")).collect();
        let mut rules = Rules::usual(&symbols).expect("rules");
        rules.symbols[1].max_orders = 5;
        let settings = Settings { symbols, history_minutes: 0, warm_up_minutes: 0, ..Settings::new(seed, START_NS) };
        let mut exchange = Exchange::new(&settings);
        exchange.open_desk(rules).expect("rules fit");
        let ids: Vec<AccountId> = (0..3).map(|_| exchange.open_account().expect("room")).collect();
        let mut unseen = Vec::new();
        for id in &ids {
            exchange.transfer(START_NS, *id, "USDT", dec("20000"), TransferKind::Deposit, &mut unseen).expect("in");
            exchange.transfer(START_NS, *id, "BNB", dec("0.5"), TransferKind::Deposit, &mut unseen).expect("in");
        }
        exchange.set_hedge_mode(START_NS, ids[1], true, &mut unseen).expect("set");
        exchange.set_fee_burn(START_NS, ids[2], true, &mut unseen).expect("set");
        exchange.set_margin_type(START_NS, ids[2], 0, MarginType::Isolated, &mut unseen).expect("set");
        Chance { exchange, settings, dice: Dice::new(seed, 77), now_ns: START_NS, ids, told: BTreeMap::new(), next_seq: 1, accepted: 0 }
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.dice.below(of.len() as i64)).expect("small")]
    }

    fn step(&mut self) {
        self.now_ns += self.dice.below(3_000_000_000);
        let (id, symbol, mut unseen) = (self.pick(&self.ids.clone()), self.pick(&[0, 0, 0, 1]), Vec::new());
        let at_ns = self.now_ns;
        match self.dice.below(100) {
            0..45 => {
                let order = self.order(id, symbol);
                self.accepted += u64::from(self.exchange.place(at_ns, id, &order, &mut unseen).is_ok());
            }
            45..55 => {
                if let Some(order) = self.open(id) {
                    let change = self.amendment(&order);
                    let _refused_or_not = self.exchange.amend(at_ns, id, order.symbol, &OrderRef::Id(order.id), &change, &mut unseen);
                }
            }
            55..65 => {
                if let Some(order) = self.open(id) {
                    self.exchange.advance(at_ns, &mut unseen);
                    let open = self.exchange.accounts().open_orders(id, None).iter().any(|held| held.id == order.id);
                    let done = self.exchange.cancel(at_ns, id, order.symbol, &OrderRef::Id(order.id), &mut unseen);
                    assert_eq!(done.is_ok(), open, "an open order can always be cancelled");
                }
            }
            65..80 => {
                let algo = self.algo(id, symbol);
                self.accepted += u64::from(self.exchange.place_algo(at_ns, id, &algo, &mut unseen).is_ok());
            }
            80..84 => {
                let amount = Decimal::new(self.dice.around(500_000), 2);
                let _refused_or_not = self.exchange.transfer(at_ns, id, "USDT", amount, TransferKind::Deposit, &mut unseen);
            }
            84..88 => {
                let mark = self.exchange.markets()[symbol].marks.mark_e8;
                let jump = mark / 100_000 * (100_000 + self.dice.around(3_000));
                let mark = self.dice.coin().then(|| Decimal::new(jump, 8));
                self.exchange.pin_mark(at_ns, symbol, mark, &mut unseen).expect("in range");
            }
            88..90 => self.exchange.settle_funding(at_ns, symbol, Decimal::new(self.dice.around(1_000), 5), &mut unseen).expect("small"),
            90..92 => {
                let slot = Slot { symbol, side: self.pick(&[PositionSide::Both, PositionSide::Long, PositionSide::Short]) };
                let _flat_or_not = self.exchange.liquidate(at_ns, id, slot, &mut unseen);
            }
            92..94 => {
                let slot = Slot { symbol, side: self.pick(&[PositionSide::Both, PositionSide::Long, PositionSide::Short]) };
                let _flat_or_not = self.exchange.deleverage(at_ns, id, slot, None, &mut unseen);
            }
            94..96 => {
                let leverage = u32::try_from(1 + self.dice.below(125)).expect("small");
                let _refused_or_not = self.exchange.set_leverage(at_ns, id, symbol, leverage, &mut unseen);
            }
            96..98 => {
                self.exchange.countdown(at_ns, id, symbol, self.dice.below(20_000), &mut unseen).expect("short");
            }
            98 => {
                let _refused_or_not =
                    self.exchange.move_margin(at_ns, id, 0, None, Decimal::new(self.dice.around(100_000), 2), &mut unseen);
            }
            _ => {
                self.exchange.advance(at_ns, &mut unseen);
                self.settings.seed += 1_000;
                self.settings.first_trade_id = self.settings.first_trade_id * 3 / 4;
                self.exchange = self.exchange.clone().restarted(&self.settings);
            }
        }
    }

    fn open(&mut self, id: AccountId) -> Option<OrderRecord> {
        let open: Vec<OrderRecord> = self.exchange.accounts().open_orders(id, None).into_iter().cloned().collect();
        let at = usize::try_from(self.dice.below(open.len() as i64)).ok()?;
        open.get(at).cloned()
    }

    fn near(&mut self, symbol: usize) -> Decimal {
        let market = &self.exchange.markets()[symbol];
        let middle = i64::midpoint(market.top().bid.0, market.top().ask.0).max(1);
        let away = middle / 500;
        let spec = market.spec.clone();
        spec.price((middle + self.dice.around(away)).max(1))
    }

    fn quantity(&mut self, symbol: usize) -> Decimal {
        let spec = self.exchange.markets()[symbol].spec.clone();
        spec.quantity(1 + self.dice.below(spec.typical_lots * 8))
    }

    fn position_side(&mut self, id: AccountId) -> Option<PositionSide> {
        let sides = [Some(PositionSide::Long), Some(PositionSide::Short)];
        if self.exchange.accounts().hedge_mode(id) { self.pick(&sides) } else { None }
    }

    fn order(&mut self, id: AccountId, symbol: usize) -> NewOrder {
        let position_side = self.position_side(id);
        let reduce_only = (position_side.is_none() && self.dice.below(3) == 0).then_some(true);
        NewOrder {
            symbol,
            side: self.pick(&[Side::Buy, Side::Sell]),
            kind: self.pick(&[OrderKind::Limit, OrderKind::Limit, OrderKind::Limit, OrderKind::Market]),
            position_side,
            life: Some(self.pick(&[Life::Gtc, Life::Gtc, Life::Gtc, Life::Ioc, Life::Fok, Life::Gtx, Life::Gtd])),
            quantity: Some(self.quantity(symbol)),
            price: Some(self.near(symbol)),
            price_match: PriceMatch::None,
            reduce_only,
            client_id: (self.dice.below(4) == 0).then(|| format!("c{}", self.dice.below(5))),
            self_trade: Some(self.pick(&[SelfTrade::None, SelfTrade::ExpireMaker, SelfTrade::ExpireTaker, SelfTrade::ExpireBoth])),
            good_till_ms: Some(self.now_ns / 1_000_000 + 602_000 + self.dice.below(60_000)),
        }
    }

    fn amendment(&mut self, order: &OrderRecord) -> Amendment {
        Amendment {
            side: order.side,
            quantity: self.quantity(order.symbol),
            price: Some(self.near(order.symbol)),
            price_match: PriceMatch::None,
            modify_id: None,
            reduce_only: None,
        }
    }

    fn algo(&mut self, id: AccountId, symbol: usize) -> NewAlgo {
        let position_side = self.position_side(id);
        let close_position = self.dice.below(3) == 0;
        let kinds = [AlgoKind::StopMarket, AlgoKind::TakeProfitMarket, AlgoKind::Stop, AlgoKind::TakeProfit, AlgoKind::TrailingStopMarket];
        NewAlgo {
            symbol,
            side: self.pick(&[Side::Buy, Side::Sell]),
            kind: self.pick(&kinds),
            position_side,
            life: None,
            quantity: if close_position { None } else { Some(self.quantity(symbol)) },
            price: Some(self.near(symbol)),
            price_match: PriceMatch::None,
            trigger_price: Some(self.near(symbol)),
            activate_price: None,
            callback_rate: Some(dec("0.1")),
            callback_amount: None,
            working_type: self.pick(&[WorkingType::ContractPrice, WorkingType::MarkPrice]),
            price_protect: self.dice.coin(),
            reduce_only: (position_side.is_none() && !close_position && self.dice.coin()).then_some(true),
            close_position,
            client_id: None,
            self_trade: None,
            good_till_ms: None,
        }
    }

    fn check(&mut self) {
        assert!(!self.exchange.accounts().is_broken());
        self.events_agree_with_the_records();
        self.money_adds_up();
        for id in self.ids.clone() {
            self.positions_are_sums_of_fills(id);
            self.books_hold_what_is_open(id);
            self.income_is_the_wallet(id);
        }
        for market in self.exchange.markets() {
            let top = market.top();
            assert!(top.bid.1 == 0 || top.ask.1 == 0 || top.bid.0 < top.ask.0, "crossed: {top:?}");
        }
    }

    fn events_agree_with_the_records(&mut self) {
        let mut last_ns = 0;
        for event in self.exchange.take_account_events() {
            assert_eq!(event.seq, self.next_seq);
            assert!(event.at_ns >= last_ns && event.at_ns <= self.now_ns);
            (self.next_seq, last_ns) = (event.seq + 1, event.at_ns);
            let Happening::Order(change) = event.what else { continue };
            let (order, key) = (change.order, (event.account, change.fill.as_ref().map_or(OrderId(0), |fill| fill.order)));
            assert!(change.fill.is_none() || key.1 == order.id);
            if let Some(before) = self.told.insert((event.account, order.id), order.clone()) {
                assert!(before.status.is_open(), "a terminal state is final");
                assert!(order.executed >= before.executed && order.quote >= before.quote, "executed never falls");
                let traded = change.fill.as_ref().map_or(Decimal::ZERO, |fill| fill.quantity);
                assert_eq!(order.executed - before.executed, traded);
            }
            assert!(order.executed <= order.quantity);
        }
        for ((id, order), told) in &self.told {
            let held = self.exchange.accounts().order(*id, told.symbol, &OrderRef::Id(*order));
            assert_eq!(held, Some(told), "the last event tells the order as it is");
        }
    }

    fn money_adds_up(&self) {
        let ledger = self.exchange.accounts().ledger();
        let mut totals: BTreeMap<&str, Decimal> = BTreeMap::new();
        for (place, asset, amount) in ledger.balances() {
            *totals.entry(asset).or_default() += amount;
            let posted: Decimal = ledger
                .transactions()
                .iter()
                .flat_map(|transaction| &transaction.postings)
                .filter(|posting| posting.place == place && posting.asset == asset)
                .map(|posting| posting.amount)
                .sum();
            assert_eq!(ledger.forwarded(place, asset) + posted, amount, "{place:?} {asset}");
        }
        assert!(totals.values().all(Decimal::is_zero), "{totals:?}");
    }

    fn positions_are_sums_of_fills(&self, id: AccountId) {
        let accounts = self.exchange.accounts();
        let mut sums: BTreeMap<Slot, (Decimal, Decimal)> = BTreeMap::new();
        for fill in accounts.fills(id).expect("kept") {
            let sum = sums.entry(Slot { symbol: fill.symbol, side: fill.position_side }).or_default();
            sum.0 += if fill.side == Side::Buy { fill.quantity } else { -fill.quantity };
            sum.1 += fill.realized;
        }
        for (slot, (amount, realized)) in sums {
            let (position, market) = (accounts.position(id, slot), &self.exchange.markets()[slot.symbol]);
            assert_eq!((market.spec.quantity(position.lots), position.realized), (amount, realized), "{slot:?}");
            assert_eq!(market.book.holding((id.0, slot.side as u8)), position.lots, "the book knows it, too");
            let set_aside = accounts.ledger().balance(Place::Isolated(id, slot), "USDT");
            assert!(position.lots != 0 || set_aside.is_zero(), "nothing is set aside for nothing: {set_aside}");
            match slot.side {
                PositionSide::Both => {}
                PositionSide::Long => assert!(position.lots >= 0),
                PositionSide::Short => assert!(position.lots <= 0),
            }
        }
    }

    fn books_hold_what_is_open(&self, id: AccountId) {
        let accounts = self.exchange.accounts();
        let mut reducing: BTreeMap<(Slot, bool), Decimal> = BTreeMap::new();
        for order in accounts.orders(id, None) {
            let market = &self.exchange.markets()[order.symbol];
            let resting = market.spec.quantity(market.book.resting_lots(order.id.in_book()));
            assert_eq!(resting, if order.status.is_open() { order.remaining() } else { Decimal::ZERO }, "{order:?}");
            let closes = matches!((order.position_side, order.side), (PositionSide::Long, Side::Sell) | (PositionSide::Short, Side::Buy));
            if order.status.is_open() && (order.reduce_only || closes) {
                let slot = Slot { symbol: order.symbol, side: order.position_side };
                *reducing.entry((slot, order.side == Side::Buy)).or_default() += order.remaining();
            }
        }
        for ((slot, buys), sum) in reducing {
            let held = self.exchange.markets()[slot.symbol].spec.quantity(accounts.position(id, slot).lots);
            let room = if buys { -held } else { held };
            assert!(sum <= room, "{slot:?}: {sum} of {room} reduced");
        }
    }

    /// Wallets are what was ever earned and paid; and what is free is not below zero by more than losses at the mark price
    /// and the commissions of what has just traded explain.
    fn income_is_the_wallet(&self, id: AccountId) {
        let accounts = self.exchange.accounts();
        for asset in ["USDT", "BNB"] {
            let income: Decimal =
                accounts.income(id).expect("kept").iter().filter(|record| record.asset == asset).map(|record| record.amount).sum();
            assert_eq!(accounts.wallet(id, asset), income, "{asset}");
        }
        let statement = self.exchange.statement(id).expect("there");
        let figures = &statement.assets[0];
        assert!(figures.available >= Decimal::ZERO && figures.max_withdraw >= Decimal::ZERO);
        for position in &statement.positions {
            assert!(position.row.isolated_wallet.is_zero() || position.row.margin_type == MarginType::Isolated);
            // Up to 20 times leverage, opening takes 5 % and more; keeping takes 2.5 % at these sizes.
            assert!(position.maintenance <= position.position_initial || position.leverage > 20, "{position:?}");
        }
    }
}

#[test]
fn books_of_account_hold_under_chance() {
    let mut accepted = 0;
    for seed in 0..12 {
        let mut chance = Chance::new(seed);
        for step in 0..150 {
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                chance.step();
                chance.check();
            }));
            assert!(done.is_ok(), "seed {seed}, step {step}");
        }
        accepted += chance.accepted;
    }
    assert!(accepted > 300, "something was tried: {accepted}");
}

#[test]
fn equal_runs_are_equal() {
    let run = |seed| {
        let mut chance = Chance::new(seed);
        let mut told = Vec::new();
        for _ in 0..100 {
            chance.step();
            told.extend(chance.exchange.take_account_events());
        }
        told
    };
    assert_eq!(run(3), run(3));
    assert_ne!(run(3), run(4));
}

/// An order is accepted only if what it could need is free; so right after that nothing is missing but what its trades
/// cost: commission, and the distance of their prices to the mark price.
#[test]
fn what_is_accepted_is_backed() {
    let mut checked = 0;
    for seed in 100..106 {
        let mut chance = Chance::new(seed);
        let id = chance.ids[0];
        for _ in 0..120 {
            chance.now_ns += 500_000_000;
            let mut unseen = Vec::new();
            chance.exchange.advance(chance.now_ns, &mut unseen);
            let free = |chance: &Chance| {
                let figures = chance.exchange.statement(id).expect("there").assets.remove(0);
                figures.cross_wallet + figures.cross_unrealized - figures.initial
            };
            let before = free(&chance);
            let symbol = chance.pick(&[0, 1]);
            let mut order = chance.order(id, symbol);
            order.quantity = order.quantity.map(|quantity| quantity * Decimal::from(10));
            let Ok(placed) = chance.exchange.place(chance.now_ns, id, &order, &mut unseen) else { continue };
            let reduces = placed.reduce_only;
            if before < Decimal::ZERO || reduces {
                continue;
            }
            let mark = Decimal::new(chance.exchange.markets()[symbol].marks.mark_e8, 8);
            let slack = placed.quantity * mark * dec("0.003");
            assert!(free(&chance) >= -slack, "seed {seed}: {} free after {placed:?}", free(&chance));
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked}");
}
