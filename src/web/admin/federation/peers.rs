//! `/admin/federation`: the servers that are known, and each of them;
//! `/admin/federation/deliveries`: what does not arrive.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{cut, link, shown, wanted};
use crate::db::models::peer::Wanted;
use crate::domain::moderation::servers::{self, Order};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, Nothing, counted};
use crate::web::admin::sections::Section;
use crate::web::view::PagesView;
use crate::web::view::admin::federation::{DeliveriesPage, PeerPage, PeersPage};

const PATH: &str = "/admin/federation";

/// Servers that fail, beside what was given up.
const FAILING: i64 = 20;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/federation").route(get().to(list)))
        .service(web::resource("/federation/deliveries").route(get().to(deliveries)))
        .service(web::resource("/federation/{host}").route(get().to(show)))
        .service(web::resource("/federation/{host}/retry").route(web::post().to(retry)))
        .service(web::resource("/federation/{host}/purge").route(web::post().to(purge)))
        .service(web::resource("/federation/{host}/refetch").route(web::post().to(refetch)));
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    after: String,
}

fn order(word: &str) -> (Order, &'static str) {
    match word {
        "name" => (Order::Name, "name"),
        "follows" => (Order::Follows, "follows"),
        "waiting" => (Order::Waiting, "waiting"),
        "failures" => (Order::Failures, "failures"),
        _ => (Order::Accounts, "accounts"),
    }
}

async fn list(admin: AdminPage, asked: web::Query<Asked>) -> Result<HttpResponse, WebError> {
    let (order, word) = order(&asked.order);
    let query = asked.q.trim().to_lowercase();
    let after = asked.after.split_once('~');
    let wanted = Wanted {
        search: Some(query.clone()).filter(|query| !query.is_empty()),
        order,
        after: after.and_then(|(value, host)| Some((value.parse().ok()?, host.to_owned()))),
        limit: wanted(),
    };
    let conn = &mut *admin.page.app.db.conn().await?;
    let mut peers = servers::list(conn, admin.authority(), &wanted).await?;
    let more = cut(&mut peers);
    let last = peers.last().filter(|_| more);
    let older = last.map(|peer| {
        let after = format!("{}~{}", order.value(peer), peer.host);
        link(PATH, &[("q", &query), ("order", word), ("after", &after)])
    });
    let view = PeersPage {
        layout: admin.layout(conn, Section::Servers).await?,
        query,
        order: word,
        peers: shown::peers(conn, &admin.page.app.cx, &peers).await?,
        pages: PagesView { older, newer: None },
    };
    admin.respond(StatusCode::OK, "admin/federation/peers.html", &view)
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    failed: bool,
    #[serde(default)]
    after: i64,
}

async fn show(
    admin: AdminPage,
    host: web::Path<String>,
    which: web::Query<Which>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let by = admin.authority();
    let details = servers::get(conn, by, &host).await?;
    let host = &details.peer.host;
    let asked = (host.as_str(), which.failed, which.after);
    let mut rows = servers::deliveries(conn, by, asked, wanted()).await?;
    let more = cut(&mut rows);
    let last = rows.last().filter(|_| more);
    let failed = if which.failed { "true" } else { "" };
    let older = last.map(|row| {
        let after = row.id.to_string();
        link(
            &format!("{PATH}/{host}"),
            &[("failed", failed), ("after", &after)],
        )
    });
    let known = std::slice::from_ref(&details.peer);
    let peer = shown::peers(conn, &admin.page.app.cx, known).await?;
    let rule = shown::rules(conn, details.rule.into_iter().collect()).await?;
    let view = PeerPage {
        layout: admin.layout(conn, Section::Servers).await?,
        peer: peer
            .into_iter()
            .next()
            .unwrap_or_else(|| shown::peer(&details.peer)),
        nodeinfo_error: details.peer.nodeinfo_error.clone().unwrap_or_default(),
        first_seen: details.peer.first_seen_at,
        rule: rule.into_iter().next(),
        shows_failed: which.failed,
        deliveries: rows.into_iter().map(shown::delivery).collect(),
        pages: PagesView { older, newer: None },
    };
    admin.respond(StatusCode::OK, "admin/federation/peer.html", &view)
}

#[derive(Deserialize)]
struct Before {
    #[serde(default)]
    before: String,
}

async fn deliveries(admin: AdminPage, from: web::Query<Before>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let by = admin.authority();
    let before = from.before.split_once('~').and_then(|(time, id)| {
        let time: DateTime<Utc> = DateTime::from_timestamp_micros(time.parse().ok()?)?;
        Some((time, id.parse().ok()?))
    });
    let mut rows = servers::dead_letters(conn, by, before, wanted()).await?;
    let more = cut(&mut rows);
    let last = rows.last().filter(|_| more);
    let older = last.map(|row| {
        let time = row.failed_at.unwrap_or(row.created_at).timestamp_micros();
        let before = format!("{time}~{}", row.id);
        link(&format!("{PATH}/deliveries"), &[("before", &before)])
    });
    let wanted = Wanted {
        order: Order::Failures,
        limit: FAILING,
        ..Wanted::default()
    };
    let failing = servers::list(conn, by, &wanted).await?;
    let failing = failing.iter().filter(|peer| peer.failures > 0);
    let view = DeliveriesPage {
        layout: admin.layout(conn, Section::Servers).await?,
        failing: failing.map(shown::peer).collect(),
        dead: rows.into_iter().map(shown::delivery).collect(),
        pages: PagesView { older, newer: None },
    };
    admin.respond(StatusCode::OK, "admin/federation/deliveries.html", &view)
}

async fn retry(
    admin: AdminPage,
    host: web::Path<String>,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let (app, to) = (&admin.page.app, format!("{PATH}/{host}"));
    let conn = &mut *app.db.conn().await?;
    let count = servers::retry(conn, &app.cx, admin.authority(), &host).await?;
    Ok(admin.done_about(&to, "did-deliveries-tried", &[counted(count)]))
}

async fn purge(
    admin: AdminPage,
    host: web::Path<String>,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let (app, to) = (&admin.page.app, format!("{PATH}/{host}"));
    let conn = &mut *app.db.conn().await?;
    let count = servers::purge(conn, &app.cx, admin.authority(), &host).await?;
    Ok(admin.done_about(&to, "did-deliveries-removed", &[counted(count)]))
}

async fn refetch(
    admin: AdminPage,
    host: web::Path<String>,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let (app, to) = (&admin.page.app, format!("{PATH}/{host}"));
    let conn = &mut *app.db.conn().await?;
    let count = servers::refetch(conn, &app.cx, admin.authority(), &host).await?;
    Ok(admin.done_about(&to, "did-accounts-fetched", &[counted(count)]))
}
