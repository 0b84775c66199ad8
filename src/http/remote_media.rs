//! `/media/remote/…`: files of other servers, passed on so that no browser ever
//! talks to those.

use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::ids::{AccountId, CardId, EmojiId, MediaId};
use crate::db::views::emojis::EmojiPicture;
use crate::domain::cards;
use crate::domain::media::known::{self, Standing};
use crate::domain::remote_media::{self, Asker, Part, Portrait, RemotePicture};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::routes::get;
use crate::http::{media, passing, session, stills};

const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");
/// Of posts that not everybody may read.
const FOR_ONE: HeaderValue = HeaderValue::from_static("private, max-age=3600");

#[derive(Deserialize)]
struct Ask {
    key: Option<String>,
}

/// Mounts `/media/remote/…`; before the stored files, whose keys are any path.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/media/remote/{id}").route(get().to(whole)))
        .service(web::resource("/media/remote/{id}/small").route(get().to(small)))
        .service(web::resource("/media/remote/cards/{id}").route(get().to(card)))
        .service(web::resource("/media/remote/emojis/{id}").route(get().to(emoji)))
        .service(web::resource("/media/remote/emojis/{id}/still").route(get().to(emoji_still)))
        .service(
            web::resource("/media/remote/accounts/{id}/{which}/still")
                .route(get().to(portrait_still)),
        )
        .service(web::resource("/media/remote/accounts/{id}/avatar").route(get().to(avatar)))
        .service(web::resource("/media/remote/accounts/{id}/header").route(get().to(header)));
}

/// The path of the picture of a page that posts link to.
#[must_use]
pub fn card_path(id: CardId) -> String {
    format!("/media/remote/cards/{id}")
}

/// The address on this server of a picture of a remote profile. The picture's
/// own address is in it as a number, so that browsers notice a new one.
#[must_use]
pub fn portrait_path(account: AccountId, which: Portrait, url: &str) -> String {
    let (name, hash) = (name(which), number(url));
    format!("/media/remote/accounts/{account}/{name}?v={hash:08x}")
}

/// As [`portrait_path`], of the picture that stands still.
#[must_use]
pub fn portrait_still_path(account: AccountId, which: Portrait, url: &str) -> String {
    let (name, hash) = (name(which), number(url));
    format!("/media/remote/accounts/{account}/{name}/still?v={hash:08x}")
}

fn name(which: Portrait) -> &'static str {
    match which {
        Portrait::Avatar => "avatar",
        Portrait::Header => "header",
    }
}

/// FNV-1a: the same in every version and process.
fn number(url: &str) -> u32 {
    url.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// The address on this server of the picture of an emoji of another server that
/// stands still.
#[must_use]
pub fn emoji_still_path(picture: &EmojiPicture) -> String {
    format!("/media/remote/emojis/{}/still", picture.id)
}

/// The address on this server of the picture of an emoji, wherever it is kept.
#[must_use]
pub fn emoji_path(picture: &EmojiPicture) -> String {
    match &picture.storage_key {
        Some(key) => media::path(key),
        None => format!("/media/remote/emojis/{}", picture.id),
    }
}

async fn whole(
    app: web::Data<App>,
    id: web::Path<i64>,
    ask: web::Query<Ask>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    attachment(&app, MediaId(*id), Part::Whole, &ask, &request).await
}

async fn small(
    app: web::Data<App>,
    id: web::Path<i64>,
    ask: web::Query<Ask>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    attachment(&app, MediaId(*id), Part::Small, &ask, &request).await
}

async fn attachment(
    app: &App,
    id: MediaId,
    part: Part,
    ask: &Ask,
    request: &HttpRequest,
) -> Result<HttpResponse, WebError> {
    let key = ask.key.as_deref();
    let bearer = key.is_some_and(|key| media::is_remote_key(&app.cx, id, key));
    let asker = if bearer {
        Asker::Bearer
    } else {
        Asker::Reader(None)
    };
    let everybody = {
        let conn = &mut *app.db.conn().await?;
        remote_media::attachment(conn, asker, id, part).await
    };
    let (picture, keep) = match everybody {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let member = session::load(request).await?.ok_or(error)?;
            let conn = &mut *app.db.conn().await?;
            let asker = Asker::Reader(Some(member.account_id));
            let picture = remote_media::attachment(conn, asker, id, part).await?;
            (picture, FOR_ONE)
        }
        other if bearer => (other?, FOR_ONE),
        other => (other?, A_DAY),
    };
    Ok(Box::pin(looked_at(app, request, id, &picture, keep)).await?)
}

/// Passes a file of a post on, unless moderators do not let it in. What nobody
/// looked at yet is looked at when it has come and before it is shown.
async fn looked_at(
    app: &App,
    request: &HttpRequest,
    id: MediaId,
    picture: &RemotePicture,
    keep: HeaderValue,
) -> Result<HttpResponse> {
    let standing = {
        let conn = &mut *app.db.conn().await?;
        known::standing(conn, id, &picture.url).await?
    };
    if standing == Standing::Blocked {
        app.remote_cache.forget(&picture.url).await?;
        return Err(Error::not_found());
    }
    let answer = passing::pass_on(app, request, picture, keep).await?;
    if standing == Standing::Fine {
        return Ok(answer);
    }
    // Large files are passed on as they come, and are looked at the next time.
    let Some((_, key)) = app.remote_cache.find(&picture.url).await? else {
        return Ok(answer);
    };
    let copy = app.pictures.store().local_copy(&key).await?;
    let path = copy.path().to_owned();
    let looked = known::look_at(&app.db, &app.pictures, &app.cx, id, path).await?;
    if looked == Standing::Blocked {
        app.remote_cache.forget(&picture.url).await?;
        return Err(Error::not_found());
    }
    Ok(answer)
}

async fn avatar(
    app: web::Data<App>,
    id: web::Path<i64>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    portrait(&app, AccountId(*id), Portrait::Avatar, &request).await
}

async fn header(
    app: web::Data<App>,
    id: web::Path<i64>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    portrait(&app, AccountId(*id), Portrait::Header, &request).await
}

async fn portrait(
    app: &App,
    id: AccountId,
    which: Portrait,
    request: &HttpRequest,
) -> Result<HttpResponse, WebError> {
    let picture = {
        let conn = &mut *app.db.conn().await?;
        remote_media::portrait(conn, id, which).await?
    };
    Ok(Box::pin(passing::pass_on(app, request, &picture, A_DAY)).await?)
}

async fn portrait_still(
    app: web::Data<App>,
    path: web::Path<(i64, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let (id, which) = path.into_inner();
    let which = [Portrait::Avatar, Portrait::Header]
        .into_iter()
        .find(|one| name(*one) == which)
        .ok_or_else(Error::not_found)?;
    let picture = {
        let conn = &mut *app.db.conn().await?;
        remote_media::portrait(conn, AccountId(id), which).await?
    };
    Ok(Box::pin(stills::pass_on(&app, &request, &picture, A_DAY)).await?)
}

async fn emoji_still(
    app: web::Data<App>,
    id: web::Path<i64>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let picture = {
        let conn = &mut *app.db.conn().await?;
        remote_media::emoji(conn, EmojiId(*id)).await?
    };
    Ok(Box::pin(stills::pass_on(&app, &request, &picture, A_DAY)).await?)
}

async fn emoji(
    app: web::Data<App>,
    id: web::Path<i64>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let picture = {
        let conn = &mut *app.db.conn().await?;
        remote_media::emoji(conn, EmojiId(*id)).await?
    };
    Ok(Box::pin(passing::pass_on(&app, &request, &picture, A_DAY)).await?)
}

async fn card(
    app: web::Data<App>,
    id: web::Path<i64>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let picture = {
        let conn = &mut *app.db.conn().await?;
        cards::picture(conn, CardId(*id)).await?
    };
    Ok(Box::pin(passing::pass_on(&app, &request, &picture, A_DAY)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_picture_has_another_address() {
        let path = |url| portrait_path(AccountId(7), Portrait::Avatar, url);
        assert!(path("https://a.example/1").starts_with("/media/remote/accounts/7/avatar?v="));
        assert_ne!(path("https://a.example/1"), path("https://a.example/2"));
    }
}
