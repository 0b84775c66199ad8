//! The server's own account: it signs what the server fetches and reports, and
//! is nobody's.

use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account, NewAccount};
use crate::db::models::actor_key::{self, ActorKey, KeyKind};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::create;
use crate::foundation::error::{Error, Result};

/// Its name; members' names have no dots.
pub const USERNAME: &str = "instance.actor";

/// The server's own account, made where there is none yet. Its addresses follow
/// the server's name.
pub async fn ensure(conn: &mut Conn, cx: &DomainContext) -> Result<Account> {
    if find(conn).await?.is_none() {
        insert(conn, cx).await?;
    }
    let account = get(conn).await?;
    let uri = uri(cx);
    if account.uri == uri {
        return Ok(account);
    }
    conn.transaction(async |conn| {
        account::set_addresses(conn, account.id, &uri, &page(cx)).await?;
        actor_key::set_uri(conn, account.id, &key_uri(cx)).await?;
        get(conn).await
    })
    .await
}

/// The server's own account.
///
/// # Errors
/// `NotFound` before [`ensure`].
pub async fn get(conn: &mut Conn) -> Result<Account> {
    find(conn).await?.ok_or_else(Error::not_found)
}

async fn find(conn: &mut Conn) -> Result<Option<Account>> {
    Ok(account::by_handle(conn, USERNAME, None).await?)
}

fn uri(cx: &DomainContext) -> String {
    format!("{}/actor", cx.config.base_url())
}

fn key_uri(cx: &DomainContext) -> String {
    format!("{}#main-key", uri(cx))
}

fn page(cx: &DomainContext) -> String {
    format!("{}/about", cx.config.base_url())
}

async fn insert(conn: &mut Conn, cx: &DomainContext) -> Result<()> {
    let pair = create::new_key_pair().await?;
    let now = cx.clock.now();
    let account = NewAccount {
        id: AccountId(cx.ids.next()),
        username: USERNAME.to_owned(),
        skeleton: USERNAME.to_owned(),
        display_name: String::new(),
        uri: uri(cx),
        url: page(cx),
        created_at: now,
        updated_at: now,
    };
    let key = ActorKey {
        key_uri: key_uri(cx),
        account_id: account.id,
        kind: KeyKind::Rsa,
        public_der: pair.public_der,
        private_der: Some(pair.private_der),
        created_at: now,
    };
    conn.transaction(async |conn| {
        // Another process may have been quicker.
        if account::insert_instance_actor(conn, &account).await? {
            actor_key::insert(conn, &key).await?;
        }
        Ok(())
    })
    .await
}
