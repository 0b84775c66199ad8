//! Lists of people: followers and followed (for everybody), blocked and muted
//! (for the member alone).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::Account;
use crate::db::page::Slice;
use crate::db::views::accounts::Listed;
use crate::domain::accounts::profile;
use crate::domain::relationships::{lists, one, policy};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::present::{self, handle_path};
use crate::web::view::{
    Layout, ListedAccount, ListedKind, Nav, PeoplePage, RelationsKind, RelationsPage,
};

pub(super) async fn followers(
    page: PageFor,
    name: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let (layout, account, slice) = {
        let conn = &mut *page.app.db.conn().await?;
        let account = visible(conn, &page, &name).await?;
        let slice = if lists::may_read(&account, reader(&page)) {
            lists::followers(conn, account.id, cursor.page(PEOPLE)).await?
        } else {
            Slice::empty()
        };
        (page.layout(conn, Nav::None).await?, account, slice)
    };
    let own = reader(&page) == Some(account.id);
    public(
        &page,
        layout,
        &account,
        ListedKind::Followers,
        cursor,
        &slice,
        own,
    )
}

pub(super) async fn following(
    page: PageFor,
    name: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let (layout, account, slice) = {
        let conn = &mut *page.app.db.conn().await?;
        let account = visible(conn, &page, &name).await?;
        let slice = if lists::may_read(&account, reader(&page)) {
            lists::following(conn, account.id, cursor.page(PEOPLE)).await?
        } else {
            Slice::empty()
        };
        (page.layout(conn, Nav::None).await?, account, slice)
    };
    public(
        &page,
        layout,
        &account,
        ListedKind::Following,
        cursor,
        &slice,
        false,
    )
}

pub(super) async fn blocks(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let (layout, slice) = {
        let conn = &mut *page.app.db.conn().await?;
        let slice = lists::blocked(conn, me.account_id, cursor.page(PEOPLE)).await?;
        (page.layout(conn, Nav::None).await?, slice)
    };
    kept_away(&page, layout, RelationsKind::Blocks, cursor, &slice)
}

pub(super) async fn mutes(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let (layout, slice) = {
        let conn = &mut *page.app.db.conn().await?;
        let here = cursor.page(PEOPLE);
        let slice = lists::muted(conn, &page.app.cx, me.account_id, here).await?;
        (page.layout(conn, Nav::None).await?, slice)
    };
    kept_away(&page, layout, RelationsKind::Mutes, cursor, &slice)
}

fn reader(page: &PageFor) -> Option<AccountId> {
    page.member.as_ref().map(|me| me.account_id)
}

/// The account with this handle, if the reader may see it.
async fn visible(conn: &mut Conn, page: &PageFor, name: &str) -> Result<Account> {
    let account = profile::by_handle(conn, name).await?;
    let relation = match &page.member {
        None => None,
        Some(me) => Some(one(conn, &page.app.cx, me.account_id, account.id).await?),
    };
    policy::may_see(&account, relation.as_ref())?;
    Ok(account)
}

fn public(
    page: &PageFor,
    layout: Layout,
    account: &Account,
    list: ListedKind,
    cursor: Cursor,
    slice: &Slice<Listed>,
    can_remove: bool,
) -> Result<HttpResponse, WebError> {
    let word = match list {
        ListedKind::Followers => "followers",
        ListedKind::Following => "following",
    };
    let path = format!("{}/{word}", handle_path(&account.acct()));
    let people = slice.items.iter().map(|listed| ListedAccount {
        can_remove,
        ..present::listed(&listed.account)
    });
    let view = PeoplePage {
        layout: Layout {
            canonical: Some(format!("{}{path}", layout.site.url)),
            noindex: true,
            ..layout
        },
        account: present::account(account),
        list,
        people: people.collect(),
        hidden: !lists::may_read(account, reader(page)),
        pages: cursor.links(&path, slice, |listed| listed.key),
    };
    page.respond(StatusCode::OK, "public/people.html", &view)
}

fn kept_away(
    page: &PageFor,
    layout: Layout,
    kind: RelationsKind,
    cursor: Cursor,
    slice: &Slice<Listed>,
) -> Result<HttpResponse, WebError> {
    let path = match kind {
        RelationsKind::Blocks => "/blocks",
        RelationsKind::Mutes => "/mutes",
    };
    let people = slice.items.iter();
    let view = RelationsPage {
        layout,
        kind,
        people: people
            .map(|listed| present::listed(&listed.account))
            .collect(),
        pages: cursor.links(path, slice, |listed| listed.key),
    };
    page.respond(StatusCode::OK, "member/relations.html", &view)
}
