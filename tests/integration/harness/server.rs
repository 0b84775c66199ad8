//! A whole server in the test process, on a port of its own.

use std::sync::Arc;

use ossm::app::{App, AppOptions};
use ossm::domain::trends;
use ossm::foundation::clock::MovableClock;
use ossm::foundation::config::Config;
use ossm::server::Server;
use reqwest::redirect::Policy;

use super::TestDatabase;

/// A running server with everything a test may want to look at.
pub struct TestServer {
    /// The application inside.
    pub app: App,
    /// Its clock; tests move it.
    pub clock: Arc<MovableClock>,
    /// Its database.
    pub database: TestDatabase,
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    /// Its files; removed with this value.
    pub data_dir: tempfile::TempDir,
    server: Option<Server>,
}

type Change = Box<dyn FnOnce(&mut Config) + Send>;

/// Decides how a [`TestServer`] differs from the usual one.
#[derive(Default)]
pub struct TestServerBuilder {
    changes: Vec<Change>,
    database: Option<TestDatabase>,
}

impl TestServerBuilder {
    /// Changes the configuration before the start.
    pub fn config(mut self, change: impl FnOnce(&mut Config) + Send + 'static) -> Self {
        self.changes.push(Box::new(change));
        self
    }

    /// Uses this database instead of a new one: a second process on the same data.
    pub fn database(mut self, database: TestDatabase) -> Self {
        self.database = Some(database);
        self
    }

    /// Gives the server a name and a port of its own, `NAME:PORT`, and lets it
    /// talk to others on this machine. `name` ends in `.localhost`.
    pub fn federated(self, name: &str) -> Self {
        // Nobody else takes the port in the moment between: the kernel hands
        // out free ports in turn.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let domain = format!("{name}:{}", address.port()).parse().unwrap();
        self.config(move |config| {
            config.server.bind = vec![address];
            config.server.domain = domain;
            config.federation.allow_http = true;
            config.federation.allow_private_addresses = true;
        })
    }

    /// Starts the server.
    pub async fn start(self) -> TestServer {
        // Boxed: what stands on the stack of a test is small.
        Box::pin(self.start_whole()).await
    }

    async fn start_whole(self) -> TestServer {
        // Two tests may race to install it; either is the same provider.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let data_dir = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.server.bind = vec!["127.0.0.1:0".parse().unwrap()];
        config.server.workers = 1;
        config.storage.data_dir = data_dir.path().to_path_buf();
        config.auth.bcrypt_cost = 4;
        config.database.pool_size = 6;
        for change in self.changes {
            change(&mut config);
        }
        let database = match self.database {
            Some(database) => database,
            None => TestDatabase::new().await,
        };
        let clock = Arc::new(MovableClock::default());
        let options = AppOptions {
            config,
            database_url: database.url.clone(),
            clock: clock.clone(),
        };
        let app = Box::pin(App::build(options)).await.unwrap();
        app.take_its_name().await.unwrap();
        let server = Server::start(&app).unwrap();
        let base = format!("http://{}", server.addresses()[0]);
        TestServer {
            app,
            clock,
            database,
            base,
            data_dir,
            server: Some(server),
        }
    }
}

impl TestServer {
    /// The usual server: defaults, quick password hashes, a port of its own.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// A server that differs from the usual one.
    pub fn builder() -> TestServerBuilder {
        TestServerBuilder::default()
    }

    /// The start of the server's public addresses: `http://NAME.localhost:PORT`.
    pub fn public_base(&self) -> String {
        self.app.cx.config.base_url()
    }

    /// The name of the server in handles, `NAME.localhost:PORT`.
    pub fn domain(&self) -> String {
        self.app.cx.config.handle_domain().as_str().to_owned()
    }

    /// The whole address of `path` on the port for metrics.
    pub fn metrics_url(&self, path: &str) -> String {
        let address = self.server.as_ref().unwrap().metrics_address().unwrap();
        format!("http://{address}{path}")
    }

    /// The whole address of `path` on this server.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A browser of its own: keeps cookies, follows no redirect by itself.
    #[expect(
        clippy::unused_self,
        reason = "a browser is asked for where it will be used"
    )]
    pub fn browser(&self) -> reqwest::Client {
        reqwest::Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .unwrap()
    }

    /// Fetches `path` as a new visitor.
    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.browser().get(self.url(path)).send().await.unwrap()
    }

    /// Computes trends and the directory now, as the server does every five minutes.
    pub async fn compute_trends(&self) {
        let conn = &mut *self.app.db.conn().await.unwrap();
        trends::compute(conn, &self.app.cx).await.unwrap();
    }

    /// Stops the server as SIGTERM would and waits for its end.
    pub async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }
}
