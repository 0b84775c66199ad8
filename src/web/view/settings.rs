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
/// `discoverable`, `indexable`, `show_application`, `hide_collections`,
/// `show_media`, `show_media_replies`, `show_featured`, `default_sensitive` as
/// `true` when ticked; `attribution_domains`, `avatar_description`,
/// `header_description`, `default_audience`, `default_language`,
/// `default_quote_policy`. Files: `avatar`, `header`. Ticks
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
    /// Languages to choose from.
    pub languages: Vec<LanguageView>,
    /// The member's own page, for links back to it.
    pub own_url: String,
}

/// `settings/featured_tags.html`: tags on the member's profile. Value: `name`.
#[derive(Debug, Clone, Serialize)]
pub struct FeaturedTagsPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// The tags that are shown.
    pub tags: Vec<FeaturedTagRow>,
    /// Tags that the member uses and does not show.
    pub suggestions: Vec<String>,
}

/// A tag on the member's profile.
#[derive(Debug, Clone, Serialize)]
pub struct FeaturedTagRow {
    /// Its place's id.
    pub id: i64,
    /// Its name, without the sign.
    pub name: String,
    /// Path of its page.
    pub url: String,
    /// Posts by the member that carry it.
    pub posts: u64,
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
    /// The latest first.
    pub sign_ins: Vec<SignInView>,
}

/// An attempt to sign in as the member.
#[derive(Debug, Clone, Serialize)]
pub struct SignInView {
    /// `signed_in`, `wrong_password` or `wrong_code`.
    pub outcome: String,
    /// Browser and system in short; may be empty.
    pub device: String,
    /// Where it came from.
    pub address: Option<String>,
    /// When it was.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// `settings/leave.html`: fields `username`, `password`.
#[derive(Debug, Clone, Serialize)]
pub struct LeavePage {
    /// The frame.
    pub layout: Layout,
    /// What was wrong.
    pub form: FormView,
}

/// `settings/appearance.html`. Values: `scheme`, `hue`, `hue_number`, `density`,
/// `font_percent`, `media`, `locale`, `css`, and `more_contrast`,
/// `open_warnings`, `shortcuts` as `true` when ticked.
#[derive(Debug, Clone, Serialize)]
pub struct AppearancePage {
    /// The frame.
    pub layout: Layout,
    /// What was typed, or what is chosen.
    pub form: FormView,
    /// Colours to choose from.
    pub swatches: Vec<SwatchView>,
    /// Sizes to choose from, in percent.
    pub font_percents: Vec<String>,
    /// Languages of the interface.
    pub languages: Vec<LanguageView>,
    /// Longest stylesheet, in KiB.
    pub max_css_kib: u32,
}

/// A colour to choose.
#[derive(Debug, Clone, Serialize)]
pub struct SwatchView {
    /// Degrees.
    pub hue: u16,
    /// The same as the form has it.
    pub value: String,
    /// The colour as `#rrggbb`.
    pub colour: String,
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
