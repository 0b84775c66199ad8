//! `/compose` and `/posts`: writing a post or a reply, with pictures.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::models::post::Visibility;
use crate::db::views::posts::PostEntry;
use crate::domain::compose::{self, SentPicture};
use crate::domain::member::Member;
use crate::domain::posts::{NewPost, PICTURES_MAX, thread};
use crate::foundation::crypto;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::multipart::{self, FormLimits, SentForm};
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::member::strangers::introduce;
use crate::web::member::{id, language_views};
use crate::web::view::{ComposePage, FormView, Nav};
use crate::web::{present, refused};

/// Fields that come back when something was wrong.
const KEPT: [&str; 10] = [
    "text",
    "content_warning",
    "audience",
    "language",
    "in_reply_to_id",
    "submission",
    "alt_1",
    "alt_2",
    "alt_3",
    "alt_4",
];

#[derive(Deserialize)]
pub(super) struct Ask {
    in_reply_to: Option<String>,
}

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    ask: web::Query<Ask>,
) -> Result<HttpResponse, WebError> {
    let form = empty_form(&me)?;
    let view = match ask.in_reply_to.as_deref() {
        None => view(&page, form, None).await?,
        Some(parent) => {
            let parent = parent_of(&page, &me, id(parent)?).await?;
            let form = reply_form(form, &me, &parent);
            view(&page, form, Some(&parent)).await?
        }
    };
    page.respond(StatusCode::OK, "member/compose.html", &view)
}

pub(super) async fn submit(
    page: PageFor,
    SignedIn(me): SignedIn,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let limits = FormLimits {
        files: PICTURES_MAX,
        file_bytes: page.app.cx.config.storage.max_image_bytes,
    };
    let mut form = multipart::read(&req, payload, limits).await?;
    let usable = std::mem::replace(&mut form.usable, Ok(()));
    let posted = match usable {
        Ok(()) => post(&page, &req, &me, &mut form).await,
        Err(refusal) => Err(refusal),
    };
    match posted {
        Ok(id) => Ok(posted_answer(&page, &me, &form, id)),
        Err(error) => show_again(&page, &me, &form, error).await,
    }
}

/// The form for something new. It has a name of its own, so that sending it
/// twice makes one post.
pub(super) fn empty_form(me: &Member) -> Result<FormView> {
    let form = FormView::default()
        .value("audience", me.default_visibility.as_str())
        .value("submission", crypto::random_token()?);
    Ok(match &me.default_language {
        Some(language) => form.value("language", language),
        None => form,
    })
}

/// The form for a reply: names the author, and is not for more people than the
/// post it replies to.
fn reply_form(form: FormView, me: &Member, parent: &PostEntry) -> FormView {
    let openness = |visibility| match visibility {
        Visibility::Public => 3,
        Visibility::Unlisted => 2,
        Visibility::Followers => 1,
        Visibility::Direct => 0,
    };
    let audience = [me.default_visibility, parent.post.visibility]
        .into_iter()
        .min_by_key(|visibility| openness(*visibility))
        .unwrap_or(me.default_visibility);
    let form = form
        .value("audience", audience.as_str())
        .value("content_warning", &parent.post.content_warning);
    if parent.author.id == me.account_id {
        return form;
    }
    form.value("text", format!("@{} ", parent.author.acct()))
}

/// The form for a reply to `parent`, to stand below it.
pub(in crate::web) fn form_below(me: &Member, parent: &PostEntry) -> Result<FormView> {
    Ok(reply_form(empty_form(me)?, me, parent))
}

async fn parent_of(page: &PageFor, me: &Member, id: PostId) -> Result<PostEntry> {
    let conn = &mut *page.app.db.conn().await?;
    thread::entry(conn, &page.app.cx, Some(me.account_id), id).await
}

async fn view(page: &PageFor, form: FormView, parent: Option<&PostEntry>) -> Result<ComposePage> {
    let viewer = page.member.as_ref().map(|member| member.account_id);
    let conn: &mut Conn = &mut *page.app.db.conn().await?;
    Ok(ComposePage {
        layout: page.layout(conn, Nav::None).await?,
        form,
        languages: language_views(),
        reply_to: parent.map(|parent| present::post(parent, viewer)),
    })
}

async fn post(
    page: &PageFor,
    req: &HttpRequest,
    me: &Member,
    form: &mut SentForm,
) -> Result<PostId> {
    let sent = std::mem::take(&mut form.files);
    let new = new_post(me, form)?;
    let pictures = sent.into_iter().map(|file| SentPicture {
        description: form.text(&file.field.replace("media", "alt")).to_owned(),
        bytes: file.bytes,
    });
    let pictures = pictures.collect();
    let app = &page.app;
    introduce(req, app, me, &new.text).await?;
    compose::post(
        &app.db,
        &app.pictures,
        &app.cx,
        me.account_id,
        new,
        pictures,
    )
    .await
}

fn new_post(me: &Member, form: &SentForm) -> Result<NewPost> {
    let given = |field| Some(form.text(field)).filter(|text| !text.is_empty());
    let visibility = match given("audience") {
        None => me.default_visibility,
        Some(word) => word.parse().map_err(|cause| {
            Error::field("audience", "Choose who can read it.").because(Box::new(cause))
        })?,
    };
    let in_reply_to = given("in_reply_to_id").map(str::parse);
    Ok(NewPost {
        text: form.text("text").to_owned(),
        content_warning: form.text("content_warning").to_owned(),
        language: given("language").map(str::to_owned),
        visibility,
        in_reply_to: in_reply_to
            .transpose()
            .map_err(|cause| Error::not_found().because(Box::new(cause)))?,
        media: Vec::new(),
        poll: None,
        quote_of: None,
        submission_key: given("submission").map(str::to_owned),
    })
}

/// Back to the home timeline, where that was where it was written; else to the post.
fn posted_answer(page: &PageFor, me: &Member, form: &SentForm, id: PostId) -> HttpResponse {
    let path = if form.text("return_to") == "/home" {
        format!("/home#p-{id}")
    } else {
        format!("/@{}/{id}", me.username)
    };
    see_other(&path, &[flash::good(&page.app, "Your post is out.")])
}

/// The form with everything that was typed; files have to be chosen again.
async fn show_again(
    page: &PageFor,
    me: &Member,
    form: &SentForm,
    error: Error,
) -> Result<HttpResponse, WebError> {
    if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable) {
        tracing::error!(cause = ?error, "a post could not be stored");
    }
    let parent = match form.text("in_reply_to_id").parse() {
        Ok(parent) => parent_of(page, me, parent).await.ok(),
        Err(_none) => None,
    };
    let mut shown = FormView::new(KEPT.map(|name| (name, form.text(name)))).refused(&error);
    shown.values.retain(|_, value| !value.is_empty());
    let view = view(page, shown, parent.as_ref()).await?;
    refused::respond(page, &error, "member/compose.html", &view)
}
