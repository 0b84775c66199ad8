//! `/api/v1/preferences`.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::entities::status_parts::visibility;
use crate::api::error::ApiResult;
use crate::api::guard::User;
use crate::app::App;
use crate::domain::accounts::{appearance, preferences};
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/v1/preferences", get().to(show));
}

async fn show(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let stored = preferences::get(conn, user.account()).await?;
    let look = appearance::get(conn, user.account()).await?;
    Ok(HttpResponse::Ok().json(json!({
        "posting:default:visibility": visibility(stored.default_visibility),
        "posting:default:sensitive": stored.default_sensitive,
        "posting:default:language": stored.default_language,
        "reading:expand:media": look.media.as_str(),
        "reading:expand:spoilers": look.open_warnings,
    })))
}
