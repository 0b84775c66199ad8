//! Turns what notifications refer to into entities, in a constant number of
//! statements.

use std::collections::HashMap;

use crate::api::entities::account::Account;
use crate::api::entities::notification::Subjects;
use crate::api::entities::status::Status;
use crate::api::error::ApiResult;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::views::posts::PostEntry;
use crate::domain::notifications::read;
use crate::domain::{people, statuses};

/// These people and posts, as the member sees them.
pub(in crate::api) async fn show(
    conn: &mut Conn,
    app: &App,
    member: AccountId,
    ids: &[AccountId],
    posts: Vec<PostEntry>,
) -> ApiResult<Subjects> {
    let present = Present::new(app, Some(member));
    let (people, emojis) = people::many_who_notify(conn, ids).await?;
    let accounts = people
        .iter()
        .map(|(id, person)| (*id, Account::new(&present, person, &emojis)));
    let statuses = statuses::complete_for(conn, &app.cx, Some(member), posts).await?;
    let shown: HashMap<PostId, Status> = statuses
        .entries
        .iter()
        .filter_map(|entry| {
            let status = Status::new(&present, entry, &statuses.beside)?;
            Some((entry.post.id, status))
        })
        .collect();
    Ok(Subjects {
        accounts: accounts.collect(),
        statuses: shown,
        ..Subjects::default()
    })
}

/// As [`show`], for what the domain found of notifications.
pub(super) async fn of(
    conn: &mut Conn,
    app: &App,
    member: AccountId,
    mut ids: Vec<AccountId>,
    subjects: read::Subjects,
) -> ApiResult<Subjects> {
    ids.extend(subjects.reports.values().map(|told| told.target.id));
    ids.sort_unstable();
    ids.dedup();
    let posts = subjects.posts.into_values().collect();
    let mut shown = show(conn, app, member, &ids, posts).await?;
    shown.reports = subjects.reports;
    shown.warnings = subjects.warnings;
    shown.severances = subjects.severances;
    Ok(shown)
}
