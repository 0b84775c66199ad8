//! The custom emoji that a page shows, or an object that goes to others, found in
//! one statement.

use std::collections::{BTreeSet, HashMap};

use crate::db::Conn;
use crate::db::ids::EmojiId;
use crate::db::models::account::Account;
use crate::db::models::custom_emoji::{self, CustomEmoji};
use crate::foundation::text::emoji;

/// Most different emoji that one page shows as pictures.
const MOST: usize = 500;

/// Where the picture of an emoji is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmojiPicture {
    /// The emoji.
    pub id: EmojiId,
    /// Its key in the storage; none for those of other servers.
    pub storage_key: Option<String>,
}

/// The emoji that texts name, by domain (empty for this server) and shortcode.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Emojis(HashMap<String, HashMap<String, EmojiPicture>>);

impl Emojis {
    /// Finds what these texts name, each with the domain of who wrote it. No
    /// statement where nothing looks like a shortcode.
    pub async fn find<'a>(
        conn: &mut Conn,
        texts: impl IntoIterator<Item = (Option<&'a str>, &'a str)>,
    ) -> diesel::QueryResult<Self> {
        Self::find_with(conn, texts, std::iter::empty()).await
    }

    /// As [`Emojis::find`], with emoji that are named already: shortcode and domain.
    pub async fn find_with<'a>(
        conn: &mut Conn,
        texts: impl IntoIterator<Item = (Option<&'a str>, &'a str)>,
        named: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> diesel::QueryResult<Self> {
        let named = named.into_iter().take(MOST);
        let mut names: BTreeSet<(String, String)> = named
            .map(|(code, domain)| (code.to_owned(), domain.to_owned()))
            .collect();
        for (domain, text) in texts {
            for code in emoji::shortcodes(text) {
                if names.len() < MOST {
                    names.insert((code.to_owned(), domain.unwrap_or_default().to_owned()));
                }
            }
        }
        let mut found = Self::default();
        if names.is_empty() {
            return Ok(found);
        }
        let names: Vec<(String, String)> = names.into_iter().collect();
        for emoji in custom_emoji::find_many(conn, &names).await? {
            let picture = EmojiPicture {
                id: emoji.id,
                storage_key: emoji.storage_key,
            };
            found
                .0
                .entry(emoji.domain.unwrap_or_default())
                .or_default()
                .insert(emoji.shortcode, picture);
        }
        Ok(found)
    }

    /// The picture of a shortcode in a text from `domain`.
    #[must_use]
    pub fn get(&self, domain: Option<&str>, shortcode: &str) -> Option<&EmojiPicture> {
        self.0.get(domain.unwrap_or_default())?.get(shortcode)
    }
}

/// The emoji that these accounts' names and words about themselves show.
pub async fn of_accounts<'a>(
    conn: &mut Conn,
    accounts: impl IntoIterator<Item = &'a Account>,
) -> diesel::QueryResult<Emojis> {
    let texts: Vec<(Option<&str>, String)> = accounts
        .into_iter()
        .flat_map(|account| {
            let domain = account.domain.as_deref();
            texts_of(account).map(move |text| (domain, text))
        })
        .collect();
    Emojis::find(conn, texts.iter().map(|(domain, text)| (*domain, &**text))).await
}

/// The emoji of this server that a member's name and words about themselves show,
/// in the order of their names.
pub async fn own_of_account(
    conn: &mut Conn,
    account: &Account,
) -> diesel::QueryResult<Vec<CustomEmoji>> {
    let texts: Vec<String> = texts_of(account).collect();
    let names: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| emoji::shortcodes(text))
        .collect();
    own(conn, names).await
}

/// The emoji of this server with these names that may be shown, in the order of
/// their names. No statement for no names.
pub async fn own(conn: &mut Conn, names: BTreeSet<&str>) -> diesel::QueryResult<Vec<CustomEmoji>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<(String, String)> = names
        .into_iter()
        .take(MOST)
        .map(|code| (code.to_owned(), String::new()))
        .collect();
    let mut found = custom_emoji::find_many(conn, &names).await?;
    found.sort_unstable_by(|a, b| a.shortcode.cmp(&b.shortcode));
    Ok(found)
}

/// Where a profile may name emoji.
fn texts_of(account: &Account) -> impl Iterator<Item = String> + use<> {
    let fields = account.profile_fields().into_iter();
    [account.display_name.clone(), account.bio_html.clone()]
        .into_iter()
        .chain(fields.flat_map(|field| [field.name, field.value_html]))
        .filter(|text| text.contains(':'))
}
