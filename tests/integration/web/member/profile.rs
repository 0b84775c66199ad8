//! `/settings/profile`: words and pictures of a member.

use image::ImageFormat;
use reqwest::StatusCode;
use reqwest::multipart::Form;

use super::browser::{Answer, Browser};
use super::compose::{file, picture};
use crate::harness::TestServer;

const PATH: &str = "/settings/profile";

async fn form(who: &Browser, changes: &[(&str, &str)]) -> Form {
    let mut fields = who.page(PATH).await.fields();
    for (name, value) in changes {
        fields.insert((*name).to_owned(), (*value).to_owned());
    }
    let form = Form::new();
    fields
        .into_iter()
        .fold(form, |form, (name, value)| form.text(name, value))
}

async fn save(who: &Browser, changes: &[(&str, &str)]) -> Answer {
    who.upload(PATH, form(who, changes).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_saved_and_shown_harmlessly() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    bob.press(&alice.account_path("follow")).await.done();
    let changes = [
        ("display_name", "<b>Al\u{202E}ice"),
        ("bio", "I like <script>alert(1)</script> rain"),
        ("field_name_1", "Site"),
        ("field_value_1", "https://alice.example"),
        ("bot", "true"),
    ];
    assert_eq!(save(&alice, &changes).await.done(), PATH);
    let page = alice.page(PATH).await;
    assert_eq!(page.field("display_name"), "<b>Alice");
    assert_eq!(page.field("field_value_1"), "https://alice.example");
    assert_eq!(page.field("bot"), "true");
    let list = bob.page("/@bob/following").await;
    assert!(
        list.texts(".persons bdi").contains(&"<b>Alice".to_owned()),
        "{}",
        list.body
    );
    assert!(!list.has(".persons script") && !list.body.contains('\u{202E}'));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_long_words_come_back_with_messages_and_change_nothing() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let (name, bio) = ("n".repeat(51), "b".repeat(501));
    let changes = [
        ("display_name", name.as_str()),
        ("bio", &bio),
        ("field_value_2", "v"),
    ];
    let page = save(&alice, &changes).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.has("#e-display_name") && page.has("#e-bio"));
    assert_eq!(page.field("bio"), bio);
    assert_eq!(alice.page(PATH).await.field("bio"), "");
    let page = save(&alice, &[("csrf", "forged"), ("bio", "typed")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(page.field("bio").trim(), "typed");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_made_small_and_can_be_replaced_and_removed() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let with = form(&alice, &[]).await;
    let with = with
        .part("avatar", file(picture(ImageFormat::Png)))
        .part("header", file(picture(ImageFormat::Jpeg)));
    alice.upload(PATH, with).await.done();
    let page = alice.page(PATH).await;
    let source = |page: &Answer, class: &str| {
        let selector = scraper::Selector::parse(&format!("img.{class}")).unwrap();
        let html = page.html();
        let image = html.select(&selector).next();
        image.map(|image| image.value().attr("src").unwrap().to_owned())
    };
    let first = source(&page, "portrait").unwrap();
    assert_eq!(server.get(&first).await.status(), StatusCode::OK);
    assert!(source(&page, "band").is_some());

    let again = form(&alice, &[]).await;
    let again = again.part("avatar", file(picture(ImageFormat::Gif)));
    alice.upload(PATH, again).await.done();
    let second = source(&alice.page(PATH).await, "portrait").unwrap();
    assert_ne!(first, second);

    save(
        &alice,
        &[("remove_avatar", "true"), ("remove_header", "true")],
    )
    .await
    .done();
    let page = alice.page(PATH).await;
    assert_eq!(
        (source(&page, "portrait"), source(&page, "band")),
        (None, None)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_no_pictures_are_refused_beside_their_field() {
    let server = TestServer::builder()
        .config(|config| config.storage.max_image_bytes = 100_000)
        .start()
        .await;
    let alice = Browser::of(&server, "alice").await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    for (field, bytes) in [("avatar", svg), ("header", vec![0; 100_001])] {
        let with = form(&alice, &[("bio", "Kept")])
            .await
            .part(field, file(bytes));
        let page = alice.upload(PATH, with).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.has(&format!("#e-{field}")), "{}", page.body);
        assert_eq!(page.field("bio").trim(), "Kept");
    }
    assert_eq!(alice.page(PATH).await.field("bio"), "", "nothing was saved");
    let media = server.data_dir.path().join("media");
    assert!(!media.exists(), "no file is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_profile_shows_and_posts_start_with_is_chosen() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    bob.press(&alice.account_path("follow")).await.done();
    let page = alice.page(PATH).await;
    let own = format!("rel=\"me\" href=\"{}/@alice\"", server.public_base());
    assert!(
        page.texts("pre code").concat().contains(&own),
        "{}",
        page.body
    );
    let changes = [
        ("hide_collections", "true"),
        ("attribution_domains", "news.example\nhttps://blog.example/"),
        ("default_audience", "followers"),
        ("default_language", "de"),
        ("default_sensitive", "true"),
        ("default_quote_policy", "nobody"),
    ];
    assert_eq!(save(&alice, &changes).await.done(), PATH);
    let page = alice.page(PATH).await;
    assert_eq!(page.field("hide_collections"), "true");
    assert_eq!(
        page.field("attribution_domains").trim(),
        "news.example\nblog.example"
    );
    let followers = bob.page("/@alice/followers").await;
    assert!(!followers.has(".persons"), "{}", followers.body);
    let compose = alice.page("/compose").await;
    assert_eq!(compose.field("audience"), "followers");
    assert_eq!(compose.field("language"), "de");
    assert_eq!(compose.field("sensitive"), "true");
    assert_eq!(compose.field("quote_policy"), "nobody");

    for (field, value) in [
        ("default_audience", "everybody"),
        ("default_language", "klingon-x"),
        ("default_quote_policy", "friends"),
        ("attribution_domains", "[nowhere"),
    ] {
        let page = save(&alice, &[(field, value), ("bio", "typed")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(page.has("[role=alert]"));
        assert_eq!(page.field("bio").trim(), "typed");
    }
    assert_eq!(alice.page(PATH).await.field("bio").trim(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_put_on_a_profile_and_taken_off() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    alice.write("Out again #Fog").await;
    let path = "/settings/featured_tags";
    let page = alice.page(path).await;
    assert!(page.has("button[name=name][value='Fog']"), "{}", page.body);
    let token = page.field("csrf");
    let add = [("csrf", token.as_str()), ("name", "#Fog")];
    alice.send(path, &add).await.done();
    assert!(bob.page("/@alice").await.has("a[href='/tags/fog']"));
    for name in ["", "two words"] {
        let page = alice.send(path, &[("csrf", &token), ("name", name)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.has("#e-name"));
    }
    let page = alice.page(path).await;
    let selector = scraper::Selector::parse(".persons form").unwrap();
    let html = page.html();
    let remove = html.select(&selector).next().unwrap().value();
    let remove = remove.attr("action").unwrap();
    assert_eq!(bob.press(remove).await.status, StatusCode::NOT_FOUND);
    alice.press(remove).await.done();
    assert!(!alice.page(path).await.has(".persons"));
}
