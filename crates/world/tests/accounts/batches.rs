//! Several orders at once: each has its own outcome, whatever the answer to all of them is.

use twinline_core::account::{Answer, Checks, Command, EditWish, Member, MemberOutcome, Placed};
use twinline_model::{OrderId, OrderStatus, OrderTicket, Side, Source};
use twinline_sim::FaultName;

use crate::stage::{Stage, WAYS, Way, secs, setup};

/// Seven orders of two instruments, one of which waits for a trigger and one of which the venue refuses.
fn seven(stage: &mut Stage) -> Vec<OrderTicket> {
    let mut tickets: Vec<OrderTicket> = (0..3).map(|_| stage.resting()).collect();
    tickets.extend((0..2).map(|_| stage.ticket("ADAUSDT", twinline_model::OrderType::Limit, Side::Buy, -200)));
    tickets.push(stage.stop());
    let mut dear = stage.resting();
    dear.qty = dear.qty.map(|qty| twinline_model::Qty::new(qty.value() * rust_decimal::Decimal::from(1_000)));
    tickets.push(dear);
    tickets
}

fn ids(tickets: &[OrderTicket]) -> Vec<OrderId> {
    tickets.iter().map(|ticket| ticket.client_order_id.clone()).collect()
}

fn place(stage: &mut Stage, ask: u64, tickets: Vec<OrderTicket>) {
    let orders = tickets.into_iter().map(|ticket| (ticket, Checks::default())).collect();
    stage.world.command(Command::PlaceEach { ask, orders });
}

fn answer(stage: &mut Stage, ask: u64) -> Answer {
    stage.until("answered", secs(30), |stage| stage.world.answer_to(ask).is_some());
    stage.world.answer_to(ask).unwrap().1.clone()
}

fn members(answer: Answer) -> Vec<Member> {
    let Answer::Members(members) = answer else { panic!("{answer:?}") };
    members
}

/// What left, by name.
fn left(stage: &Stage, name: &str) -> usize {
    stage.world.gateway().departures().iter().filter(|left| left.name == name).count()
}

fn two_markets(seed: u64, way: Way) -> Stage {
    Stage::of(&setup(seed, way, &["XRPUSDT", "ADAUSDT"]))
}

#[test]
fn each_member_of_a_batch_has_its_own_outcome_on_every_way() {
    for way in WAYS {
        let mut stage = two_markets(3, way);
        let tickets = seven(&mut stage);
        let all = ids(&tickets);
        place(&mut stage, 1, tickets);
        let Answer::Orders(placed) = answer(&mut stage, 1) else { panic!("no answer about orders") };
        let statuses: Vec<OrderStatus> =
            placed.iter().map(|placed| if let Placed::Order(order) = placed { order.status() } else { panic!("{placed:?}") }).collect();
        let (open, waits, no) = (OrderStatus::Open, OrderStatus::Untriggered, OrderStatus::Rejected);
        assert_eq!(statuses, [open, open, open, open, open, waits, no], "{way:?}");
        let routes = placed.iter().map(|placed| if let Placed::Order(order) = placed { order.route } else { None });
        let by = if way == Way::Http { Source::Rest } else { Source::Ws };
        assert!(routes.take(6).all(|route| route == Some(by)), "{way:?}");
        // Five of them are one call where the venue takes one; the sixth, and the one that waits for a trigger, are calls of their own.
        let (batches, alone) = if way == Way::Http { (1, 2) } else { (0, 7) };
        assert_eq!((left(&stage, "place_batch"), left(&stage, "place")), (batches, alone), "{way:?}");

        let edits =
            all[..5].iter().map(|id| EditWish { order: id.clone(), price: Some(stage.lower(id)), qty: None, checks: Checks::default() });
        let mut edits: Vec<EditWish> = edits.collect();
        edits.push(edits[0].clone());
        stage.world.command(Command::EditEach { ask: 2, edits });
        let edited = members(answer(&mut stage, 2));
        assert!(
            edited[..5].iter().all(|member| matches!(member.outcome, MemberOutcome::Done(_)) && member.route == Some(by)),
            "{edited:?}"
        );
        let MemberOutcome::Refused(twice) = &edited[5].outcome else { panic!("{edited:?}") };
        assert_eq!((twice.code, edited[5].route), ("edit_in_progress", None));
        assert_eq!(left(&stage, "edit_batch"), usize::from(way == Way::Http), "{way:?}");

        stage.world.command(Command::CancelEach { ask: 3, orders: all.clone() });
        let ended = members(answer(&mut stage, 3));
        assert!(
            ended[..6]
                .iter()
                .all(|member| matches!(&member.outcome, MemberOutcome::Done(order) if order.status() == OrderStatus::Canceled))
        );
        let MemberOutcome::Refused(over) = &ended[6].outcome else { panic!("{ended:?}") };
        assert_eq!((over.code, over.message.as_str()), ("order_ended", "the order has ended: it is rejected"));
        // Of two instruments, so two calls; the one that waits for a trigger has a call of its own.
        assert_eq!((left(&stage, "cancel_batch"), left(&stage, "cancel")), if way == Way::Http { (2, 1) } else { (0, 6) }, "{way:?}");
        stage.settled(secs(30));
    }
}

/// All intents are on the disk before the first of them leaves.
#[test]
fn no_member_leaves_before_all_intents_are_durable() {
    for way in WAYS {
        let mut stage = two_markets(4, way);
        let tickets = seven(&mut stage);
        let all = ids(&tickets);
        let before = stage.world.gateway().journal().len();
        place(&mut stage, 1, tickets);
        assert!(stage.world.gateway().departures().iter().all(|left| left.places.iter().all(|id| !all.contains(id))), "{way:?}");
        answer(&mut stage, 1);
        let journal = stage.world.gateway().journal();
        let intents = journal[before..].iter().take(all.len()).filter_map(|entry| entry.event.order_id());
        assert_eq!(intents.cloned().collect::<Vec<_>>(), all, "{way:?}: the intents come first, in one piece");
    }
}

/// F30: the whole answer is lost. Each member is in doubt by itself, and each is found, or proven absent; none is sent again.
#[test]
fn f30_a_batch_without_an_answer_is_a_doubt_about_each_member() {
    for (fault, there) in [(FaultName::ReplyLost, true), (FaultName::TimeoutLost, false)] {
        let mut stage = two_markets(5, Way::Http);
        stage.fault(fault);
        stage.fault(FaultName::EventDrop);
        let tickets: Vec<OrderTicket> = (0..4).map(|_| stage.resting()).collect();
        let all = ids(&tickets);
        place(&mut stage, 1, tickets);
        let Answer::Orders(placed) = answer(&mut stage, 1) else { panic!("no answer about orders") };
        assert!(placed.iter().all(|placed| matches!(placed, Placed::Order(order) if order.status() == OrderStatus::Unknown)), "{placed:?}");
        stage.world.heal();
        let expected = if there { OrderStatus::Open } else { OrderStatus::Rejected };
        stage.until("resolved", secs(60), |stage| all.iter().all(|id| stage.is(id, expected)));
        assert_eq!(left(&stage, "place_batch"), 1);
        assert!(all.iter().all(|id| stage.sent(id) <= 1));
        stage.settled(secs(80));

        if !there {
            continue;
        }
        stage.fault(FaultName::ReplyLost);
        stage.fault(FaultName::EventDrop);
        let edits = all
            .iter()
            .map(|id| EditWish { order: id.clone(), price: Some(stage.lower(id)), qty: None, checks: Checks::default() })
            .collect();
        stage.world.command(Command::EditEach { ask: 2, edits });
        let edited = members(answer(&mut stage, 2));
        assert!(edited.iter().all(|member| matches!(member.outcome, MemberOutcome::Unknown { .. })), "{edited:?}");
        stage.world.command(Command::CancelEach { ask: 3, orders: all.clone() });
        let ended = members(answer(&mut stage, 3));
        assert!(ended.iter().all(|member| matches!(member.outcome, MemberOutcome::Unknown { .. } | MemberOutcome::Done(_))), "{ended:?}");
        stage.world.heal();
        stage.until("ended", secs(60), |stage| all.iter().all(|id| stage.is(id, OrderStatus::Canceled)));
        stage.settled(secs(80));
    }
}

/// A market order's answer is its end, whichever word of the venue comes first.
#[test]
fn a_market_order_is_answered_when_it_has_ended() {
    for way in WAYS {
        for early in [false, true] {
            let mut stage = Stage::new(6, way);
            if early {
                stage.fault(FaultName::EventBeforeReply);
            }
            for ask in 1..=4 {
                let side = if ask % 2 == 0 { Side::Sell } else { Side::Buy };
                let ticket = stage.market(side);
                place(&mut stage, ask, vec![ticket]);
                let Answer::Orders(placed) = answer(&mut stage, ask) else { panic!("no answer about orders") };
                let Placed::Order(order) = &placed[0] else { panic!("{placed:?}") };
                assert_eq!(order.status(), OrderStatus::Filled, "{way:?} {early}");
                assert_eq!(order.average.map(|(qty, _)| qty), Some(order.executed), "with the price of all of it");
            }
        }
    }
}

/// `cargo test --release -p twinline-world --test accounts -- --ignored figures_of_200 --nocapture`
#[test]
#[ignore = "figures only"]
#[allow(clippy::disallowed_methods, reason = "how long a step takes only a clock can tell")]
fn figures_of_200_open_orders() {
    let mut stage = Stage::new(8, Way::Http);
    let measured = |stage: &Stage, open: usize| {
        let account = stage.world.gateway().account();
        assert_eq!(account.state().open_count(), open);
        let now = stage.world.gateway().local(stage.world.now());
        let time = |what: &mut dyn FnMut() -> usize| {
            let begun = std::time::Instant::now();
            let sum: usize = (0..100_000).map(|_| what()).sum();
            (begun.elapsed().as_nanos() / 100_000, sum)
        };
        let (status, _) = time(&mut || account.status(now).unknown_orders);
        let (walk, _) = time(&mut || account.state().open_orders().filter(|order| order.status() == OrderStatus::Unknown).count());
        println!("{open} open orders: status {status} ns; walking them would be {walk} ns more");
    };
    measured(&stage, 0);
    let tickets: Vec<OrderTicket> = (0..200).map(|_| stage.resting()).collect();
    place(&mut stage, 1, tickets);
    answer(&mut stage, 1);
    let open = stage.world.gateway().account().state().open_count();
    measured(&stage, open);
}
