//! Saving a profile with its pictures: the pictures are made and stored first,
//! without a connection or transaction, and go again when the rest is refused.

use crate::db::ids::AccountId;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::accounts::change::{self, ProfileChange};
use crate::domain::accounts::profile::{self, NewProfile, PictureChange, PictureChanges};
use crate::domain::files;
use crate::domain::pictures::Pictures;
use crate::foundation::error::Result;
use crate::foundation::image::ImageRules;
use crate::foundation::storage::{Folder, Key};

/// What a member asks for one of their pictures.
#[derive(Debug, Clone, Default)]
pub enum Wish {
    /// Leave it.
    #[default]
    Keep,
    /// Take it away.
    Remove,
    /// Show this file, as it was sent.
    Replace(Vec<u8>),
}

/// What a member asks for their pictures.
#[derive(Debug, Clone, Default)]
pub struct Portraits {
    /// The face.
    pub avatar: Wish,
    /// The picture on top.
    pub header: Wish,
}

/// Changes a whole profile and its pictures, all of it or nothing.
///
/// # Errors
/// `Invalid` with a message for each field, `avatar` and `header` included.
pub async fn save(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    account: AccountId,
    profile: &NewProfile,
    portraits: Portraits,
) -> Result<()> {
    change(db, pictures, cx, account, &profile.into(), portraits).await
}

/// Changes some of a profile and its pictures, all of it or nothing.
///
/// # Errors
/// As [`save`].
pub async fn change(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    account: AccountId,
    wanted: &ProfileChange,
    portraits: Portraits,
) -> Result<()> {
    change::check(wanted)?;
    let mut stored = Vec::new();
    let saved = async {
        let avatar = rules(cx, ImageRules::avatar("avatar"));
        let header = rules(cx, ImageRules::header("header"));
        let mut take = Taking {
            db,
            pictures,
            cx,
            stored: &mut stored,
        };
        let avatar = take.take_in(Folder::Avatars, portraits.avatar, avatar);
        let avatar = avatar.await?;
        let header = take.take_in(Folder::Headers, portraits.header, header);
        let header = header.await?;
        let changes = PictureChanges { avatar, header };
        let mut conn = db.conn().await?;
        profile::change(&mut conn, cx, account, wanted, &changes).await
    }
    .await;
    if saved.is_err() {
        files::discard(db, pictures.store(), &stored).await;
    }
    saved
}

/// The operator's limits on top of the usual ones.
fn rules(cx: &DomainContext, usual: ImageRules) -> ImageRules {
    ImageRules {
        max_bytes: cx.config.storage.max_image_bytes,
        max_pixels: cx.config.storage.max_image_pixels,
        ..usual
    }
}

/// Takes pictures in and remembers what was stored for them.
struct Taking<'a> {
    db: &'a Database,
    pictures: &'a Pictures,
    cx: &'a DomainContext,
    stored: &'a mut Vec<Key>,
}

impl Taking<'_> {
    async fn take_in(
        &mut self,
        folder: Folder,
        wish: Wish,
        rules: ImageRules,
    ) -> Result<PictureChange> {
        match wish {
            Wish::Keep => Ok(PictureChange::Keep),
            Wish::Remove => Ok(PictureChange::Remove),
            Wish::Replace(bytes) => {
                let taken = self
                    .pictures
                    .take_in(self.db, self.cx, folder, bytes, rules);
                let picture = taken.await?;
                self.stored.extend(picture.keys());
                Ok(PictureChange::Replace(picture.key))
            }
        }
    }
}
