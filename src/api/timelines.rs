//! `/api/v1/timelines/…`.

use actix_web::{HttpRequest, web};

use crate::api::answers::kept;
use crate::api::entities::status;
use crate::api::error::ApiResult;
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::page::{Page, Slice};
use crate::db::views::posts::PostEntry;
use crate::db::views::timelines::{Place, Wanted};
use crate::domain::{statuses, timelines};
use crate::http::answers::Shows;
use crate::http::routes::get;

/// Posts of a page where nothing is asked for.
pub(super) const USUAL: u8 = 20;
/// Most posts of a page.
pub(super) const MOST: u8 = 40;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/timelines/direct", get().to(direct))
        .route("/v1/timelines/home", get().to(home))
        .route("/v1/timelines/public", get().to(public))
        .route("/v1/timelines/tag/{hashtag}", get().to(tag));
}

async fn direct(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = timelines::direct(conn, &app.cx, user.account(), &page).await?;
    answer(conn, &app, &req, &Anyone(Some(user.caller)), &page, slice).await
}

async fn home(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let (member, anyone) = (user.account(), Anyone(Some(user.caller)));
    let draw = async || {
        let conn = &mut *app.db.conn().await?;
        let slice = timelines::home(conn, &app.cx, member, &page).await?;
        answer(conn, &app, &req, &anyone, &page, slice).await
    };
    kept(&app, &req, &anyone, Shows::Home, draw).await
}

async fn public(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let wanted = wanted(&params);
    let draw = async || {
        let conn = &mut *app.db.conn().await?;
        let viewer = anyone.account();
        let slice = timelines::everybody(conn, &app.cx, viewer, wanted, &page).await?;
        answer(conn, &app, &req, &anyone, &page, slice).await
    };
    kept(&app, &req, &anyone, Shows::Anybody, draw).await
}

async fn tag(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    name: web::Path<String>,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let mut names = params.list("any");
    names.insert(0, name.into_inner());
    let choice = timelines::TagChoice {
        any: names,
        all: params.list("all"),
        none: params.list("none"),
        wanted: wanted(&params),
    };
    let draw = async || {
        let conn = &mut *app.db.conn().await?;
        let slice = timelines::tags(conn, &app.cx, anyone.account(), &choice, &page).await?;
        answer(conn, &app, &req, &anyone, &page, slice).await
    };
    kept(&app, &req, &anyone, Shows::Anybody, draw).await
}

fn wanted(params: &Params) -> Wanted {
    let asked = |name| params.flag(name).unwrap_or(false);
    Wanted {
        place: match (asked("local"), asked("remote")) {
            (true, false) => Place::Here,
            (false, true) => Place::Elsewhere,
            _ => Place::Anywhere,
        },
        only_media: asked("only_media"),
    }
}

/// Answers with a page of posts.
pub(super) async fn answer(
    conn: &mut Conn,
    app: &App,
    req: &HttpRequest,
    anyone: &Anyone,
    page: &Page,
    slice: Slice<PostEntry>,
) -> ApiResult {
    let Slice { items, more } = slice;
    let statuses = statuses::complete_for(conn, &app.cx, anyone.account(), items).await?;
    let present = Present::new(app, anyone.account());
    let list = status::list(&present, &statuses);
    let slice = Slice {
        items: statuses.entries,
        more,
    };
    Ok(paging::answer(
        app,
        req,
        page,
        &slice,
        |entry| entry.cursor,
        &list,
    ))
}
