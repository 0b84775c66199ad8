//! Live streams: one WebSocket for several of them, or server-sent events for
//! one. Streams of public posts need no token.

mod draw;
mod socket;
mod wish;

use std::sync::Arc;

use actix_web::body::{BodyStream, BoxBody};
use actix_web::http::header::{ContentType, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::api::streaming::draw::Drawer;
use crate::api::streaming::wish::{Asker, Wish};
use crate::app::App;
use crate::domain::oauth::tokens;
use crate::foundation::error::Error;
use crate::http::live::{Events, Reader, Teller, TooMany};
use crate::http::routes::get;

/// Where events that were missed begin (WHATWG HTML, section 9.2.3).
const LAST_EVENT_ID: &str = "last-event-id";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/streaming/health", get().to(health))
        .route("/v1/streaming", web::get().to(many))
        .route("/v1/streaming/user", web::get().to(one))
        .route("/v1/streaming/user/notification", web::get().to(one))
        .route("/v1/streaming/public", web::get().to(one))
        .route("/v1/streaming/public/local", web::get().to(one))
        .route("/v1/streaming/public/remote", web::get().to(one))
        .route("/v1/streaming/hashtag", web::get().to(one))
        .route("/v1/streaming/hashtag/local", web::get().to(one))
        .route("/v1/streaming/list", web::get().to(one))
        .route("/v1/streaming/direct", web::get().to(one));
}

/// Tells the readers of this process what happens.
#[must_use]
pub fn teller(app: &App) -> Teller {
    Teller {
        hub: app.live.clone(),
        db: app.db.clone(),
        cx: app.cx.clone(),
        render: Arc::new(Drawer(app.clone())),
    }
}

async fn health() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .body("OK")
}

/// `GET /api/v1/streaming`: a WebSocket for as many streams as are subscribed to.
async fn many(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    body: web::Payload,
) -> ApiResult {
    let query = req.query_string();
    let wish = Wish::from_query(query);
    open_socket(&app, &req, anyone, body, wish).await
}

/// `GET /api/v1/streaming/…`: the stream that the path names.
async fn one(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    body: web::Payload,
) -> ApiResult {
    let path = req.path().rsplit_once("/streaming/");
    let name = path.map_or("", |(_, name)| name).replace('/', ":");
    let wish = Wish::named(&name, req.query_string());
    if req.headers().contains_key(UPGRADE) {
        return open_socket(&app, &req, anyone, body, Some(wish)).await;
    }
    let asker = Asker::new(anyone.0);
    let (topic, _) = wish.resolve(&app, &asker).await?;
    let mut reader = connect(&app, &asker)?;
    reader.follow(topic.clone(), None).map_err(too_many)?;
    let last = req.headers().get(LAST_EVENT_ID);
    let last = last.and_then(|last| last.to_str().ok()?.trim().parse().ok());
    let missed = match last {
        Some(last) => teller(&app).missed(&topic, asker.account(), last).await?,
        None => Vec::new(),
    };
    Ok(Events::whole(reader, &missed).answer())
}

async fn open_socket(
    app: &web::Data<App>,
    req: &HttpRequest,
    anyone: Anyone,
    body: web::Payload,
    wish: Option<Wish>,
) -> ApiResult {
    let (asker, protocol) = asker(app, req, anyone).await?;
    let mut answer = actix_http::ws::handshake(req.head())
        .map_err(|error| ApiError::malformed(format!("This address speaks WebSocket: {error}")))?;
    if let Some(protocol) = protocol {
        answer.insert_header((SEC_WEBSOCKET_PROTOCOL, protocol));
    }
    let reader = connect(app, &asker)?;
    let socket = socket::Socket::new(app.clone(), asker, reader, body, wish);
    let body = BoxBody::new(BodyStream::new(socket));
    let broken = |error: actix_http::Error| ApiError::malformed(error.to_string());
    Ok(answer.message_body(body).map_err(broken)?.into())
}

/// Who opens a WebSocket. Browsers can send no header but the protocol, so that
/// may be the token; then it is said back.
async fn asker(
    app: &App,
    req: &HttpRequest,
    anyone: Anyone,
) -> Result<(Asker, Option<String>), ApiError> {
    let protocol = req.headers().get(SEC_WEBSOCKET_PROTOCOL);
    let protocol = protocol.and_then(|value| value.to_str().ok());
    let (None, Some(token)) = (&anyone.0, protocol) else {
        return Ok((Asker::new(anyone.0), protocol.map(first_word)));
    };
    let token = first_word(token);
    let mut conn = app.db.conn().await?;
    let caller = tokens::load(&mut conn, &app.cx, &token).await?;
    let caller = caller.ok_or_else(ApiError::no_token)?;
    Ok((Asker::new(Some(caller)), Some(token)))
}

fn first_word(list: &str) -> String {
    list.split(',').next().unwrap_or_default().trim().to_owned()
}

fn connect(app: &App, asker: &Asker) -> Result<Reader, ApiError> {
    let reader = app.live.connect(asker.account(), asker.token());
    reader.map_err(too_many)
}

fn too_many(_: TooMany) -> ApiError {
    Error::unavailable(std::io::Error::other("too many open streams")).into()
}
