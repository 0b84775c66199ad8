//! A member's profile: what they say about themselves, and the faces they show.

use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account, AccountKind, ProfileField, ProfileRow};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::storage::Key;
use crate::foundation::text::{
    Renderer, clean, clean_line, count_characters, display_name, render_bio, render_field,
};

/// Longest words about oneself, in characters.
pub const MAX_BIO: usize = 500;
/// Lines of a profile's table.
pub const MAX_FIELDS: usize = 4;
/// Longest label and longest value of such a line, in characters.
pub const MAX_FIELD: usize = 255;
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

/// Who may follow without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followers {
    /// Everybody.
    Open,
    /// Those whose request the member accepts.
    Locked,
}

/// Who runs the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunBy {
    /// A human being.
    Person,
    /// A program.
    Bot,
}

/// Whether the account may be suggested and found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discovery {
    /// It may.
    Listed,
    /// It may not.
    Hidden,
}

/// Whether public posts may be found by the words in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// They may.
    Indexed,
    /// They may not.
    LeftOut,
}

/// A profile as typed.
#[derive(Debug, Clone)]
pub struct NewProfile {
    /// The name to show; may be empty.
    pub display_name: String,
    /// Words about oneself.
    pub bio: String,
    /// Label and value; empty lines are left out, at most [`MAX_FIELDS`].
    pub fields: Vec<(String, String)>,
    /// Who may follow.
    pub followers: Followers,
    /// Who runs it.
    pub run_by: RunBy,
    /// Who finds it.
    pub discovery: Discovery,
    /// Whether its posts are searched.
    pub search: Search,
}

/// What happens to one of the pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PictureChange {
    /// It stays.
    #[default]
    Keep,
    /// It goes.
    Remove,
    /// This stored file takes its place.
    Replace(Key),
}

/// What happens to the pictures of a profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureChanges {
    /// The face.
    pub avatar: PictureChange,
    /// The picture on top.
    pub header: PictureChange,
}

/// The profile of a member.
///
/// # Errors
/// `NotFound` when the account is gone.
pub async fn get(conn: &mut Conn, account: AccountId) -> Result<Account> {
    let found = account::find(conn, account).await?;
    found
        .filter(|account| account.deleted_at.is_none())
        .ok_or_else(Error::not_found)
}

/// The account with a handle, `name` or `name@host`, in any case.
///
/// # Errors
/// `NotFound`.
pub async fn by_handle(conn: &mut Conn, handle: &str) -> Result<Account> {
    let (name, domain) = match handle.split_once('@') {
        None => (handle, None),
        Some((name, domain)) => (name, Some(domain)),
    };
    let found = account::by_handle(conn, name, domain).await?;
    found.ok_or_else(Error::not_found)
}

/// Changes a member's profile. Saving it unchanged does nothing.
///
/// # Errors
/// `Invalid` with a message for each field that is too long.
pub async fn update(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    profile: &NewProfile,
    pictures: &PictureChanges,
) -> Result<()> {
    let checked = check(profile)?;
    conn.transaction(async |conn| {
        let before = account::find_for_update(conn, account).await?;
        let before = before.ok_or_else(Error::not_found)?;
        let mut after = rendered(cx, profile, &checked);
        let mut removed_files = Vec::new();
        after.avatar = swap(before.avatar.as_ref(), &pictures.avatar, &mut removed_files);
        after.header = swap(before.header.as_ref(), &pictures.header, &mut removed_files);
        if is_same(&before, &after) {
            return Ok(());
        }
        account::update_profile(conn, account, &after).await?;
        let updated = Event::AccountUpdated {
            account_id: account,
            removed_files,
        };
        event::record(conn, cx, &updated).await?;
        Ok(())
    })
    .await
}

/// A profile, cleaned.
pub(in crate::domain) struct Checked {
    display_name: String,
    bio: String,
    fields: Vec<(String, String)>,
}

/// Cleans what was typed; every field that is too long gets its message.
pub(in crate::domain) fn check(profile: &NewProfile) -> Result<Checked> {
    let mut wrong = Vec::new();
    let name = display_name(&profile.display_name).unwrap_or_else(|error| {
        wrong.extend_from_slice(error.fields());
        String::new()
    });
    let bio = clean(&profile.bio);
    limit(&mut wrong, "display_name", &name, MAX_BYTES);
    limit(&mut wrong, "bio", &bio, MAX_BIO);
    let mut fields = Vec::new();
    let names = FIELD_NAMES.iter().zip(FIELD_VALUES);
    for ((label, value), (label_field, value_field)) in profile.fields.iter().zip(names) {
        let (label, value) = (clean_line(label), clean_line(value));
        limit(&mut wrong, label_field, &label, MAX_FIELD);
        limit(&mut wrong, value_field, &value, MAX_FIELD);
        if label.is_empty() && !value.is_empty() {
            wrong.push(FieldError {
                field: label_field,
                message: "Give this line a label, or empty it.".to_owned(),
            });
        }
        if !label.is_empty() {
            fields.push((label, value));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::invalid_fields(wrong));
    }
    Ok(Checked {
        display_name: name,
        bio,
        fields,
    })
}

fn limit(wrong: &mut Vec<FieldError>, field: &'static str, text: &str, most: usize) {
    let length = count_characters(text);
    if length > most || text.len() > MAX_BYTES {
        let message = format!("This has {length} characters; at most {most} fit.");
        wrong.push(FieldError { field, message });
    }
}

fn rendered(cx: &DomainContext, profile: &NewProfile, checked: &Checked) -> ProfileRow {
    let base_url = cx.config.base_url();
    let renderer = Renderer {
        base_url: &base_url,
        mentions: None,
    };
    let fields: Vec<ProfileField> = checked
        .fields
        .iter()
        .map(|(name, value)| ProfileField {
            name: name.clone(),
            value: value.clone(),
            value_html: render_field(value, &renderer),
        })
        .collect();
    ProfileRow {
        kind: match profile.run_by {
            RunBy::Person => AccountKind::Person,
            RunBy::Bot => AccountKind::Service,
        },
        display_name: checked.display_name.clone(),
        bio: checked.bio.clone(),
        bio_html: render_bio(&checked.bio, &renderer),
        fields: serde_json::json!(fields),
        avatar: None,
        header: None,
        locked: profile.followers == Followers::Locked,
        discoverable: profile.discovery == Discovery::Listed,
        indexable: profile.search == Search::Indexed,
        updated_at: cx.clock.now(),
    }
}

fn swap(
    before: Option<&String>,
    change: &PictureChange,
    removed: &mut Vec<String>,
) -> Option<String> {
    let after = match change {
        PictureChange::Keep => return before.cloned(),
        PictureChange::Remove => None,
        PictureChange::Replace(key) => Some(key.as_str().to_owned()),
    };
    removed.extend(before.cloned());
    after
}

fn is_same(before: &Account, after: &ProfileRow) -> bool {
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
}
