//! `/api/v1/bookmarks` and `/api/v1/favourites`.

use actix_web::{HttpRequest, web};

use crate::api::error::ApiResult;
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::timelines::{MOST, USUAL, answer};
use crate::app::App;
use crate::domain::timelines;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/bookmarks", get().to(bookmarks))
        .route("/v1/favourites", get().to(favourites));
}

async fn bookmarks(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = timelines::bookmarks(conn, &app.cx, user.account(), &page).await?;
    answer(conn, &app, &req, &Anyone(Some(user.caller)), &page, slice).await
}

async fn favourites(
    app: web::Data<App>,
    req: HttpRequest,
    user: User,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = timelines::favourites(conn, &app.cx, user.account(), &page).await?;
    answer(conn, &app, &req, &Anyone(Some(user.caller)), &page, slice).await
}
