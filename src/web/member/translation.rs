//! `/posts/ID/translation`: a post in the language of the page, where the server
//! has somebody who translates.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::db::ids::PostId;
use crate::domain::posts::thread;
use crate::foundation::error::Error;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::member::id;
use crate::web::present;
use crate::web::view::{Nav, TranslationPage};

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let post: PostId = id(&post)?;
    let app = &page.app;
    if !app.translator.is_configured() {
        return Err(Error::not_found().into());
    }
    let viewer = Some(me.account_id);
    let entry = {
        let conn = &mut *app.db.conn().await?;
        thread::entry(conn, &app.cx, viewer, post).await?
    };
    let target = app.templates.locales().tag(page.locale);
    let work = app
        .translator
        .translate(&app.db, &app.cx, viewer, entry.post.id, Some(target));
    let found = Box::pin(work).await?;
    let conn = &mut *app.db.conn().await?;
    let view = TranslationPage {
        layout: page.layout(conn, Nav::None).await?,
        post: present::post(&entry, viewer),
        content_html: found.content,
        content_warning: Some(found.content_warning).filter(|text| !text.is_empty()),
        language: found.language,
        options: found.options,
        descriptions: found
            .descriptions
            .into_iter()
            .map(|(_, text)| text)
            .collect(),
        provider: found.provider.to_owned(),
    };
    page.respond(StatusCode::OK, "member/translation.html", &view)
}
