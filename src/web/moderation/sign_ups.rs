//! `/moderation/sign_ups`: people who ask to join.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::UserId;
use crate::db::models::user::UserWithAccount;
use crate::domain::auth::approval;
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::session::{ModeratorOnly, return_path};
use crate::web::view::{AccountView, Nav, PagesView, SignUpsPage, WaitingSignUp};

const PATH: &str = "/moderation/sign_ups";

#[derive(Deserialize)]
pub(super) struct From {
    #[serde(default)]
    after: String,
}

#[derive(Deserialize)]
pub(super) struct Decision {
    #[serde(default)]
    return_to: String,
}

pub(super) async fn show(
    ModeratorOnly(moderator): ModeratorOnly,
    page: PageFor,
    from: web::Query<From>,
) -> Result<HttpResponse, WebError> {
    let after = match from.after.as_str() {
        "" => None,
        text => Some(id(text)?),
    };
    let conn = &mut *page.app.db.conn().await?;
    let waiting = approval::waiting(conn, &moderator, after).await?;
    let last = waiting.items.last().filter(|_| waiting.more);
    let older = last.map(|person| format!("{PATH}?after={}", person.user.id));
    let view = SignUpsPage {
        layout: page.layout(conn, Nav::None).await?,
        pages: PagesView { older, newer: None },
        waiting: waiting.items.into_iter().map(person).collect(),
    };
    page.respond(StatusCode::OK, "moderation/sign_ups.html", &view)
}

fn person(row: UserWithAccount) -> WaitingSignUp {
    WaitingSignUp {
        id: row.user.id.0,
        account: AccountView {
            id: row.user.account_id.0,
            name_parts: Vec::new(),
            handle: row.username.clone(),
            domain: None,
            bead: 0,
            url: format!("/@{}", row.username),
            display_name: row.username,
            avatar: None,
            bot: false,
        },
        email: row.user.email,
        email_confirmed: row.user.email_confirmed_at.is_some(),
        reason: row.user.sign_up_reason,
        asked_at: row.user.created_at,
    }
}

fn id(text: &str) -> Result<UserId> {
    text.parse()
        .map_err(|error| Error::not_found().because(error))
}

pub(super) async fn approve(
    ModeratorOnly(moderator): ModeratorOnly,
    page: PageFor,
    user: web::Path<String>,
    CsrfForm(form): CsrfForm<Decision>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    approval::approve(conn, &page.app.cx, &moderator, id(&user)?).await?;
    let done = flash::good(&page.app, "They can sign in now.");
    Ok(see_other(return_path(&form.return_to, PATH), &[done]))
}

pub(super) async fn reject(
    ModeratorOnly(moderator): ModeratorOnly,
    page: PageFor,
    user: web::Path<String>,
    CsrfForm(form): CsrfForm<Decision>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    approval::reject(conn, &page.app.cx, &moderator, id(&user)?).await?;
    let done = flash::good(
        &page.app,
        "The request is gone, and the name is free again.",
    );
    Ok(see_other(return_path(&form.return_to, PATH), &[done]))
}
