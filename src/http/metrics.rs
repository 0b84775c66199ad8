//! What the server measures about itself, as Prometheus reads it.
//!
//! Recorded only where a port for it is configured. There is no global
//! recorder: two servers in one process do not count for each other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};
use metrics::{counter, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};

use crate::app::App;
use crate::db::models::host;
use crate::db::queue;
use crate::foundation::error::{Error, Result};
use crate::foundation::memory;

/// Upper bounds of the histogram of request durations, in seconds.
const DURATIONS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// The counters of one process; clones share them.
#[derive(Clone)]
pub struct Metrics(Arc<PrometheusRecorder>);

impl Metrics {
    /// Counters at zero.
    pub fn new() -> Result<Self> {
        let builder = PrometheusBuilder::new()
            .set_buckets(&DURATIONS)
            .map_err(Error::internal)?;
        Ok(Self(Arc::new(builder.build_recorder())))
    }

    /// Counts a request. `route` is the pattern that matched, not the path.
    fn request(&self, route: String, status: StatusCode, took: Duration) {
        let class = match status.as_u16() / 100 {
            1 => "1xx",
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        with_local_recorder(&*self.0, || {
            counter!("ossm_http_requests_total", "route" => route.clone(), "status" => class)
                .increment(1);
            histogram!("ossm_http_request_duration_seconds", "route" => route).record(took);
        });
    }

    /// Looks at everything that is not counted as it happens, and writes it all
    /// down. What the database would have to say is left out while it is away.
    pub async fn render(&self, app: &App) -> String {
        let jobs = jobs(app).await;
        let deliveries = deliveries(app).await;
        let pages = app.pages.usage();
        with_local_recorder(&*self.0, || {
            counter!("ossm_db_statements_total").absolute(app.db.statements());
            set("ossm_db_connections_in_use", app.db.in_use());
            set("ossm_db_connections_max", app.db.max_size());
            counter!("ossm_page_cache_total", "result" => "hit").absolute(pages.hits);
            counter!("ossm_page_cache_total", "result" => "miss").absolute(pages.misses);
            counter!("ossm_page_cache_total", "result" => "bypass").absolute(pages.bypassed);
            gauge!("ossm_database_up").set(if jobs.is_ok() { 1.0 } else { 0.0 });
            if let Some(bytes) = memory::resident_bytes() {
                set("process_resident_memory_bytes", bytes);
            }
            if let Ok(jobs) = &jobs {
                for (state, count) in [
                    ("ready", jobs.ready),
                    ("later", jobs.later),
                    ("leased", jobs.leased),
                    ("dead", jobs.dead),
                ] {
                    gauge!("ossm_jobs", "state" => state)
                        .set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
                }
            }
            if let Ok(deliveries) = &deliveries {
                for (name, state, count) in [
                    ("ossm_deliveries", "waiting", deliveries.waiting),
                    ("ossm_deliveries", "failed", deliveries.failed),
                    ("ossm_hosts", "failing", deliveries.failing_hosts),
                    ("ossm_hosts", "dead", deliveries.dead_hosts),
                ] {
                    gauge!(name, "state" => state)
                        .set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
                }
            }
        });
        let handle = self.0.handle();
        handle.run_upkeep();
        handle.render()
    }
}

/// Sets a gauge without labels. Values up to 2^53 are exact.
#[expect(
    clippy::cast_precision_loss,
    reason = "no machine has that much of anything"
)]
fn set(name: &'static str, value: usize) {
    gauge!(name).set(value as f64);
}

async fn jobs(app: &App) -> Result<queue::Stats> {
    let mut conn = app.db.conn().await?;
    Ok(queue::stats(&mut conn, app.cx.clock.now()).await?)
}

async fn deliveries(app: &App) -> Result<host::Stats> {
    let mut conn = app.db.conn().await?;
    Ok(host::stats(&mut conn).await?)
}

/// The middleware that counts requests where anybody wants to know.
pub async fn count_requests<B: MessageBody + 'static>(
    app: web::Data<App>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let Some(metrics) = &app.metrics else {
        return next.call(req).await;
    };
    let start = Instant::now();
    let answer = next.call(req).await;
    let (route, status) = match &answer {
        Ok(response) => (response.request().match_pattern(), response.status()),
        Err(error) => (None, error.as_response_error().status_code()),
    };
    let route = route.unwrap_or_else(|| "none".to_owned());
    metrics.request(route, status, start.elapsed());
    answer
}

/// `GET /metrics`, for the port of its own.
pub async fn page(app: web::Data<App>) -> HttpResponse {
    let Some(metrics) = &app.metrics else {
        return HttpResponse::NotFound().finish();
    };
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(metrics.render(&app).await)
}
