//! The connection pool: bounded, with a bounded wait, counting statements.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool::Runtime;
use diesel::ConnectionError;
use diesel::connection::InstrumentationEvent;
use diesel_async::pooled_connection::deadpool::{Object, Pool, PoolError};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use futures_util::FutureExt as _;

use crate::db::connect::Target;
use crate::foundation::config;
use crate::foundation::error::{Error, Result};

/// A connection on loan from the pool.
pub type PooledConn = Object<AsyncPgConnection>;

/// How a [`Database`] behaves.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// At most so many connections.
    pub size: usize,
    /// How long a caller waits for a connection before it is refused.
    pub wait: Duration,
    /// PostgreSQL ends a statement after this time.
    pub statement_timeout: Duration,
}

impl From<&config::Database> for PoolOptions {
    fn from(config: &config::Database) -> Self {
        Self {
            size: config.pool_size,
            wait: Duration::from_secs(config.connect_timeout_seconds),
            statement_timeout: Duration::from_secs(config.statement_timeout_seconds),
        }
    }
}

/// PostgreSQL as the rest of the house sees it.
#[derive(Clone)]
pub struct Database {
    pool: Pool<AsyncPgConnection>,
    url: Arc<str>,
    target: Arc<Target>,
    statements: Arc<AtomicU64>,
    statement_timeout: Duration,
}

impl Database {
    /// A pool over `url`; connects on first use.
    pub fn new(url: &str, options: &PoolOptions) -> Result<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        let mut config = ManagerConfig::default();
        let counter = statements.clone();
        let timeout = options.statement_timeout;
        // A connection whose server went away knows that it is closed, and an
        // open transaction shows too: no statement is needed to find out.
        config.recycling_method = RecyclingMethod::Fast;
        let target = Arc::new(Target::parse(url)?);
        let pooled = target.clone();
        config.custom_setup = Box::new(move |_url| {
            let (target, counter) = (pooled.clone(), counter.clone());
            async move { open(&target, counter, timeout).await }.boxed()
        });
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let pool = Pool::builder(manager)
            .max_size(options.size)
            .wait_timeout(Some(options.wait))
            .create_timeout(Some(options.wait))
            .recycle_timeout(Some(options.wait))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(Error::internal)?;
        Ok(Self {
            pool,
            url: url.into(),
            target,
            statements,
            statement_timeout: timeout,
        })
    }

    /// Connections on loan at the moment.
    #[must_use]
    pub fn in_use(&self) -> usize {
        let status = self.pool.status();
        status.size.saturating_sub(status.available)
    }

    /// At most so many connections are on loan at once.
    #[must_use]
    pub fn max_size(&self) -> usize {
        self.pool.status().max_size
    }

    /// A connection, or [`Error::unavailable`] when none is to be had in time.
    pub async fn conn(&self) -> Result<PooledConn> {
        self.pool
            .get()
            .await
            .map_err(|error: PoolError| Error::unavailable(error))
    }

    /// A connection of its own, outside the pool.
    pub async fn dedicated(&self) -> Result<AsyncPgConnection> {
        open(
            &self.target,
            self.statements.clone(),
            self.statement_timeout,
        )
        .await
        .map_err(Error::unavailable)
    }

    /// The URL this pool connects to, with its password.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Statements sent since the start, over all connections.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether [`Database::close`] was called.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.pool.is_closed()
    }

    /// Closes every idle connection and refuses new ones.
    pub fn close(&self) {
        self.pool.close();
    }
}

async fn open(
    target: &Target,
    statements: Arc<AtomicU64>,
    statement_timeout: Duration,
) -> Result<AsyncPgConnection, ConnectionError> {
    use diesel_async::SimpleAsyncConnection as _;
    let mut conn = target.connect().await?;
    conn.batch_execute(&format!(
        "SET statement_timeout = {}; SET idle_in_transaction_session_timeout = 60000; \
         SET TIME ZONE 'UTC'; SET jit = off",
        statement_timeout.as_millis()
    ))
    .await
    .map_err(ConnectionError::CouldntSetupConfiguration)?;
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            statements.fetch_add(1, Ordering::Relaxed);
        }
    });
    Ok(conn)
}
