//! Answers that are kept for a few seconds, since apps ask for them again and again.

use actix_web::body::MessageBody as _;
use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse};

use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::app::App;
use crate::foundation::error::Error;
use crate::http::answers::Shows;
use crate::http::cached_page::{Page, respond};

/// What decides which answer an app gets.
const VARIES: &str = "Authorization, Accept-Encoding";

/// The answer to this request; `draw` makes it where it is not kept.
pub(super) async fn kept(
    app: &App,
    req: &HttpRequest,
    anyone: &Anyone,
    shows: Shows,
    draw: impl AsyncFnOnce() -> ApiResult,
) -> ApiResult {
    let address = req.uri().path_and_query();
    let address = address.map_or("", |address| address.as_str());
    let viewer = anyone.account();
    let draw = async || page(draw().await?, viewer.is_some());
    let page = app.answers.get_or_draw(viewer, address, shows, draw);
    let page = Box::pin(page).await.map_err(ApiError::from)?;
    Ok(respond(req, &page))
}

fn page(response: HttpResponse, private: bool) -> Result<Page, ApiError> {
    let link = response.headers().get(LINK).cloned();
    let body = response.into_body().try_into_bytes();
    let body = body.map_err(|_body| Error::internal("a kept answer has no end"))?;
    let body = String::from_utf8(body.into()).map_err(Error::internal)?;
    Ok(Page {
        private,
        link,
        ..Page::new("application/json", VARIES, body)
    })
}
