//! `/api/v1/emails/confirmations`: the mail once more, for the app that made
//! the account.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::error::ApiResult;
use crate::api::guard::User;
use crate::api::params::Params;
use crate::app::App;
use crate::domain::auth::confirm;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/v1/emails/confirmations", web::post().to(send_again));
}

async fn send_again(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let email = params.filled("email");
    let conn = &mut *app.db.conn().await?;
    confirm::send_again(conn, &app.cx, &user.caller, email.as_deref()).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
