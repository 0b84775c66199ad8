//! What members do with posts: boost, favourite, bookmark, pin.

use actix_web::{HttpResponse, web};

use crate::api::error::ApiResult;
use crate::api::guard::{Anyone, User};
use crate::api::params::Params;
use crate::api::statuses::{id, show};
use crate::app::App;
use crate::db::ids::PostId;
use crate::domain::posts::{bookmark, boost, favourite};
use crate::domain::{conversations, pins, posts, quotes};
use crate::foundation::error::Error;

/// Something that is done with a post.
#[derive(Debug, Clone, Copy)]
enum Act {
    Favourite,
    Unfavourite,
    Boost,
    Unboost,
    Bookmark,
    Unbookmark,
    Pin,
    Unpin,
    Mute,
    Unmute,
}

const ACTS: [(&str, Act); 10] = [
    ("/v1/statuses/{id}/favourite", Act::Favourite),
    ("/v1/statuses/{id}/unfavourite", Act::Unfavourite),
    ("/v1/statuses/{id}/reblog", Act::Boost),
    ("/v1/statuses/{id}/unreblog", Act::Unboost),
    ("/v1/statuses/{id}/bookmark", Act::Bookmark),
    ("/v1/statuses/{id}/unbookmark", Act::Unbookmark),
    ("/v1/statuses/{id}/pin", Act::Pin),
    ("/v1/statuses/{id}/unpin", Act::Unpin),
    ("/v1/statuses/{id}/mute", Act::Mute),
    ("/v1/statuses/{id}/unmute", Act::Unmute),
];

pub(super) fn routes(config: &mut web::ServiceConfig) {
    for (path, act) in ACTS {
        let handle = move |app, user, key| perform(act, app, user, key);
        config.route(path, web::post().to(handle));
    }
}

async fn perform(act: Act, app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let (cx, me) = (&app.cx, user.account());
    // Apps send the ID of a boost as well; it stands for the boosted post.
    let asked: PostId = id(&key)?;
    let post = posts::find(conn, Some(me), asked).await?.post.id;
    let mut shown = post;
    match act {
        Act::Favourite => favourite::favourite(conn, cx, me, post).await?,
        Act::Unfavourite => favourite::unfavourite(conn, cx, me, post).await?,
        Act::Boost => shown = boost::boost(conn, cx, me, post).await?,
        Act::Unboost => boost::unboost(conn, cx, me, post).await?,
        Act::Bookmark => bookmark::bookmark(conn, cx, me, post).await?,
        Act::Unbookmark => bookmark::unbookmark(conn, me, post).await?,
        Act::Pin => pins::pin(conn, cx, me, post).await?,
        Act::Unpin => pins::unpin(conn, cx, me, post).await?,
        Act::Mute => conversations::mute_thread(conn, cx, me, post).await?,
        Act::Unmute => conversations::unmute_thread(conn, me, post).await?,
    }
    let status = show(conn, &app, &Anyone(Some(user.caller)), shown).await?;
    Ok(HttpResponse::Ok().json(status))
}

/// A member takes back that somebody quotes their post.
pub(super) async fn revoke_quote(
    app: web::Data<App>,
    user: User,
    keys: web::Path<(String, String)>,
    _params: Params,
) -> ApiResult {
    let (quoted, quoting): (PostId, PostId) = (id(&keys.0)?, id(&keys.1)?);
    let conn = &mut *app.db.conn().await?;
    let post = posts::find(conn, Some(user.account()), quoted).await?.post;
    if post.account_id != user.account() {
        return Err(Error::forbidden("This action is not allowed").into());
    }
    quotes::revoke(conn, &app.cx, user.account(), quoting).await?;
    let status = show(conn, &app, &Anyone(Some(user.caller)), quoting).await?;
    Ok(HttpResponse::Ok().json(status))
}
