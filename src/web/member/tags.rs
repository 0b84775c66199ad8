//! `/followed_tags` and `/tags/NAME/…`: tags that a member follows or shows on
//! their profile.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::domain::member::Member;
use crate::domain::tags::{feature, follow};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::text::path_segment;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::member::Back;
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::refused;
use crate::web::view::{FollowedTag, FollowedTagsPage, FormView, Nav};

const PATH: &str = "/followed_tags";
const TEMPLATE: &str = "member/followed_tags.html";

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = view(&page, &me, FormView::default(), cursor).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TagForm {
    name: String,
}

pub(super) async fn submit(
    page: PageFor,
    SignedIn(me): SignedIn,
    form: Submitted<TagForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let followed = async {
        fresh?;
        begin(&page, &me, &form.name).await
    };
    let typed = FormView::new([("name", form.name.as_str())]);
    let done = |()| see_other(PATH, &[]);
    let again = async |form| view(&page, &me, form, Cursor::default()).await;
    refused::end(&page, followed.await, done, (TEMPLATE, typed), again).await
}

async fn begin(page: &PageFor, me: &Member, typed: &str) -> Result<()> {
    let name = typed.trim().trim_start_matches(['#', '＃']);
    let conn = &mut *page.app.db.conn().await?;
    let followed = follow::follow(conn, &page.app.cx, me.account_id, name).await;
    followed.map(drop).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            let message = Message::of("refused-tag-word");
            Error::field("name", message).because(error)
        }
        _ => error,
    })
}

async fn view(
    page: &PageFor,
    me: &Member,
    form: FormView,
    cursor: Cursor,
) -> Result<FollowedTagsPage> {
    let conn = &mut *page.app.db.conn().await?;
    let slice = follow::list(conn, me.account_id, cursor.page(PEOPLE)).await?;
    let tags = slice.items.iter().map(|(_, entry)| FollowedTag {
        name: entry.tag.display_name.clone(),
        url: format!("/tags/{}", path_segment(&entry.tag.name)),
    });
    Ok(FollowedTagsPage {
        layout: page.layout(conn, Nav::Lists).await?,
        form,
        tags: tags.collect(),
        pages: cursor.links(PATH, &slice, |(key, _)| key.0),
    })
}

/// A button on the page of a tag.
pub(super) async fn act(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    path: web::Path<(String, String)>,
    CsrfForm(back): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let (name, act) = path.into_inner();
    let (conn, cx, me) = (&mut *app.db.conn().await?, &app.cx, me.account_id);
    let said = match act.as_str() {
        "follow" => {
            follow::follow(conn, cx, me, &name).await?;
            "said-tag-followed"
        }
        "unfollow" => {
            follow::unfollow(conn, cx, me, &name).await?;
            "said-tag-unfollowed"
        }
        "feature" => {
            feature::feature_by_name(conn, cx, me, &name).await?;
            "said-tag-featured"
        }
        "unfeature" => {
            feature::unfeature_by_name(conn, cx, me, &name).await?;
            "said-tag-unfeatured"
        }
        _ => return Err(Error::not_found().into()),
    };
    let otherwise = format!("/tags/{}", path_segment(&name));
    Ok(back.answer(&otherwise, &[flash::good(&app, said)]))
}
