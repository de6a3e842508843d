//! What does the venue say when it is asked now: of the key, of an instrument's terms, of the past?

use twinline_core::account::{Answer, Command, Past};
use twinline_model::{Instrument, Rate, Setting, Timestamp};
use twinline_venue::account::History;

use super::asking::{entry, unexpected};
use super::permit::may_rule;
use super::{Caller, Gateway};
use crate::accounts::Wanted;
use crate::error::GatewayError;
use crate::wire::{CheckAnswer, FetchedAnswer, PositionTerms};

impl Gateway {
    /// Asks the venue whether it takes the account's key. A no is a refusal with the venue's own words.
    pub async fn check(&self, caller: &Caller, account: &str) -> Result<CheckAnswer, GatewayError> {
        let held = self.commanded(caller, account)?;
        let wanted: Wanted = Box::new(|ask| Command::Check { ask });
        let answer = match self.ask_account(&held, wanted, entry(caller, account, "key.check", String::new())).await? {
            Answer::Checked(checked) => checked,
            other => return Err(unexpected(&other)),
        };
        let may_trade = held
            .published
            .look(|state| state.settings().find_map(|setting| if let Setting::MayTrade(on) = setting { Some(*on) } else { None }));
        Ok(CheckAnswer::new(account, &held.settings.venue, may_trade, answer))
    }

    /// What the venue charges and demands in an instrument, and what is set there.
    pub async fn position_terms(&self, caller: &Caller, account: &str, instrument: &Instrument) -> Result<PositionTerms, GatewayError> {
        let held = self.commanded(caller, account)?;
        let terms = self.terms(caller, &held, &instrument.id).await;
        let (leverage, auto_top_up) = held.published.look(|state| {
            let of = |wanted: &dyn Fn(&Setting) -> bool| state.settings().find(|setting| wanted(setting)).cloned();
            let leverage = of(&|setting| matches!(setting, Setting::Leverage(id, _) if *id == instrument.id));
            let topped = of(&|setting| matches!(setting, Setting::AutoTopUp(id, _) if *id == instrument.id));
            (
                leverage.and_then(|setting| if let Setting::Leverage(_, times) = setting { Some(times) } else { None }),
                topped.and_then(|setting| if let Setting::AutoTopUp(_, on) = setting { Some(on) } else { None }),
            )
        });
        Ok(PositionTerms {
            instrument: instrument.id.clone(),
            leverage,
            min_leverage: Rate::new(rust_decimal::Decimal::ONE),
            max_leverage: terms.max_leverage,
            maker_rate: terms.fees.map(|(maker, _)| maker),
            taker_rate: terms.fees.map(|(_, taker)| taker),
            auto_top_up,
        })
    }

    /// Asks the venue for a stretch of the past and keeps what it shows. One call fetches as much as the venue answers at once and says
    /// where the next one begins. Times are the venue's.
    pub async fn fetch_past(
        &self,
        caller: &Caller,
        account: &str,
        past: Past,
        from: Timestamp,
        to: Option<Timestamp>,
    ) -> Result<FetchedAnswer, GatewayError> {
        let held = self.commanded(caller, account)?;
        may_rule(caller, "what the venue keeps of the whole account")?;
        if to.is_some_and(|to| to < from) {
            return Err(GatewayError::unfit("to", "is before its beginning"));
        }
        let audit = entry(caller, account, "history.fetch", format!("{past:?} since {from}"));
        let history = History { from_id: None, from: Some(from), to, limit: 0 };
        let wanted: Wanted = Box::new(move |ask| Command::Fetch { ask, past, history });
        match self.ask_account(&held, wanted, audit).await? {
            Answer::Fetched(fetched) => {
                let rows = u64::try_from(fetched.rows).unwrap_or(u64::MAX);
                Ok(FetchedAnswer { rows, next: fetched.next.filter(|next| to.is_none_or(|to| *next <= to)) })
            }
            other => Err(unexpected(&other)),
        }
    }
}
