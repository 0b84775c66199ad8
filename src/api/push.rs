//! `/api/v1/push/subscription`: where a program wants to be told of
//! notifications while it is not running.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{User, bearer};
use crate::api::params::Params;
use crate::app::App;
use crate::domain::push::{
    self, ALERTS, FURTHER_ALERTS, NewSubscription, PushPolicy, PushSubscription,
};
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    let path = "/v1/push/subscription";
    config
        .route(path, get().to(show))
        .route(path, web::post().to(create))
        .route(path, web::put().to(update))
        .route(path, web::delete().to(remove));
}

/// `WebPushSubscription`.
#[derive(Debug, Serialize)]
struct Subscription {
    id: String,
    endpoint: String,
    standard: bool,
    server_key: String,
    alerts: Map<String, Value>,
}

impl Subscription {
    fn new(app: &App, row: &PushSubscription) -> Self {
        let wanted = |name: &&str| row.alerts.iter().any(|alert| alert == name);
        let alert = |name: &&str| ((*name).to_owned(), Value::Bool(wanted(name)));
        let further = FURTHER_ALERTS.iter().filter(|name| wanted(name));
        Self {
            id: row.id.to_string(),
            endpoint: row.endpoint.clone(),
            standard: row.standard,
            server_key: app.vapid.public_key().to_owned(),
            alerts: ALERTS.iter().chain(further).map(alert).collect(),
        }
    }
}

async fn show(app: web::Data<App>, user: User) -> ApiResult {
    let mut conn = app.db.conn().await?;
    let row = push::get(&mut conn, user.caller.token_id).await?;
    Ok(HttpResponse::Ok().json(Subscription::new(&app, &row)))
}

async fn create(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let about = push::about_token(user.caller.token_id);
    let sealed_token = match bearer(&req) {
        Some(token) => app.push_key.seal(&about, &token)?,
        None => None,
    };
    let asked = params.object("subscription").unwrap_or_default();
    let keys = asked.object("keys").unwrap_or_default();
    let data = params.object("data").unwrap_or_default();
    let new = NewSubscription {
        endpoint: endpoint(&app, &asked.needed("endpoint")?)?,
        p256dh: keys.needed("p256dh")?,
        auth: keys.needed("auth")?,
        standard: asked.flag("standard").unwrap_or(false),
        alerts: alerts(&data).unwrap_or_default(),
        policy: policy(&data)?.unwrap_or(PushPolicy::All),
        sealed_token,
    };
    let (account, token) = (user.account(), user.caller.token_id);
    let mut conn = app.db.conn().await?;
    let row = push::subscribe(&mut conn, &app.cx, account, token, &new).await?;
    Ok(HttpResponse::Ok().json(Subscription::new(&app, &row)))
}

async fn update(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let data = params.object("data").unwrap_or_default();
    let alerts = alerts(&data);
    let asked = match policy(&data)? {
        Some(asked) => Some(asked),
        None => policy(&params)?,
    };
    let token = user.caller.token_id;
    let mut conn = app.db.conn().await?;
    let row = push::change(&mut conn, &app.cx, token, alerts.as_deref(), asked).await?;
    Ok(HttpResponse::Ok().json(Subscription::new(&app, &row)))
}

async fn remove(app: web::Data<App>, user: User) -> ApiResult {
    let mut conn = app.db.conn().await?;
    push::unsubscribe(&mut conn, user.caller.token_id).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

/// An address that this server may talk to.
fn endpoint(app: &App, text: &str) -> Result<String, ApiError> {
    let invalid = || ApiError::invalid("Endpoint is not a valid URL");
    let url = Url::parse(text.trim()).map_err(|_cause| invalid())?;
    app.http.check(&url).map_err(|_cause| invalid())?;
    Ok(url.into())
}

fn alerts(data: &Params) -> Option<Vec<String>> {
    let asked = data.object("alerts")?;
    let all = ALERTS.iter().chain(FURTHER_ALERTS);
    let wanted = all.filter(|name| asked.flag(name).unwrap_or(false));
    Some(wanted.map(|name| (*name).to_owned()).collect())
}

fn policy(data: &Params) -> Result<Option<PushPolicy>, ApiError> {
    let Some(word) = data.filled("policy") else {
        return Ok(None);
    };
    let invalid = |_cause| ApiError::invalid("Policy is not included in the list");
    word.parse().map(Some).map_err(invalid)
}
