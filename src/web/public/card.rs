//! `/@{name}/card.png` and `/@{name}/{id}/card.png`: how other places preview a profile
//! or a post that has no picture.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::App;
use crate::db::models::account::Account;
use crate::db::views::posts::PostEntry;
use crate::domain::posts::thread;
use crate::domain::profiles;
use crate::foundation::image::CardText;
use crate::foundation::text::excerpt;
use crate::http::error::WebError;
use crate::http::previews;
use crate::web::present::handle_path;
use crate::web::public::draw::{post_id, redirect};
use crate::web::public::post::summary;

/// Characters of a biography or a post.
const WORDS: usize = 240;

pub(super) async fn profile(
    req: HttpRequest,
    app: web::Data<App>,
    name: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let account = {
        let conn = &mut *app.db.conn().await?;
        profiles::visit(conn, &app.cx, None, &name).await?.account
    };
    if account.acct() != *name {
        return Ok(redirect(&of_profile(&app, &account)));
    }
    Ok(previews::answer(&app, &req, profile_text(&app, &account)).await?)
}

pub(super) async fn post(
    req: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (name, id) = path.into_inner();
    let id = post_id(&id)?;
    let entry = {
        let conn = &mut *app.db.conn().await?;
        thread::entry(conn, &app.cx, None, id).await?
    };
    if entry.author.acct() != name || entry.post.id != id {
        return Ok(redirect(&of_post(&app, &entry)));
    }
    Ok(previews::answer(&app, &req, post_text(&app, &entry)).await?)
}

/// The path of the picture of a profile.
pub(super) fn of_profile(app: &App, account: &Account) -> String {
    let tag = previews::tag(app, &profile_text(app, account));
    format!("{}/card.png?v={tag}", handle_path(&account.acct()))
}

/// The path of the picture of a post.
pub(super) fn of_post(app: &App, entry: &PostEntry) -> String {
    let tag = previews::tag(app, &post_text(app, entry));
    let author = handle_path(&entry.author.acct());
    format!("{author}/{}/card.png?v={tag}", entry.post.id)
}

fn profile_text(app: &App, account: &Account) -> CardText {
    CardText {
        name: account.name().to_owned(),
        handle: whole_handle(app, &account.username, account.domain.as_deref()),
        words: excerpt(&account.bio, WORDS),
        site: app.cx.instance().name.clone(),
    }
}

fn post_text(app: &App, entry: &PostEntry) -> CardText {
    let author = &entry.author;
    CardText {
        name: author.name().to_owned(),
        handle: whole_handle(app, &author.username, author.domain.as_deref()),
        words: summary(entry, WORDS),
        site: app.cx.instance().name.clone(),
    }
}

fn whole_handle(app: &App, name: &str, domain: Option<&str>) -> String {
    match domain {
        Some(domain) => format!("@{name}@{domain}"),
        None => format!("@{name}@{}", app.cx.config.handle_domain()),
    }
}
