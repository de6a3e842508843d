//! Facts about an account as readable JSON.

use serde_json::{Value, json};
use twinline_venue::account::{AccountFact, AccountFacts, MarginTier, OrderFact, PositionFact};
use twinline_venue::{Outcome, Refusal};

/// All facts, in order; members that are absent are left out.
pub fn facts(facts: &AccountFacts) -> Value {
    facts.items.iter().map(|item| bare(fact(item))).collect()
}

/// All oddities, in order.
pub fn oddities(facts: &AccountFacts) -> Value {
    facts.oddities.iter().map(|oddity| json!([format!("{:?}", oddity.kind).to_lowercase(), oddity.name])).collect()
}

/// What became of a step.
pub fn outcome(outcome: &Outcome<()>) -> Value {
    match outcome {
        Outcome::Done(()) => json!("done"),
        Outcome::Unknown(doubt) => json!({"unknown": {"code": doubt.code}}),
        Outcome::Refused(refusal) => json!({"refused": refused(refusal)}),
    }
}

fn refused(refusal: &Refusal) -> Value {
    json!({"kind": format!("{:?}", refusal.kind), "code": refusal.code, "message": refusal.message})
}

/// Without the members that are absent.
fn bare(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            members.into_iter().filter(|(_, member)| !member.is_null()).map(|(name, member)| (name, bare(member))).collect()
        }
        other => other,
    }
}

fn fact(fact: &AccountFact) -> Value {
    match fact {
        AccountFact::Reply(reply) => {
            let used = reply.used.iter().map(|used| json!([used.name, used.window.as_millis(), used.used]));
            let used: Vec<Value> = used.collect();
            let (from, to) = (reply.body.start, reply.body.end);
            json!({"reply": {"id": reply.id.map(|id| id.0), "status": reply.status, "from": from, "to": to, "used": used}})
        }
        AccountFact::Numbered(said) => json!({"numbered": {"channel": said.channel, "instrument": said.instrument, "number": said.number}}),
        AccountFact::Continues(word) => json!({"continues": word}),
        AccountFact::Clock(at) => json!({"clock": at}),
        AccountFact::StreamKey(key) => json!({"stream_key": key.0.as_ref()}),
        AccountFact::StreamEnded { reason } => json!({"stream_ended": reason}),
        AccountFact::Order(order) => json!({"order": order_fact(order)}),
        AccountFact::Fill(fill) => json!({"fill": fill}),
        AccountFact::Bust(bust) => json!({"bust": {"instrument": bust.instrument, "trade_id": bust.trade_id, "ts": bust.ts}}),
        AccountFact::Balance(balance) => json!({"balance": balance}),
        AccountFact::Position(position) => json!({"position": position_fact(position)}),
        AccountFact::Setting(setting) => json!({"setting": setting}),
        AccountFact::Transaction(transaction) => json!({"transaction": transaction}),
        AccountFact::MostLeverage { instrument, leverage } => json!({"most_leverage": {"instrument": instrument, "leverage": leverage}}),
        AccountFact::Portfolio(told) => {
            json!({"portfolio": {"index": told.index, "initial": told.initial, "maintenance": told.maintenance}})
        }
        AccountFact::Owner(owner) => json!({"owner": {"number": owner.number, "sub_account": owner.sub_account}}),
        AccountFact::Quota(quota) => json!({"quota": {"count": quota.count, "resets_in_ms": quota.resets_in.as_millis()}}),
        AccountFact::Fees(fees) => json!({"fees": {"instrument": fees.instrument, "maker": fees.maker, "taker": fees.taker}}),
        AccountFact::Tiers(of) => {
            let row = |tier: &MarginTier| json!([tier.floor, tier.cap, tier.rate, tier.less, tier.leverage]);
            json!({"tiers": {"instrument": of.instrument, "rows": of.tiers.iter().map(row).collect::<Vec<_>>()}})
        }
        AccountFact::Item(item) => json!({"item": {"index": item.index, "refusal": item.refusal.as_ref().map(refused)}}),
        AccountFact::Notice { kind, instrument, text, ts } => {
            json!({"notice": {"kind": kind, "instrument": instrument, "text": text, "ts": ts}})
        }
    }
}

fn order_fact(order: &OrderFact) -> Value {
    json!({
        "instrument": order.instrument, "conditional": order.conditional, "client_id": order.client_id, "venue_id": order.venue_id,
        "released_id": order.released_id, "phase": order.phase, "word": order.word, "executed": order.executed, "average": order.average,
        "terms": order.terms, "shape": order.shape, "reason": order.reason, "ts": order.ts,
    })
}

fn position_fact(position: &PositionFact) -> Value {
    json!({
        "instrument": position.instrument, "side": position.side, "qty": position.qty, "entry_price": position.entry_price,
        "break_even_price": position.break_even_price, "mark_price": position.mark_price, "unrealized_pnl": position.unrealized_pnl,
        "liquidation_price": position.liquidation_price, "margin_mode": position.margin_mode, "leverage": position.leverage,
        "isolated_margin": position.isolated_margin, "ts": position.ts,
    })
}
