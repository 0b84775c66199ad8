//! `/media/remote/…`: pictures of other servers, passed on so that no browser
//! ever talks to those. Only what is a picture by its first bytes is passed on.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;
use url::Url;

use crate::app::App;
use crate::db::ids::{AccountId, CardId, EmojiId, MediaId};
use crate::domain::cards;
use crate::domain::remote_media::{self, Portrait, RemotePicture};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::net::{Incoming, Limits, NetError, NetErrorKind, host_key};
use crate::http::error::WebError;
use crate::http::routes::get;
use crate::http::session;

const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");
/// Of posts that not everybody may read.
const FOR_ONE: HeaderValue = HeaderValue::from_static("private, max-age=3600");
const NOTHING_RUNS: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
const ACCEPT: &str = "image/avif,image/webp,image/png,image/jpeg,image/gif";
/// Bytes that tell what a file is.
const MAGIC: usize = 32;

/// Mounts `/media/remote/…`; before the stored files, whose keys are any path.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/media/remote/{id}").route(get().to(attachment)))
        .service(web::resource("/media/remote/cards/{id}").route(get().to(card)))
        .service(web::resource("/media/remote/emojis/{id}").route(get().to(emoji)))
        .service(web::resource("/media/remote/accounts/{id}/avatar").route(get().to(avatar)))
        .service(web::resource("/media/remote/accounts/{id}/header").route(get().to(header)));
}

/// The address on this server of a picture of a remote profile. The picture's
/// own address is in it as a number, so that browsers notice a new one.
#[must_use]
pub fn portrait_path(account: AccountId, which: Portrait, url: &str) -> String {
    let name = match which {
        Portrait::Avatar => "avatar",
        Portrait::Header => "header",
    };
    // FNV-1a: the same in every version and process.
    let hash = url.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("/media/remote/accounts/{account}/{name}?v={hash:08x}")
}

async fn attachment(
    app: web::Data<App>,
    id: web::Path<i64>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let id = MediaId(*id);
    let everybody = {
        let conn = &mut *app.db.conn().await?;
        remote_media::attachment(conn, None, id).await
    };
    let (picture, keep) = match everybody {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let member = session::load(&request).await?.ok_or(error)?;
            let conn = &mut *app.db.conn().await?;
            let viewer = Some(member.account_id);
            (remote_media::attachment(conn, viewer, id).await?, FOR_ONE)
        }
        other => (other?, A_DAY),
    };
    Ok(Box::pin(pass_on(&app, &picture, keep)).await?)
}

async fn avatar(app: web::Data<App>, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    portrait(&app, AccountId(*id), Portrait::Avatar).await
}

async fn header(app: web::Data<App>, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    portrait(&app, AccountId(*id), Portrait::Header).await
}

async fn portrait(app: &App, id: AccountId, which: Portrait) -> Result<HttpResponse, WebError> {
    let picture = {
        let conn = &mut *app.db.conn().await?;
        remote_media::portrait(conn, id, which).await?
    };
    Ok(Box::pin(pass_on(app, &picture, A_DAY)).await?)
}

async fn emoji(app: web::Data<App>, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let picture = {
        let conn = &mut *app.db.conn().await?;
        remote_media::emoji(conn, EmojiId(*id)).await?
    };
    Ok(Box::pin(pass_on(&app, &picture, A_DAY)).await?)
}

async fn card(app: web::Data<App>, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let picture = {
        let conn = &mut *app.db.conn().await?;
        cards::picture(conn, CardId(*id)).await?
    };
    Ok(Box::pin(pass_on(&app, &picture, A_DAY)).await?)
}

async fn pass_on(app: &App, picture: &RemotePicture, keep: HeaderValue) -> Result<HttpResponse> {
    let url = Url::parse(&picture.url).map_err(|error| Error::not_found().because(error))?;
    let rules = app.peers.rules(&app.db).await?;
    if !rules.verdict(&picture.host).may_send_media() {
        return Err(Error::not_found());
    }
    let accept = |url: &Url| {
        let host = host_key(url).unwrap_or_default();
        if rules.verdict(&host).may_send_media() {
            Ok(vec![("accept".to_owned(), ACCEPT.to_owned())])
        } else {
            let kind = NetErrorKind::NotAllowed;
            Err(NetError::new(
                kind,
                host,
                "media of this server are rejected",
            ))
        }
    };
    let mut incoming = app.http.stream(&url, Limits::MEDIA, accept).await?;
    if incoming.status != 200 {
        return Err(Error::not_found());
    }
    let start = first_bytes(&mut incoming).await?;
    let kind = content_type(&start).ok_or_else(Error::not_found)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, keep))
        .insert_header((CONTENT_SECURITY_POLICY, NOTHING_RUNS))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("cross-origin-resource-policy", "same-origin"))
        .streaming(body(start, incoming)))
}

async fn first_bytes(incoming: &mut Incoming) -> Result<Bytes> {
    let mut start = Vec::new();
    while start.len() < MAGIC {
        match incoming.chunk().await? {
            Some(chunk) => start.extend_from_slice(&chunk),
            None => break,
        }
    }
    Ok(start.into())
}

/// The rest of an answer after what was read of it.
fn body(start: Bytes, incoming: Incoming) -> impl stream::Stream<Item = Result<Bytes, NetError>> {
    stream::unfold((Some(start), incoming), |(start, mut incoming)| async {
        let next = match start {
            Some(start) => Ok(Some(start)),
            None => incoming.chunk().await,
        };
        next.transpose().map(|chunk| (chunk, (None, incoming)))
    })
}

/// What a file is by its first bytes; none for whatever is no picture that
/// browsers show as nothing but a picture.
fn content_type(start: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 4] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
    ];
    if let Some((_, kind)) = kinds.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Some(kind);
    }
    match (start.get(0..4)?, start.get(4..8)?, start.get(8..12)?) {
        (b"RIFF", _, b"WEBP") => Some("image/webp"),
        (_, b"ftyp", b"avif" | b"avis") => Some("image/avif"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_are_known() {
        let kind = |bytes: &[u8]| content_type(bytes);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(kind(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(kind(b"GIF89a"), Some("image/gif"));
        assert_eq!(kind(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(kind(b"\0\0\0\x20ftypavif"), Some("image/avif"));
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'>"[..],
            b"<!doctype html>",
            b"{\"id\":1}",
            b"RIFF\0\0\0\0WAVE",
            b"\0\0\0\x20ftypisom",
            b"%PDF-1.7",
            b"",
        ] {
            assert_eq!(kind(other), None);
        }
    }

    #[test]
    fn another_picture_has_another_address() {
        let path = |url| portrait_path(AccountId(7), Portrait::Avatar, url);
        assert!(path("https://a.example/1").starts_with("/media/remote/accounts/7/avatar?v="));
        assert_ne!(path("https://a.example/1"), path("https://a.example/2"));
    }
}
