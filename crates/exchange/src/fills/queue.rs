//! When is a resting order's turn?

/// Who is taken to leave when a level shrinks without a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cancellations {
    /// Those behind, as long as there are any.
    #[default]
    Behind,
    /// Those ahead and behind alike, by their shares.
    Alike,
}

/// A resting order's place at its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// What was there before us and is not yet gone; `None` while the price is beyond what is displayed.
    ahead: Option<i64>,
    /// What was displayed there last.
    shown: i64,
}

impl Queue {
    /// Joins behind everything that is displayed at the price.
    pub fn behind(shown: i64) -> Self {
        Self { ahead: Some(shown.max(0)), shown }
    }

    /// The price is not displayed: the place is known when it is.
    pub fn unseen() -> Self {
        Self { ahead: None, shown: 0 }
    }

    /// What is ahead, if it is known.
    pub fn ahead(&self) -> Option<i64> {
        self.ahead
    }

    /// So much is displayed at the price now. Newcomers are behind us; whoever left was, too, unless they leave alike.
    pub fn shows(&mut self, shown: i64, cancellations: Cancellations) {
        let shown = shown.max(0);
        self.ahead = Some(match self.ahead {
            None => shown,
            Some(ahead) if shown >= self.shown => ahead.min(shown),
            Some(ahead) => match cancellations {
                Cancellations::Behind => ahead.min(shown),
                Cancellations::Alike => {
                    let left = i128::from(ahead) * i128::from(shown) / i128::from(self.shown.max(1));
                    i64::try_from(left).unwrap_or(shown).min(shown)
                }
            },
        });
        self.shown = shown;
    }

    /// So much was traded at the price. Returns how much of it reaches us.
    pub fn traded(&mut self, lots: i64) -> i64 {
        // A place that is not known has everything ahead that was ever traded there.
        let Some(ahead) = self.ahead.as_mut() else { return 0 };
        let used = lots.min(*ahead);
        *ahead -= used;
        self.shown = (self.shown - lots).max(0);
        lots - used
    }

    /// The market traded beyond the price: all that was ahead is gone.
    pub fn passed(&mut self) {
        *self = Self::behind(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_before_goes_first() {
        let mut queue = Queue::behind(100);
        assert_eq!((queue.traded(80), queue.ahead()), (0, Some(20)));
        assert_eq!((queue.traded(30), queue.ahead()), (10, Some(0)));
        assert_eq!(queue.traded(50), 50);
    }

    #[test]
    fn newcomers_are_behind_and_so_are_those_who_leave() {
        let mut queue = Queue::behind(100);
        queue.shows(300, Cancellations::Behind);
        assert_eq!(queue.ahead(), Some(100));
        queue.shows(90, Cancellations::Behind);
        assert_eq!(queue.ahead(), Some(90));
        queue.shows(45, Cancellations::Alike);
        assert_eq!(queue.ahead(), Some(45));
        let mut alike = Queue::behind(100);
        alike.shows(400, Cancellations::Alike);
        alike.shows(200, Cancellations::Alike);
        assert_eq!(alike.ahead(), Some(50));
        queue.shows(0, Cancellations::Behind);
        assert_eq!(queue.ahead(), Some(0), "the level is gone");
    }

    #[test]
    fn a_trade_and_the_book_that_follows_it_count_once() {
        let mut queue = Queue::behind(100);
        assert_eq!(queue.traded(30), 0);
        queue.shows(70, Cancellations::Alike);
        assert_eq!(queue.ahead(), Some(70));
    }

    #[test]
    fn a_price_beyond_the_display_waits_to_be_seen() {
        let mut queue = Queue::unseen();
        assert_eq!(queue.traded(10), 0);
        queue.shows(40, Cancellations::Behind);
        assert_eq!(queue.ahead(), Some(40));
        queue.passed();
        assert_eq!(queue.traded(5), 5);
    }
}
