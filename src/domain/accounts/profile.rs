//! A member's profile: what they say about themselves, and the faces they show.

use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::change::{self, ProfileChange};
use crate::domain::accounts::own_links;
use crate::domain::event::{self, Event};
use crate::domain::files;
use crate::foundation::error::{Error, Result};
use crate::foundation::storage::Key;

/// Longest words about oneself, in characters.
pub const MAX_BIO: usize = 500;
/// Lines of a profile's table.
pub const MAX_FIELDS: usize = 4;
/// Longest label and longest value of such a line, in characters.
pub const MAX_FIELD: usize = 255;

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

/// Changes a member's whole profile. Saving it unchanged does nothing.
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
    change(conn, cx, account, &profile.into(), pictures).await
}

/// Changes some of a member's profile. Changing nothing does nothing.
///
/// # Errors
/// As [`update`].
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    wanted: &ProfileChange,
    pictures: &PictureChanges,
) -> Result<()> {
    let checked = change::check(wanted)?;
    conn.transaction(async |conn| {
        let before = account::find_for_update(conn, account).await?;
        let before = before.ok_or_else(Error::not_found)?;
        let described = [
            checked.avatar_description.is_some(),
            checked.header_description.is_some(),
        ];
        let mut after = change::merge(cx, &before, checked.clone());
        let mut removed_files = Vec::new();
        after.avatar = swap(before.avatar.as_ref(), &pictures.avatar, &mut removed_files);
        after.header = swap(before.header.as_ref(), &pictures.header, &mut removed_files);
        // A description goes with its picture.
        let [avatar_described, header_described] = described;
        if after.avatar != before.avatar && !avatar_described {
            after.avatar_description.clear();
        }
        if after.header != before.header && !header_described {
            after.header_description.clear();
        }
        if change::is_same(&before, &after) {
            return Ok(());
        }
        for change in [&pictures.avatar, &pictures.header] {
            if let PictureChange::Replace(key) = change {
                let keys: Vec<Key> = std::iter::once(key.clone()).chain(key.still()).collect();
                files::claim(conn, &keys).await?;
            }
        }
        account::update_profile(conn, account, &after).await?;
        if checked.fields.is_some() {
            own_links::order(conn, cx, account, &after.fields).await?;
        }
        let updated = Event::AccountUpdated {
            account_id: account,
            removed_files,
        };
        event::record(conn, cx, &updated).await?;
        Ok(())
    })
    .await
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
