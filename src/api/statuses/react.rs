//! Reactions to posts, by the routes of glitch-soc and by those of Pleroma.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::reaction::Reaction;
use crate::api::error::ApiResult;
use crate::api::guard::{Anyone, User};
use crate::api::present::Present;
use crate::api::statuses::{act, id, show};
use crate::app::App;
use crate::db::ids::{AccountId, PostId};
use crate::domain::people;
use crate::domain::posts::{self, fans, react as domain, thread};
use crate::http::routes::get;

/// Most people who are named with the reactions of a post.
const PEOPLE_MAX: u8 = 40;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/statuses/{id}/react/{name}", web::post().to(react))
        .route("/v1/statuses/{id}/unreact/{name}", web::post().to(unreact))
        .route("/v1/pleroma/statuses/{id}/reactions", get().to(all))
        .service(
            web::resource("/v1/pleroma/statuses/{id}/reactions/{name}")
                .route(get().to(one))
                .route(web::put().to(react))
                .route(web::delete().to(unreact)),
        );
}

async fn react(app: web::Data<App>, user: User, keys: web::Path<(String, String)>) -> ApiResult {
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    // Apps send the ID of a boost as well; it stands for the boosted post.
    let post = posts::find(conn, Some(me), id(&keys.0)?).await?.post.id;
    domain::react(conn, &app.cx, me, post, &keys.1).await?;
    let status = show(conn, &app, &Anyone(Some(user.caller)), post).await?;
    Ok(HttpResponse::Ok().json(status))
}

async fn unreact(app: web::Data<App>, user: User, keys: web::Path<(String, String)>) -> ApiResult {
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let asked: PostId = id(&keys.0)?;
    let taken_back = domain::unreact(conn, &app.cx, me, asked, &keys.1).await?;
    act::taken(conn, &app, user, (asked, taken_back)).await
}

/// Reactions with the people behind them.
#[derive(Debug, Serialize)]
struct Reacted {
    #[serde(flatten)]
    reaction: Reaction,
    /// Those who came last.
    accounts: Vec<Account>,
}

async fn all(app: web::Data<App>, anyone: Anyone, key: web::Path<String>) -> ApiResult {
    list(&app, &anyone, id(&key)?, None).await
}

async fn one(app: web::Data<App>, anyone: Anyone, keys: web::Path<(String, String)>) -> ApiResult {
    list(&app, &anyone, id(&keys.0)?, Some(&keys.1)).await
}

async fn list(app: &App, anyone: &Anyone, post: PostId, name: Option<&str>) -> ApiResult {
    let (conn, viewer) = (&mut *app.db.conn().await?, anyone.account());
    let entry = thread::entry(conn, &app.cx, viewer, post).await?;
    let wanted = name.map(|name| domain::named(&app.cx, name));
    let fans = fans::reacted(conn, entry.post.id, wanted.clone().flatten(), PEOPLE_MAX).await?;
    let ids: Vec<AccountId> = fans.iter().map(|(account, _)| *account).collect();
    let (people, emojis) = people::many(conn, &ids).await?;
    let present = Present::new(app, viewer);
    let mut accounts: HashMap<_, Vec<Account>> = HashMap::new();
    for (account, reaction) in fans {
        let shown = people.get(&account);
        let shown = shown.map(|person| Account::new(&present, person, &emojis));
        accounts.entry(reaction).or_default().extend(shown);
    }
    let rows = entry.reactions.iter().filter(|row| {
        wanted
            .as_ref()
            .is_none_or(|wanted| wanted.as_ref() == Some(&row.reaction))
    });
    let shown: Vec<Reacted> = rows
        .map(|row| Reacted {
            reaction: Reaction::to_post(&present, &entry, row),
            accounts: accounts.remove(&row.reaction).unwrap_or_default(),
        })
        .collect();
    Ok(HttpResponse::Ok().json(shown))
}
