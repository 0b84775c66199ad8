//! A member's browser: it reads pages, fills in the forms that are on them, and
//! sends them as they are.

use std::collections::BTreeMap;

use ossm::db::ids::{AccountId, UserId};
use ossm::db::models::account::{self, NewAccount};
use ossm::db::models::user::{self, NewUser, Role};
use ossm::domain::auth::{Origin, sessions};
use reqwest::multipart;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use scraper::{ElementRef, Html, Selector};

use crate::harness::TestServer;

/// Somebody who is signed in at a server.
pub struct Browser {
    pub account: AccountId,
    base: String,
    cookie: String,
    client: Client,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    /// Where it leads, for redirects.
    pub location: String,
    pub body: String,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let location = response.headers().get("location");
        let location = location.map_or("", |value| value.to_str().unwrap());
        Self {
            status: response.status(),
            location: location.to_owned(),
            body: response.text().await.unwrap(),
        }
    }

    pub fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// The text of everything that `selector` finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        let html = self.html();
        let found = html.select(&selector);
        found
            .map(|element| element.text().collect::<String>().trim().to_owned())
            .collect()
    }

    /// Whether something on the page is found by `selector`.
    pub fn has(&self, selector: &str) -> bool {
        let selector = Selector::parse(selector).unwrap();
        self.html().select(&selector).next().is_some()
    }

    /// What a field of a form on this page holds.
    pub fn field(&self, name: &str) -> String {
        self.fields()
            .remove(name)
            .unwrap_or_else(|| panic!("no field {name} in {}", self.body))
    }

    /// Everything in the fields of the forms of this page, as a browser sends it.
    pub fn fields(&self) -> BTreeMap<String, String> {
        let selector = Selector::parse("main input, main textarea, main select").unwrap();
        let html = self.html();
        let fields = html.select(&selector).filter_map(filled);
        fields.collect()
    }

    /// Asserts that a form was accepted, and says where it leads.
    pub fn done(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        &self.location
    }
}

fn filled(element: ElementRef<'_>) -> Option<(String, String)> {
    let name = element.value().attr("name")?.to_owned();
    let kind = element.value().attr("type").unwrap_or("text");
    let ticked = element.value().attr("checked").is_some();
    let value = match (element.value().name(), kind) {
        (_, "file") => return None,
        (_, "checkbox" | "radio") if !ticked => return None,
        ("textarea", _) => element.text().collect(),
        ("select", _) => {
            let chosen = Selector::parse("option[selected]").unwrap();
            let option = element.select(&chosen).next();
            option
                .map_or("", |option| option.value().attr("value").unwrap_or(""))
                .to_owned()
        }
        _ => element.value().attr("value").unwrap_or("").to_owned(),
    };
    Some((name, value))
}

impl Browser {
    /// A new member with this name, signed in.
    pub async fn of(server: &TestServer, name: &str) -> Self {
        let cx = &server.app.cx;
        let conn = &mut *server.app.db.conn().await.unwrap();
        let (account_id, user_id) = (AccountId(cx.ids.next()), UserId(cx.ids.next()));
        let now = cx.clock.now();
        let url = format!("{}/@{name}", cx.config.base_url());
        let row = NewAccount {
            id: account_id,
            username: name.to_owned(),
            skeleton: name.to_owned(),
            display_name: String::new(),
            uri: format!("{}/users/{name}", cx.config.base_url()),
            url,
            created_at: now,
            updated_at: now,
        };
        assert!(account::insert_local(conn, &row).await.unwrap());
        let row = NewUser {
            id: user_id,
            account_id,
            email: format!("{name}@mail.example"),
            email_confirmed_at: Some(now),
            password_hash: String::new(),
            role: Role::User,
            approved_at: Some(now),
            sign_up_reason: String::new(),
            invite_id: None,
            locale: None,
            default_language: None,
            created_at: now,
        };
        assert!(user::insert(conn, &row).await.unwrap());
        let origin = Origin::default();
        let session = sessions::begin(conn, cx, user_id, &origin).await.unwrap();
        Self {
            account: account_id,
            base: server.base.clone(),
            cookie: format!("ossm_session={}", session.token),
            client: server.browser(),
        }
    }

    /// A request that the test sends itself.
    pub fn request(&self, path: &str) -> RequestBuilder {
        let request = self.client.get(format!("{}{path}", self.base));
        request.header("cookie", &self.cookie)
    }

    /// A page, whatever its status.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::read(self.request(path).send().await.unwrap()).await
    }

    /// A page that is there.
    pub async fn page(&self, path: &str) -> Answer {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        page
    }

    /// The token that the member's forms carry.
    pub async fn token(&self) -> String {
        self.page("/compose").await.field("csrf")
    }

    /// Sends a form without files as it is.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header("cookie", &self.cookie).form(fields);
        Answer::read(request.send().await.unwrap()).await
    }

    /// Presses a button that has nothing to fill in.
    pub async fn press(&self, path: &str) -> Answer {
        let token = self.token().await;
        self.send(path, &[("csrf", &token)]).await
    }

    /// Sends a form with files as it is.
    pub async fn upload(&self, path: &str, form: multipart::Form) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header("cookie", &self.cookie).multipart(form);
        Answer::read(request.send().await.unwrap()).await
    }

    /// The form for a new post, filled in.
    pub async fn compose(&self, fields: &[(&str, &str)]) -> multipart::Form {
        let mut filled = self.page("/compose").await.fields();
        for (name, value) in fields {
            filled.insert((*name).to_owned(), (*value).to_owned());
        }
        let form = multipart::Form::new();
        filled
            .into_iter()
            .fold(form, |form, (name, value)| form.text(name, value))
    }

    /// Writes a post to everybody and returns its ID.
    pub async fn write(&self, text: &str) -> String {
        self.write_to(text, "public").await
    }

    /// Writes a post and returns its ID.
    pub async fn write_to(&self, text: &str, audience: &str) -> String {
        let form = self
            .compose(&[("text", text), ("audience", audience)])
            .await;
        let answer = self.upload("/posts", form).await;
        answer.done().rsplit('/').next().unwrap().to_owned()
    }

    /// A path about the member's account.
    pub fn account_path(&self, act: &str) -> String {
        format!("/accounts/{}/{act}", self.account)
    }
}
