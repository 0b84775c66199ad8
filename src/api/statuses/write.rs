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
use crate::domain::media::Focus;
use crate::domain::polls::{NewPoll, PollChange};
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
    new.application = Some(user.caller.app.id);
    posts::introduce(&app.db, &app.cx, &**resolver, user.account(), &new.text).await?;
    let conn = &mut *app.db.conn().await?;
    let now = app.cx.clock.now();
    if let Some(time) = scheduled_statuses::time(&params)?.filter(|time| *time > now) {
        let kept = scheduled::schedule(conn, &app.cx, user.account(), &new, time).await?;
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
        application: None,
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
    let changes = changes(&params)?;
    posts::introduce(&app.db, &app.cx, &**resolver, user.account(), &changes.text).await?;
    let conn = &mut *app.db.conn().await?;
    posts::edit(conn, &app.cx, user.account(), post, &changes).await?;
    let status = show(conn, &app, &Anyone(Some(user.caller)), post).await?;
    Ok(HttpResponse::Ok().json(status))
}

/// What the parameters say of an edit. As with Mastodon, files and the poll that
/// are not named again go.
fn changes(params: &Params) -> Result<PostChanges, ApiError> {
    let (mut descriptions, mut focus) = (Vec::new(), Vec::new());
    for media in params.objects("media_attributes") {
        let Some(id) = media.id("id").map(MediaId) else {
            continue;
        };
        if let Some(description) = media.text("description") {
            descriptions.push((id, description));
        }
        if let Some(point) = media.filled("focus") {
            focus.push((id, Focus::parse(&point)?));
        }
    }
    // Who describes files without naming them wants to keep them.
    let stay = !params.has("media_ids") && params.has("media_attributes");
    let media = || params.ids("media_ids").into_iter().map(MediaId).collect();
    let poll = params.object("poll").as_ref().map(poll).transpose()?;
    Ok(PostChanges {
        text: params.text("status").unwrap_or_default(),
        content_warning: params.text("spoiler_text").unwrap_or_default(),
        sensitive: params.flag("sensitive"),
        language: params.filled("language"),
        media: (!stay).then(media),
        descriptions,
        focus,
        poll: poll.map_or(PollChange::Goes, PollChange::Becomes),
        quote_policy: quote_policy(params)?,
    })
}

pub(super) async fn delete(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let (post, me): (PostId, _) = (id(&key)?, user.account());
    let conn = &mut *app.db.conn().await?;
    let found = posts::find(conn, Some(me), post).await?.post;
    if found.account_id != me {
        return Err(ApiError::not_found());
    }
    let anyone = Anyone(Some(user.caller));
    let mut status = show(conn, &app, &anyone, found.id).await?;
    status.text = Some(found.text);
    if params.flag("delete_media").unwrap_or(false) {
        posts::delete(conn, &app.cx, me, found.id).await?;
    } else {
        posts::delete_to_redraft(conn, &app.cx, me, found.id).await?;
    }
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
