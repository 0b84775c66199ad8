//! `/@{name}`: somebody and their posts.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::db::models::account::ProfileField;
use crate::db::views::timelines::Part;
use crate::domain::profiles::{self, Visit};
use crate::domain::relationships::Relationship;
use crate::domain::resolver;
use crate::domain::timelines;
use crate::foundation::error::Result;
use crate::foundation::text::excerpt;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::view::SiteView;
use crate::web::paging::{Cursor, POSTS};
use crate::web::present;
use crate::web::public::draw::{self, moved_to, viewer};
use crate::web::public::lookup;
use crate::web::view::{FieldView, Nav, ProfilePage, ProfileTab, ProfileView, RelationView};

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
    let posts = timelines::account(conn, cx, viewer, account, part, &cursor.page(POSTS)).await?;
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
    Ok(ProfilePage {
        profile: profile(&visit, &layout.site),
        tab,
        pages: cursor.links(&path, &posts, |entry| entry.cursor),
        posts: present::posts(&posts.items, viewer),
        layout,
    })
}

fn profile(visit: &Visit, site: &SiteView) -> ProfileView {
    let account = &visit.account;
    let domain = account.domain.as_deref().unwrap_or(&site.domain);
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let shown = present::account(account);
    let avatar = shown.avatar.clone();
    ProfileView {
        account: shown,
        address: format!("@{}@{domain}", account.username),
        avatar_absolute: avatar.map(|path| format!("{}{path}", site.url)),
        header: present::header(account),
        bio_html: account.bio_html.clone(),
        bio_text: excerpt(&account.bio, EXCERPT),
        fields: account.profile_fields().into_iter().map(field).collect(),
        joined_at: account.created_at,
        locked: account.locked,
        original: (!account.is_local()).then(|| account.url.clone()),
        noindex: !account.discoverable,
        posts: count(visit.stats.posts_count),
        following: count(visit.stats.following_count),
        followers: count(visit.stats.followers_count),
        feed: format!("{}.rss", present::handle_path(&account.acct())),
        relation: visit.relation.as_ref().map(relation),
    }
}

fn field(field: ProfileField) -> FieldView {
    FieldView {
        name: field.name,
        value_html: field.value_html,
        checked: false,
    }
}

fn relation(relation: &Relationship) -> RelationView {
    RelationView {
        following: relation.following,
        requested: relation.requested,
        followed_by: relation.followed_by,
        blocking: relation.blocking,
        muting: relation.muting,
    }
}
