//! `/filters`: what a member does not want to read.

mod form;
mod posts;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{FilterId, PostId};
use crate::db::models::filter::WholeFilter;
use crate::domain::filters::{self, parts};
use crate::domain::member::Member;
use crate::domain::timelines;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::page::{PageFor, see_other};
use crate::http::routes::get;
use crate::http::session::SignedIn;
use crate::web::member::{Back, id};
use crate::web::view::{CaughtPost, FilterPage, FilterView, FiltersPage, FormView, Nav};
use crate::web::{present, refused};

use form::FilterForm;

const TEMPLATE: &str = "member/filter.html";

/// Mounts the pages of this folder.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/filters")
                .route(get().to(all))
                .route(web::post().to(create)),
        )
        .service(web::resource("/filters/new").route(get().to(blank)))
        .service(web::resource("/filters/for/{post}").route(get().to(posts::choose)))
        .service(
            web::resource("/filters/{id}")
                .route(get().to(show))
                .route(web::post().to(update)),
        )
        .service(web::resource("/filters/{id}/delete").route(web::post().to(delete)))
        .service(web::resource("/filters/{id}/posts").route(web::post().to(posts::add)))
        .service(web::resource("/filters/posts/{id}/remove").route(web::post().to(posts::remove)));
}

async fn all(page: PageFor, SignedIn(me): SignedIn) -> Result<HttpResponse, WebError> {
    let view = {
        let conn = &mut *page.app.db.conn().await?;
        let now = page.app.cx.clock.now();
        let all = filters::all(conn, me.account_id).await?;
        FiltersPage {
            layout: page.layout(conn, Nav::Settings).await?,
            filters: all.iter().map(|whole| in_short(whole, now)).collect(),
            post: None,
        }
    };
    page.respond(StatusCode::OK, "member/filters.html", &view)
}

fn in_short(whole: &WholeFilter, now: DateTime<Utc>) -> FilterView {
    let filter = &whole.filter;
    FilterView {
        id: filter.id.0,
        title: filter.title.clone(),
        action: filter.action.as_str().to_owned(),
        contexts: filter.contexts.clone(),
        keywords: whole
            .keywords
            .iter()
            .map(|word| word.keyword.clone())
            .collect(),
        posts: u32::try_from(whole.posts.len()).unwrap_or(u32::MAX),
        expires_at: filter.expires_at,
        over: filter.expires_at.is_some_and(|end| end <= now),
    }
}

/// A post that goes into a new filter at once.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct For {
    post: String,
}

async fn blank(
    page: PageFor,
    SignedIn(_me): SignedIn,
    wanted: web::Query<For>,
) -> Result<HttpResponse, WebError> {
    let post: Option<PostId> = match wanted.post.as_str() {
        "" => None,
        text => Some(id(text)?),
    };
    let view = view(&page, None, form::blank(), post).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn create(
    page: PageFor,
    SignedIn(me): SignedIn,
    form: Submitted<FilterForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let made = async {
        fresh?;
        make(&page, &me, &form).await
    };
    let done = |()| see_other("/filters", &[flash::good(&page.app, "said-filter-made")]);
    let post = form.text("post_id").parse().ok();
    let again = async |form| view(&page, None, form, post).await;
    refused::end(&page, made.await, done, (TEMPLATE, form.shown()), again).await
}

async fn make(page: &PageFor, me: &Member, form: &FilterForm) -> Result<()> {
    let (conn, cx) = (&mut *page.app.db.conn().await?, &page.app.cx);
    let sent = form.sent()?;
    // What is not there, or not for the member, is refused before anything is made.
    let post = match form.text("post_id").parse::<PostId>() {
        Ok(post) => Some(
            crate::domain::posts::find(conn, Some(me.account_id), post)
                .await?
                .post
                .id,
        ),
        Err(_none) => None,
    };
    let made = filters::create(conn, cx, me.account_id, &sent).await?;
    if let Some(post) = post {
        parts::add_post(conn, cx, me.account_id, made.filter.id, post).await?;
    }
    Ok(())
}

async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    filter: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let whole = stored(&page, &me, id(&filter)?).await?;
    let form = form::stored(&whole);
    let view = view(&page, Some((&me, whole)), form, None).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn stored(page: &PageFor, me: &Member, id: FilterId) -> Result<WholeFilter> {
    filters::get(&mut *page.app.db.conn().await?, me.account_id, id).await
}

async fn update(
    page: PageFor,
    SignedIn(me): SignedIn,
    filter: web::Path<String>,
    form: Submitted<FilterForm>,
) -> Result<HttpResponse, WebError> {
    let filter: FilterId = id(&filter)?;
    let (form, fresh) = form.parts();
    let changed = async {
        fresh?;
        change(&page, &me, filter, &form).await
    };
    let done = |()| see_other("/filters", &[flash::good(&page.app, "said-filter-saved")]);
    let again = async |form| {
        let whole = stored(&page, &me, filter).await?;
        view(&page, Some((&me, whole)), form, None).await
    };
    refused::end(&page, changed.await, done, (TEMPLATE, form.shown()), again).await
}

async fn change(page: &PageFor, me: &Member, id: FilterId, form: &FilterForm) -> Result<()> {
    let conn = &mut *page.app.db.conn().await?;
    let sent = form.sent()?;
    filters::update(conn, &page.app.cx, me.account_id, id, &sent).await?;
    Ok(())
}

async fn delete(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    filter: web::Path<String>,
    CsrfForm(Back { .. }): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *app.db.conn().await?;
    filters::delete(conn, me.account_id, id(&filter)?).await?;
    let said = flash::good(&app, "said-filter-gone");
    Ok(see_other("/filters", &[said]))
}

async fn view(
    page: &PageFor,
    of: Option<(&Member, WholeFilter)>,
    form: FormView,
    post: Option<PostId>,
) -> Result<FilterPage> {
    let conn = &mut *page.app.db.conn().await?;
    let caught = match &of {
        None => Vec::new(),
        Some((me, whole)) => caught(conn, page, me, whole).await?,
    };
    let now = page.app.cx.clock.now();
    Ok(FilterPage {
        layout: page.layout(conn, Nav::Settings).await?,
        filter: of.as_ref().map(|(_, whole)| in_short(whole, now)),
        rows: form::rows(&form),
        form,
        post_id: post.map(|post| post.0),
        caught,
    })
}

/// The posts of a filter. Two dozen are shown; more than that are there only by
/// apps.
async fn caught(
    conn: &mut Conn,
    page: &PageFor,
    me: &Member,
    whole: &WholeFilter,
) -> Result<Vec<CaughtPost>> {
    let shown: Vec<_> = whole.posts.iter().rev().take(24).collect();
    let ids: Vec<PostId> = shown.iter().map(|post| post.post_id).collect();
    let posts = timelines::by_ids(conn, &page.app.cx, Some(me.account_id), &ids).await?;
    let view = |post: &&crate::db::models::filter::FilterPost| {
        let entry = posts.iter().find(|entry| entry.post.id == post.post_id);
        let noted = entry.map(present::noted);
        CaughtPost {
            id: post.id.0,
            url: noted.as_ref().map(|noted| noted.url.clone()),
            excerpt: noted.map(|noted| noted.excerpt).unwrap_or_default(),
        }
    };
    Ok(shown.iter().map(view).collect())
}
