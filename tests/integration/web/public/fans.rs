//! Who boosted, favourited and quoted a post; and its pictures, one by one.

use diesel_async::RunQueryDsl as _;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::harness::{Api, TestServer};

async fn act(fan: &Api, post: &str, act: &str) {
    let path = format!("/api/v1/statuses/{post}/{act}");
    fan.post(&path, json!({})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_did_what_is_linked_from_the_post() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let (bob, carol) = (server.app_of("bob").await, server.app_of("carol").await);
    let post = alice.write("A post to like").await;
    let (visitor, page) = (server.visitor(), format!("/@alice/{post}"));
    let before = visitor.get(&page).await;
    assert!(!before.body.contains(&format!("{page}/favourites")));
    act(&bob, &post, "favourite").await;
    act(&carol, &post, "favourite").await;
    act(&carol, &post, "reblog").await;
    let body = json!({ "status": "Look at this", "quoted_status_id": post });
    bob.post("/api/v1/statuses", body).await.ok();

    let shown = visitor.get(&page).await;
    for list in ["reblogs", "favourites", "quotes"] {
        let link = format!("href=\"{page}/{list}\"");
        assert!(shown.body.contains(&link), "{link}: {}", shown.body);
    }
    let favourites = visitor.get(&format!("{page}/favourites")).await;
    assert_eq!(favourites.status, StatusCode::OK);
    assert!(favourites.body.contains("\"/@bob\"") && favourites.body.contains("\"/@carol\""));
    assert_eq!(favourites.headers["x-robots-tag"], "noindex");
    let boosts = visitor.get(&format!("{page}/reblogs")).await;
    assert!(!boosts.body.contains("\"/@bob\"") && boosts.body.contains("\"/@carol\""));
    let quotes = visitor.get(&format!("{page}/quotes")).await;
    assert!(quotes.body.contains("Look at this"), "{}", quotes.body);

    // Who is suspended, disabled or deleted is on no list.
    for sql in [
        "UPDATE accounts SET suspended_at = now() WHERE username = 'carol'",
        "UPDATE users SET disabled_at = now() FROM accounts a \
         WHERE a.id = account_id AND a.username = 'bob'",
    ] {
        let mut conn = server.database.conn().await;
        diesel::sql_query(sql).execute(&mut conn).await.unwrap();
    }
    server.app.pages.expire_all();
    for list in ["reblogs", "favourites", "quotes"] {
        let page = visitor.get(&format!("{page}/{list}")).await;
        assert!(
            !page.body.contains("\"/@bob\"") && !page.body.contains("\"/@carol\""),
            "{list}"
        );
        assert!(page.text(".empty").is_some(), "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_posts_that_are_not_for_all_stay_closed() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let visitor = server.visitor();
    for audience in ["private", "direct"] {
        let body = json!({ "status": "Quiet", "visibility": audience });
        let post = alice
            .post("/api/v1/statuses", body)
            .await
            .ok()
            .text_of("id");
        act(&alice, &post, "favourite").await;
        for list in ["reblogs", "favourites", "quotes", "media/1"] {
            let path = format!("/@alice/{post}/{list}");
            assert_eq!(visitor.get(&path).await.status, 404, "{path}");
        }
    }
    let post = alice.write("Open").await;
    let moved = visitor.get(&format!("/@nobody/{post}/reblogs")).await;
    assert_eq!(
        (moved.status.as_u16(), moved.location()),
        (301, &*format!("/@alice/{post}/reblogs"))
    );
    for odd in ["x/reblogs", "0/favourites", "99/quotes"] {
        let status = visitor.get(&format!("/@alice/{odd}")).await.status;
        assert!(status.is_client_error(), "{odd}: {status}");
    }
    alice.delete(&format!("/api/v1/statuses/{post}")).await.ok();
    let gone = visitor.get(&format!("/@alice/{post}/favourites")).await;
    assert_eq!(gone.status, StatusCode::GONE);
}

fn png(shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(60, 40, image::Rgb([shade, 40, 90]));
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

async fn upload(app: &Api, shade: u8, alt: &str) -> String {
    let part = Part::bytes(png(shade)).file_name("a.png");
    let form = Form::new()
        .part("file", part)
        .text("description", alt.to_owned());
    let request = app.request(Method::POST, "/api/v2/media").multipart(form);
    app.send(request).await.ok().text_of("id")
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_looked_at_one_by_one() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let media = [
        upload(&alice, 10, "A heron & <i>reeds</i>").await,
        upload(&alice, 200, "").await,
    ];
    let body = json!({ "status": "Two", "media_ids": media });
    let post = alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .text_of("id");
    let secret = upload(&alice, 90, "Hidden heron").await;
    let body = json!({ "status": "", "media_ids": [secret], "sensitive": true });
    let closed = alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .text_of("id");

    let visitor = server.visitor();
    let gallery = visitor.get("/@alice/media").await;
    for link in [
        format!("{post}/media/1"),
        format!("{post}/media/2"),
        format!("{closed}/media/1"),
    ] {
        let link = format!("href=\"/@alice/{link}\"");
        assert!(gallery.body.contains(&link), "{link}: {}", gallery.body);
    }
    assert_eq!(
        gallery
            .body
            .matches("alt=\"A heron &amp; &lt;i&gt;")
            .count(),
        1
    );
    assert!(
        !gallery.body.contains("Hidden heron"),
        "a sensitive picture stays shut"
    );

    let first = visitor.get(&format!("/@alice/{post}/media/1")).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.text("figcaption").unwrap(), "A heron & <i>reeds</i>");
    assert_eq!(first.headers["x-robots-tag"], "noindex");
    let image = first.attribute(".viewer img", "src").unwrap();
    assert_eq!(visitor.get(&image).await.status, StatusCode::OK);
    let next = first.attribute(".pages a[rel=next]", "href").unwrap();
    assert!(first.attribute(".pages a[rel=prev]", "href").is_none());
    let second = visitor.get(&next).await;
    assert!(second.attribute(".pages a[rel=next]", "href").is_none());
    assert_eq!(
        second.attribute(".pages a[rel=prev]", "href").unwrap(),
        format!("/@alice/{post}/media/1")
    );
    for odd in ["0", "3", "x", "-1", "99999999999999999999"] {
        let path = format!("/@alice/{post}/media/{odd}");
        assert_eq!(visitor.get(&path).await.status, 404, "{odd}");
    }
}
