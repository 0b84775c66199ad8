//! `/home`: posts of the people a member follows.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::db::models::filter::FilterContext;
use crate::domain::{discovery, timelines};
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::bodies;
use crate::web::member::{compose, language_views};
use crate::web::paging::{Cursor, POSTS};
use crate::web::present::{self, Sieve};
use crate::web::view::{HomePage, Nav};

/// People who are suggested where there is nothing to read.
const SUGGESTED: usize = 8;

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = {
        let conn = &mut *page.app.db.conn().await?;
        let here = cursor.page(POSTS);
        let slice = timelines::home(conn, &page.app.cx, me.account_id, &here).await?;
        let context = FilterContext::Home;
        let sieve = Sieve::of(conn, &page.app.cx, Some(me.account_id), context).await?;
        let at_the_start = slice.items.is_empty() && cursor == Cursor::default();
        let suggestions = if at_the_start {
            discovery::suggestions(conn, &page.app.cx, me.account_id, SUGGESTED).await?
        } else {
            Vec::new()
        };
        let layout = page.layout(conn, Nav::Home).await?;
        HomePage {
            suggestions: suggestions
                .iter()
                .map(|suggested| present::listed(&suggested.account))
                .collect(),
            form: compose::empty_form(&me)?,
            languages: language_views(),
            posts: bodies::drawn(&page, &layout, sieve.posts(&slice.items))?,
            pages: cursor.links("/home", &slice, |entry| entry.cursor),
            layout,
        }
    };
    page.respond(StatusCode::OK, "member/home.html", &view)
}
