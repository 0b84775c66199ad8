//! A browser without JavaScript: keeps cookies, reads forms, sends them.

use std::sync::Arc;

use ossm::db::models::user::Role;
use ossm::domain::auth::operator::{self, NewUser};
use ossm::domain::auth::{Origin, sessions};
use reqwest::cookie::Jar;
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Method, StatusCode, Url};
use scraper::{ElementRef, Html, Selector};

use super::TestServer;

/// Every member of a test has this password.
pub const PASSWORD: &str = "quiet rain on tin roofs";

/// A browser of its own.
pub struct Browser {
    pub client: reqwest::Client,
    base: String,
    jar: Arc<Jar>,
}

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// A form as the page has it.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl TestServer {
    /// A new visitor.
    pub fn visitor(&self) -> Browser {
        let jar = Arc::new(Jar::default());
        let client = reqwest::Client::builder()
            .cookie_provider(jar.clone())
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Browser {
            client,
            base: self.base.clone(),
            jar,
        }
    }

    /// A new member with this name, signed in.
    pub async fn member(&self, name: &str) -> Browser {
        self.member_as(name, Role::User).await
    }

    /// A new member with this name and role, signed in.
    pub async fn member_as(&self, name: &str, role: Role) -> Browser {
        let (cx, passwords) = (&self.app.cx, &self.app.passwords);
        let new = NewUser {
            name: name.to_owned(),
            email: format!("{name}@mail.example"),
            role,
            password: Some(PASSWORD.to_owned()),
        };
        let conn = &mut *self.app.db.conn().await.unwrap();
        let made = operator::create(conn, cx, passwords, new).await.unwrap();
        let origin = Origin::new(None, "test");
        let begun = sessions::begin(conn, cx, made.created.user_id, &origin).await;
        let browser = self.visitor();
        browser.set_cookie("ossm_session", &begun.unwrap().token);
        browser
    }
}

impl Browser {
    /// Puts a cookie into the jar.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let url: Url = self.base.parse().unwrap();
        self.jar
            .add_cookie_str(&format!("{name}={value}; Path=/"), &url);
    }

    /// The value of a cookie in the jar.
    pub fn cookie(&self, name: &str) -> Option<String> {
        use reqwest::cookie::CookieStore as _;
        let url: Url = self.base.parse().unwrap();
        let all = self.jar.cookies(&url)?;
        let pairs = all.to_str().unwrap().split("; ");
        let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
        let found = pairs.find(|(key, _)| *key == name)?;
        Some(found.1.to_owned())
    }

    /// A request that the test completes itself.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// Sends a request.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Page {
        let response = request.send().await.unwrap();
        Page {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Page {
        self.send(self.request(Method::GET, path)).await
    }

    /// Sends a form.
    pub async fn submit(&self, form: &Form) -> Page {
        let request = self.request(Method::POST, &form.action);
        self.send(request.form(&form.fields)).await
    }

    /// Opens a page and reads its form that posts to `action`.
    pub async fn form(&self, path: &str, action: &str) -> Form {
        self.get(path).await.form(action)
    }

    /// Signs in by the form.
    pub async fn sign_in(&self, login: &str, password: &str) -> Page {
        let form = self.form("/auth/sign_in", "/auth/sign_in").await;
        self.submit(&form.set("login", login).set("password", password))
            .await
    }

    /// The status of a page that only members see: 200 for them, 303 for others.
    pub async fn is_signed_in(&self) -> bool {
        self.get("/settings/sessions").await.status == StatusCode::OK
    }
}

impl Page {
    /// The form that posts to `action`, with the values it has.
    pub fn form(&self, action: &str) -> Form {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(&format!("form[action=\"{action}\"]")).unwrap();
        let form = html.select(&selector).next();
        let form = form.unwrap_or_else(|| panic!("no form for {action}: {}", self.body));
        let inputs = Selector::parse("input, textarea, select").unwrap();
        Form {
            action: action.to_owned(),
            fields: form.select(&inputs).filter_map(field).collect(),
        }
    }

    /// The words of the first element that `selector` finds.
    pub fn text(&self, selector: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector).next()?;
        Some(found.text().collect::<String>().trim().to_owned())
    }

    /// An attribute of the first element that `selector` finds.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).next()?.attr(name).map(str::to_owned)
    }

    /// What is said beside the field `name`.
    pub fn error(&self, name: &str) -> Option<String> {
        self.text(&format!("#e-{name}"))
    }

    /// What is said above the form.
    pub fn alert(&self) -> String {
        self.text(".note.bad").unwrap_or_default()
    }

    /// Where the answer sends the browser.
    pub fn location(&self) -> &str {
        self.headers
            .get("location")
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The `Set-Cookie` line of a cookie.
    pub fn set_cookie(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all("set-cookie").iter();
        let mut lines = lines.map(|line| line.to_str().unwrap().to_owned());
        lines.find(|line| line.starts_with(&format!("{name}=")))
    }
}

impl Form {
    /// The form with one field filled in.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The form without one field.
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self
    }

    /// What is in a field.
    pub fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }
}

/// What a browser would send of an element that nobody touched.
fn field(element: ElementRef<'_>) -> Option<(String, String)> {
    let name = element.attr("name")?.to_owned();
    let kind = element.attr("type").unwrap_or("");
    if matches!(kind, "checkbox" | "radio") && element.attr("checked").is_none() {
        return None;
    }
    if kind == "file" {
        return None;
    }
    let value = if element.value().name() == "textarea" {
        element.text().collect()
    } else if element.value().name() == "select" {
        let options = Selector::parse("option").unwrap();
        let chosen = |option: &ElementRef<'_>| option.attr("selected").is_some();
        let found = element.select(&options).find(chosen);
        let found = found.or_else(|| element.select(&options).next())?;
        found.attr("value").unwrap_or("").to_owned()
    } else {
        element.attr("value").unwrap_or("").to_owned()
    };
    Some((name, value))
}
