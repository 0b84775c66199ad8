//! `/notifications`: what happened to the member.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::ids::{PostId, SeveranceId};
use crate::db::models::notification::NotificationKind as Kind;
use crate::db::models::severance::Severance;
use crate::db::views::emojis::Emojis;
use crate::db::views::notifications::NotificationRow;
use crate::db::views::posts::PostEntry;
use crate::domain::member::Member;
use crate::domain::{emojis, notifications, timelines};
use crate::foundation::text::excerpt;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::session::{SignedIn, return_path};
use crate::web::member::id;
use crate::web::paging::{Cursor, NOTIFICATIONS};
use crate::web::present;
use crate::web::view::{
    AccountView, LostView, Nav, NotedPost, NotificationKind, NotificationView, NotificationsPage,
};

/// Characters of the post beside a notification.
const EXCERPT: usize = 160;

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = {
        let (conn, cx) = (&mut *page.app.db.conn().await?, &page.app.cx);
        let slice =
            notifications::list(conn, cx, me.account_id, cursor.page(NOTIFICATIONS)).await?;
        let ids: Vec<PostId> = slice.items.iter().filter_map(|row| row.0.post_id).collect();
        let posts = timelines::by_ids(conn, cx, Some(me.account_id), &ids).await?;
        let people = slice.items.iter().map(|(_, from)| from);
        let emojis = emojis::of_accounts(conn, people).await?;
        let lost = slice.items.iter().filter_map(|row| row.0.severance_id);
        let lost = notifications::read::severances_of(conn, &lost.collect::<Vec<_>>()).await?;
        let notifications = views(&me, &slice.items, &posts, (&emojis, &lost));
        NotificationsPage {
            layout: page.layout(conn, Nav::Notifications).await?,
            any_unread: notifications.iter().any(|note| note.unread),
            notifications,
            pages: cursor.links("/notifications", &slice, |row| row.0.id.0),
        }
    };
    page.respond(StatusCode::OK, "member/notifications.html", &view)
}

#[derive(Deserialize)]
pub(super) struct ReadForm {
    /// The newest that was seen; without it, all there are.
    #[serde(default)]
    id: String,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn read(
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
/// told together. What is about a post that the member may not see (any more)
/// is left out.
fn views(
    me: &Member,
    rows: &[NotificationRow],
    posts: &[PostEntry],
    (emojis, lost): (&Emojis, &HashMap<SeveranceId, Severance>),
) -> Vec<NotificationView> {
    let posts: HashMap<PostId, &PostEntry> =
        posts.iter().map(|entry| (entry.post.id, entry)).collect();
    let mut told: HashMap<(Kind, PostId), usize> = HashMap::new();
    let mut views: Vec<NotificationView> = Vec::new();
    for (row, from) in rows {
        let Some(kind) = kind(
            me,
            row.kind,
            row.post_id.and_then(|id| posts.get(&id).copied()),
        ) else {
            continue;
        };
        let post = match row.post_id {
            None => None,
            Some(id) => match posts.get(&id) {
                Some(entry) => Some(*entry),
                None => continue,
            },
        };
        let together = matches!(row.kind, Kind::Boost | Kind::Favourite);
        if let Some(key) = row.post_id.filter(|_| together).map(|id| (row.kind, id)) {
            if let Some(first) = told.get(&key).and_then(|at| views.get_mut(*at)) {
                first.others += 1;
                continue;
            }
            told.insert(key, views.len());
        }
        views.push(NotificationView {
            id: row.id.0,
            kind,
            by: AccountView {
                name_parts: present::name_parts(&from.display_name, from.domain.as_deref(), emojis),
                ..present::account(from)
            },
            others: 0,
            at: row.created_at,
            unread: row.id.0 > me.notifications_read_id,
            post: post.map(noted),
            lost: row.severance_id.and_then(|id| lost.get(&id)).map(ended),
        });
    }
    views
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

fn noted(entry: &PostEntry) -> NotedPost {
    let words = if entry.post.content_warning.is_empty() {
        &entry.post.text
    } else {
        &entry.post.content_warning
    };
    let author = present::handle_path(&entry.author.acct());
    NotedPost {
        url: format!("{author}/{}", entry.post.id),
        excerpt: excerpt(words, EXCERPT),
        language: entry.post.language.clone(),
    }
}
