//! `/about`: what this server is, its rules, and who to ask.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};

use crate::db::Conn;
use crate::db::models::account::Account;
use crate::domain::legal::texts::{self, TextKind};
use crate::domain::profiles::{self, Facts};
use crate::foundation::error::Result;
use crate::foundation::text::{Renderer, clean, render_bio};
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::present::{self, handle_path};
use crate::web::public::draw;
use crate::web::view::{AboutPage, NameView, Nav};

pub(super) async fn show(req: HttpRequest, page: PageFor) -> Result<HttpResponse, WebError> {
    draw::show(&req, &page, "public/about.html", async |conn| {
        fill(conn, &page).await
    })
    .await
}

async fn fill(conn: &mut Conn, page: &PageFor) -> Result<AboutPage> {
    let cx = &page.app.cx;
    let instance = &cx.instance();
    let mut layout = page.layout(conn, Nav::About).await?;
    layout.canonical = Some(format!("{}/about", layout.site.url));
    let facts = facts(conn, page).await?;
    let renderer = Renderer {
        base_url: &layout.site.url,
        mentions: None,
    };
    let description = clean(&instance.description);
    let terms = texts::current(conn, cx, TextKind::Terms).await?;
    Ok(AboutPage {
        has_terms: terms.is_some(),
        description_html: (!description.is_empty()).then(|| render_bio(&description, &renderer)),
        rules: present::rules(&facts.rules, page),
        contact_email: instance.contact_email.clone(),
        contact_account: instance.contact_account.clone(),
        staff: staff_views(&facts.staff),
        members: u32::try_from(facts.size.members).unwrap_or(u32::MAX),
        posts: u64::try_from(facts.size.posts).unwrap_or(0),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        source_url: instance.source_url.clone(),
        layout,
    })
}

/// What the server says of itself, made once for many pages.
pub(super) async fn facts(conn: &mut Conn, page: &PageFor) -> Result<Arc<Facts>> {
    let app = &page.app;
    let make = async || profiles::facts(conn, &app.cx).await;
    app.pages.part(&app.facts, make).await
}

/// Who looks after the server.
pub(super) fn staff_views(staff: &[Account]) -> Vec<NameView> {
    let name = |account: &Account| NameView {
        name_parts: Vec::new(),
        display_name: account.name().to_owned(),
        url: handle_path(&account.acct()),
    };
    staff.iter().map(name).collect()
}
