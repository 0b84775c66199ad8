//! `/api/v1/conversations…`.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::entities::conversation::Conversation;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::api::notifications::subjects;
use crate::api::paging;
use crate::api::params::Params;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, ConversationId};
use crate::domain::conversations::{self, ConversationEntry};
use crate::http::routes::get;

/// Conversations of a page where nothing is asked for.
const USUAL: u8 = 20;
/// Most conversations of a page.
const MOST: u8 = 40;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/conversations", get().to(list))
        .route("/v1/conversations/{id}", web::delete().to(delete))
        .route("/v1/conversations/{id}/read", web::post().to(read));
}

async fn list(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let slice = conversations::list(conn, &app.cx, me, page).await?;
    let shown = entities(conn, &app, me, &slice.items).await?;
    let key = |entry: &ConversationEntry| entry.conversation.last_post_id.0;
    Ok(paging::answer(&app, &req, &page, &slice, key, &shown))
}

/// Conversations as entities, for a member.
pub(in crate::api) async fn entities(
    conn: &mut Conn,
    app: &App,
    me: AccountId,
    entries: &[ConversationEntry],
) -> ApiResult<Vec<Conversation>> {
    let people = entries.iter().flat_map(|entry| &entry.people);
    let mut people: Vec<AccountId> = people.map(|person| person.id).collect();
    people.sort_unstable();
    people.dedup();
    let posts = entries.iter().filter_map(|entry| entry.last.clone());
    let subjects = subjects::show(conn, app, me, &people, posts.collect()).await?;
    let shown = entries.iter();
    Ok(shown
        .map(|entry| Conversation::new(entry, &subjects))
        .collect())
}

async fn delete(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let conversation: ConversationId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    conversations::delete(conn, user.account(), conversation).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn read(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let conversation: ConversationId = id(&key)?;
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let entry = conversations::mark_read(conn, &app.cx, me, conversation).await?;
    let shown = entities(conn, &app, me, &[entry]).await?;
    let shown = shown.into_iter().next().ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(shown))
}
