//! `/about/peers`: the servers that are known here, as far as the operator shows them.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::domain::instance;
use crate::foundation::error::Result;
use crate::foundation::text::path_segment;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::public::draw;
use crate::web::view::{Nav, PagesView, PeerView, PeersPage, bead};

/// Servers on a page.
const HOSTS: u8 = 100;
/// Longest name that is looked for, in characters.
const QUERY_MAX: usize = 100;

/// What is looked for, and after which name the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    after: String,
}

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    draw::show(&req, &page, "public/peers.html", async |conn| {
        fill(conn, &page, &wanted).await
    })
    .await
}

async fn fill(conn: &mut Conn, page: &PageFor, wanted: &Wanted) -> Result<PeersPage> {
    let cx = &page.app.cx;
    let typed = |text: &str| -> String {
        let letters = text.trim().chars().filter(|letter| !letter.is_control());
        letters.take(QUERY_MAX).collect::<String>().to_lowercase()
    };
    let (query, after) = (typed(&wanted.q), typed(&wanted.after));
    let found = instance::find_peers(conn, cx, &query, &after, HOSTS).await?;
    let mut layout = page.layout(conn, Nav::About).await?;
    layout.canonical = Some(format!("{}/about/peers", layout.site.url));
    layout.noindex |= !query.is_empty() || !after.is_empty();
    let start = if query.is_empty() {
        "/about/peers".to_owned()
    } else {
        format!("/about/peers?q={}", path_segment(&query))
    };
    let sign = if query.is_empty() { '?' } else { '&' };
    let last = found.items.last().filter(|_| found.more);
    let older = last.map(|host| format!("{start}{sign}after={}", path_segment(host)));
    Ok(PeersPage {
        shown: instance::shows_peers(cx),
        layout,
        hosts: found.items.into_iter().map(host).collect(),
        pages: PagesView {
            older,
            newer: (!after.is_empty()).then_some(start),
        },
        query,
    })
}

fn host(host: String) -> PeerView {
    PeerView {
        bead: bead(&host),
        host,
    }
}
