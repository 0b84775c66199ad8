//! `POST /api/v1/reports`: complaints to the moderators.

use actix_web::{HttpResponse, web};

use crate::api::entities::account::Account;
use crate::api::entities::notification::Report;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::ids::PostId;
use crate::db::models::report::Category;
use crate::domain::people;
use crate::domain::reports::{self, NewReport};

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/v1/reports", web::post().to(file));
}

async fn file(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let rule_ids = params.list("rule_ids");
    let category = match params.filled("category").as_deref() {
        None if rule_ids.is_empty() => Category::Other,
        None => Category::Violation,
        Some(name) => name
            .parse()
            .map_err(|_unknown| ApiError::invalid("Category is not included in the list"))?,
    };
    let new = NewReport {
        target: id(&params.needed("account_id")?)?,
        posts: params.ids("status_ids").into_iter().map(PostId).collect(),
        comment: params.text("comment").unwrap_or_default(),
        forward: params.flag("forward").unwrap_or(false),
        category,
        rule_ids,
    };
    let conn = &mut *app.db.conn().await?;
    let filed = reports::file(conn, &app.cx, user.account(), &new).await?;
    let (report, posts) = reports::get(conn, filed).await?;
    let (person, emojis) = people::one(conn, report.target_id).await?;
    let present = Present::new(&app, Some(user.account()));
    let account = Account::new(&present, &person, &emojis);
    Ok(HttpResponse::Ok().json(Report::of(&report, &posts, account)))
}
