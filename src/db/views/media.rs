//! Files of posts as moderators look through them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, MediaId, PostId};
use crate::db::models::media::Media;
use crate::db::page::{Page, Slice};
use crate::db::schema::{accounts, media_attachments};

/// Whose files are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// Everybody's.
    #[default]
    Any,
    /// Members'.
    Local,
    /// Those of people of other servers.
    Remote,
    /// Members' that belong to no post.
    Unattached,
}

/// Which files are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// Whose.
    pub origin: Origin,
    /// Of this account only.
    pub account: Option<AccountId>,
}

/// A file, and the name and host of whose it is.
pub type Shown = (Media, String, Option<String>);

/// One page of the files, the newest first.
pub async fn page(conn: &mut Conn, filter: Filter, page: &Page) -> QueryResult<Slice<Shown>> {
    let mut query = media_attachments::table
        .inner_join(accounts::table.on(accounts::id.eq(media_attachments::account_id)))
        .filter(media_attachments::id.lt(page.upper()))
        .filter(media_attachments::id.gt(page.lower()))
        .select((Media::as_select(), accounts::username, accounts::domain))
        .limit(page.fetch())
        .into_boxed();
    query = match filter.origin {
        Origin::Any => query,
        Origin::Local => query.filter(media_attachments::remote_url.is_null()),
        Origin::Remote => query.filter(media_attachments::remote_url.is_not_null()),
        Origin::Unattached => query
            .filter(media_attachments::post_id.is_null())
            .filter(media_attachments::former_post_id.is_null()),
    };
    if let Some(account) = filter.account {
        query = query.filter(media_attachments::account_id.eq(account));
    }
    let rows = if page.ascending() {
        query.order(media_attachments::id.asc()).load(conn).await?
    } else {
        query.order(media_attachments::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// These files, the newest first.
pub async fn some(conn: &mut Conn, ids: &[MediaId]) -> QueryResult<Vec<Shown>> {
    media_attachments::table
        .inner_join(accounts::table.on(accounts::id.eq(media_attachments::account_id)))
        .filter(media_attachments::id.eq_any(ids))
        .order(media_attachments::id.desc())
        .select((Media::as_select(), accounts::username, accounts::domain))
        .load(conn)
        .await
}

/// At most `limit` files of an account, or of a post of it where that is named.
pub async fn of(
    conn: &mut Conn,
    account: AccountId,
    post: Option<PostId>,
    limit: i64,
) -> QueryResult<Vec<MediaId>> {
    let mut query = media_attachments::table
        .filter(media_attachments::account_id.eq(account))
        .select(media_attachments::id)
        .limit(limit)
        .into_boxed();
    if let Some(post) = post {
        query = query.filter(
            media_attachments::post_id
                .eq(post)
                .or(media_attachments::former_post_id.eq(post)),
        );
    }
    query.load(conn).await
}

/// Removes these files; returns what they were.
pub async fn delete(conn: &mut Conn, ids: &[MediaId]) -> QueryResult<Vec<Media>> {
    diesel::delete(media_attachments::table.filter(media_attachments::id.eq_any(ids)))
        .returning(Media::as_returning())
        .get_results(conn)
        .await
}
