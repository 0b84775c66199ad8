//! The connections to PostgreSQL: bounded, with a bounded wait, counting statements.
//!
//! A connection is driven by a task on the runtime that opened it. Used from another
//! thread, each statement wakes that thread and is woken by it, which costs more than
//! many a statement itself. So every thread that answers requests has a few
//! connections of its own ([`Database::answer_on_this_thread`]), and only what they cannot
//! take at once uses those that all threads share.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::TimeoutType;
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

/// Most connections that one thread has for itself.
const OWN_MOST: usize = 4;
/// How long a request waits for one of its thread's own before it takes a shared one.
const OWN_WAIT: Duration = Duration::from_millis(10);

/// How a [`Database`] behaves.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// At most so many connections.
    pub size: usize,
    /// Threads that answer requests. They get up to half of the connections.
    pub threads: usize,
    /// How long a caller waits for a connection before it is refused.
    pub wait: Duration,
    /// PostgreSQL ends a statement after this time.
    pub statement_timeout: Duration,
}

impl From<&config::Database> for PoolOptions {
    fn from(config: &config::Database) -> Self {
        Self {
            size: config.pool_size,
            threads: 0,
            wait: Duration::from_secs(config.connect_timeout_seconds),
            statement_timeout: Duration::from_secs(config.statement_timeout_seconds),
        }
    }
}

impl PoolOptions {
    /// How many connections each of the threads has for itself.
    fn own(&self) -> usize {
        let each = (self.size / 2).checked_div(self.threads);
        each.unwrap_or(0).min(OWN_MOST)
    }
}

thread_local! {
    /// The number of this thread among those that answer requests.
    static NUMBER: Cell<Option<usize>> = const { Cell::new(None) };
}

/// PostgreSQL as the rest of the house sees it.
#[derive(Clone)]
pub struct Database {
    /// What all threads share.
    shared: Pool<AsyncPgConnection>,
    /// What each thread that answers requests has for itself.
    own: Arc<[Pool<AsyncPgConnection>]>,
    /// How many threads there were.
    numbers: Arc<AtomicUsize>,
    url: Arc<str>,
    target: Arc<Target>,
    statements: Arc<AtomicU64>,
    statement_timeout: Duration,
}

impl Database {
    /// Pools over `url`; they connect on first use.
    pub fn new(url: &str, options: &PoolOptions) -> Result<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        let target = Arc::new(Target::parse(url)?);
        let pool = |size| pool(url, &target, &statements, size, options);
        let each = options.own();
        let threads = if each == 0 { 0 } else { options.threads };
        let own = (0..threads).map(|_| pool(each));
        Ok(Self {
            shared: pool(options.size.saturating_sub(each * threads))?,
            own: own.collect::<Result<_>>()?,
            numbers: Arc::default(),
            url: url.into(),
            target,
            statements,
            statement_timeout: options.statement_timeout,
        })
    }

    /// Gives this thread connections of its own. For threads with a runtime of their
    /// own that answer requests; to be called once, before the first of them.
    pub fn answer_on_this_thread(&self) {
        NUMBER.set(Some(self.numbers.fetch_add(1, Ordering::Relaxed)));
    }

    /// Connections on loan at the moment.
    #[must_use]
    pub fn in_use(&self) -> usize {
        let on_loan = |pool: &Pool<AsyncPgConnection>| {
            let status = pool.status();
            status.size.saturating_sub(status.available)
        };
        self.pools().map(on_loan).sum()
    }

    /// At most so many connections are on loan at once.
    #[must_use]
    pub fn max_size(&self) -> usize {
        self.pools().map(|pool| pool.status().max_size).sum()
    }

    /// A connection, or [`Error::unavailable`] when none is to be had in time.
    pub async fn conn(&self) -> Result<PooledConn> {
        let own = self.own();
        let first = own.unwrap_or(&self.shared);
        let mut timeouts = first.timeouts();
        if own.is_some() {
            timeouts.wait = Some(OWN_WAIT);
        }
        let got = match (first.timeout_get(&timeouts).await, own) {
            (Err(PoolError::Timeout(TimeoutType::Wait)), Some(own)) => {
                // Boxed: this is rare, and whoever asks for a connection would hold it.
                Box::pin(self.whichever(own)).await
            }
            (got, _) => got,
        };
        got.map_err(Error::unavailable)
    }

    /// One of the thread's own or a shared one, whichever is free first.
    async fn whichever(
        &self,
        own: &Pool<AsyncPgConnection>,
    ) -> std::result::Result<PooledConn, PoolError> {
        tokio::select! {
            got = own.get() => got,
            got = self.shared.get() => got,
        }
    }

    /// What this thread has for itself, where it has anything.
    fn own(&self) -> Option<&Pool<AsyncPgConnection>> {
        let number = NUMBER.get()?.checked_rem(self.own.len())?;
        self.own.get(number)
    }

    fn pools(&self) -> impl Iterator<Item = &Pool<AsyncPgConnection>> {
        std::iter::once(&self.shared).chain(&*self.own)
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
        self.shared.is_closed()
    }

    /// Closes every idle connection and refuses new ones.
    pub fn close(&self) {
        for pool in self.pools() {
            pool.close();
        }
    }
}

fn pool(
    url: &str,
    target: &Arc<Target>,
    statements: &Arc<AtomicU64>,
    size: usize,
    options: &PoolOptions,
) -> Result<Pool<AsyncPgConnection>> {
    let mut config = ManagerConfig::default();
    // A connection whose server went away knows that it is closed, and an
    // open transaction shows too: no statement is needed to find out.
    config.recycling_method = RecyclingMethod::Fast;
    let (target, statements) = (target.clone(), statements.clone());
    let timeout = options.statement_timeout;
    config.custom_setup = Box::new(move |_url| {
        let (target, statements) = (target.clone(), statements.clone());
        async move { open(&target, statements, timeout).await }.boxed()
    });
    let manager = AsyncDieselConnectionManager::new_with_config(url, config);
    Pool::builder(manager)
        .max_size(size)
        .wait_timeout(Some(options.wait))
        .create_timeout(Some(options.wait))
        .recycle_timeout(Some(options.wait))
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(Error::internal)
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
