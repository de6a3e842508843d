//! A trader with brackets: what the venue says comes by hand, each word at its own millisecond.

use std::collections::BTreeMap;

use serde_json::json;
use twinline_core::account::{
    AccountEvent, AccountState, Answer, Bracket, BracketWish, Checks, Command, IfUnprotected, Input, LegTerms, Order, Output,
};
use twinline_model::{Duration, InstrumentId, OrderId, OrderTicket, OrderType, PositionSide, Price, Qty, Side, Timestamp, TriggerBy};
use twinline_venue::account::AccountStep;

use crate::desk::{Desk, instruments};

pub fn id(name: &str) -> OrderId {
    OrderId::new(name).unwrap()
}

pub fn qty(text: &str) -> Qty {
    text.parse().unwrap()
}

pub fn terms(price: &str) -> LegTerms {
    LegTerms { trigger_price: price.parse().unwrap(), price: None, trigger_by: TriggerBy::Last }
}

#[derive(Debug)]
pub struct Trader {
    pub desk: Desk,
    began: Timestamp,
    numbers: BTreeMap<OrderId, u64>,
    executed: BTreeMap<OrderId, Qty>,
    trades: u64,
    asks: u64,
}

impl Trader {
    pub fn new() -> Self {
        let desk = Desk::live(&instruments());
        let began = desk.now;
        Self { desk, began, numbers: BTreeMap::new(), executed: BTreeMap::new(), trades: 0, asks: 0 }
    }

    /// The gateway was killed, and has started with what the journal says; the venue has not been heard yet.
    pub fn killed(self) -> Self {
        let state = self.desk.rebuilt();
        let now = self.desk.now;
        let mut desk = Desk::resumed(&instruments(), state);
        desk.now = now;
        Self { desk, ..self }
    }

    pub fn at(&self, ms: i64) -> Timestamp {
        self.began + Duration::from_millis(ms)
    }

    /// Nothing but signs of life until then.
    pub fn until(&mut self, ms: i64) {
        while self.desk.now < self.at(ms) {
            let rest = self.at(ms) - self.desk.now;
            self.desk.pass(rest.min(Duration::from_millis(10)));
            let link = self.desk.events();
            self.desk.input(Input::Alive { link });
        }
    }

    /// A limit entry with both legs far away, of 100 unless it is changed.
    pub fn wish(&self, name: &str, symbol: &str, side: Side) -> BracketWish {
        let instrument = InstrumentId::new("binance", symbol).unwrap();
        let (low, high) = (terms("1.0000"), terms("3.0000"));
        let (stop, take) = if side == Side::Buy { (low, high) } else { (high, low) };
        let entry = OrderTicket {
            qty: Some(qty("100")),
            price: Some("2.0000".parse::<Price>().unwrap()),
            ..OrderTicket::new(id(name), instrument.clone(), side, OrderType::Limit)
        };
        BracketWish {
            id: id(name),
            entry: Some(entry),
            instrument,
            side,
            position_side: PositionSide::Both,
            qty: None,
            stop_loss: Some(stop),
            take_profit: Some(take),
            if_unprotected: IfUnprotected::Alert,
        }
    }

    pub fn begins(&mut self, wish: BracketWish) -> Option<Answer> {
        self.begins_with(wish, Desk::checks())
    }

    pub fn begins_with(&mut self, wish: BracketWish, checks: Checks) -> Option<Answer> {
        self.commands(|ask| Command::Bracket { ask, wish: Box::new(wish), checks })
    }

    /// Its answer, if it came at once.
    pub fn commands(&mut self, command: impl FnOnce(u64) -> Command) -> Option<Answer> {
        self.asks += 1;
        let mine = self.asks;
        self.desk.command(command(mine));
        self.desk.outputs.iter().rev().find_map(|output| match output {
            Output::Answer { ask, result } if *ask == mine => Some(result.clone()),
            _ => None,
        })
    }

    /// A bracket of 100 that is bought, or sold, at once, and both of whose legs stand 10 ms later.
    pub fn holds(&mut self, name: &str, symbol: &str, side: Side, position: &str, ms: i64) {
        self.until(ms);
        let wish = self.wish(name, symbol, side);
        self.begins(wish);
        self.fills(name, "100", ms);
        self.position(symbol, position, ms);
        self.stands(&format!("{name}-s1"), ms + 10);
        self.stands(&format!("{name}-t1"), ms + 10);
    }

    fn number(&mut self, order: &OrderId) -> u64 {
        let next = 7_000 + self.numbers.len() as u64;
        *self.numbers.entry(order.clone()).or_insert(next)
    }

    fn known(&self, name: &str) -> Order {
        self.desk.account.state().order(&id(name)).unwrap_or_else(|| panic!("no order {name}")).clone()
    }

    /// The venue has executed so much more of an order, at that time by its clock; the word of it comes now.
    pub fn fills(&mut self, name: &str, more: &str, ms: i64) {
        let order = self.known(name);
        let shape = order.shape.clone().unwrap();
        let number = self.number(&order.id);
        let executed = self.executed.get(&order.id).copied().unwrap_or(Qty::ZERO);
        let executed = Qty::new(executed.value() + qty(more).value());
        self.executed.insert(order.id.clone(), executed);
        self.trades += 1;
        let of = order.qty().unwrap_or(executed);
        let status = if executed == of { "FILLED" } else { "PARTIALLY_FILLED" };
        let time = self.at(ms).as_millis();
        let event = json!({
            "s": order.instrument.symbol(), "c": name, "S": if shape.side == Side::Buy { "BUY" } else { "SELL" }, "o": "LIMIT",
            "f": "GTC", "q": of.to_string(), "p": "2.0000", "ap": "2.0000", "sp": "0", "x": "TRADE", "X": status, "i": number,
            "l": more, "z": executed.to_string(), "L": "2.0000", "T": time, "t": self.trades, "b": "0", "a": "0", "m": true,
            "R": false, "wt": "CONTRACT_PRICE", "ot": "LIMIT", "ps": "BOTH", "cp": false, "rp": "0", "pP": false, "si": 0, "ss": 0,
            "V": "NONE", "pm": "NONE", "gtd": 0, "er": "0", "n": "0", "N": "USDT",
        });
        self.desk.event(&json!({ "e": "ORDER_TRADE_UPDATE", "E": time, "T": time, "o": event }));
    }

    /// The venue has ended an entry without more of it.
    pub fn ends(&mut self, name: &str, status: &str, ms: i64) {
        let number = self.number(&id(name));
        let time = self.at(ms).as_millis();
        let executed = self.executed.get(&id(name)).copied().unwrap_or(Qty::ZERO).to_string();
        let event = json!({
            "s": "XRPUSDT", "c": name, "S": "BUY", "o": "LIMIT", "f": "GTC", "q": "100", "p": "2.0000", "ap": "2.0000", "sp": "0",
            "x": status, "X": status, "i": number, "l": "0", "z": executed, "L": "0", "T": time, "t": 0, "b": "0", "a": "0",
            "m": false, "R": false, "wt": "CONTRACT_PRICE", "ot": "LIMIT", "ps": "BOTH", "cp": false, "rp": "0", "pP": false,
            "si": 0, "ss": 0, "V": "NONE", "pm": "NONE", "gtd": 0, "er": "0",
        });
        self.desk.event(&json!({ "e": "ORDER_TRADE_UPDATE", "E": time, "T": time, "o": event }));
    }

    /// What the venue holds, as of that time by its clock.
    pub fn position(&mut self, symbol: &str, amount: &str, ms: i64) {
        let time = self.at(ms).as_millis();
        let row = json!({ "s": symbol, "pa": amount, "ep": "2.0000", "bep": "2.0008", "cr": "0", "up": "0", "mt": "cross", "iw": "0", "ps": "BOTH" });
        self.desk.event(&json!({ "e": "ACCOUNT_UPDATE", "E": time, "T": time, "a": { "m": "ORDER", "B": [], "P": [row] } }));
    }

    /// From now on the venue lists it as well.
    pub fn lists(&mut self, symbol: &str, amount: &str, ms: i64) {
        self.desk.positions.push(json!({
            "symbol": symbol, "positionSide": "BOTH", "positionAmt": amount, "entryPrice": "2.0000", "breakEvenPrice": "2.0008",
            "markPrice": "2.0000", "unRealizedProfit": "0", "liquidationPrice": "0", "isolatedMargin": "0", "notional": "200",
            "marginAsset": "USDT", "isolatedWallet": "0", "initialMargin": "10", "maintMargin": "1", "positionInitialMargin": "10",
            "openOrderInitialMargin": "0", "adl": 1, "bidNotional": "0", "askNotional": "0", "updateTime": self.at(ms).as_millis(),
        }));
    }

    pub fn stands(&mut self, leg: &str, ms: i64) {
        self.says(leg, "NEW", ms);
    }

    /// The venue's word of an order that waits for its trigger.
    pub fn says(&mut self, leg: &str, word: &str, ms: i64) {
        let order = self.known(leg);
        let (shape, terms) = (order.shape.clone().unwrap(), order.terms.clone().unwrap());
        let number = self.number(&order.id);
        let time = self.at(ms).as_millis();
        let kind = if matches!(shape.kind, OrderType::StopMarket) { "STOP_MARKET" } else { "TAKE_PROFIT_MARKET" };
        let whole = terms.qty.is_none();
        let event = json!({
            "caid": leg, "aid": number + 90_000, "at": "CONDITIONAL", "o": kind, "s": order.instrument.symbol(),
            "S": if shape.side == Side::Buy { "BUY" } else { "SELL" }, "ps": "BOTH", "f": "GTC",
            "q": terms.qty.unwrap_or(Qty::ZERO).to_string(), "X": word, "ai": if word == "TRIGGERED" { number.to_string() } else { String::new() },
            "tp": terms.trigger_price.unwrap().to_string(), "p": "0", "V": "EXPIRE_MAKER", "wt": "CONTRACT_PRICE", "pm": "NONE",
            "cp": whole, "pP": false, "R": !whole, "tt": 0, "gtd": 0, "ia": false,
        });
        self.desk.event(&json!({ "e": "ALGO_UPDATE", "T": time, "E": time, "o": event }));
    }

    /// The venue answers the oldest open call of this kind about this order.
    pub fn answers(&mut self, kind: &str, name: &str, status: u16, body: &str) {
        let about = |step: &AccountStep| match step {
            AccountStep::Place(ticket) => ticket.client_order_id == id(name),
            AccountStep::Cancel(order) => order.client_id.as_ref() == Some(&id(name)),
            _ => false,
        };
        let open = self.desk.open_of(kind).into_iter().find(|open| about(&open.step)).unwrap_or_else(|| panic!("no {kind} of {name}"));
        self.desk.answer(open.call, status, body);
    }

    pub fn bracket(&self, name: &str) -> &Bracket {
        self.desk.account.state().bracket(&id(name)).unwrap()
    }

    pub fn held(&self, name: &str) -> Qty {
        self.bracket(name).held()
    }

    /// How often an order was placed.
    pub fn placed(&self, name: &str) -> usize {
        self.desk.open.iter().filter(|open| matches!(&open.step, AccountStep::Place(ticket) if ticket.client_order_id == id(name))).count()
    }

    /// How often a cancel of it was wanted.
    pub fn cancels(&self, name: &str) -> usize {
        let cancel = |event: &AccountEvent| matches!(event, AccountEvent::CommandSent { order_id, command, .. } if *order_id == id(name) && command == "cancel");
        self.desk.journal.iter().filter(|envelope| cancel(&envelope.event)).count()
    }

    /// What people were told: kinds of alerts, in order.
    pub fn alerts(&self) -> Vec<(&str, &str)> {
        fn told(event: &AccountEvent) -> Option<(&str, &str)> {
            match event {
                AccountEvent::Alert { kind, text, .. } => Some((kind.as_str(), text.as_str())),
                _ => None,
            }
        }
        self.desk.journal.iter().filter_map(|envelope| told(&envelope.event)).collect()
    }

    pub fn state(&self) -> &AccountState {
        self.desk.account.state()
    }
}
