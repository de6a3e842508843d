//! What does a `forceOrder` say?

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use twinline_model::{Liquidation, Price, Side};
use twinline_venue::{Fact, Facts, OddityKind};

use super::context::Context;
use super::members::{Members, note};
use super::numbers::{Bad, Text, millis, need, price, price_if_any, quantity};
use super::walk::Walk;

#[derive(Debug, Default)]
struct Order<'de> {
    symbol: Text<'de>,
    side: Text<'de>,
    price: Text<'de>,
    avg_price: Text<'de>,
    filled: Text<'de>,
    trade_ms: Option<u64>,
}

pub(super) fn force_order<'de, A: MapAccess<'de>>(mut members: Members<A>, cx: &mut Context<'_>) -> Result<(), A::Error> {
    let mut order: Option<Order<'de>> = None;
    let mut market = None;
    while let Some(name) = members.next()? {
        match &*name {
            "o" => {
                let inner = members.seed(OrderSeed(cx.out))?;
                if order.replace(inner).is_some() {
                    return Err(members.twice("o"));
                }
            }
            "st" => members.integer(&mut market)?,
            "E" | "ps" => members.skip()?,
            other => members.unknown(other, cx.out)?,
        }
    }
    let result = need("forceOrder.o", order).and_then(|order| fact(&order, market, cx));
    cx.settle(result)
}

fn fact(order: &Order<'_>, market: Option<u64>, cx: &mut Context<'_>) -> Result<Option<Fact>, Bad> {
    let Some(ix) = cx.whose("forceOrder.o.s", order.symbol.as_deref(), market)? else {
        return Ok(None);
    };
    let side = match need("forceOrder.o.S", order.side.as_deref())? {
        "BUY" => Side::Buy,
        "SELL" => Side::Sell,
        other => {
            note(cx.out, OddityKind::Value, format_args!("forceOrder.o.S {other}"));
            return Ok(None);
        }
    };
    let liquidation = Liquidation {
        side,
        price: price("forceOrder.o.p", order.price.as_deref())?,
        avg_price: price_if_any("forceOrder.o.ap", order.avg_price.as_deref())?.unwrap_or(Price::ZERO),
        filled: quantity("forceOrder.o.z", order.filled.as_deref())?,
        ts: millis(need("forceOrder.o.T", order.trade_ms)?),
    };
    Ok(Some(Fact::Liquidation { ix, liquidation }))
}

/// Reads the inner object.
struct OrderSeed<'c>(&'c mut Facts);

impl<'de> DeserializeSeed<'de> for OrderSeed<'_> {
    type Value = Order<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OrderSeed<'_> {
    type Value = Order<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an order")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members::plain_object(map, "forceOrder.o");
        let mut order = Order::default();
        while let Some(name) = members.next()? {
            match &*name {
                "s" => members.text(&mut order.symbol)?,
                "S" => members.text(&mut order.side)?,
                "p" => members.text(&mut order.price)?,
                "ap" => members.text(&mut order.avg_price)?,
                "z" => members.text(&mut order.filled)?,
                "T" => members.integer(&mut order.trade_ms)?,
                // type, time in force, quantity, status, last filled, pair, market
                "o" | "f" | "q" | "X" | "l" | "ps" | "st" => members.skip()?,
                other => members.unknown(other, self.0)?,
            }
        }
        Ok(order)
    }
}
