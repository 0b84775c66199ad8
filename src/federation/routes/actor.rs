//! Actors: members, and the server itself.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use crate::app::App;
use crate::db::Conn;
use crate::db::models::account::{self, Account};
use crate::db::models::actor_key;
use crate::db::views::emojis;
use crate::domain::DomainContext;
use crate::domain::accounts::instance_actor;
use crate::domain::profiles::{self, Visit};
use crate::federation::addresses::Addresses;
use crate::federation::objects::actor::{Actor, Beyond};
use crate::federation::objects::collection::Collection;
use crate::federation::objects::context::Context;
use crate::federation::routes::answer::{Served, see};
use crate::federation::routes::asker::{Asker, Door};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::page::PageFor;

/// Finds a member for somebody who asks.
///
/// # Errors
/// `NotFound` for nobody, for accounts of other servers and for those who are
/// not to be seen; `Gone` for deleted ones.
pub(super) async fn member(
    conn: &mut Conn,
    cx: &DomainContext,
    asker: &Asker,
    name: &str,
) -> Result<Visit> {
    if name.contains('@') {
        return Err(Error::not_found());
    }
    profiles::visit(conn, cx, asker.viewer(), name).await
}

/// The document of a local account; of one that is suspended or disabled, only
/// what others need to know of that.
pub(in crate::federation) async fn document(
    conn: &mut Conn,
    cx: &DomainContext,
    account: &Account,
) -> Result<Actor> {
    let keys = actor_key::of_account(conn, account.id).await?;
    let moved_to = match account.moved_to_id {
        Some(id) => account::find(conn, id).await?,
        None => None,
    };
    let emojis = emojis::own_of_account(conn, account).await?;
    let beyond = Beyond {
        keys: &keys,
        moved_to: moved_to.as_ref().map(|account| account.uri.as_str()),
        emojis: &emojis,
    };
    let actor = Actor::new(&Addresses::new(&cx.config), account, beyond);
    if profiles::is_put_aside(conn, account).await? {
        return Ok(actor.set_aside());
    }
    Ok(actor)
}

/// `/users/{name}`
pub(super) async fn show(
    req: HttpRequest,
    app: web::Data<App>,
    name: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let served = Served {
        req: &req,
        app: &app,
        door: Door::AsConfigured,
    };
    let draw = async |conn: &mut Conn, asker: &Asker| {
        let account = match member(conn, &app.cx, asker, &name).await {
            Ok(visit) => visit.account,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                profiles::put_aside(conn, &name).await?.ok_or(error)?
            }
            Err(error) => return Err(error),
        };
        document(conn, &app.cx, &account).await?.document()
    };
    served.answer(draw).await
}

/// `/users/{name}` and what is below it, for people.
pub(super) async fn to_page(
    page: PageFor,
    name: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let viewer = page.member.as_ref().map(|member| member.account_id);
    let visit = profiles::visit(conn, &page.app.cx, viewer, &name).await?;
    Ok(see(&format!("/@{}", visit.account.acct())))
}

/// `/@{name}`, for programs. Members' addresses need no look; whom others are
/// is looked up among those who are known here.
pub(super) async fn from_page(
    app: web::Data<App>,
    name: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *app.db.conn().await?;
    let visit = profiles::visit(conn, &app.cx, None, &name).await?;
    Ok(see(&visit.account.uri))
}

/// `/actor`, open to everybody: two servers that ask each other for signatures
/// would otherwise never learn the other's key.
pub(super) async fn instance(
    req: HttpRequest,
    app: web::Data<App>,
) -> Result<HttpResponse, WebError> {
    let served = Served {
        req: &req,
        app: &app,
        door: Door::Open,
    };
    let draw = async |conn: &mut Conn, _: &Asker| {
        let account = instance_actor::get(conn).await?;
        let actor = document(conn, &app.cx, &account).await?;
        actor.named(&app.cx.instance().name).document()
    };
    served.answer(draw).await
}

/// `/actor/outbox`: the server itself publishes nothing.
pub(super) async fn instance_outbox(
    req: HttpRequest,
    app: web::Data<App>,
) -> Result<HttpResponse, WebError> {
    let served = Served {
        req: &req,
        app: &app,
        door: Door::Open,
    };
    let id = format!("{}/outbox", Addresses::new(&app.cx.config).instance_actor());
    let draw = async |_: &mut Conn, _: &Asker| -> Result<Value> {
        Context::Plain.document(Collection::whole(&id, Vec::new()))
    };
    served.answer(draw).await
}
