//! What a venue's loop leaves for others to read without asking it: its instruments, and whether they are loaded.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;
use twinline_venue::Instruments;

use crate::catalogue::Catalogue;

/// Written by the venue's loop, read by everybody.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    catalogue: RwLock<Arc<Catalogue>>,
    ready: AtomicBool,
    /// The same for those who decide by it.
    list: watch::Sender<Arc<Instruments>>,
}

impl Shelf {
    /// The venue's instruments as they were last loaded.
    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// True once instruments are loaded.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// The venue's instruments from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<Instruments>> {
        self.list.subscribe()
    }

    pub(crate) fn instruments(&self, list: &Arc<Instruments>) {
        self.list.send_replace(Arc::clone(list));
        let catalogue = Arc::new(Catalogue::new(list));
        let ready = !catalogue.is_empty();
        *self.catalogue.write().unwrap_or_else(PoisonError::into_inner) = catalogue;
        self.ready(ready);
    }

    pub(crate) fn ready(&self, ready: bool) {
        if ready {
            self.ready.store(true, Ordering::Release);
        }
    }
}
