//! `/explore`: what many talk about now, in four parts.

use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::card::Card;
use crate::db::models::filter::FilterContext;
use crate::db::models::tag::Tag;
use crate::db::page::Slice;
use crate::db::views::search::Window;
use crate::domain::discovery::{self, Order, Reach};
use crate::domain::people;
use crate::domain::trends::{self, History};
use crate::foundation::error::Result;
use crate::foundation::text::{excerpt, path_segment};
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::remote_media;
use crate::web::bodies;
use crate::web::paging::{Number, POSTS};
use crate::web::present::{self, Sieve};
use crate::web::public::draw::{self, viewer};
use crate::web::view::{ExplorePage, ExploreTab, Nav, TrendingLink, TrendingTag, WeekBar};

/// Tags and links on a page.
const FEW: u8 = 20;
/// People on the page.
const PEOPLE: u8 = 20;
/// Characters of a page's description.
const WORDS: usize = 160;
/// The drawing of a week: how high, and how far one day is from the next.
const HEIGHT: i64 = 20;
const STEP: u32 = 10;

pub(super) async fn posts(
    req: HttpRequest,
    page: PageFor,
    number: Number,
) -> Result<HttpResponse, WebError> {
    draw::show(&req, &page, "public/explore.html", async |conn| {
        let window = Window {
            limit: i64::from(POSTS),
            ..number.window(POSTS)
        };
        let found = trends::page_of_posts(conn, &page.app.cx, viewer(&page), window).await?;
        let view = empty(conn, &page, ExploreTab::Posts, number).await?;
        let context = FilterContext::Public;
        let sieve = Sieve::of(conn, &page.app.cx, viewer(&page), context).await?;
        Ok(ExplorePage {
            posts: bodies::drawn(&page, &view.layout, sieve.posts(&found.items))?,
            pages: number.links("/explore", found.more),
            ..view
        })
    })
    .await
}

pub(super) async fn tags(
    req: HttpRequest,
    page: PageFor,
    number: Number,
) -> Result<HttpResponse, WebError> {
    draw::show(&req, &page, "public/explore.html", async |conn| {
        let found = trends::tags(conn, &page.app.cx, number.window(FEW)).await?;
        let Slice { items, more } = Number::cut(found, FEW);
        let view = empty(conn, &page, ExploreTab::Tags, number).await?;
        Ok(ExplorePage {
            tags: items.into_iter().map(tag).collect(),
            pages: number.links("/explore/tags", more),
            ..view
        })
    })
    .await
}

pub(super) async fn links(
    req: HttpRequest,
    page: PageFor,
    number: Number,
) -> Result<HttpResponse, WebError> {
    draw::show(&req, &page, "public/explore.html", async |conn| {
        let found = trends::links(conn, &page.app.cx, number.window(FEW)).await?;
        let Slice { items, more } = Number::cut(found, FEW);
        let view = empty(conn, &page, ExploreTab::Links, number).await?;
        Ok(ExplorePage {
            links: items.into_iter().map(link).collect(),
            pages: number.links("/explore/links", more),
            ..view
        })
    })
    .await
}

/// Members get suggestions of their own; visitors those who wrote last.
pub(super) async fn people(req: HttpRequest, page: PageFor) -> Result<HttpResponse, WebError> {
    draw::show(&req, &page, "public/explore.html", async |conn| {
        let ids = worth_knowing(conn, &page).await?;
        let (found, emojis) = people::many(conn, &ids).await?;
        let view = empty(conn, &page, ExploreTab::People, Number::FIRST).await?;
        Ok(ExplorePage {
            people: present::in_order(&ids, &found, &emojis),
            ..view
        })
    })
    .await
}

async fn worth_knowing(conn: &mut Conn, page: &PageFor) -> Result<Vec<AccountId>> {
    let cx = &page.app.cx;
    if let Some(me) = viewer(page) {
        let found = discovery::suggestions(conn, cx, me, usize::from(PEOPLE)).await?;
        return Ok(found.iter().map(|one| one.account.id).collect());
    }
    let window = Window {
        offset: 0,
        limit: i64::from(PEOPLE),
    };
    let found = discovery::directory(conn, cx, None, Reach::All, Order::Active, window).await?;
    Ok(found.iter().map(|account| account.id).collect())
}

async fn empty(
    conn: &mut Conn,
    page: &PageFor,
    tab: ExploreTab,
    number: Number,
) -> Result<ExplorePage> {
    let mut layout = page.layout(conn, Nav::Explore).await?;
    let path = match tab {
        ExploreTab::Posts => "/explore",
        ExploreTab::Tags => "/explore/tags",
        ExploreTab::Links => "/explore/links",
        ExploreTab::People => "/explore/people",
    };
    layout.canonical = Some(format!("{}{path}", layout.site.url));
    layout.noindex |= number != Number::FIRST;
    Ok(ExplorePage {
        layout,
        tab,
        posts: Vec::new(),
        tags: Vec::new(),
        links: Vec::new(),
        people: Vec::new(),
        pages: number.links(path, false),
    })
}

fn tag((tag, history): (Tag, History)) -> TrendingTag {
    TrendingTag {
        url: format!("/tags/{}", path_segment(&tag.name)),
        name: tag.display_name,
        people: lately(&history),
        week: week(&history),
    }
}

fn link((card, history): (Card, History)) -> TrendingLink {
    let host = Url::parse(&card.url).ok();
    let host = host.and_then(|url| url.host_str().map(str::to_owned));
    let named = Some(card.provider_name).filter(|name| !name.is_empty());
    TrendingLink {
        host: named.or(host).unwrap_or_default(),
        description: excerpt(&card.description, WORDS),
        picture: card
            .image_url
            .as_ref()
            .map(|_| remote_media::card_path(card.id)),
        people: lately(&history),
        url: card.url,
        title: card.title,
        language: card.language,
    }
}

/// People of today and yesterday; those of both count twice, as apps show it too.
fn lately(history: &History) -> u32 {
    let days = history.iter().take(2);
    let people: i64 = days.map(|day| day.accounts).sum();
    u32::try_from(people).unwrap_or(0)
}

/// The bars of a week, today last.
fn week(history: &History) -> Vec<WeekBar> {
    let most = history.iter().map(|day| day.uses).max().unwrap_or(0).max(1);
    let bar = |(nth, uses): (u32, i64)| {
        // What is used at all is seen.
        let height = (uses * HEIGHT / most).max(i64::from(uses > 0));
        WeekBar {
            x: nth * STEP,
            y: u32::try_from(HEIGHT - height).unwrap_or(0),
            height: u32::try_from(height).unwrap_or(0),
        }
    };
    let days = history.iter().rev().map(|day| day.uses);
    (0..).zip(days).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::trends::HistoryDay;

    use super::*;

    #[test]
    fn a_week_is_drawn_from_the_left() {
        let day = |uses| HistoryDay {
            day: 0,
            uses,
            accounts: uses,
        };
        let history: History = [40, 10, 0, 0, 0, 0, 1].map(day).into();
        let bars = week(&history);
        assert_eq!(bars.len(), 7);
        assert_eq!((bars[0].x, bars[0].y, bars[0].height), (0, 19, 1));
        assert_eq!((bars[6].x, bars[6].y, bars[6].height), (60, 0, 20));
        assert_eq!((bars[5].y, bars[5].height), (15, 5));
        assert_eq!(bars[3].height, 0);
        assert_eq!(lately(&history), 50);
        assert!(week(&History::new()).is_empty());
    }
}
