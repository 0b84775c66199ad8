//! `/accounts/ID/mute` and `/accounts/ID/note`: choosing how somebody is muted,
//! and what a member notes about them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::AccountId;
use crate::domain::accounts::profile;
use crate::domain::member::Member;
use crate::domain::relationships::described_one;
use crate::domain::relationships::note::{self, NOTE_MAX};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::member::id;
use crate::web::view::{FormView, MutePage, Nav, NotePage};
use crate::web::{present, refused};

const NOTE: &str = "member/note.html";

pub(super) async fn mute(
    page: PageFor,
    SignedIn(_me): SignedIn,
    person: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let person: AccountId = id(&person)?;
    let view = {
        let conn = &mut *page.app.db.conn().await?;
        let account = profile::get(conn, person).await?;
        MutePage {
            layout: page.layout(conn, Nav::None).await?,
            account: present::account(&account),
        }
    };
    page.respond(StatusCode::OK, "member/mute.html", &view)
}

pub(super) async fn note(
    page: PageFor,
    SignedIn(me): SignedIn,
    person: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let person: AccountId = id(&person)?;
    let row = {
        let conn = &mut *page.app.db.conn().await?;
        described_one(conn, &page.app.cx, me.account_id, person).await?
    };
    let stored = row.note.unwrap_or_default();
    let form = FormView::new([("comment", stored.as_str())]);
    let view = note_view(&page, person, form).await?;
    page.respond(StatusCode::OK, NOTE, &view)
}

async fn note_view(page: &PageFor, person: AccountId, form: FormView) -> Result<NotePage> {
    let conn = &mut *page.app.db.conn().await?;
    let account = profile::get(conn, person).await?;
    Ok(NotePage {
        layout: page.layout(conn, Nav::None).await?,
        account: present::account(&account),
        form,
        max: u32::try_from(NOTE_MAX).unwrap_or(u32::MAX),
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NoteForm {
    comment: String,
}

pub(super) async fn set_note(
    page: PageFor,
    SignedIn(me): SignedIn,
    person: web::Path<String>,
    form: Submitted<NoteForm>,
) -> Result<HttpResponse, WebError> {
    let person: AccountId = id(&person)?;
    let (form, fresh) = form.parts();
    let set = async {
        fresh?;
        write(&page, &me, person, &form.comment).await
    };
    let done = |path: String| see_other(&path, &[flash::good(&page.app, "said-note-saved")]);
    let typed = FormView::new([("comment", form.comment.as_str())]);
    let again = async |form| note_view(&page, person, form).await;
    refused::end(&page, set.await, done, (NOTE, typed), again).await
}

async fn write(page: &PageFor, me: &Member, person: AccountId, comment: &str) -> Result<String> {
    let conn = &mut *page.app.db.conn().await?;
    note::set(conn, &page.app.cx, me.account_id, person, comment).await?;
    let account = profile::get(conn, person).await?;
    Ok(present::handle_path(&account.acct()))
}
