//! A small world in which every list has something in it.

use diesel_async::RunQueryDsl as _;
use ossm::db::models::user::Role;
use ossm::domain::cards;
use ossm::foundation::config::{ConnectionUrl, Registrations};
use serde_json::{Value, json};

use crate::harness::{Api, FakePeer, Reply, TestServer};

/// Everybody has every scope; alice looks after the server.
pub struct World {
    pub server: TestServer,
    pub visitor: Api,
    pub alice: Api,
    pub bob: Api,
    pub carol: Api,
    pub dave: Api,
    /// The newest post of alice, with everything in it that a post can have.
    pub post: String,
    /// A post of bob with a poll.
    pub poll: String,
    /// A translator.
    _peer: FakePeer,
}

async fn translator() -> FakePeer {
    let peer = FakePeer::start("translate.localhost").await;
    let languages = json!([{ "code": "en", "name": "English", "targets": ["de", "en"] }]);
    peer.put("/languages", &languages);
    peer.answer_with("/translate", |request| {
        let texts = request.json()["q"].clone();
        Reply::json(&json!({ "translatedText": texts }))
    });
    peer
}

/// A small picture.
pub fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::DynamicImage::new_rgb8(60, 40);
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

impl World {
    pub async fn make() -> Self {
        let peer = translator().await;
        let url = peer.base.clone();
        let server = TestServer::builder().config(move |config| {
            config.limits.enabled = false;
            config.jobs.workers = 0;
            config.federation.allow_http = true;
            config.federation.allow_private_addresses = true;
            config.translation.url = Some(ConnectionUrl::new(url));
            config.instance.rules = vec!["Be kind.".to_owned(), "Describe pictures.".to_owned()];
            config.instance.contact_account = Some("alice".to_owned());
            config.instance.description = "Birds & boats".to_owned();
            config.instance.registrations = Registrations::Approval;
            config.instance.terms_of_service = "Terms".to_owned();
            config.instance.terms_effective_date = "2026-01-31".to_owned();
        });
        let server = server.start().await;
        let alice = server.app_of_role("alice", Role::Owner).await;
        let mut world = Self {
            visitor: server.anonymous(),
            bob: server.app_of("bob").await,
            carol: server.app_of("carol").await,
            dave: server.app_of("dave").await,
            post: String::new(),
            poll: String::new(),
            alice,
            server,
            _peer: peer,
        };
        world.fill().await;
        world
    }

    pub async fn sql(&self, statement: &str) {
        let conn = &mut self.server.database.conn().await;
        diesel::sql_query(statement).execute(conn).await.unwrap();
    }

    pub async fn does(&self, who: &Api, path: &str) -> Value {
        who.post(path, json!({})).await.ok().json
    }

    /// Uploads a picture; its ID.
    pub async fn picture(&self, who: &Api) -> String {
        let part = reqwest::multipart::Part::bytes(png()).file_name("a.png");
        let form = reqwest::multipart::Form::new()
            .part("file", part.mime_str("image/png").unwrap())
            .text("description", "A dark square");
        let request = who.request(reqwest::Method::POST, "/api/v1/media");
        let made = who.send(request.multipart(form)).await.ok();
        made.text_of("id")
    }

    async fn fill(&mut self) {
        // A custom emoji, another server, and what the first says of itself.
        self.sql(
            "INSERT INTO custom_emojis (id, shortcode, storage_key, category, updated_at) \
             VALUES (77, 'heron', 'heron.png', 'Birds', now())",
        )
        .await;
        let about = json!({
            "display_name": "Alice :heron:", "note": "I watch #birds :heron:",
            "indexable": true, "discoverable": true,
            "fields_attributes": { "0": { "name": "Site", "value": "https://demo.example" } },
        });
        for who in [&self.alice, &self.bob, &self.carol] {
            let path = "/api/v1/accounts/update_credentials";
            who.patch(path, about.clone()).await.ok();
        }
        for (who, whom) in [
            (&self.alice, &self.bob),
            (&self.bob, &self.alice),
            (&self.bob, &self.carol),
            (&self.carol, &self.alice),
        ] {
            self.does(who, &format!("/api/v1/accounts/{}/follow", whom.id()))
                .await;
        }
        let poll = json!({
            "status": "Which one? #birds :heron:",
            "poll": { "options": ["One", "Two :heron:"], "expires_in": 3600 },
        });
        let made = self.bob.post("/api/v1/statuses", poll).await.ok();
        self.poll = made.text_of("id");
        // A page is talked of where several people link to it.
        self.carol
            .write("Look #birds https://news.example/birds")
            .await;
        let quoted = self
            .bob
            .write("A post to quote #birds https://news.example/birds")
            .await;
        let whole = json!({
            "status": "Hello @bob @carol #birds :heron: https://news.example/birds",
            "spoiler_text": "", "language": "en",
            "quoted_status_id": quoted,
        });
        let made = self.alice.post("/api/v1/statuses", whole).await.ok();
        self.post = made.text_of("id");
        for who in [&self.bob, &self.carol] {
            for act in ["favourite", "reblog"] {
                self.does(who, &format!("/api/v1/statuses/{}/{act}", self.post))
                    .await;
            }
        }
        self.notice_trends().await;
    }

    /// Pages are noticed and trends computed now.
    async fn notice_trends(&self) {
        let ids = self
            .visitor
            .get("/api/v1/timelines/public?limit=40")
            .await
            .ok()
            .ids();
        let ids: Vec<_> = ids.iter().map(|id| id.parse().unwrap()).collect();
        let conn = &mut *self.server.app.db.conn().await.unwrap();
        let cx = &self.server.app.cx;
        cards::note_links(conn, cx, &ids).await.unwrap();
        // Nobody fetches it any more, as there is nothing to be fetched.
        self.sql(
            "UPDATE cards SET title = 'News', author_name = 'Demo Ana', \
             fetched_at = now(), due_at = NULL",
        )
        .await;
        self.server.compute_trends().await;
    }
}
