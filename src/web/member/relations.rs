//! `/accounts/ID/…`: follow, block, mute, show on one's profile, and taking that
//! back.

use actix_web::{HttpResponse, web};
use chrono::Duration;
use serde::Deserialize;

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::follow::FollowState;
use crate::domain::DomainContext;
use crate::domain::accounts::profile;
use crate::domain::discovery;
use crate::domain::relationships::follow::{self, Boosts, remove_follower, unfollow};
use crate::domain::relationships::mute::{Hides, mute, unmute};
use crate::domain::relationships::{block, endorse};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
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
    /// `yes` or `no`: whether the member is told of posts of the followed.
    #[serde(default)]
    notify: String,
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

    fn notify(&self) -> Option<bool> {
        match self.notify.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
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
                Message::of("refused-mute-seconds"),
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
    let said = flash::good_about(&app, done, &[("name", acct.as_str().into())]);
    let path = handle_path(&acct);
    Ok(see_other(return_path(&terms.return_to, &path), &[said]))
}

/// `/accounts/ID/mute`, which is a page as well.
pub(super) async fn mute_by_form(
    app: web::Data<App>,
    me: SignedIn,
    path: web::Path<String>,
    terms: CsrfForm<Terms>,
) -> Result<HttpResponse, WebError> {
    let act = (path.into_inner(), "mute".to_owned());
    submit(app, me, act.into(), terms).await
}

/// Follows, or changes what is seen of somebody who is followed.
async fn begin(
    conn: &mut Conn,
    cx: &DomainContext,
    me: AccountId,
    target: AccountId,
    terms: &Terms,
) -> Result<&'static str> {
    let (boosts, notify) = (terms.boosts(), terms.notify());
    let wanted = follow::terms(boosts, notify, None)?;
    let state = follow::follow_with(conn, cx, me, target, &wanted).await?;
    Ok(match (state, boosts, notify) {
        (FollowState::Pending, ..) => "said-asked-to-follow",
        (_, _, Some(true)) => "said-told-of-posts",
        (_, _, Some(false)) => "said-not-told-of-posts",
        (_, Boosts::Hide, _) => "said-boosts-hidden",
        (_, Boosts::Show, _) => "said-boosts-shown",
        _ => "said-followed",
    })
}

/// Does it; the key of what is said then of the person.
async fn perform(
    conn: &mut Conn,
    cx: &DomainContext,
    me: AccountId,
    target: AccountId,
    act: &str,
    terms: &Terms,
) -> Result<&'static str> {
    match act {
        "follow" => return begin(conn, cx, me, target, terms).await,
        "endorse" => endorse::endorse(conn, cx, me, target).await?,
        "unendorse" => endorse::unendorse(conn, me, target).await?,
        "dismiss" => discovery::dismiss(conn, cx, me, target).await?,
        "unfollow" => unfollow(conn, cx, me, target).await?,
        "block" => block::block(conn, cx, me, target).await?,
        "unblock" => block::unblock(conn, cx, me, target).await?,
        "mute" => mute(conn, cx, me, target, terms.hides(), terms.lasts()?).await?,
        "unmute" => unmute(conn, me, target).await?,
        "remove_follower" => remove_follower(conn, cx, me, target).await?,
        _ => return Err(Error::not_found()),
    }
    Ok(match act {
        "unfollow" => "said-unfollowed",
        "block" => "said-blocked",
        "unblock" => "said-unblocked",
        "mute" => "said-muted",
        "unmute" => "said-unmuted",
        "endorse" => "said-endorsed",
        "unendorse" => "said-unendorsed",
        "dismiss" => "said-not-suggested",
        _ => "said-follower-removed",
    })
}
