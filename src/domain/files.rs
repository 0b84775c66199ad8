//! Stored files and the rows they belong to. A file's key is written down before
//! the file is stored, and crossed out in the transaction that writes the row it
//! belongs to: whatever happens in between, no file is forgotten.

use crate::db::Conn;
use crate::db::models::unclaimed_file;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::legal::holds;
use crate::foundation::error::{Error, Result};
use crate::foundation::storage::{Key, Store};

/// Notes that files with these keys will be stored.
pub async fn announce(db: &Database, cx: &DomainContext, keys: &[Key]) -> Result<()> {
    let conn = &mut *db.conn().await?;
    Ok(unclaimed_file::insert(conn, &texts(keys), cx.clock.now()).await?)
}

/// Makes files belong to rows of the caller's transaction.
///
/// # Errors
/// `Internal` when the sweep has taken them, which waits for longer than any
/// request lasts.
pub async fn claim(conn: &mut Conn, keys: &[Key]) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let claimed = unclaimed_file::remove(conn, &texts(keys)).await?;
    if claimed == keys.len() {
        Ok(())
    } else {
        Err(Error::internal(std::io::Error::other(
            "a file was swept before it belonged to anything",
        )))
    }
}

/// Notes, in the caller's transaction, that files belong to nothing any more;
/// [`discard`] removes them afterwards, or the sweep does.
pub async fn release(conn: &mut Conn, cx: &DomainContext, keys: &[Key]) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    Ok(unclaimed_file::insert(conn, &texts(keys), cx.clock.now()).await?)
}

/// Removes announced or released files, but those that a hold keeps. A failure costs
/// disk space until the sweep and nothing else: it is logged.
pub async fn discard(db: &Database, store: &Store, keys: &[Key]) {
    let free = async {
        let texts: Vec<String> = keys.iter().map(Key::to_string).collect();
        holds::removable(&mut *db.conn().await?, &texts).await
    };
    let free = match free.await {
        Ok(free) => free,
        Err(error) => {
            tracing::warn!(?error, "files that belong to nothing stay until the sweep");
            return;
        }
    };
    for key in keys {
        if !free.iter().any(|free| free == key.as_str()) {
            continue;
        }
        if let Err(error) = store.delete(key).await {
            tracing::warn!(%key, ?error, "a file that belongs to nothing stays for now");
            return;
        }
    }
    let forgotten = async {
        let conn = &mut *db.conn().await?;
        unclaimed_file::remove(conn, &texts(keys)).await?;
        Ok::<_, Error>(())
    };
    if let Err(error) = forgotten.await {
        tracing::warn!(?error, "the keys of removed files stay until the sweep");
    }
}

fn texts(keys: &[Key]) -> Vec<&str> {
    keys.iter().map(Key::as_str).collect()
}
