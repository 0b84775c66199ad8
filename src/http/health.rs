//! Whether the process is up, and whether it can do its work: for load
//! balancers and container engines.

use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, web};

use crate::app::App;
use crate::db::migrate;
use crate::foundation::error::{Error, Result};
use crate::http::routes::get;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// `/health` and `/ready`.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/health", get().to(health))
        .route("/ready", get().to(ready));
}

/// The process answers requests, in the word that programs for Mastodon look for.
async fn health() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .content_type("text/plain; charset=utf-8")
        .body("OK")
}

/// The database answers and has the tables of this version.
async fn ready(app: web::Data<App>) -> HttpResponse {
    let current = tokio::time::timeout(PATIENCE, is_current(&app)).await;
    match current.map_err(Error::unavailable).flatten() {
        Ok(true) => answer(HttpResponse::Ok(), "ready"),
        Ok(false) => answer(
            HttpResponse::ServiceUnavailable(),
            "the database is of another version",
        ),
        Err(error) => {
            tracing::debug!(?error, "not ready");
            answer(
                HttpResponse::ServiceUnavailable(),
                "the database does not answer",
            )
        }
    }
}

async fn is_current(app: &App) -> Result<bool> {
    let mut conn = app.db.conn().await?;
    migrate::is_current(&mut conn).await
}

fn answer(mut response: HttpResponseBuilder, status: &str) -> HttpResponse {
    response
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .json(serde_json::json!({ "status": status }))
}
