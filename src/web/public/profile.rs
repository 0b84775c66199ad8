//! `/@{name}`: somebody and their posts.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::db::models::account::ProfileField;
use crate::db::models::filter::FilterContext;
use crate::db::views::emojis::Emojis;
use crate::db::views::timelines::Part;
use crate::domain::accounts::profile as accounts;
use crate::domain::emojis;
use crate::domain::profiles::{self, OnProfile, Visit};
use crate::domain::relationships::{Relationship, described_one};
use crate::domain::resolver;
use crate::domain::tags::feature::Featured;
use crate::foundation::error::Result;
use crate::foundation::text::{excerpt, path_segment};
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::view::SiteView;
use crate::web::bodies;
use crate::web::paging::{Cursor, POSTS};
use crate::web::present::{self, Sieve};
use crate::web::public::card;
use crate::web::public::draw::{self, moved_to, viewer};
use crate::web::public::lookup;
use crate::web::view::{
    AccountView, FeaturedTagView, FieldView, Nav, ProfilePage, ProfileTab, ProfileView,
    RelationView,
};

/// Characters of a biography in previews elsewhere.
const EXCERPT: usize = 200;

pub(super) async fn posts(
    req: HttpRequest,
    page: PageFor,
    name: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    show(&req, &page, &name, ProfileTab::Posts, cursor).await
}

pub(super) async fn with_replies(
    req: HttpRequest,
    page: PageFor,
    name: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    show(&req, &page, &name, ProfileTab::WithReplies, cursor).await
}

pub(super) async fn media(
    req: HttpRequest,
    page: PageFor,
    name: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    show(&req, &page, &name, ProfileTab::Media, cursor).await
}

async fn show(
    req: &HttpRequest,
    page: &PageFor,
    name: &str,
    tab: ProfileTab,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let drawn = draw(req, page, name, tab, cursor).await;
    match drawn {
        Err(error) if lookup::may_help(page, name, error.error()) => {
            lookup::account(req, page, name).await?;
            draw(req, page, name, tab, cursor).await
        }
        drawn => drawn,
    }
}

async fn draw(
    req: &HttpRequest,
    page: &PageFor,
    name: &str,
    tab: ProfileTab,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    draw::show(req, page, "public/profile.html", async |conn| {
        fill(conn, page, name, tab, cursor).await
    })
    .await
}

async fn fill(
    conn: &mut Conn,
    page: &PageFor,
    name: &str,
    tab: ProfileTab,
    cursor: Cursor,
) -> Result<ProfilePage> {
    let cx = &page.app.cx;
    let viewer = viewer(page);
    let visit = profiles::visit(conn, cx, viewer, name).await?;
    let (part, below) = match tab {
        ProfileTab::Posts => (Part::Posts, ""),
        ProfileTab::WithReplies => (Part::WithReplies, "/with_replies"),
        ProfileTab::Media => (Part::Media, "/media"),
    };
    let path = format!("{}{below}", present::handle_path(&visit.account.acct()));
    if visit.account.acct() != name {
        return Err(moved_to(path));
    }
    let account = visit.account.id;
    let first = tab == ProfileTab::Posts && cursor == Cursor::default();
    let here = (part, &cursor.page(POSTS), first);
    let OnProfile {
        pinned,
        mut posts,
        tags,
    } = profiles::on_profile(conn, cx, viewer, &visit, here).await?;
    let own = viewer == Some(account);
    let mut layout = page
        .layout(conn, if own { Nav::Profile } else { Nav::None })
        .await?;
    layout.canonical = Some(format!("{}{path}", layout.site.url));
    layout.noindex |= !visit.account.discoverable || cursor != Cursor::default();
    if !visit.account.is_local() {
        resolver::visited_account(conn, cx, account).await?;
        layout.canonical = Some(visit.account.url.clone());
        layout.noindex = true;
    }
    let pages = cursor.links(&path, &posts, |entry| entry.cursor);
    posts.items.retain(|entry| {
        entry.boost.is_some() || !pinned.iter().any(|pin| pin.post.id == entry.post.id)
    });
    let emojis = emojis::of_accounts(conn, [&visit.account]).await?;
    let moved_to = match visit.account.moved_to_id {
        Some(target) => accounts::get(conn, target).await.ok(),
        None => None,
    };
    let sieve = Sieve::of(conn, cx, viewer, FilterContext::Account).await?;
    let mut profile = profile(&visit, &layout.site, &emojis);
    let drawn = || card::of_profile(&page.app, &visit.account);
    let preview = profile.account.avatar.clone().unwrap_or_else(drawn);
    profile.preview_absolute = format!("{}{preview}", layout.site.url);
    profile.moved_to = moved_to.as_ref().map(present::account);
    if let (Some(member), Some(relation)) = (viewer, &mut profile.relation) {
        let row = described_one(conn, cx, member, account).await?;
        relation.muted_until = row.mute_expires_at;
        relation.notifying = relation.following && row.notify == Some(true);
        relation.endorsed = row.endorsed;
        relation.note = row.note;
    }
    profile.tags = featured_tags(tags);
    let mut shown = sieve.posts(&posts.items);
    // Their pictures alone are shown there.
    if tab != ProfileTab::Media {
        shown = bodies::drawn(page, &layout, shown)?;
    }
    Ok(ProfilePage {
        profile,
        tab,
        pages,
        pinned: bodies::drawn(page, &layout, sieve.posts(&pinned))?,
        posts: shown,
        layout,
    })
}

fn profile(visit: &Visit, site: &SiteView, emojis: &Emojis) -> ProfileView {
    let account = &visit.account;
    let domain = account.domain.as_deref().unwrap_or(&site.domain);
    let own_domain = account.domain.as_deref();
    let illustrated = |html: &str| present::illustrated(html, own_domain, emojis);
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let shown = present::account(account);
    ProfileView {
        account: AccountView {
            name_parts: present::name_parts(&account.display_name, own_domain, emojis),
            ..shown
        },
        address: format!("@{}@{domain}", account.username),
        preview_absolute: String::new(),
        header: present::header(account),
        bio_html: illustrated(&account.bio_html),
        bio_text: excerpt(&account.bio, EXCERPT),
        fields: account
            .profile_fields()
            .into_iter()
            .map(|line| field(line, illustrated))
            .collect(),
        tags: Vec::new(),
        moved_to: None,
        joined_at: account.created_at,
        locked: account.locked,
        original: (!account.is_local()).then(|| account.url.clone()),
        noindex: !account.discoverable,
        posts: count(visit.stats.posts_count),
        following: count(visit.stats.following_count),
        followers: count(visit.stats.followers_count),
        shows_media: account.show_media,
        feed: format!("{}.rss", present::handle_path(&account.acct())),
        relation: visit.relation.as_ref().map(relation),
    }
}

fn featured_tags(tags: Vec<Featured>) -> Vec<FeaturedTagView> {
    let view = |(tag, stored): Featured| FeaturedTagView {
        name: tag.name,
        url: format!("/tags/{}", path_segment(&stored)),
        posts: u64::try_from(tag.posts_count).unwrap_or(0),
    };
    tags.into_iter().map(view).collect()
}

fn field(field: ProfileField, illustrated: impl Fn(&str) -> String) -> FieldView {
    FieldView {
        name: field.name,
        value_html: illustrated(&field.value_html),
        checked: field.verified_at.is_some(),
    }
}

fn relation(relation: &Relationship) -> RelationView {
    RelationView {
        following: relation.following,
        requested: relation.requested,
        followed_by: relation.followed_by,
        blocking: relation.blocking,
        muting: relation.muting,
        showing_boosts: relation.showing_boosts,
        server_hidden: relation.domain_blocking,
        ..RelationView::default()
    }
}
