//! Floor 5, the composition root: mounts every route table, starts the
//! workers, stops them in order.

mod background;
mod metrics_port;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, NormalizePath, from_fn};
use actix_web::{App as ActixApp, HttpServer, web};
use tokio::task::JoinHandle;

use crate::api;
use crate::app::App;
use crate::domain::costs;
use crate::domain::resolver::RemoteResolver;
use crate::federation::{self, Federation, wellknown};
use crate::feeds;
use crate::foundation::error::{Error, Result};
use crate::http::routes::below_people;
use crate::http::{
    again, assets, context, error_pages, guards, health, ip_rules, media, metrics, page_cache,
    remote_media, request_limits, security_headers, traffic,
};
use crate::server::background::Background;
use crate::server::metrics_port::MetricsPort;
use crate::web::{admin, auth, member, public, security};

/// A server that answers requests until it is stopped.
pub struct Server {
    addresses: Vec<SocketAddr>,
    handle: ServerHandle,
    serving: JoinHandle<std::io::Result<()>>,
    metrics_port: Option<MetricsPort>,
    background: Background,
    app: App,
}

impl Server {
    /// Binds the configured addresses and starts answering.
    #[expect(clippy::disallowed_methods, reason = "the server owns its tasks")]
    pub fn start(app: &App) -> Result<Self> {
        let config = app.cx.config.clone();
        let data = web::Data::new(app.clone());
        let static_files = web::Data::from(app.assets.clone());
        let federation = Federation::new(app);
        let resolver: Arc<dyn RemoteResolver> = Arc::new(federation.resolver.clone());
        let (shared, resolver) = (
            web::Data::new(federation.clone()),
            web::Data::from(resolver),
        );
        let (counted, answering) = (app.traffic.clone(), app.db.clone());
        let mut server = HttpServer::new(move || {
            answering.answer_on_this_thread();
            let metering = traffic::Metering::of(counted.as_ref());
            ActixApp::new()
                .app_data(web::Data::new(metering))
                .app_data(data.clone())
                .app_data(static_files.clone())
                .app_data(shared.clone())
                .app_data(resolver.clone())
                // The first to be wrapped is the last to see a request: a
                // request passes these from the bottom up.
                .wrap(from_fn(again::keep_what_was_typed))
                .wrap(from_fn(page_cache::draw_anew))
                .wrap(from_fn(context::time_limit))
                .wrap(from_fn(request_limits::request_limits))
                .wrap(from_fn(ip_rules::open_addresses))
                .wrap(from_fn(guards::sane_address))
                .wrap(from_fn(error_pages::error_pages))
                .wrap(from_fn(security_headers::security_headers))
                .wrap(from_fn(context::request_context))
                .wrap(from_fn(metrics::count_requests))
                .wrap(Compress::default())
                .wrap(from_fn(traffic::count_bytes))
                .wrap(NormalizePath::trim())
                .configure(mount)
                .default_service(web::to(|| async { error_pages::nothing_here() }))
        })
        .workers(config.server.threads())
        .disable_signals()
        .shutdown_timeout(config.server.shutdown_timeout_seconds)
        .client_request_timeout(Duration::from_secs(config.server.request_timeout_seconds));
        for address in &config.server.bind {
            server = server
                .bind(address)
                .map_err(|error| cannot_bind(*address, error))?;
        }
        let addresses = server.addrs();
        let server = server.run();
        Ok(Self {
            addresses,
            handle: server.handle(),
            serving: tokio::spawn(server),
            metrics_port: MetricsPort::start(app)?,
            background: Background::start(&federation),
            app: app.clone(),
        })
    }

    /// Where the server listens; with real ports where 0 was asked for.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Where `/metrics` is, if anywhere.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_port.as_ref().and_then(MetricsPort::address)
    }

    /// Lets running requests end, stops the workers and hands back their leases.
    pub async fn stop(self) {
        // A stream never ends by itself.
        self.app.live.close();
        self.handle.stop(true).await;
        if let Ok(Err(error)) = self.serving.await {
            tracing::error!(%error, "the listener ended badly");
        }
        self.background.stop().await;
        if let Some(port) = self.metrics_port {
            port.stop().await;
        }
        if let Some(counted) = &self.app.traffic
            && let Err(error) =
                costs::traffic::write_down(&self.app.db, &self.app.cx, counted).await
        {
            tracing::warn!(?error, "some bytes that passed are not written down");
        }
        self.app.close().await;
    }
}

/// Every route table of the house. Routes are tried in this order, and each with a
/// placeholder costs every request that comes past it a tenth of a microsecond: what
/// is asked for most comes first. The API and the panel come before [`below_people`]:
/// they look up the pattern of a request, and the search for it ends at that scope.
fn mount(routes: &mut web::ServiceConfig) {
    let of_people = below_people()
        .configure(feeds::of_people)
        .configure(member::of_people)
        .configure(federation::routes::of_people)
        .configure(public::of_people);
    routes
        .configure(health::routes)
        .configure(api::routes)
        .configure(admin::routes)
        .service(of_people)
        .configure(feeds::routes)
        .configure(public::routes)
        .configure(assets::routes)
        .configure(federation::routes::routes)
        .configure(wellknown::routes)
        .configure(remote_media::routes)
        .configure(media::routes)
        .configure(auth::routes)
        .configure(security::routes)
        .configure(member::routes)
        .configure(crate::web::live::routes);
}

fn cannot_bind(address: SocketAddr, error: std::io::Error) -> Error {
    let advice = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "Another program listens there. Stop it, or choose another address with --bind."
        }
        std::io::ErrorKind::PermissionDenied => {
            "Ports below 1024 need a privilege. Choose a port above, such as 3000."
        }
        _ => "Choose another address with --bind.",
    };
    Error::invalid(format!("Cannot listen on {address}: {error}. {advice}")).because(error)
}
