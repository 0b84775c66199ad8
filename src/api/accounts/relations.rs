//! What members do with other accounts, and how they stand to them.

use actix_web::{HttpResponse, web};
use chrono::Duration;

use crate::api::accounts::{entities, id};
use crate::api::entities::muted_account::FamiliarFollowers;
use crate::api::entities::relationship::Relationship;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::domain::DomainContext;
use crate::domain::relationships::follow::{Boosts, follow_with, remove_follower, terms, unfollow};
use crate::domain::relationships::mute::{Hides, LONGEST, mute, unmute};
use crate::domain::relationships::{block, described, described_one, endorse, familiar, note};
use crate::foundation::error::{Error, ErrorKind, Result};

/// Most accounts that are asked about at once.
const SEVERAL_MAX: usize = 500;
/// Most accounts whose familiar followers are asked for at once.
const FAMILIAR_MAX: usize = 40;

/// Something that is done with an account.
#[derive(Debug, Clone, Copy)]
enum Act {
    Follow,
    Unfollow,
    RemoveFromFollowers,
    Block,
    Unblock,
    Mute,
    Unmute,
    Endorse,
    Unendorse,
    Note,
}

const ACTS: [(&str, Act); 12] = [
    ("/v1/accounts/{id}/follow", Act::Follow),
    ("/v1/accounts/{id}/unfollow", Act::Unfollow),
    (
        "/v1/accounts/{id}/remove_from_followers",
        Act::RemoveFromFollowers,
    ),
    ("/v1/accounts/{id}/block", Act::Block),
    ("/v1/accounts/{id}/unblock", Act::Unblock),
    ("/v1/accounts/{id}/mute", Act::Mute),
    ("/v1/accounts/{id}/unmute", Act::Unmute),
    ("/v1/accounts/{id}/endorse", Act::Endorse),
    ("/v1/accounts/{id}/unendorse", Act::Unendorse),
    // As endorsing was called.
    ("/v1/accounts/{id}/pin", Act::Endorse),
    ("/v1/accounts/{id}/unpin", Act::Unendorse),
    ("/v1/accounts/{id}/note", Act::Note),
];

pub(super) fn routes(config: &mut web::ServiceConfig) {
    for (path, act) in ACTS {
        let handle = move |app, user, key, params| perform(act, app, user, key, params);
        config.route(path, web::post().to(handle));
    }
}

async fn perform(
    act: Act,
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let (cx, me, other) = (&app.cx, user.account(), id(&key)?);
    match act {
        Act::Follow => begin_follow(conn, cx, me, other, &params).await?,
        Act::Unfollow => unfollow(conn, cx, me, other).await?,
        Act::RemoveFromFollowers => remove_follower(conn, cx, me, other).await?,
        Act::Block => block::block(conn, cx, me, other).await?,
        Act::Unblock => block::unblock(conn, cx, me, other).await?,
        Act::Mute => begin_mute(conn, cx, me, other, &params).await?,
        Act::Unmute => unmute(conn, me, other).await?,
        Act::Endorse => endorse::endorse(conn, cx, me, other).await?,
        Act::Unendorse => endorse::unendorse(conn, me, other).await?,
        Act::Note => {
            let comment = params.text("comment").unwrap_or_default();
            note::set(conn, cx, me, other, &comment).await?;
        }
    }
    relation(conn, cx, me, other).await
}

/// Answers with how the member stands to somebody now.
pub(in crate::api) async fn relation(
    conn: &mut Conn,
    cx: &DomainContext,
    me: AccountId,
    other: AccountId,
) -> ApiResult {
    let row = described_one(conn, cx, me, other).await?;
    Ok(HttpResponse::Ok().json(Relationship::new(&row)))
}

async fn begin_follow(
    conn: &mut Conn,
    cx: &DomainContext,
    me: AccountId,
    other: AccountId,
    params: &Params,
) -> Result<()> {
    let boosts = match params.flag("reblogs") {
        None => Boosts::AsBefore,
        Some(true) => Boosts::Show,
        Some(false) => Boosts::Hide,
    };
    let languages = params.has("languages").then(|| params.list("languages"));
    let terms = terms(boosts, params.flag("notify"), languages.as_deref())?;
    match follow_with(conn, cx, me, other, &terms).await {
        Err(error) if error.kind() == ErrorKind::Forbidden => {
            Err(Error::forbidden("This action is not allowed").because(error))
        }
        followed => followed.map(|_| ()),
    }
}

async fn begin_mute(
    conn: &mut Conn,
    cx: &DomainContext,
    me: AccountId,
    other: AccountId,
    params: &Params,
) -> Result<()> {
    let hides = if params.flag("notifications").unwrap_or(true) {
        Hides::Notifications
    } else {
        Hides::PostsOnly
    };
    let seconds = params.int("duration").filter(|seconds| *seconds > 0);
    let lasts = seconds.map(|seconds| {
        Duration::seconds(seconds.clamp(Duration::minutes(1).num_seconds(), LONGEST.num_seconds()))
    });
    mute(conn, cx, me, other, hides, lasts).await
}

pub(super) async fn relationships(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let ids = params.ids("id").into_iter().map(AccountId);
    let ids: Vec<AccountId> = ids.take(SEVERAL_MAX).collect();
    let with_suspended = params.flag("with_suspended").unwrap_or(false);
    let conn = &mut *app.db.conn().await?;
    let rows = described(conn, &app.cx, user.account(), &ids).await?;
    let shown = rows.iter().filter(|row| with_suspended || !row.suspended);
    let list: Vec<Relationship> = shown.map(Relationship::new).collect();
    Ok(HttpResponse::Ok().json(list))
}

pub(super) async fn familiar_followers(
    app: web::Data<App>,
    user: User,
    params: Params,
) -> ApiResult {
    let ids = params.ids("id").into_iter().map(AccountId);
    let ids: Vec<AccountId> = ids.take(FAMILIAR_MAX).collect();
    let conn = &mut *app.db.conn().await?;
    let found = familiar::followers(conn, user.account(), &ids).await?;
    let mut known: Vec<AccountId> = found.iter().flat_map(|(_, known)| known.clone()).collect();
    known.sort_unstable();
    known.dedup();
    let present = Present::new(&app, Some(user.account()));
    let people = entities(conn, &present, &known).await?;
    let list: Vec<FamiliarFollowers> = found
        .into_iter()
        .map(|(target, known)| FamiliarFollowers {
            id: target.to_string(),
            accounts: known
                .iter()
                .filter_map(|id| people.get(id).cloned())
                .collect(),
        })
        .collect();
    Ok::<_, ApiError>(HttpResponse::Ok().json(list))
}
