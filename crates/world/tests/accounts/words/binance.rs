//! As USD-M futures tell it.

use serde_json::{Value, json};
use twinline_model::Timestamp;
use twinline_venue::account::AccountStep;

use super::{Back, FirstAnswer, NUMBER, Part, Words, at};

pub struct Binance;

/// `ORDER_TRADE_UPDATE` of a fill, or of the acceptance.
fn update(part: Option<Part>) -> Value {
    let (execution, status, executed) = match part {
        None => ("NEW", "NEW", "0"),
        Some(part) => ("TRADE", if part.last { "FILLED" } else { "PARTIALLY_FILLED" }, part.executed),
    };
    let time = at(part.map_or(0, |part| part.at));
    let mut order = json!({
        "s": "XRPUSDT", "c": "a", "S": "BUY", "o": "LIMIT", "f": "GTC", "q": "100", "p": "2.0000", "ap": "2.0000", "sp": "0",
        "x": execution, "X": status, "i": NUMBER, "l": part.map_or("0", |part| part.qty), "z": executed, "L": "2.0000", "T": time,
        "t": part.map_or(0, |part| part.trade), "b": "0", "a": "0", "m": true, "R": false, "wt": "CONTRACT_PRICE", "ot": "LIMIT",
        "ps": "BOTH", "cp": false, "rp": "0", "pP": false, "si": 0, "ss": 0, "V": "NONE", "pm": "NONE", "gtd": 0, "er": "0",
    });
    if let Some(part) = part {
        order["n"] = json!(part.fee);
        order["N"] = json!("USDT");
    }
    json!({ "e": "ORDER_TRADE_UPDATE", "E": time, "T": time, "o": order })
}

/// The row of the order, as REST tells it.
fn row(status: &str, executed: &str, after_ms: i64) -> Value {
    json!({
        "clientOrderId": "a", "cumQty": executed, "executedQty": executed, "orderId": NUMBER, "origQty": "100", "price": "2.0000",
        "reduceOnly": false, "side": "BUY", "positionSide": "BOTH", "status": status, "stopPrice": "0", "closePosition": false,
        "symbol": "XRPUSDT", "timeInForce": "GTC", "type": "LIMIT", "origType": "LIMIT", "updateTime": at(after_ms),
        "workingType": "CONTRACT_PRICE", "priceProtect": false, "priceMatch": "NONE", "selfTradePreventionMode": "NONE", "goodTillDate": 0,
    })
}

fn trade(part: &Part) -> Value {
    json!({
        "buyer": true, "commission": part.fee, "commissionAsset": "USDT", "id": part.trade, "maker": true, "orderId": NUMBER,
        "price": "2.0000", "qty": part.qty, "quoteQty": "80", "realizedPnl": "0", "side": "BUY", "positionSide": "BOTH",
        "symbol": "XRPUSDT", "time": at(part.at),
    })
}

impl Words for Binance {
    fn symbol(&self) -> &'static str {
        "XRPUSDT"
    }

    fn accepted(&self) -> Value {
        update(None)
    }

    fn executed(&self, part: Part) -> Vec<Value> {
        vec![update(Some(part))]
    }

    fn fast(&self, part: Part) -> Value {
        let time = at(part.at);
        json!({
            "e": "TRADE_LITE", "E": time, "T": time, "s": "XRPUSDT", "q": "100", "p": "2.0000", "m": true, "c": "a", "S": "BUY",
            "L": "2.0000", "l": part.qty, "t": part.trade, "i": NUMBER,
        })
    }

    /// `ACCOUNT_UPDATE` tells both.
    fn money(&self, part: Part) -> Value {
        let time = at(part.at);
        let row = json!({ "s": "XRPUSDT", "pa": part.executed, "ep": "2.0000", "bep": "2.0008", "cr": "0", "up": "0", "mt": "cross", "iw": "0", "ps": "BOTH" });
        let wallet = json!({ "a": "USDT", "wb": part.wallet, "cw": part.wallet, "bc": "0" });
        json!({ "e": "ACCOUNT_UPDATE", "E": time, "T": time, "a": { "m": "ORDER", "B": [wallet], "P": [row] } })
    }

    fn position(&self, _part: Part) -> Option<Value> {
        None
    }

    fn placed(&self) -> Value {
        row("NEW", "0", 0)
    }

    fn orders(&self, part: Part) -> Value {
        json!([row(if part.last { "FILLED" } else { "PARTIALLY_FILLED" }, part.executed, part.at)])
    }

    fn fills(&self, parts: &[Part]) -> Value {
        parts.iter().map(trade).collect()
    }

    fn absent(&self) -> FirstAnswer {
        (400, r#"{"code":-2013,"msg":"Order does not exist."}"#, false)
    }

    fn first_answers(&self) -> &'static [FirstAnswer] {
        &[
            (400, r#"{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}"#, true),
            (400, r#"{"code":-5028,"msg":"Timestamp for this request is outside of the ME recvWindow."}"#, true),
            (408, r#"{"code":-1007,"msg":"Timeout waiting for response from backend server."}"#, false),
            (503, r#"{"code":-1000,"msg":"Unknown error, please check your request or try again later."}"#, false),
            (400, r#"{"code":-4116,"msg":"ClientOrderId is duplicated."}"#, false),
            (0, "", false),
        ]
    }

    fn nothing(&self, step: &AccountStep, now: Timestamp) -> Back {
        Back::Http(match step {
            AccountStep::Clock => json!({ "serverTime": now.as_millis() }),
            AccountStep::StreamKey(_) => json!({ "listenKey": "k".repeat(64) }),
            AccountStep::Settings => json!({ "dualSidePosition": false, "multiAssetsMargin": false, "canTrade": true }),
            _ => json!([]),
        })
    }
}
