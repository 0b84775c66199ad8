//! Posts in another language, by a server that speaks `LibreTranslate`'s API and
//! that the operator chose. Only what everybody can read is sent there.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use crate::db::ids::{AccountId, MediaId, PostId};
use crate::db::models::post::Visibility;
use crate::db::pool::Database;
use crate::db::views::posts::PostEntry;
use crate::domain::DomainContext;
use crate::domain::auth::throttle;
use crate::domain::posts::{self, thread};
use crate::foundation::config::{Config, Translation};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::net::{Answer, HttpClient, Limits, Outgoing, Policy, Settings};
use crate::foundation::text::page_head::decode;
use crate::foundation::text::{escape, normalize_language, remote_html, remote_line};

/// How long the list of languages is believed.
const FRESH: Duration = Duration::from_hours(1);
/// How long a translation may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Largest answer, in bytes.
const ANSWER_MAX: usize = 1 << 20;
/// Translations per hour of one member.
const PER_HOUR: u32 = 200;
/// What the provider is called where it gives no name.
const PROVIDER: &str = "LibreTranslate";
/// Longest lines, in characters.
const LINE_MAX: usize = 2_000;

/// Language codes with those they can be translated to.
pub type Languages = BTreeMap<String, Vec<String>>;

/// The way to the translating server. Clones share what they remember.
#[derive(Clone)]
pub struct Translator(Option<Arc<Inner>>);

struct Inner {
    http: HttpClient,
    address: Url,
    key: Option<String>,
    languages: RwLock<Option<(Instant, Languages)>>,
}

/// A post in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// The words as HTML.
    pub content: String,
    /// The content warning.
    pub content_warning: String,
    /// The language it is in now.
    pub language: String,
    /// The language it was in.
    pub source: String,
    /// The answers of its poll.
    pub options: Vec<String>,
    /// The descriptions of its media that have one.
    pub descriptions: Vec<(MediaId, String)>,
    /// Who translated.
    pub provider: &'static str,
}

impl Translator {
    /// The way that the configuration names, if any.
    pub fn new(config: &Config) -> Result<Self> {
        let Some((address, key)) = Translation::address(&config.translation) else {
            return Ok(Self(None));
        };
        // The operator chose the address: it may be one of the own network.
        let settings = Settings {
            policy: Policy::with_switches(address.scheme() == "http", true),
            gets_per_second: None,
            ..Settings::from(config)
        };
        Ok(Self(Some(Arc::new(Inner {
            http: HttpClient::new(&settings)?,
            address,
            key,
            languages: RwLock::default(),
        }))))
    }

    /// Whether anybody translates.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.0.is_some()
    }

    /// What can be translated to what; nothing where nobody translates.
    ///
    /// # Errors
    /// `Unavailable` when the translating server does not answer.
    pub async fn languages(&self) -> Result<Languages> {
        match &self.0 {
            Some(inner) => inner.languages().await,
            None => Ok(Languages::new()),
        }
    }

    /// A post in `target`, or in the first language of this server.
    ///
    /// # Errors
    /// `NotFound` when nobody translates or there is no such post for the
    /// viewer, `Forbidden` when it is not for everybody or its languages are not
    /// translated, `RateLimited`, `Unavailable`.
    pub async fn translate(
        &self,
        db: &Database,
        cx: &DomainContext,
        viewer: Option<AccountId>,
        id: PostId,
        target: Option<&str>,
    ) -> Result<Translated> {
        let inner = self.0.as_ref().ok_or_else(Error::not_found)?;
        let entry = {
            let conn = &mut *db.conn().await?;
            let found = posts::find(conn, viewer, id).await?;
            let who = viewer.map_or_else(|| "apps".to_owned(), |id| id.to_string());
            throttle::count_key(conn, cx, &format!("translate:of:{who}"), PER_HOUR).await?;
            thread::entry(conn, cx, viewer, found.post.id).await?
        };
        let for_all = matches!(
            entry.post.visibility,
            Visibility::Public | Visibility::Unlisted
        );
        if !for_all {
            return Err(Error::forbidden(Message::of("refused-translate-post")));
        }
        let instance = cx.instance();
        let usual = instance.languages.first().map(String::as_str);
        let target = normalize_language(target.or(usual).unwrap_or("en"));
        let target = target.ok_or_else(unknown_language)?;
        let source = entry.post.language.clone();
        inner.check(source.as_deref(), target).await?;
        inner.translate(&entry, source, target).await
    }
}

impl Inner {
    async fn languages(&self) -> Result<Languages> {
        let known = self
            .languages
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((at, languages)) = known
            && at.elapsed() < FRESH
        {
            return Ok(languages);
        }
        let request = Outgoing::get(self.path("languages")?);
        let languages = read_languages(&self.ask(request).await?);
        let mut known = self
            .languages
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *known = Some((Instant::now(), languages.clone()));
        Ok(languages)
    }

    async fn check(&self, source: Option<&str>, target: &str) -> Result<()> {
        let languages = self.languages().await?;
        let to_target = |targets: &Vec<String>| targets.iter().any(|code| code == target);
        let possible = match source {
            Some(source) => languages.get(source).is_some_and(to_target),
            None => languages.values().any(to_target),
        };
        if possible && source != Some(target) {
            return Ok(());
        }
        Err(unknown_language())
    }

    async fn translate(
        &self,
        entry: &PostEntry,
        source: Option<String>,
        target: &str,
    ) -> Result<Translated> {
        let options = entry.poll.iter().flat_map(|poll| &poll.options);
        let described = entry
            .media
            .iter()
            .filter(|media| !media.description.is_empty());
        let mut texts = vec![
            entry.post.content.clone(),
            escape(&entry.post.content_warning),
        ];
        texts.extend(options.map(|option| escape(&option.title)));
        texts.extend(described.clone().map(|media| escape(&media.description)));
        let body = json!({
            "q": texts,
            "source": source.as_deref().unwrap_or("auto"),
            "target": target,
            "format": "html",
            "api_key": self.key.as_deref().unwrap_or_default(),
        });
        let request = Outgoing::post(self.path("translate")?, body.to_string())
            .header("content-type", "application/json");
        let answer = self.ask(request).await?;
        let mut lines = read_texts(&answer, texts.len())?.into_iter();
        let content = remote_html(&lines.next().unwrap_or_default()).html;
        let mut lines = lines.map(|line| remote_line(&decode(&line), LINE_MAX));
        let mut next = || lines.next().unwrap_or_default();
        let count = entry.poll.as_ref().map_or(0, |poll| poll.options.len());
        Ok(Translated {
            content,
            content_warning: next(),
            options: (0..count).map(|_| next()).collect(),
            descriptions: described.map(|media| (media.id, next())).collect(),
            language: target.to_owned(),
            source: source.or_else(|| detected(&answer)).unwrap_or_default(),
            provider: PROVIDER,
        })
    }

    fn path(&self, path: &str) -> Result<Url> {
        let base = self.address.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}/{path}")).map_err(Error::internal)
    }

    async fn ask(&self, request: Outgoing) -> Result<Value> {
        let limits = Limits::DOCUMENT
            .with_max_bytes(ANSWER_MAX)
            .with_total(PATIENCE);
        let answer = self
            .http
            .send(request.limits(limits))
            .await
            .map_err(|error| away().because(error))?;
        if !Answer::is_success(&answer) {
            tracing::warn!(status = answer.status, "the translating server refused");
            return Err(away());
        }
        serde_json::from_slice(&answer.body).map_err(|error| away().because(error))
    }
}

fn unknown_language() -> Error {
    Error::forbidden(Message::of("refused-translate-language"))
}

fn away() -> Error {
    let message = Message::of("refused-translate-away");
    Error::new(ErrorKind::Unavailable, message)
}

fn read_languages(answer: &Value) -> Languages {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut found = Languages::new();
    for language in answer.as_array().into_iter().flatten().take(500) {
        let Some(code) = language.get("code").and_then(text) else {
            continue;
        };
        let targets = language.get("targets").and_then(Value::as_array);
        let targets = targets.into_iter().flatten().filter_map(text);
        let targets = targets.filter(|target| *target != code).take(500).collect();
        found.insert(code, targets);
    }
    found
}

fn read_texts(answer: &Value, wanted: usize) -> Result<Vec<String>> {
    let texts: Vec<String> = match answer.get("translatedText") {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(texts)) => {
            let texts = texts.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    if texts.len() == wanted {
        Ok(texts)
    } else {
        Err(away())
    }
}

/// The language that the translating server took the post for.
fn detected(answer: &Value) -> Option<String> {
    let found = answer.get("detectedLanguage")?;
    let first = found
        .as_array()
        .and_then(|all| all.first())
        .unwrap_or(found);
    let code = first.get("language")?.as_str()?;
    normalize_language(code).map(str::to_owned)
}
