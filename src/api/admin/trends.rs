//! What trends, for review: also what nobody decided about yet and what was
//! refused, and the decisions.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::Value;

use crate::api::admin::{Staff, id, verb};
use crate::api::entities::admin_trends::{AdminLink, AdminProvider, AdminStatus, AdminTag};
use crate::api::error::{ApiError, ApiResult};
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::trends::{FEW, POSTS, window};
use crate::app::App;
use crate::db::Conn;
use crate::domain::moderation::trends::{self, Decided, TrendKind, Which};
use crate::domain::statuses;
use crate::foundation::error::Error;
use crate::http::routes::get;

/// What is decided about, by the word of its routes, and how many of them are
/// listed usually and at most.
const KINDS: [(&str, TrendKind, (u8, u8)); 4] = [
    ("links", TrendKind::Link, FEW),
    ("links/publishers", TrendKind::Publisher, FEW),
    ("statuses", TrendKind::Post, POSTS),
    ("tags", TrendKind::Tag, FEW),
];

pub(super) fn routes(config: &mut web::ServiceConfig) {
    for (word, kind, usual) in KINDS {
        let path = format!("/v1/admin/trends/{word}");
        let listed = move |app, by, params| list(kind, usual, app, by, params);
        config.route(&path, get().to(listed));
        for verb in ["approve", "reject"] {
            let path = format!("{path}/{{id}}/{verb}");
            let decided = move |app, req, by, key| decide(kind, app, req, by, key);
            config.route(&path, web::post().to(decided));
        }
    }
}

async fn list(
    kind: TrendKind,
    usual: (u8, u8),
    app: web::Data<App>,
    by: Staff,
    params: Params,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let which = Which::Now(window(&params, usual));
    let shown = show(conn, &app, &by, kind, which).await?;
    Ok(HttpResponse::Ok().json(shown))
}

async fn decide(
    kind: TrendKind,
    app: web::Data<App>,
    req: HttpRequest,
    by: Staff,
    key: web::Path<String>,
) -> ApiResult {
    let id = id(&key)?;
    let allowed = verb(&req) == "approve";
    let conn = &mut *app.db.conn().await?;
    trends::decide(conn, &app.cx, &by.0, (kind, id), allowed).await?;
    let shown = show(conn, &app, &by, kind, Which::One(id)).await?;
    let one = shown.into_iter().next().ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(one))
}

/// The entities of one kind.
async fn show(
    conn: &mut Conn,
    app: &App,
    by: &Staff,
    kind: TrendKind,
    which: Which,
) -> ApiResult<Vec<Value>> {
    let (cx, present) = (&app.cx, Present::new(app, Some(by.account())));
    match kind {
        TrendKind::Tag => {
            let open = !cx.instance().trends_need_approval;
            let found = trends::tags(conn, cx, &by.0, which).await?;
            let found = found.iter();
            json(found.map(|((tag, history), decided)| {
                AdminTag::new(&present, (tag, history), *decided, open)
            }))
        }
        TrendKind::Link => {
            let found = trends::links(conn, cx, &by.0, which).await?;
            let found = found.iter();
            json(found.map(|((card, history), decided)| {
                AdminLink::new(&present, card, history, *decided)
            }))
        }
        TrendKind::Publisher => {
            let found = trends::publishers(conn, &by.0, which).await?;
            json(
                found
                    .iter()
                    .map(|(one, decided)| AdminProvider::new(one, *decided)),
            )
        }
        TrendKind::Post => {
            let found = trends::posts(conn, cx, &by.0, which).await?;
            let (entries, decided): (Vec<_>, Vec<Decided>) = found.into_iter().unzip();
            let me = Some(by.account());
            let all = statuses::complete_for(conn, cx, me, entries).await?;
            let both = all.entries.iter().zip(decided);
            json(both.filter_map(|(entry, decided)| {
                AdminStatus::new(&present, entry, &all.beside, decided)
            }))
        }
    }
}

fn json(entities: impl Iterator<Item = impl Serialize>) -> ApiResult<Vec<Value>> {
    let values = entities.map(|entity| serde_json::to_value(entity).map_err(Error::internal));
    Ok(values.collect::<Result<_, _>>()?)
}
