//! Answers with data: kept for a few seconds like the pages, with an `ETag`,
//! and 410 with a tombstone for what was deleted.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LOCATION, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use crate::app::App;
use crate::db::Conn;
use crate::federation::objects::activity::tombstone;
use crate::federation::objects::context::Context;
use crate::federation::routes::asker::{Asker, Door};
use crate::federation::routes::negotiate::{Kind, Wish, wish};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::page_cache::{CachedPage, Page, PageKey, respond};

/// What decides which data somebody gets.
const DATA_VARIES: &str = "Accept, Accept-Encoding, Signature, Signature-Input";

/// An address that answers with data.
pub(super) struct Served<'a> {
    /// The request.
    pub req: &'a HttpRequest,
    /// The application.
    pub app: &'a web::Data<App>,
    /// Who may ask.
    pub door: Door,
}

impl Served<'_> {
    /// The name of the data in the answer.
    fn kind(&self) -> Kind {
        match wish(self.req.headers()) {
            Wish::Data(kind) => kind,
            Wish::Page | Wish::Either => Kind::Activity,
        }
    }

    /// Answers with what `draw` makes for the asker: for everybody from the
    /// cache, and where that is not to be seen by everybody, for a signer alone.
    pub(super) async fn answer(
        &self,
        draw: impl AsyncFn(&mut Conn, &Asker) -> Result<Value>,
    ) -> Result<HttpResponse, WebError> {
        let asker = self.door.asker(self.req, self.app).await?;
        let answer = match &asker {
            Asker::Anybody => match Box::pin(self.for_everybody(&draw)).await {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    // The same for what is not there and for what is not for
                    // everybody, so that nobody learns which.
                    let asker = self.door.signer(self.req, self.app).await?;
                    match asker {
                        Some(asker) => Box::pin(self.for_one(&asker, &draw)).await,
                        None => Err(error),
                    }
                }
                answer => answer,
            },
            Asker::Known { .. } => Box::pin(self.for_one(&asker, &draw)).await,
        };
        match answer {
            Err(error) if error.kind() == ErrorKind::Gone => self.gone(),
            answer => Ok(answer?),
        }
    }

    async fn for_everybody(
        &self,
        draw: &impl AsyncFn(&mut Conn, &Asker) -> Result<Value>,
    ) -> Result<HttpResponse> {
        let kind = self.kind();
        let key = PageKey::new(self.req, kind.content_type());
        let render = async || {
            let conn = &mut *self.app.db.conn().await?;
            page(kind, &draw(conn, &Asker::Anybody).await?)
        };
        let cached = self.app.pages.get_or_render(key, render).await?;
        Ok(respond(self.req, &cached))
    }

    async fn for_one(
        &self,
        asker: &Asker,
        draw: &impl AsyncFn(&mut Conn, &Asker) -> Result<Value>,
    ) -> Result<HttpResponse> {
        let data = draw(&mut *self.app.db.conn().await?, asker).await?;
        let mut response = respond(self.req, &CachedPage::new(page(self.kind(), &data)?));
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        Ok(response)
    }

    /// 410 with what is left.
    fn gone(&self) -> Result<HttpResponse, WebError> {
        let base = self.app.cx.config.base_url();
        let id = format!("{base}{}", self.req.path());
        let left = Context::Plain.document(tombstone(&id))?;
        Ok(HttpResponse::Gone()
            .insert_header((CONTENT_TYPE, self.kind().content_type()))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .insert_header((VARY, DATA_VARIES))
            .body(left.to_string()))
    }
}

fn page(kind: Kind, data: &Value) -> Result<Page> {
    let body = serde_json::to_string(data).map_err(Error::internal)?;
    Ok(Page::new(kind.content_type(), DATA_VARIES, body))
}

/// Sends programs from a page's address to the object, and people from the
/// object's address to its page.
pub(super) fn see(address: &str) -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((LOCATION, address))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((VARY, "Accept"))
        .finish()
}
