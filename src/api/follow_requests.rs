//! `/api/v1/follow_requests…`.

use actix_web::{HttpRequest, web};

use crate::api::accounts::{self, MOST, USUAL, id, relation};
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::params::Params;
use crate::app::App;
use crate::domain::relationships::lists;
use crate::domain::relationships::requests::{self, Answer};
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/follow_requests", get().to(list))
        .route(
            "/v1/follow_requests/{account_id}/authorize",
            web::post().to(authorize),
        )
        .route(
            "/v1/follow_requests/{account_id}/reject",
            web::post().to(reject),
        );
}

async fn list(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = lists::requests(conn, user.account(), page).await?;
    let anyone = Anyone(Some(user.caller));
    accounts::answer(conn, &app, &req, &anyone, &page, &slice).await
}

async fn authorize(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let (me, other) = (user.account(), id(&key)?);
    let request = requests::by(conn, me, other).await?;
    match requests::accept(conn, &app.cx, me, request).await? {
        Answer::Done => relation(conn, &app.cx, me, other).await,
        Answer::Gone => Err(ApiError::not_found()),
    }
}

async fn reject(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let (me, other) = (user.account(), id(&key)?);
    let request = requests::by(conn, me, other).await?;
    match requests::reject(conn, &app.cx, me, request).await? {
        Answer::Done => relation(conn, &app.cx, me, other).await,
        Answer::Gone => Err(ApiError::not_found()),
    }
}
