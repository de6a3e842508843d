//! What is known of an instrument that is not listed any more?

use std::collections::BTreeSet;
use std::sync::Arc;

use twinline_model::{Instrument, InstrumentId, InstrumentStatus};
use twinline_venue::Instruments;

use super::Account;

impl Account {
    /// Takes what is listed now. An instrument that is gone while an order of it is open here, or a position, stays known as delisted:
    /// some venues name it by more than its symbol when an order is to be ended, and their messages about it must be read. Nothing new
    /// is taken for it.
    pub(super) fn relisted(&mut self, listed: Arc<Instruments>) {
        let open = self.state.open_orders().map(|order| &order.instrument);
        let held = self.state.positions().filter(|position| !position.qty.is_zero()).map(|position| &position.instrument);
        let gone: BTreeSet<&InstrumentId> = open.chain(held).filter(|id| listed.find_id(id).is_none()).collect();
        let known = |id: &InstrumentId| self.view.instruments.find_id(id).map(|ix| self.view.instruments.get(ix));
        let kept = gone.into_iter().filter_map(known).map(|was| Instrument { status: InstrumentStatus::Delisted, ..(**was).clone() });
        let kept: Vec<Instrument> = kept.collect();
        self.view.instruments = match kept.is_empty() {
            true => listed,
            false => Arc::new(Instruments::from_list(listed.iter().map(|instrument| (**instrument).clone()).chain(kept))),
        };
    }
}
