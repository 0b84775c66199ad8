//! A second, small server for those who watch the first: `/metrics`, `/health`
//! and `/ready` on an address of their own.

use std::net::SocketAddr;

use actix_web::dev::ServerHandle;
use actix_web::{App as ActixApp, HttpServer, web};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::foundation::error::Result;
use crate::http::{health, metrics, routes};

/// The running server.
pub(super) struct MetricsPort {
    address: Option<SocketAddr>,
    handle: ServerHandle,
    serving: JoinHandle<std::io::Result<()>>,
}

impl MetricsPort {
    /// Starts it where one is configured.
    #[expect(clippy::disallowed_methods, reason = "the server owns its tasks")]
    pub(super) fn start(app: &App) -> Result<Option<Self>> {
        let Some(address) = app.cx.config.metrics.bind else {
            return Ok(None);
        };
        let data = web::Data::new(app.clone());
        let server = HttpServer::new(move || {
            ActixApp::new()
                .app_data(data.clone())
                .configure(health::routes)
                .route("/metrics", routes::get().to(metrics::page))
        })
        .disable_signals()
        .workers(1)
        .shutdown_timeout(1)
        .bind(address)
        .map_err(|error| super::cannot_bind(address, error))?;
        let address = server.addrs().first().copied();
        let server = server.run();
        let handle = server.handle();
        Ok(Some(Self {
            address,
            handle,
            serving: tokio::spawn(server),
        }))
    }

    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    pub(super) async fn stop(self) {
        self.handle.stop(true).await;
        if let Ok(Err(error)) = self.serving.await {
            tracing::error!(%error, "the port for metrics ended badly");
        }
    }
}
