//! `/api/v1/admin/…`: for those who look after the server. The table says which
//! scopes a token needs; here the member's role is asked for as well.

mod accounts;
mod domains;
mod emails;
mod figures;
mod ips;
mod reports;
mod trends;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::{Ready, ready};

use crate::api::error::ApiError;
use crate::api::guard::User;
use crate::db::ids::AccountId;
use crate::domain::member::Member;
use crate::domain::moderation::{Power, may};

/// Mounts the routes.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .configure(accounts::routes)
        .configure(domains::routes)
        .configure(emails::routes)
        .configure(figures::routes)
        .configure(ips::routes)
        .configure(reports::routes)
        .configure(trends::routes);
}

/// A member with a moderator's powers.
#[derive(Clone)]
struct Moderator(Member);

impl Moderator {
    fn account(&self) -> AccountId {
        self.0.account_id
    }
}

/// A member with an admin's powers.
#[derive(Clone)]
struct Admin(Member);

impl FromRequest for Moderator {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(with(req, payload, Power::Moderate).map(Self))
    }
}

impl FromRequest for Admin {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(with(req, payload, Power::Administer).map(Self))
    }
}

/// The member who asks, if they have this power.
fn with(req: &HttpRequest, payload: &mut Payload, power: Power) -> Result<Member, ApiError> {
    let user = User::from_request(req, payload).into_inner()?;
    may(user.member.role, power)?;
    Ok(user.member)
}

/// An ID in an address; what is none leads nowhere.
fn id(text: &str) -> Result<i64, ApiError> {
    let id = text.parse().ok().filter(|id| *id > 0);
    id.ok_or_else(ApiError::not_found)
}

/// The last part of the address.
fn verb(req: &HttpRequest) -> &str {
    req.path().rsplit('/').next().unwrap_or_default()
}
