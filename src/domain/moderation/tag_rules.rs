//! What tags may do: be found, and be written with. Whether they may trend is
//! decided with the other trends.

use serde_json::json;

use crate::db::models::tag::{self, Tag};
use crate::db::models::tag_rule::{self, TagRule};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::event;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::normalize_tag;

/// What a tag may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switches {
    /// It is found and suggested.
    pub listable: bool,
    /// Posts of members may carry it.
    pub usable: bool,
}

impl From<TagRule> for Switches {
    fn from(rule: TagRule) -> Self {
        Self {
            listable: rule.listable,
            usable: rule.usable,
        }
    }
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            listable: true,
            usable: true,
        }
    }
}

/// The tag of a name as somebody writes it, and what it may do.
///
/// # Errors
/// `Forbidden`; the field `name` when there is no such tag.
pub async fn find(conn: &mut Conn, by: Authority<'_>, name: &str) -> Result<(Tag, Switches)> {
    may(by, Permission::ManageTaxonomies)?;
    let name = normalize_tag(name.trim().trim_start_matches(['#', '＃']));
    let name = name.ok_or_else(nobody)?;
    let tag = tag::find(conn, &name).await?.ok_or_else(nobody)?;
    let rules = tag_rule::of(conn, &[tag.id]).await?;
    let switches = rules.into_iter().next().map(Switches::from);
    Ok((tag, switches.unwrap_or_default()))
}

fn nobody() -> Error {
    Error::field("name", Message::of("refused-hashtag-unwritten"))
}

/// Says what a tag may do; it holds at once.
///
/// # Errors
/// As [`find`].
pub async fn set(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    name: &str,
    switches: Switches,
) -> Result<Tag> {
    let (tag, before) = find(conn, by, name).await?;
    let said =
        |switches: Switches| json!({ "listable": switches.listable, "usable": switches.usable });
    conn.transaction(async |conn| {
        let rule = TagRule {
            tag_id: tag.id,
            listable: switches.listable,
            usable: switches.usable,
            updated_at: cx.clock.now(),
        };
        tag_rule::put(conn, &rule).await?;
        let note = Note {
            actor: by.user_id(),
            subject: format!("#{}", tag.name),
            before: said(before),
            after: said(switches),
            ..Note::default()
        };
        audit::record(conn, cx, Action::TagRuled, note).await?;
        event::pages_changed(conn, cx, "tag_ruled").await?;
        Ok::<_, Error>(())
    })
    .await?;
    Ok(tag)
}
