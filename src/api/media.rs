//! `/api/v1/media`, `/api/v2/media`: uploads.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::entities::media_attachment::MediaAttachment;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::ids::MediaId;
use crate::db::models::media::{Media, MediaState};
use crate::domain::media::change::{self, Change};
use crate::domain::media::upload::settled;
use crate::domain::media::{self, Desk, Focus, NewUpload};

/// How long the first version of this address waits for the work on a film.
const PATIENCE: Duration = Duration::from_mins(2);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/media", web::post().to(upload_and_wait))
        .route("/v2/media", web::post().to(upload))
        .route("/v1/media/{id}", web::get().to(show))
        .route("/v1/media/{id}", web::put().to(rewrite))
        .route("/v1/media/{id}", web::delete().to(take_back));
}

fn desk(app: &App) -> Desk<'_> {
    Desk {
        db: &app.db,
        pictures: &app.pictures,
        cx: &app.cx,
    }
}

fn id(key: &str) -> Result<MediaId, ApiError> {
    key.parse().map_err(|_not_an_id| ApiError::not_found())
}

/// The file, or how far the work on it is.
fn answer(app: &App, user: &User, row: &Media, waiting: StatusCode) -> ApiResult {
    let status = match row.state {
        MediaState::Ready => StatusCode::OK,
        MediaState::Waiting => waiting,
        MediaState::Failed => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Err(ApiError::new(status, "Error processing the uploaded media"));
        }
    };
    let present = Present::new(app, Some(user.account()));
    Ok(HttpResponse::build(status).json(MediaAttachment::new(&present, row)))
}

fn focus(params: &Params) -> Result<Option<Focus>, ApiError> {
    let focus = params.filled("focus");
    Ok(focus.map(|text| Focus::parse(&text)).transpose()?)
}

async fn take(app: &App, user: &User, mut params: Params) -> Result<Media, ApiError> {
    let file = params.take_upload("file")?;
    let new = NewUpload {
        file: file.ok_or_else(|| ApiError::invalid("File can't be blank"))?,
        thumbnail: params.take_upload("thumbnail")?,
        description: params.text("description").unwrap_or_default(),
        focus: focus(&params)?,
    };
    Ok(Box::pin(media::upload(desk(app), user.account(), new, "file")).await?)
}

/// Takes a file in; films and sounds are worked on afterwards (202).
async fn upload(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let row = take(&app, &user, params).await?;
    answer(&app, &user, &row, StatusCode::ACCEPTED)
}

/// Takes a file in and waits for the work on it.
async fn upload_and_wait(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let row = take(&app, &user, params).await?;
    let row = settled(desk(&app), user.account(), row, PATIENCE).await?;
    answer(&app, &user, &row, StatusCode::ACCEPTED)
}

/// How far it is: 206 while it is worked on.
async fn show(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let row = media::own(desk(&app), user.account(), id(&key)?).await?;
    answer(&app, &user, &row, StatusCode::PARTIAL_CONTENT)
}

/// Describes it anew.
async fn rewrite(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    mut params: Params,
) -> ApiResult {
    let wish = Change {
        description: params.text("description"),
        focus: focus(&params)?,
        thumbnail: params.take_upload("thumbnail")?,
    };
    let row = change::change(desk(&app), user.account(), id(&key)?, wish);
    let row = Box::pin(row).await?;
    answer(&app, &user, &row, StatusCode::OK)
}

/// Takes it back before it is posted.
async fn take_back(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    change::take_back(desk(&app), user.account(), id(&key)?).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
