//! How other places preview pages: cards, drawn pictures, frames.

use diesel_async::RunQueryDsl as _;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::harness::{Page, TestServer};

fn meta(page: &Page, name: &str) -> String {
    let selector = format!("meta[property='{name}'], meta[name='{name}']");
    page.attribute(&selector, "content").unwrap_or_default()
}

/// The path of the picture that a page names for previews.
fn picture(page: &Page, base: &str) -> String {
    let address = meta(page, "og:image");
    let path = address.strip_prefix(base);
    path.unwrap_or_else(|| panic!("{address} is not whole"))
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_without_a_picture_get_a_drawn_one() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let (visitor, base) = (server.visitor(), server.public_base());
    let post = alice.write("Fog over the hills, & <b>sun</b> above").await;
    let mut drawn = Vec::new();
    for path in ["/@alice".to_owned(), format!("/@alice/{post}")] {
        let page = visitor.get(&path).await;
        assert_eq!(meta(&page, "twitter:card"), "summary_large_image", "{path}");
        assert_eq!(meta(&page, "og:url"), format!("{base}{path}"));
        let address = picture(&page, &base);
        let request = visitor.request(Method::GET, &address).send().await.unwrap();
        assert_eq!(request.status(), StatusCode::OK, "{address}");
        assert_eq!(request.headers()["content-type"], "image/png");
        assert!(request.headers().get("set-cookie").is_none());
        let etag = request.headers()["etag"].clone();
        let bytes = request.bytes().await.unwrap();
        let read = image::load_from_memory(&bytes).unwrap();
        assert_eq!((read.width(), read.height()), (1200, 630));
        let again = visitor
            .request(Method::GET, &address)
            .header("if-none-match", etag);
        assert_eq!(visitor.send(again).await.status, StatusCode::NOT_MODIFIED);
        drawn.push((address, bytes));
    }
    assert_ne!(drawn[0].1, drawn[1].1);
    // Other words, another picture at another address.
    let body = json!({ "status": "Now it rains" });
    alice
        .put(&format!("/api/v1/statuses/{post}"), body)
        .await
        .ok();
    let page = visitor.get(&format!("/@alice/{post}")).await;
    assert_ne!(picture(&page, &base), drawn[1].0);
    let front = visitor.get("/").await;
    assert_eq!(
        visitor.get(&picture(&front, &base)).await.status,
        StatusCode::OK
    );
    assert_eq!(meta(&front, "og:url"), format!("{base}/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_all_is_drawn_for_nobody() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let owner = server.visitor();
    for audience in ["private", "direct"] {
        let body = json!({ "status": "Quiet words", "visibility": audience });
        let post = alice
            .post("/api/v1/statuses", body)
            .await
            .ok()
            .text_of("id");
        let path = format!("/@alice/{post}/card.png");
        assert_eq!(owner.get(&path).await.status, 404, "{audience}");
        let bearer = alice.get(&path).await;
        assert_eq!(bearer.status, 404, "{audience}");
    }
    // Behind a warning stand only the words of the warning.
    let same = |text: &str| json!({ "status": text, "spoiler_text": "Weather" });
    let one = alice
        .post("/api/v1/statuses", same("Fog"))
        .await
        .ok()
        .text_of("id");
    let two = alice
        .post("/api/v1/statuses", same("Sun"))
        .await
        .ok()
        .text_of("id");
    let tag = async |id: &str| {
        let page = owner.get(&format!("/@alice/{id}")).await;
        let address = meta(&page, "og:image");
        address.rsplit_once("?v=").unwrap().1.to_owned()
    };
    assert_eq!(tag(&one).await, tag(&two).await);
    for odd in [
        "/@nobody/card.png",
        "/@alice/1/card.png",
        "/@alice/x/card.png",
    ] {
        assert!(owner.get(odd).await.status.is_client_error(), "{odd}");
    }
    let moved = owner.get(&format!("/@nobody/{one}/card.png")).await;
    assert!(
        moved
            .location()
            .starts_with(&format!("/@alice/{one}/card.png?v="))
    );
    let sql = "UPDATE accounts SET suspended_at = now()";
    let mut conn = server.database.conn().await;
    diesel::sql_query(sql).execute(&mut conn).await.unwrap();
    for path in [
        "/@alice/card.png".to_owned(),
        format!("/@alice/{one}/card.png"),
    ] {
        assert_eq!(owner.get(&path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_say_how_they_are_framed() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let post = alice.write("A post for frames").await;
    let (visitor, base) = (server.visitor(), server.public_base());
    let page = visitor.get(&format!("/@alice/{post}")).await;
    let link = page.attribute("link[type='application/json+oembed']", "href");
    let link = link.unwrap();
    let path = link.strip_prefix(&base).unwrap();
    let answer = server.anonymous().get(path).await.ok();
    let frame = format!("{base}/@alice/{post}/embed");
    assert!(
        answer.json["html"].as_str().unwrap().contains(&frame),
        "{}",
        answer.text
    );
    let frame = visitor.get(&format!("/@alice/{post}/embed")).await;
    assert_eq!(frame.headers["x-robots-tag"], "noindex");
    assert!(
        !frame.body.contains("<form"),
        "nothing is asked for in a frame"
    );
}
