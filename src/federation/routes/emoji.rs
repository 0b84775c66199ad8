//! `/emojis/{shortcode}`: the custom emoji of this server that may be used, at their
//! IDs.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::App;
use crate::db::Conn;
use crate::db::views::emojis;
use crate::federation::addresses::Addresses;
use crate::federation::objects::context::Context;
use crate::federation::objects::emoji::Emoji;
use crate::federation::routes::answer::Served;
use crate::federation::routes::asker::{Asker, Door};
use crate::foundation::error::Error;
use crate::http::error::WebError;

pub(super) async fn show(
    req: HttpRequest,
    app: web::Data<App>,
    shortcode: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let served = Served {
        req: &req,
        app: &app,
        door: Door::AsConfigured,
    };
    let draw = async |conn: &mut Conn, _: &Asker| {
        let found = emojis::own(conn, [shortcode.as_str()].into()).await?;
        let emoji = found.first().ok_or_else(Error::not_found)?;
        let tag = Emoji::new(&Addresses::new(&app.cx.config), emoji);
        Context::Reaction.document(tag.ok_or_else(Error::not_found)?)
    };
    served.answer(draw).await
}
