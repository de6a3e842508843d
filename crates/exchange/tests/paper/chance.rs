//! Chance orders, cancels, changes, market moves, funding, liquidations, settlements, resets and restarts.

use twinline_exchange::accounts::{AccountId, OrderId};
use twinline_exchange::fills::{Depth, Latency};
use twinline_exchange::paper::{Input, Kind, Listed, NewOrder, OrderChange, Paper, Product, State, Terms, Trigger, What};
use twinline_exchange::{Dice, Side};
use twinline_model::{OrderType, TimeInForce, TriggerBy};

use crate::bench::{Bench, SECOND, dec, reread, settings, terms};
use crate::ledger;

struct Chance {
    bench: Bench,
    dice: Dice,
    /// What the events alone add up to, each written down and read again.
    folded: State,
    /// Whether the process ends now and then.
    crashes: bool,
    ends: u64,
    accounts: Vec<AccountId>,
    listed: Vec<Listed>,
    /// Of each instrument, where its market is.
    middle: Vec<i64>,
    trades: u64,
}

impl Chance {
    fn new(seed: u64, crashes: bool) -> Chance {
        let latency = Latency { base_ms: 30, insert_ms: 10, update_ms: 5, cancel_ms: 20, jitter_ms: 40 };
        let mut settings = settings(seed, if seed.is_multiple_of(3) { Latency::NONE } else { latency });
        settings.kept = 100;
        settings.transactions = 2_000;
        let listed: Vec<Listed> = settings.listings.keys().cloned().collect();
        let mut bench = Bench::new(settings);
        let money = [("USDT", "20000"), ("INR", "500000")];
        let accounts = ["one", "two", "three"].map(|name| bench.account(name, &money)).to_vec();
        let middle = listed.iter().map(|listed| if listed.product == Product::Spot { 5_000 } else { 60_000 }).collect();
        let folded = bench.folded();
        Chance { bench, dice: Dice::new(seed, 7), folded, crashes, ends: 0, accounts, listed, middle, trades: 0 }
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.dice.below(of.len() as i64)).expect("small")].clone()
    }

    fn step(&mut self) {
        self.bench.now_ns += self.dice.below(SECOND / 4);
        let (account, what) = (self.pick(&self.accounts.clone()), self.dice.below(100));
        let ix = usize::try_from(self.dice.below(self.listed.len() as i64)).expect("small");
        let instrument = self.listed[ix].instrument.clone();
        let input = match what {
            0..24 => self.order(account, ix),
            24..32 => match self.open(account) {
                Some(order) => Input::Cancel { account, order },
                None => Input::Time,
            },
            32..37 => match self.open(account) {
                Some(order) => Input::Replace { account, order, ticks: self.near(ix, 60), lots: 1 + self.dice.below(400) },
                None => Input::Time,
            },
            37..62 => self.book(ix),
            62..78 => self.trade(ix),
            78..88 => self.mark(ix),
            88..90 => Input::Funding {
                instrument,
                rate: dec("0.0001") * rust_decimal::Decimal::from(self.dice.around(30)),
                mark: self.dice.coin().then(|| self.middle[ix]),
            },
            90 => Input::Lost { instrument },
            91 => Input::Heard { instrument },
            92 => Input::Settle,
            93 => self.pick(&[
                Input::SquareOff { product: Product::Intraday },
                Input::Deposit { account, unit: "USDT".to_owned(), amount: dec("500") },
                Input::Deposit { account, unit: "USDT".to_owned(), amount: dec("0.000000001") },
                Input::Freeze { account, frozen: true },
                Input::Reset { account, deposits: vec![("USDT".to_owned(), dec("5000")), ("INR".to_owned(), dec("90000"))] },
                Input::Reset { account, deposits: vec![("USDT".to_owned(), dec("5000")), ("INR".to_owned(), dec("-1"))] },
            ]),
            94..96 => Input::Freeze { account, frozen: false },
            96 => {
                let leverage = u32::try_from(self.dice.below(130)).unwrap_or(1);
                Input::Leverage { account, listed: self.listed[ix].clone(), leverage, isolated: self.dice.coin() }
            }
            // Of what has ended nothing is traded any more: one in three thousand inputs.
            97 if self.dice.chance_ppm(30_000) => Input::Expire { instrument, ticks: self.dice.coin().then(|| self.middle[ix]) },
            _ => Input::Time,
        };
        self.take(input);
    }

    /// A refused input changes nothing; all money is where it should be after any, and after the process has ended with it.
    fn take(&mut self, input: Input) {
        let ends = self.crashes && self.dice.chance_ppm(10_000);
        // Writing all of it down is slow: one in forty is compared whole.
        let before = (ends || self.dice.chance_ppm(25_000)).then(|| ledger::text(self.bench.paper.state()));
        let told = self.bench.events.len();
        let result = self.bench.input(input);
        if result.is_err() {
            assert_eq!(self.bench.events.len(), told);
            let after = before.as_ref().map(|_| ledger::text(self.bench.paper.state()));
            assert_eq!(after, before, "{:?}", self.bench.inputs.last());
        }
        if ends && self.dice.coin() {
            // It ended before the input's events were kept.
            assert_eq!(Some(ledger::text(&self.folded)), before, "{:?}", self.bench.inputs.last());
            self.bench.events.truncate(told);
        } else {
            self.bench.events[told..].iter().for_each(|event| self.folded.apply(&reread(event)).expect("applies"));
        }
        if ends {
            self.begin_anew();
        }
        ledger::check(&self.bench);
    }

    /// A process that begins again knows what the events say, which is what the one before knew when they were kept.
    fn begin_anew(&mut self) {
        self.ends += 1;
        ledger::check_postings(&self.folded);
        self.bench.paper = Paper::resumed(self.bench.paper.settings().clone(), self.folded.clone());
    }

    fn open(&mut self, account: AccountId) -> Option<OrderId> {
        let open: Vec<OrderId> = self.bench.paper.state().account(account).expect("there").open.iter().copied().collect();
        if open.is_empty() { None } else { Some(self.pick(&open)) }
    }

    fn near(&mut self, ix: usize, spread: i64) -> i64 {
        (self.middle[ix] + self.dice.around(spread)).max(1)
    }

    fn order(&mut self, account: AccountId, ix: usize) -> Input {
        let kinds = [OrderType::Limit, OrderType::Market, OrderType::StopMarket, OrderType::StopLimit];
        let more = [OrderType::TakeProfitMarket, OrderType::TakeProfitLimit, OrderType::TrailingStopMarket, OrderType::Limit];
        let kind = self.pick(&[kinds, more].concat());
        let side = self.pick(&[Side::Buy, Side::Sell]);
        let limited = matches!(kind, OrderType::Limit | OrderType::StopLimit | OrderType::TakeProfitLimit);
        let ticks = limited.then(|| self.near(ix, 60));
        let trails = kind == OrderType::TrailingStopMarket;
        let trigger = kind.is_conditional().then(|| Trigger {
            ticks: if trails && self.dice.coin() { 0 } else { self.near(ix, 200) },
            by: self.pick(&[TriggerBy::Last, TriggerBy::Mark]),
            trail_ppm: trails.then(|| 1 + self.dice.below(5_000)),
            follows: false,
        });
        let close_position = kind.is_conditional() && self.dice.chance_ppm(200_000);
        let time_in_force = self.pick(&[TimeInForce::Gtc, TimeInForce::Gtc, TimeInForce::Ioc, TimeInForce::Fok, TimeInForce::Gtd]);
        let size = if self.dice.chance_ppm(100_000) { 3_000 } else { 300 };
        let terms = Terms {
            trigger,
            time_in_force,
            expires_ns: (time_in_force == TimeInForce::Gtd).then(|| self.bench.now_ns + self.dice.below(20) * SECOND),
            post_only: limited && self.dice.chance_ppm(150_000),
            reduce_only: self.dice.chance_ppm(200_000),
            close_position,
            ..terms(&self.listed[ix], side, kind, if close_position { 0 } else { 1 + self.dice.below(size) }, ticks)
        };
        let client_id = self.dice.chance_ppm(300_000).then(|| format!("c{}", self.dice.below(40)));
        Input::Place { account, order: Box::new(NewOrder { client_id, terms }) }
    }

    fn book(&mut self, ix: usize) -> Input {
        let reach = self.middle[ix] / 200;
        let leap = if self.dice.chance_ppm(30_000) { reach * 8 } else { reach / 4 };
        // Around its home, so that ten thousand steps do not end at nothing.
        let home = if self.listed[ix].product == Product::Spot { 5_000 } else { 60_000 };
        self.middle[ix] = (self.middle[ix] + self.dice.around(leap) + (home - self.middle[ix]) / 50).max(100);
        let (middle, levels) = (self.middle[ix], 1 + self.dice.below(8));
        let mut side = |sign: i64| -> Vec<(i64, i64)> {
            (0..levels).map(|level| (middle + sign * (1 + level * 3 + self.dice.below(3)), 1 + self.dice.below(150))).collect()
        };
        let (bids, asks) = (side(-1), side(1));
        let depth = if self.dice.chance_ppm(300_000) { Depth::Top { step: 2 } } else { Depth::Levels };
        Input::Book { instrument: self.listed[ix].instrument.clone(), depth, bids, asks }
    }

    fn trade(&mut self, ix: usize) -> Input {
        // One in ten is told twice.
        self.trades += u64::from(!self.dice.chance_ppm(100_000));
        let taker = self.pick(&[Some(Side::Buy), Some(Side::Sell), None]);
        let (instrument, ticks) = (self.listed[ix].instrument.clone(), self.near(ix, 40));
        Input::Trade { instrument, id: self.trades, ticks, lots: 1 + self.dice.below(250), taker }
    }

    fn mark(&mut self, ix: usize) -> Input {
        Input::Mark { instrument: self.listed[ix].instrument.clone(), ticks: self.near(ix, 30) }
    }

    /// The events, all of them from the first, are what there is.
    fn agrees(&self) {
        let live = ledger::text(self.bench.paper.state());
        assert_eq!(ledger::text(&self.folded), live);
        assert_eq!(ledger::text(&self.bench.folded()), live);
        ledger::check_postings(self.bench.paper.state());
    }
}

/// What a run has met, so that a run that met nothing fails.
#[derive(Debug, Default)]
struct Met {
    fills: usize,
    makers: usize,
    liquidated: usize,
    funded: usize,
    sold_assets: usize,
    triggered: usize,
    ends: u64,
}

/// How many seeds; `PAPER_SEEDS` if that is set.
fn seeds(usual: u64) -> u64 {
    std::env::var("PAPER_SEEDS").map_or(usual, |seeds| seeds.parse().expect("a number of seeds"))
}

fn met(bench: &Bench, met: &mut Met) {
    for event in &bench.events {
        match &event.what {
            What::Fill(fill) => {
                met.fills += 1;
                met.makers += usize::from(fill.maker);
                met.liquidated += usize::from(fill.order.is_none());
                met.sold_assets += usize::from(fill.listed.product.is_cash() && fill.side == Side::Sell);
            }
            What::Posted { kind: Kind::Funding, .. } => met.funded += 1,
            What::Order(OrderChange::Triggered, _) => met.triggered += 1,
            _ => {}
        }
    }
}

/// Eight seeds of 2,500 inputs.
#[test]
fn money_is_where_it_should_be_after_twenty_thousand_chance_inputs() {
    let mut seen = Met::default();
    for seed in 1..=seeds(8) {
        let mut chance = Chance::new(seed, true);
        (0..2_500).for_each(|_| chance.step());
        chance.agrees();
        seen.ends += chance.ends;
        met(&chance.bench, &mut seen);
        for account in &chance.accounts {
            let seqs: Vec<u64> = chance.bench.events.iter().filter(|event| event.account == *account).map(|event| event.seq).collect();
            assert!(seqs.iter().copied().eq(1..=seqs.len() as u64), "gaps in the numbers of {account:?}, seed {seed}");
        }
    }
    println!("{seen:?}");
    assert!(seen.fills > 1_000 && seen.makers > 100 && seen.liquidated > 5 && seen.funded > 20, "{seen:?}");
    assert!(seen.sold_assets > 50 && seen.triggered > 100 && seen.ends > 50, "{seen:?}");
}

#[test]
fn the_same_inputs_give_the_same_events_to_the_byte() {
    for seed in 1..=seeds(1) {
        let mut chance = Chance::new(seed, false);
        let mut again = Bench::new(chance.bench.paper.settings().clone());
        (0..2_500).for_each(|_| chance.step());
        for (now_ns, input) in chance.bench.inputs.clone() {
            again.now_ns = now_ns;
            drop(again.input(input));
        }
        assert!(again.events.len() > 500);
        let text = |bench: &Bench| serde_json::to_string(&bench.events).expect("written");
        assert!(text(&again) == text(&chance.bench), "seed {seed}");
        chance.agrees();
    }
}
