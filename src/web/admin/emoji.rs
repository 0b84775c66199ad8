//! `/admin/emoji`: custom emoji, put up, copied, filed and taken down.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::db::models::custom_emoji::CustomEmoji;
use crate::domain::emojis::own::{self, Filter, Use, Wanted};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::text::path_segment;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::multipart::{self, FormLimits};
use crate::http::routes::get;
use crate::http::{media, passing};
use crate::web::admin::frame::{AdminPage, Nothing};
use crate::web::admin::sections::Section;
use crate::web::admin::typed::number;
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{EmojiPage, EmojiView};

const PATH: &str = "/admin/emoji";
/// Larger pictures, in bytes, are no emoji.
const BYTES_MAX: u64 = 1_000_000;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/emoji")
                .route(get().to(show))
                .route(web::post().to(add)),
        )
        .service(web::resource("/emoji/{id}/copy").route(web::post().to(copy)))
        .service(web::resource("/emoji/{id}/switch").route(web::post().to(switch)))
        .service(web::resource("/emoji/{id}/category").route(web::post().to(file_under)))
        .service(web::resource("/emoji/{id}/delete").route(web::post().to(delete)));
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Ask {
    from: String,
    domain: String,
    q: String,
}

impl Ask {
    fn filter(&self) -> Filter {
        let given = |text: &str| Some(text.trim().to_lowercase()).filter(|text| !text.is_empty());
        Filter {
            remote: self.from == "remote",
            domain: given(&self.domain),
            letters: given(self.q.trim().trim_matches(':')),
        }
    }

    /// The address of this list.
    fn path(&self) -> String {
        let (from, domain, letters) = (&self.from, &self.domain, &self.q);
        let (from, domain, letters) = (
            path_segment(from),
            path_segment(domain),
            path_segment(letters),
        );
        format!("{PATH}?from={from}&domain={domain}&q={letters}")
    }
}

async fn show(
    admin: AdminPage,
    ask: web::Query<Ask>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    respond(&admin, StatusCode::OK, &ask, cursor, FormView::default()).await
}

async fn respond(
    admin: &AdminPage,
    status: StatusCode,
    ask: &Ask,
    cursor: Cursor,
    form: FormView,
) -> Result<HttpResponse, WebError> {
    let filter = ask.filter();
    let conn = &mut *admin.page.app.db.conn().await?;
    let page = cursor.page(PEOPLE);
    let slice = own::list(conn, admin.authority(), &filter, &page).await?;
    let mut pages = cursor.links("", &slice, |emoji| emoji.id.0);
    for link in [&mut pages.older, &mut pages.newer].into_iter().flatten() {
        *link = format!("{}&{}", ask.path(), link.trim_start_matches('?'));
    }
    let view = EmojiPage {
        layout: admin.layout(conn, Section::Emoji).await?,
        remote: filter.remote,
        emojis: slice.items.into_iter().map(emoji_view).collect(),
        pages,
        form: form.value("q", &ask.q).value("domain", &ask.domain),
    };
    admin.respond(status, "admin/emoji.html", &view)
}

fn emoji_view(emoji: CustomEmoji) -> EmojiView {
    EmojiView {
        id: emoji.id.0,
        picture: match &emoji.storage_key {
            Some(key) => media::path(key),
            None => format!("/media/remote/emojis/{}", emoji.id),
        },
        shortcode: emoji.shortcode,
        domain: emoji.domain,
        category: emoji.category.unwrap_or_default(),
        disabled: emoji.disabled,
    }
}

async fn add(
    admin: AdminPage,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let limits = FormLimits {
        files: 1,
        file_bytes: BYTES_MAX,
    };
    let mut form = multipart::read(&req, payload, limits).await?;
    let typed = FormView::new([
        ("shortcode", form.text("shortcode")),
        ("category", form.text("category")),
    ]);
    let app = &admin.page.app;
    let added = async {
        std::mem::replace(&mut form.usable, Ok(()))?;
        let sent = std::mem::take(&mut form.files).into_iter().next();
        let file = sent.and_then(|sent| sent.file);
        let message = Message::of("refused-emoji-choose");
        let file = file.ok_or_else(|| Error::field("picture", message))?;
        let wanted = Wanted {
            shortcode: form.text("shortcode").to_owned(),
            category: Some(form.text("category").to_owned()),
            picture: file.bytes().await?,
        };
        own::add(&app.db, &app.pictures, &app.cx, admin.authority(), wanted).await
    };
    match Box::pin(added).await {
        Ok(emoji) => {
            let values = [("name", emoji.shortcode.as_str().into())];
            Ok(admin.done_about(PATH, "did-emoji-added", &values))
        }
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let (ask, cursor) = (Ask::default(), Cursor::default());
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            respond(&admin, status, &ask, cursor, typed.refused(&refusal)).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct Sent {
    #[serde(default)]
    on: String,
    #[serde(default)]
    category: String,
}

/// Puts up an emoji of another server under the same name.
async fn copy(
    admin: AdminPage,
    emoji: web::Path<String>,
    CsrfForm(form): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let (emoji, by) = (number(&emoji)?, admin.authority());
    let copied = async {
        let (theirs, picture) = {
            let conn = &mut *app.db.conn().await?;
            own::to_copy(conn, by, emoji).await?
        };
        let wanted = Wanted {
            shortcode: theirs.shortcode,
            category: Some(form.category).filter(|text| !text.is_empty()),
            picture: passing::bytes(app, &picture, BYTES_MAX).await?,
        };
        own::add(&app.db, &app.pictures, &app.cx, by, wanted).await
    };
    admin.end(PATH, Box::pin(copied).await, "did-emoji-copied")
}

async fn switch(
    admin: AdminPage,
    emoji: web::Path<String>,
    CsrfForm(form): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let on = form.on == "true";
    let to = if on { Use::Enabled } else { Use::Disabled };
    let conn = &mut *app.db.conn().await?;
    let switched = own::switch(conn, &app.cx, admin.authority(), number(&emoji)?, to).await?;
    let message = if on { "did-emoji-on" } else { "did-emoji-off" };
    Ok(admin.done(&back(switched.domain.is_some()), message))
}

/// The list an emoji stands in.
fn back(remote: bool) -> String {
    if remote {
        format!("{PATH}?from=remote")
    } else {
        PATH.to_owned()
    }
}

async fn file_under(
    admin: AdminPage,
    emoji: web::Path<String>,
    CsrfForm(form): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let by = admin.authority();
    let filed = own::file_under(conn, &app.cx, by, number(&emoji)?, &form.category).await;
    admin.end(PATH, filed, "did-emoji-filed")
}

async fn delete(
    admin: AdminPage,
    emoji: web::Path<String>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let found = {
        let conn = &mut *app.db.conn().await?;
        crate::domain::emojis::get(conn, number(&emoji)?).await?
    };
    if found.domain.is_some() {
        return Err(Error::not_found().into());
    }
    let by = admin.authority();
    let removed = own::remove(&app.db, &app.pictures, &app.cx, by, &found.shortcode).await;
    admin.end(PATH, removed, "did-emoji-gone")
}
