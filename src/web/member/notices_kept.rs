//! `/notifications/requests` and `/notifications/policy`: what was kept aside,
//! and from whom a member wants to hear; and forgetting all notifications.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::app::App;
use crate::db::ids::NotificationId;
use crate::db::models::notification_policy::{NotificationPolicy, PolicyChoice};
use crate::domain::member::Member;
use crate::domain::notifications::policy::{self, PolicyChanges, RequestEntry};
use crate::domain::notifications::read::{self, Asked};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::member::{Back, id, notifications};
use crate::web::paging::{Cursor, NOTIFICATIONS, PEOPLE};
use crate::web::view::{
    FormView, Nav, NoticePolicyPage, NoticeRequest, NoticeRequestPage, NoticeRequestsPage,
};
use crate::web::{present, refused};

const REQUESTS: &str = "/notifications/requests";
const POLICY: &str = "/notifications/policy";
const POLICY_TEMPLATE: &str = "member/notice_policy.html";
/// The groups of people, as fields of the form.
const GROUPS: [&str; 5] = [
    "not_following",
    "not_followers",
    "new_accounts",
    "private_mentions",
    "limited_accounts",
];

pub(super) async fn requests(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = {
        let (conn, cx) = (&mut *page.app.db.conn().await?, &page.app.cx);
        let slice = policy::requests(conn, cx, me.account_id, cursor.page(PEOPLE)).await?;
        NoticeRequestsPage {
            layout: page.layout(conn, Nav::Notifications).await?,
            requests: slice.items.iter().map(request_view).collect(),
            pages: cursor.links(REQUESTS, &slice, |entry| entry.request.id.0),
        }
    };
    page.respond(StatusCode::OK, "member/notice_requests.html", &view)
}

fn request_view(entry: &RequestEntry) -> NoticeRequest {
    NoticeRequest {
        id: entry.request.id.0,
        account: present::account(&entry.account),
        count: u32::try_from(entry.request.count).unwrap_or(u32::MAX),
        at: entry.request.updated_at,
        last: entry.last.as_ref().map(present::noted),
    }
}

pub(super) async fn request(
    page: PageFor,
    SignedIn(me): SignedIn,
    request: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let request: NotificationId = id(&request)?;
    let view = {
        let (conn, cx) = (&mut *page.app.db.conn().await?, &page.app.cx);
        let entry = policy::request(conn, cx, me.account_id, request).await?;
        let asked = Asked {
            from: Some(entry.account.id),
            ..Asked::default()
        };
        let here = cursor.page(NOTIFICATIONS);
        let grouped = read::groups(conn, cx, me.account_id, &asked, here).await?;
        let path = format!("{REQUESTS}/{request}");
        NoticeRequestPage {
            request: request_view(&entry),
            pages: notifications::links(cursor, &path, &grouped),
            notifications: notifications::views(conn, cx, &me, &grouped).await?,
            layout: page.layout(conn, Nav::Notifications).await?,
        }
    };
    page.respond(StatusCode::OK, "member/notice_request.html", &view)
}

pub(super) async fn answer(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    path: web::Path<(String, String)>,
    CsrfForm(Back { .. }): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let request: NotificationId = id(&path.0)?;
    let conn = &mut *app.db.conn().await?;
    let said = match path.1.as_str() {
        "accept" => {
            policy::accept(conn, &app.cx, me.account_id, &[request]).await?;
            "said-notices-accepted"
        }
        "dismiss" => {
            policy::dismiss(conn, me.account_id, &[request]).await?;
            "said-notices-dismissed"
        }
        _ => return Err(Error::not_found().into()),
    };
    Ok(see_other(REQUESTS, &[flash::good(&app, said)]))
}

pub(super) async fn policy(
    page: PageFor,
    SignedIn(me): SignedIn,
) -> Result<HttpResponse, WebError> {
    let (stored, _) = policy::get(&mut *page.app.db.conn().await?, me.account_id).await?;
    let view = policy_view(&page, as_stored(&stored)).await?;
    page.respond(StatusCode::OK, POLICY_TEMPLATE, &view)
}

fn as_stored(policy: &NotificationPolicy) -> FormView {
    FormView::new([
        ("not_following", policy.for_not_following.as_str()),
        ("not_followers", policy.for_not_followers.as_str()),
        ("new_accounts", policy.for_new_accounts.as_str()),
        ("private_mentions", policy.for_private_mentions.as_str()),
        ("limited_accounts", policy.for_limited_accounts.as_str()),
    ])
}

async fn policy_view(page: &PageFor, form: FormView) -> Result<NoticePolicyPage> {
    let conn = &mut *page.app.db.conn().await?;
    Ok(NoticePolicyPage {
        layout: page.layout(conn, Nav::Notifications).await?,
        form,
        groups: GROUPS.to_vec(),
    })
}

pub(super) async fn change_policy(
    page: PageFor,
    SignedIn(me): SignedIn,
    form: Submitted<BTreeMap<String, String>>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let changed = async {
        fresh?;
        change(&page, &me, &form).await
    };
    let done = |()| see_other(POLICY, &[flash::good(&page.app, "said-policy-saved")]);
    let typed = form.iter().filter(|(name, _)| *name != "csrf");
    let typed = FormView::new(typed.map(|(name, value)| (name.as_str(), value.as_str())));
    let again = async |form| policy_view(&page, form).await;
    refused::end(&page, changed.await, done, (POLICY_TEMPLATE, typed), again).await
}

async fn change(page: &PageFor, me: &Member, form: &BTreeMap<String, String>) -> Result<()> {
    let chosen = |group: &'static str| -> Result<Option<PolicyChoice>> {
        match form.get(group).map(|word| word.parse()) {
            None => Ok(None),
            Some(Ok(choice)) => Ok(Some(choice)),
            Some(Err(_unknown)) => Err(Error::field(group, Message::of("refused-notices-choice"))),
        }
    };
    let changes = PolicyChanges {
        for_not_following: chosen("not_following")?,
        for_not_followers: chosen("not_followers")?,
        for_new_accounts: chosen("new_accounts")?,
        for_private_mentions: chosen("private_mentions")?,
        for_limited_accounts: chosen("limited_accounts")?,
    };
    policy::change(&mut *page.app.db.conn().await?, me.account_id, &changes).await?;
    Ok(())
}

/// What the question about forgetting everything was answered with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sure {
    sure: String,
}

pub(super) async fn clear(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    CsrfForm(form): CsrfForm<Sure>,
) -> Result<HttpResponse, WebError> {
    let said = if form.sure == "true" {
        read::clear(&mut *app.db.conn().await?, me.account_id).await?;
        flash::good(&app, "said-notices-gone")
    } else {
        flash::bad(&app, "said-notices-unsure")
    };
    Ok(see_other("/notifications", &[said]))
}
