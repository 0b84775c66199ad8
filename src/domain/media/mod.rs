//! Pictures, films and sounds that members upload: checked, made harmless,
//! stored, described, posted or taken back.

pub mod change;
mod keeping;
pub mod known;
pub mod process;
mod quota;
mod rows;
pub mod upload;

use tempfile::TempPath;

use crate::db::ids::{AccountId, MediaId};
use crate::db::models::media::{self, Media};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::pictures::Pictures;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean_line, count_characters};

pub use crate::domain::posts::edit::DESCRIPTION_MAX;
pub use process::process;
pub use upload::{NewUpload, upload};

/// A file as it was sent, in the work folder; it goes away with this value.
#[derive(Debug)]
pub struct SentFile {
    /// Where it is.
    pub path: TempPath,
    /// Its length in bytes.
    pub len: u64,
}

impl SentFile {
    /// What is in it: for pictures, whose size is bounded.
    pub async fn bytes(&self) -> Result<Vec<u8>> {
        tokio::fs::read(&self.path).await.map_err(Error::internal)
    }
}

/// The point that stays in view when a picture is cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Focus {
    /// From -1 (left) to 1 (right).
    pub x: f32,
    /// From -1 (bottom) to 1 (top).
    pub y: f32,
}

impl Focus {
    /// A focus as clients write it: `x,y`. What lies outside is brought to the
    /// edge, as others do.
    ///
    /// # Errors
    /// `Invalid` at the field `focus` when it is no pair of numbers.
    pub fn parse(text: &str) -> Result<Self> {
        let number = |text: &str| text.trim().parse::<f32>().ok().filter(|n| n.is_finite());
        let pair = text.split_once(',');
        let pair = pair.and_then(|(x, y)| Some((number(x)?, number(y)?)));
        let (x, y) = pair.ok_or_else(|| {
            Error::field(
                "focus",
                "Write the focus as two numbers, such as 0.5,-0.25.",
            )
        })?;
        Ok(Self {
            x: x.clamp(-1.0, 1.0),
            y: y.clamp(-1.0, 1.0),
        })
    }
}

/// What uploads need of the server.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The database.
    pub db: &'a Database,
    /// Where files are worked on and kept.
    pub pictures: &'a Pictures,
    /// The rest.
    pub cx: &'a DomainContext,
}

/// A file of the member's own, posted or not.
///
/// # Errors
/// `NotFound` for what is not there and for that of others.
pub async fn own(desk: Desk<'_>, author: AccountId, id: MediaId) -> Result<Media> {
    let found = media::find(&mut *desk.db.conn().await?, id).await?;
    found
        .filter(|media| media.account_id == author && media.remote_url.is_none())
        .ok_or_else(Error::not_found)
}

/// What a file shows, in words: cleaned, and not too long.
pub(in crate::domain) fn description(text: &str) -> Result<String> {
    let text = clean_line(text);
    if count_characters(&text) > DESCRIPTION_MAX {
        let max = DESCRIPTION_MAX.to_string().into();
        let message = Message::about("refused-upload-description-long", [("max", max)]);
        return Err(Error::field("description", message));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_focus_is_two_numbers() {
        let focus = Focus::parse("0.5, -0.25").unwrap();
        assert_eq!(focus, Focus { x: 0.5, y: -0.25 });
        assert_eq!(Focus::parse("7,-7").unwrap(), Focus { x: 1.0, y: -1.0 });
        for wrong in ["", "1", "a,b", "NaN,0", "inf,0", "1,2,3"] {
            assert!(Focus::parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_focus_or_none(text in ".{0,20}") {
            if let Ok(focus) = Focus::parse(&text) {
                prop_assert!(focus.x.abs() <= 1.0 && focus.y.abs() <= 1.0);
            }
        }
    }
}
