//! What moderators do on the page of a complaint.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::db::ids::{AccountId, NotAnId, PresetId, ReportId, ReportNoteId};
use crate::domain::moderation::reports::{self, Change};
use crate::domain::moderation::verdict::{self, Closes, Decision, Outcome};
use crate::domain::moderation::{forwarding, presets, report_notes};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::web::admin::frame::{AdminPage, Nothing, once};
use crate::web::admin::reports::case::{self, TEMPLATE};
use crate::web::refused;
use crate::web::view::FormView;

fn path(id: ReportId) -> String {
    format!("/admin/reports/{id}")
}

/// Names of rules that may be ticked; more there are not.
const RULES_MAX: usize = 100;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DecisionForm {
    once: String,
    verdict: String,
    text: String,
    preset: String,
    note: String,
    forward: String,
    forward_text: String,
    also: String,
}

impl DecisionForm {
    async fn decision(&self, admin: &AdminPage, conn: &mut Conn) -> Result<Decision> {
        let forward = self.forward == "true";
        Ok(Decision {
            verdict: self.verdict.parse()?,
            text: self.words(admin, conn).await?,
            note: self.note.clone(),
            forward: forward.then(|| self.forward_text.clone()),
            closes: if self.also == "true" {
                Closes::AllAboutThem
            } else {
                Closes::One
            },
        })
    }

    /// The words of the template that was chosen, and what was typed.
    async fn words(&self, admin: &AdminPage, conn: &mut Conn) -> Result<String> {
        if self.preset.is_empty() {
            return Ok(self.text.clone());
        }
        let id: Result<PresetId, NotAnId> = self.preset.parse();
        let none = |cause| {
            let message = Message::of("refused-template-none");
            Error::field("preset", message).because(cause)
        };
        let id = id.map_err(none)?;
        let all = presets::list(conn, admin.authority()).await?;
        let chosen = all.into_iter().find(|preset| preset.id == id);
        let gone = || Error::field("preset", Message::of("refused-template-gone"));
        let chosen = chosen.ok_or_else(gone)?;
        Ok(format!("{}\n\n{}", chosen.text, self.text))
    }

    fn typed(&self) -> FormView {
        FormView::new([
            ("verdict", self.verdict.as_str()),
            ("text", &self.text),
            ("preset", &self.preset),
            ("note", &self.note),
            ("forward", &self.forward),
            ("forward_text", &self.forward_text),
            ("also", &self.also),
        ])
    }
}

/// Decides once for each page that was shown; None when this one was used.
async fn carried_out(
    admin: &AdminPage,
    id: ReportId,
    form: &DecisionForm,
) -> Result<Option<Outcome>> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let decision = form.decision(admin, conn).await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    once!(admin, &form.once, |conn| verdict::decide(
        conn, cx, by, id, &decision
    ))
}

pub(super) async fn decide(
    admin: AdminPage,
    report: web::Path<String>,
    CsrfForm(form): CsrfForm<DecisionForm>,
) -> Result<HttpResponse, WebError> {
    let id = case::id(&report)?;
    let refusal = match Box::pin(carried_out(&admin, id, &form)).await {
        Ok(Some(Outcome::Done)) => {
            return Ok(admin.done("/admin/reports", "did-report-closed"));
        }
        Ok(None) => {
            let message = "did-sent-before";
            return Ok(admin.done(&path(id), message));
        }
        Ok(Some(Outcome::SettledBefore(_))) => {
            let message = Message::of("refused-report-just-settled");
            return admin.refused(&path(id), Error::invalid(message));
        }
        Err(error) => refused::beside_form(&admin.page, error)?,
    };
    let view = case::view(&admin, id, form.typed().refused(&refusal)).await?;
    refused::respond(&admin.page, &refusal, TEMPLATE, &view)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NoteForm {
    note: String,
}

pub(super) async fn note(
    admin: AdminPage,
    report: web::Path<String>,
    CsrfForm(form): CsrfForm<NoteForm>,
) -> Result<HttpResponse, WebError> {
    let id = case::id(&report)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let noted = report_notes::add(conn, cx, by, id, &form.note).await;
    admin.end(&path(id), noted, "did-note-made")
}

pub(super) async fn delete_note(
    admin: AdminPage,
    keys: web::Path<(String, String)>,
    CsrfForm(_): CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let (report, note) = &*keys;
    let id = case::id(report)?;
    let note: Result<ReportNoteId, NotAnId> = note.parse();
    let note = note.map_err(|cause| Error::not_found().because(cause))?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let gone = report_notes::delete(conn, cx, by, id, note).await;
    admin.end(&path(id), gone, "did-note-gone")
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AssignForm {
    /// `me`, `nobody` or the ID of an account.
    to: String,
}

pub(super) async fn assign(
    admin: AdminPage,
    report: web::Path<String>,
    CsrfForm(form): CsrfForm<AssignForm>,
) -> Result<HttpResponse, WebError> {
    let id = case::id(&report)?;
    let to = match form.to.as_str() {
        "me" => Some(admin.by.account_id),
        "nobody" => None,
        other => {
            let to: Result<AccountId, NotAnId> = other.parse();
            Some(to.map_err(|cause| Error::not_found().because(cause))?)
        }
    };
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let assigned = reports::assign(conn, cx, by, id, to).await;
    let message = match to {
        Some(to) if to == admin.by.account_id => "did-report-mine",
        Some(_) => "did-report-theirs",
        None => "did-report-nobodys",
    };
    admin.end(&path(id), assigned, message)
}

/// `category` and any number of `rule`s, which are several fields of one name.
pub(super) async fn classify(
    admin: AdminPage,
    report: web::Path<String>,
    CsrfForm(form): CsrfForm<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id = case::id(&report)?;
    let of = |name: &'static str| form.iter().filter(move |(field, _)| field == name);
    let change = Change {
        category: of("category").map(|(_, value)| value.clone()).next(),
        rule_ids: Some(
            of("rule")
                .map(|(_, value)| value.clone())
                .take(RULES_MAX)
                .collect(),
        ),
    };
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let changed = reports::change(conn, cx, by, id, &change).await;
    admin.end(&path(id), changed, "did-report-about")
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ForwardForm {
    forward_text: String,
}

pub(super) async fn forward(
    admin: AdminPage,
    report: web::Path<String>,
    CsrfForm(form): CsrfForm<ForwardForm>,
) -> Result<HttpResponse, WebError> {
    let id = case::id(&report)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let told = forwarding::forward(conn, cx, by, id, &form.forward_text).await;
    admin.end(&path(id), told, "did-report-forwarded")
}

pub(super) async fn reopen(
    admin: AdminPage,
    report: web::Path<String>,
    CsrfForm(_): CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id = case::id(&report)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let reopened = reports::reopen(conn, cx, by, id).await;
    admin.end(&path(id), reopened, "did-report-opened")
}
