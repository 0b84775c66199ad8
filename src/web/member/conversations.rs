//! `/conversations`: what a member and others write to each other by direct posts.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::app::App;
use crate::db::ids::ConversationId;
use crate::domain::conversations::{self, ConversationEntry};
use crate::foundation::error::Error;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::member::{Back, id};
use crate::web::paging::{Cursor, POSTS};
use crate::web::present;
use crate::web::view::{ConversationView, ConversationsPage, Nav};

const PATH: &str = "/conversations";

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = {
        let conn = &mut *page.app.db.conn().await?;
        let here = cursor.page(POSTS);
        let slice = conversations::list(conn, &page.app.cx, me.account_id, here).await?;
        ConversationsPage {
            layout: page.layout(conn, Nav::Conversations).await?,
            conversations: slice.items.iter().map(view).collect(),
            pages: cursor.links(PATH, &slice, |entry| entry.conversation.last_post_id.0),
        }
    };
    page.respond(StatusCode::OK, "member/conversations.html", &view)
}

fn view(entry: &ConversationEntry) -> ConversationView {
    let last = entry.last.as_ref();
    ConversationView {
        id: entry.conversation.id.0,
        people: entry.people.iter().map(present::account).collect(),
        last: last.map(present::noted),
        last_id: last.map(|post| post.post.id.0),
        at: last.map(|post| post.post.created_at),
        unread: entry.conversation.unread,
    }
}

pub(super) async fn act(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    path: web::Path<(String, String)>,
    CsrfForm(back): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let conversation: ConversationId = id(&path.0)?;
    let (conn, me) = (&mut *app.db.conn().await?, me.account_id);
    match path.1.as_str() {
        "read" => {
            conversations::mark_read(conn, &app.cx, me, conversation).await?;
            Ok(back.answer(PATH, &[]))
        }
        "remove" => {
            conversations::delete(conn, me, conversation).await?;
            let message = "said-conversation-off";
            Ok(back.answer(PATH, &[flash::good(&app, message)]))
        }
        _ => Err(Error::not_found().into()),
    }
}
