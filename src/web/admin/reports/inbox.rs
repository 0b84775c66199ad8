//! `/admin/reports`: the list, and what is looked for in it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account;
use crate::domain::moderation::inbox::{self, Assigned, Entry, Filter, Settled};
use crate::foundation::error::Result;
use crate::foundation::text::excerpt;
use crate::http::error::WebError;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::paging::Cursor;
use crate::web::present;
use crate::web::view::admin::{ReportLine, ReportsPage};
use crate::web::view::{FormView, PagesView};

const PATH: &str = "/admin/reports";
/// Complaints on a page.
const SHOWN: u8 = 30;
/// Characters of a comment in the list.
const EXCERPT: usize = 200;

/// What is looked for; what makes no sense is nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// `open`, `resolved` or `all`.
    state: String,
    /// `me`, `nobody` or `anybody`.
    assigned: String,
    /// `local` or `remote`.
    about: String,
    /// `local` or `remote`.
    from: String,
    category: String,
    /// Of whom it is about.
    domain: String,
    /// Whom it is about, `@name` or `@name@domain`.
    person: String,
    /// Who complains.
    reporter: String,
}

impl Wanted {
    fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("state", &self.state),
            ("assigned", &self.assigned),
            ("about", &self.about),
            ("from", &self.from),
            ("category", &self.category),
            ("domain", &self.domain),
            ("person", &self.person),
            ("reporter", &self.reporter),
        ]
    }

    async fn filter(&self, conn: &mut Conn, me: AccountId) -> Result<Filter> {
        let side = |word: &str| match word {
            "local" => Some(true),
            "remote" => Some(false),
            _ => None,
        };
        let domain = self.domain.trim();
        Ok(Filter {
            settled: match self.state.as_str() {
                "resolved" => Settled::Yes,
                "all" => Settled::Either,
                _ => Settled::No,
            },
            assigned: match self.assigned.as_str() {
                "me" => Assigned::To(me),
                "nobody" => Assigned::Nobody,
                "anybody" => Assigned::Somebody,
                _ => Assigned::Whoever,
            },
            about_local: side(&self.about),
            by_local: side(&self.from),
            category: self.category.parse().ok(),
            domain: (!domain.is_empty()).then(|| domain.to_owned()),
            about: somebody(conn, &self.person).await?,
            by: somebody(conn, &self.reporter).await?,
        })
    }

    /// The links to other pages of the same list.
    fn keep(&self, pages: PagesView) -> PagesView {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.fields() {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        let with = |link: String| match query.as_str() {
            "" => link,
            query => format!("{link}&{query}"),
        };
        PagesView {
            older: pages.older.map(with),
            newer: pages.newer.map(with),
        }
    }
}

/// The account with this address; one that nobody has where there is none.
async fn somebody(conn: &mut Conn, typed: &str) -> Result<Option<AccountId>> {
    let typed = typed.trim().trim_start_matches('@');
    if typed.is_empty() {
        return Ok(None);
    }
    let (name, domain) = match typed.split_once('@') {
        None => (typed, None),
        Some((name, domain)) => (name, Some(domain)),
    };
    let found = account::by_handle(conn, name, domain).await?;
    Ok(Some(found.map_or(AccountId(0), |account| account.id)))
}

pub(super) async fn show(
    admin: AdminPage,
    cursor: Cursor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let by = admin.authority();
    let waiting = inbox::waiting(conn, by).await?;
    let filter = wanted.filter(conn, admin.by.account_id).await?;
    let list = inbox::list(conn, by, &filter, &cursor.page(SHOWN)).await?;
    let now = admin.page.app.cx.clock.now();
    let pages = cursor.links(PATH, &list, |entry| entry.report.id.0);
    let view = ReportsPage {
        layout: admin.layout(conn, Section::Reports).await?,
        open: waiting.open,
        free: waiting.free,
        mine: waiting.mine,
        oldest_hours: waiting.since.map(|since| (now - since).num_hours()),
        form: FormView::new(wanted.fields()),
        reports: list.items.iter().map(line).collect(),
        pages: wanted.keep(pages),
    };
    admin.respond(StatusCode::OK, "admin/reports.html", &view)
}

fn line(entry: &Entry) -> ReportLine {
    ReportLine {
        id: entry.report.id.0,
        by: present::account(&entry.by),
        about: present::account(&entry.about),
        category: entry.report.category.as_str(),
        comment: excerpt(&entry.report.comment, EXCERPT),
        posts: entry.posts,
        assigned: entry.assigned.as_ref().map(present::account),
        settled: entry.report.resolved_at.is_some(),
        at: entry.report.created_at,
    }
}
