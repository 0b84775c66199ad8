//! `/accounts/ID/…`: follow, block, mute, and taking that back.

use actix_web::{HttpResponse, web};
use chrono::Duration;
use serde::Deserialize;

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::follow::FollowState;
use crate::domain::DomainContext;
use crate::domain::accounts::profile;
use crate::domain::relationships::block;
use crate::domain::relationships::follow::{Boosts, follow, remove_follower, unfollow};
use crate::domain::relationships::mute::{Hides, mute, unmute};
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::see_other;
use crate::http::session::{SignedIn, return_path};
use crate::web::member::id;
use crate::web::present::handle_path;

/// What may come with it. Everything is optional.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Terms {
    #[serde(default)]
    return_to: String,
    /// `show` or `hide`: boosts of the followed.
    #[serde(default)]
    boosts: String,
    /// Seconds that a mute lasts; empty or 0 for good.
    #[serde(default)]
    duration: String,
    /// `show`: the muted may still notify.
    #[serde(default)]
    notifications: String,
}

impl Terms {
    fn boosts(&self) -> Boosts {
        match self.boosts.as_str() {
            "show" => Boosts::Show,
            "hide" => Boosts::Hide,
            _ => Boosts::AsBefore,
        }
    }

    fn hides(&self) -> Hides {
        if self.notifications == "show" {
            Hides::PostsOnly
        } else {
            Hides::Notifications
        }
    }

    fn lasts(&self) -> Result<Option<Duration>> {
        if self.duration.is_empty() {
            return Ok(None);
        }
        let seconds: Option<u32> = self.duration.parse().ok();
        match seconds {
            Some(0) => Ok(None),
            Some(seconds) => Ok(Some(Duration::seconds(i64::from(seconds)))),
            None => Err(Error::field(
                "duration",
                "A mute lasts a number of seconds.",
            )),
        }
    }
}

pub(super) async fn submit(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    path: web::Path<(String, String)>,
    CsrfForm(terms): CsrfForm<Terms>,
) -> Result<HttpResponse, WebError> {
    let target: AccountId = id(&path.0)?;
    let conn = &mut *app.db.conn().await?;
    let done = perform(conn, &app.cx, me.account_id, target, &path.1, &terms).await?;
    let acct = profile::get(conn, target).await?.acct();
    let said = flash::good(&app, &done.replace("{}", &acct));
    let path = handle_path(&acct);
    Ok(see_other(return_path(&terms.return_to, &path), &[said]))
}

/// Does it and says what was done, with `{}` for the handle.
async fn perform(
    conn: &mut Conn,
    cx: &DomainContext,
    me: AccountId,
    target: AccountId,
    act: &str,
    terms: &Terms,
) -> Result<&'static str> {
    match act {
        "follow" => match follow(conn, cx, me, target, terms.boosts()).await? {
            FollowState::Accepted => return Ok("You follow @{}."),
            FollowState::Pending => return Ok("You asked to follow @{}."),
        },
        "unfollow" => unfollow(conn, cx, me, target).await?,
        "block" => block::block(conn, cx, me, target).await?,
        "unblock" => block::unblock(conn, cx, me, target).await?,
        "mute" => mute(conn, cx, me, target, terms.hides(), terms.lasts()?).await?,
        "unmute" => unmute(conn, me, target).await?,
        "remove_follower" => remove_follower(conn, cx, me, target).await?,
        _ => return Err(Error::not_found()),
    }
    Ok(match act {
        "unfollow" => "You do not follow @{}.",
        "block" => "You block @{}. Neither of you sees the other.",
        "unblock" => "You do not block @{} any more.",
        "mute" => "You mute @{}. They are not told.",
        "unmute" => "You do not mute @{} any more.",
        _ => "@{} does not follow you any more.",
    })
}
