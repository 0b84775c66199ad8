//! `/api/v1/profile…`: the profile as typed.

use actix_web::{HttpResponse, web};

use crate::api::accounts;
use crate::api::entities::profile::Profile;
use crate::api::error::ApiResult;
use crate::api::guard::User;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::domain::accounts::credentials::{self, Credentials};
use crate::domain::accounts::portraits::{Portraits, Wish};
use crate::domain::accounts::profile;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/v1/profile")
                .route(get().to(show))
                .route(web::patch().to(change)),
        )
        .route("/v1/profile/avatar", web::delete().to(remove_avatar))
        .route("/v1/profile/header", web::delete().to(remove_header));
}

async fn show(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let row = profile::get(conn, user.account()).await?;
    let present = Present::new(&app, Some(user.account()));
    let account = accounts::entity(conn, &present, user.account()).await?;
    Ok(HttpResponse::Ok().json(Profile::new(&row, account)))
}

async fn change(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    accounts::change(&app, user.account(), params).await?;
    show(app, user).await
}

async fn remove_avatar(app: web::Data<App>, user: User) -> ApiResult {
    let portraits = Portraits {
        avatar: Wish::Remove,
        ..Portraits::default()
    };
    remove(&app, &user, portraits).await
}

async fn remove_header(app: web::Data<App>, user: User) -> ApiResult {
    let portraits = Portraits {
        header: Wish::Remove,
        ..Portraits::default()
    };
    remove(&app, &user, portraits).await
}

async fn remove(app: &App, user: &User, portraits: Portraits) -> ApiResult {
    let wanted = Credentials {
        portraits,
        ..Credentials::default()
    };
    let me = user.account();
    credentials::update(&app.db, &app.pictures, &app.cx, me, wanted).await?;
    let conn = &mut *app.db.conn().await?;
    Ok(HttpResponse::Ok().json(accounts::own(conn, app, me).await?))
}
