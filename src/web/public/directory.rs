//! `/directory`: people who want to be found.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::AccountId;
use crate::domain::discovery::{self, Order, Reach};
use crate::domain::people;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::paging::{Number, PEOPLE};
use crate::web::present;
use crate::web::public::draw::{self, viewer};
use crate::web::view::{DirectoryPage, Nav};

/// Whom to show; other words than these are taken for the usual ones.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// `all`: people of other servers too.
    reach: String,
    /// `new`: who came last stands first.
    order: String,
}

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    wanted: web::Query<Wanted>,
    number: Number,
) -> Result<HttpResponse, WebError> {
    let (local, newest) = (wanted.reach != "all", wanted.order == "new");
    draw::show(&req, &page, "public/directory.html", async |conn| {
        let reach = if local { Reach::Local } else { Reach::All };
        let order = if newest { Order::New } else { Order::Active };
        let (cx, window) = (&page.app.cx, number.window(PEOPLE));
        let found = discovery::directory(conn, cx, viewer(&page), reach, order, window).await?;
        let found = Number::cut(found, PEOPLE);
        let ids: Vec<AccountId> = found.items.iter().map(|account| account.id).collect();
        let (people, emojis) = people::many(conn, &ids).await?;
        let path = path(local, newest);
        let mut layout = page.layout(conn, Nav::Explore).await?;
        layout.canonical = Some(format!("{}{path}", layout.site.url));
        layout.noindex |= !local || newest || number != Number::FIRST;
        Ok(DirectoryPage {
            layout,
            local,
            newest,
            people: present::in_order(&ids, &people, &emojis),
            pages: number.links(path, found.more),
        })
    })
    .await
}

fn path(local: bool, newest: bool) -> &'static str {
    match (local, newest) {
        (true, false) => "/directory",
        (true, true) => "/directory?order=new",
        (false, false) => "/directory?reach=all",
        (false, true) => "/directory?reach=all&order=new",
    }
}
