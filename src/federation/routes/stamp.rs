//! `/users/{name}/quote_authorizations/{id}`: the proof that a post may be
//! quoted by another (FEP-044f).

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::QuoteStampId;
use crate::domain::quotes;
use crate::federation::objects::context::Context;
use crate::federation::routes::actor::member;
use crate::federation::routes::answer::Served;
use crate::federation::routes::asker::{Asker, Door};
use crate::foundation::error::Error;
use crate::http::error::WebError;

pub(super) async fn show(
    req: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let served = Served {
        req: &req,
        app: &app,
        door: Door::AsConfigured,
    };
    let draw = async |conn: &mut Conn, asker: &Asker| {
        let id = path.1.parse::<QuoteStampId>().ok();
        let id = id.ok_or_else(Error::not_found)?;
        let account = member(conn, &app.cx, asker, &path.0).await?.account;
        let stamp = quotes::stamp(conn, id).await?;
        if stamp.account_id != account.id {
            return Err(Error::not_found());
        }
        Context::Post.document(json!({
            "id": stamp.uri,
            "type": "QuoteAuthorization",
            "attributedTo": stamp.account_uri,
            "interactingObject": stamp.quoting_uri,
            "interactionTarget": stamp.quoted_uri,
        }))
    };
    served.answer(draw).await
}
