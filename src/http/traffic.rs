//! Counts the bytes of bodies as they pass: those of requests as they are read,
//! those of answers as they are sent, after compression.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpMessage as _;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{self, Bytes};
use futures_util::TryStreamExt as _;
use pin_project_lite::pin_project;

use crate::foundation::traffic::{Kind, Meter, Traffic};

/// What one thread of the server counts with; nothing where counting is off.
pub struct Metering(Option<Meter>);

impl Metering {
    /// A counter for one thread.
    #[must_use]
    pub fn of(traffic: Option<&Traffic>) -> Self {
        Self(traffic.map(Traffic::meter))
    }
}

/// The middleware that counts. Outside of whatever changes bodies.
pub async fn count_bytes<B: MessageBody + 'static>(
    metering: web::Data<Metering>,
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<Counted<B>>, actix_web::Error> {
    let Some(meter) = &metering.0 else {
        let response = next.call(req).await?;
        return Ok(response.map_body(|_, body| Counted { body, count: None }));
    };
    let kind = kind_of_path(req.path());
    let bodiless = req.method() == Method::HEAD;
    count_request(&mut req, meter, kind);
    let response = next.call(req).await?;
    let kind = kind_of_answer(kind, response.headers());
    let count = (!bodiless).then(|| (meter.clone(), kind));
    Ok(response.map_body(|_, body| Counted { body, count }))
}

fn kind_of_path(path: &str) -> Kind {
    if path.starts_with("/media/") {
        Kind::Media
    } else if path.starts_with("/api/") || path.starts_with("/oauth/") {
        Kind::Api
    } else if path.ends_with("/inbox")
        || path.starts_with("/.well-known/")
        || path.starts_with("/nodeinfo")
    {
        Kind::Federation
    } else {
        Kind::Pages
    }
}

/// Profiles and posts have one address for people and for servers.
fn kind_of_answer(kind: Kind, headers: &HeaderMap) -> Kind {
    let content = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let document = content.is_some_and(|content| {
        content.starts_with(b"application/activity+json")
            || content.starts_with(b"application/ld+json")
    });
    if document && kind == Kind::Pages {
        Kind::Federation
    } else {
        kind
    }
}

fn count_request(req: &mut ServiceRequest, meter: &Meter, kind: Kind) {
    let payload = req.take_payload();
    if matches!(payload, Payload::None) {
        return;
    }
    let meter = meter.clone();
    let counted = payload.inspect_ok(move |chunk| meter.received(kind, chunk.len() as u64));
    req.set_payload(Payload::Stream {
        payload: Box::pin(counted),
    });
}

pin_project! {
    /// The body of an answer that is counted while it is sent, where it is.
    pub struct Counted<B> {
        #[pin]
        body: B,
        count: Option<(Meter, Kind)>,
    }
}

impl<B: MessageBody> MessageBody for Counted<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.project();
        let polled = this.body.poll_next(cx);
        if let (Poll::Ready(Some(Ok(chunk))), Some((meter, kind))) = (&polled, this.count) {
            meter.sent(*kind, chunk.len() as u64);
        }
        polled
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        let Self { body, count } = self;
        match body.try_into_bytes() {
            Ok(bytes) => {
                if let Some((meter, kind)) = count {
                    meter.sent(kind, bytes.len() as u64);
                }
                Ok(bytes)
            }
            Err(body) => Err(Self { body, count }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tell_what_bytes_are() {
        for (path, kind) in [
            ("/", Kind::Pages),
            ("/@alice", Kind::Pages),
            ("/media/remote/7", Kind::Media),
            ("/api/v1/statuses", Kind::Api),
            ("/oauth/token", Kind::Api),
            ("/inbox", Kind::Federation),
            ("/users/alice/inbox", Kind::Federation),
            ("/.well-known/webfinger", Kind::Federation),
            ("/nodeinfo/2.0", Kind::Federation),
        ] {
            assert_eq!(kind_of_path(path), kind, "{path}");
        }
        let mut headers = HeaderMap::new();
        let document = HeaderValue::from_static("application/activity+json; charset=utf-8");
        headers.insert(CONTENT_TYPE, document);
        assert_eq!(kind_of_answer(Kind::Pages, &headers), Kind::Federation);
        assert_eq!(kind_of_answer(Kind::Api, &headers), Kind::Api);
    }
}
