//! `/lists/ID/…`: changing a list, who stands on it, and removing it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::ids::{AccountId, ListId};
use crate::domain::accounts::profile;
use crate::domain::lists;
use crate::domain::member::Member;
use crate::foundation::error::{Error, ErrorKind, FieldError, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::page::{PageFor, see_other};
use crate::http::session::{SignedIn, return_path};
use crate::web::member::lists::{ListForm, list_view};
use crate::web::member::{Back, id};
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::view::{FormView, ListEditPage, Nav};
use crate::web::{present, refused};

const TEMPLATE: &str = "member/list_edit.html";

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    list: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = view(&page, &me, id(&list)?, None, cursor).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

/// The form as it was typed, or as the list is.
async fn view(
    page: &PageFor,
    me: &Member,
    id: ListId,
    form: Option<FormView>,
    cursor: Cursor,
) -> Result<ListEditPage> {
    let conn = &mut *page.app.db.conn().await?;
    let list = lists::get(conn, me.account_id, id).await?;
    let people = lists::members(conn, me.account_id, id, cursor.page(PEOPLE)).await?;
    let stored = FormView::new([
        ("title", list.title.as_str()),
        ("replies_policy", list.replies_policy.as_str()),
        ("exclusive", if list.exclusive { "true" } else { "" }),
    ]);
    let mut form = form.unwrap_or_default();
    if !form.values.contains_key("title") {
        form.values.extend(stored.values);
    }
    Ok(ListEditPage {
        layout: page.layout(conn, Nav::Lists).await?,
        list: list_view(&list),
        form,
        people: people
            .items
            .iter()
            .map(|listed| present::listed(&listed.account))
            .collect(),
        pages: cursor.links(&format!("/lists/{id}/edit"), &people, |listed| listed.key),
    })
}

pub(super) async fn submit(
    page: PageFor,
    SignedIn(me): SignedIn,
    list: web::Path<String>,
    form: Submitted<ListForm>,
) -> Result<HttpResponse, WebError> {
    let list: ListId = id(&list)?;
    let (form, fresh) = form.parts();
    let changed = async {
        fresh?;
        let conn = &mut *page.app.db.conn().await?;
        lists::update(conn, me.account_id, list, &form.sent()).await
    };
    let done = |_| {
        let said = flash::good(&page.app, "said-list-saved");
        see_other(&format!("/lists/{list}/edit"), &[said])
    };
    let again = async |form| view(&page, &me, list, Some(form), Cursor::default()).await;
    refused::end(&page, changed.await, done, (TEMPLATE, form.shown()), again).await
}

pub(super) async fn delete(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    list: web::Path<String>,
    CsrfForm(Back { .. }): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *app.db.conn().await?;
    lists::delete(conn, me.account_id, id(&list)?).await?;
    let said = flash::good(&app, "said-list-gone");
    Ok(see_other("/lists", &[said]))
}

/// Somebody by their handle as it was typed, or by their ID from a button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PersonForm {
    handle: String,
    account_id: String,
    return_to: String,
}

pub(super) async fn add(
    page: PageFor,
    SignedIn(me): SignedIn,
    list: web::Path<String>,
    form: Submitted<PersonForm>,
) -> Result<HttpResponse, WebError> {
    let list: ListId = id(&list)?;
    let (form, fresh) = form.parts();
    let added = async {
        fresh?;
        put(&page, &me, list, &form).await
    };
    let done = |()| {
        let otherwise = format!("/lists/{list}/edit");
        see_other(return_path(&form.return_to, &otherwise), &[])
    };
    let typed = FormView::new([("handle", form.handle.as_str())]);
    let again = async |form| view(&page, &me, list, Some(form), Cursor::default()).await;
    refused::end(&page, added.await, done, (TEMPLATE, typed), again).await
}

async fn put(page: &PageFor, me: &Member, list: ListId, form: &PersonForm) -> Result<()> {
    let conn = &mut *page.app.db.conn().await?;
    lists::get(conn, me.account_id, list).await?;
    let nobody = |error: Error| match error.kind() {
        ErrorKind::NotFound => {
            let message = Message::of("refused-list-handle");
            Error::field("handle", message).because(error)
        }
        ErrorKind::Invalid => {
            let said = error.says().cloned();
            let beside = |message| FieldError {
                field: "handle",
                message,
            };
            Error::invalid_fields(said.map(beside).collect()).because(error)
        }
        _ => error,
    };
    let who = if form.account_id.is_empty() {
        let handle = form.handle.trim().trim_start_matches('@');
        profile::by_handle(conn, handle).await.map_err(nobody)?.id
    } else {
        let id = form.account_id.parse::<AccountId>();
        id.map_err(|cause| Error::not_found().because(cause))?
    };
    let added = lists::add(conn, &page.app.cx, me.account_id, list, &[who]).await;
    added.map_err(nobody)
}

pub(super) async fn remove(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    list: web::Path<String>,
    CsrfForm(form): CsrfForm<PersonForm>,
) -> Result<HttpResponse, WebError> {
    let list: ListId = id(&list)?;
    let person: AccountId = id(&form.account_id)?;
    let conn = &mut *app.db.conn().await?;
    lists::remove(conn, me.account_id, list, &[person]).await?;
    let otherwise = format!("/lists/{list}/edit");
    Ok(see_other(return_path(&form.return_to, &otherwise), &[]))
}
