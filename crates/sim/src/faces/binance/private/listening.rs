//! How listen keys are asked for, over REST and over the WebSocket API.

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::private::counter::{Answer, Counter};

impl Counter<'_, '_> {
    pub(super) fn start_listening(&mut self) -> Answer {
        let listen_key = self.private.listen.start(&self.api_key, self.account, self.outbox.now_ns / 1_000_000);
        Ok(format!("{{\"listenKey\":\"{listen_key}\"}}"))
    }

    pub(super) fn keep_listening(&mut self) -> Answer {
        let extended = self.private.listen.extend(&self.api_key, self.outbox.now_ns / 1_000_000);
        extended.map(|listen_key| format!("{{\"listenKey\":\"{listen_key}\"}}")).ok_or_else(ApiError::no_listen_key)
    }

    /// ASSUMED: connections with the key stay open and silent.
    pub(super) fn stop_listening(&mut self) -> Answer {
        self.private.listen.close(&self.api_key).map(|_| "{}".to_owned()).ok_or_else(ApiError::no_listen_key)
    }
}
