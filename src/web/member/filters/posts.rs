//! Single posts in filters: putting one in from its menu, and taking it out.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::ids::{FilterId, FilterPostId, PostId};
use crate::domain::filters::{self, parts};
use crate::domain::posts::thread;
use crate::foundation::error::ErrorKind;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::session::{SignedIn, return_path};
use crate::web::member::filters::in_short;
use crate::web::member::{Back, id};
use crate::web::present;
use crate::web::view::{FiltersPage, Nav};

/// `/filters/for/POST`: which filter a post goes into.
pub(super) async fn choose(
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let post: PostId = id(&post)?;
    let view = {
        let (conn, cx) = (&mut *page.app.db.conn().await?, &page.app.cx);
        let entry = thread::entry(conn, cx, Some(me.account_id), post).await?;
        let all = filters::all(conn, me.account_id).await?;
        let now = cx.clock.now();
        FiltersPage {
            layout: page.layout(conn, Nav::None).await?,
            filters: all.iter().map(|whole| in_short(whole, now)).collect(),
            post: Some(present::post(&entry, Some(me.account_id))),
        }
    };
    page.respond(StatusCode::OK, "member/filters.html", &view)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PostForm {
    post_id: String,
    return_to: String,
}

pub(super) async fn add(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    filter: web::Path<String>,
    CsrfForm(form): CsrfForm<PostForm>,
) -> Result<HttpResponse, WebError> {
    let (filter, post): (FilterId, PostId) = (id(&filter)?, id(&form.post_id)?);
    let conn = &mut *app.db.conn().await?;
    let said = match parts::add_post(conn, &app.cx, me.account_id, filter, post).await {
        Ok(_) => flash::good(&app, "said-filter-has-post"),
        Err(error) if error.kind() == ErrorKind::Invalid => flash::bad(&app, "said-filter-full"),
        Err(error) => return Err(error.into()),
    };
    Ok(see_other(return_path(&form.return_to, "/filters"), &[said]))
}

pub(super) async fn remove(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
    CsrfForm(back): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let post: FilterPostId = id(&post)?;
    let conn = &mut *app.db.conn().await?;
    parts::remove_post(conn, me.account_id, post).await?;
    Ok(back.answer("/filters", &[]))
}
