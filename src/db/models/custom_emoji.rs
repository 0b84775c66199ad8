//! `custom_emojis`: small pictures with a name, of this server and of others.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::EmojiId;
use crate::db::page::{Page, Slice};
use crate::db::schema::custom_emojis;

/// Most emoji of this server that are listed.
const LOCAL_MAX: i64 = 5_000;

/// A custom emoji.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = custom_emojis)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct CustomEmoji {
    pub id: EmojiId,
    pub shortcode: String,
    pub domain: Option<String>,
    pub uri: Option<String>,
    pub storage_key: Option<String>,
    pub image_url: Option<String>,
    pub updated_at: DateTime<Utc>,
    pub category: Option<String>,
    pub disabled: bool,
}

/// An emoji of this server to be.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = custom_emojis)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct NewEmoji {
    pub id: EmojiId,
    pub shortcode: String,
    pub category: Option<String>,
    pub storage_key: String,
    pub updated_at: DateTime<Utc>,
}

/// What another server says of an emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Remote {
    pub id: EmojiId,
    pub shortcode: String,
    pub uri: Option<String>,
    pub image_url: String,
}

/// Stores the emoji of another server, in one statement; pictures that moved
/// are noted. Each shortcode at most once.
pub async fn upsert(
    conn: &mut Conn,
    domain: &str,
    emojis: &[Remote],
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let ids: Vec<EmojiId> = emojis.iter().map(|emoji| emoji.id).collect();
    let codes: Vec<&str> = emojis.iter().map(|emoji| &*emoji.shortcode).collect();
    let uris: Vec<Option<&str>> = emojis.iter().map(|emoji| emoji.uri.as_deref()).collect();
    let images: Vec<&str> = emojis.iter().map(|emoji| &*emoji.image_url).collect();
    diesel::sql_query(
        "INSERT INTO custom_emojis (id, shortcode, domain, uri, image_url, updated_at) \
         SELECT e.id, e.shortcode, $5, e.uri, e.image_url, $6 \
         FROM unnest($1, $2, $3, $4) AS e (id, shortcode, uri, image_url) \
         ON CONFLICT (shortcode, coalesce(domain, '')) DO UPDATE \
         SET uri = excluded.uri, image_url = excluded.image_url, updated_at = excluded.updated_at \
         WHERE custom_emojis.image_url IS DISTINCT FROM excluded.image_url \
         OR custom_emojis.uri IS DISTINCT FROM excluded.uri",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Text>, _>(codes)
    .bind::<Array<Nullable<Text>>, _>(uris)
    .bind::<Array<Text>, _>(images)
    .bind::<Text, _>(domain)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await
}

/// The emoji with these names that may be shown: pairs of shortcode and domain
/// (empty for this server).
pub async fn find_many(
    conn: &mut Conn,
    names: &[(String, String)],
) -> QueryResult<Vec<CustomEmoji>> {
    let (codes, domains): (Vec<&str>, Vec<&str>) = names
        .iter()
        .map(|(code, domain)| (code.as_str(), domain.as_str()))
        .unzip();
    diesel::sql_query(
        "SELECT e.id, e.shortcode, e.domain, e.uri, e.storage_key, e.image_url, e.updated_at, \
         e.category, e.disabled FROM unnest($1, $2) AS n (shortcode, domain) \
         JOIN custom_emojis e ON e.shortcode = n.shortcode \
         AND coalesce(e.domain, '') = n.domain AND NOT e.disabled",
    )
    .bind::<Array<Text>, _>(codes)
    .bind::<Array<Text>, _>(domains)
    .load(conn)
    .await
}

/// The emoji of this server that members may write with, in the order of their
/// names.
pub async fn local(conn: &mut Conn) -> QueryResult<Vec<CustomEmoji>> {
    custom_emojis::table
        .filter(custom_emojis::domain.is_null())
        .filter(custom_emojis::disabled.eq(false))
        .order(custom_emojis::shortcode)
        .limit(LOCAL_MAX)
        .select(CustomEmoji::as_select())
        .load(conn)
        .await
}

/// The emoji with this ID.
pub async fn find(conn: &mut Conn, id: EmojiId) -> QueryResult<Option<CustomEmoji>> {
    custom_emojis::table
        .find(id)
        .select(CustomEmoji::as_select())
        .first(conn)
        .await
        .optional()
}

/// All emoji of this server, in the order of their names.
pub async fn all_own(conn: &mut Conn) -> QueryResult<Vec<CustomEmoji>> {
    custom_emojis::table
        .filter(custom_emojis::domain.is_null())
        .order(custom_emojis::shortcode)
        .limit(LOCAL_MAX)
        .select(CustomEmoji::as_select())
        .load(conn)
        .await
}

/// The emoji of this server with this name.
pub async fn own(conn: &mut Conn, shortcode: &str) -> QueryResult<Option<CustomEmoji>> {
    custom_emojis::table
        .filter(custom_emojis::domain.is_null())
        .filter(custom_emojis::shortcode.eq(shortcode))
        .select(CustomEmoji::as_select())
        .first(conn)
        .await
        .optional()
}

/// Adds an emoji of this server; none where the name is taken.
pub async fn insert_own(conn: &mut Conn, new: &NewEmoji) -> QueryResult<Option<CustomEmoji>> {
    diesel::insert_into(custom_emojis::table)
        .values(new)
        .on_conflict_do_nothing()
        .returning(CustomEmoji::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Deletes the emoji of this server with this name; what it was.
pub async fn delete_own(conn: &mut Conn, shortcode: &str) -> QueryResult<Option<CustomEmoji>> {
    diesel::delete(custom_emojis::table)
        .filter(custom_emojis::domain.is_null())
        .filter(custom_emojis::shortcode.eq(shortcode))
        .returning(CustomEmoji::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Changes whether an emoji may be used; what it is then.
pub async fn set_disabled(
    conn: &mut Conn,
    id: EmojiId,
    disabled: bool,
    now: DateTime<Utc>,
) -> QueryResult<Option<CustomEmoji>> {
    diesel::update(custom_emojis::table.find(id))
        .set((
            custom_emojis::disabled.eq(disabled),
            custom_emojis::updated_at.eq(now),
        ))
        .returning(CustomEmoji::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Puts an emoji of this server under a heading; what it is then.
pub async fn set_category(
    conn: &mut Conn,
    id: EmojiId,
    category: Option<&str>,
    now: DateTime<Utc>,
) -> QueryResult<Option<CustomEmoji>> {
    diesel::update(custom_emojis::table.find(id))
        .filter(custom_emojis::domain.is_null())
        .set((
            custom_emojis::category.eq(category),
            custom_emojis::updated_at.eq(now),
        ))
        .returning(CustomEmoji::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Which emoji are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Those of other servers.
    pub remote: bool,
    /// Of this server alone.
    pub domain: Option<String>,
    /// With these letters in their names.
    pub letters: Option<String>,
}

/// One page of emoji, the newest first.
pub async fn page(
    conn: &mut Conn,
    filter: &Filter,
    page: &Page,
) -> QueryResult<Slice<CustomEmoji>> {
    let mut query = custom_emojis::table
        .filter(custom_emojis::id.lt(page.upper()))
        .filter(custom_emojis::id.gt(page.lower()))
        .select(CustomEmoji::as_select())
        .limit(page.fetch())
        .into_boxed();
    query = match (filter.remote, &filter.domain) {
        (false, _) => query.filter(custom_emojis::domain.is_null()),
        (true, None) => query.filter(custom_emojis::domain.is_not_null()),
        (true, Some(domain)) => query.filter(custom_emojis::domain.eq(domain)),
    };
    if let Some(letters) = &filter.letters {
        let letters = letters.replace(['\\', '%'], "").replace('_', "\\_");
        query = query.filter(custom_emojis::shortcode.ilike(format!("%{letters}%")));
    }
    let rows = if page.ascending() {
        query.order(custom_emojis::id.asc()).load(conn).await?
    } else {
        query.order(custom_emojis::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}
