//! The doors for activities: one for each actor, and one for everybody.

use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use crate::db::models::account;
use crate::federation::Federation;
use crate::federation::inbox::{self, Refusal};
use crate::federation::signature::SignatureError;
use crate::federation::signature::incoming::Arrived;
use crate::foundation::error::{Error, ErrorKind};

/// Longest activity, in bytes.
pub(super) const BODY_MAX: usize = 1024 * 1024;

/// Seconds after which a server that finds the inbox full comes again.
const COME_AGAIN: &str = "30";

/// A refusal in the words of HTTP.
#[derive(Debug)]
pub(super) struct Refused(Refusal);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for Refused {
    fn error_response(&self) -> HttpResponse {
        let mut answer = match &self.0 {
            Refusal::Malformed(_) => HttpResponse::BadRequest(),
            Refusal::Signature(SignatureError::KeyUnavailable) | Refusal::Busy => {
                let mut answer = HttpResponse::ServiceUnavailable();
                answer.insert_header((RETRY_AFTER, COME_AGAIN));
                answer
            }
            Refusal::Signature(_) => HttpResponse::Unauthorized(),
            Refusal::Forbidden(_) => HttpResponse::Forbidden(),
            Refusal::Internal(error) if error.kind() == ErrorKind::NotFound => {
                HttpResponse::NotFound()
            }
            Refusal::Internal(error) => {
                tracing::error!(?error, "an activity could not be taken");
                let mut answer = HttpResponse::ServiceUnavailable();
                answer.insert_header((RETRY_AFTER, COME_AGAIN));
                answer
            }
        };
        answer.json(serde_json::json!({ "error": self.0.to_string() }))
    }
}

/// `POST /inbox` and `POST /actor/inbox`.
pub(super) async fn shared(
    federation: web::Data<Federation>,
    request: HttpRequest,
    body: Bytes,
) -> Result<HttpResponse, Refused> {
    take(&federation, &request, None, &body).await
}

/// `POST /users/NAME/inbox`.
pub(super) async fn personal(
    federation: web::Data<Federation>,
    request: HttpRequest,
    name: web::Path<String>,
    body: Bytes,
) -> Result<HttpResponse, Refused> {
    let app = &federation.app;
    let recipient = async {
        let conn = &mut *app.db.conn().await?;
        let found = account::by_handle(conn, &name, None).await?;
        let found = found.filter(|account| account.deleted_at.is_none());
        found.map(|account| account.id).ok_or_else(Error::not_found)
    };
    let recipient = recipient.await.map_err(|error| Refused(error.into()))?;
    take(&federation, &request, Some(recipient), &body).await
}

async fn take(
    federation: &Federation,
    request: &HttpRequest,
    recipient: Option<crate::db::ids::AccountId>,
    body: &Bytes,
) -> Result<HttpResponse, Refused> {
    let arrived = Arrived::new(request, &federation.app.cx.config);
    inbox::receive(federation, &arrived, recipient, body)
        .await
        .map_err(Refused)?;
    Ok(HttpResponse::Accepted().finish())
}
