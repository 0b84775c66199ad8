//! How the pages look to a member: colours, sizes, what is folded, a stylesheet
//! of their own, and the language.

use crate::db::ids::AccountId;
use crate::db::models::appearance::{self, Appearance as Row};
use crate::db::models::user;
use crate::db::{Conn, Transactional as _};
use crate::domain::member::Member;
use crate::foundation::crypto;
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::message::Message;
use crate::foundation::text::own_css;
use crate::foundation::theme::{Contrast, Look, Scheme};

/// Sizes of letters to choose from, in percent of the browser's.
pub const FONT_PERCENTS: [u16; 6] = [90, 100, 110, 125, 150, 175];

/// Room between things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Density {
    /// As designed.
    #[default]
    Comfortable,
    /// More on a page.
    Compact,
}

impl Density {
    /// The word in the database, in forms and in attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }
}

/// Which pictures are seen without asking; the words are those of the client API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MediaWish {
    /// All but those that are marked as sensitive.
    #[default]
    Default,
    /// All.
    ShowAll,
    /// None.
    HideAll,
}

impl MediaWish {
    /// The word in the database, in forms and in the client API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::ShowAll => "show_all",
            Self::HideAll => "hide_all",
        }
    }
}

/// What a member chose, or what there is without a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appearance {
    /// Light or dark, and contrast.
    pub look: Look,
    /// Degrees, 0 to 359; none for the server's own colour.
    pub hue: Option<u16>,
    /// Room between things.
    pub density: Density,
    /// Size of letters, one of [`FONT_PERCENTS`].
    pub font_percent: u16,
    /// Which pictures are seen without asking.
    pub media: MediaWish,
    /// Whether posts with a warning are open.
    pub open_warnings: bool,
    /// Whether keys do something.
    pub shortcuts: bool,
    /// Names the stylesheet in its address; empty where there is none.
    pub css_version: String,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            look: Look::default(),
            hue: None,
            density: Density::default(),
            font_percent: 100,
            media: MediaWish::default(),
            open_warnings: false,
            shortcuts: true,
            css_version: String::new(),
        }
    }
}

/// What a member sent; words as they came.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// `system`, `light` or `dark`.
    pub scheme: &'a str,
    /// More contrast always.
    pub more_contrast: bool,
    /// Degrees; empty for the server's own colour.
    pub hue: &'a str,
    /// `comfortable` or `compact`.
    pub density: &'a str,
    /// One of [`FONT_PERCENTS`].
    pub font_percent: &'a str,
    /// `default`, `show_all` or `hide_all`.
    pub media: &'a str,
    /// Whether posts with a warning are open.
    pub open_warnings: bool,
    /// Whether keys do something.
    pub shortcuts: bool,
    /// The stylesheet.
    pub css: &'a str,
    /// The tag of a language of the interface; empty for the browser's.
    pub locale: &'a str,
}

/// How the pages look to a member; one statement.
pub async fn get(conn: &mut Conn, account: AccountId) -> Result<Appearance> {
    let row = appearance::of(conn, account).await?;
    Ok(row.map_or_else(Appearance::default, |row| from_row(&row)))
}

/// A member's stylesheet; empty where there is none.
pub async fn css(conn: &mut Conn, account: AccountId) -> Result<String> {
    Ok(appearance::css(conn, account).await?)
}

/// Writes what a member chose. `languages` are those of the interface.
///
/// # Errors
/// A field for each word that is none of those to choose from, and for a
/// stylesheet that loads something or lies over the interface.
pub async fn set(
    conn: &mut Conn,
    member: &Member,
    typed: Typed<'_>,
    languages: &[String],
) -> Result<()> {
    let row = checked(member.account_id, typed, languages)?;
    let css = typed.css.replace("\r\n", "\n");
    let locale = Some(typed.locale).filter(|tag| !tag.is_empty());
    conn.transaction(async |conn| {
        appearance::set(conn, &row, &css).await?;
        user::set_locale(conn, member.user_id, locale).await?;
        Ok(())
    })
    .await
}

fn checked(account_id: AccountId, typed: Typed<'_>, languages: &[String]) -> Result<Row> {
    let mut wrong = Vec::new();
    let mut choice = |field: &'static str, right: bool| {
        if !right {
            let message = Message::of("refused-look-choice");
            wrong.push(FieldError { field, message });
        }
    };
    choice("scheme", Scheme::from_word(typed.scheme).is_some());
    let densities = [Density::Comfortable, Density::Compact].map(Density::as_str);
    choice("density", densities.contains(&typed.density));
    let wishes = [MediaWish::Default, MediaWish::ShowAll, MediaWish::HideAll];
    choice(
        "media",
        wishes.map(MediaWish::as_str).contains(&typed.media),
    );
    let percent = typed.font_percent.parse().ok();
    let percent = percent.filter(|percent| FONT_PERCENTS.contains(percent));
    choice("font_percent", percent.is_some());
    let known = languages.iter().any(|tag| tag == typed.locale);
    choice("locale", typed.locale.is_empty() || known);
    let hue = match typed.hue.trim() {
        "" => Ok(None),
        typed => typed.parse::<i16>().map(Some),
    };
    let hue = hue
        .ok()
        .filter(|hue| hue.is_none_or(|hue| (0..360).contains(&hue)));
    if hue.is_none() {
        wrong.push(FieldError {
            field: "hue",
            message: Message::of("refused-look-hue"),
        });
    }
    if let Err(refused) = own_css::check(typed.css) {
        wrong.extend(refused.fields().iter().cloned());
    }
    if !wrong.is_empty() {
        return Err(Error::invalid_fields(wrong));
    }
    let css_version = match typed.css.trim() {
        "" => String::new(),
        css => crypto::sha256_hex(css.as_bytes())
            .chars()
            .take(16)
            .collect(),
    };
    Ok(Row {
        account_id,
        scheme: typed.scheme.to_owned(),
        more_contrast: typed.more_contrast,
        hue: hue.flatten(),
        density: typed.density.to_owned(),
        font_percent: percent
            .and_then(|percent| i16::try_from(percent).ok())
            .unwrap_or(100),
        media: typed.media.to_owned(),
        open_warnings: typed.open_warnings,
        shortcuts: typed.shortcuts,
        css_version,
    })
}

fn from_row(row: &Row) -> Appearance {
    Appearance {
        look: Look {
            scheme: Scheme::from_word(&row.scheme).unwrap_or_default(),
            contrast: if row.more_contrast {
                Contrast::More
            } else {
                Contrast::System
            },
        },
        hue: row.hue.and_then(|hue| u16::try_from(hue).ok()),
        density: if row.density == Density::Compact.as_str() {
            Density::Compact
        } else {
            Density::Comfortable
        },
        font_percent: u16::try_from(row.font_percent).unwrap_or(100),
        media: [MediaWish::ShowAll, MediaWish::HideAll]
            .into_iter()
            .find(|wish| wish.as_str() == row.media)
            .unwrap_or_default(),
        open_warnings: row.open_warnings,
        shortcuts: row.shortcuts,
        css_version: row.css_version.clone(),
    }
}
