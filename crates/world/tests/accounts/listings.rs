//! An instrument changes, is closed, or is not listed any more, while orders rest and fly.

use rust_decimal::Decimal;
use twinline_core::account::{Answer, Command, Placed};
use twinline_model::{Instrument, OrderStatus, OrderTicket, Price};
use twinline_venue::Instruments;

use crate::stage::{Stage, VENUES, everywhere, secs, setup_at, ways};

/// An instrument as it will be.
fn changed(stage: &Stage, change: impl Fn(&mut Instrument)) -> Command {
    let list = stage.world.instruments().iter().map(|instrument| {
        let mut instrument = (**instrument).clone();
        change(&mut instrument);
        instrument
    });
    Command::Instruments(Instruments::from_list(list).into())
}

/// The tick changes while orders rest and one is on its way: what rests stays, what is new keeps to the new tick.
#[test]
fn f45_a_new_tick_counts_for_what_comes_after_it() {
    for (venue, way) in everywhere() {
        let mut stage = Stage::by(venue, 45, way);
        let ticket = stage.resting();
        let resting = stage.placed(ticket);
        let ticket = stage.resting();
        let flying = stage.place(ticket);
        // A hundred of the old ones.
        let old = stage.instrument(stage.first().symbol()).tick_size.value();
        let (tick, places) = (Price::new(old * Decimal::ONE_HUNDRED), old.normalize().scale());
        let command = changed(&stage, |instrument| instrument.tick_size = tick);
        stage.world.command(command);
        stage.until("placed", secs(5), |stage| stage.is(&flying, OrderStatus::Open));
        let price = Price::new(stage.lower(&resting).value().round_dp(places));
        let ask = stage.edit(&resting, Some(price), None);
        let answer = stage.world.answer_to(ask).map(|(_, answer)| answer.clone());
        let off = !(price.value() % tick.value()).is_zero();
        assert_eq!(matches!(answer, Some(Answer::Refused(refused)) if refused.code == "bad_tick"), off);
        let mut ticket = stage.resting();
        ticket.price = Some(Price::new(ticket.price.unwrap().value().round_dp(places.saturating_sub(2)) + old));
        let ask = stage.place_all(vec![ticket]);
        let Some((_, Answer::Orders(placed))) = stage.world.answer_to(ask) else { panic!() };
        assert!(matches!(&placed[0], Placed::Refused(refused) if refused.code == "bad_tick"));
        stage.cancel_all(false);
        stage.until("canceled", secs(5), |stage| stage.is(&resting, OrderStatus::Canceled) && stage.is(&flying, OrderStatus::Canceled));
        stage.settled(secs(20));
    }
}

/// Closed for trading, or not listed any more: nothing new, and what rests can still be ended.
#[test]
fn f45_what_is_delisted_takes_no_orders_and_can_be_left() {
    for (venue, gone) in VENUES.into_iter().flat_map(|venue| [(venue, false), (venue, true)]) {
        let mut stage = Stage::begun(venue, &setup_at(venue, 46, ways(venue)[0], &["XRP", "SOL"]));
        let ticket = stage.resting();
        let (resting, named) = (stage.placed(ticket.clone()), ticket.instrument.clone());
        let command = match gone {
            false => changed(&stage, |instrument| {
                if instrument.id == named {
                    instrument.status = twinline_model::InstrumentStatus::Halted;
                }
            }),
            true => {
                let rest = stage.world.instruments().iter().filter(|instrument| instrument.id != named);
                Command::Instruments(Instruments::from_list(rest.map(|instrument| (**instrument).clone())).into())
            }
        };
        stage.world.command(command);
        let ticket = stage.resting();
        let ask = stage.place_all(vec![OrderTicket { instrument: named.clone(), ..ticket }]);
        let Some((_, Answer::Orders(placed))) = stage.world.answer_to(ask) else { panic!() };
        assert!(matches!(&placed[0], Placed::Refused(refused) if refused.code == "market_closed"), "{venue:?} {placed:?}");
        stage.cancel(&resting);
        stage.until("canceled", secs(5), |stage| stage.is(&resting, OrderStatus::Canceled));
        stage.settled(secs(20));
    }
}
