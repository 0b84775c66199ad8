//! `Account` and what belongs to it.

use serde::Serialize;

use crate::api::entities::custom_emoji::{self, CustomEmoji};
use crate::api::entities::role::AccountRole;
use crate::api::entities::time::{Day, Time};
use crate::api::present::Present;
use crate::db::models::account::AccountKind;
use crate::db::views::emojis::Emojis;
use crate::db::views::persons::Person;
use crate::domain::remote_media::Portrait;
use crate::http::{media, remote_media};

/// Somebody, here or elsewhere.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
#[expect(clippy::struct_excessive_bools, reason = "so it is documented")]
pub struct Account {
    pub id: String,
    pub username: String,
    pub acct: String,
    pub url: Option<String>,
    pub uri: String,
    pub display_name: String,
    pub note: String,
    pub avatar: String,
    pub avatar_static: String,
    pub avatar_description: String,
    pub header: String,
    pub header_static: String,
    pub header_description: String,
    pub locked: bool,
    pub fields: Vec<Field>,
    pub emojis: Vec<CustomEmoji>,
    pub bot: bool,
    pub group: bool,
    pub discoverable: Option<bool>,
    pub indexable: bool,
    pub noindex: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Box<Account>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limited: Option<bool>,
    pub created_at: Time,
    pub last_status_at: Option<Day>,
    pub statuses_count: i64,
    pub followers_count: i64,
    pub following_count: i64,
    pub hide_collections: Option<bool>,
    pub show_media: bool,
    pub show_media_replies: bool,
    pub show_featured: bool,
    pub roles: Vec<AccountRole>,
    pub feature_approval: FeatureApproval,
}

/// One line of a profile's table.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Field {
    pub name: String,
    pub value: String,
    pub verified_at: Option<Time>,
}

/// Who may feature somebody in a collection.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct FeatureApproval {
    pub automatic: Vec<&'static str>,
    pub manual: Vec<&'static str>,
    pub current_user: &'static str,
}

impl Account {
    /// Somebody as the asker sees them.
    #[must_use]
    pub fn new(present: &Present, person: &Person, emojis: &Emojis) -> Self {
        let row = &person.account;
        let suspended = row.suspended_at.is_some();
        let shown = |text: &str| {
            if suspended {
                String::new()
            } else {
                text.to_owned()
            }
        };
        let fields = row.profile_fields();
        let texts = [row.display_name.as_str(), row.bio_html.as_str()];
        let texts = texts.into_iter().chain(
            fields
                .iter()
                .flat_map(|field| [field.name.as_str(), field.value_html.as_str()]),
        );
        let emojis = custom_emoji::named(present, emojis, row.domain.as_deref(), texts);
        let avatar = portrait(present, person, Portrait::Avatar);
        let header = portrait(present, person, Portrait::Header);
        let fields = fields
            .into_iter()
            .filter(|_| !suspended)
            .map(|field| Field {
                name: field.name,
                value: field.value_html,
                verified_at: field.verified_at.map(Time),
            });
        Self {
            id: row.id.to_string(),
            username: row.username.clone(),
            acct: row.acct(),
            url: Some(row.url.clone()).filter(|url| !url.is_empty()),
            uri: row.uri.clone(),
            display_name: shown(&row.display_name),
            note: shown(&row.bio_html),
            avatar_static: still(present, person, Portrait::Avatar)
                .unwrap_or_else(|| avatar.clone()),
            avatar,
            avatar_description: shown(&row.avatar_description),
            header_static: still(present, person, Portrait::Header)
                .unwrap_or_else(|| header.clone()),
            header,
            header_description: shown(&row.header_description),
            locked: row.locked,
            fields: fields.collect(),
            emojis,
            bot: matches!(row.kind, AccountKind::Service | AccountKind::Application),
            group: row.kind == AccountKind::Group,
            discoverable: Some(row.discoverable),
            indexable: row.indexable,
            noindex: Some(!row.indexable && !row.discoverable),
            moved: None,
            suspended: suspended.then_some(true),
            limited: person.limited.then_some(true),
            created_at: Time(row.created_at),
            last_status_at: person.stats.last_post_at.map(Day),
            statuses_count: person.stats.posts_count,
            followers_count: person.stats.followers_count,
            following_count: person.stats.following_count,
            hide_collections: row.is_local().then_some(row.hide_collections),
            show_media: row.show_media,
            show_media_replies: row.show_media_replies,
            show_featured: row.show_featured,
            roles: person.role.and_then(AccountRole::new).into_iter().collect(),
            feature_approval: FeatureApproval {
                automatic: Vec::new(),
                manual: Vec::new(),
                current_user: "denied",
            },
        }
    }
}

/// Pictures of other servers come through this one.
fn portrait(present: &Present, person: &Person, which: Portrait) -> String {
    let row = &person.account;
    let (kept, usual) = match which {
        Portrait::Avatar => (&row.avatar, &present.no_avatar),
        Portrait::Header => (&row.header, &present.no_header),
    };
    let kept = kept.as_ref().filter(|_| row.suspended_at.is_none());
    let path = match kept {
        None => return usual.clone(),
        Some(key) if row.is_local() => media::path(key),
        Some(kept) => remote_media::portrait_path(row.id, which, kept),
    };
    present.absolute(&path)
}

/// The picture that stands still, where theirs may move.
fn still(present: &Present, person: &Person, which: Portrait) -> Option<String> {
    let row = &person.account;
    let kept = match which {
        Portrait::Avatar => row.avatar.as_deref(),
        Portrait::Header => row.header.as_deref(),
    };
    let kept = kept.filter(|_| row.suspended_at.is_none())?;
    Some(present.absolute(&if row.is_local() {
        media::still_path(kept)
    } else {
        remote_media::portrait_still_path(row.id, which, kept)
    }))
}
