//! `/notifications`: what happened to the member.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::Account;
use crate::db::models::filter::FilterContext;
use crate::db::models::notification::NotificationKind as Kind;
use crate::db::models::severance::Severance;
use crate::db::page::Slice;
use crate::db::views::emojis::Emojis;
use crate::db::views::notifications::Group;
use crate::db::views::posts::PostEntry;
use crate::domain::member::Member;
use crate::domain::notifications::policy;
use crate::domain::notifications::read::{self, Asked, Grouped};
use crate::domain::{DomainContext, emojis, notifications};
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::session::{SignedIn, return_path};
use crate::web::member::id;
use crate::web::paging::{Cursor, NOTIFICATIONS};
use crate::web::present::{self, Sieve, Verdict};
use crate::web::view::{
    AccountView, LostView, Nav, NotificationKind, NotificationView, NotificationsPage, PagesView,
};

/// Which kinds are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tab {
    kind: String,
}

/// The kinds of a tab; none for all.
fn kinds(tab: &str) -> Result<Option<Vec<Kind>>> {
    Ok(Some(match tab {
        "" => return Ok(None),
        "mentions" => vec![Kind::Mention],
        "boosts" => vec![Kind::Boost],
        "favourites" => vec![Kind::Favourite],
        "follows" => vec![Kind::Follow, Kind::FollowRequest],
        "quotes" => vec![Kind::Quote],
        "polls" => vec![Kind::Poll],
        "edits" => vec![Kind::Edit],
        "posts" => vec![Kind::Post],
        _ => return Err(Error::not_found()),
    }))
}

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    tab: web::Query<Tab>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = {
        let (conn, cx) = (&mut *page.app.db.conn().await?, &page.app.cx);
        let asked = Asked {
            kinds: kinds(&tab.kind)?,
            pages: true,
            ..Asked::default()
        };
        let here = cursor.page(NOTIFICATIONS);
        let grouped = read::groups(conn, cx, me.account_id, &asked, here).await?;
        let notifications = views(conn, cx, &me, &grouped).await?;
        let path = match tab.kind.as_str() {
            "" => "/notifications".to_owned(),
            kind => format!("/notifications?kind={kind}"),
        };
        let (_, waiting) = policy::get(conn, me.account_id).await?;
        NotificationsPage {
            layout: page.layout(conn, Nav::Notifications).await?,
            any_unread: notifications.iter().any(|note| note.unread),
            notifications,
            tab: tab.kind.clone(),
            requests: u32::try_from(waiting.requests).unwrap_or(u32::MAX),
            pages: links(cursor, &path, &grouped),
        }
    };
    page.respond(StatusCode::OK, "member/notifications.html", &view)
}

/// Links to the next pages, by what was looked at, shown or not.
pub(super) fn links(cursor: Cursor, path: &str, grouped: &Grouped) -> PagesView {
    let ends = grouped.bounds.map(|(last, first)| vec![first.0, last.0]);
    let looked_at = Slice {
        items: ends.unwrap_or_default(),
        more: grouped.groups.more,
    };
    cursor.links(path, &looked_at, |id| *id)
}

#[derive(Deserialize)]
pub(super) struct ReadForm {
    /// The newest that was seen; without it, all there are.
    #[serde(default)]
    id: String,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn mark(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    CsrfForm(form): CsrfForm<ReadForm>,
) -> Result<HttpResponse, WebError> {
    let newest = match form.id.as_str() {
        "" => None,
        text => Some(id(text)?),
    };
    let conn = &mut *app.db.conn().await?;
    notifications::mark_read(conn, &app.cx, me.account_id, newest).await?;
    let path = return_path(&form.return_to, "/notifications");
    Ok(see_other(path, &[]))
}

/// One entry for each thing that happened: the same kind about the same post is
/// told together. What filters leave out is left out here.
pub(super) async fn views(
    conn: &mut Conn,
    cx: &DomainContext,
    me: &Member,
    grouped: &Grouped,
) -> Result<Vec<NotificationView>> {
    let context = FilterContext::Notifications;
    let sieve = Sieve::of(conn, cx, Some(me.account_id), context).await?;
    let emojis = emojis::of_accounts(conn, &grouped.people).await?;
    let people: HashMap<AccountId, AccountView> = grouped
        .people
        .iter()
        .map(|person| (person.id, face(person, &emojis)))
        .collect();
    let groups = grouped.groups.items.iter();
    Ok(groups
        .filter_map(|group| view(me, group, grouped, &people, &sieve))
        .collect())
}

fn face(person: &Account, emojis: &Emojis) -> AccountView {
    AccountView {
        name_parts: present::name_parts(&person.display_name, person.domain.as_deref(), emojis),
        ..present::account(person)
    }
}

fn view(
    me: &Member,
    group: &Group,
    grouped: &Grouped,
    people: &HashMap<AccountId, AccountView>,
    sieve: &Sieve,
) -> Option<NotificationView> {
    let (row, subjects) = (&group.newest, &grouped.subjects);
    let post = row.post_id.and_then(|id| subjects.posts.get(&id));
    let filtered = match post.map(|entry| sieve.look(entry)) {
        Some(Verdict::LeftOut(_)) => return None,
        Some(Verdict::Folded(titles)) => Some(titles),
        Some(Verdict::Shown | Verdict::Closed) | None => None,
    };
    let by = people.get(&row.from_account_id)?.clone();
    let others = group.sample.iter().filter(|id| **id != row.from_account_id);
    Some(NotificationView {
        id: group.most_recent_id.0,
        kind: kind(me, row.kind, post)?,
        reaction: row.reaction().map(|reaction| match post {
            Some(entry) => present::reaction(&reaction, &entry.emojis),
            None => present::reaction(&reaction, &Emojis::default()),
        }),
        faces: others.filter_map(|id| people.get(id).cloned()).collect(),
        by,
        others: u32::try_from(group.count.saturating_sub(1)).unwrap_or(0),
        at: group.page_latest_at,
        unread: group.most_recent_id.0 > me.notifications_read_id,
        post: post.map(present::noted),
        filtered,
        lost: row
            .severance_id
            .and_then(|id| subjects.severances.get(&id))
            .map(ended),
    })
}

/// None for what has no words on the page.
fn kind(me: &Member, kind: Kind, post: Option<&PostEntry>) -> Option<NotificationKind> {
    let to_me = post.is_some_and(|post| post.post.in_reply_to_account_id == Some(me.account_id));
    let kind = match kind {
        Kind::Mention if to_me => NotificationKind::Reply,
        Kind::Mention => NotificationKind::Mention,
        Kind::Boost => NotificationKind::Boost,
        Kind::Favourite => NotificationKind::Favourite,
        Kind::Follow => NotificationKind::Follow,
        Kind::FollowRequest => NotificationKind::FollowRequest,
        Kind::Edit => NotificationKind::Edit,
        Kind::SignUp => NotificationKind::SignUp,
        Kind::Poll if post.is_some_and(|post| post.author.id == me.account_id) => {
            NotificationKind::OwnPoll
        }
        Kind::Poll => NotificationKind::Poll,
        Kind::Quote => NotificationKind::Quote,
        Kind::Report => NotificationKind::Report,
        Kind::Post => NotificationKind::Post,
        Kind::ModerationWarning => NotificationKind::Strike,
        Kind::ReportSettled => NotificationKind::ReportSettled,
        Kind::AppealDecided => NotificationKind::AppealDecided,
        Kind::Appeal => NotificationKind::Appeal,
        Kind::SeveredRelationships => NotificationKind::Severed,
        Kind::QuotedEdit | Kind::AddedToCollection | Kind::CollectionUpdate => return None,
    };
    Some(kind)
}

fn ended(lost: &Severance) -> LostView {
    LostView {
        target: lost.target_name.clone(),
        followers: lost.followers_count,
        following: lost.following_count,
    }
}
