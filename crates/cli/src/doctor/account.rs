//! Does a venue let an account in: does it know the key, may the key be used from here, does its secret fit?

use std::time::Duration;

use twinline_gateway::Gateway;
use twinline_model::Freshness;

use super::report::{Finding, Report};
use crate::failure::Failure;

/// Longest that a venue may take to let an account in.
const PATIENCE: Duration = Duration::from_secs(15);
/// A reason that stands for so long is what it is: the first one may be that of a connection that is still being made.
const STANDS: Duration = Duration::from_secs(3);
const EVERY: Duration = Duration::from_millis(50);

/// Looks at all accounts of a gateway that has been started for them.
pub(super) async fn look(report: &mut Report<'_>, gateway: &Gateway) -> Result<(), Failure> {
    let names: Vec<String> = gateway.accounts(None).data.into_iter().map(|row| row.account).collect();
    for name in names {
        report.tell(&one(gateway, &name).await)?;
    }
    Ok(())
}

async fn one(gateway: &Gateway, name: &str) -> Finding {
    let check = format!("account {name}");
    let row = || gateway.accounts(None).data.into_iter().find(|row| row.account == name);
    let mut reason: Option<(String, u32)> = None;
    let mut tries = 0;
    while EVERY * tries < PATIENCE {
        let Some(row) = row() else { break };
        if row.freshness == Freshness::Live {
            return Finding::ok(check, format!("let in; {} open orders", row.open_orders));
        }
        let since = reason.as_ref().filter(|(told, _)| Some(told) == row.reason.as_ref()).map_or(tries, |(_, since)| *since);
        reason = row.reason.map(|told| (told, since));
        if reason.is_some() && EVERY * (tries - since) >= STANDS {
            break;
        }
        tries += 1;
        tokio::time::sleep(EVERY).await;
    }
    let told = reason.map_or_else(|| "the venue did not let it in soon enough".to_owned(), |(told, _)| told);
    Finding::wrong(check, told, "do what stands in brackets; without brackets, look at the key with `twinline keys list` and at the venue")
}
