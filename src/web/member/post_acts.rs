//! `/posts/ID/…`: boost, favourite, bookmark, pin, mute the thread, and taking
//! that back; taking one's post out of a quote.

use actix_web::{HttpResponse, web};

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::domain::posts::{bookmark, boost, favourite};
use crate::domain::{DomainContext, conversations, pins, quotes};
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::session::SignedIn;
use crate::web::member::{Back, id};

#[derive(Debug, Clone, Copy)]
enum Act {
    Boost,
    Unboost,
    Favourite,
    Unfavourite,
    Bookmark,
    Unbookmark,
    Pin,
    Unpin,
    Mute,
    Unmute,
    RevokeQuote,
}

impl Act {
    fn named(word: &str) -> Result<Self> {
        match word {
            "boost" => Ok(Self::Boost),
            "unboost" => Ok(Self::Unboost),
            "favourite" => Ok(Self::Favourite),
            "unfavourite" => Ok(Self::Unfavourite),
            "bookmark" => Ok(Self::Bookmark),
            "unbookmark" => Ok(Self::Unbookmark),
            "pin" => Ok(Self::Pin),
            "unpin" => Ok(Self::Unpin),
            "mute" => Ok(Self::Mute),
            "unmute" => Ok(Self::Unmute),
            "revoke_quote" => Ok(Self::RevokeQuote),
            _ => Err(Error::not_found()),
        }
    }

    async fn perform(
        self,
        conn: &mut Conn,
        cx: &DomainContext,
        me: AccountId,
        post: PostId,
    ) -> Result<()> {
        match self {
            Self::Boost => boost::boost(conn, cx, me, post).await.map(drop),
            Self::Unboost => boost::unboost(conn, cx, me, post).await.map(drop),
            Self::Favourite => favourite::favourite(conn, cx, me, post).await,
            Self::Unfavourite => favourite::unfavourite(conn, cx, me, post).await.map(drop),
            Self::Bookmark => bookmark::bookmark(conn, cx, me, post).await,
            Self::Unbookmark => bookmark::unbookmark(conn, me, post).await.map(drop),
            Self::Pin => pins::pin(conn, cx, me, post).await,
            Self::Unpin => pins::unpin(conn, cx, me, post).await.map(drop),
            Self::Mute => conversations::mute_thread(conn, cx, me, post).await,
            Self::Unmute => conversations::unmute_thread(conn, me, post).await.map(drop),
            Self::RevokeQuote => quotes::revoke(conn, cx, me, post).await,
        }
    }
}

pub(super) async fn submit(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    path: web::Path<(String, String)>,
    CsrfForm(back): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let (post, act) = (id(&path.0)?, Act::named(&path.1)?);
    let conn = &mut *app.db.conn().await?;
    act.perform(conn, &app.cx, me.account_id, post).await?;
    Ok(back.answer("/home", &[]))
}
