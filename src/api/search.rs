//! `/api/v2/search`: people, posts and tags.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::status::{self, Status};
use crate::api::entities::tag::Tag;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, TagId};
use crate::db::views::search::Reviewed;
use crate::domain::resolver::{Asker, Found, RemoteResolver};
use crate::domain::search::{self, Kind, LIMIT_MAX, Range, Results, Wish};
use crate::domain::{people, statuses, trends};
use crate::foundation::error::{ErrorKind, Result};
use crate::foundation::net::normal_host;
use crate::http::routes::get;

/// Results of a kind where nothing is asked for.
const USUAL: i64 = 20;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/v2/search", get().to(everything));
}

/// What was found.
#[derive(Debug, Serialize)]
struct Search {
    accounts: Vec<Account>,
    statuses: Vec<Status>,
    hashtags: Vec<Tag>,
}

async fn everything(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    params: Params,
) -> ApiResult {
    let wish = wish(&anyone, &params)?;
    let resolved = if params.flag("resolve") == Some(true) {
        Box::pin(resolve(&app, &req, &wish)).await?
    } else {
        None
    };
    let conn = &mut *app.db.conn().await?;
    let results = search::everything(conn, &app.cx, &wish, resolved).await?;
    let found = present(conn, &app, wish.viewer, results).await?;
    Ok(HttpResponse::Ok().json(found))
}

fn wish(anyone: &Anyone, params: &Params) -> Result<Wish, ApiError> {
    let flag = |name| params.flag(name).unwrap_or(false);
    let offset = params.int("offset").unwrap_or(0);
    let login = |what: &str| {
        let message = format!("{what} without authentication are not supported");
        Err(ApiError::new(StatusCode::UNAUTHORIZED, message))
    };
    match anyone.account() {
        None if offset > 0 => return login("Searches with an offset"),
        None if flag("resolve") => return login("Searches that resolve remote resources"),
        _ => {}
    }
    Ok(Wish {
        typed: params.needed("q")?,
        viewer: anyone.account(),
        only: kind(params)?,
        author: params.id("account_id").map(AccountId),
        following: flag("following") && anyone.account().is_some(),
        reviewed: if flag("exclude_unreviewed") {
            Reviewed::Only
        } else {
            Reviewed::NotAsked
        },
        range: Range {
            offset,
            limit: params.int("limit").unwrap_or(USUAL).clamp(1, LIMIT_MAX),
            max_id: params.id("max_id"),
            min_id: params.id("min_id"),
        },
    })
}

fn kind(params: &Params) -> Result<Option<Kind>, ApiError> {
    Ok(match params.filled("type").as_deref() {
        None => None,
        Some("accounts") => Some(Kind::Accounts),
        Some("statuses") => Some(Kind::Statuses),
        Some("hashtags") => Some(Kind::Hashtags),
        Some(_) => return Err(ApiError::invalid("type is not a kind of result")),
    })
}

/// Asks the other server that an address or a handle names. What is not found
/// there is no error: the search goes on here.
async fn resolve(app: &App, req: &HttpRequest, wish: &Wish) -> Result<Option<Found>, ApiError> {
    let Some(resolver) = req.app_data::<web::Data<dyn RemoteResolver>>() else {
        return Ok(None);
    };
    let asker = wish.viewer.map_or(Asker::Visitor, Asker::Member);
    let found = match (wish.address(), handle(app, &wish.typed)) {
        (Some(url), _) if url.as_str().starts_with(&app.cx.config.base_url()) => return Ok(None),
        (Some(url), _) => resolver.address(asker, &url).await,
        (None, Some((name, host))) => {
            let account = resolver.account(asker, &name, &host).await;
            account.map(Found::Account)
        }
        (None, None) => return Ok(None),
    };
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::RateLimited => Err(error.into()),
        Err(_) => Ok(None),
    }
}

/// The two halves of `name@host` of another server.
fn handle(app: &App, typed: &str) -> Option<(String, String)> {
    let typed = typed.trim();
    let typed = typed.strip_prefix("acct:").unwrap_or(typed);
    let (name, host) = typed.strip_prefix('@').unwrap_or(typed).split_once('@')?;
    let host = normal_host(host)?;
    let sound = !name.is_empty() && !app.cx.config.is_own_domain(&host);
    sound.then(|| (name.to_owned(), host))
}

async fn present(
    conn: &mut Conn,
    app: &App,
    viewer: Option<AccountId>,
    results: Results,
) -> Result<Search, ApiError> {
    let present = Present::new(app, viewer);
    let (people, emojis) = people::many(conn, &results.accounts).await?;
    let tags: Vec<TagId> = results.tags.iter().map(|tag| tag.id).collect();
    let histories = trends::tag_histories(conn, &app.cx, &tags).await?;
    let statuses = statuses::complete_for(conn, &app.cx, viewer, results.posts).await?;
    let accounts = results.accounts.iter().filter_map(|id| people.get(id));
    let hashtags = results.tags.iter().map(|tag| {
        let history = histories.get(&tag.id).map_or(&[][..], Vec::as_slice);
        Tag::new(&present, tag, history)
    });
    Ok(Search {
        accounts: accounts
            .map(|person| Account::new(&present, person, &emojis))
            .collect(),
        statuses: status::list(&present, &statuses),
        hashtags: hashtags.collect(),
    })
}
