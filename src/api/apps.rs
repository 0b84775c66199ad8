//! `/api/v1/apps`: apps make themselves known.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::api::entities::application::{Application, CredentialApplication};
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::api::params::Params;
use crate::app::App;
use crate::domain::oauth::applications::{self, NewApplication};
use crate::http::client_ip;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/apps", web::post().to(register))
        .route("/v1/apps/verify_credentials", get().to(verify_credentials));
}

async fn register(app: web::Data<App>, req: HttpRequest, params: Params) -> ApiResult {
    let text = |name| params.text(name).unwrap_or_default();
    let uris = params.list("redirect_uris");
    let new = NewApplication {
        name: text("client_name"),
        website: text("website"),
        // Lists, and texts with an address on each line.
        redirect_uris: uris
            .iter()
            .flat_map(|uris| uris.split_whitespace())
            .map(str::to_owned)
            .collect(),
        scopes: text("scopes"),
    };
    let origin = client_ip::origin(&req, &app.cx.config.server);
    let conn = &mut *app.db.conn().await?;
    let made = applications::register(conn, &app.cx, &new, &origin).await?;
    Ok(HttpResponse::Ok().json(CredentialApplication::new(&made, app.vapid.public_key())))
}

async fn verify_credentials(app: web::Data<App>, Anyone(caller): Anyone) -> ApiResult {
    let caller = caller.ok_or_else(ApiError::no_token)?;
    let conn = &mut *app.db.conn().await?;
    let row = applications::find(conn, caller.app.id).await?;
    Ok(HttpResponse::Ok().json(Application::new(&row, app.vapid.public_key())))
}
