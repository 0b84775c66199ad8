//! `/announcements/ID/dismiss`: what those in charge told everybody is read, and
//! does not stand above the pages any more.

use actix_web::{HttpResponse, web};

use crate::app::App;
use crate::domain::announcements;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::session::SignedIn;
use crate::web::member::{Back, id};

pub(super) async fn dismiss(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    path: web::Path<String>,
    CsrfForm(back): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *app.db.conn().await?;
    announcements::dismiss(conn, me.account_id, id(&path)?).await?;
    Ok(back.answer("/home", &[]))
}
