//! A database per test, copied from one that was migrated once.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, mpsc};

use diesel::sql_types::BigInt;
use diesel_async::{
    AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _,
};
use ossm::domain::accounts::instance_actor;
use ossm::domain::moderation::content::ContentRules;
use ossm::domain::settings::LiveSettings;
use ossm::domain::{Changes, DomainContext};
use ossm::foundation::clock::{MovableClock, SharedClock};
use ossm::foundation::config::Config;
use ossm::foundation::crypto::SigningSecret;
use ossm::foundation::id::IdGenerator;
use tokio::sync::OnceCell;

use super::cluster;

const TEMPLATE: &str = "ossm_template";

/// A migrated, empty database; dropped some time after the last of its values.
#[derive(Clone)]
pub struct TestDatabase {
    /// Where it is.
    pub url: String,
    _kept: Option<Arc<Kept>>,
}

/// Hundreds of databases would fill a small disk.
struct Kept(String);

impl Drop for Kept {
    fn drop(&mut self) {
        static TO_DROP: OnceLock<mpsc::Sender<String>> = OnceLock::new();
        let to_drop = TO_DROP.get_or_init(|| {
            let (sender, names) = mpsc::channel();
            std::thread::spawn(move || drop_all(&names));
            sender
        });
        let _ = to_drop.send(std::mem::take(&mut self.0));
    }
}

/// Drops databases for as long as the tests go on; what is left then goes with
/// the cluster.
fn drop_all(names: &mpsc::Receiver<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for name in names {
        runtime.block_on(async {
            let conn = AsyncPgConnection::establish(&cluster::url("postgres")).await;
            // At the end of the run the cluster may be gone before this thread.
            if let Ok(mut conn) = conn {
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                let _ = conn.batch_execute(&sql).await;
            }
        });
    }
}

impl TestDatabase {
    /// A copy of the migrated template.
    pub async fn new() -> Self {
        static TEMPLATE_READY: OnceCell<()> = OnceCell::const_new();
        TEMPLATE_READY.get_or_init(make_template).await;
        Self::create(&format!("TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")).await
    }

    /// One that somebody else keeps.
    pub fn at(url: String) -> Self {
        Self { url, _kept: None }
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
            _kept: Some(Arc::new(Kept(name))),
        }
    }

    /// A connection of the test's own.
    pub async fn conn(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(&self.url).await.unwrap()
    }

    /// How many rows there are of `what`: a table, and conditions behind it.
    pub async fn count(&self, what: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {what}")).await
    }

    /// The one whole number that a query finds.
    pub async fn number(&self, query: &str) -> i64 {
        let number = diesel::dsl::sql::<BigInt>(&format!("({query})"));
        let conn = &mut self.conn().await;
        diesel::select(number).get_result(conn).await.unwrap()
    }

    /// Runs statements.
    pub async fn run(&self, sql: &str) {
        self.conn().await.batch_execute(sql).await.unwrap();
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
        settings: LiveSettings::of_file(&Config::default()),
        content: ContentRules::default(),
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
