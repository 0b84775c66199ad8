//! `/api/v1_alpha/async_refreshes/{id}`: how far work is that was begun because
//! somebody asked, such as the search for the rest of a thread. Nothing is stored
//! for it: the ID names the post, and whoever may see that may ask.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::PostId;
use crate::domain::{posts, resolver};
use crate::foundation::error::Result;
use crate::http::routes::get;

/// The header that tells of work under way.
pub(super) const HEADER: &str = "mastodon-async-refresh";
/// Seconds after which asking again makes sense.
const RETRY_SECONDS: u32 = 3;
/// What IDs of searches for threads begin with.
const CONTEXT: &str = "context-";

/// `AsyncRefresh`.
#[derive(Debug, Clone, Serialize)]
struct AsyncRefresh {
    id: String,
    status: &'static str,
    result_count: Option<i32>,
}

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/v1_alpha/async_refreshes/{id}", get().to(one));
}

/// What the header says while the rest of the thread of a post is searched for.
pub(super) async fn header(conn: &mut Conn, app: &App, post: PostId) -> Result<Option<String>> {
    let refresh = resolver::refresh_of(conn, &app.cx, post).await?;
    Ok(refresh.filter(|refresh| refresh.running).map(|refresh| {
        let found = refresh.found;
        format!("id=\"{CONTEXT}{post}\", retry={RETRY_SECONDS}, result_count={found}")
    }))
}

async fn one(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let post = key.strip_prefix(CONTEXT).and_then(|id| id.parse().ok());
    let post: PostId = post.ok_or_else(ApiError::not_found)?;
    let conn = &mut *app.db.conn().await?;
    posts::find(conn, Some(user.account()), post).await?;
    let refresh = resolver::refresh_of(conn, &app.cx, post).await?;
    let refresh = refresh.ok_or_else(ApiError::not_found)?;
    let shown = AsyncRefresh {
        id: key.into_inner(),
        status: if refresh.running {
            "running"
        } else {
            "finished"
        },
        result_count: Some(refresh.found),
    };
    Ok(HttpResponse::Ok().json(json!({ "async_refresh": shown })))
}
