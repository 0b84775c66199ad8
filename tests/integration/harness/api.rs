//! An app that acts for a member, or for nobody.

use ossm::db::ids::{AccountId, UserId};
use ossm::db::models::user::{self, Role};
use ossm::domain::oauth::scopes::Scopes;
use ossm::domain::oauth::tokens;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::TestServer;
use super::entities::check;

/// A client of the API.
#[derive(Clone)]
pub struct Api {
    client: reqwest::Client,
    base: String,
    /// The token it sends.
    pub token: Option<String>,
    /// Whose token it is.
    pub account: Option<AccountId>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// How it went.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body; null where it is no JSON.
    pub json: Value,
    /// The body as text.
    pub text: String,
}

impl TestServer {
    /// An app without a token.
    pub fn anonymous(&self) -> Api {
        Api {
            client: self.visitor().client.clone(),
            base: self.base.clone(),
            token: None,
            account: None,
        }
    }

    /// A new member, and an app that acts for them with every usual scope.
    pub async fn app_of(&self, name: &str) -> Api {
        self.member(name).await;
        self.app_with(name, "read write follow push profile").await
    }

    /// A new member with a role, and an app that acts for them with every scope.
    pub async fn app_of_role(&self, name: &str, role: Role) -> Api {
        self.member_as(name, role).await;
        let all = "read write follow push profile admin:read admin:write";
        self.app_with(name, all).await
    }

    /// Another app of a member who is there already.
    pub async fn app_with(&self, name: &str, scopes: &str) -> Api {
        let conn = &mut *self.app.db.conn().await.unwrap();
        let found = user::by_username(conn, name).await.unwrap().unwrap();
        let id: UserId = found.user.id;
        let scopes = Scopes::parse(scopes).unwrap();
        let token = tokens::issue_personal(conn, &self.app.cx, id, "test", &scopes).await;
        Api {
            token: Some(token.unwrap()),
            account: Some(found.user.account_id),
            ..self.anonymous()
        }
    }
}

impl Api {
    /// The ID of the member's account.
    pub fn id(&self) -> AccountId {
        self.account.unwrap()
    }

    /// Starts a request; it carries the token.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header("accept", "application/json");
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends what was prepared.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        Answer {
            status,
            headers,
            json: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body))
            .await
    }

    /// `PUT` with a JSON body.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    /// `PATCH` with a JSON body.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(&body))
            .await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Posts a text; its ID.
    pub async fn write(&self, text: &str) -> String {
        let body = serde_json::json!({ "status": text });
        self.post("/api/v1/statuses", body).await.ok().text_of("id")
    }
}

impl Answer {
    /// It went well.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text);
        self
    }

    /// It was refused with this status and a message.
    #[track_caller]
    pub fn refused(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert!(self.json["error"].is_string(), "{}", self.text);
        self
    }

    /// A text attribute.
    #[track_caller]
    pub fn text_of(&self, name: &str) -> String {
        let value = self.json[name].as_str();
        value
            .unwrap_or_else(|| panic!("no {name}: {}", self.text))
            .to_owned()
    }

    /// The IDs of a list.
    #[track_caller]
    pub fn ids(&self) -> Vec<String> {
        let list = self.json.as_array();
        let list = list.unwrap_or_else(|| panic!("no list: {}", self.text));
        list.iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The path and query of a `Link`.
    pub fn link(&self, rel: &str) -> Option<String> {
        let links = self.headers.get("link")?.to_str().unwrap();
        let wanted = format!("rel=\"{rel}\"");
        let link = links.split(", ").find(|link| link.ends_with(&wanted))?;
        let address = link.split_once('>')?.0.trim_start_matches('<');
        let address = reqwest::Url::parse(address).unwrap();
        Some(format!("{}?{}", address.path(), address.query().unwrap()))
    }

    /// The body is an entity of this kind, as documented.
    #[track_caller]
    pub fn is(self, entity: &str) -> Self {
        check(entity, &self.json);
        self
    }

    /// The body is a list of such entities, and not an empty one.
    #[track_caller]
    pub fn are(self, entity: &str) -> Self {
        let list = self.json.as_array();
        let list = list.unwrap_or_else(|| panic!("no list: {}", self.text));
        assert!(!list.is_empty(), "the list of {entity} is empty");
        for item in list {
            check(entity, item);
        }
        self
    }
}
