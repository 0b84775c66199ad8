//! The door of the API: who is asking, by their token, and whether the route
//! is open to them.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use futures_util::future::{Ready, ready};

use crate::api::error::ApiError;
use crate::api::table::{self, Rule, Who};
use crate::app::App;
use crate::db::ids::AccountId;
use crate::domain::member::Member;
use crate::domain::moderation::may;
use crate::domain::oauth::tokens::{self, Caller};
use crate::foundation::error::Error;

/// The one route for members who have not confirmed their address.
const FOR_WAITING: &str = "/api/v1/emails/confirmations";

/// Whoever asks; nobody where there is no token.
#[derive(Clone)]
pub struct Anyone(pub Option<Caller>);

impl Anyone {
    /// The member, where the token is one's.
    #[must_use]
    pub fn member(&self) -> Option<&Member> {
        self.0.as_ref()?.member.as_ref()
    }

    /// The member's account.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.member().map(|member| member.account_id)
    }
}

/// The member who asks.
#[derive(Clone)]
pub struct User {
    /// Who.
    pub member: Member,
    /// Their token and its app.
    pub caller: Caller,
}

impl User {
    /// The member's account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.member.account_id
    }
}

/// Lets in whom the table allows, and tells the handlers who they are.
/// A refusal is an answer as others are: outer layers add their headers to it.
pub async fn guard(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, actix_web::Error> {
    let admitted = match admit(&req).await {
        Ok(changing) => app(&req).map(|app| (app.clone(), changing)),
        Err(error) => Err(error),
    };
    let (app, changing) = match admitted {
        Ok(admitted) => admitted,
        Err(error) => return Ok(req.error_response(error).map_into_right_body()),
    };
    let answer = next.call(req).await;
    if let Some(member) = changing {
        app.answers.done_by(&member).await;
    }
    Ok(answer?.map_into_left_body())
}

/// Tells the handlers who asks; gives the member, if it is one who may change something.
async fn admit(req: &ServiceRequest) -> Result<Option<Member>, ApiError> {
    let pattern = req.match_pattern();
    let rule = pattern.and_then(|pattern| table::find(req.method().as_str(), &pattern));
    let caller = match bearer(req.request()) {
        Some(token) => Some(load(req, &token, rule).await?),
        None => None,
    };
    let changing = caller
        .as_ref()
        .and_then(|caller| caller.member.clone())
        .filter(|_| !req.method().is_safe());
    // Handlers of what is in no row (the description of the API) are told nothing of
    // who asks, and those that ask are refused by their extractors.
    if let Some(rule) = rule {
        match (&caller, rule.who) {
            (None, Who::Public) => {}
            (None, _) => return Err(ApiError::no_token()),
            (Some(caller), _) if !rule.allows(&caller.scopes) => {
                return Err(ApiError::scope_too_small());
            }
            (Some(caller), Who::User) if caller.member.is_none() => {
                return Err(ApiError::no_user());
            }
            _ => {}
        }
        let member = caller.as_ref().and_then(|caller| caller.member.as_ref());
        if let (Some(member), Some(permission)) = (member, rule.permission) {
            may(member, permission)?;
        }
        req.extensions_mut().insert(Anyone(caller));
    }
    Ok(changing)
}

fn app(req: &ServiceRequest) -> Result<&web::Data<App>, ApiError> {
    let app = req.app_data::<web::Data<App>>();
    app.ok_or_else(|| Error::internal("the application is missing").into())
}

/// Who is behind the token. For what changes nothing it may be known from some
/// seconds ago; what moderators read is looked up each time.
async fn load(
    req: &ServiceRequest,
    token: &str,
    rule: Option<&'static Rule>,
) -> Result<Caller, ApiError> {
    let app = app(req)?;
    if rule.is_some_and(|rule| rule.path == FOR_WAITING) {
        let conn = &mut *app.db.conn().await?;
        let found = tokens::load_waiting(conn, &app.cx, token).await?;
        return found
            .map(|(caller, _)| caller)
            .ok_or_else(ApiError::no_token);
    }
    let look_up = async || {
        let caller = tokens::load(&mut *app.db.conn().await?, &app.cx, token).await?;
        caller.ok_or_else(ApiError::no_token)
    };
    let admin = rule.is_some_and(|rule| rule.path.contains("/admin/"));
    let harmless = req.method().is_safe() && !admin;
    if harmless && app.answers.is_live() {
        return app.answers.callers().get_or_load(token, look_up).await;
    }
    look_up().await
}

/// The token: RFC 6750, sections 2.1 and 2.3.
#[must_use]
pub fn bearer(req: &HttpRequest) -> Option<String> {
    if let Some(value) = req.headers().get(AUTHORIZATION) {
        let (kind, token) = value.to_str().ok()?.split_once(' ')?;
        return kind
            .eq_ignore_ascii_case("bearer")
            .then(|| token.trim().to_owned());
    }
    let query = url::form_urlencoded::parse(req.query_string().as_bytes());
    let mut found = query.filter(|(name, _)| name == "access_token");
    found.next().map(|(_, token)| token.into_owned())
}

impl FromRequest for Anyone {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Without a row in the table nobody was let in.
        let known = req.extensions().get::<Self>().cloned();
        ready(known.ok_or_else(ApiError::scope_too_small))
    }
}

impl FromRequest for User {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = req.extensions().get::<Anyone>().cloned();
        let user = known.and_then(|Anyone(caller)| {
            let caller = caller?;
            let member = caller.member.clone()?;
            Some(Self { member, caller })
        });
        ready(user.ok_or_else(ApiError::no_user))
    }
}
