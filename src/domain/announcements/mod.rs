//! Announcements: what those in charge tell everybody, with who read it and how
//! people react.

mod manage;

use std::collections::{HashMap, HashSet};

use crate::db::ids::{AccountId, AnnouncementId};
use crate::db::models::account::{self, Account};
use crate::db::models::announcement::{self, Announcement, Reactions};
use crate::db::models::custom_emoji;
use crate::db::models::mention;
use crate::db::views::emojis::Emojis;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::live::{self, Signal};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::emoji::{self, is_shortcode};
use crate::foundation::text::{self, EntityKind};

pub use manage::{
    NewAnnouncement, TELL_JOB, TEXT_MAX, Telling, all, change, create, delete, get, is_told,
    publish, set_told, tell_due,
};

/// Most announcements that are told at once.
const MOST: i64 = 50;
/// Most announcements that stand above a page.
const ABOVE_PAGES: i64 = 3;
/// Most different reactions to one announcement.
pub const REACTIONS_MAX: usize = 8;

/// An announcement as a member sees it.
#[derive(Debug, Clone)]
pub struct AnnouncementEntry {
    /// What is said.
    pub announcement: Announcement,
    /// Whether the member read it.
    pub read: bool,
    /// How people react.
    pub reactions: Vec<Reactions>,
    /// People of this server whom it names.
    pub people: Vec<Account>,
    /// The tags in it.
    pub tags: Vec<String>,
}

/// Announcements with the custom emoji in them and in the reactions.
#[derive(Debug, Clone, Default)]
pub struct Announcements {
    /// The oldest first.
    pub entries: Vec<AnnouncementEntry>,
    /// Custom emoji of this server.
    pub emojis: Emojis,
}

/// What a member is told now, in a constant number of statements.
pub async fn current(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
) -> Result<Announcements> {
    let rows = announcement::current(conn, cx.clock.now(), MOST).await?;
    fill(conn, Some(member), rows).await
}

/// What a member is told now and has not put away, the oldest first: at most three,
/// as HTML, in one statement.
pub async fn unread(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
) -> Result<Vec<(AnnouncementId, String)>> {
    Ok(announcement::unread(conn, member, cx.clock.now(), ABOVE_PAGES).await?)
}

/// One announcement as nobody in particular sees it, if it is told.
pub async fn one(conn: &mut Conn, id: AnnouncementId) -> Result<Announcements> {
    let row = announcement::find(conn, id).await?;
    fill(conn, None, row.into_iter().collect()).await
}

async fn fill(
    conn: &mut Conn,
    member: Option<AccountId>,
    rows: Vec<Announcement>,
) -> Result<Announcements> {
    if rows.is_empty() {
        return Ok(Announcements::default());
    }
    let ids: Vec<AnnouncementId> = rows.iter().map(|row| row.id).collect();
    let read: HashSet<AnnouncementId> = match member {
        Some(member) => announcement::read_by(conn, member, &ids).await?,
        None => Vec::new(),
    }
    .into_iter()
    .collect();
    let mut reactions: HashMap<AnnouncementId, Vec<Reactions>> = HashMap::new();
    for row in announcement::reactions(conn, member, &ids).await? {
        reactions.entry(row.announcement_id).or_default().push(row);
    }
    let named: HashMap<AnnouncementId, Named> = rows
        .iter()
        .map(|row| (row.id, Named::of(&row.text)))
        .collect();
    let people = people(conn, named.values()).await?;
    let used = reactions.values().flatten();
    let texts = used.map(|reaction| format!(":{}:", reaction.name));
    let texts: Vec<String> = texts
        .chain(rows.iter().map(|row| row.content.clone()))
        .collect();
    let emojis = Emojis::find(conn, texts.iter().map(|text| (None, text.as_str()))).await?;
    let entries = rows.into_iter().map(|announcement| {
        let id = announcement.id;
        let named = named.get(&id);
        let names = named.iter().flat_map(|named| &named.people);
        AnnouncementEntry {
            read: read.contains(&id),
            reactions: reactions.remove(&id).unwrap_or_default(),
            people: names.filter_map(|name| people.get(name).cloned()).collect(),
            tags: named.map(|named| named.tags.clone()).unwrap_or_default(),
            announcement,
        }
    });
    Ok(Announcements {
        entries: entries.collect(),
        emojis,
    })
}

/// Whom and what an announcement names.
struct Named {
    people: Vec<String>,
    tags: Vec<String>,
}

impl Named {
    fn of(words: &str) -> Self {
        let mut named = Self {
            people: Vec::new(),
            tags: Vec::new(),
        };
        for entity in text::parse(words) {
            match entity.kind {
                EntityKind::Mention(handle) if handle.host.is_none() => {
                    named.people.push(handle.name.to_lowercase());
                }
                EntityKind::Hashtag(name) => named.tags.push(name),
                _ => {}
            }
        }
        named.people.sort_unstable();
        named.people.dedup();
        named
    }
}

/// The members whom announcements name, by their names in lower case.
async fn people(
    conn: &mut Conn,
    named: impl Iterator<Item = &Named>,
) -> Result<HashMap<String, Account>> {
    let mut names: Vec<(String, String)> = named
        .flat_map(|named| &named.people)
        .map(|name| (name.clone(), String::new()))
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let found = mention::resolve(conn, &names).await?;
    let ids: Vec<AccountId> = found.iter().map(|account| account.id).collect();
    let accounts = account::find_many(conn, &ids).await?.into_iter();
    Ok(accounts
        .map(|account| (account.username.to_lowercase(), account))
        .collect())
}

/// Notes that a member read an announcement.
///
/// # Errors
/// `NotFound`.
pub async fn dismiss(conn: &mut Conn, member: AccountId, id: AnnouncementId) -> Result<()> {
    existing(conn, id).await?;
    announcement::mark_read(conn, member, id).await?;
    Ok(())
}

async fn existing(conn: &mut Conn, id: AnnouncementId) -> Result<Announcement> {
    let found = announcement::find(conn, id).await?;
    found.ok_or_else(Error::not_found)
}

/// Reacts to an announcement with an emoji, or a custom one of this server by its
/// name. Doing it again changes nothing.
///
/// # Errors
/// `NotFound`; `Invalid` for what is no emoji, and when there are too many
/// different reactions.
pub async fn react(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: AnnouncementId,
    name: &str,
) -> Result<()> {
    existing(conn, id).await?;
    if !is_emoji(conn, name).await? {
        return Err(Error::field("name", "Name is not a recognized emoji"));
    }
    conn.transaction(async |conn| {
        let there = announcement::reactions(conn, Some(member), &[id]).await?;
        let new = there.iter().all(|reaction| reaction.name != name);
        if new && there.len() >= REACTIONS_MAX {
            return Err(Error::invalid("Limit of different reactions reached"));
        }
        if announcement::react(conn, member, id, name, cx.clock.now()).await? {
            reacted(conn, id, name).await?;
        }
        Ok(())
    })
    .await
}

/// Takes a reaction back.
///
/// # Errors
/// `NotFound` when there is no such announcement or reaction.
pub async fn unreact(
    conn: &mut Conn,
    member: AccountId,
    id: AnnouncementId,
    name: &str,
) -> Result<()> {
    conn.transaction(async |conn| {
        if !announcement::unreact(conn, member, id, name).await? {
            return Err(Error::not_found());
        }
        reacted(conn, id, name).await
    })
    .await
}

async fn reacted(conn: &mut Conn, id: AnnouncementId, name: &str) -> Result<()> {
    let all = announcement::reactions(conn, None, &[id]).await?;
    let now = all.iter().find(|reaction| reaction.name == name);
    let signal = Signal::Reaction {
        id: id.0,
        name: name.to_owned(),
        count: now.map_or(0, |reaction| reaction.count),
    };
    live::announce(conn, &[signal]).await
}

async fn is_emoji(conn: &mut Conn, name: &str) -> Result<bool> {
    if is_shortcode(name) {
        let found = custom_emoji::find_many(conn, &[(name.to_owned(), String::new())]).await?;
        return Ok(!found.is_empty());
    }
    Ok(emoji::unicode(name).is_some())
}
