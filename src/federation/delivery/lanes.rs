//! How many hosts are served at once. Hosts that answer quickly have places of
//! their own: whoever keeps us waiting moves out of their lane.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Who takes longer for an answer moves to the slow lane.
pub(super) const SLOW: Duration = Duration::from_millis(700);

/// The places of one process.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    fast: Arc<Semaphore>,
    slow: Arc<Semaphore>,
    freed: Arc<Notify>,
}

/// A host's place; free again when dropped.
#[derive(Debug)]
pub(super) struct Place {
    lanes: Lanes,
    permit: Option<OwnedSemaphorePermit>,
    slow: bool,
}

impl Lanes {
    /// `places` in each lane.
    pub(super) fn new(places: usize) -> Self {
        Self {
            fast: Arc::new(Semaphore::new(places)),
            slow: Arc::new(Semaphore::new(places)),
            freed: Arc::new(Notify::new()),
        }
    }

    /// How many hosts could be served now.
    pub(super) fn free(&self, slow: bool) -> usize {
        let lane = if slow { &self.slow } else { &self.fast };
        lane.available_permits()
    }

    /// A place, if one is free. Hosts that failed the last time begin in the
    /// slow lane.
    pub(super) fn take(&self, slow: bool) -> Option<Place> {
        let lane = if slow { &self.slow } else { &self.fast };
        let permit = Arc::clone(lane).try_acquire_owned().ok()?;
        Some(Place {
            lanes: self.clone(),
            permit: Some(permit),
            slow,
        })
    }

    /// Waits until a place may have become free.
    pub(super) async fn freed(&self) {
        self.freed.notified().await;
    }
}

impl Place {
    /// Whether this is a place among those that answer quickly.
    pub(super) fn is_fast(&self) -> bool {
        !self.slow
    }

    /// Moves to the slow lane if there is a place.
    pub(super) fn move_over(&mut self) {
        if let Ok(permit) = Arc::clone(&self.lanes.slow).try_acquire_owned() {
            self.permit = Some(permit);
            self.slow = true;
            self.lanes.freed.notify_one();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.permit = None;
        self.lanes.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_slow_makes_room_until_the_slow_lane_is_full() {
        let lanes = Lanes::new(2);
        let mut first = lanes.take(false).unwrap();
        let mut second = lanes.take(false).unwrap();
        assert!(lanes.take(false).is_none());
        first.move_over();
        assert!(!first.is_fast());
        let failing = lanes.take(true).unwrap();
        second.move_over();
        assert!(second.is_fast(), "the slow lane is full");
        assert_eq!((lanes.free(false), lanes.free(true)), (1, 0));
        drop((first, second, failing));
        assert_eq!((lanes.free(false), lanes.free(true)), (2, 2));
    }
}
