//! `/api/v1/accounts…`.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::api::entities::account::Account;
use crate::api::error::ApiResult;
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::page::{Page, Slice};
use crate::db::views::accounts::Listed;
use crate::domain::people;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route(
        "/v1/accounts/verify_credentials",
        get().to(verify_credentials),
    );
}

async fn verify_credentials(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let (person, emojis) = people::one(conn, user.account()).await?;
    let present = Present::new(&app, Some(user.account()));
    Ok(HttpResponse::Ok().json(Account::new(&present, &person, &emojis)))
}

/// Answers with a page of people.
pub(super) async fn answer(
    conn: &mut Conn,
    app: &App,
    req: &HttpRequest,
    anyone: &Anyone,
    page: &Page,
    slice: &Slice<Listed>,
) -> ApiResult {
    let ids: Vec<_> = slice.items.iter().map(|listed| listed.account.id).collect();
    let (people, emojis) = people::many(conn, &ids).await?;
    let present = Present::new(app, anyone.account());
    let known = ids.iter().filter_map(|id| people.get(id));
    let list: Vec<Account> = known
        .map(|person| Account::new(&present, person, &emojis))
        .collect();
    Ok(paging::answer(
        app,
        req,
        page,
        slice,
        |listed| listed.key,
        &list,
    ))
}
