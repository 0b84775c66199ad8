//! What waits to be sent to one reader.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;

use crate::db::ids::AccountId;
use crate::http::live::Frame;

/// Frames that wait for one reader; whoever lets more pile up is dropped.
pub const MOST_WAITING: usize = 256;

/// Room that a queue keeps when it is empty, in frames.
const ROOM_KEPT: usize = 8;

/// Why a stream ended from this side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The reader was too slow.
    Slow,
    /// The token is no good any more, or the member may not be here.
    Revoked,
    /// The server stops.
    Stopped,
}

/// The queue of one reader.
#[derive(Debug)]
pub struct Outlet {
    /// Which reader.
    pub(super) id: u64,
    /// Who reads; none for visitors.
    pub viewer: Option<AccountId>,
    /// The token that opened the stream.
    pub token: Option<i64>,
    state: Mutex<State>,
    reader: AtomicWaker,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Arc<Frame>>,
    ended: Option<Ending>,
}

impl Outlet {
    pub(super) fn new(id: u64, viewer: Option<AccountId>, token: Option<i64>) -> Self {
        Self {
            id,
            viewer,
            token,
            state: Mutex::default(),
            reader: AtomicWaker::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a frame. A reader who is too slow loses everything and is dropped.
    pub(super) fn push(&self, frame: Arc<Frame>) {
        let mut state = self.state();
        if state.ended.is_some() {
            return;
        }
        if state.waiting.len() < MOST_WAITING {
            state.waiting.push_back(frame);
        } else {
            state.ended = Some(Ending::Slow);
            state.waiting = VecDeque::new();
        }
        drop(state);
        self.reader.wake();
    }

    /// Ends the stream; what waits is not sent any more.
    pub(super) fn end(&self, why: Ending) {
        let mut state = self.state();
        state.ended.get_or_insert(why);
        state.waiting = VecDeque::new();
        drop(state);
        self.reader.wake();
    }

    /// The next frame, or why there is none any more.
    pub fn poll_next(&self, context: &mut Context<'_>) -> Poll<Result<Arc<Frame>, Ending>> {
        self.reader.register(context.waker());
        let mut state = self.state();
        if let Some(why) = state.ended {
            return Poll::Ready(Err(why));
        }
        let Some(frame) = state.waiting.pop_front() else {
            return Poll::Pending;
        };
        if state.waiting.is_empty() {
            state.waiting.shrink_to(ROOM_KEPT);
        }
        Poll::Ready(Ok(frame))
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;
    use crate::http::live::Topic;

    fn frame(id: i64) -> Arc<Frame> {
        let topic = Topic::User(AccountId(1));
        Arc::new(Frame::new(&topic, "delete", Some("1".into()), Some(id)))
    }

    fn next(outlet: &Outlet) -> Poll<Result<Option<i64>, Ending>> {
        let mut context = Context::from_waker(Waker::noop());
        outlet
            .poll_next(&mut context)
            .map(|next| next.map(|frame| frame.id()))
    }

    #[test]
    fn frames_come_in_their_order() {
        let outlet = Outlet::new(1, None, None);
        assert!(next(&outlet).is_pending());
        outlet.push(frame(1));
        outlet.push(frame(2));
        assert_eq!(next(&outlet), Poll::Ready(Ok(Some(1))));
        assert_eq!(next(&outlet), Poll::Ready(Ok(Some(2))));
        assert!(next(&outlet).is_pending());
    }

    #[test]
    fn a_slow_reader_is_dropped_and_nothing_is_kept_for_it() {
        let outlet = Outlet::new(1, None, None);
        for id in 0..=MOST_WAITING {
            outlet.push(frame(i64::try_from(id).unwrap()));
        }
        assert_eq!(next(&outlet), Poll::Ready(Err(Ending::Slow)));
        assert_eq!(outlet.state().waiting.capacity(), 0);
        outlet.push(frame(1));
        outlet.end(Ending::Stopped);
        assert_eq!(next(&outlet), Poll::Ready(Err(Ending::Slow)));
    }
}
