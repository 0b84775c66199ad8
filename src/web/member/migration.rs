//! `/settings/migration`: other accounts of a member, and going on as one of them.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::db::models::account::Account;
use crate::domain::accounts::profile;
use crate::domain::member::Member;
use crate::domain::migrations::{self, COOLDOWN_DAYS};
use crate::domain::profiles;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::present;
use crate::web::public::lookup;
use crate::web::refused;
use crate::web::view::{AliasView, FormView, MigrationPage, Nav};

const TEMPLATE: &str = "settings/migration.html";
const PATH: &str = "/settings/migration";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MigrationForm {
    alias: String,
    uri: String,
    handle: String,
    password: String,
}

pub(super) async fn show(page: PageFor, SignedIn(me): SignedIn) -> Result<HttpResponse, WebError> {
    let view = view(&page, &me, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    req: HttpRequest,
    page: PageFor,
    SignedIn(me): SignedIn,
    act: web::Path<String>,
    form: Submitted<MigrationForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let moved = async {
        fresh?;
        Box::pin(perform(&req, &page, &me, &act, &form)).await
    };
    let done = |said| see_other(PATH, &[flash::good(&page.app, said)]);
    let typed = FormView::new([
        ("alias", form.alias.as_str()),
        ("handle", form.handle.as_str()),
    ]);
    let again = async |form| view(&page, &me, form).await;
    refused::end(&page, moved.await, done, (TEMPLATE, typed), again).await
}

async fn perform(
    req: &HttpRequest,
    page: &PageFor,
    me: &Member,
    act: &str,
    form: &MigrationForm,
) -> Result<&'static str> {
    let (app, actor) = (&page.app, me.account_id);
    match act {
        "alias" => {
            let other = find(req, page, me, "alias", &form.alias).await?;
            let conn = &mut *app.db.conn().await?;
            migrations::add_alias(conn, &app.cx, actor, &other).await?;
            Ok("said-alias-added")
        }
        "unalias" => {
            let conn = &mut *app.db.conn().await?;
            migrations::remove_alias(conn, &app.cx, actor, &form.uri).await?;
            Ok("said-alias-gone")
        }
        "move" => {
            let target = find(req, page, me, "handle", &form.handle).await?.id;
            let (db, passwords) = (&app.db, &app.passwords);
            migrations::move_to(db, &app.cx, passwords, me, target, &form.password).await?;
            Ok("said-moved")
        }
        "stay" => {
            let conn = &mut *app.db.conn().await?;
            migrations::stay(conn, &app.cx, actor).await?;
            Ok("said-stayed")
        }
        _ => Err(Error::not_found()),
    }
}

/// The account with a handle as it was typed; other servers are asked.
async fn find(
    req: &HttpRequest,
    page: &PageFor,
    me: &Member,
    field: &'static str,
    typed: &str,
) -> Result<Account> {
    let handle = typed.trim().trim_start_matches('@');
    let found = async {
        if lookup::foreign(page, handle).is_some() {
            let id = lookup::account(req, page, handle).await?;
            return profile::get(&mut *page.app.db.conn().await?, id).await;
        }
        let conn = &mut *page.app.db.conn().await?;
        let visit = profiles::visit(conn, &page.app.cx, Some(me.account_id), handle).await?;
        Ok(visit.account)
    };
    found.await.map_err(|error: Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::Gone => {
            let message = Message::of("refused-move-nobody");
            Error::field(field, message).because(error)
        }
        _ => error,
    })
}

async fn view(page: &PageFor, me: &Member, form: FormView) -> Result<MigrationPage> {
    let conn = &mut *page.app.db.conn().await?;
    let aliases = migrations::aliases(conn, me.account_id).await?;
    let account = profile::get(conn, me.account_id).await?;
    let moved_to = match account.moved_to_id {
        Some(target) => profile::get(conn, target).await.ok(),
        None => None,
    };
    Ok(MigrationPage {
        layout: page.layout(conn, Nav::Settings).await?,
        form,
        aliases: aliases
            .into_iter()
            .map(|(uri, account)| AliasView {
                uri,
                account: account.as_ref().map(present::account),
            })
            .collect(),
        moved_to: moved_to.as_ref().map(present::account),
        cooldown_days: COOLDOWN_DAYS,
    })
}
