//! `/scheduled`: a member's posts that wait for their time.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::ids::ScheduledPostId;
use crate::domain::member::Member;
use crate::domain::scheduled::{self, ScheduledEntry};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::member::compose_form::{FIELD_TIME, in_plain_words, time};
use crate::web::member::{Back, id};
use crate::web::paging::{Cursor, POSTS};
use crate::web::refused;
use crate::web::view::{FormView, Nav, ScheduledPage, ScheduledView};

const PATH: &str = "/scheduled";
const TEMPLATE: &str = "member/scheduled.html";

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = view(&page, &me, FormView::default(), cursor).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn view(
    page: &PageFor,
    me: &Member,
    form: FormView,
    cursor: Cursor,
) -> Result<ScheduledPage> {
    let conn = &mut *page.app.db.conn().await?;
    let slice = scheduled::list(conn, me.account_id, cursor.page(POSTS)).await?;
    Ok(ScheduledPage {
        layout: page.layout(conn, Nav::Settings).await?,
        form,
        posts: slice.items.iter().map(post).collect(),
        pages: cursor.links(PATH, &slice, |entry| entry.row.id.0),
    })
}

fn post(entry: &ScheduledEntry) -> ScheduledView {
    let post = &entry.post;
    ScheduledView {
        id: entry.row.id.0,
        at: entry.row.scheduled_at,
        at_field: entry.row.scheduled_at.format(FIELD_TIME).to_string(),
        text: post.text.clone(),
        content_warning: post.content_warning.clone(),
        audience: post.visibility.as_str().to_owned(),
        files: u32::try_from(entry.media.len()).unwrap_or(u32::MAX),
        asks: post.poll.is_some(),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TimeForm {
    scheduled_at: String,
}

pub(super) async fn change(
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
    form: Submitted<TimeForm>,
) -> Result<HttpResponse, WebError> {
    let post: ScheduledPostId = id(&post)?;
    let (form, fresh) = form.parts();
    let moved = async {
        fresh?;
        move_to(&page, &me, post, &form.scheduled_at).await
    };
    let done = |()| see_other(PATH, &[flash::good(&page.app, "said-scheduled-moved")]);
    let typed = FormView::new([("scheduled_at", form.scheduled_at.as_str())]);
    let typed = typed.value("id", post.to_string());
    let again = async |form| view(&page, &me, form, Cursor::default()).await;
    refused::end(&page, moved.await, done, (TEMPLATE, typed), again).await
}

async fn move_to(page: &PageFor, me: &Member, post: ScheduledPostId, typed: &str) -> Result<()> {
    let (conn, cx) = (&mut *page.app.db.conn().await?, &page.app.cx);
    scheduled::get(conn, me.account_id, post).await?;
    let time = time(typed)?;
    let moved = scheduled::move_to(conn, cx, me.account_id, post, time).await;
    moved.map(drop).map_err(in_plain_words)
}

pub(super) async fn cancel(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
    CsrfForm(Back { .. }): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *app.db.conn().await?;
    scheduled::cancel(conn, me.account_id, id(&post)?).await?;
    let said = flash::good(&app, "said-scheduled-taken-back");
    Ok(see_other(PATH, &[said]))
}
