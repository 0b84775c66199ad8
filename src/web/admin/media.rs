//! `/admin/media`: files of posts, found, blocked and removed.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::db::ids::{AccountId, MediaId};
use crate::db::models::media_hash::MediaBlock;
use crate::db::page::Slice;
use crate::db::views::media::{Filter, Origin};
use crate::domain::media::Desk;
use crate::domain::moderation::media::{self as files, DISTANCE_MAX, NewBlock, Purge, Seen, hex};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::path_segment;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::media;
use crate::http::multipart::{self, FormLimits, SentForm};
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, Nothing, counted};
use crate::web::admin::review::picked;
use crate::web::admin::sections::Section;
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::view::admin::{AccountFiles, BlockView, FileView, MediaBlocksPage, MediaPage};
use crate::web::view::{FormView, PagesView};

const PATH: &str = "/admin/media";
const BLOCKS: &str = "/admin/media/blocks";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/media").route(get().to(show)))
        .service(web::resource("/media/search").route(web::post().to(search)))
        .service(
            web::resource("/media/blocks")
                .route(get().to(blocks))
                .route(web::post().to(block)),
        )
        .service(web::resource("/media/blocks/{id}/end").route(web::post().to(unblock)))
        .service(web::resource("/media/purge").route(web::post().to(purge)));
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Ask {
    from: String,
    account: String,
}

impl Ask {
    fn origin(&self) -> Origin {
        match self.from.as_str() {
            "local" => Origin::Local,
            "remote" => Origin::Remote,
            "unattached" => Origin::Unattached,
            _ => Origin::Any,
        }
    }
}

fn desk(app: &App) -> Desk<'_> {
    Desk {
        db: &app.db,
        pictures: &app.pictures,
        cx: &app.cx,
    }
}

async fn show(
    admin: AdminPage,
    ask: web::Query<Ask>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let by = admin.authority();
    let account = match ask.account.trim() {
        "" => None,
        handle => Some(files::account_of(conn, by, handle).await?),
    };
    let filter = Filter {
        origin: ask.origin(),
        account: account.as_ref().map(|account| account.id),
    };
    let slice = files::list(conn, by, filter, &cursor.page(PEOPLE)).await?;
    let account = account.map(|account| AccountFiles {
        id: account.id.0,
        acct: account.acct(),
    });
    let view = MediaPage {
        layout: admin.layout(conn, Section::Media).await?,
        pages: links(&ask, cursor, &slice),
        files: slice.items.iter().map(file).collect(),
        form: FormView::new([("from", ask.from.as_str()), ("account", &ask.account)]),
        account,
        searched: false,
        sha256: String::new(),
        likeness: String::new(),
    };
    admin.respond(StatusCode::OK, "admin/media.html", &view)
}

fn links(ask: &Ask, cursor: Cursor, slice: &Slice<Seen>) -> PagesView {
    let (from, account) = (path_segment(&ask.from), path_segment(&ask.account));
    let mut pages = cursor.links("", slice, |seen| seen.media.id.0);
    for link in [&mut pages.older, &mut pages.newer].into_iter().flatten() {
        let rest = link.trim_start_matches('?');
        *link = format!("{PATH}?from={from}&account={account}&{rest}");
    }
    pages
}

fn file(seen: &Seen) -> FileView {
    let hash = seen.hash.as_ref();
    let likeness = hash.and_then(|hash| hash.dhash);
    FileView {
        id: seen.media.id.0,
        picture: media::small_address(&seen.media),
        description: seen.media.description.clone(),
        acct: seen.acct.clone(),
        post: seen
            .media
            .post_id
            .map(|post| format!("/@{}/{post}", seen.acct)),
        sha256: hash.map(|hash| hex(&hash.sha256)).unwrap_or_default(),
        likeness: digits(likeness),
        at: seen.media.created_at,
    }
}

fn digits(likeness: Option<i64>) -> String {
    let signs = likeness.map(|signs| format!("{:016x}", signs.cast_unsigned()));
    signs.unwrap_or_default()
}

/// What is looked for: a file that is sent, or a hash that is typed.
async fn search(
    admin: AdminPage,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let limits = FormLimits {
        files: 1,
        file_bytes: app.cx.config.storage.max_image_bytes as u64,
    };
    let mut form = multipart::read(&req, payload, limits).await?;
    std::mem::replace(&mut form.usable, Ok(()))?;
    let (sha256, likeness) = match wanted(&admin, &mut form).await {
        Ok(wanted) => wanted,
        Err(error) => return admin.refused(PATH, error),
    };
    let distance = form.text("distance").parse().unwrap_or(DISTANCE_MAX);
    let conn = &mut *app.db.conn().await?;
    let by = admin.authority();
    let found = files::search(conn, by, (sha256.as_deref(), likeness), distance).await?;
    let view = MediaPage {
        layout: admin.layout(conn, Section::Media).await?,
        pages: PagesView::default(),
        files: found.iter().map(file).collect(),
        form: FormView::new([("distance", form.text("distance"))]),
        account: None,
        searched: true,
        sha256: sha256.as_deref().map(hex).unwrap_or_default(),
        likeness: digits(likeness),
    };
    admin.respond(StatusCode::OK, "admin/media.html", &view)
}

async fn wanted(admin: &AdminPage, form: &mut SentForm) -> Result<(Option<Vec<u8>>, Option<i64>)> {
    let sent = std::mem::take(&mut form.files).into_iter().next();
    match sent.and_then(|sent| sent.file).filter(|file| file.len > 0) {
        Some(file) => {
            let path = file.path.to_path_buf();
            let by = admin.authority();
            let print = files::print_of(desk(&admin.page.app), by, path).await?;
            Ok((Some(print.sha256), print.likeness))
        }
        None => files::read_hash(form.text("hash")),
    }
}

async fn blocks(admin: AdminPage, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let slice = files::blocks(conn, admin.authority(), &cursor.page(PEOPLE)).await?;
    let view = MediaBlocksPage {
        layout: admin.layout(conn, Section::Media).await?,
        pages: cursor.links(BLOCKS, &slice, |block| block.id),
        blocks: slice.items.iter().map(block_view).collect(),
    };
    admin.respond(StatusCode::OK, "admin/media_blocks.html", &view)
}

fn block_view(block: &MediaBlock) -> BlockView {
    BlockView {
        id: block.id,
        sha256: block.sha256.as_deref().map(hex).unwrap_or_default(),
        likeness: digits(block.dhash),
        distance: block.distance,
        comment: block.comment.clone(),
        refused: block.refused,
        at: block.created_at,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BlockForm {
    sha256: String,
    likeness: String,
    distance: String,
    comment: String,
}

impl BlockForm {
    fn block(&self) -> Result<NewBlock> {
        let mut new = NewBlock {
            distance: self.distance.trim().parse().unwrap_or(0),
            comment: self.comment.clone(),
            ..NewBlock::default()
        };
        for text in [&self.sha256, &self.likeness] {
            if !text.trim().is_empty() {
                let (sha256, likeness) = files::read_hash(text)?;
                new.sha256 = new.sha256.or(sha256);
                new.likeness = new.likeness.or(likeness);
            }
        }
        Ok(new)
    }
}

async fn block(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<BlockForm>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let blocked = async {
        let new = form.block()?;
        files::block(desk(app), &app.remote_cache, admin.authority(), &new).await
    };
    match Box::pin(blocked).await {
        Ok(gone) => Ok(admin.done_about(BLOCKS, "did-file-blocked", &[counted(gone)])),
        Err(error) => admin.refused(PATH, error),
    }
}

async fn unblock(
    admin: AdminPage,
    block: web::Path<String>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let block: Result<i64, std::num::ParseIntError> = block.parse();
    let block = block.map_err(|cause| Error::not_found().because(cause))?;
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let ended = files::unblock(conn, &app.cx, admin.authority(), block).await;
    admin.end(BLOCKS, ended, "did-file-unblocked")
}

async fn purge(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<HashMap<String, String>>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let account = form.get("account").and_then(|id| id.parse().ok());
    let which = match account {
        Some(account) => Purge::OfAccount(AccountId(account)),
        None => Purge::Files(picked(&form).into_iter().map(MediaId).collect()),
    };
    let reason = form.get("reason").map_or("", String::as_str);
    let by = admin.authority();
    let purged = files::purge(desk(app), &app.remote_cache, by, (which, reason));
    match Box::pin(purged).await {
        Ok(gone) => Ok(admin.done_about(PATH, "did-files-purged", &[counted(gone)])),
        Err(error) => admin.refused(PATH, error),
    }
}
