//! `/api/v1/admin/…`: for those who look after the server. The table says which
//! scopes a token and which permission a role needs.

pub(super) mod accounts;
mod domains;
mod emails;
mod figures;
mod ips;
pub(super) mod reports;
mod trends;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::{Ready, ready};

use crate::api::error::ApiError;
use crate::api::guard::User;
use crate::db::ids::AccountId;
use crate::domain::member::Member;
use crate::domain::moderation::Authority;

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

/// Somebody who looks after the server; the table says which permission their
/// role has to have.
#[derive(Clone)]
struct Staff(Member);

impl Staff {
    fn authority(&self) -> Authority<'_> {
        Authority::Member(&self.0)
    }

    fn account(&self) -> AccountId {
        self.0.account_id
    }
}

impl FromRequest for Staff {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let user = User::from_request(req, payload).into_inner();
        ready(user.map(|user| Self(user.member)))
    }
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
