//! `/auth/confirm/TOKEN`: the link in the mail to a new member.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::message;
use crate::domain::auth::confirm;
use crate::foundation::error::ErrorKind;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::view::MessageKind;

pub(super) async fn confirm(
    page: PageFor,
    token: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let app = &page.app;
    let confirmed = {
        let conn = &mut *app.db.conn().await?;
        confirm::confirm(conn, &app.cx, &token).await
    };
    match confirmed {
        Ok(()) => message(&page, StatusCode::OK, MessageKind::EmailConfirmed).await,
        Err(error) if error.kind() == ErrorKind::Gone => {
            message(&page, StatusCode::GONE, MessageKind::LinkOver).await
        }
        Err(error) => Err(error.into()),
    }
}
