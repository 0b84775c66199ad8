//! `/reports`: a member complains about somebody or a post.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::{AccountId, PostId};
use crate::db::models::report::Category;
use crate::domain::accounts::profile;
use crate::domain::member::Member;
use crate::domain::posts::thread;
use crate::domain::reports::{self, NewReport};
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::member::id;
use crate::web::present;
use crate::web::refused;
use crate::web::view::{FormView, Nav, ReportPage};

const TEMPLATE: &str = "member/report.html";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReportForm {
    account_id: String,
    post_id: String,
    comment: String,
    forward: String,
}

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    form: web::Query<ReportForm>,
) -> Result<HttpResponse, WebError> {
    let view = view(&page, &me, &form).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    page: PageFor,
    SignedIn(me): SignedIn,
    form: Submitted<ReportForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let filed = match fresh {
        Ok(()) => file(&page, &me, &form).await,
        Err(stale) => Err(stale),
    };
    let refusal = match filed {
        Ok(()) => {
            let said = flash::good(&page.app, "said-reported");
            return Ok(see_other("/home", &[said]));
        }
        Err(error) => refused::beside_form(&page, error)?,
    };
    let mut view = view(&page, &me, &form).await?;
    view.form = view.form.refused(&refusal);
    refused::respond(&page, &refusal, TEMPLATE, &view)
}

async fn file(page: &PageFor, me: &Member, form: &ReportForm) -> Result<()> {
    let new = NewReport {
        target: target(form)?,
        posts: post(form)?.into_iter().collect(),
        comment: form.comment.clone(),
        forward: form.forward == "true",
        category: Category::Other,
        rule_ids: Vec::new(),
    };
    let conn = &mut *page.app.db.conn().await?;
    reports::file(conn, &page.app.cx, me.account_id, &new).await?;
    Ok(())
}

fn target(form: &ReportForm) -> Result<AccountId> {
    let target = form.account_id.parse();
    target.map_err(|cause: crate::db::ids::NotAnId| Error::not_found().because(cause))
}

fn post(form: &ReportForm) -> Result<Option<PostId>> {
    if form.post_id.is_empty() {
        return Ok(None);
    }
    let post = form.post_id.parse().map(Some);
    post.map_err(|cause: crate::db::ids::NotAnId| Error::not_found().because(cause))
}

async fn view(page: &PageFor, me: &Member, form: &ReportForm) -> Result<ReportPage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let account = profile::get(conn, id(&form.account_id)?).await?;
    let post = match post(form)? {
        None => None,
        Some(post) => Some(thread::entry(conn, &page.app.cx, Some(me.account_id), post).await?),
    };
    Ok(ReportPage {
        layout: page.layout(conn, Nav::None).await?,
        form: FormView::new([
            ("account_id", form.account_id.as_str()),
            ("post_id", &form.post_id),
            ("comment", &form.comment),
            ("forward", &form.forward),
        ]),
        account: present::account(&account),
        post: post.map(|post| present::post(&post, Some(me.account_id))),
    })
}
