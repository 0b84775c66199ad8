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
/// What it says then, and at first: comments, which readers pass over.
const THUMP: &[u8] = b":thump\n\n";
const HELLO: &[u8] = b":)\n\n";

/// The answer that stays open. `missed` comes first.
pub(super) fn answer(reader: Reader, missed: &[Arc<Frame>]) -> HttpResponse {
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let seen = missed.iter().filter_map(|frame| frame.id()).collect();
    let events = Events {
        first: std::iter::once(Bytes::from_static(HELLO))
            .chain(missed.iter().map(|frame| frame.sse()))
            .collect(),
        seen,
        reader,
        beat,
    };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        // Compressing would hold events back, and take memory for each stream.
        .insert_header((CONTENT_ENCODING, "identity"))
        // Proxies in front are asked not to hold anything back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events)
}

struct Events {
    /// What comes before anything new.
    first: VecDeque<Bytes>,
    /// What was among the missed and may come again, until the first beat.
    seen: HashSet<i64>,
    reader: Reader,
    beat: Interval,
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
            if !frame.id().is_some_and(|id| this.seen.contains(&id)) {
                return Poll::Ready(Some(Ok(frame.sse())));
            }
        }
        if this.beat.poll_tick(context).is_ready() {
            this.seen = HashSet::new();
            return Poll::Ready(Some(Ok(Bytes::from_static(THUMP))));
        }
        Poll::Pending
    }
}
