//! Reading posts: one, several, what stands round them, who did what with them.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::accounts;
use crate::api::async_refreshes;
use crate::api::entities::account::Account;
use crate::api::entities::custom_emoji;
use crate::api::entities::status::{self, Status};
use crate::api::entities::status_edit::StatusEdit;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::statuses::{id, show};
use crate::api::timelines;
use crate::app::App;
use crate::db::ids::PostId;
use crate::domain::posts::thread::{self, Reply};
use crate::domain::posts::{fans, history as versions};
use crate::domain::{resolver, statuses, timelines as lists};

/// Most posts that are asked for by ID at once.
const SEVERAL_MAX: usize = 20;
/// People in a list where nothing is asked for, and most.
const PEOPLE: (u8, u8) = (40, 80);
/// What visitors get of a thread, as documented.
const VISITORS_ANCESTORS: usize = 40;
const VISITORS_REPLIES: usize = 60;

pub(super) async fn one(app: web::Data<App>, anyone: Anyone, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let status = show(conn, &app, &anyone, id(&key)?).await?;
    Ok(HttpResponse::Ok().json(status))
}

pub(super) async fn several(app: web::Data<App>, anyone: Anyone, params: Params) -> ApiResult {
    let ids = params.ids("id").into_iter().map(PostId);
    let ids: Vec<PostId> = ids.take(SEVERAL_MAX).collect();
    let conn = &mut *app.db.conn().await?;
    let entries = lists::by_ids(conn, &app.cx, anyone.account(), &ids).await?;
    let found = statuses::complete_for(conn, &app.cx, anyone.account(), entries).await?;
    let present = Present::new(&app, anyone.account());
    Ok(HttpResponse::Ok().json(status::list(&present, &found)))
}

pub(super) async fn context(
    app: web::Data<App>,
    anyone: Anyone,
    key: web::Path<String>,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let thread = thread::thread(conn, &app.cx, anyone.account(), id(&key)?).await?;
    let focus = thread.focus.post.id;
    let mut ancestors = thread.ancestors;
    let mut below = Vec::new();
    flatten(thread.replies, &mut below);
    if anyone.0.is_none() {
        ancestors = ancestors.split_off(ancestors.len().saturating_sub(VISITORS_ANCESTORS));
        below.truncate(VISITORS_REPLIES);
    }
    let above = ancestors.len();
    ancestors.append(&mut below);
    let all = statuses::complete_for(conn, &app.cx, anyone.account(), ancestors).await?;
    let present = Present::new(&app, anyone.account());
    let mut ancestors = status::list(&present, &all);
    let descendants: Vec<Status> = ancestors.split_off(above.min(ancestors.len()));
    let body = json!({ "ancestors": ancestors, "descendants": descendants });
    let mut answer = HttpResponse::Ok();
    if anyone.0.is_some() && app.cx.config.federation.enabled {
        resolver::visited_post(conn, &app.cx, focus).await?;
        if let Some(header) = async_refreshes::header(conn, &app, focus).await? {
            answer.insert_header((async_refreshes::HEADER, header));
        }
    }
    Ok(answer.json(body))
}

/// Each reply before what replies to it.
fn flatten(replies: Vec<Reply>, all: &mut Vec<crate::db::views::posts::PostEntry>) {
    let mut waiting: Vec<Reply> = replies.into_iter().rev().collect();
    while let Some(reply) = waiting.pop() {
        all.push(reply.entry);
        waiting.extend(reply.replies.into_iter().rev());
    }
}

pub(super) async fn history(
    app: web::Data<App>,
    anyone: Anyone,
    key: web::Path<String>,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let found = versions::history(conn, &app.cx, anyone.account(), id(&key)?).await?;
    let (earlier, media) = (found.earlier, found.media);
    let found = statuses::complete(conn, vec![found.entry]).await?;
    let present = Present::new(&app, anyone.account());
    let (Some(entry), beside) = (found.entries.first(), &found.beside) else {
        return Err(ApiError::not_found());
    };
    let author = beside.people.get(&entry.author.id);
    let author = author.ok_or_else(ApiError::not_found)?;
    let account = Account::new(&present, author, &beside.emojis);
    let emojis = |text: &str| {
        let domain = entry.author.domain.as_deref();
        custom_emoji::named(&present, &entry.emojis, domain, [text])
    };
    let earlier = earlier.iter().rev();
    let mut edits: Vec<StatusEdit> = earlier
        .map(|edit| StatusEdit::earlier(&present, edit, &account, &media, emojis(&edit.content)))
        .collect();
    let words = emojis(&entry.post.content);
    edits.push(StatusEdit::now(&present, entry, &account, words));
    Ok(HttpResponse::Ok().json(edits))
}

pub(super) async fn source(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let post = crate::domain::posts::find(conn, Some(user.account()), id(&key)?).await?;
    let post = post.post;
    if post.account_id != user.account() {
        return Err(ApiError::not_found());
    }
    Ok(HttpResponse::Ok().json(json!({
        "id": post.id.to_string(),
        "text": post.text,
        "spoiler_text": post.content_warning,
    })))
}

pub(super) async fn quotes(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, timelines::USUAL, timelines::MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = lists::quotes_of(conn, &app.cx, anyone.account(), id(&key)?, &page).await?;
    timelines::answer(conn, &app, &req, &anyone, &page, slice).await
}

pub(super) async fn favourited_by(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, PEOPLE.0, PEOPLE.1);
    let conn = &mut *app.db.conn().await?;
    let slice = fans::favourited_by(conn, anyone.account(), id(&key)?, page).await?;
    let slice = slice.map(|fan| fan.listed);
    accounts::answer(conn, &app, &req, &anyone, &page, &slice).await
}

pub(super) async fn boosted_by(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, PEOPLE.0, PEOPLE.1);
    let conn = &mut *app.db.conn().await?;
    let slice = fans::boosted_by(conn, anyone.account(), id(&key)?, page).await?;
    accounts::answer(conn, &app, &req, &anyone, &page, &slice).await
}
