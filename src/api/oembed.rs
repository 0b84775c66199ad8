//! `/api/oembed`: how a post of this server is shown elsewhere (oEmbed 1.0).

use actix_web::{HttpResponse, web};
use serde_json::json;
use url::Url;

use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::api::params::Params;
use crate::app::App;
use crate::domain::oembed;
use crate::foundation::text::escape;
use crate::http::routes::get;

/// Width where nothing is asked for, fewest and most, in pixels.
const WIDTH: (i64, i64, i64) = (400, 220, 1200);
/// Height where nothing is asked for, fewest and most, in pixels.
const HEIGHT: (i64, i64, i64) = (320, 120, 2000);
/// How long others may keep the answer, in seconds.
const CACHE_AGE: u32 = 86_400;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/oembed", get().to(show));
}

async fn show(app: web::Data<App>, _: Anyone, params: Params) -> ApiResult {
    let url = Url::parse(&params.needed("url")?);
    let url = url.map_err(|error| ApiError::invalid(format!("url is not an address: {error}")))?;
    let conn = &mut *app.db.conn().await?;
    let entry = oembed::post_at(conn, &app.cx, &url).await?;
    let base = app.cx.config.base_url();
    let size = |name, (usual, least, most): (i64, i64, i64)| {
        params.int(name).unwrap_or(usual).clamp(least, most)
    };
    let (width, height) = (size("maxwidth", WIDTH), size("maxheight", HEIGHT));
    let page = format!("{base}/@{}/{}/embed", entry.author.acct(), entry.post.id);
    let name = entry.author.name();
    let html = format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" \
         sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\" \
         style=\"max-width: 100%; border: 0\" loading=\"lazy\"></iframe>",
        escape(&page),
        escape(name),
    );
    Ok(HttpResponse::Ok().json(json!({
        "type": "rich",
        "version": "1.0",
        "title": oembed::title(&entry),
        "author_name": name,
        "author_url": entry.author.url,
        "provider_name": app.cx.instance().name,
        "provider_url": format!("{base}/"),
        "cache_age": CACHE_AGE,
        "html": html,
        "width": width,
        "height": height,
    })))
}
