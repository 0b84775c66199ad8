//! What was heard lately, so that nothing is told twice when a lost line is
//! caught up on.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Instant;

use crate::db::ids::{AccountId, NotificationId};
use crate::domain::live::Signal;

/// Signals that are remembered; it is enough for the seconds in which a line is
/// found to be lost.
const MOST: usize = 32_768;

/// What reaches the teller.
#[derive(Debug)]
pub(super) enum Word {
    /// Something happened.
    Said(Signal),
    /// The line is down since then.
    Lost(Instant),
    /// The line is up again.
    Back,
}

/// What was heard lately.
#[derive(Debug, Default)]
pub(super) struct Lately {
    known: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Lately {
    /// What of a signal was not heard yet; it is now.
    pub(super) fn news(&mut self, signal: Signal) -> Option<Signal> {
        match signal {
            Signal::Posts { .. } | Signal::Edited { .. } | Signal::Deleted { .. } => {
                self.is_new(key(&signal)).then_some(signal)
            }
            Signal::Notified { told } => {
                let new = |(id, _): &(NotificationId, AccountId)| self.is_new(id.0.cast_unsigned());
                let told: Vec<_> = told.into_iter().filter(new).collect();
                (!told.is_empty()).then_some(Signal::Notified { told })
            }
            other => Some(other),
        }
    }

    fn is_new(&mut self, key: u64) -> bool {
        if !self.known.insert(key) {
            return false;
        }
        self.order.push_back(key);
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}

/// An event may say several things: all of one belongs to its name.
fn key(signal: &Signal) -> u64 {
    let mut hasher = DefaultHasher::new();
    signal.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::ids::{EventId, PostId};

    #[test]
    fn nothing_is_news_twice() {
        let mut lately = Lately::default();
        let at = EventId(1);
        let posts = |id| Signal::Posts {
            at,
            ids: vec![PostId(id)],
        };
        assert!(lately.news(posts(1)).is_some());
        assert!(lately.news(posts(2)).is_some());
        assert!(lately.news(posts(1)).is_none());
        let told = |ids: &[i64]| Signal::Notified {
            told: ids
                .iter()
                .map(|id| (NotificationId(*id), AccountId(9)))
                .collect(),
        };
        assert!(lately.news(told(&[5, 6])).is_some());
        assert_eq!(lately.news(told(&[6, 7])), Some(told(&[7])));
        assert!(lately.news(told(&[6, 7])).is_none());
        let account = AccountId(3);
        for _ in 0..2 {
            assert!(lately.news(Signal::FiltersChanged { account }).is_some());
        }
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let mut lately = Lately::default();
        for id in 0..2 * MOST as u64 {
            assert!(lately.is_new(id));
        }
        assert_eq!(lately.known.len(), MOST);
        assert!(lately.is_new(0), "that was long ago");
    }
}
