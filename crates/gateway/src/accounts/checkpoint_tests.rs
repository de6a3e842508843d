//! A start from a checkpoint is the start from the beginning.

use std::time::Instant;

use twinline_core::account::{AccountEnvelope, AccountEvent, Kept, List, Order, Origination};
use twinline_model::{
    AccountId, Amount, Balance, ClientOrderId, Fill, FillKind, InstrumentId, OrderTicket, OrderType, Phase, Position, PositionSide, Price,
    Qty, Side, Timestamp, TradeId, Transaction, TransactionKind, VenueOrderId,
};
use twinline_store::{Draft, Durability, MemoryJournal, SqliteJournal};

use super::super::lookup::{about, latest, listed};
use super::*;

fn at(seq: u64) -> Timestamp {
    Timestamp::from_millis(1_767_600_000_000 + seq as i64)
}

fn instrument(number: u64) -> InstrumentId {
    format!("venue:COIN{}USDT", number % 5).parse().expect("an instrument")
}

fn order(number: u64, phase: Phase) -> Order {
    let ticket = OrderTicket {
        qty: Some(Qty::parse("1.50").expect("a quantity")),
        price: Some(Price::parse("20.10").expect("a price")),
        post_only: number.is_multiple_of(2),
        ..OrderTicket::new(ClientOrderId::new(&format!("tl-{number}")).expect("a name"), instrument(number), Side::Sell, OrderType::Limit)
    };
    let mut order = Order::intended(&ticket, at(number));
    order.actor = Some(format!("bot-{}", number % 3));
    order.worth = Some(twinline_model::Notional::parse("30.15").expect("a worth"));
    if phase != Phase::Pending {
        order.phase = phase;
        order.venue_order_id = Some(VenueOrderId::new(&(7_000_000 + number).to_string()));
        order.updated_at = at(number);
    }
    order
}

fn fill(number: u64) -> Fill {
    Fill {
        instrument: instrument(number),
        trade_id: TradeId::new(&number.to_string()),
        venue_order_id: VenueOrderId::new(&(7_000_000 + number).to_string()),
        client_order_id: None,
        side: Side::Sell,
        position_side: PositionSide::Both,
        price: Price::parse("20.10").expect("a price"),
        qty: Qty::parse("1.50").expect("a quantity"),
        fee: Some(Amount::parse("0.01206").expect("an amount")),
        fee_asset: Some("USDT".to_owned()),
        realized_pnl: Some(Amount::parse("-0.4").expect("an amount")),
        maker: Some(true),
        kind: FillKind::Trade,
        ts: at(number),
    }
}

/// Five events of each order: wanted, there, filled, over, and money that moved; some stay open, some fills are taken back.
fn event(seq: u64) -> AccountEvent {
    let number = seq / 5;
    let id = order(number, Phase::Pending).id;
    let amount = |text: String| Amount::parse(&text).expect("an amount");
    match seq % 5 {
        0 => AccountEvent::OrderPlaced { order: order(number, Phase::Pending) },
        1 => AccountEvent::OrderUpdated { order: order(number, Phase::Live) },
        2 if number % 50 == 3 => {
            AccountEvent::FillBusted { instrument: instrument(number - 1), trade_id: fill(number - 1).trade_id, order_id: None }
        }
        2 => AccountEvent::Fill { fill: fill(number), order_id: Some(id) },
        3 if number.is_multiple_of(40) => AccountEvent::CommandSent { order_id: id, command: "cancel".to_owned(), detail: String::new() },
        3 => AccountEvent::OrderExecuted { order: order(number, Phase::Filled) },
        _ if number.is_multiple_of(3) => AccountEvent::BalanceUpdated {
            balance: Balance {
                asset: "USDT".to_owned(),
                wallet: amount(format!("{number}.10")),
                available: None,
                cross_wallet: None,
                ts: at(seq),
            },
        },
        _ if number % 3 == 1 => AccountEvent::PositionUpdated {
            position: Position {
                instrument: instrument(number),
                side: PositionSide::Both,
                qty: Qty::parse(&format!("-{number}")).expect("a quantity"),
                entry_price: None,
                break_even_price: None,
                mark_price: None,
                unrealized_pnl: None,
                liquidation_price: None,
                margin_mode: None,
                leverage: None,
                isolated_margin: None,
                ts: at(seq),
            },
        },
        _ => AccountEvent::Transaction {
            transaction: Transaction {
                id: number.to_string(),
                kind: TransactionKind::Fee,
                asset: "USDT".to_owned(),
                amount: amount("-0.01206".to_owned()),
                instrument: Some(instrument(number)),
                trade_id: Some(TradeId::new(&number.to_string())),
                ts: at(seq),
            },
        },
    }
}

fn envelope(seq: u64, epoch: u64) -> AccountEnvelope {
    AccountEnvelope {
        account: AccountId::new("main").expect("a name"),
        epoch,
        seq,
        ts_venue: Some(at(seq)),
        ts_recv: at(seq),
        source: Origination::Ws,
        via: "event".to_owned(),
        event: event(seq),
    }
}

/// Appends events up to a place; returns that place.
fn append(journal: &dyn Journal, seqs: std::ops::RangeInclusive<u64>) -> Cursor {
    let epoch = journal.epoch();
    let all: Vec<u64> = seqs.collect();
    for part in all.chunks(1_000) {
        let draft = |seq: &u64| {
            let envelope = envelope(*seq, epoch);
            let payload = serde_json::to_vec(&envelope).expect("written");
            Write::Record(Draft {
                stream: "main".to_owned(),
                at: envelope.ts_recv,
                kind: envelope.event.name().to_owned(),
                payload,
                about: envelope.about(),
            })
        };
        let mut batch = Batch::new(epoch);
        batch.writes.extend(part.iter().map(draft));
        journal.append_wait(batch, Durability::Relaxed).expect("taken");
    }
    Cursor { epoch, seq: all.last().copied().unwrap_or(0) }
}

fn folded(last: u64) -> AccountState {
    let mut state = AccountState::default();
    (1..=last).for_each(|seq| state.apply(&envelope(seq, 1)));
    state
}

fn keep(journal: &dyn Journal, cursor: Cursor, bytes: Vec<u8>) {
    let write = Write::Checkpoint { stream: "main".to_owned(), cursor, bytes };
    journal.append_wait(Batch::new(journal.epoch()).with(write), Durability::Synced).expect("written");
}

/// Byte for byte: what a start finds with a checkpoint at this place is what it finds without one.
#[test]
fn a_checkpoint_and_what_came_after_it_are_the_whole_history() {
    const LAST: u64 = 30_000;
    let expected = encode(&folded(LAST)).expect("written");
    for place in [1, 777, 27_341, LAST] {
        let journal = MemoryJournal::new(1);
        let cursor = append(&journal, 1..=place);
        keep(&journal, cursor, encode(&folded(place)).expect("written"));
        append(&journal, place + 1..=LAST);
        let found = read_all(&journal, "main", 100).expect("readable");
        assert_eq!(found.from, cursor);
        assert!(encode(&found.state).expect("written") == expected, "another state from a checkpoint at {place}");
        let recent: Vec<u64> = found.recent.iter().map(|(cursor, _)| cursor.seq).collect();
        assert_eq!(recent.last().copied().unwrap_or(LAST), LAST);
        assert!(recent.len() as u64 == (LAST - place).min(100));
    }
    let state = folded(LAST);
    assert_eq!((state.orders().count() - state.open_count(), state.fills().count()), (2_000, 5_000), "memory is bounded");
}

/// What cannot be read, or is of another version, is passed over and the whole history read.
#[test]
fn a_checkpoint_that_cannot_be_read_costs_time_and_nothing_else() {
    for bytes in [&b"{}"[..], b"", b"{\"format\":99,\"state\":{}}", b"{\"format\":1,\"state\":{}}"] {
        let journal = MemoryJournal::new(1);
        let cursor = append(&journal, 1..=500);
        keep(&journal, cursor, bytes.to_vec());
        let found = read_all(&journal, "main", 10).expect("readable");
        assert_eq!((found.from, found.state == folded(500)), (Cursor::default(), true));
    }
}

/// What has left memory is found by its name, and lists go on beyond it.
#[test]
fn what_has_left_memory_is_in_the_journal_by_name() {
    let journal = MemoryJournal::new(1);
    append(&journal, 1..=30_000);
    let state = folded(30_000);
    let old = order(17, Phase::Pending).id;
    assert_eq!(state.order(&old), None);
    let kept = Kept::Order(old.clone(), None);
    let (cursor, envelope) = latest(&journal, "main", &kept).expect("readable").expect("found");
    assert_eq!((cursor.seq, envelope.event.order().map(|order| order.phase)), (17 * 5 + 3, Some(Phase::Filled)));
    let story: Vec<&str> = about(&journal, "main", &kept).expect("readable").iter().map(|(_, told)| told.event.name()).collect();
    assert_eq!(story, ["order_placed", "order_updated", "fill", "order_executed"]);
    let nobody = Kept::Order(ClientOrderId::new("nobody").expect("a name"), Some(old));
    assert!(latest(&journal, "main", &nobody).expect("readable").is_some(), "by its other name");
    let fills = listed(&journal, "main", List::Fills, 400, 3).expect("readable");
    assert_eq!(fills.iter().map(|(cursor, _)| cursor.seq).collect::<Vec<_>>(), [397, 392, 387]);
}

/// `cargo test --release -p twinline-gateway -- --ignored a_start_with_a_million_events --nocapture`
#[test]
#[ignore = "writes a gigabyte; for figures"]
fn a_start_with_a_million_events() {
    let dir = std::env::temp_dir().join(format!("twinline-million-{}", std::process::id()));
    let count: u64 = std::env::var("EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let time = |what: &str, begin: Instant| println!("{what}: {:.0} ms", begin.elapsed().as_secs_f64() * 1e3);
    let begin = Instant::now();
    let journal = SqliteJournal::open(&dir, 0).expect("opens");
    append(&journal, 1..=count);
    time("appended without syncs", begin);
    let begin = Instant::now();
    let found = read_all(&journal, "main", 2_048).expect("readable");
    time("read from the beginning", begin);
    let begin = Instant::now();
    let bytes = encode(&found.state).expect("written");
    println!("a checkpoint has {} bytes", bytes.len());
    time("written out", begin);
    let cursor = found.recent.last().map(|(cursor, _)| *cursor).expect("not empty");
    keep(&journal, cursor, bytes);
    append(&journal, count + 1..=count + CHECKPOINT_EVERY - 1);
    let begin = Instant::now();
    let again = read_all(&journal, "main", 2_048).expect("readable");
    time("read from a checkpoint and all that may follow it", begin);
    assert_eq!(again.from, cursor);
    let begin = Instant::now();
    let kept = Kept::Order(order(17, Phase::Pending).id, None);
    assert_eq!(about(&journal, "main", &kept).expect("readable").len(), 4);
    time("why, of an order that left memory", begin);
    let begin = Instant::now();
    assert_eq!(listed(&journal, "main", List::Fills, count / 2, 500).expect("readable").len(), 500);
    time("500 fills from the middle", begin);
    drop(journal);
    let begin = Instant::now();
    drop(SqliteJournal::open(&dir, 0).expect("opens"));
    time("opening the file, all pages checked", begin);
    std::fs::remove_dir_all(&dir).expect("removed");
}
