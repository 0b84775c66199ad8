//! `secrets`: random keys of this server, made once and shared by its processes.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::schema::secrets;

/// The secret under `name`. When there is none yet, `fresh` (new random bytes)
/// becomes it; of several processes that ask at once all get the same.
pub async fn get_or_create(conn: &mut Conn, name: &str, fresh: &[u8; 32]) -> QueryResult<Vec<u8>> {
    diesel::insert_into(secrets::table)
        .values((secrets::name.eq(name), secrets::value.eq(fresh.as_slice())))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    secrets::table
        .find(name)
        .select(secrets::value)
        .first(conn)
        .await
}
