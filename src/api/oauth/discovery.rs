//! `/.well-known/oauth-authorization-server`: where everything is (RFC 8414).

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::app::App;
use crate::domain::oauth::pkce;
use crate::domain::oauth::scopes::ALL;

pub(super) async fn show(app: web::Data<App>) -> HttpResponse {
    let base = app.cx.config.base_url();
    let metadata = json!({
        "issuer": format!("{base}/"),
        "service_documentation": format!("{base}/api/docs"),
        "authorization_endpoint": format!("{base}/oauth/authorize"),
        "token_endpoint": format!("{base}/oauth/token"),
        "userinfo_endpoint": format!("{base}/oauth/userinfo"),
        "revocation_endpoint": format!("{base}/oauth/revoke"),
        "app_registration_endpoint": format!("{base}/api/v1/apps"),
        "scopes_supported": ALL.as_slice(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": [pkce::METHOD],
    });
    std::future::ready(HttpResponse::Ok().json(metadata)).await
}
