//! A database per test, copied from one that was migrated once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use ossm::domain::accounts::instance_actor;
use ossm::domain::{Changes, DomainContext};
use ossm::foundation::clock::{MovableClock, SharedClock};
use ossm::foundation::crypto::SigningSecret;
use ossm::foundation::id::IdGenerator;
use tokio::sync::OnceCell;

use super::cluster;

const TEMPLATE: &str = "ossm_template";

/// A migrated, empty database; dropped with this value's cluster.
#[derive(Clone)]
pub struct TestDatabase {
    /// Where it is.
    pub url: String,
}

impl TestDatabase {
    /// A copy of the migrated template.
    pub async fn new() -> Self {
        static TEMPLATE_READY: OnceCell<()> = OnceCell::const_new();
        TEMPLATE_READY.get_or_init(make_template).await;
        Self::create(&format!("TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")).await
    }

    /// A database without tables.
    pub async fn empty() -> Self {
        Self::create("TEMPLATE template0").await
    }

    async fn create(options: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::SeqCst));
        admin(&format!("CREATE DATABASE {name} {options}")).await;
        Self {
            url: cluster::url(&name),
        }
    }

    /// A connection of the test's own.
    pub async fn conn(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(&self.url).await.unwrap()
    }
}

async fn make_template() {
    admin(&format!("CREATE DATABASE {TEMPLATE} TEMPLATE template0")).await;
    let conn = AsyncPgConnection::establish(&cluster::url(TEMPLATE))
        .await
        .unwrap();
    ossm::db::migrate::run(conn).await.unwrap();
    make_instance_actor().await;
}

/// Every server has one; making its key takes longer than starting the server.
async fn make_instance_actor() {
    let clock: SharedClock = Arc::new(MovableClock::default());
    let cx = DomainContext {
        config: Arc::default(),
        ids: Arc::new(IdGenerator::new(0, clock.clone())),
        clock,
        secret: SigningSecret::new(&[0; 32]),
        changes: Changes::default(),
    };
    let mut conn = AsyncPgConnection::establish(&cluster::url(TEMPLATE))
        .await
        .unwrap();
    instance_actor::ensure(&mut conn, &cx).await.unwrap();
}

async fn admin(sql: &str) {
    let mut conn = AsyncPgConnection::establish(&cluster::url("postgres"))
        .await
        .unwrap();
    conn.batch_execute(sql).await.unwrap();
}
