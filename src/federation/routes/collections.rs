//! The collections of an actor.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::page::{Page, Slice};
use crate::db::views::accounts::{self, Listed};
use crate::db::views::timelines::{self, Part};
use crate::db::views::{wire, wire_lists};
use crate::domain::DomainContext;
use crate::domain::posts;
use crate::domain::profiles::Visit;
use crate::domain::tags::feature::{self, Featured};
use crate::federation::addresses::Addresses;
use crate::federation::objects::collection::{Collection, Key};
use crate::federation::objects::context::Context;
use crate::federation::objects::post::Note;
use crate::federation::objects::published;
use crate::federation::routes::actor::member;
use crate::federation::routes::answer::Served;
use crate::federation::routes::asker::{Asker, Door};
use crate::federation::routes::paging::Asked;
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;

/// Posts on a page of an outbox.
const POSTS: u8 = 20;
/// People on a page.
const PEOPLE: u8 = 40;

type Answer = Result<HttpResponse, WebError>;

/// Answers with what `draw` makes of a member.
async fn of_member(
    req: &HttpRequest,
    app: &web::Data<App>,
    name: &str,
    draw: impl AsyncFn(&mut Conn, Visit) -> Result<Value>,
) -> Answer {
    let served = Served {
        req,
        app,
        door: Door::AsConfigured,
    };
    let draw = async |conn: &mut Conn, asker: &Asker| {
        let visit = member(conn, &app.cx, asker, name).await?;
        draw(conn, visit).await
    };
    served.answer(draw).await
}

/// `/users/{name}/outbox`: what everybody may see, whoever asks.
pub(super) async fn outbox(
    req: HttpRequest,
    app: web::Data<App>,
    name: web::Path<String>,
    asked: web::Query<Asked>,
) -> Answer {
    of_member(&req, &app, &name, async |conn, visit| {
        let id = format!("{}/outbox", visit.account.uri);
        if !asked.is_page() {
            return plain(Collection::paged(&id, Some(visit.stats.posts_count)));
        }
        let viewer = posts::viewer(&app.cx, None);
        let page = asked.newest_first(POSTS);
        let account = visit.account.id;
        let lines = timelines::account(conn, account, Part::WithReplies, &viewer, &page).await?;
        let ids: Vec<PostId> = lines.items.iter().map(|line| line.id).collect();
        let items = activities(conn, &app.cx, &ids).await?;
        let page = asked.answer(&id, &lines, |line| Key::OlderThan(line.cursor), items);
        Context::Post.document(page)
    })
    .await
}

/// The Create or Announce of each post or boost, in the order of `ids`.
async fn activities(conn: &mut Conn, cx: &DomainContext, ids: &[PostId]) -> Result<Vec<Value>> {
    let addresses = Addresses::new(&cx.config);
    let mut rows = wire::load(conn, ids).await?;
    let found = ids.iter().filter_map(|id| rows.remove(id));
    found
        .map(|row| published::activity(&addresses, &row))
        .collect()
}

/// `/users/{name}/followers`
pub(super) async fn followers(
    req: HttpRequest,
    app: web::Data<App>,
    name: web::Path<String>,
    asked: web::Query<Asked>,
) -> Answer {
    of_member(&req, &app, &name, async |conn, visit| {
        let total = visit.stats.followers_count;
        let list = async |conn: &mut Conn, page: Page| {
            Ok(accounts::followers(conn, visit.account.id, page).await?)
        };
        people(conn, &visit, "followers", total, *asked, list).await
    })
    .await
}

/// `/users/{name}/following`
pub(super) async fn following(
    req: HttpRequest,
    app: web::Data<App>,
    name: web::Path<String>,
    asked: web::Query<Asked>,
) -> Answer {
    of_member(&req, &app, &name, async |conn, visit| {
        let total = visit.stats.following_count;
        let list = async |conn: &mut Conn, page: Page| {
            Ok(accounts::following(conn, visit.account.id, page).await?)
        };
        people(conn, &visit, "following", total, *asked, list).await
    })
    .await
}

async fn people(
    conn: &mut Conn,
    visit: &Visit,
    name: &str,
    total: i64,
    asked: Asked,
    list: impl AsyncFn(&mut Conn, Page) -> Result<Slice<Listed>>,
) -> Result<Value> {
    let id = format!("{}/{name}", visit.account.uri);
    if visit.account.hide_collections {
        return plain(Collection::counted(&id, total));
    }
    if !asked.is_page() {
        return plain(Collection::paged(&id, Some(total)));
    }
    let slice = list(conn, asked.newest_first(PEOPLE)).await?;
    let items = slice
        .items
        .iter()
        .map(|listed| Value::from(listed.account.uri.as_str()));
    let items = items.collect();
    plain(asked.answer(&id, &slice, |listed| Key::OlderThan(listed.key), items))
}

/// `/users/{name}/collections/featured`: pinned posts, whole.
pub(super) async fn featured(
    req: HttpRequest,
    app: web::Data<App>,
    name: web::Path<String>,
) -> Answer {
    of_member(&req, &app, &name, async |conn, visit| {
        let addresses = Addresses::new(&app.cx.config);
        let ids = wire_lists::pinned(conn, visit.account.id).await?;
        let mut rows = wire::load(conn, &ids).await?;
        let found = ids.iter().filter_map(|id| rows.remove(id));
        let notes = found.map(|row| serde_json::to_value(Note::new(&addresses, &row)));
        let notes = notes.collect::<Result<_, _>>().map_err(Error::internal)?;
        let id = format!("{}/collections/featured", visit.account.uri);
        Context::Post.document(Collection::whole(&id, notes))
    })
    .await
}

/// `/users/{name}/collections/tags`: hashtags on the profile.
pub(super) async fn tags(req: HttpRequest, app: web::Data<App>, name: web::Path<String>) -> Answer {
    of_member(&req, &app, &name, async |conn, visit| {
        let addresses = Addresses::new(&app.cx.config);
        let shown = feature::list(conn, visit.account.id).await?;
        let item = |(tag, stored): Featured| {
            json!({
                "type": "Hashtag",
                "href": addresses.tag(&stored),
                "name": format!("#{}", tag.name),
            })
        };
        let items = shown.into_iter().map(item).collect();
        let id = format!("{}/collections/tags", visit.account.uri);
        Context::Post.document(Collection::whole(&id, items))
    })
    .await
}

fn plain<T: Serialize>(inner: T) -> Result<Value> {
    Context::Plain.document(inner)
}
