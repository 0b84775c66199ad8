//! `/@{name}/{id}/reblogs`, `…/favourites` and `…/quotes`: who did what with a post.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::filter::FilterContext;
use crate::db::page::Slice;
use crate::db::views::accounts::Listed;
use crate::domain::posts::{fans, thread};
use crate::domain::{people, timelines};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::bodies;
use crate::web::paging::{Cursor, PEOPLE, POSTS};
use crate::web::present::{self, Sieve};
use crate::web::public::draw::{self, post_id, viewer};
use crate::web::public::post::right_path;
use crate::web::view::{FansList, FansPage, Nav};

pub(super) async fn reblogs(
    req: HttpRequest,
    page: PageFor,
    path: web::Path<(String, String)>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    show(&req, &page, &path, (FansList::Reblogs, cursor)).await
}

pub(super) async fn favourites(
    req: HttpRequest,
    page: PageFor,
    path: web::Path<(String, String)>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    show(&req, &page, &path, (FansList::Favourites, cursor)).await
}

pub(super) async fn quotes(
    req: HttpRequest,
    page: PageFor,
    path: web::Path<(String, String)>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    show(&req, &page, &path, (FansList::Quotes, cursor)).await
}

async fn show(
    req: &HttpRequest,
    page: &PageFor,
    (name, id): &(String, String),
    which: (FansList, Cursor),
) -> Result<HttpResponse, WebError> {
    let id = post_id(id)?;
    draw::show(req, page, "public/fans.html", async |conn| {
        fill(conn, page, (name, id), which).await
    })
    .await
}

async fn fill(
    conn: &mut Conn,
    page: &PageFor,
    (name, id): (&str, PostId),
    (list, cursor): (FansList, Cursor),
) -> Result<FansPage> {
    let (cx, viewer) = (&page.app.cx, viewer(page));
    let entry = thread::entry(conn, cx, viewer, id).await?;
    let post = present::post(&entry, viewer);
    let path = format!("{}/{}", post.url, list.word());
    right_path(&entry, name, id, &path)?;
    let mut layout = page.layout(conn, Nav::None).await?;
    layout.canonical = Some(format!("{}{path}", layout.site.url));
    layout.noindex = true;
    let mut view = FansPage {
        layout,
        post,
        list,
        people: Vec::new(),
        posts: Vec::new(),
        pages: cursor.links(&path, &Slice::<i64>::empty(), |key| *key),
    };
    let mut reactions = HashMap::new();
    let listed = match list {
        FansList::Reblogs => fans::boosted_by(conn, viewer, id, cursor.page(PEOPLE)).await?,
        FansList::Favourites => {
            let found = fans::favourited_by(conn, viewer, id, cursor.page(PEOPLE)).await?;
            reactions.extend(found.items.iter().filter_map(|fan| {
                let reaction = present::reaction(fan.reaction.as_ref()?, &entry.emojis);
                Some((fan.listed.account.id.0, reaction))
            }));
            found.map(|fan| fan.listed)
        }
        FansList::Quotes => {
            let found = timelines::quotes_of(conn, cx, viewer, id, &cursor.page(POSTS)).await?;
            view.pages = cursor.links(&path, &found, |entry| entry.cursor);
            let sieve = Sieve::of(conn, cx, viewer, FilterContext::Thread).await?;
            view.posts = bodies::drawn(page, &view.layout, sieve.posts(&found.items))?;
            return Ok(view);
        }
    };
    view.pages = cursor.links(&path, &listed, |listed| listed.key);
    let ids: Vec<AccountId> = listed.items.iter().map(id_of).collect();
    let (people, emojis) = people::many(conn, &ids).await?;
    view.people = present::in_order(&ids, &people, &emojis);
    for person in &mut view.people {
        person.reaction = reactions.remove(&person.account.id);
    }
    Ok(view)
}

fn id_of(listed: &Listed) -> AccountId {
    listed.account.id
}
