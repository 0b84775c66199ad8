//! `/admin/reports/{id}`: one complaint with everything to decide it.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::db::ids::{AccountId, ReportId};
use crate::db::models::account::Account;
use crate::db::models::account_warning::AccountWarning;
use crate::db::models::report::Report;
use crate::db::models::report_evidence::Evidence;
use crate::domain::moderation::case::{self, Case, Now, Side};
use crate::domain::moderation::presets;
use crate::domain::moderation::verdict::Verdict;
use crate::domain::rules::{self as house_rules, Rule};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::media;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::reports::templates;
use crate::web::admin::sections::Section;
use crate::web::admin::typed::number;
use crate::web::present;
use crate::web::view::admin::{
    CaseNote, CasePage, CaseStrike, EvidenceFile, EvidenceView, PartyView, RelatedView, RuleChoice,
    SettledView, StepView,
};
use crate::web::view::{AccountView, FormView};

pub(super) const TEMPLATE: &str = "admin/report.html";

type People = HashMap<AccountId, Account>;

/// The number in an address.
pub(super) fn id(path: &str) -> Result<ReportId> {
    number(path)
}

pub(super) async fn show(
    admin: AdminPage,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let view = view(&admin, id(&path)?, FormView::default()).await?;
    admin.respond(StatusCode::OK, TEMPLATE, &view)
}

/// The page with what was typed into the form of the decision.
pub(super) async fn view(admin: &AdminPage, id: ReportId, form: FormView) -> Result<CasePage> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let case = Box::pin(case::open(conn, admin.authority(), id)).await?;
    let presets = presets::list(conn, admin.authority()).await?;
    let layout = admin.layout(conn, Section::Reports).await?;
    let cx = &admin.page.app.cx;
    let rules = house_rules::all(conn, cx).await?;
    let language = layout.locale.clone();
    let (report, about) = (&case.report, &case.about.account);
    let evidence: Vec<EvidenceView> = case
        .evidence
        .iter()
        .map(|(post, now)| kept(post, *now))
        .collect();
    let verdicts = Verdict::ALL.iter();
    let verdicts = verdicts.filter(|verdict| verdict.is_possible(about.is_local(), evidence.len()));
    let me = admin.by.account_id;
    Ok(CasePage {
        layout,
        form,
        id: id.0,
        category: report.category.as_str(),
        comment: report.comment.clone(),
        at: report.created_at,
        hours: (cx.clock.now() - report.created_at).num_hours(),
        about: party(&case, &case.about, |report| report.account_id),
        by: party(&case, &case.by, |report| report.target_id),
        host: about.domain.clone(),
        forwarded: report.forwarded,
        assigned: person(&case.people, report.assigned_to_id),
        mine: report.assigned_to_id == Some(me),
        settled: report.resolved_at.map(|at| settled(&case, at)),
        verdicts: verdicts.map(|verdict| verdict.as_str()).collect(),
        evidence,
        notes: notes(&case, me),
        followers: case.reach.followers,
        following: case.reach.following,
        posts: case.reach.posts,
        media: case.reach.media,
        presets: presets.into_iter().map(templates::preset).collect(),
        moderators: case.moderators.iter().map(present::account).collect(),
        rules: choices(&rules, &language, &report.rule_ids),
    })
}

fn person(people: &People, id: Option<AccountId>) -> Option<AccountView> {
    people.get(&id?).map(present::account)
}

fn settled(case: &Case, at: DateTime<Utc>) -> SettledView {
    let decisions = case.decisions.iter();
    SettledView {
        by: person(&case.people, case.report.resolved_by_id),
        at,
        actions: decisions.map(|strike| strike.action.as_str()).collect(),
    }
}

fn choices(rules: &[Rule], language: &str, broken: &[String]) -> Vec<RuleChoice> {
    let choice = |rule: &Rule| RuleChoice {
        number: rule.number,
        text: rule.said_in(language).text.clone(),
        broken: broken.contains(&rule.number.to_string()),
    };
    rules.iter().map(choice).collect()
}

fn notes(case: &Case, me: AccountId) -> Vec<CaseNote> {
    let notes = case.notes.iter();
    let view = |note: &crate::db::models::report_note::ReportNote| CaseNote {
        id: note.id.0,
        by: person(&case.people, note.account_id),
        own: note.account_id == Some(me),
        text: note.text.clone(),
        at: note.created_at,
    };
    notes.map(view).collect()
}

pub(in crate::web::admin) fn strike(people: &People, strike: &AccountWarning) -> CaseStrike {
    CaseStrike {
        action: strike.action.as_str(),
        text: strike.text.clone(),
        by: person(people, strike.decided_by_id),
        undone: strike.undone_at.is_some(),
    }
}

/// One side with what happened before, the oldest first.
fn party(case: &Case, side: &Side, other: impl Fn(&Report) -> AccountId) -> PartyView {
    let reports = side.reports.iter().map(|report| StepView {
        at: report.created_at,
        report: Some(RelatedView {
            id: report.id.0,
            category: report.category.as_str(),
            other: person(&case.people, Some(other(report))),
            settled: report.resolved_at.is_some(),
        }),
        strike: None,
    });
    let strikes = side.strikes.iter().map(|decided| StepView {
        at: decided.created_at,
        report: None,
        strike: Some(strike(&case.people, decided)),
    });
    let mut history: Vec<StepView> = reports.chain(strikes).collect();
    history.sort_by_key(|step| step.at);
    let party = side.party;
    PartyView {
        account: present::account(&side.account),
        reported: party.map_or(0, |party| party.reported),
        reports: party.map_or(0, |party| party.reports),
        heard: party.map_or(0, |party| party.heard),
        strikes: party.map_or(0, |party| party.strikes),
        history,
    }
}

fn kept(post: &Evidence, now: Now) -> EvidenceView {
    let files = post.media.as_array().map(Vec::as_slice).unwrap_or_default();
    EvidenceView {
        id: post.post_id.0,
        author: post.author.clone(),
        url: post.url.clone(),
        html: post.content.clone(),
        content_warning: post.content_warning.clone(),
        audience: post.visibility.as_str(),
        language: post.language.clone(),
        media: files.iter().map(file).collect(),
        now: match now {
            Now::Same => "same",
            Now::Edited => "edited",
            Now::Deleted => "deleted",
        },
        at: post.written_at,
    }
}

fn file(file: &Value) -> EvidenceFile {
    let text = |name: &str| file.get(name).and_then(Value::as_str);
    EvidenceFile {
        url: match (text("key"), text("id")) {
            (Some(key), _) => media::path(key),
            (None, Some(id)) => format!("/media/remote/{id}"),
            (None, None) => String::new(),
        },
        description: text("description").unwrap_or_default().to_owned(),
        kind: text("kind").unwrap_or_default().to_owned(),
    }
}
