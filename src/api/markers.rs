//! `/api/v1/markers`.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};

use crate::api::entities::marker::Marker;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::api::params::Params;
use crate::app::App;
use crate::db::models::marker::{self, MarkedTimeline};
use crate::domain::markers;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/v1/markers")
            .route(get().to(show))
            .route(web::post().to(set)),
    );
}

/// Nothing is shown where no timeline is named.
async fn show(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let named = params.list("timeline");
    let wanted: Vec<MarkedTimeline> = named.iter().filter_map(|name| name.parse().ok()).collect();
    let conn = &mut *app.db.conn().await?;
    let found = markers::of(conn, user.account(), &wanted).await?;
    Ok(answer(&found))
}

async fn set(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let mut wanted = Vec::new();
    for timeline in MarkedTimeline::ALL {
        let Some(sent) = params.object(timeline.as_str()) else {
            continue;
        };
        let id = sent.id("last_read_id");
        let id = id.ok_or_else(|| ApiError::invalid("Last read is not a number"))?;
        wanted.push((*timeline, id));
    }
    let conn = &mut *app.db.conn().await?;
    let set = markers::set(conn, &app.cx, user.account(), &wanted).await?;
    Ok(answer(&set))
}

fn answer(rows: &[marker::Marker]) -> HttpResponse {
    let markers: BTreeMap<&str, Marker> = rows
        .iter()
        .map(|row| (row.timeline.as_str(), Marker::new(row)))
        .collect();
    HttpResponse::Ok().json(markers)
}
