//! `/admin/sign_ups`: people who ask to join.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::UserId;
use crate::db::models::user::UserWithAccount;
use crate::domain::auth::approval;
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::http::session::return_path;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::view::admin::{SignUpsPage, WaitingSignUp};
use crate::web::view::{AccountView, PagesView};

const PATH: &str = "/admin/sign_ups";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/sign_ups").route(get().to(show)))
        .service(web::resource("/sign_ups/{id}/approve").route(web::post().to(approve)))
        .service(web::resource("/sign_ups/{id}/reject").route(web::post().to(reject)));
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    after: String,
}

#[derive(Deserialize)]
struct Decision {
    #[serde(default)]
    return_to: String,
}

async fn show(admin: AdminPage, from: web::Query<From>) -> Result<HttpResponse, WebError> {
    let after = match from.after.as_str() {
        "" => None,
        text => Some(id(text)?),
    };
    let conn = &mut *admin.page.app.db.conn().await?;
    let waiting = approval::waiting(conn, &admin.by, after).await?;
    let last = waiting.items.last().filter(|_| waiting.more);
    let older = last.map(|person| format!("{PATH}?after={}", person.user.id));
    let view = SignUpsPage {
        layout: admin.layout(conn, Section::SignUps).await?,
        pages: PagesView { older, newer: None },
        waiting: waiting.items.into_iter().map(person).collect(),
    };
    admin.respond(StatusCode::OK, "admin/sign_ups.html", &view)
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

async fn approve(
    admin: AdminPage,
    user: web::Path<String>,
    CsrfForm(form): CsrfForm<Decision>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    approval::approve(conn, &admin.page.app.cx, &admin.by, id(&user)?).await?;
    let to = return_path(&form.return_to, PATH);
    Ok(admin.done(to, "They can sign in now."))
}

async fn reject(
    admin: AdminPage,
    user: web::Path<String>,
    CsrfForm(form): CsrfForm<Decision>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    approval::reject(conn, &admin.page.app.cx, &admin.by, id(&user)?).await?;
    let to = return_path(&form.return_to, PATH);
    Ok(admin.done(to, "The request is gone, and the name is free again."))
}
