//! `/live/…`: tells an open page that there is something newer. The page counts
//! it and shows nothing by itself.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, ListId};
use crate::db::page::{Page, Slice};
use crate::db::views::posts::PostEntry;
use crate::db::views::timelines::Wanted;
use crate::domain::member::Member;
use crate::domain::{lists, notifications, timelines};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::normalize_tag;
use crate::http::error::WebError;
use crate::http::live::{Events, Origin, Reader, TooMany, Topic, hinted};
use crate::http::page_cache::{Page as Kept, PageKey};
use crate::http::session::MaybeMember;

/// How long a stream stays open before the browser opens it anew. Whoever signed
/// out in another window gets no hints after that.
const LIFETIME: Duration = Duration::from_mins(2);

/// Pages that one member keeps open and in view at once; one that was left
/// counts for ten seconds more.
const MOST_PAGES: usize = 64;

/// Newer posts that are counted when a stream is opened.
const MOST_COUNTED: u8 = 40;

/// What a stream is made of.
const EVENTS: &str = "text/event-stream";

/// Pause before the next try where there is no room, in seconds.
const NO_ROOM_SECONDS: u64 = 60;

/// Mounts the streams of this room.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/live/home").route(web::get().to(home)))
        .service(web::resource("/live/notifications").route(web::get().to(notices)))
        .service(web::resource("/live/local").route(web::get().to(local)))
        .service(web::resource("/live/public").route(web::get().to(public)))
        .service(web::resource("/live/tags/{name}").route(web::get().to(tag)))
        .service(web::resource("/live/lists/{id}").route(web::get().to(list)));
}

/// What the page shows already.
#[derive(Debug, Deserialize)]
pub struct Shown {
    /// Where its newest post stands in the list; without it nothing is counted
    /// but what comes from now on.
    since: Option<i64>,
}

impl Shown {
    fn page(&self) -> Option<Page> {
        let since_id = Some(self.since?.max(0));
        Some(Page {
            since_id,
            ..Page::first(MOST_COUNTED)
        })
    }
}

type Answer = std::result::Result<HttpResponse, WebError>;
type Missed = Result<Slice<PostEntry>>;

async fn home(app: web::Data<App>, who: MaybeMember, shown: web::Query<Shown>) -> Answer {
    let me = who.0.as_ref().ok_or_else(Error::unauthorized)?.account_id;
    let missed =
        async |conn: &mut Conn, page: &Page| timelines::home(conn, &app.cx, me, page).await;
    open(&app, &who, Topic::User(me), &shown, missed).await
}

async fn notices(app: web::Data<App>, who: MaybeMember) -> Answer {
    let me = who.0.as_ref().ok_or_else(Error::unauthorized)?.account_id;
    let shown = Shown { since: None };
    let nothing = async |_: &mut Conn, _: &Page| Missed::Ok(Slice::empty());
    open(&app, &who, Topic::Notifications(me), &shown, nothing).await
}

async fn local(app: web::Data<App>, who: MaybeMember, shown: web::Query<Shown>) -> Answer {
    let viewer = viewer(&who);
    let missed =
        async |conn: &mut Conn, page: &Page| timelines::public(conn, &app.cx, viewer, page).await;
    let origin = Origin::Local;
    let topic = Topic::Public {
        origin,
        media: false,
    };
    open(&app, &who, topic, &shown, missed).await
}

async fn public(app: web::Data<App>, who: MaybeMember, shown: web::Query<Shown>) -> Answer {
    let viewer = viewer(&who);
    let missed = async |conn: &mut Conn, page: &Page| {
        timelines::everybody(conn, &app.cx, viewer, Wanted::default(), page).await
    };
    let origin = Origin::All;
    let topic = Topic::Public {
        origin,
        media: false,
    };
    open(&app, &who, topic, &shown, missed).await
}

async fn tag(
    app: web::Data<App>,
    who: MaybeMember,
    name: web::Path<String>,
    shown: web::Query<Shown>,
) -> Answer {
    let tag = normalize_tag(&name).ok_or_else(Error::not_found)?;
    let viewer = viewer(&who);
    let missed = async |conn: &mut Conn, page: &Page| match timelines::find_tag(conn, &tag).await? {
        Some(tag) => timelines::tagged(conn, &app.cx, viewer, &tag, page).await,
        None => Ok(Slice::empty()),
    };
    let topic = Topic::Hashtag {
        tag: tag.as_str().into(),
        local: false,
    };
    open(&app, &who, topic, &shown, missed).await
}

async fn list(
    app: web::Data<App>,
    who: MaybeMember,
    id: web::Path<String>,
    shown: web::Query<Shown>,
) -> Answer {
    let me = who.0.as_ref().ok_or_else(Error::unauthorized)?.account_id;
    let id: ListId = id.parse().or(Err(Error::not_found()))?;
    lists::get(&mut *app.db.conn().await?, me, id).await?;
    let missed =
        async |conn: &mut Conn, page: &Page| lists::timeline(conn, &app.cx, me, id, page).await;
    open(&app, &who, Topic::List(id.0), &shown, missed).await
}

fn viewer(who: &MaybeMember) -> Option<AccountId> {
    who.0.as_ref().map(|member| member.account_id)
}

/// Opens a stream. It is followed before what was missed is asked for, so that
/// nothing falls between; what comes twice is counted once by the page.
async fn open(
    app: &App,
    who: &MaybeMember,
    topic: Topic,
    shown: &Shown,
    missed: impl AsyncFnOnce(&mut Conn, &Page) -> Missed,
) -> Answer {
    let detail = topic.detail().unwrap_or_default();
    let key = format!("live {} {detail} {:?}", topic.name(), shown.since);
    let reader = follow(app, who.0.as_ref(), topic)?;
    let first = async || {
        let conn = &mut *app.db.conn().await?;
        let missed = match shown.page() {
            Some(page) => missed(conn, &page).await?,
            None => Slice::empty(),
        };
        let unread = match &who.0 {
            Some(member) => notifications::unread_count(conn, &app.cx, member).await?,
            None => 0,
        };
        Ok::<_, Error>(begin(unread, &missed))
    };
    let first = if who.0.is_some() {
        Box::pin(first()).await?.into()
    } else {
        // Visitors of one page read the same.
        let draw = async || Ok(Kept::new(EVENTS, "Cookie", Box::pin(first()).await?));
        let kept = app.pages.get_or_render(PageKey::named(&key, ""), draw);
        kept.await?.text()
    };
    Ok(Events::hints(reader, first, LIFETIME).answer())
}

/// What a page reads first: how it stands, and the posts it does not show yet.
fn begin(unread: u32, missed: &Slice<PostEntry>) -> String {
    let more = missed.more;
    let hello = format!("event: hello\ndata: {{\"unread\":{unread},\"more\":{more}}}\n\n");
    let posts = missed.items.iter();
    posts.fold(hello, |text, entry| {
        text + &hinted("update", &entry.post.id)
    })
}

/// A place in the hub: members hear of their notifications on every page.
fn follow(app: &App, member: Option<&Member>, topic: Topic) -> Result<Reader> {
    let no_room = |_: TooMany| Error::rate_limited(NO_ROOM_SECONDS);
    let own = member.map(|member| Topic::Notifications(member.account_id));
    let pages = |member: &Member| {
        let home = app.live.followers(&Topic::User(member.account_id));
        home + app.live.followers(&Topic::Notifications(member.account_id))
    };
    let full = member.map_or_else(|| app.live.is_busy(), |me| pages(me) >= MOST_PAGES);
    if full {
        return Err(no_room(TooMany));
    }
    let mut reader = app
        .live
        .connect(member.map(|member| member.account_id), None)
        .map_err(no_room)?;
    // The home stream carries them already.
    let own = own.filter(|_| !matches!(topic, Topic::User(_)));
    for topic in own.into_iter().chain([topic]) {
        reader.follow(topic, None).map_err(no_room)?;
    }
    Ok(reader)
}
