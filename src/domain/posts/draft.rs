//! What was typed, checked and turned into what is stored: the same for a new
//! post and for an edit.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, TagId};
use crate::db::models::mention;
use crate::db::models::tag::{self, Tag};
use crate::db::models::tag_rule;
use crate::domain::DomainContext;
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{
    self, EntityKind, Handle, Renderer, count_characters, normalize_language,
};

/// Most characters of a content warning.
pub const CONTENT_WARNING_MAX: usize = 500;
/// Most pictures of a post.
pub const PICTURES_MAX: usize = 4;
/// Most people a post names.
pub const MENTIONS_MAX: usize = 50;
/// Most people of other servers who are looked up for one post.
pub const STRANGERS_MAX: usize = 10;
/// Most hashtags of a post.
pub const TAGS_MAX: usize = 30;

/// What was typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Typed<'a> {
    pub text: &'a str,
    pub content_warning: &'a str,
    pub language: Option<&'a str>,
    pub pictures: usize,
}

/// Checked and cleaned; not yet looked up.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub text: String,
    pub content_warning: String,
    pub language: Option<String>,
    /// By their keys as in the text.
    handles: BTreeMap<String, Handle>,
    /// Stored form to written form.
    tags: BTreeMap<String, String>,
}

/// Rendered, with the people it names.
#[derive(Debug, Clone)]
pub(super) struct Rendered {
    pub content: String,
    pub mentioned: Vec<AccountId>,
}

impl Draft {
    /// Checks everything that needs no database; tells all that is wrong at once.
    pub(super) fn check(cx: &DomainContext, typed: &Typed<'_>) -> Result<Self> {
        let mut draft = Self {
            text: text::clean(typed.text),
            content_warning: text::clean_line(typed.content_warning),
            language: None,
            handles: BTreeMap::new(),
            tags: BTreeMap::new(),
        };
        draft.find_entities();
        let mut wrong = draft.problems(cx.instance().max_post_characters, typed.pictures);
        match typed.language.filter(|code| !code.is_empty()) {
            Some(code) => {
                draft.language = normalize_language(code).map(str::to_owned);
                if draft.language.is_none() {
                    let message = Message::of("refused-post-language");
                    wrong.push(problem("language", message));
                }
            }
            None => draft.language = None,
        }
        if wrong.is_empty() {
            Ok(draft)
        } else {
            Err(Error::invalid_fields(wrong))
        }
    }

    fn find_entities(&mut self) {
        for entity in text::parse(&self.text) {
            match entity.kind {
                EntityKind::Mention(handle) => {
                    self.handles.insert(handle.key(), handle);
                }
                EntityKind::Hashtag(name) => {
                    let written = self.text.get(entity.range).unwrap_or_default();
                    let written = written.trim_start_matches(['#', '＃']).to_owned();
                    self.tags.entry(name).or_insert(written);
                }
                EntityKind::Link(_) => {}
            }
        }
    }

    fn problems(&self, most: usize, pictures: usize) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        let length = count_characters(&self.text);
        if length > most {
            let (max, has) = (most.to_string().into(), length.to_string().into());
            let message = Message::about("refused-post-long", [("max", max), ("length", has)]);
            wrong.push(problem("text", message));
        }
        if self.text.is_empty() && pictures == 0 {
            wrong.push(problem("text", Message::of("refused-post-empty")));
        }
        let warning = count_characters(&self.content_warning);
        if warning > CONTENT_WARNING_MAX {
            let max = CONTENT_WARNING_MAX.into();
            let message = Message::about("refused-post-warning-long", [("max", max)]);
            wrong.push(problem("content_warning", message));
        }
        if pictures > PICTURES_MAX {
            let max = PICTURES_MAX.into();
            let message = Message::about("refused-post-many-pictures", [("max", max)]);
            wrong.push(problem("media", message));
        }
        if self.handles.len() > MENTIONS_MAX {
            let max = MENTIONS_MAX.into();
            let message = Message::about("refused-post-many-people", [("max", max)]);
            wrong.push(problem("text", message));
        }
        if self.tags.len() > TAGS_MAX {
            let max = TAGS_MAX.into();
            let message = Message::about("refused-post-many-hashtags", [("max", max)]);
            wrong.push(problem("text", message));
        }
        wrong
    }

    /// Looks up whom the text names and renders it.
    ///
    /// # Errors
    /// The field `text` for hashtags that moderators do not let members use.
    pub(super) async fn render(&self, conn: &mut Conn, cx: &DomainContext) -> Result<Rendered> {
        self.check_tags(conn).await?;
        let addresses: BTreeSet<(String, String)> = self
            .handles
            .values()
            .map(|handle| address(cx, handle))
            .collect();
        let addresses: Vec<_> = addresses.into_iter().collect();
        let accounts = if addresses.is_empty() {
            Vec::new()
        } else {
            mention::resolve(conn, &addresses).await?
        };
        let mut profiles = HashMap::new();
        for (key, handle) in &self.handles {
            let (name, domain) = address(cx, handle);
            let account = accounts.iter().find(|account| {
                account.username.to_lowercase() == name
                    && account.domain.as_deref().unwrap_or_default().to_lowercase() == domain
            });
            if let Some(account) = account {
                profiles.insert(key.clone(), account.url.clone());
            }
        }
        let base_url = cx.config.base_url();
        let renderer = Renderer {
            base_url: &base_url,
            mentions: Some(&profiles),
        };
        Ok(Rendered {
            content: text::render_post(&self.text, &renderer),
            mentioned: accounts.iter().map(|account| account.id).collect(),
        })
    }

    async fn check_tags(&self, conn: &mut Conn) -> Result<()> {
        if self.tags.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = self.tags.keys().map(String::as_str).collect();
        match tag_rule::unusable(conn, &names).await?.first() {
            Some(name) => {
                let name = name.clone().into();
                let message = Message::about("refused-post-hashtag", [("name", name)]);
                Err(Error::field("text", message))
            }
            None => Ok(()),
        }
    }

    /// Whether it carries hashtags.
    pub(super) fn has_tags(&self) -> bool {
        !self.tags.is_empty()
    }

    /// Stores the hashtags of a post.
    pub(super) async fn store_tags(
        &self,
        conn: &mut Conn,
        cx: &DomainContext,
        post: PostId,
    ) -> Result<()> {
        let tags: Vec<Tag> = self
            .tags
            .iter()
            .map(|(name, display_name)| Tag {
                id: TagId(cx.ids.next()),
                name: name.clone(),
                display_name: display_name.clone(),
                created_at: cx.clock.now(),
            })
            .collect();
        tag::replace(conn, post, &tags).await?;
        Ok(())
    }
}

/// The people of other servers whom `text` names and who are not known here:
/// name and host, at most [`STRANGERS_MAX`]. Whoever looks them up before the
/// text is posted makes them known.
pub async fn strangers(
    conn: &mut Conn,
    cx: &DomainContext,
    text: &str,
) -> Result<Vec<(String, String)>> {
    let mut named: BTreeSet<(String, String)> = BTreeSet::new();
    for entity in text::parse(text) {
        if let EntityKind::Mention(handle) = entity.kind {
            named.insert(address(cx, &handle));
        }
    }
    named.retain(|(_, domain)| !domain.is_empty());
    let named: Vec<_> = named.into_iter().take(MENTIONS_MAX).collect();
    if named.is_empty() {
        return Ok(named);
    }
    let known = mention::resolve(conn, &named).await?;
    let is_known = |(name, domain): &(String, String)| {
        known.iter().any(|account| {
            account.username.to_lowercase() == *name
                && account.domain.as_deref().unwrap_or_default().to_lowercase() == *domain
        })
    };
    let unknown = named.into_iter().filter(|handle| !is_known(handle));
    Ok(unknown.take(STRANGERS_MAX).collect())
}

/// How the handle's account is stored: lower-case name and domain, the latter
/// empty for this server.
fn address(cx: &DomainContext, handle: &Handle) -> (String, String) {
    let host = handle.host.as_deref();
    let domain = host
        .filter(|host| !cx.config.is_own_domain(host))
        .unwrap_or_default();
    (handle.name.to_lowercase(), domain.to_lowercase())
}

fn problem(field: &'static str, message: Message) -> FieldError {
    FieldError { field, message }
}
