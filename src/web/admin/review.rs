//! `/admin/review`: posts that rules hold until somebody has read them.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::moderation::content::held::{self, Decision, Held};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, counted};
use crate::web::admin::sections::Section;
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::present;
use crate::web::view::admin::{HeldView, ReviewPage};

const PATH: &str = "/admin/review";
/// Boxes of what is chosen begin so.
const PICK: &str = "pick_";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/review").route(get().to(show)))
        .service(web::resource("/review/approve").route(web::post().to(approve)))
        .service(web::resource("/review/reject").route(web::post().to(reject)));
}

async fn show(admin: AdminPage, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let held = held::list(conn, admin.authority(), None, &cursor.page(PEOPLE)).await?;
    let view = ReviewPage {
        layout: admin.layout(conn, Section::Review).await?,
        pages: cursor.links(PATH, &held, |held| held.row.id),
        held: held.items.iter().map(view).collect(),
    };
    admin.respond(StatusCode::OK, "admin/review.html", &view)
}

/// A post that waits, for moderators and for its author.
pub(in crate::web) fn view(held: &Held) -> HeldView {
    HeldView {
        id: held.row.id,
        author: present::account(&held.author),
        content_warning: held.content_warning.clone(),
        text: held.text.clone(),
        files: held.files,
        url: held.url.clone(),
        rule: held.row.rule_name.clone(),
        at: held.row.created_at,
    }
}

/// The IDs of what was chosen in a form.
pub(super) fn picked(form: &HashMap<String, String>) -> Vec<i64> {
    let names = form.keys().filter_map(|name| name.strip_prefix(PICK));
    let mut ids: Vec<i64> = names.filter_map(|id| id.parse().ok()).collect();
    ids.sort_unstable();
    ids
}

async fn approve(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<HashMap<String, String>>,
) -> Result<HttpResponse, WebError> {
    decide(&admin, &form, Decision::Approve).await
}

async fn reject(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<HashMap<String, String>>,
) -> Result<HttpResponse, WebError> {
    decide(&admin, &form, Decision::Reject).await
}

async fn decide(
    admin: &AdminPage,
    form: &HashMap<String, String>,
    decision: Decision,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let reason = form.get("reason").map_or("", String::as_str);
    let conn = &mut *app.db.conn().await?;
    let by = admin.authority();
    let settled = held::decide(conn, &app.cx, by, &picked(form), (decision, reason)).await;
    match settled {
        Ok(settled) => {
            let key = match decision {
                Decision::Approve => "did-posts-let-go",
                Decision::Reject => "did-posts-rejected",
            };
            Ok(admin.done_about(PATH, key, &[counted(settled)]))
        }
        Err(error) => admin.refused(PATH, error),
    }
}
