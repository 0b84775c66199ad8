//! `/posts/ID/edit`: changing a post.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::PostId;
use crate::db::views::posts::PostEntry;
use crate::domain::member::Member;
use crate::domain::posts::{self, PostChanges, thread};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::{SignedIn, return_path};
use crate::web::member::strangers::introduce;
use crate::web::member::{compose_form, id, language_views};
use crate::web::view::{EditPage, FormView, Nav, Refusal};
use crate::web::{present, refused};

#[derive(Deserialize)]
pub(super) struct EditForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    content_warning: String,
    #[serde(default)]
    language: String,
    alt_1: Option<String>,
    alt_2: Option<String>,
    alt_3: Option<String>,
    alt_4: Option<String>,
    #[serde(default)]
    sensitive: String,
    focus_1: Option<String>,
    focus_2: Option<String>,
    focus_3: Option<String>,
    focus_4: Option<String>,
    #[serde(default)]
    quote_policy: String,
    #[serde(default)]
    return_to: String,
}

impl EditForm {
    fn alts(&self) -> [(&'static str, Option<&String>); 4] {
        [
            ("alt_1", self.alt_1.as_ref()),
            ("alt_2", self.alt_2.as_ref()),
            ("alt_3", self.alt_3.as_ref()),
            ("alt_4", self.alt_4.as_ref()),
        ]
    }

    fn focuses(&self) -> [(&'static str, Option<&String>); 4] {
        [
            ("focus_1", self.focus_1.as_ref()),
            ("focus_2", self.focus_2.as_ref()),
            ("focus_3", self.focus_3.as_ref()),
            ("focus_4", self.focus_4.as_ref()),
        ]
    }

    fn shown(&self) -> FormView {
        let mut form = FormView::new([
            ("text", self.text.as_str()),
            ("content_warning", &self.content_warning),
            ("language", &self.language),
            ("sensitive", &self.sensitive),
            ("quote_policy", &self.quote_policy),
        ]);
        for (name, alt) in self.alts().into_iter().chain(self.focuses()) {
            if let Some(alt) = alt {
                form = form.value(name, alt);
            }
        }
        form
    }

    fn changes(&self, entry: &PostEntry) -> Result<PostChanges> {
        let described = entry.media.iter().zip(self.alts());
        let mut focus = Vec::new();
        for (picture, (_, typed)) in entry.media.iter().zip(self.focuses()) {
            // What was not chosen anew stays as exact as an app set it.
            let now = compose_form::nearest(picture.focus_x, picture.focus_y);
            let typed = typed.filter(|typed| **typed != now);
            if let Some(point) = compose_form::focus(typed.map_or("", String::as_str))? {
                focus.push((picture.id, point));
            }
        }
        Ok(PostChanges {
            text: self.text.clone(),
            content_warning: self.content_warning.clone(),
            sensitive: (self.sensitive == "true").then_some(true),
            focus,
            quote_policy: compose_form::quote_policy(&self.quote_policy)?,
            language: Some(self.language.clone()),
            descriptions: described
                .filter_map(|(picture, (_, alt))| Some((picture.id, alt?.clone())))
                .collect(),
            ..PostChanges::default()
        })
    }
}

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let entry = own(&page, &me, id(&post)?).await?;
    let mut form = FormView::new([
        ("text", entry.post.text.as_str()),
        ("content_warning", &entry.post.content_warning),
        ("language", entry.post.language.as_deref().unwrap_or("")),
        ("quote_policy", entry.post.quote_policy.as_str()),
    ]);
    if entry.post.sensitive {
        form = form.value("sensitive", "true");
    }
    for (n, picture) in (1..).zip(&entry.media) {
        let focus = compose_form::nearest(picture.focus_x, picture.focus_y);
        form = form.value(&format!("focus_{n}"), focus);
    }
    let view = view(&page, &me, &entry, form).await?;
    page.respond(StatusCode::OK, "member/edit.html", &view)
}

pub(super) async fn submit(
    req: HttpRequest,
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
    form: Submitted<EditForm>,
) -> Result<HttpResponse, WebError> {
    let (form, token) = form.parts();
    let entry = own(&page, &me, id(&post)?).await?;
    let edited = match token {
        Ok(()) => {
            introduce(&req, &page.app, &me, &form.text).await?;
            let conn = &mut *page.app.db.conn().await?;
            match form.changes(&entry) {
                Ok(changes) => {
                    let (cx, me) = (&page.app.cx, me.account_id);
                    posts::edit(conn, cx, me, entry.post.id, &changes).await
                }
                Err(error) => Err(error),
            }
        }
        Err(stale) => Err(stale),
    };
    let Err(error) = edited else {
        let otherwise = format!("/@{}/{}", me.username, entry.post.id);
        let said = flash::good(&page.app, "said-post-edited");
        return Ok(see_other(return_path(&form.return_to, &otherwise), &[said]));
    };
    let refusal = Refusal::new(&error, |message| page.say(message));
    let view = view(&page, &me, &entry, form.shown().refused(&refusal)).await?;
    refused::respond(&page, &refusal, "member/edit.html", &view)
}

/// A post of the member's own, as the page shows it.
pub(super) async fn own(page: &PageFor, me: &Member, id: PostId) -> Result<PostEntry> {
    let conn = &mut *page.app.db.conn().await?;
    let entry = thread::entry(conn, &page.app.cx, Some(me.account_id), id).await?;
    if entry.post.account_id == me.account_id {
        return Ok(entry);
    }
    Err(Error::forbidden(Message::of("refused-post-others")))
}

async fn view(page: &PageFor, me: &Member, entry: &PostEntry, form: FormView) -> Result<EditPage> {
    let conn = &mut *page.app.db.conn().await?;
    Ok(EditPage {
        layout: page.layout(conn, Nav::None).await?,
        post: present::post(entry, Some(me.account_id)),
        form,
        languages: language_views(),
    })
}
