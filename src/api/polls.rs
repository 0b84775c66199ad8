//! `/api/v1/polls…`: the ID of a poll is that of its post.

use actix_web::{HttpResponse, web};

use crate::api::entities::poll::Poll;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::PostId;
use crate::domain::polls;
use crate::domain::posts::thread;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/polls/{id}", get().to(show))
        .route("/v1/polls/{id}/votes", web::post().to(vote));
}

async fn show(app: web::Data<App>, anyone: Anyone, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let poll = poll(conn, &app, &anyone, id(&key)?).await?;
    Ok(HttpResponse::Ok().json(poll))
}

async fn vote(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let post = id(&key)?;
    let choices = params.ids("choices");
    let places: Vec<i16> = choices
        .iter()
        .filter_map(|place| i16::try_from(*place).ok())
        .collect();
    if places.is_empty() || places.len() < choices.len() {
        return Err(ApiError::invalid("Choices name no answers of the poll"));
    }
    let anyone = Anyone(Some(user.caller.clone()));
    let conn = &mut *app.db.conn().await?;
    // Says that there is no poll, before anything is counted.
    poll(conn, &app, &anyone, post).await?;
    polls::vote(conn, &app.cx, user.account(), post, &places).await?;
    Ok(HttpResponse::Ok().json(poll(conn, &app, &anyone, post).await?))
}

async fn poll(conn: &mut Conn, app: &App, anyone: &Anyone, post: PostId) -> ApiResult<Poll> {
    let entry = thread::entry(conn, &app.cx, anyone.account(), post).await?;
    let found = entry.poll.as_ref().ok_or_else(ApiError::not_found)?;
    let present = Present::new(app, anyone.account());
    Ok(Poll::new(&present, &entry, found))
}
