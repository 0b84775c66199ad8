//! `/posts/ID/react`: chooses an emoji for a post, and `/posts/ID/unreact`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::ids::PostId;
use crate::db::models::custom_emoji::CustomEmoji;
use crate::domain::instance;
use crate::domain::member::Member;
use crate::domain::posts::{react, thread};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::media;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::member::{Back, id};
use crate::web::view::{FormView, NamePart, Nav, OwnEmoji, ReactPage};
use crate::web::{present, refused};

const TEMPLATE: &str = "member/react.html";
/// What many choose.
const COMMON: [&str; 12] = [
    "👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "🔥", "👏", "🤔", "👀", "💯",
];
/// Most custom emoji of this server that are shown; others can be typed.
const OWN_MAX: usize = 200;

#[derive(Deserialize)]
pub(super) struct ReactForm {
    #[serde(default)]
    emoji: String,
    #[serde(flatten)]
    back: Back,
}

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let view = view(&page, &me, id(&post)?, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn view(page: &PageFor, me: &Member, post: PostId, form: FormView) -> Result<ReactPage> {
    let viewer = Some(me.account_id);
    let conn = &mut *page.app.db.conn().await?;
    let entry = thread::entry(conn, &page.app.cx, viewer, post).await?;
    let own = instance::emojis(conn).await?.into_iter();
    Ok(ReactPage {
        layout: page.layout(conn, Nav::None).await?,
        form,
        post: present::post(&entry, viewer),
        common: COMMON.to_vec(),
        own: own.take(OWN_MAX).map(own_emoji).collect(),
    })
}

fn own_emoji(row: CustomEmoji) -> OwnEmoji {
    OwnEmoji {
        emoji: NamePart {
            text: format!(":{}:", row.shortcode),
            emoji: row.storage_key.as_deref().map(media::path),
        },
        name: row.shortcode,
    }
}

pub(super) async fn submit(
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
    CsrfForm(form): CsrfForm<ReactForm>,
) -> Result<HttpResponse, WebError> {
    let post: PostId = id(&post)?;
    let reacted = {
        let conn = &mut *page.app.db.conn().await?;
        react::react(conn, &page.app.cx, me.account_id, post, &form.emoji).await
    };
    match reacted {
        Ok(()) => Ok(form.back.answer("/home", &[])),
        Err(error) => {
            let refusal = refused::beside_form(&page, error)?;
            let typed = FormView::new([("emoji", form.emoji.as_str())]).refused(&refusal);
            let view = view(&page, &me, post, typed).await?;
            refused::respond(&page, &refusal, TEMPLATE, &view)
        }
    }
}

pub(super) async fn take_back(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
    CsrfForm(form): CsrfForm<ReactForm>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *app.db.conn().await?;
    react::unreact(conn, &app.cx, me.account_id, id(&post)?, &form.emoji).await?;
    Ok(form.back.answer("/home", &[]))
}
