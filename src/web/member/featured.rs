//! `/settings/featured_tags`: the tags that a member's profile shows.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::ids::FeaturedTagId;
use crate::domain::member::Member;
use crate::domain::tags::feature;
use crate::foundation::error::Result;
use crate::foundation::text::path_segment;
use crate::http::error::WebError;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::member::{Back, id};
use crate::web::refused;
use crate::web::view::{FeaturedTagRow, FeaturedTagsPage, FormView, Nav};

const PATH: &str = "/settings/featured_tags";
const TEMPLATE: &str = "settings/featured_tags.html";

pub(super) async fn show(page: PageFor, SignedIn(me): SignedIn) -> Result<HttpResponse, WebError> {
    let view = view(&page, &me, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn view(page: &PageFor, me: &Member, form: FormView) -> Result<FeaturedTagsPage> {
    let conn = &mut *page.app.db.conn().await?;
    let shown = feature::list(conn, me.account_id).await?;
    let used = feature::suggestions(conn, me.account_id).await?;
    Ok(FeaturedTagsPage {
        layout: page.layout(conn, Nav::Settings).await?,
        form,
        tags: shown
            .into_iter()
            .map(|(row, stored)| FeaturedTagRow {
                id: row.id.0,
                name: row.name,
                url: format!("/tags/{}", path_segment(&stored)),
                posts: u64::try_from(row.posts_count).unwrap_or(0),
            })
            .collect(),
        suggestions: used
            .into_iter()
            .map(|entry| entry.tag.display_name)
            .collect(),
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TagForm {
    name: String,
}

pub(super) async fn add(
    page: PageFor,
    SignedIn(me): SignedIn,
    form: Submitted<TagForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let added = async {
        fresh?;
        let conn = &mut *page.app.db.conn().await?;
        feature::feature(conn, &page.app.cx, me.account_id, &form.name).await
    };
    let typed = FormView::new([("name", form.name.as_str())]);
    let done = |_| see_other(PATH, &[]);
    let again = async |form| view(&page, &me, form).await;
    refused::end(&page, added.await, done, (TEMPLATE, typed), again).await
}

pub(super) async fn remove(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    tag: web::Path<String>,
    CsrfForm(Back { .. }): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let tag: FeaturedTagId = id(&tag)?;
    let conn = &mut *app.db.conn().await?;
    feature::unfeature(conn, &app.cx, me.account_id, tag).await?;
    Ok(see_other(PATH, &[]))
}
