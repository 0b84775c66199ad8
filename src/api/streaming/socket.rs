//! Several streams over one WebSocket (RFC 6455). The answer's body is the whole
//! connection: no task and no second queue stands behind it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_http::ws::{Codec, Frame as Said};
use actix_web::{ResponseError as _, web};
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use tokio_util::codec::Decoder as _;

use crate::api::error::ApiError;
use crate::api::streaming::wish::{Asker, Wish};
use crate::app::App;
use crate::http::live::{Ending, Reader, Topic, close_frame, ping_frame, pong_frame, text_frame};

/// How often the reader is asked whether it is there; who has said nothing for
/// two rounds is gone.
const BEAT: Duration = Duration::from_secs(30);
/// Largest message from a reader, in bytes.
const MOST_BYTES: usize = 4096;
/// Answers that wait to be sent; a reader who asks for more is cut off.
const MOST_ANSWERS: usize = 32;

/// Status codes of RFC 6455, section 7.4.1.
const GOING_AWAY: u16 = 1001;
const PROTOCOL_ERROR: u16 = 1002;
const POLICY: u16 = 1008;
const TRY_AGAIN: u16 = 1013;

type Resolved = (bool, Result<(Topic, Option<String>), ApiError>);

/// What a reader says.
#[derive(Deserialize)]
struct Request {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(flatten)]
    wish: Wish,
}

/// One connection.
pub(super) struct Socket {
    app: web::Data<App>,
    asker: Asker,
    reader: Reader,
    body: web::Payload,
    codec: Codec,
    read: BytesMut,
    answers: VecDeque<Bytes>,
    /// A wish that is being looked up, and whether to subscribe.
    work: Option<LocalBoxFuture<'static, Resolved>>,
    beat: Interval,
    /// Beats since the reader said something.
    silent: u8,
    closing: bool,
}

impl Socket {
    pub(super) fn new(
        app: web::Data<App>,
        asker: Asker,
        reader: Reader,
        body: web::Payload,
        wish: Option<Wish>,
    ) -> Self {
        let mut beat = interval_at(Instant::now() + BEAT, BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut socket = Self {
            app,
            asker,
            reader,
            body,
            codec: Codec::new().max_size(MOST_BYTES),
            read: BytesMut::new(),
            answers: VecDeque::new(),
            work: None,
            beat,
            silent: 0,
            closing: false,
        };
        if let Some(wish) = wish {
            socket.look_up(wish, true);
        }
        socket
    }

    fn look_up(&mut self, wish: Wish, subscribe: bool) {
        let (app, asker) = (self.app.clone(), self.asker.clone());
        self.work = Some(Box::pin(async move {
            (subscribe, wish.resolve(&app, &asker).await)
        }));
    }

    fn close(&mut self, code: u16) {
        self.answers.push_back(close_frame(code));
        self.closing = true;
    }

    fn refuse(&mut self, error: &ApiError) {
        let words = json!({ "error": error.to_string(), "status": error.status_code().as_u16() });
        self.answers.push_back(text_frame(&words.to_string()));
    }

    fn settle(&mut self, (subscribe, resolved): Resolved) {
        match resolved {
            Err(error) => self.refuse(&error),
            Ok((topic, _)) if !subscribe => self.reader.unfollow(&topic),
            Ok((topic, called)) => {
                if self.reader.follow(topic, called.as_deref()).is_err() {
                    self.refuse(&ApiError::malformed("Too many streams"));
                }
            }
        }
    }

    /// Reads what the reader says, until there is something to look up.
    fn listen(&mut self, context: &mut Context<'_>) {
        while self.work.is_none() && !self.closing && self.answers.len() < MOST_ANSWERS {
            match self.codec.decode(&mut self.read) {
                Ok(Some(said)) => {
                    self.silent = 0;
                    self.hear(said);
                    continue;
                }
                Ok(None) => {}
                Err(_) => {
                    self.close(PROTOCOL_ERROR);
                    return;
                }
            }
            if self.read.is_empty() {
                self.read = BytesMut::new();
            }
            match Pin::new(&mut self.body).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => self.read.extend_from_slice(&bytes),
                Poll::Ready(_) => {
                    self.closing = true;
                    return;
                }
                Poll::Pending => return,
            }
        }
    }

    fn hear(&mut self, said: Said) {
        match said {
            Said::Text(bytes) => match serde_json::from_slice::<Request>(&bytes) {
                Ok(request) => match request.kind.as_str() {
                    "subscribe" => self.look_up(request.wish, true),
                    "unsubscribe" => self.look_up(request.wish, false),
                    _ => {}
                },
                Err(_) => self.refuse(&ApiError::malformed("Invalid JSON")),
            },
            Said::Ping(words) => self.answers.push_back(pong_frame(&words)),
            Said::Close(_) => self.close(1000),
            Said::Pong(_) => {}
            // Nobody needs more than one frame for such short words.
            Said::Binary(_) | Said::Continuation(_) => self.close(PROTOCOL_ERROR),
        }
    }

    fn on_beat(&mut self) {
        self.silent += 1;
        if self.silent > 2 {
            self.close(GOING_AWAY);
        } else {
            self.answers.push_back(ping_frame());
        }
    }
}

impl Stream for Socket {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(bytes) = this.answers.pop_front() {
                return Poll::Ready(Some(Ok(bytes)));
            }
            if this.closing {
                return Poll::Ready(None);
            }
            if let Some(work) = &mut this.work {
                if let Poll::Ready(resolved) = work.as_mut().poll(context) {
                    this.work = None;
                    this.settle(resolved);
                    continue;
                }
            } else {
                this.listen(context);
                if this.work.is_some() || !this.answers.is_empty() || this.closing {
                    continue;
                }
            }
            match this.reader.outlet().poll_next(context) {
                Poll::Ready(Ok(frame)) => return Poll::Ready(Some(Ok(frame.websocket()))),
                Poll::Ready(Err(why)) => {
                    this.close(match why {
                        Ending::Slow => TRY_AGAIN,
                        Ending::Revoked => POLICY,
                        Ending::Stopped => GOING_AWAY,
                    });
                    continue;
                }
                Poll::Pending => {}
            }
            if this.beat.poll_tick(context).is_ready() {
                this.on_beat();
                continue;
            }
            return Poll::Pending;
        }
    }
}
