//! Writing, editing and deleting posts.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Duration;

use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::params::Params;
use crate::api::scheduled_statuses;
use crate::api::statuses::{id, show};
use crate::app::App;
use crate::db::ids::{MediaId, PostId};
use crate::db::models::post::{QuotePolicy, Visibility};
use crate::domain::polls::NewPoll;
use crate::domain::posts::{self, NewPost, PostChanges};
use crate::domain::resolver::RemoteResolver;
use crate::domain::scheduled;
use crate::foundation::crypto;

pub(super) async fn create(
    app: web::Data<App>,
    resolver: web::Data<dyn RemoteResolver>,
    req: HttpRequest,
    user: User,
    params: Params,
) -> ApiResult {
    let mut new = new_post(&user, &params)?;
    new.submission_key = submission_key(&req);
    posts::introduce(&app.db, &app.cx, &**resolver, user.account(), &new.text).await?;
    let conn = &mut *app.db.conn().await?;
    let now = app.cx.clock.now();
    if let Some(time) = scheduled_statuses::time(&params)?.filter(|time| *time > now) {
        let when = (time, Some(user.caller.app.id.0));
        let kept = scheduled::schedule(conn, &app.cx, user.account(), &new, when).await?;
        return Ok(scheduled_statuses::show(&app, &user, &kept));
    }
    let post = posts::create(conn, &app.cx, user.account(), &new).await?;
    let status = show(conn, &app, &Anyone(Some(user.caller)), post).await?;
    Ok(HttpResponse::Ok().json(status))
}

/// What the parameters say of a post to be.
pub(super) fn new_post(user: &User, params: &Params) -> Result<NewPost, ApiError> {
    let visibility = match params.filled("visibility") {
        Some(name) => visibility(&name)?,
        None => user.member.default_visibility,
    };
    let quoted = params.filled("quoted_status_id");
    let answered = params.filled("in_reply_to_id");
    let language = params.filled("language");
    Ok(NewPost {
        text: params.text("status").unwrap_or_default(),
        content_warning: params.text("spoiler_text").unwrap_or_default(),
        sensitive: params
            .flag("sensitive")
            .unwrap_or(user.member.default_sensitive),
        language: language.or_else(|| user.member.default_language.clone()),
        visibility,
        in_reply_to: answered.map(|key| id(&key)).transpose()?,
        media: params.ids("media_ids").into_iter().map(MediaId).collect(),
        poll: params.object("poll").as_ref().map(poll).transpose()?,
        quote_of: quoted.map(|key| id(&key)).transpose()?,
        quote_policy: quote_policy(params)?.or(user.member.default_quote_policy),
        submission_key: None,
    })
}

fn visibility(name: &str) -> Result<Visibility, ApiError> {
    match name {
        "public" => Ok(Visibility::Public),
        "unlisted" => Ok(Visibility::Unlisted),
        "private" => Ok(Visibility::Followers),
        "direct" => Ok(Visibility::Direct),
        _ => Err(ApiError::invalid("Visibility is not included in the list")),
    }
}

fn quote_policy(params: &Params) -> Result<Option<QuotePolicy>, ApiError> {
    match params.filled("quote_approval_policy").as_deref() {
        None => Ok(None),
        Some("public") => Ok(Some(QuotePolicy::Everyone)),
        Some("followers") => Ok(Some(QuotePolicy::Followers)),
        Some("nobody") => Ok(Some(QuotePolicy::Nobody)),
        Some(_) => Err(ApiError::invalid(
            "Quote approval policy is not included in the list",
        )),
    }
}

fn poll(params: &Params) -> Result<NewPoll, ApiError> {
    let seconds = params.int("expires_in");
    let seconds = seconds.ok_or_else(|| ApiError::invalid("Poll needs expires_in"))?;
    let lasts = Duration::try_seconds(seconds);
    Ok(NewPoll {
        options: params.list("options"),
        multiple: params.flag("multiple").unwrap_or(false),
        lasts: lasts.ok_or_else(|| ApiError::invalid("Poll lasts too long"))?,
    })
}

/// `Idempotency-Key`, apart from the keys of forms and short enough to keep.
fn submission_key(req: &HttpRequest) -> Option<String> {
    let key = req.headers().get("idempotency-key")?.as_bytes();
    let key = std::str::from_utf8(key)
        .ok()
        .filter(|key| !key.is_empty())?;
    Some(format!("api:{}", crypto::sha256_hex(key.as_bytes())))
}

pub(super) async fn edit(
    app: web::Data<App>,
    resolver: web::Data<dyn RemoteResolver>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let post: PostId = id(&key)?;
    let described = params.objects("media_attributes").into_iter();
    let described = described.filter_map(|media| {
        let description = media.text("description")?;
        Some((MediaId(media.id("id")?), description))
    });
    let changes = PostChanges {
        text: params.text("status").unwrap_or_default(),
        content_warning: params.text("spoiler_text").unwrap_or_default(),
        sensitive: params.flag("sensitive"),
        language: params.filled("language"),
        descriptions: described.collect(),
    };
    posts::introduce(&app.db, &app.cx, &**resolver, user.account(), &changes.text).await?;
    let conn = &mut *app.db.conn().await?;
    posts::edit(conn, &app.cx, user.account(), post, &changes).await?;
    let status = show(conn, &app, &Anyone(Some(user.caller)), post).await?;
    Ok(HttpResponse::Ok().json(status))
}

pub(super) async fn delete(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let post: PostId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let found = posts::find(conn, Some(user.account()), post).await?.post;
    if found.account_id != user.account() {
        return Err(ApiError::not_found());
    }
    let anyone = Anyone(Some(user.caller.clone()));
    let mut status = show(conn, &app, &anyone, found.id).await?;
    status.text = Some(found.text);
    posts::delete(conn, &app.cx, user.account(), found.id).await?;
    Ok(HttpResponse::Ok().json(status))
}

pub(super) async fn interaction_policy(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let post: PostId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    if let Some(policy) = quote_policy(&params)? {
        posts::set_quote_policy(conn, &app.cx, user.account(), post, policy).await?;
    }
    let status = show(conn, &app, &Anyone(Some(user.caller)), post).await?;
    Ok(HttpResponse::Ok().json(status))
}
