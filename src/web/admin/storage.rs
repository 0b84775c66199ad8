//! `/admin/storage`: what is kept for how long and in how much room.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::db::models::retention_day::Removed;
use crate::domain::retention::{self, Retention};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::text::sizes;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::figures::whole;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::chart::seconds;
use crate::web::view::admin::{RemovedView, StoragePage};

const PATH: &str = "/admin/storage";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/storage")
            .route(get().to(show))
            .route(web::post().to(change)),
    );
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    remote_media_bytes: String,
    remote_media_days: String,
    remote_posts_days: String,
    keep_followed: String,
    session_address_days: String,
    audit_address_days: String,
    incoming_days: String,
    outgoing_days: String,
    member_bytes: String,
}

impl Typed {
    fn wanted(&self) -> Result<Retention> {
        let budget = match self.remote_media_bytes.trim() {
            "" => None,
            text => Some(size("remote_media_bytes", text)?),
        };
        Ok(Retention {
            remote_media_bytes: budget,
            remote_media_days: days("remote_media_days", &self.remote_media_days)?,
            remote_posts_days: days("remote_posts_days", &self.remote_posts_days)?,
            keep_followed: self.keep_followed == "true",
            session_address_days: days("session_address_days", &self.session_address_days)?,
            audit_address_days: days("audit_address_days", &self.audit_address_days)?,
            incoming_days: days("incoming_days", &self.incoming_days)?,
            outgoing_days: days("outgoing_days", &self.outgoing_days)?,
            member_bytes: match self.member_bytes.trim() {
                "" => 0,
                text => size("member_bytes", text)?,
            },
        })
    }

    fn form(&self) -> FormView {
        FormView::new([
            ("remote_media_bytes", self.remote_media_bytes.as_str()),
            ("remote_media_days", &self.remote_media_days),
            ("remote_posts_days", &self.remote_posts_days),
            ("keep_followed", &self.keep_followed),
            ("session_address_days", &self.session_address_days),
            ("audit_address_days", &self.audit_address_days),
            ("incoming_days", &self.incoming_days),
            ("outgoing_days", &self.outgoing_days),
            ("member_bytes", &self.member_bytes),
        ])
    }
}

impl From<&Retention> for Typed {
    fn from(keep: &Retention) -> Self {
        Self {
            remote_media_bytes: keep
                .remote_media_bytes
                .map(sizes::typed)
                .unwrap_or_default(),
            remote_media_days: keep.remote_media_days.to_string(),
            remote_posts_days: keep.remote_posts_days.to_string(),
            keep_followed: keep.keep_followed.to_string(),
            session_address_days: keep.session_address_days.to_string(),
            audit_address_days: keep.audit_address_days.to_string(),
            incoming_days: keep.incoming_days.to_string(),
            outgoing_days: keep.outgoing_days.to_string(),
            member_bytes: match keep.member_bytes {
                0 => String::new(),
                bytes => sizes::typed(bytes),
            },
        }
    }
}

fn size(field: &'static str, text: &str) -> Result<u64> {
    sizes::parse(text).map_err(|advice| {
        let cause = std::io::Error::other(advice);
        Error::field(field, Message::of("refused-storage-size")).because(cause)
    })
}

fn days(field: &'static str, text: &str) -> Result<u32> {
    text.trim().parse().map_err(|error| {
        let message = Message::of("refused-storage-days");
        Error::field(field, message).because(error)
    })
}

async fn show(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let form = Typed::from(&Retention::now(&app.cx)).form();
    page(&admin, conn, StatusCode::OK, form).await
}

async fn page(
    admin: &AdminPage,
    conn: &mut Conn,
    status: StatusCode,
    form: FormView,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let cache = retention::cache(conn, &app.cx).await?;
    let share = u128::from(cache.bytes) * 100 / u128::from(cache.budget.max(1));
    let view = StoragePage {
        layout: admin.layout(conn, Section::Storage).await?,
        used: sizes::said(cache.bytes),
        budget: sizes::said(cache.budget),
        share: u32::try_from(share).unwrap_or(100),
        form,
        removed: retention::removed(conn, &app.cx)
            .await?
            .iter()
            .map(removed)
            .collect(),
    };
    admin.respond(status, "admin/storage.html", &view)
}

fn removed(removed: &Removed) -> RemovedView {
    RemovedView {
        at: seconds(removed.day),
        key: format!("figures-removed-{}", removed.subject),
        removed: removed.removed,
        size: match whole(removed.bytes) {
            0 => String::new(),
            bytes => sizes::said(bytes),
        },
    }
}

async fn change(
    admin: AdminPage,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let set = async {
        let wanted = typed.wanted()?;
        retention::change(conn, &app.cx, admin.authority(), &wanted).await
    };
    match set.await {
        Ok(()) => Ok(admin.done(PATH, "did-budgets-saved")),
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = typed.form().refused(&refusal);
            page(&admin, conn, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}
