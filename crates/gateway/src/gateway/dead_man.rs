//! How is the dead-man's switch of an account armed, and how does it stand?

use twinline_core::account::{Command, LONGEST_S, SHORTEST_S};

use super::asking::{entry, strange};
use super::permit::may_rule;
use super::{Caller, Gateway};
use crate::accounts::{Given, Wanted};
use crate::error::GatewayError;
use crate::wire::DeadManRow;

impl Gateway {
    /// How it stands.
    pub fn dead_man(&self, account: &str) -> Result<DeadManRow, GatewayError> {
        Ok(self.account(account)?.published.look(|state| state.dead_man().into()))
    }

    /// Has orders ended when the gateway is gone for so many seconds, over restarts; `None`: not any more.
    pub async fn set_dead_man(&self, caller: &Caller, account: &str, timeout_s: Option<u32>) -> Result<DeadManRow, GatewayError> {
        let held = self.commanded(caller, account)?;
        may_rule(caller, "the dead-man's switch")?;
        if timeout_s.is_some_and(|seconds| !(SHORTEST_S..=LONGEST_S).contains(&seconds)) {
            return Err(GatewayError::unfit("timeout_s", &format!("from {SHORTEST_S} to {LONGEST_S} seconds")));
        }
        let (action, detail) = match timeout_s {
            Some(seconds) => ("dead_man.arm", format!("{seconds} s")),
            None => ("dead_man.disarm", String::new()),
        };
        let wanted: Wanted = Box::new(move |ask| Command::DeadMan { ask, timeout_s });
        match self.give(&held, wanted, entry(caller, account, action, detail), true, None).await? {
            Given::Set => Ok(held.published.look(|state| state.dead_man().into())),
            other => Err(strange(&other)),
        }
    }
}
