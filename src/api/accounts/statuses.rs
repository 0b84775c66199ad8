//! Posts of an account.

use actix_web::{HttpRequest, web};

use crate::api::accounts::id;
use crate::api::answers::kept;
use crate::api::error::ApiResult;
use crate::api::guard::Anyone;
use crate::api::params::Params;
use crate::api::{paging, timelines};
use crate::app::App;
use crate::db::page::Slice;
use crate::db::views::timelines::OfAccount;
use crate::domain::accounts::profile;
use crate::domain::{pins, profiles, timelines as lists};
use crate::foundation::error::ErrorKind;
use crate::http::answers::Shows;

pub(super) async fn list(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let draw = async || draw(&app, &req, &anyone, &key, &params).await;
    kept(&app, &req, &anyone, Shows::Anybody, draw).await
}

async fn draw(
    app: &App,
    req: &HttpRequest,
    anyone: &Anyone,
    key: &str,
    params: &Params,
) -> ApiResult {
    let page = paging::page(params, timelines::USUAL, timelines::MOST);
    let asked = |name| params.flag(name).unwrap_or(false);
    let (cx, viewer) = (&app.cx, anyone.account());
    let conn = &mut *app.db.conn().await?;
    let account = id(key)?;
    let slice = match profiles::by_id(conn, cx, viewer, account).await {
        Ok(_) if asked("pinned") => Slice {
            items: pins::of(conn, cx, viewer, account).await?,
            more: false,
        },
        Ok(_) => {
            let wanted = OfAccount {
                only_media: asked("only_media"),
                exclude_replies: asked("exclude_replies"),
                exclude_boosts: asked("exclude_reblogs"),
                tag: None,
            };
            let tag = params.filled("tagged");
            let tag = tag.as_deref().map(|name| name.trim_start_matches('#'));
            lists::of_account(conn, cx, viewer, account, wanted, tag, &page).await?
        }
        // Suspended, or it blocks the asker: the account is there, its posts are not.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            profile::get(conn, account).await?;
            Slice::empty()
        }
        Err(error) => return Err(error.into()),
    };
    timelines::answer(conn, app, req, anyone, &page, slice).await
}
