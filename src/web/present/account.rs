//! Accounts as templates show them.

use std::collections::HashMap;
use std::hash::BuildHasher;

use crate::db::ids::AccountId;
use crate::db::models::account::{Account, AccountKind};
use crate::db::views::emojis::Emojis;
use crate::db::views::persons::Person;
use crate::db::views::posts::Author;
use crate::domain::remote_media::Portrait;
use crate::foundation::text::excerpt;
use crate::http::{media, remote_media};
use crate::web::present::extras::name_parts;
use crate::web::view::{AccountView, ListedAccount, bead};

/// Characters of a biography in a list of people.
const BIO_EXCERPT: usize = 140;

/// The page of somebody on this server; `acct` is `name` or `name@host`.
#[must_use]
pub fn handle_path(acct: &str) -> String {
    format!("/@{acct}")
}

/// Somebody beside their posts and in lists.
#[must_use]
pub fn account(account: &Account) -> AccountView {
    AccountView {
        id: account.id.0,
        name_parts: Vec::new(),
        handle: account.username.clone(),
        domain: account.domain.clone(),
        bead: account.domain.as_deref().map_or(0, bead),
        display_name: account.name().to_owned(),
        url: handle_path(&account.acct()),
        avatar: avatar(
            account.id,
            account.domain.as_deref(),
            account.avatar.as_deref(),
        ),
        bot: is_bot(account.kind),
    }
}

/// The author of a post.
#[must_use]
pub fn author(author: &Author) -> AccountView {
    AccountView {
        id: author.id.0,
        name_parts: Vec::new(),
        handle: author.username.clone(),
        domain: author.domain.clone(),
        bead: author.domain.as_deref().map_or(0, bead),
        display_name: author.name().to_owned(),
        url: handle_path(&author.acct()),
        avatar: avatar(
            author.id,
            author.domain.as_deref(),
            author.avatar.as_deref(),
        ),
        bot: is_bot(author.kind),
    }
}

/// Somebody in a list of people.
#[must_use]
pub fn listed(somebody: &Account) -> ListedAccount {
    ListedAccount {
        account: account(somebody),
        bio_text: excerpt(&somebody.bio, BIO_EXCERPT),
        request_id: None,
        can_remove: false,
        reaction: None,
    }
}

/// People in the order of their IDs, without those who are hidden.
#[must_use]
pub fn in_order<S: BuildHasher>(
    ids: &[AccountId],
    people: &HashMap<AccountId, Person, S>,
    emojis: &Emojis,
) -> Vec<ListedAccount> {
    let view = |id: &AccountId| {
        let row = &people.get(id)?.account;
        let mut view = listed(row);
        view.account.name_parts = name_parts(&row.display_name, row.domain.as_deref(), emojis);
        Some(view)
    };
    ids.iter().filter_map(view).collect()
}

/// The wide picture of a profile on this server.
#[must_use]
pub fn header(account: &Account) -> Option<String> {
    let header = account.header.as_deref()?;
    Some(portrait(
        account.id,
        account.is_local(),
        Portrait::Header,
        header,
    ))
}

fn avatar(id: AccountId, domain: Option<&str>, avatar: Option<&str>) -> Option<String> {
    Some(portrait(id, domain.is_none(), Portrait::Avatar, avatar?))
}

/// Pictures of other servers come through this one.
fn portrait(id: AccountId, local: bool, which: Portrait, kept: &str) -> String {
    if local {
        media::path(kept)
    } else {
        remote_media::portrait_path(id, which, kept)
    }
}

fn is_bot(kind: AccountKind) -> bool {
    matches!(kind, AccountKind::Service | AccountKind::Application)
}
