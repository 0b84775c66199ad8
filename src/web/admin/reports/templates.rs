//! `/admin/reports/templates`: words that are used again and again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::models::warning_preset::WarningPreset;
use crate::domain::moderation::presets;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::web::admin::frame::{AdminPage, Nothing};
use crate::web::admin::sections::Section;
use crate::web::admin::typed::number;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{PresetView, PresetsPage};

const PATH: &str = "/admin/reports/templates";
const TEMPLATE: &str = "admin/report_templates.html";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    title: String,
    text: String,
}

pub(super) fn preset(preset: WarningPreset) -> PresetView {
    PresetView {
        id: preset.id.0,
        key: preset.id.to_string(),
        title: preset.title,
        text: preset.text,
    }
}

async fn view(admin: &AdminPage, form: FormView) -> Result<PresetsPage> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let list = presets::list(conn, admin.authority()).await?;
    Ok(PresetsPage {
        layout: admin.layout(conn, Section::Reports).await?,
        form,
        presets: list.into_iter().map(preset).collect(),
    })
}

pub(super) async fn show(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let view = view(&admin, FormView::default()).await?;
    admin.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn create(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<Words>,
) -> Result<HttpResponse, WebError> {
    let words = (form.title.as_str(), form.text.as_str());
    let made = {
        let conn = &mut *admin.page.app.db.conn().await?;
        presets::create(conn, &admin.page.app.cx, admin.authority(), words).await
    };
    let refusal = match made {
        Ok(_) => return Ok(admin.done(PATH, "did-template-made")),
        Err(error) => refused::beside_form(&admin.page, error)?,
    };
    let typed = FormView::new([("title", words.0), ("text", words.1)]);
    let view = view(&admin, typed.refused(&refusal)).await?;
    refused::respond(&admin.page, &refusal, TEMPLATE, &view)
}

pub(super) async fn change(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(form): CsrfForm<Words>,
) -> Result<HttpResponse, WebError> {
    let words = (form.title.as_str(), form.text.as_str());
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let changed = presets::change(conn, cx, by, number(&path)?, words).await;
    admin.end(PATH, changed, "did-template-changed")
}

pub(super) async fn delete(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(_): CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let gone = presets::delete(conn, cx, by, number(&path)?).await;
    admin.end(PATH, gone, "did-template-gone")
}
