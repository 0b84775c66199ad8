//! `/admin/trends`: what may trend, and what tags may do.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::db::views::search::Window;
use crate::domain::moderation::tag_rules::{self, Switches};
use crate::domain::moderation::trends::{self, Decided, TrendKind, Which};
use crate::domain::trends::History;
use crate::foundation::error::{Error, Result};
use crate::foundation::text::{excerpt, path_segment, remote_text};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::admin::{TrendRow, TrendTab, TrendTagView, TrendsPage};
use crate::web::view::{FormView, PagesView};

const PATH: &str = "/admin/trends";
/// Trends on a page.
const PER_PAGE: i64 = 40;
/// Further pages are not asked for: there are a hundred of a kind.
const OFFSET_MAX: i64 = 1_000;
/// Characters of a post in the list.
const EXCERPT: usize = 200;

/// Every kind with its word and the key of its text.
const KINDS: [(&str, TrendKind, &str); 4] = [
    ("tags", TrendKind::Tag, "trends-tags"),
    ("links", TrendKind::Link, "trends-links"),
    ("publishers", TrendKind::Publisher, "trends-publishers"),
    ("posts", TrendKind::Post, "trends-posts"),
];

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/trends").route(get().to(show)))
        .service(web::resource("/trends/publishers").route(web::post().to(rule_publisher)))
        .service(web::resource("/trends/tag").route(web::post().to(rule_tag)))
        .service(web::resource("/trends/{kind}/{id}").route(web::post().to(decide)));
}

#[derive(Debug, Deserialize)]
struct Ask {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    tag: String,
    #[serde(default)]
    offset: String,
}

async fn show(admin: AdminPage, ask: web::Query<Ask>) -> Result<HttpResponse, WebError> {
    let (word, kind, _) = kind_of(&ask.kind);
    let offset = ask.offset.parse().unwrap_or(0).clamp(0, OFFSET_MAX);
    let conn = &mut *admin.page.app.db.conn().await?;
    let window = Window {
        offset,
        limit: PER_PAGE + 1,
    };
    let mut rows = rows(conn, &admin, kind, Which::Now(window)).await?;
    let limit = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let older =
        (rows.len() > limit).then(|| format!("{PATH}?kind={word}&offset={}", offset + PER_PAGE));
    rows.truncate(limit);
    let (tag, form) = asked_tag(conn, &admin, &ask.tag).await?;
    let view = TrendsPage {
        layout: admin.layout(conn, Section::Trends).await?,
        kind: word,
        tabs: KINDS
            .iter()
            .map(|(tab, _, key)| TrendTab {
                word: tab,
                key,
                here: *tab == word,
            })
            .collect(),
        rows,
        pages: PagesView { older, newer: None },
        tag,
        form,
    };
    admin.respond(StatusCode::OK, "admin/trends.html", &view)
}

fn kind_of(word: &str) -> (&'static str, TrendKind, &'static str) {
    let found = KINDS.iter().find(|(kind, _, _)| *kind == word);
    *found.unwrap_or(&("tags", TrendKind::Tag, "trends-tags"))
}

/// The tag that was asked for with its switches.
async fn asked_tag(
    conn: &mut Conn,
    admin: &AdminPage,
    name: &str,
) -> Result<(Option<TrendTagView>, FormView), WebError> {
    let form = FormView::new([("name", name)]);
    if name.is_empty() {
        return Ok((None, form));
    }
    match tag_rules::find(conn, admin.authority(), name).await {
        Ok((tag, switches)) => {
            let ticked = |on: bool| if on { "true" } else { "" };
            let form = form
                .value("listable", ticked(switches.listable))
                .value("usable", ticked(switches.usable));
            Ok((Some(TrendTagView { name: tag.name }), form))
        }
        Err(error) if error.fields().is_empty() => Err(error.into()),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            Ok((None, form.refused(&refusal)))
        }
    }
}

async fn rows(
    conn: &mut Conn,
    admin: &AdminPage,
    kind: TrendKind,
    which: Which,
) -> Result<Vec<TrendRow>> {
    let (cx, by) = (&admin.page.app.cx, &admin.by);
    Ok(match kind {
        TrendKind::Tag => {
            let found = trends::tags(conn, cx, by, which).await?.into_iter();
            let rows = found.map(|((tag, history), decided)| TrendRow {
                url: format!("/tags/{}", path_segment(&tag.name)),
                title: format!("#{}", tag.display_name),
                people: Some(people(&history)),
                ..row(tag.id.0, decided)
            });
            rows.collect()
        }
        TrendKind::Link => {
            let found = trends::links(conn, cx, by, which).await?.into_iter();
            let rows = found.map(|((card, history), decided)| TrendRow {
                title: card.title.clone(),
                detail: card.url.clone(),
                url: card.url.clone(),
                people: Some(people(&history)),
                ..row(card.id.0, decided)
            });
            rows.collect()
        }
        TrendKind::Publisher => {
            let found = trends::publishers(conn, by, which).await?.into_iter();
            let rows = found.map(|(publisher, decided)| TrendRow {
                url: format!("https://{}", publisher.domain),
                title: publisher.domain,
                ..row(publisher.id, decided)
            });
            rows.collect()
        }
        TrendKind::Post => {
            let found = trends::posts(conn, cx, by, which).await?.into_iter();
            let rows = found.map(|(entry, decided)| TrendRow {
                title: excerpt(&remote_text(&entry.post.content), EXCERPT),
                detail: format!("@{}", entry.author.acct()),
                url: format!("/@{}/{}", entry.author.acct(), entry.post.id),
                ..row(entry.post.id.0, decided)
            });
            rows.collect()
        }
    })
}

fn row(id: i64, decided: Decided) -> TrendRow {
    TrendRow {
        id,
        title: String::new(),
        detail: String::new(),
        url: String::new(),
        people: None,
        allowed: decided.map(|(allowed, _)| allowed),
    }
}

/// People of today and yesterday.
fn people(history: &History) -> i64 {
    history.iter().take(2).map(|day| day.accounts).sum()
}

#[derive(Debug, Deserialize)]
struct Decision {
    #[serde(default)]
    allow: String,
    #[serde(default)]
    domain: String,
}

async fn decide(
    admin: AdminPage,
    path: web::Path<(String, String)>,
    CsrfForm(form): CsrfForm<Decision>,
) -> Result<HttpResponse, WebError> {
    let (word, subject) = path.into_inner();
    let found = KINDS.iter().find(|(kind, _, _)| **kind == word);
    let (word, kind, _) = found.ok_or_else(Error::not_found)?;
    let subject: Result<i64, std::num::ParseIntError> = subject.parse();
    let subject = subject.map_err(|cause| Error::not_found().because(cause))?;
    let (app, allow) = (&admin.page.app, form.allow == "true");
    let conn = &mut *app.db.conn().await?;
    let decided = trends::decide(conn, &app.cx, &admin.by, (*kind, subject), allow).await;
    admin.end(&format!("{PATH}?kind={word}"), decided, said(allow))
}

fn said(allow: bool) -> &'static str {
    if allow {
        "did-may-trend"
    } else {
        "did-may-not-trend"
    }
}

async fn rule_publisher(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<Decision>,
) -> Result<HttpResponse, WebError> {
    let (app, allow) = (&admin.page.app, form.allow == "true");
    let conn = &mut *app.db.conn().await?;
    let by = admin.authority();
    let decided = trends::rule_publisher(conn, &app.cx, by, &form.domain, allow).await;
    admin.end(&format!("{PATH}?kind=publishers"), decided, said(allow))
}

#[derive(Debug, Deserialize)]
struct TagForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    listable: String,
    #[serde(default)]
    usable: String,
}

async fn rule_tag(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<TagForm>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let switches = Switches {
        listable: form.listable == "true",
        usable: form.usable == "true",
    };
    let conn = &mut *app.db.conn().await?;
    let ruled = tag_rules::set(conn, &app.cx, admin.authority(), &form.name, switches).await;
    let to = format!("{PATH}?tag={}", path_segment(&form.name));
    admin.end(&to, ruled, "did-hashtag-ruled")
}
