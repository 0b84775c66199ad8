//! `/admin/federation/relays`: relays, asked and left.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::shown;
use crate::domain::moderation::relays;
use crate::domain::resolver::{Asker, Found, RemoteResolver};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, Nothing};
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::federation::{RelayView, RelaysPage};

const PATH: &str = "/admin/federation/relays";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/federation/relays")
                .route(get().to(list))
                .route(web::post().to(add)),
        )
        .service(web::resource("/federation/relays/{id}/leave").route(web::post().to(leave)));
}

async fn list(admin: AdminPage) -> Result<HttpResponse, WebError> {
    page(&admin, FormView::new([("address", "")]), StatusCode::OK).await
}

async fn page(
    admin: &AdminPage,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let all = relays::list(conn, admin.authority()).await?;
    let relay = |relay: crate::db::models::relay::Relay| RelayView {
        id: relay.id,
        state: shown::key(relay.state.as_str()),
        since: relay.answered_at.unwrap_or(relay.created_at),
        address: relay.address,
    };
    let view = RelaysPage {
        layout: admin.layout(conn, Section::Servers).await?,
        form,
        relays: all.into_iter().map(relay).collect(),
    };
    admin.respond(status, "admin/federation/relays.html", &view)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    address: String,
}

async fn add(
    admin: AdminPage,
    req: HttpRequest,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    match Box::pin(ask(&admin, &req, &typed.address)).await {
        Ok(()) => Ok(admin.done(PATH, "did-relay-asked")),
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::NotFound) => {
            let error = match error.kind() {
                ErrorKind::Invalid => error,
                _ => Error::field("address", Message::of("refused-relay-none")),
            };
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = FormView::new([("address", typed.address.as_str())]).refused(&refusal);
            page(&admin, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn ask(admin: &AdminPage, req: &HttpRequest, address: &str) -> Result<()> {
    let app = &admin.page.app;
    let url = relays::address_of(&app.cx, address)?;
    let actor = if relays::is_inbox(&url) {
        None
    } else {
        let resolver = req.app_data::<web::Data<dyn RemoteResolver>>();
        let resolver = resolver.ok_or_else(Error::not_found)?;
        match resolver
            .address(Asker::Member(admin.by.account_id), &url)
            .await?
        {
            Found::Account(id) => Some(id),
            Found::Post(_) => return Err(Error::not_found()),
        }
    };
    let conn = &mut *app.db.conn().await?;
    relays::subscribe(conn, &app.cx, admin.authority(), &url, actor).await?;
    Ok(())
}

async fn leave(
    admin: AdminPage,
    id: web::Path<i64>,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let left = relays::leave(conn, &app.cx, admin.authority(), *id).await;
    admin.end(PATH, left, "did-relay-left")
}
