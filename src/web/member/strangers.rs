//! Looks up people of other servers before a post that names them is stored.

use actix_web::{HttpRequest, web};

use crate::app::App;
use crate::domain::member::Member;
use crate::domain::posts;
use crate::domain::resolver::RemoteResolver;
use crate::foundation::error::Result;

/// See [`posts::introduce()`].
pub(super) async fn introduce(req: &HttpRequest, app: &App, me: &Member, text: &str) -> Result<()> {
    let Some(resolver) = req.app_data::<web::Data<dyn RemoteResolver>>() else {
        return Ok(());
    };
    posts::introduce(&app.db, &app.cx, &***resolver, me.account_id, text).await
}
