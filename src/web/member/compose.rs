//! `/compose` and `/posts`: writing a post or a reply, with pictures.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::models::media::Media;
use crate::db::models::post::Visibility;
use crate::db::views::posts::PostEntry;
use crate::domain::compose::{self, Composed, Order};
use crate::domain::media::Desk;
use crate::domain::member::Member;
use crate::domain::posts::{PICTURES_MAX, thread};
use crate::foundation::config::Storage;
use crate::foundation::crypto;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::multipart::{self, FormLimits, SentForm};
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::http::{flash, media};
use crate::web::member::strangers::introduce;
use crate::web::member::{compose_form, id, language_views};
use crate::web::view::{ComposePage, FormView, KeptView, Nav, Refusal};
use crate::web::{present, refused};

#[derive(Deserialize)]
pub(super) struct Ask {
    in_reply_to: Option<String>,
    quote: Option<String>,
}

/// The posts that the new one is about.
#[derive(Default)]
pub(super) struct About {
    pub(super) reply_to: Option<PostEntry>,
    pub(super) quote_of: Option<PostEntry>,
    /// The one that goes when it is sent.
    pub(super) replaced: Option<PostEntry>,
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
        Ok(()) => Box::pin(post(&page, &req, &me, &mut form)).await,
        Err(refusal) => Err(refusal),
    };
    match posted {
        Ok(Composed::Posted(id)) => Ok(posted_answer(&page, &me, &form, id)),
        Ok(Composed::Scheduled(_)) => {
            let message = "said-post-scheduled";
            Ok(see_other("/scheduled", &[flash::good(&page.app, message)]))
        }
        Ok(Composed::Held) => Ok(see_other(
            "/settings/held",
            &[flash::good(&page.app, "said-post-held")],
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
    let form = match &me.default_language {
        Some(language) => form.value("language", language),
        None => form,
    };
    let form = match me.default_quote_policy {
        Some(policy) => form.value("quote_policy", policy.as_str()),
        None => form,
    };
    Ok(if me.default_sensitive {
        form.value("sensitive", "true")
    } else {
        form
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

pub(super) async fn view(page: &PageFor, form: FormView, about: &About) -> Result<ComposePage> {
    let viewer = page.member.as_ref().map(|member| member.account_id);
    let conn: &mut Conn = &mut *page.app.db.conn().await?;
    Ok(ComposePage {
        layout: page.layout(conn, Nav::None).await?,
        kept: kept_views(&form, about),
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

/// The pictures of the post that goes which are still in the form.
fn kept_views(form: &FormView, about: &About) -> Vec<KeptView> {
    let old = about.replaced.iter().flat_map(|entry| &entry.media);
    let view = |picture: &Media| {
        let id = picture.id.to_string();
        let number = |n: &usize| form.values.get(&format!("kept_{n}")) == Some(&id);
        Some(KeptView {
            n: (1..=PICTURES_MAX).find(number)?,
            id: picture.id.0,
            preview_url: media::small_address(picture),
            width: u32::try_from(picture.width).unwrap_or(0),
            height: u32::try_from(picture.height).unwrap_or(0),
        })
    };
    old.filter_map(view).collect()
}

async fn post(
    page: &PageFor,
    req: &HttpRequest,
    me: &Member,
    form: &mut SentForm,
) -> Result<Composed> {
    let order = Order {
        new: compose_form::new_post(me, form)?,
        time: compose_form::scheduled_at(form)?,
        replaces: compose_form::replaces(form)?,
        kept: compose_form::kept(form)?,
        sent: compose_form::sent(form)?,
    };
    let app = &page.app;
    introduce(req, app, me, &order.new.text).await?;
    let desk = Desk {
        db: &app.db,
        pictures: &app.pictures,
        cx: &app.cx,
    };
    let posted = compose::post(desk, me.account_id, order).await;
    posted.map_err(compose_form::in_plain_words)
}

/// Back to the home timeline, where that was where it was written; else to the post.
fn posted_answer(page: &PageFor, me: &Member, form: &SentForm, id: PostId) -> HttpResponse {
    let path = if form.text("return_to") == "/home" {
        format!("/home#p-{id}")
    } else {
        format!("/@{}/{id}", me.username)
    };
    see_other(&path, &[flash::good(&page.app, "said-post-out")])
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
    if let Ok(old) = form.text("replaces").parse() {
        about.replaced = entry_of(page, me, old).await.ok();
    }
    let refusal = Refusal::new(&error, |message| page.say(message));
    let shown = compose_form::as_typed(form).refused(&refusal);
    let view = view(page, shown, &about).await?;
    refused::respond(page, &refusal, "member/compose.html", &view)
}
