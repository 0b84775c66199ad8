//! The snowflake node number of this process: taken at the start, renewed in
//! the background, given back at the end.

use std::sync::atomic::{AtomicU16, Ordering};

use crate::db::nodes;
use crate::db::pool::Database;
use crate::foundation::clock::SharedClock;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::id::IdGenerator;

/// The node number of this process, while it holds one.
pub struct NodeLease {
    database: Database,
    clock: SharedClock,
    owner: String,
    node: AtomicU16,
}

impl NodeLease {
    /// Leases a number. `owner` is a name that no other process has.
    ///
    /// # Errors
    /// Unavailable when the database is, or when every number is taken.
    pub async fn take(database: Database, clock: SharedClock, owner: &str) -> Result<Self> {
        let node = take(&database, &clock, owner).await?;
        let owner = owner.to_owned();
        Ok(Self {
            database,
            clock,
            owner,
            node: AtomicU16::new(node),
        })
    }

    /// The number, 0 to 1023.
    #[must_use]
    pub fn node(&self) -> u16 {
        self.node.load(Ordering::SeqCst)
    }

    /// Renews the lease for ever; drop the future to stop. When the number was
    /// lost (the process slept too long), `ids` goes on under another.
    pub async fn keep(&self, ids: &IdGenerator) {
        loop {
            tokio::time::sleep(nodes::RENEW_EVERY).await;
            if let Err(error) = self.renew(ids).await {
                tracing::warn!(
                    ?error,
                    "the lease of this process's node number was not renewed"
                );
            }
        }
    }

    /// Renews the lease once, or takes another number for `ids` when it was lost.
    pub async fn renew(&self, ids: &IdGenerator) -> Result<()> {
        let node = self.node();
        let mut conn = self.database.conn().await?;
        if nodes::renew(&mut conn, node, &self.owner, self.clock.now()).await? {
            return Ok(());
        }
        drop(conn);
        let other = take(&self.database, &self.clock, &self.owner).await?;
        tracing::warn!(
            lost = node,
            now = other,
            "another process took this node number"
        );
        ids.change_node(other);
        self.node.store(other, Ordering::SeqCst);
        Ok(())
    }

    /// Gives the number back; call it when no more IDs will be made.
    pub async fn release(&self) -> Result<()> {
        let mut conn = self.database.conn().await?;
        nodes::release(&mut conn, self.node(), &self.owner, self.clock.now()).await?;
        Ok(())
    }
}

async fn take(database: &Database, clock: &SharedClock, owner: &str) -> Result<u16> {
    let mut conn = database.conn().await?;
    nodes::lease(&mut conn, owner, clock.now())
        .await?
        .ok_or_else(|| {
            Error::new(
                ErrorKind::Unavailable,
                "All 1024 node numbers are in use. Stop a process, or wait ten minutes for the \
             number of one that ended.",
            )
        })
}
