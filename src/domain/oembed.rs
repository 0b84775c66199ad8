//! Posts of this server that other pages show in a frame: only those that
//! everybody can read.

use url::Url;

use crate::db::Conn;
use crate::db::models::post::Visibility;
use crate::db::views::posts::PostEntry;
use crate::domain::posts::thread;
use crate::domain::resolver::Found;
use crate::domain::{DomainContext, search};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::excerpt;

/// Characters of a post in its title.
const TITLE: usize = 100;

/// The post of this server whose page or ID this is.
///
/// # Errors
/// `NotFound` when it is none, not of this server, or not for everybody.
pub async fn post_at(conn: &mut Conn, cx: &DomainContext, url: &Url) -> Result<PostEntry> {
    let Some(Found::Post(id)) = search::known(conn, cx, None, url).await? else {
        return Err(Error::not_found());
    };
    let entry = thread::entry(conn, cx, None, id).await?;
    if may_be_framed(&entry) {
        Ok(entry)
    } else {
        Err(Error::not_found())
    }
}

/// Whether other pages may show it: it is of this server and for everybody.
#[must_use]
pub fn may_be_framed(entry: &PostEntry) -> bool {
    let open = matches!(
        entry.post.visibility,
        Visibility::Public | Visibility::Unlisted
    );
    entry.post.local && open
}

/// What it is about in a line: the content warning, else the first words.
#[must_use]
pub fn title(entry: &PostEntry) -> String {
    let words = if entry.post.content_warning.is_empty() {
        excerpt(&entry.post.text, TITLE)
    } else {
        entry.post.content_warning.clone()
    };
    format!("{}: {words}", entry.author.name())
}
