use twinline_core::feed::Bounds;
use twinline_model::{Source, Transport};

use super::*;

fn account() -> AccountId {
    AccountId::new("main").expect("a name")
}

fn published() -> Published {
    let system = Arc::new(System::new(1, "0", Timestamp::default()));
    let board = Arc::new(Board::new(1, &[], Timestamp::default(), Arc::clone(&system)));
    let whose = Whose { account: account(), venue: "house".to_owned(), money: Money::Sim };
    Published::new(whose, (AccountState::default(), Cursor { epoch: 1, seq: 0 }), &[], board, system)
}

fn status(open_orders: usize, blocked: Option<&str>) -> AccountStatus {
    AccountStatus {
        account: account(),
        freshness: Freshness::Live,
        transport: Transport::Ws,
        commands: Some(Source::Ws),
        since: Timestamp::default(),
        reason: None,
        heard_at: None,
        next_try_at: None,
        unknown_orders: 0,
        open_orders,
        killed: false,
        blocked: blocked.map(str::to_owned),
        portfolio: Vec::new(),
        lost_joins: 0,
        oddities: 0,
        mismatches: 0,
    }
}

#[test]
fn readers_are_told_how_it_stands_when_that_is_news_and_how_old_it_is() {
    let (published, outbox) = (published(), Outbox::new(Bounds::READER));
    published.join(&outbox);
    published.status(status(0, None));
    let told = outbox.waiting();
    assert_eq!(told, 2, "a snapshot, and that it is live");
    published.status(status(1, None));
    assert_eq!((outbox.waiting(), published.row().open_orders), (told, 1), "an order's own event says that it opened");
    published.heard(Timestamp::from_millis(1_000));
    assert_eq!(outbox.waiting(), told + 1, "that it is as it was a second later");
    published.status(status(1, Some("a difference stays")));
    assert_eq!(outbox.waiting(), told + 2, "that orders are refused");
    published.status(status(0, None));
    assert_eq!(outbox.waiting(), told + 3, "and that they are taken again");
}
