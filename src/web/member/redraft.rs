//! `/posts/ID/redraft`: a post comes back into the form. The old one goes when the
//! new one is sent, so that nothing is lost before.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::db::views::posts::PostEntry;
use crate::domain::member::Member;
use crate::domain::posts::thread;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::member::compose::{self, About, empty_form};
use crate::web::member::{edit, id};
use crate::web::view::FormView;

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let old = edit::own(&page, &me, id(&post)?).await?;
    let form = filled(&me, &old)?;
    let mut about = About {
        replaced: Some(old.clone()),
        ..About::default()
    };
    {
        let (conn, cx) = (&mut *page.app.db.conn().await?, &page.app.cx);
        let viewer = Some(me.account_id);
        if let Some(parent) = old.post.in_reply_to_id {
            about.reply_to = thread::entry(conn, cx, viewer, parent).await.ok();
        }
        if let Some(quoted) = old.quote.as_ref().and_then(|quote| quote.post.as_ref()) {
            about.quote_of = Some((**quoted).clone());
        }
    }
    let view = compose::view(&page, form, &about).await?;
    page.respond(StatusCode::OK, "member/compose.html", &view)
}

/// The form as the old post is.
fn filled(me: &Member, old: &PostEntry) -> Result<FormView> {
    let row = &old.post;
    let mut form = empty_form(me)?
        .value("replaces", row.id.to_string())
        .value("text", &row.text)
        .value("content_warning", &row.content_warning)
        .value("audience", row.visibility.as_str())
        .value("quote_policy", row.quote_policy.as_str());
    if row.sensitive {
        form = form.value("sensitive", "true");
    }
    if let Some(language) = &row.language {
        form = form.value("language", language);
    }
    if let Some(parent) = row.in_reply_to_id {
        form = form.value("in_reply_to_id", parent.to_string());
    }
    if let Some(quoted) = old
        .quote
        .as_ref()
        .and_then(|quote| quote.quote.quoted_post_id)
    {
        form = form.value("quote_of_id", quoted.to_string());
    }
    for (n, picture) in (1..).zip(&old.media) {
        form = form
            .value(&format!("kept_{n}"), picture.id.to_string())
            .value(&format!("kept_alt_{n}"), &picture.description);
    }
    if let Some(poll) = &old.poll {
        for (n, option) in (1..).zip(&poll.options) {
            form = form.value(&format!("poll_option_{n}"), &option.title);
        }
        if poll.poll.multiple {
            form = form.value("poll_multiple", "true");
        }
    }
    Ok(form)
}
