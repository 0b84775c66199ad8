//! `/lists`: people whom a member reads together, and what they post.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::{AccountId, ListId};
use crate::db::models::filter::FilterContext;
use crate::db::models::list::List;
use crate::domain::accounts::profile;
use crate::domain::lists::{self, SentList};
use crate::domain::member::Member;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::bodies;
use crate::web::member::id;
use crate::web::paging::{Cursor, POSTS};
use crate::web::present::{self, Sieve};
use crate::web::refused;
use crate::web::view::{FormView, ListPage, ListView, ListsPage, Nav, OnListsPage};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListForm {
    title: String,
    replies_policy: String,
    exclusive: String,
}

impl ListForm {
    pub(super) fn sent(&self) -> SentList {
        let policy = Some(self.replies_policy.clone());
        SentList {
            title: Some(self.title.clone()),
            replies_policy: policy.filter(|word| !word.is_empty()),
            exclusive: Some(self.exclusive == "true"),
        }
    }

    pub(super) fn shown(&self) -> FormView {
        FormView::new([
            ("title", self.title.as_str()),
            ("replies_policy", &self.replies_policy),
            ("exclusive", &self.exclusive),
        ])
    }
}

/// A list as pages show it.
pub(super) fn list_view(list: &List) -> ListView {
    ListView {
        id: list.id.0,
        title: list.title.clone(),
        exclusive: list.exclusive,
        has: false,
    }
}

pub(super) async fn all(page: PageFor, SignedIn(me): SignedIn) -> Result<HttpResponse, WebError> {
    let view = all_view(&page, &me, FormView::default()).await?;
    page.respond(StatusCode::OK, "member/lists.html", &view)
}

pub(super) async fn create(
    page: PageFor,
    SignedIn(me): SignedIn,
    form: Submitted<ListForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let made = async {
        fresh?;
        let conn = &mut *page.app.db.conn().await?;
        lists::create(conn, &page.app.cx, me.account_id, &form.sent()).await
    };
    let done = |list: List| {
        let said = flash::good(&page.app, "said-list-made");
        see_other(&format!("/lists/{}/edit", list.id), &[said])
    };
    let typed = ("member/lists.html", form.shown());
    let again = async |form| all_view(&page, &me, form).await;
    refused::end(&page, made.await, done, typed, again).await
}

async fn all_view(page: &PageFor, me: &Member, form: FormView) -> Result<ListsPage> {
    let conn = &mut *page.app.db.conn().await?;
    let lists = lists::all(conn, me.account_id).await?;
    Ok(ListsPage {
        layout: page.layout(conn, Nav::Lists).await?,
        form,
        lists: lists.iter().map(list_view).collect(),
    })
}

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    list: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let list: ListId = id(&list)?;
    let view = {
        let (conn, cx) = (&mut *page.app.db.conn().await?, &page.app.cx);
        let shown = lists::get(conn, me.account_id, list).await?;
        let here = cursor.page(POSTS);
        let slice = lists::timeline(conn, cx, me.account_id, list, &here).await?;
        let sieve = Sieve::of(conn, cx, Some(me.account_id), FilterContext::Home).await?;
        let layout = page.layout(conn, Nav::Lists).await?;
        ListPage {
            list: list_view(&shown),
            posts: bodies::drawn(&page, &layout, sieve.posts(&slice.items))?,
            pages: cursor.links(&format!("/lists/{list}"), &slice, |entry| entry.cursor),
            layout,
        }
    };
    page.respond(StatusCode::OK, "member/list.html", &view)
}

/// `/accounts/ID/lists`: the lists on which somebody stands.
pub(super) async fn of_person(
    page: PageFor,
    SignedIn(me): SignedIn,
    person: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let person: AccountId = id(&person)?;
    let view = {
        let conn = &mut *page.app.db.conn().await?;
        let account = profile::get(conn, person).await?;
        let on = lists::containing(conn, me.account_id, person).await?;
        let all = lists::all(conn, me.account_id).await?;
        OnListsPage {
            layout: page.layout(conn, Nav::Lists).await?,
            account: present::account(&account),
            lists: all
                .iter()
                .map(|list| ListView {
                    has: on.iter().any(|there| there.id == list.id),
                    ..list_view(list)
                })
                .collect(),
        }
    };
    page.respond(StatusCode::OK, "member/on_lists.html", &view)
}
