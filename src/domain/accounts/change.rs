//! Changing some or all of a profile: what is wanted, checked and merged with
//! what is there.

use crate::db::models::account::{Account, AccountKind, ProfileField, ProfileRow};
use crate::domain::DomainContext;
use crate::domain::accounts::profile::{
    Discovery, Followers, MAX_BIO, MAX_FIELD, MAX_FIELDS, NewProfile, RunBy, Search,
};
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::message::Message;
use crate::foundation::net::normal_host;
use crate::foundation::text::{
    Renderer, clean, clean_line, count_characters, display_name, render_bio, render_field,
};

/// Longest description of a picture, in characters.
pub const MAX_DESCRIPTION: usize = 420;
/// Most websites that may name the member as an author.
pub const MAX_ATTRIBUTION_DOMAINS: usize = 10;
/// Nothing of a profile is longer than this in bytes, however few characters
/// it claims to be.
const MAX_BYTES: usize = 16 * 1024;

const FIELD_NAMES: [&str; MAX_FIELDS] = [
    "field_name_1",
    "field_name_2",
    "field_name_3",
    "field_name_4",
];
const FIELD_VALUES: [&str; MAX_FIELDS] = [
    "field_value_1",
    "field_value_2",
    "field_value_3",
    "field_value_4",
];

/// What of a profile is to change; None stays.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// The name to show; may be empty.
    pub display_name: Option<String>,
    /// Words about oneself.
    pub bio: Option<String>,
    /// Label and value; empty lines are left out.
    pub fields: Option<Vec<(String, String)>>,
    /// Who may follow.
    pub followers: Option<Followers>,
    /// Who runs it.
    pub run_by: Option<RunBy>,
    /// Who finds it.
    pub discovery: Option<Discovery>,
    /// Whether its posts are searched.
    pub search: Option<Search>,
    /// Whether it is told only how many follow and are followed, not who.
    pub hide_collections: Option<bool>,
    /// Websites whose pages may name the member as their author.
    pub attribution_domains: Option<Vec<String>>,
    /// What the face shows.
    pub avatar_description: Option<String>,
    /// What the picture on top shows.
    pub header_description: Option<String>,
    /// Whether the profile has a part with media.
    pub show_media: Option<bool>,
    /// Whether that has media of replies.
    pub show_media_replies: Option<bool>,
    /// Whether the profile has a part with what the member features.
    pub show_featured: Option<bool>,
}

impl From<&NewProfile> for ProfileChange {
    fn from(profile: &NewProfile) -> Self {
        Self {
            display_name: Some(profile.display_name.clone()),
            bio: Some(profile.bio.clone()),
            fields: Some(profile.fields.clone()),
            followers: Some(profile.followers),
            run_by: Some(profile.run_by),
            discovery: Some(profile.discovery),
            search: Some(profile.search),
            ..Self::default()
        }
    }
}

/// Cleans what was typed; every field that is too long gets its message.
pub(in crate::domain) fn check(change: &ProfileChange) -> Result<ProfileChange> {
    let mut wrong = Vec::new();
    let name = change.display_name.as_ref().map(|typed| {
        display_name(typed).unwrap_or_else(|error| {
            wrong.extend_from_slice(error.fields());
            String::new()
        })
    });
    let bio = change.bio.as_deref().map(clean);
    let line = |typed: &Option<String>| typed.as_deref().map(clean_line);
    let avatar = line(&change.avatar_description);
    let header = line(&change.header_description);
    for (field, text, most) in [
        ("display_name", &name, MAX_BYTES),
        ("bio", &bio, MAX_BIO),
        ("avatar_description", &avatar, MAX_DESCRIPTION),
        ("header_description", &header, MAX_DESCRIPTION),
    ] {
        limit(&mut wrong, field, text.as_deref().unwrap_or_default(), most);
    }
    let fields = change.fields.as_ref();
    let domains = change.attribution_domains.as_ref();
    let checked = ProfileChange {
        display_name: name,
        bio,
        avatar_description: avatar,
        header_description: header,
        fields: fields.map(|lines| read_fields(lines, &mut wrong)),
        attribution_domains: domains.map(|domains| read_domains(domains, &mut wrong)),
        ..change.clone()
    };
    if wrong.is_empty() {
        Ok(checked)
    } else {
        Err(Error::invalid_fields(wrong))
    }
}

fn read_fields(lines: &[(String, String)], wrong: &mut Vec<FieldError>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let names = FIELD_NAMES.iter().zip(FIELD_VALUES);
    for ((label, value), (label_field, value_field)) in lines.iter().zip(names) {
        let (label, value) = (clean_line(label), clean_line(value));
        limit(wrong, label_field, &label, MAX_FIELD);
        limit(wrong, value_field, &value, MAX_FIELD);
        if label.is_empty() && !value.is_empty() {
            wrong.push(FieldError {
                field: label_field,
                message: Message::of("refused-profile-label"),
            });
        }
        if !label.is_empty() {
            fields.push((label, value));
        }
    }
    fields
}

fn read_domains(typed: &[String], wrong: &mut Vec<FieldError>) -> Vec<String> {
    let typed = typed.iter().map(|domain| domain.trim());
    let mut domains = Vec::new();
    for domain in typed.filter(|domain| !domain.is_empty()) {
        let name = domain.trim_start_matches("https://").trim_end_matches('/');
        match normal_host(name) {
            Some(host) if !domains.contains(&host) => domains.push(host),
            Some(_) => {}
            None => {
                wrong.push(FieldError {
                    field: "attribution_domains",
                    message: Message::of("refused-profile-website"),
                });
                break;
            }
        }
    }
    if domains.len() > MAX_ATTRIBUTION_DOMAINS {
        wrong.push(FieldError {
            field: "attribution_domains",
            message: Message::about(
                "refused-profile-websites",
                [("max", MAX_ATTRIBUTION_DOMAINS.into())],
            ),
        });
    }
    domains
}

fn limit(wrong: &mut Vec<FieldError>, field: &'static str, text: &str, most: usize) {
    let length = count_characters(text);
    if length > most || text.len() > MAX_BYTES {
        // As text: without separators.
        let values = [
            ("length", length.to_string().into()),
            ("max", most.to_string().into()),
        ];
        let message = Message::about("refused-profile-long", values);
        wrong.push(FieldError { field, message });
    }
}

/// The profile with a checked change; the pictures stay.
pub(in crate::domain) fn merge(
    cx: &DomainContext,
    before: &Account,
    change: ProfileChange,
) -> ProfileRow {
    let base_url = cx.config.base_url();
    let renderer = Renderer {
        base_url: &base_url,
        mentions: None,
    };
    let bio = change.bio.unwrap_or_else(|| before.bio.clone());
    let fields = match change.fields {
        Some(lines) => rendered(lines, &before.profile_fields(), &renderer),
        None => before.fields.clone(),
    };
    ProfileRow {
        kind: match change.run_by {
            Some(RunBy::Person) => AccountKind::Person,
            Some(RunBy::Bot) => AccountKind::Service,
            None => before.kind,
        },
        display_name: change
            .display_name
            .unwrap_or_else(|| before.display_name.clone()),
        bio_html: render_bio(&bio, &renderer),
        bio,
        fields,
        avatar: before.avatar.clone(),
        header: before.header.clone(),
        locked: change
            .followers
            .map_or(before.locked, |followers| followers == Followers::Locked),
        discoverable: change.discovery.map_or(before.discoverable, |discovery| {
            discovery == Discovery::Listed
        }),
        indexable: change
            .search
            .map_or(before.indexable, |search| search == Search::Indexed),
        updated_at: cx.clock.now(),
        avatar_description: change
            .avatar_description
            .unwrap_or_else(|| before.avatar_description.clone()),
        header_description: change
            .header_description
            .unwrap_or_else(|| before.header_description.clone()),
        hide_collections: change.hide_collections.unwrap_or(before.hide_collections),
        attribution_domains: change
            .attribution_domains
            .unwrap_or_else(|| before.attribution_domains.clone()),
        show_media: change.show_media.unwrap_or(before.show_media),
        show_media_replies: change
            .show_media_replies
            .unwrap_or(before.show_media_replies),
        show_featured: change.show_featured.unwrap_or(before.show_featured),
    }
}

fn rendered(
    lines: Vec<(String, String)>,
    before: &[ProfileField],
    renderer: &Renderer<'_>,
) -> serde_json::Value {
    // What was theirs stays so until it is looked at again.
    let known = |value: &str| {
        before
            .iter()
            .find(|field| field.value == value)?
            .verified_at
    };
    let line = |(name, value): (String, String)| ProfileField {
        verified_at: known(&value),
        value_html: render_field(&value, renderer),
        name,
        value,
    };
    let fields: Vec<ProfileField> = lines.into_iter().map(line).collect();
    serde_json::json!(fields)
}

/// Whether a change changes nothing.
pub(in crate::domain) fn is_same(before: &Account, after: &ProfileRow) -> bool {
    before.kind == after.kind
        && before.display_name == after.display_name
        && before.bio == after.bio
        && before.bio_html == after.bio_html
        && before.fields == after.fields
        && before.avatar == after.avatar
        && before.header == after.header
        && before.locked == after.locked
        && before.discoverable == after.discoverable
        && before.indexable == after.indexable
        && before.avatar_description == after.avatar_description
        && before.header_description == after.header_description
        && before.hide_collections == after.hide_collections
        && before.attribution_domains == after.attribution_domains
        && before.show_media == after.show_media
        && before.show_media_replies == after.show_media_replies
        && before.show_featured == after.show_featured
}
