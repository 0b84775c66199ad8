//! The page cache hears of changes: from its own process before the answer
//! leaves, from others by notification.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App as ActixApp, HttpResponse, web};
use ossm::app::{App, AppOptions};
use ossm::db::Transactional as _;
use ossm::db::ids::{AccountId, FavouriteId, PostId};
use ossm::domain::event::{self, Event};
use ossm::foundation::clock::SystemClock;
use ossm::foundation::config::Config;
use ossm::http::page_cache::{Page, PageKey, draw_anew};

use crate::harness::{TestDatabase, TestServer};

async fn record(app: &App, event: Event) {
    let mut conn = app.db.conn().await.unwrap();
    conn.transaction(async |conn| event::record(conn, &app.cx, &event).await)
        .await
        .unwrap();
}

fn posted() -> Event {
    Event::PostCreated {
        account_id: AccountId(1),
        post_id: PostId(2),
    }
}

fn favourited() -> Event {
    Event::Favourited {
        account_id: AccountId(1),
        post_id: PostId(2),
        favourite_id: FavouriteId(3),
        reaction: None,
    }
}

/// Reads a page through the cache; `count` counts drawings.
async fn read(app: &App, count: &AtomicU32) -> u32 {
    let draw = async || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(Page::html("a page".to_owned()))
    };
    app.pages
        .get_or_render(PageKey::named("/", "en"), draw)
        .await
        .unwrap();
    count.load(Ordering::SeqCst)
}

async fn post(app: web::Data<App>) -> HttpResponse {
    record(&app, posted()).await;
    HttpResponse::Ok().finish()
}

async fn favourite(app: web::Data<App>) -> HttpResponse {
    record(&app, favourited()).await;
    HttpResponse::Ok().finish()
}

/// Nothing listens here, so only the middleware can have expired the pages.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_posted_sees_it_on_public_pages_at_once() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let database = TestDatabase::new().await;
    let app = App::build(AppOptions {
        config: Config::default(),
        database_url: database.url.clone(),
        clock: Arc::new(SystemClock),
    })
    .await
    .unwrap();
    app.pages.go_live();
    let service = init_service(
        ActixApp::new()
            .app_data(web::Data::new(app.clone()))
            .wrap(from_fn(draw_anew))
            .route("/post", web::post().to(post))
            .route("/favourite", web::post().to(favourite)),
    )
    .await;
    let count = AtomicU32::new(0);
    assert_eq!(read(&app, &count).await, 1);
    assert_eq!(read(&app, &count).await, 1);
    let to = |path| TestRequest::post().uri(path).to_request();
    assert_eq!(
        call_service(&service, to("/favourite")).await.status(),
        StatusCode::OK
    );
    assert_eq!(read(&app, &count).await, 1, "a favourite redraws nothing");
    assert_eq!(
        call_service(&service, to("/post")).await.status(),
        StatusCode::OK
    );
    assert_eq!(read(&app, &count).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_hears_of_a_change() {
    let one = TestServer::start().await;
    let database = one.database.clone();
    let two = TestServer::builder().database(database).start().await;
    let live = async {
        while !two.app.pages.is_live() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), live)
        .await
        .unwrap();
    assert_ne!(one.app.node.node(), two.app.node.node());
    let count = AtomicU32::new(0);
    let before = read(&two.app, &count).await;
    record(&one.app, posted()).await;
    // Well within the lifetime of an entry.
    let heard = async {
        while read(&two.app, &count).await == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(3), heard)
        .await
        .unwrap();
}
