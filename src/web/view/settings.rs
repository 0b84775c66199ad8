//! A member's settings.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountView, FormView, Layout};

/// A language to write in.
#[derive(Debug, Clone, Serialize)]
pub struct LanguageView {
    /// Language tag.
    pub tag: String,
    /// Its name in itself.
    pub name: String,
}

/// `settings/profile.html`. Values: `display_name`, `bio`, `field_name_1` to
/// `field_name_4`, `field_value_1` to `field_value_4`, and `locked`, `bot`,
/// `discoverable`, `indexable`, `show_application` as `true` when ticked. Files: `avatar`, `header`. Ticks
/// `remove_avatar`, `remove_header`.
#[derive(Debug, Clone, Serialize)]
pub struct ProfileSettingsPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed, or the profile as it is.
    pub form: FormView,
    /// Address of the picture there is.
    pub avatar: Option<String>,
    /// Address of the picture on top there is.
    pub header: Option<String>,
    /// Longest words about oneself, in characters.
    pub max_bio: u32,
}

/// `settings/password.html`: fields `current`, `password`.
#[derive(Debug, Clone, Serialize)]
pub struct PasswordPage {
    /// The frame.
    pub layout: Layout,
    /// What was wrong.
    pub form: FormView,
    /// Shortest password, in characters.
    pub min_password: u32,
}

/// `settings/sessions.html`: where the member is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct SessionsPage {
    /// The frame.
    pub layout: Layout,
    /// Last used first.
    pub sessions: Vec<SessionView>,
}

/// One place where the member is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct SessionView {
    /// Session id.
    pub id: i64,
    /// Browser and system in short, `Firefox on Linux`; may be empty.
    pub device: String,
    /// Where it was last used from.
    pub address: Option<String>,
    /// When it began.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub seen_at: DateTime<Utc>,
    /// It is the one this page was asked for with.
    pub current: bool,
}

/// `settings/invites.html`: the member's invitations. Values of the form:
/// `max_uses`, `days`.
#[derive(Debug, Clone, Serialize)]
pub struct InvitesPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// Newest first.
    pub invites: Vec<InviteView>,
}

/// One invitation.
#[derive(Debug, Clone, Serialize)]
pub struct InviteView {
    /// Invitation id.
    pub id: i64,
    /// The whole address to hand on.
    pub link: String,
    /// People who came by it.
    pub uses: u32,
    /// People who can come by it; `None` for any number.
    pub max_uses: Option<u32>,
    /// When it ends.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub expires_at: Option<DateTime<Utc>>,
    /// It still works.
    pub open: bool,
}

/// `settings/migration.html`: other accounts of the member, and going on as one
/// of them. Values: `alias` in one form, `handle` in the other.
#[derive(Debug, Clone, Serialize)]
pub struct MigrationPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// The member's other accounts.
    pub aliases: Vec<AliasView>,
    /// Where the member went.
    pub moved_to: Option<AccountView>,
    /// Days between two moves.
    pub cooldown_days: i64,
}

/// Another account of the member.
#[derive(Debug, Clone, Serialize)]
pub struct AliasView {
    /// Its object ID, which the form to remove it sends.
    pub uri: String,
    /// Who it is, where this server knows it.
    pub account: Option<AccountView>,
}
