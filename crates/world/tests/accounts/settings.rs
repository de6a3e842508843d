//! What is believed of a setting while answers about it cross each other.

use twinline_core::account::{Command, Input, SettingChange};
use twinline_model::{Duration, Setting};
use twinline_venue::Reply;
use twinline_venue::account::AccountStep;

use crate::desk::{Desk, instruments};

const ONE_WAY: &str = r#"{"dualSidePosition":false,"multiAssetsMargin":false,"canTrade":true}"#;

fn hedges(desk: &Desk) -> Option<bool> {
    desk.account.state().settings().find_map(|setting| if let Setting::HedgeMode(on) = setting { Some(*on) } else { None })
}

/// The venue is asked for everything; the answer about settings is kept back, with the time it was asked for.
fn asked(desk: &mut Desk, ask: u64) -> (twinline_core::session::CallId, twinline_model::Timestamp) {
    desk.command(Command::Reconcile { ask });
    let open = desk.open.iter().find(|open| matches!(open.step, AccountStep::Settings)).expect("settings are asked for").clone();
    (open.call, desk.now)
}

fn told(desk: &mut Desk, (call, sent_at): (twinline_core::session::CallId, twinline_model::Timestamp)) {
    desk.open.retain(|open| open.call != call);
    desk.input(Input::Reply { call, sent_at, reply: Reply::Http { status: 200, body: ONE_WAY.as_bytes() } });
}

#[test]
fn an_answer_from_before_it_was_set_changes_nothing() {
    let mut desk = Desk::live(&instruments());
    assert_eq!(hedges(&desk), Some(false));
    let older = asked(&mut desk, 1);
    desk.pass(Duration::from_millis(5));
    desk.command(Command::Set { ask: 2, change: SettingChange::HedgeMode(true) });
    let set = desk.open.iter().find(|open| matches!(open.step, AccountStep::SetHedgeMode(true))).expect("it is set").call;
    desk.pass(Duration::from_millis(5));
    desk.answer(set, 200, r#"{"code":200,"msg":"success"}"#);
    assert_eq!(hedges(&desk), Some(true));
    told(&mut desk, older);
    assert_eq!(hedges(&desk), Some(true), "that was so before");
    // What is asked for afterwards counts: somebody has set it back on the venue's own page.
    desk.recover();
    let newer = asked(&mut desk, 3);
    told(&mut desk, newer);
    assert_eq!(hedges(&desk), Some(false));
}
