//! `/compose` and `/posts`: writing a post or a reply, with pictures.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::db::ids::{NotAnId, PostId};
use crate::db::models::post::Visibility;
use crate::db::views::posts::PostEntry;
use crate::domain::compose::{self, SentPicture};
use crate::domain::member::Member;
use crate::domain::moderation::content::held::WAITS;
use crate::domain::posts::{NewPost, PICTURES_MAX, Submitted, thread};
use crate::foundation::config::Storage;
use crate::foundation::crypto;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::multipart::{self, FormLimits, SentForm};
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::member::polls::poll_of;
use crate::web::member::strangers::introduce;
use crate::web::member::{id, language_views};
use crate::web::view::{ComposePage, FormView, Nav};
use crate::web::{present, refused};

/// Fields that come back when something was wrong.
const KEPT: [&str; 21] = [
    "text",
    "content_warning",
    "audience",
    "language",
    "in_reply_to_id",
    "quote_of_id",
    "poll_option_1",
    "poll_option_2",
    "poll_option_3",
    "poll_option_4",
    "poll_option_5",
    "poll_option_6",
    "poll_option_7",
    "poll_option_8",
    "poll_minutes",
    "poll_multiple",
    "submission",
    "alt_1",
    "alt_2",
    "alt_3",
    "alt_4",
];

#[derive(Deserialize)]
pub(super) struct Ask {
    in_reply_to: Option<String>,
    quote: Option<String>,
}

/// The posts that the new one is about.
#[derive(Default)]
struct About {
    reply_to: Option<PostEntry>,
    quote_of: Option<PostEntry>,
}

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    ask: web::Query<Ask>,
) -> Result<HttpResponse, WebError> {
    let mut form = empty_form(&me)?;
    let mut about = About::default();
    if let Some(parent) = ask.in_reply_to.as_deref() {
        let parent = entry_of(&page, &me, id(parent)?).await?;
        form = reply_form(form, &me, &parent);
        about.reply_to = Some(parent);
    }
    if let Some(quoted) = ask.quote.as_deref() {
        let quoted = entry_of(&page, &me, id(quoted)?).await?;
        form = form
            .value("quote_of_id", quoted.post.id.to_string())
            .value("audience", not_for_more(&me, &quoted).as_str());
        about.quote_of = Some(quoted);
    }
    let view = view(&page, form, &about).await?;
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
        file_bytes: largest(&page.app.cx.config.storage),
    };
    let mut form = multipart::read(&req, payload, limits).await?;
    let usable = std::mem::replace(&mut form.usable, Ok(()));
    let posted = match usable {
        Ok(()) => post(&page, &req, &me, &mut form).await,
        Err(refusal) => Err(refusal),
    };
    match posted {
        Ok(Submitted::Posted(id)) => Ok(posted_answer(&page, &me, &form, id)),
        Ok(Submitted::Held) => Ok(see_other(
            "/settings/held",
            &[flash::good(&page.app, WAITS)],
        )),
        Err(error) => show_again(&page, &me, &form, error).await,
    }
}

/// The largest file of any kind; what it is is only known when it is here.
fn largest(storage: &Storage) -> u64 {
    storage.max_video_bytes.max(storage.max_image_bytes as u64)
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
    let form = form
        .value("audience", not_for_more(me, parent).as_str())
        .value("content_warning", &parent.post.content_warning);
    if parent.author.id == me.account_id {
        return form;
    }
    form.value("text", format!("@{} ", parent.author.acct()))
}

/// The member's usual audience, but not for more people than `other` is for.
fn not_for_more(me: &Member, other: &PostEntry) -> Visibility {
    let openness = |visibility| match visibility {
        Visibility::Public => 3,
        Visibility::Unlisted => 2,
        Visibility::Followers => 1,
        Visibility::Direct => 0,
    };
    [me.default_visibility, other.post.visibility]
        .into_iter()
        .min_by_key(|visibility| openness(*visibility))
        .unwrap_or(me.default_visibility)
}

/// The form for a reply to `parent`, to stand below it.
pub(in crate::web) fn form_below(me: &Member, parent: &PostEntry) -> Result<FormView> {
    Ok(reply_form(empty_form(me)?, me, parent))
}

async fn entry_of(page: &PageFor, me: &Member, id: PostId) -> Result<PostEntry> {
    let conn = &mut *page.app.db.conn().await?;
    thread::entry(conn, &page.app.cx, Some(me.account_id), id).await
}

async fn view(page: &PageFor, form: FormView, about: &About) -> Result<ComposePage> {
    let viewer = page.member.as_ref().map(|member| member.account_id);
    let conn: &mut Conn = &mut *page.app.db.conn().await?;
    Ok(ComposePage {
        layout: page.layout(conn, Nav::None).await?,
        form,
        languages: language_views(),
        reply_to: about
            .reply_to
            .as_ref()
            .map(|parent| present::post(parent, viewer)),
        quote_of: about
            .quote_of
            .as_ref()
            .map(|quoted| present::post(quoted, viewer)),
    })
}

async fn post(
    page: &PageFor,
    req: &HttpRequest,
    me: &Member,
    form: &mut SentForm,
) -> Result<Submitted> {
    let sent = std::mem::take(&mut form.files);
    let new = new_post(me, form)?;
    let pictures = sent.into_iter().map(|file| SentPicture {
        description: form.text(&file.field.replace("media", "alt")).to_owned(),
        file: file.file,
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
    let post = |field| {
        let id = given(field).map(str::parse).transpose();
        id.map_err(|cause: NotAnId| Error::not_found().because(cause))
    };
    Ok(NewPost {
        text: form.text("text").to_owned(),
        content_warning: form.text("content_warning").to_owned(),
        sensitive: false,
        language: given("language").map(str::to_owned),
        visibility,
        in_reply_to: post("in_reply_to_id")?,
        media: Vec::new(),
        poll: poll_of(form)?,
        quote_of: post("quote_of_id")?,
        quote_policy: None,
        submission_key: given("submission").map(str::to_owned),
        application: None,
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
    let mut about = About::default();
    if let Ok(parent) = form.text("in_reply_to_id").parse() {
        about.reply_to = entry_of(page, me, parent).await.ok();
    }
    if let Ok(quoted) = form.text("quote_of_id").parse() {
        about.quote_of = entry_of(page, me, quoted).await.ok();
    }
    let mut shown = FormView::new(KEPT.map(|name| (name, form.text(name)))).refused(&error);
    shown.values.retain(|_, value| !value.is_empty());
    let view = view(page, shown, &about).await?;
    refused::respond(page, &error, "member/compose.html", &view)
}
