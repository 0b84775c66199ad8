//! `/settings/appearance`: colours, sizes, language and a stylesheet of one's own.

use reqwest::StatusCode;
use serde_json::json;

use super::browser::Browser;
use crate::harness::TestServer;

const PATH: &str = "/settings/appearance";

/// The form as it is, with some fields changed; empty ones are left out as
/// browsers do with boxes.
async fn save(who: &Browser, changes: &[(&str, &str)]) -> super::browser::Answer {
    let mut fields = who.page(PATH).await.fields();
    for (name, value) in changes {
        fields.insert((*name).to_owned(), (*value).to_owned());
    }
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    who.send(PATH, &fields).await
}

fn attribute(page: &super::browser::Answer, selector: &str, name: &str) -> Option<String> {
    let selector = scraper::Selector::parse(selector).unwrap();
    let html = page.html();
    let found = html.select(&selector).next()?;
    found.value().attr(name).map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_show_on_every_page_of_the_member_and_nowhere_else() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    let plain = alice.page("/home").await;
    assert!(!plain.has("link[href*='colours-'], html[data-size], html[data-density]"));
    let changes = [
        ("scheme", "dark"),
        ("more_contrast", "true"),
        ("hue", "255"),
        ("density", "compact"),
        ("font_percent", "125"),
        ("shortcuts", ""),
        ("css", ".words{font-size:1.2em}"),
    ];
    assert_eq!(save(&alice, &changes).await.done(), PATH);
    for path in ["/home", "/@bob", "/settings/profile", "/about"] {
        let page = alice.page(path).await;
        let html = "html[data-size='125'][data-density=compact][data-keys=off]";
        assert!(page.has(html), "{path}");
        assert!(page.has("meta[name=color-scheme][content=dark]"), "{path}");
        assert!(
            page.has("link[href$='/colours-dark-more-255.css']"),
            "{path}"
        );
        assert!(
            page.has("link[href^='/settings/appearance/'][rel=stylesheet]"),
            "{path}"
        );
    }
    let home = alice.page("/home").await;
    let colours = attribute(&home, "link[href*='colours-']", "href").unwrap();
    let sheet = server.get(&colours).await;
    assert_eq!(
        sheet.headers()["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let sheet = sheet.text().await.unwrap();
    assert!(
        sheet.contains("color-scheme:dark") && !sheet.contains("@media"),
        "{sheet}"
    );
    assert!(!bob.page("/@alice").await.has("link[href*='colours-']"));
    let visitor = server.get("/@alice").await.text().await.unwrap();
    assert!(!visitor.contains("colours-") && !visitor.contains(PATH));

    let shown = alice.page(PATH).await;
    assert_eq!(shown.field("hue"), "255");
    assert_eq!(shown.field("css"), ".words{font-size:1.2em}");
    assert!(!shown.fields().contains_key("shortcuts"));
    let back = [("scheme", "system"), ("hue", ""), ("css", "")];
    save(&alice, &back).await.done();
    save(&alice, &[("more_contrast", "")]).await.done();
    let home = alice.page("/home").await;
    assert!(!home.has("link[href*='colours-'], link[href^='/settings/appearance/']"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stylesheet_is_for_its_writer_alone_and_never_where_it_is_written() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    let css = "body{display:none}";
    save(&alice, &[("css", css)]).await.done();
    let home = alice.page("/home").await;
    let address = attribute(&home, "link[href^='/settings/appearance/']", "href").unwrap();
    assert_eq!(alice.page(&address).await.body, css);
    assert_eq!(bob.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_ne!(server.get(&address).await.status(), StatusCode::OK);
    assert!(
        !alice
            .page(PATH)
            .await
            .has("link[href^='/settings/appearance/']")
    );
    save(&alice, &[("css", "body{color:red}")]).await.done();
    assert_eq!(alice.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_choice_is_refused_with_everything_that_was_typed() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    for (field, wrong, beside) in [
        ("scheme", "sepia", "#f-scheme .err"),
        ("density", "", "#f-density .err"),
        ("media", "some", "#f-media .err"),
        ("font_percent", "1000", ".field .err"),
        ("locale", "tlh", ".field .err"),
        ("hue_number", "360", "#e-hue"),
        ("hue_number", "-1", "#e-hue"),
        ("hue_number", "green", "#e-hue"),
        ("css", "a{background:url(//evil.example)}", "#e-css"),
        ("css", "a{position:fixed}", "#e-css"),
        ("css", "@import 'x';", "#e-css"),
    ] {
        let typed = [
            ("hue_number", "77"),
            ("css", "a{color:red}"),
            (field, wrong),
        ];
        let page = save(&alice, &typed).await;
        assert_eq!(
            page.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field} {wrong}"
        );
        assert!(
            !page.texts(beside).is_empty(),
            "{field} {wrong}: {}",
            page.body
        );
        if field != "hue_number" {
            assert_eq!(page.field("hue_number"), "77");
        }
        if field != "css" {
            assert_eq!(page.field("css"), "a{color:red}");
        }
    }
    let home = alice.page("/home").await;
    assert!(!home.has("link[href*='colours-'], link[href^='/settings/appearance/']"));
    let without = alice.send(PATH, &[("scheme", "dark")]).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN);
    let visitor = server.visitor().get(PATH).await;
    assert!(visitor.location().starts_with("/auth/sign_in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_of_the_pages_is_the_members() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    assert!(alice.page("/home").await.has("html[lang=en]"));
    save(&alice, &[("locale", "de")]).await.done();
    let page = alice.page(PATH).await;
    assert!(page.has("html[lang=de]") && page.texts("h1") == ["Aussehen"]);
    save(&alice, &[("locale", "")]).await.done();
    assert!(alice.page("/home").await.has("html[lang=en]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn warnings_and_pictures_open_as_wished_for_pages_and_apps() {
    let server = TestServer::start().await;
    let bob = Browser::of(&server, "bob").await;
    let api = server.app_of("alice").await;
    let alice = server.visitor();
    let begun = {
        use ossm::db::models::user;
        use ossm::domain::auth::{Origin, sessions};
        let conn = &mut *server.app.db.conn().await.unwrap();
        let person = user::of_account(conn, api.id()).await.unwrap().unwrap();
        sessions::begin(conn, &server.app.cx, person.id, &Origin::default())
            .await
            .unwrap()
    };
    alice.set_cookie("ossm_session", &begun.token);
    let fields = [
        ("text", "Inside"),
        ("content_warning", "A long story"),
        ("return_to", "/home"),
    ];
    bob.upload("/posts", bob.compose(&fields).await)
        .await
        .done();
    assert!(
        !alice
            .get("/@bob")
            .await
            .body
            .contains("<details class=\"cw extra\" open>")
    );
    let form = alice.form(PATH, PATH).await;
    let form = form
        .set("open_warnings", "true")
        .set("media", "hide_all")
        .set("font_percent", "100")
        .set("locale", "");
    assert_eq!(alice.submit(&form).await.status, StatusCode::SEE_OTHER);
    assert!(
        alice
            .get("/@bob")
            .await
            .body
            .contains("<details class=\"cw extra\" open>")
    );
    let preferences = api.get("/api/v1/preferences").await.ok();
    assert_eq!(preferences.json["reading:expand:spoilers"], json!(true));
    assert_eq!(preferences.json["reading:expand:media"], json!("hide_all"));
}
