//! What each event of a history makes of an account, and what leaves memory when it is full.

use twinline_core::account::{AccountEnvelope, AccountEvent, AccountState, Bounds, InDoubt, Order, Origination};
use twinline_model::{
    AccountId, Balance, ClientOrderId, Cursor, Duration, Fill, FillKind, InstrumentId, MarginMode, Notional, OrderId, OrderTicket,
    OrderType, Phase, Position, PositionSide, Qty, Setting, Side, Timestamp, TradeId, Transaction, TransactionKind, VenueOrderId,
};

/// Noon of a day.
const NOON: Timestamp = Timestamp::from_millis(1_767_614_400_000);

fn at(ms: i64) -> Timestamp {
    NOON + Duration::from_millis(ms)
}

fn qty(text: &str) -> Qty {
    text.parse().expect("a quantity")
}

fn instrument(symbol: &str) -> InstrumentId {
    InstrumentId::new("binance", symbol).expect("an instrument")
}

fn id(name: &str) -> OrderId {
    OrderId::new(name).expect("a name")
}

fn order(name: &str) -> Order {
    let ticket = OrderTicket {
        qty: Some(qty("10")),
        price: Some("2".parse().expect("a price")),
        ..OrderTicket::new(ClientOrderId::new(name).expect("a name"), instrument("XRPUSDT"), Side::Buy, OrderType::Limit)
    };
    Order::intended(&ticket, at(0))
}

fn fill(trade: &str, of: &str, ms: i64) -> Fill {
    Fill {
        instrument: instrument("XRPUSDT"),
        trade_id: TradeId::new(trade),
        venue_order_id: VenueOrderId::new("7"),
        client_order_id: None,
        side: Side::Buy,
        position_side: PositionSide::Both,
        price: "2".parse().expect("a price"),
        qty: qty(of),
        fee: None,
        fee_asset: None,
        realized_pnl: None,
        maker: None,
        kind: FillKind::Trade,
        ts: at(ms),
    }
}

fn position(of: &str) -> Position {
    Position {
        instrument: instrument("XRPUSDT"),
        side: PositionSide::Both,
        qty: qty(of),
        entry_price: None,
        break_even_price: None,
        mark_price: None,
        unrealized_pnl: None,
        liquidation_price: None,
        margin_mode: None,
        leverage: None,
        isolated_margin: None,
        ts: at(0),
    }
}

fn transaction(name: &str, kind: TransactionKind, asset: &str, ms: i64) -> Transaction {
    Transaction {
        id: name.to_owned(),
        kind,
        asset: asset.to_owned(),
        amount: "1".parse().expect("an amount"),
        instrument: None,
        trade_id: None,
        ts: at(ms),
    }
}

/// A history that is folded as it is told.
struct History {
    state: AccountState,
    seq: u64,
}

impl History {
    fn new(bounds: Bounds) -> Self {
        Self { state: AccountState::within(bounds), seq: 0 }
    }

    fn usual() -> Self {
        Self::new(Bounds::default())
    }

    fn at(&mut self, seq: u64, received: Timestamp, event: AccountEvent) {
        self.state.apply(&AccountEnvelope {
            account: AccountId::new("main").expect("a name"),
            epoch: 3,
            seq,
            ts_venue: None,
            ts_recv: received,
            source: Origination::Gateway,
            via: "test".to_owned(),
            event,
        });
    }

    fn tell(&mut self, event: AccountEvent) -> u64 {
        self.seq += 1;
        self.at(self.seq, at(0), event);
        self.seq
    }

    fn place(&mut self, order: Order) -> u64 {
        self.tell(AccountEvent::OrderPlaced { order })
    }

    fn fill(&mut self, fill: Fill, order: Option<&str>) -> u64 {
        self.tell(AccountEvent::Fill { fill, order_id: order.map(id) })
    }

    fn bust(&mut self, trade: &str) {
        self.tell(AccountEvent::FillBusted { instrument: instrument("XRPUSDT"), trade_id: TradeId::new(trade), order_id: None });
    }

    fn ended(&mut self, name: &str, ms: i64) {
        let order = Order { phase: Phase::Canceled, updated_at: at(ms), ..order(name) };
        self.place(order);
    }
}

#[test]
fn each_event_is_taken_once_and_in_order() {
    let mut history = History::usual();
    history.place(order("a"));
    assert_eq!(history.state.cursor, Cursor { epoch: 3, seq: 1 });
    let before = history.state.clone();
    history.at(1, at(0), AccountEvent::OrderPlaced { order: order("b") });
    assert_eq!(history.state, before, "a place that was taken is not taken again");
    history.at(2, at(0), AccountEvent::OrderPlaced { order: order("b") });
    assert!(history.state.order(&id("b")).is_some());
}

#[test]
fn an_order_is_open_until_it_ends_and_doubtful_while_nobody_knows() {
    let mut history = History::usual();
    let doubt = Some(InDoubt { since: at(1), reason: "no answer".to_owned() });
    history.place(order("a"));
    history.place(order("b"));
    assert_eq!((history.state.open_count(), history.state.doubtful_count(), history.state.orders().count()), (2, 0, 2));
    history.tell(AccountEvent::OrderUpdated { order: Order { doubt: doubt.clone(), ..order("a") } });
    assert_eq!((history.state.open_count(), history.state.doubtful_count()), (2, 1));
    history.tell(AccountEvent::OrderUpdated { order: Order { phase: Phase::Live, ..order("a") } });
    assert_eq!(history.state.doubtful_count(), 0, "shown");
    history.tell(AccountEvent::OrderUpdated { order: Order { doubt, ..order("b") } });
    for (event, open) in [
        (AccountEvent::OrderExecuted { order: Order { phase: Phase::Filled, ..order("a") } }, 1),
        (AccountEvent::OrderRejected { order: Order { phase: Phase::Rejected, ..order("b") } }, 0),
    ] {
        history.tell(event);
        assert_eq!((history.state.open_count(), history.state.open_orders().count()), (open, open));
    }
    assert_eq!((history.state.doubtful_count(), history.state.orders().count()), (0, 2));
}

#[test]
fn orders_are_found_by_each_number_in_its_book() {
    let mut history = History::usual();
    let waiting = Order {
        conditional: true,
        venue_order_id: Some(VenueOrderId::new("900")),
        released_order_id: Some(VenueOrderId::new("7")),
        ..order("a")
    };
    history.place(waiting);
    let found = |conditional, number: &str, symbol: &str| {
        history.state.order_by_venue_id(&instrument(symbol), conditional, &VenueOrderId::new(number)).map(|order| order.id.clone())
    };
    assert_eq!(found(true, "900", "XRPUSDT"), Some(id("a")));
    assert_eq!(found(false, "7", "XRPUSDT"), Some(id("a")));
    assert_eq!((found(false, "900", "XRPUSDT"), found(true, "7", "XRPUSDT"), found(true, "900", "ADAUSDT")), (None, None, None));
}

#[test]
fn fills_add_up_once_each_and_busts_take_away() {
    let mut history = History::usual();
    history.place(order("a"));
    let first = history.fill(fill("1", "4", 1), Some("a"));
    history.fill(fill("2", "3", 2), None);
    assert_eq!((history.state.filled(&id("a")), history.state.counts(&id("a"))), (qty("4"), qty("4")));
    history.tell(AccountEvent::FillUpdated { fill: Fill { maker: Some(true), ..fill("1", "4", 1) }, order_id: Some(id("a")) });
    assert_eq!(history.state.filled(&id("a")), qty("4"), "more about it is not more of it");
    assert_eq!(history.state.fills().map(|(seq, _, _)| seq).next(), Some(first), "and it keeps its place");
    history.tell(AccountEvent::FillUpdated { fill: fill("2", "3", 2), order_id: Some(id("a")) });
    assert_eq!(history.state.filled(&id("a")), qty("7"), "adopted");
    history.tell(AccountEvent::FillUpdated { fill: fill("9", "9", 2), order_id: Some(id("a")) });
    assert_eq!((history.state.fills().count(), history.state.filled(&id("a"))), (2, qty("7")), "an update of nothing is nothing");
    history.bust("2");
    history.bust("2");
    assert_eq!((history.state.filled(&id("a")), history.state.counts(&id("a"))), (qty("7"), qty("4")));
    let key = |trade: &str| (instrument("XRPUSDT"), TradeId::new(trade));
    assert!(history.state.is_busted(&key("2")) && !history.state.is_busted(&key("1")));
    // Taken back before it was told.
    history.bust("3");
    history.fill(fill("3", "1", 3), Some("a"));
    assert_eq!((history.state.filled(&id("a")), history.state.counts(&id("a"))), (qty("8"), qty("4")));
    let (held, owner) = history.state.fill(&key("1")).expect("a fill");
    assert_eq!((held.maker, owner), (Some(true), Some(&id("a"))));
    assert_eq!(history.state.fill(&key("8")), None);
}

#[test]
fn positions_balances_and_settings_are_the_last_word() {
    let mut history = History::usual();
    history.tell(AccountEvent::PositionOpened { position: position("4") });
    history.tell(AccountEvent::PositionUpdated { position: position("6") });
    let held = |history: &History| history.state.position(&instrument("XRPUSDT"), PositionSide::Both).map(|held| held.qty);
    assert_eq!(held(&history), Some(qty("6")));
    history.tell(AccountEvent::PositionClosed { position: position("0") });
    assert_eq!((held(&history), history.state.positions().count()), (Some(qty("0")), 1));
    assert!(history.state.position(&instrument("XRPUSDT"), PositionSide::Long).is_none());
    let balance = |wallet: &str| Balance {
        asset: "USDT".to_owned(),
        wallet: wallet.parse().expect("an amount"),
        available: None,
        cross_wallet: None,
        ts: at(0),
    };
    history.tell(AccountEvent::BalanceUpdated { balance: balance("5") });
    history.tell(AccountEvent::BalanceUpdated { balance: balance("7") });
    assert_eq!(
        (history.state.balance("USDT"), history.state.balance("BTC"), history.state.balances().count()),
        (Some(&balance("7")), None, 1)
    );
    let xrp = || instrument("XRPUSDT");
    let three = || "3".parse().expect("a rate");
    let settings = [
        Setting::HedgeMode(true),
        Setting::MultiAsset(true),
        Setting::MayTrade(true),
        Setting::Leverage(xrp(), three()),
        Setting::MarginMode(xrp(), MarginMode::Cross),
        Setting::Leverage(instrument("ADAUSDT"), three()),
    ];
    assert_eq!(history.state.hedge_mode(), None, "the venue has not said");
    for setting in &settings {
        assert!(!history.state.has_setting(setting));
        history.tell(AccountEvent::SettingChanged { setting: setting.clone() });
        assert!(history.state.has_setting(setting));
    }
    assert_eq!((history.state.settings().count(), history.state.hedge_mode()), (6, Some(true)));
    history.tell(AccountEvent::SettingChanged { setting: Setting::HedgeMode(false) });
    assert_eq!((history.state.settings().count(), history.state.hedge_mode()), (6, Some(false)));
    assert!(!history.state.has_setting(&Setting::HedgeMode(true)));
    assert!(!history.state.killed());
    history.tell(AccountEvent::KillSwitch { on: true });
    assert!(history.state.killed());
    history.tell(AccountEvent::KillSwitch { on: false });
    assert!(!history.state.killed());
}

#[test]
fn a_command_is_open_until_its_end_or_its_orders() {
    let mut history = History::usual();
    let sent =
        |name: &str, command: &str| AccountEvent::CommandSent { order_id: id(name), command: command.to_owned(), detail: String::new() };
    history.place(order("a"));
    history.place(order("b"));
    history.tell(sent("a", "edit"));
    history.tell(sent("b", "cancel"));
    let open = |history: &History| history.state.open_commands().map(|(id, command)| format!("{id} {command}")).collect::<Vec<_>>();
    assert_eq!(open(&history), ["a edit", "b cancel"]);
    let ended =
        AccountEvent::CommandEnded { order_id: id("a"), command: "edit".to_owned(), outcome: "done".to_owned(), detail: String::new() };
    history.tell(ended);
    assert_eq!(open(&history), ["b cancel"]);
    history.tell(AccountEvent::OrderCancelled { order: Order { phase: Phase::Canceled, ..order("b") } });
    assert_eq!(open(&history), Vec::<String>::new());
}

#[test]
fn movements_of_money_are_told_apart_by_name_kind_and_asset() {
    use TransactionKind::{Conversion, Fee, Funding, Insurance, Other, RealizedPnl, Rebate, Settlement, Transfer};
    let mut history = History::usual();
    let kinds = [
        Transfer,
        RealizedPnl,
        Funding,
        Fee,
        Insurance,
        Rebate,
        Settlement,
        Conversion,
        Other("odd".to_owned()),
        Other("odder".to_owned()),
    ];
    for (place, kind) in kinds.iter().enumerate() {
        let row = transaction("1", kind.clone(), "USDT", 0);
        assert!(!history.state.has_transaction(&row), "{kind:?}");
        history.tell(AccountEvent::Transaction { transaction: row.clone() });
        assert!(history.state.has_transaction(&row));
        assert_eq!(history.state.transactions().count(), place + 1);
    }
    assert!(!history.state.has_transaction(&transaction("2", Fee, "USDT", 0)));
    assert!(!history.state.has_transaction(&transaction("1", Fee, "BNB", 0)));
    assert_eq!(history.state.transactions().next().map(|(seq, _)| seq), Some(1));
}

#[test]
fn instruments_are_those_of_open_orders_positions_and_fills() {
    let mut history = History::usual();
    history.place(Order { instrument: instrument("ADAUSDT"), ..order("a") });
    history.ended("b", 0);
    assert_eq!(history.state.instruments(), [instrument("ADAUSDT")].into());
    history.tell(AccountEvent::PositionOpened { position: position("1") });
    history.fill(Fill { instrument: instrument("SOLUSDT"), ..fill("1", "1", 0) }, None);
    assert_eq!(history.state.instruments(), [instrument("ADAUSDT"), instrument("SOLUSDT"), instrument("XRPUSDT")].into());
}

#[test]
fn what_is_over_leaves_oldest_first_and_how_far_memory_goes_is_known() {
    let mut history = History::new(Bounds { final_orders: 2, fills: 2, transactions: 2 });
    let xrp = || instrument("XRPUSDT");
    history.place(Order { venue_order_id: Some(VenueOrderId::new("5")), ..order("open") });
    assert!(!history.state.has_forgotten_orders() && !history.state.may_have_left(&xrp(), at(0)));
    let first = Order { phase: Phase::Canceled, venue_order_id: Some(VenueOrderId::new("1")), updated_at: at(100), ..order("first") };
    history.place(first.clone());
    history.fill(fill("1", "4", 100), Some("first"));
    history.ended("second", 200);
    history.ended("third", 300);
    assert!(history.state.order(&id("first")).is_none() && history.state.order(&id("second")).is_some());
    assert!(history.state.order(&id("open")).is_some(), "what is open never leaves");
    assert_eq!(history.state.order_by_venue_id(&xrp(), false, &VenueOrderId::new("1")), None);
    assert_eq!(history.state.filled(&id("first")), qty("0"));
    assert!(history.state.has_forgotten_orders());
    assert!(history.state.may_have_left(&xrp(), at(100)) && !history.state.may_have_left(&xrp(), at(101)));
    assert!(!history.state.may_have_left(&instrument("ADAUSDT"), at(0)));
    // A late word on one that left is for the journal alone; ended once more, an order is as young as its last word.
    history.tell(AccountEvent::OrderUpdated { order: first });
    assert!(history.state.order(&id("first")).is_none());
    history.tell(AccountEvent::OrderUpdated { order: Order { phase: Phase::Canceled, updated_at: at(200), ..order("second") } });
    history.ended("fourth", 400);
    assert!(history.state.order(&id("third")).is_none() && history.state.order(&id("second")).is_some());
    assert!(history.state.may_have_left(&xrp(), at(300)));

    assert!(!history.state.has_forgotten_fills());
    history.fill(fill("2", "1", 200), None);
    history.fill(fill("3", "1", 300), None);
    assert!(history.state.has_forgotten_fills() && history.state.fills().count() == 2);
    assert!(history.state.may_have_left_fill(&fill("x", "1", 100)) && !history.state.may_have_left_fill(&fill("x", "1", 101)));
    assert!(!history.state.has_forgotten_transactions());
    for ms in [100, 200, 300] {
        history.tell(AccountEvent::Transaction { transaction: transaction(&ms.to_string(), TransactionKind::Fee, "USDT", ms) });
    }
    let row = |ms| transaction("x", TransactionKind::Fee, "USDT", ms);
    assert!(history.state.has_forgotten_transactions() && history.state.transactions().count() == 2);
    assert!(history.state.may_have_left_transaction(&row(100)) && !history.state.may_have_left_transaction(&row(101)));
    for trade in ["a", "b", "c"] {
        history.bust(trade);
    }
    let busted = |trade: &str| history.state.is_busted(&(xrp(), TradeId::new(trade)));
    assert!(!busted("a") && busted("b") && busted("c"));
}

#[test]
fn a_days_worth_is_counted_for_each_key() {
    let mut history = History::usual();
    let worth = |name: &str, actor: &str, worth: &str| Order {
        actor: Some(actor.to_owned()),
        worth: Some(worth.parse::<Notional>().expect("a worth")),
        ..order(name)
    };
    let of = |history: &History, actor: &str| history.state.worth_by_key().1.get(actor).map(|worth| worth.value().normalize().to_string());
    history.place(worth("a", "one", "50"));
    history.place(worth("b", "one", "30"));
    history.place(worth("c", "two", "5"));
    assert_eq!((of(&history, "one").as_deref(), of(&history, "two").as_deref()), (Some("80"), Some("5")));
    assert_eq!(history.state.worth_by_key().0, at(0).floor(Duration::from_secs(86_400)));
    history.tell(AccountEvent::OrderUpdated { order: worth("a", "one", "50") });
    assert_eq!(of(&history, "one").as_deref(), Some("80"), "the same worth is not counted twice");
    history.tell(AccountEvent::OrderUpdated { order: worth("a", "one", "60") });
    assert_eq!(of(&history, "one").as_deref(), Some("90"), "an edit counts by as much as it adds");
    history.tell(AccountEvent::OrderUpdated { order: worth("a", "one", "10") });
    assert_eq!(of(&history, "one").as_deref(), Some("90"), "and takes nothing away");
    history.place(Order { origin: twinline_core::account::Origin::External, ..worth("d", "one", "7") });
    assert_eq!(of(&history, "one").as_deref(), Some("90"), "orders of others are nobody's");
    history.seq += 1;
    history.at(history.seq, at(86_400_000), AccountEvent::OrderPlaced { order: worth("e", "one", "4") });
    assert_eq!((of(&history, "one").as_deref(), of(&history, "two")), (Some("4"), None), "a new day");
}
