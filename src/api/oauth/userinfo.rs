//! `/oauth/userinfo`: who is behind a token, in the words of `OpenID` Connect.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::bearer;
use crate::app::App;
use crate::domain::oauth::tokens;
use crate::http::media;

pub(super) async fn show(app: web::Data<App>, req: HttpRequest) -> ApiResult {
    let token = bearer(&req).ok_or_else(ApiError::no_token)?;
    let conn = &mut *app.db.conn().await?;
    let caller = tokens::load(conn, &app.cx, &token).await?;
    let caller = caller.ok_or_else(ApiError::no_token)?;
    if !caller.scopes.allow("profile") {
        return Err(ApiError::scope_too_small());
    }
    let member = caller.member.ok_or_else(ApiError::no_user)?;
    let base = app.cx.config.base_url();
    let name = &member.username;
    let picture = member.avatar.as_deref().map(media::path);
    let shown = Some(&member.display_name).filter(|shown| !shown.is_empty());
    Ok(HttpResponse::Ok().json(json!({
        "iss": format!("{base}/"),
        "sub": format!("{base}/users/{name}"),
        "name": shown.unwrap_or(name),
        "preferred_username": name,
        "profile": format!("{base}/@{name}"),
        "picture": picture.map(|path| format!("{base}{path}")),
    })))
}
