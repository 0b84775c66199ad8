//! `/admin/federation/lists`: subscriptions to shared lists.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::imports::bad;
use super::{cut, link, shown, wanted};
use crate::db::models::blocklist::{Entry, EntryState};
use crate::domain::moderation::blocklists::{self, Overview};
use crate::domain::peers::Severity;
use crate::foundation::error::{ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::admin::federation::{EntryView, ListPage, ListView, ListsPage};
use crate::web::view::{FormView, PagesView};

const PATH: &str = "/admin/federation/lists";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/federation/lists")
                .route(get().to(list))
                .route(web::post().to(subscribe)),
        )
        .service(web::resource("/federation/lists/{id}").route(get().to(show)))
        .service(web::resource("/federation/lists/{id}/fetch").route(web::post().to(fetch)))
        .service(web::resource("/federation/lists/{id}/apply").route(web::post().to(apply)))
        .service(web::resource("/federation/lists/{id}/decline").route(web::post().to(decline)))
        .service(web::resource("/federation/lists/{id}/change").route(web::post().to(change)))
        .service(web::resource("/federation/lists/{id}/leave").route(web::post().to(leave)));
}

async fn list(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let form = FormView::new([("cap", "suspend")]);
    page(&admin, form, StatusCode::OK).await
}

async fn page(
    admin: &AdminPage,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let all = blocklists::list(conn, admin.authority()).await?;
    let view = ListsPage {
        layout: admin.layout(conn, Section::Servers).await?,
        form,
        lists: all.iter().map(overview).collect(),
    };
    admin.respond(status, "admin/federation/lists.html", &view)
}

fn overview(one: &Overview) -> ListView {
    let counts: BTreeMap<&'static str, i64> = EntryState::ALL
        .iter()
        .map(|state| (state.as_str(), one.count(*state)))
        .collect();
    let waiting = [EntryState::New, EntryState::Changed, EntryState::Gone];
    ListView {
        id: one.list.id,
        url: one.list.url.clone(),
        cap: one.list.cap.as_str(),
        cap_key: shown::severity(one.list.cap),
        automatic: one.list.automatic,
        counts,
        waiting: waiting.iter().map(|state| one.count(*state)).sum(),
        error: one.list.last_error.clone().unwrap_or_default(),
        applying: one.list.applying,
        fetched: one.list.fetched_at,
    }
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

async fn show(
    admin: AdminPage,
    id: web::Path<i64>,
    which: web::Query<Which>,
) -> Result<HttpResponse, WebError> {
    let state: EntryState = which.state.parse().unwrap_or(EntryState::New);
    let conn = &mut *admin.page.app.db.conn().await?;
    let by = admin.authority();
    let one = blocklists::get(conn, by, *id).await?;
    let asked = (*id, state, which.after.as_str());
    let mut entries = blocklists::entries(conn, by, asked, wanted()).await?;
    let more = cut(&mut entries);
    let last = entries.last().filter(|_| more);
    let older = last.map(|entry| {
        let parameters = [("state", state.as_str()), ("after", entry.domain.as_str())];
        link(&format!("{PATH}/{id}"), &parameters)
    });
    let reach = blocklists::consequences(&one.list);
    let lines = serde_json::from_value(one.list.bad_lines.clone()).unwrap_or_default();
    let lines: Vec<_> = lines;
    let view = ListPage {
        layout: admin.layout(conn, Section::Servers).await?,
        list: overview(&one),
        reach: shown::reach(&reach, true),
        bad: lines.into_iter().map(bad).collect(),
        state: state.as_str(),
        entries: entries.into_iter().map(entry).collect(),
        pages: PagesView { older, newer: None },
    };
    admin.respond(StatusCode::OK, "admin/federation/list.html", &view)
}

fn entry(entry: Entry) -> EntryView {
    EntryView {
        domain: entry.domain,
        severity: shown::severity(entry.severity),
        accounts: 0,
        follows: 0,
        comment: entry.public_comment,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    url: String,
    cap: String,
    automatic: String,
    domain: String,
    lift: String,
}

impl Typed {
    fn cap(&self) -> Severity {
        self.cap.parse().unwrap_or(Severity::Suspend)
    }
}

async fn subscribe(
    admin: AdminPage,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let list = (typed.url.as_str(), typed.cap(), typed.automatic == "true");
    let made = {
        let conn = &mut *app.db.conn().await?;
        blocklists::subscribe(conn, &app.cx, admin.authority(), list).await
    };
    match made {
        Ok(id) => {
            let to = format!("{PATH}/{id}");
            Ok(admin.done(&to, "did-list-fetched-first"))
        }
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let values = [
                ("url", typed.url.as_str()),
                ("cap", typed.cap.as_str()),
                ("automatic", typed.automatic.as_str()),
            ];
            let form = FormView::new(values).refused(&refusal);
            page(&admin, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn fetch(
    admin: AdminPage,
    id: web::Path<i64>,
    _form: CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let (app, to) = (&admin.page.app, format!("{PATH}/{id}"));
    let conn = &mut *app.db.conn().await?;
    let asked = blocklists::ask(conn, &app.cx, admin.authority(), *id).await;
    admin.end(&to, asked, "did-list-fetched")
}

async fn apply(
    admin: AdminPage,
    id: web::Path<i64>,
    _form: CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let (app, to) = (&admin.page.app, format!("{PATH}/{id}"));
    let conn = &mut *app.db.conn().await?;
    let begun = blocklists::apply(conn, &app.cx, admin.authority(), *id).await;
    admin.end(&to, begun, "did-list-applied")
}

async fn decline(
    admin: AdminPage,
    id: web::Path<i64>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let (app, to) = (&admin.page.app, format!("{PATH}/{id}"));
    let conn = &mut *app.db.conn().await?;
    let entry = (*id, typed.domain.as_str());
    let declined = blocklists::decline(conn, &app.cx, admin.authority(), entry).await;
    admin.end(&to, declined, "did-list-declined")
}

async fn change(
    admin: AdminPage,
    id: web::Path<i64>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let (app, to) = (&admin.page.app, format!("{PATH}/{id}"));
    let conn = &mut *app.db.conn().await?;
    let terms = (*id, typed.cap(), typed.automatic == "true");
    let changed = blocklists::change(conn, &app.cx, admin.authority(), terms).await;
    admin.end(&to, changed, "did-list-changed")
}

async fn leave(
    admin: AdminPage,
    id: web::Path<i64>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let terms = (*id, typed.lift == "true");
    let left = blocklists::unsubscribe(conn, &app.cx, admin.authority(), terms).await;
    admin.end(PATH, left, "did-list-left")
}
