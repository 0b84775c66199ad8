//! One request from arrival to answer: its ID, its time limit, its line in the log.

use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, web};

use crate::app::App;
use crate::foundation::error::Error;
use crate::http::error::WebError;
use crate::http::layers;

/// Names a request in the log, in the response header and on pages for 5xx.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    /// The ID of the request, or `-` outside of the middleware.
    #[must_use]
    pub fn of(req: &HttpRequest) -> String {
        req.extensions()
            .get::<Self>()
            .map_or_else(|| "-".to_owned(), |id| id.0.clone())
    }
}

/// Gives the request its ID and writes its line in the log. Outermost, so that
/// refusals of the other layers have both.
pub async fn request_context<B: MessageBody + 'static>(
    app: web::Data<App>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let id = format!("{:x}", app.cx.ids.next());
    req.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (req.method().clone(), req.path().to_owned());
    let start = Instant::now();
    let answer = next.call(req).await;
    let status = answer
        .as_ref()
        .map_or(0, |response| response.status().as_u16());
    tracing::debug!(%id, %method, path, status, micros = start.elapsed().as_micros(), "request");
    layers::with_headers(answer, |headers| {
        if let Ok(value) = HeaderValue::from_str(&id) {
            headers.insert(HeaderName::from_static("x-request-id"), value);
        }
    })
}

/// Forms with files may take so many times longer than others: whoever sends them
/// may have a slow line. Silence in them is bounded where they are read.
const FILES_TAKE: u32 = 20;

/// A request that is not answered in time gets a 503 instead of hanging.
pub async fn time_limit<B: MessageBody + 'static>(
    app: web::Data<App>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let limit = Duration::from_secs(app.cx.config.server.request_timeout_seconds);
    let kind = req.headers().get(CONTENT_TYPE);
    let has_files = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let limit = if has_files { limit * FILES_TAKE } else { limit };
    match tokio::time::timeout(limit, next.call(req)).await {
        Ok(answer) => answer,
        Err(elapsed) => Err(WebError::from(Error::unavailable(elapsed)).into()),
    }
}
