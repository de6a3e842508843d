//! What does a client want, and what was it told?

use std::time::Duration;

use serde_json::{Value, json};

use super::{ACCOUNT, Door, Told};

/// Chance that a seed fixes (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 to `n - 1`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// What is traded, and near which prices.
#[derive(Debug, Clone)]
pub struct Market {
    pub instrument: &'static str,
    pub price: u64,
    pub qty: &'static [&'static str],
}

/// What was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Place,
    Edit,
    Cancel,
    Close,
}

/// One command, and what came of it.
#[derive(Debug, Clone)]
pub struct Record {
    pub kind: Kind,
    /// The order's name; of a closing, the instrument.
    pub name: String,
    pub body: Value,
    pub key: Option<String>,
    pub told: Told,
}

/// One client that trades at random.
#[derive(Debug)]
pub struct Trader {
    name: String,
    dice: Dice,
    count: u32,
    /// Orders that were open when the answer came.
    open: Vec<(String, bool)>,
    pub records: Vec<Record>,
}

impl Trader {
    pub fn new(name: &str, seed: u64) -> Self {
        Self { name: name.to_owned(), dice: Dice::new(seed), count: 0, open: Vec::new(), records: Vec::new() }
    }

    /// Trades until nobody is there any more, or for so many commands.
    pub async fn trade(&mut self, door: &Door, markets: &[Market], most: usize) {
        for _ in 0..most {
            let market = &markets[self.dice.below(markets.len() as u64) as usize];
            let record = self.wish(market);
            let (method, path) = match record.kind {
                Kind::Place => ("POST", format!("/accounts/{ACCOUNT}/orders")),
                Kind::Edit => ("PATCH", format!("/accounts/{ACCOUNT}/orders/{}", record.name)),
                Kind::Cancel => ("DELETE", format!("/accounts/{ACCOUNT}/orders/{}", record.name)),
                Kind::Close => ("DELETE", format!("/accounts/{ACCOUNT}/positions/{}", record.name)),
            };
            let head = record.key.as_ref().map(|key| format!("idempotency-key: {key}\r\n")).unwrap_or_default();
            let told = door.try_send(method, &path, &record.body, &head).await;
            if told == Told::Unreached {
                return;
            }
            self.learn(&record, &told);
            self.records.push(Record { told, ..record });
            tokio::time::sleep(Duration::from_millis(20 + self.dice.below(100))).await;
        }
    }

    fn learn(&mut self, record: &Record, told: &Told) {
        let Told::Answer(status, row) = told else { return };
        let open = matches!(row["status"].as_str(), Some("open" | "partially_filled" | "untriggered"));
        if record.kind == Kind::Place && *status == 201 && open {
            self.open.push((record.name.clone(), row["type"] == "limit"));
        }
    }

    fn wish(&mut self, market: &Market) -> Record {
        let draw = self.dice.below(100);
        if draw < 14 && !self.open.is_empty() {
            let at = self.dice.below(self.open.len() as u64) as usize;
            let (name, _) = self.open.swap_remove(at);
            return Record { kind: Kind::Cancel, name, body: Value::Null, key: None, told: Told::Unreached };
        }
        let limits: Vec<&String> = self.open.iter().filter(|(_, limit)| *limit).map(|(name, _)| name).collect();
        if draw < 26 && !limits.is_empty() {
            let name = limits[self.dice.below(limits.len() as u64) as usize].clone();
            let qty = market.qty[self.dice.below(market.qty.len() as u64) as usize];
            return Record { kind: Kind::Edit, name, body: json!({ "qty": qty }), key: None, told: Told::Unreached };
        }
        if draw < 30 {
            return Record { kind: Kind::Close, name: market.instrument.to_owned(), body: Value::Null, key: None, told: Told::Unreached };
        }
        self.order(market)
    }

    fn order(&mut self, market: &Market) -> Record {
        self.count += 1;
        let name = format!("{}-{}", self.name, self.count);
        let buy = self.dice.below(2) == 0;
        let qty = market.qty[self.dice.below(market.qty.len() as u64) as usize];
        let mut body = json!({
            "instrument": market.instrument, "side": if buy { "buy" } else { "sell" }, "qty": qty, "client_order_id": name,
        });
        let near = |off: i64| format!("{}.0", (market.price as i64 * (10_000 + off)) / 10_000);
        match self.dice.below(10) {
            0..3 => body["type"] = json!("market"),
            3..5 => {
                let stop = self.dice.below(2) == 0;
                let off = 5 + self.dice.below(40) as i64;
                body["type"] = json!(if stop { "stop_market" } else { "take_profit_market" });
                body["trigger_price"] = json!(near(if stop == buy { off } else { -off }));
            }
            _ => {
                body["type"] = json!("limit");
                body["price"] = json!(near(self.dice.below(61) as i64 - 30));
            }
        }
        let key = (self.dice.below(2) == 0).then(|| format!("key-{name}"));
        Record { kind: Kind::Place, name, body, key, told: Told::Unreached }
    }
}
