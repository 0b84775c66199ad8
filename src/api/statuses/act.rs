//! What members do with posts: boost, favourite, bookmark, pin.

use actix_web::{HttpResponse, web};

use crate::api::entities::status;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::statuses::{id, show};
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::domain::DomainContext;
use crate::domain::posts::{bookmark, boost, favourite};
use crate::domain::{conversations, pins, posts, quotes, statuses};
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
    let asked: PostId = id(&key)?;
    if let Some(taken_back) = take_back(act, conn, cx, (me, asked)).await? {
        return taken(conn, &app, user, (asked, taken_back)).await;
    }
    // Apps send the ID of a boost as well; it stands for the boosted post.
    let post = posts::find(conn, Some(me), asked).await?.post.id;
    let mut shown = post;
    match act {
        Act::Favourite => favourite::favourite(conn, cx, me, post).await?,
        Act::Boost => shown = boost::boost(conn, cx, me, post).await?,
        Act::Bookmark => bookmark::bookmark(conn, cx, me, post).await?,
        Act::Pin => pins::pin(conn, cx, me, post).await?,
        _ => conversations::mute_thread(conn, cx, me, post).await?,
    }
    let status = show(conn, &app, &Anyone(Some(user.caller)), shown).await?;
    Ok(HttpResponse::Ok().json(status))
}

/// Takes back what a member did, whether or not they may see the post still;
/// whether there was anything. None for what is no taking back.
async fn take_back(
    act: Act,
    conn: &mut Conn,
    cx: &DomainContext,
    (me, asked): (AccountId, PostId),
) -> ApiResult<Option<bool>> {
    let taken = match act {
        Act::Unfavourite => favourite::unfavourite(conn, cx, me, asked).await?,
        Act::Unboost => boost::unboost(conn, cx, me, asked).await?,
        Act::Unbookmark => bookmark::unbookmark(conn, me, asked).await?,
        Act::Unpin => pins::unpin(conn, cx, me, asked).await?,
        Act::Unmute => conversations::unmute_thread(conn, me, asked).await?,
        Act::Favourite | Act::Boost | Act::Bookmark | Act::Pin | Act::Mute => return Ok(None),
    };
    Ok(Some(taken))
}

/// The post of which something was taken back; without its words where the member
/// may not see it any more.
pub(super) async fn taken(
    conn: &mut Conn,
    app: &App,
    user: User,
    (asked, taken_back): (PostId, bool),
) -> ApiResult {
    let me = user.account();
    let found = posts::find(conn, Some(me), asked).await;
    let withheld = match found {
        Ok(found) => {
            let anyone = Anyone(Some(user.caller));
            let status = show(conn, app, &anyone, found.post.id).await?;
            return Ok(HttpResponse::Ok().json(status));
        }
        Err(_) if taken_back => statuses::withheld(conn, &app.cx, me, asked).await?,
        Err(error) => return Err(error.into()),
    };
    let present = Present::new(app, Some(me));
    let shown = status::list(&present, &withheld).into_iter().next();
    let shown = shown.ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(shown))
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
