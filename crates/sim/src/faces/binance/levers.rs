//! What a test can make happen at the venue: `POST /control/NAME`.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use twinline_exchange::accounts::{AccountId, PositionSide, Refusal, Slot, TransferKind};
use twinline_exchange::{Event, Exchange};

use crate::faces::binance::params::Params;
use crate::faces::binance::private::{Call, Caller, Counter, target_of, words};
use crate::faces::binance::{Binance, Source};
use crate::outbox::Outbox;

/// Names of the levers, for who pulls one that is not there.
const KNOWN: &str = "mark, hold, funding, liquidate, adl, deposit, transfer, order, cancel, amend, algo, leverage, status, settle";

impl Binance {
    pub(super) fn pull_lever(&mut self, name: &str, body: &Value, outbox: &mut Outbox<'_>) -> Result<Value, String> {
        let Source::Live(live, private) = &self.source else { return Err("a recording has no accounts".to_owned()) };
        let pull = Pull { body, symbol: body["symbol"].as_str().and_then(|name| live.index(name)) };
        let account = || {
            let name = body["account"].as_str().unwrap_or("main");
            private.account(name).ok_or_else(|| format!("no account {name:?}"))
        };
        match name {
            "mark" => {
                let (symbol, price) = (pull.symbol()?, pull.decimal("price")?);
                self.do_at_exchange(outbox, |exchange, at_ns, events| exchange.pin_mark(at_ns, symbol, price, events))
            }
            "hold" => {
                let (symbol, held) = (pull.symbol()?, body["held"].as_bool().ok_or("held is neither true nor false")?);
                self.do_at_exchange(outbox, |exchange, at_ns, events| exchange.hold(at_ns, symbol, held, events))
            }
            "funding" => {
                let (symbol, rate) = (pull.symbol()?, pull.decimal("rate")?.ok_or("rate is missing")?);
                self.do_at_exchange(outbox, |exchange, at_ns, events| exchange.settle_funding(at_ns, symbol, rate, events))
            }
            "liquidate" => {
                let (account, slot) = (account()?, pull.slot()?);
                self.do_at_exchange(outbox, |exchange, at_ns, events| exchange.liquidate(at_ns, account, slot, events))
            }
            "adl" => {
                let (account, slot, quantity) = (account()?, pull.slot()?, pull.decimal("quantity")?);
                self.do_at_exchange(outbox, |exchange, at_ns, events| exchange.deleverage(at_ns, account, slot, quantity, events))
            }
            "deposit" | "transfer" => {
                let kind = if name == "deposit" { TransferKind::Deposit } else { TransferKind::Wallets };
                let (account, amount) = (account()?, pull.decimal("amount")?.ok_or("amount is missing")?);
                let asset = body["asset"].as_str().unwrap_or("USDT");
                self.do_at_exchange(outbox, |exchange, at_ns, events| {
                    exchange.transfer(at_ns, account, asset, amount, kind, events).map(|_| ())
                })
            }
            "status" => {
                let (symbol, word) = (pull.symbol()?, body["status"].as_str().unwrap_or("TRADING"));
                let Source::Live(live, _) = &mut self.source else { return Err("a recording has no accounts".to_owned()) };
                if live.set_status(symbol, word, &self.sessions, outbox) {
                    Ok(json!({ "done": true }))
                } else {
                    Err(format!("{word:?} is no status of a symbol"))
                }
            }
            "settle" => {
                let symbol = pull.symbol()?;
                self.do_at_exchange(outbox, |exchange, at_ns, events| exchange.settle(at_ns, symbol, events))
            }
            "order" => self.at_the_venues_page(Call::PlaceOrder, account()?, body, outbox),
            "cancel" => self.at_the_venues_page(Call::CancelOrder, account()?, body, outbox),
            "amend" => self.at_the_venues_page(Call::AmendOrder, account()?, body, outbox),
            "algo" => self.at_the_venues_page(Call::PlaceAlgo, account()?, body, outbox),
            "leverage" => self.at_the_venues_page(Call::SetLeverage, account()?, body, outbox),
            _ => Err(format!("no lever {name:?}; known are: {KNOWN}")),
        }
    }

    fn do_at_exchange(
        &mut self,
        outbox: &mut Outbox<'_>,
        command: impl FnOnce(&mut Exchange, i64, &mut Vec<Event>) -> Result<(), Refusal>,
    ) -> Result<Value, String> {
        let Source::Live(live, private) = &mut self.source else { return Err("a recording has no accounts".to_owned()) };
        let done = live.command(&self.sessions, outbox, command);
        private.tell(live, &self.sessions, outbox);
        done.map(|()| json!({ "done": true })).map_err(|refusal| refusal.to_string())
    }

    /// What the account's owner does on the venue's own page: the same parameters as over REST, without a key.
    fn at_the_venues_page(&mut self, call: Call, account: AccountId, body: &Value, outbox: &mut Outbox<'_>) -> Result<Value, String> {
        let Source::Live(live, private) = &mut self.source else { return Err("a recording has no accounts".to_owned()) };
        let params = target_of(body.as_object().into_iter().flatten().filter(|(name, _)| *name != "account"));
        let caller = Caller { account, api_key: "".into() };
        let mut counter =
            Counter { live, private, sessions: &self.sessions, outbox, account: caller.account, api_key: caller.api_key, api: false };
        let answer = counter.answer(call, Params::new(&params)).map_err(|error| error.body())?;
        Ok(serde_json::from_str(&answer).unwrap_or(Value::Null))
    }
}

/// What was sent with a lever.
struct Pull<'a> {
    body: &'a Value,
    symbol: Option<usize>,
}

impl Pull<'_> {
    fn symbol(&self) -> Result<usize, String> {
        self.symbol.ok_or_else(|| "symbol is missing or not listed".to_owned())
    }

    /// A decimal as text or as a number; absent or null is none.
    fn decimal(&self, name: &str) -> Result<Option<Decimal>, String> {
        let text = match &self.body[name] {
            Value::Null => return Ok(None),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Decimal::from_str_exact(&text).map(Some).map_err(|_| format!("{name} is no decimal"))
    }

    fn slot(&self) -> Result<Slot, String> {
        let side = match self.body["positionSide"].as_str() {
            None => PositionSide::Both,
            Some(word) => words::read_position_side(word).ok_or("positionSide is BOTH, LONG or SHORT")?,
        };
        Ok(Slot { symbol: self.symbol()?, side })
    }
}
