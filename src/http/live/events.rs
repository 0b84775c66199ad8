//! One stream as server-sent events (WHATWG HTML, section 9.2).

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use bytes::Bytes;
use futures_util::Stream;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::http::live::{Frame, Reader};

/// How often a silent stream says that it is alive.
const BEAT: Duration = Duration::from_secs(15);
/// The same for a page: it is left often, which is only noticed by writing.
const PAGE_BEAT: Duration = Duration::from_secs(5);
/// What it says then, and at first: comments, which readers pass over.
const THUMP: &[u8] = b":thump\n\n";
const HELLO: &[u8] = b":)\n\n";

/// A stream that stays open.
pub struct Events {
    /// What comes before anything new.
    first: VecDeque<Bytes>,
    /// What was among the missed and may come again, until the first beat.
    seen: HashSet<i64>,
    reader: Reader,
    beat: Interval,
    /// How a frame is written; none leaves it out.
    write: fn(&Frame) -> Option<Bytes>,
    /// When the stream ends by itself, to be opened again.
    until: Option<Instant>,
}

impl Events {
    /// What programs read: whole frames. `missed` comes first.
    #[must_use]
    pub fn whole(reader: Reader, missed: &[Arc<Frame>]) -> Self {
        Self::every(reader, missed, BEAT)
    }

    /// What pages read: hints only, after `first`. It ends after `lifetime`, so
    /// that whoever signed out elsewhere is asked again who they are.
    #[must_use]
    pub fn hints(reader: Reader, first: Bytes, lifetime: Duration) -> Self {
        let mut events = Self::every(reader, &[], PAGE_BEAT);
        events.first.push_back(first);
        events.write = Frame::hint;
        events.until = Some(Instant::now() + lifetime);
        events
    }

    fn every(reader: Reader, missed: &[Arc<Frame>], every: Duration) -> Self {
        let mut beat = interval_at(Instant::now() + every, every);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            first: std::iter::once(Bytes::from_static(HELLO))
                .chain(missed.iter().map(|frame| frame.sse()))
                .collect(),
            seen: missed.iter().filter_map(|frame| frame.id()).collect(),
            reader,
            beat,
            write: |frame| Some(frame.sse()),
            until: None,
        }
    }

    /// The answer that stays open.
    #[must_use]
    pub fn answer(self) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/event-stream"))
            .insert_header((CACHE_CONTROL, "private, no-store"))
            // Compressing would hold events back, and take memory for each stream.
            .insert_header((CONTENT_ENCODING, "identity"))
            // Proxies in front are asked not to hold anything back.
            .insert_header(("x-accel-buffering", "no"))
            .streaming(self)
    }
}

impl Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(bytes) = this.first.pop_front() {
            if this.first.is_empty() {
                this.first = VecDeque::new();
            }
            return Poll::Ready(Some(Ok(bytes)));
        }
        while let Poll::Ready(next) = this.reader.outlet().poll_next(context) {
            let Ok(frame) = next else {
                return Poll::Ready(None);
            };
            let known = frame.id().is_some_and(|id| this.seen.contains(&id));
            if let Some(bytes) = (this.write)(&frame).filter(|_| !known) {
                return Poll::Ready(Some(Ok(bytes)));
            }
        }
        if this.beat.poll_tick(context).is_ready() {
            if this.until.is_some_and(|until| Instant::now() >= until) {
                return Poll::Ready(None);
            }
            this.seen = HashSet::new();
            return Poll::Ready(Some(Ok(Bytes::from_static(THUMP))));
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;

    use super::*;
    use crate::db::ids::AccountId;
    use crate::http::live::{Hub, Topic};

    #[tokio::test]
    async fn a_silent_stream_says_that_it_is_alive() {
        let reader = Hub::default().connect(None, None).unwrap();
        let topic = Topic::User(AccountId(1));
        let missed = Frame::new(&topic, "delete", Some("7".into()), Some(3));
        let every = Duration::from_millis(5);
        let events = Events::every(reader, &[Arc::new(missed)], every);
        let said: Vec<Bytes> = events.take(4).map(Result::unwrap).collect().await;
        let missed = "id: 3\nevent: delete\ndata: 7\n\n";
        assert_eq!(said, [":)\n\n", missed, ":thump\n\n", ":thump\n\n"]);
    }

    #[tokio::test]
    async fn a_page_reads_hints_until_it_has_to_ask_again() {
        let reader = Hub::default().connect(None, None).unwrap();
        let mut events = Events::hints(reader, "event: hello\n\n".into(), Duration::ZERO);
        events.beat = interval_at(Instant::now(), Duration::from_millis(5));
        let said: Vec<Bytes> = events.map(Result::unwrap).collect().await;
        assert_eq!(said, [":)\n\n", "event: hello\n\n"]);
    }
}
