//! `/admin/appeals`: what members say against decisions.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::{AppealId, NotAnId};
use crate::db::models::appeal::AppealState;
use crate::domain::moderation::appeals::{self, Entry, Outcome, Which};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, once};
use crate::web::admin::sections::Section;
use crate::web::paging::Cursor;
use crate::web::present;
use crate::web::view::PagesView;
use crate::web::view::admin::{AppealView, AppealsPage, CaseStrike};

const PATH: &str = "/admin/appeals";
/// Appeals on a page.
const SHOWN: u8 = 20;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/appeals").route(get().to(show)))
        .service(web::resource("/appeals/{id}/decide").route(web::post().to(decide)));
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    /// `decided`, or else those that wait.
    state: String,
}

async fn show(
    admin: AdminPage,
    cursor: Cursor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let by = admin.authority();
    let decided = wanted.state == "decided";
    let which = if decided {
        Which::Decided
    } else {
        Which::Waiting
    };
    let list = appeals::list(conn, by, which, &cursor.page(SHOWN)).await?;
    let (waiting, since) = appeals::waiting(conn, by).await?;
    let now = admin.page.app.cx.clock.now();
    let pages = cursor.links(PATH, &list, |entry| entry.appeal.id.0);
    let with = |link: String| {
        if decided {
            format!("{link}&state=decided")
        } else {
            link
        }
    };
    let view = AppealsPage {
        layout: admin.layout(conn, Section::Appeals).await?,
        waiting,
        oldest_hours: since.map(|since| (now - since).num_hours()),
        decided,
        appeals: list.items.iter().map(view).collect(),
        pages: PagesView {
            older: pages.older.map(with),
            newer: pages.newer.map(with),
        },
    };
    admin.respond(StatusCode::OK, "admin/appeals.html", &view)
}

fn view(entry: &Entry) -> AppealView {
    AppealView {
        id: entry.appeal.id.0,
        account: present::account(&entry.account),
        text: entry.appeal.text.clone(),
        strike: CaseStrike {
            action: entry.strike.action.as_str(),
            text: entry.strike.text.clone(),
            by: entry.decided_by.as_ref().map(present::account),
            undone: entry.strike.undone_at.is_some(),
        },
        report: entry.strike.report_id.map(|report| report.0),
        state: entry.appeal.state.as_str(),
        reply: entry.appeal.reply.clone(),
        decided_by: entry.answered_by.as_ref().map(present::account),
        at: entry.appeal.created_at,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AnswerForm {
    once: String,
    /// `approve` or `reject`.
    answer: String,
    reply: String,
}

impl AnswerForm {
    fn state(&self) -> Result<AppealState> {
        match self.answer.as_str() {
            "approve" => Ok(AppealState::Approved),
            "reject" => Ok(AppealState::Rejected),
            _ => Err(Error::field(
                "answer",
                Message::of("refused-appeal-yes-or-no"),
            )),
        }
    }
}

async fn decide(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(form): CsrfForm<AnswerForm>,
) -> Result<HttpResponse, WebError> {
    let id: Result<AppealId, NotAnId> = path.parse();
    let id = id.map_err(|cause| Error::not_found().because(cause))?;
    match Box::pin(carried_out(&admin, id, &form)).await {
        Ok(Some(Outcome::Done)) if form.answer == "approve" => {
            Ok(admin.done(PATH, "did-appeal-granted"))
        }
        Ok(Some(Outcome::Done)) => Ok(admin.done(PATH, "did-appeal-refused")),
        Ok(None) => Ok(admin.done(PATH, "did-sent-before")),
        Ok(Some(Outcome::DecidedBefore(_))) => {
            let message = Message::of("refused-appeal-just-decided");
            admin.refused(PATH, Error::invalid(message))
        }
        Err(error) => admin.refused(PATH, error),
    }
}

/// Decides once for each page that was shown; None when this one was used.
async fn carried_out(
    admin: &AdminPage,
    id: AppealId,
    form: &AnswerForm,
) -> Result<Option<Outcome>> {
    let answer = (form.state()?, form.reply.as_str());
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    // Each form has a key of its own, made of the page's.
    let key = format!("{}.{id}", form.once);
    once!(admin, &key, |conn| appeals::decide(
        conn, cx, by, id, answer
    ))
}
