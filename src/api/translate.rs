//! `/api/v1/statuses/{id}/translate`.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::api::params::Params;
use crate::app::App;
use crate::db::ids::{NotAnId, PostId};
use crate::domain::translation::Translated;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/v1/statuses/{id}/translate", web::post().to(translate));
}

/// A post in another language.
#[derive(Debug, Serialize)]
struct Translation {
    content: String,
    spoiler_text: String,
    language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    poll: Option<Poll>,
    media_attachments: Vec<Attachment>,
    detected_source_language: String,
    provider: &'static str,
}

#[derive(Debug, Serialize)]
struct Poll {
    id: String,
    options: Vec<PollOption>,
}

#[derive(Debug, Serialize)]
struct PollOption {
    title: String,
}

#[derive(Debug, Serialize)]
struct Attachment {
    id: String,
    description: String,
}

async fn translate(
    app: web::Data<App>,
    anyone: Anyone,
    id: web::Path<String>,
    params: Params,
) -> ApiResult {
    let id: PostId = id
        .parse()
        .map_err(|_no_id: NotAnId| ApiError::not_found())?;
    let lang = params.filled("lang");
    let (db, cx, viewer) = (&app.db, &app.cx, anyone.account());
    let work = app
        .translator
        .translate(db, cx, viewer, id, lang.as_deref());
    let found = Box::pin(work).await?;
    Ok(HttpResponse::Ok().json(entity(id, found)))
}

fn entity(id: PostId, found: Translated) -> Translation {
    let options = found.options.into_iter().map(|title| PollOption { title });
    let options: Vec<PollOption> = options.collect();
    let media = found.descriptions.into_iter();
    Translation {
        content: found.content,
        spoiler_text: found.content_warning,
        language: found.language,
        poll: (!options.is_empty()).then(|| Poll {
            id: id.to_string(),
            options,
        }),
        media_attachments: media
            .map(|(id, description)| Attachment {
                id: id.to_string(),
                description,
            })
            .collect(),
        detected_source_language: found.source,
        provider: found.provider,
    }
}
