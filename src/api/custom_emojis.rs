//! `/api/v1/custom_emojis`: the pictures that members can write with.

use actix_web::{HttpResponse, web};

use crate::api::entities::custom_emoji::CustomEmoji;
use crate::api::error::ApiResult;
use crate::api::guard::Anyone;
use crate::api::present::Present;
use crate::app::App;
use crate::domain::instance;
use crate::http::media;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/v1/custom_emojis", get().to(all));
}

async fn all(app: web::Data<App>, anyone: Anyone) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let present = Present::new(&app, anyone.account());
    let found = instance::emojis(conn).await?;
    let list: Vec<CustomEmoji> = found
        .into_iter()
        .filter_map(|row| {
            let key = row.storage_key.as_deref()?;
            Some(CustomEmoji {
                shortcode: row.shortcode,
                static_url: present.absolute(&media::still_path(key)),
                url: present.absolute(&media::path(key)),
                visible_in_picker: true,
                category: row.category,
            })
        })
        .collect();
    Ok(HttpResponse::Ok().json(list))
}
