//! Custom emoji, polls and quoted posts as templates show them.

use crate::db::ids::AccountId;
use crate::db::models::quote::QuoteState;
use crate::db::models::reaction::{Reaction, ReactionCount};
use crate::db::views::emojis::Emojis;
use crate::db::views::extras::{PollEntry, QuoteEntry};
use crate::db::views::posts::PostEntry;
use crate::foundation::text::emoji::{self, Piece};
use crate::http::remote_media::emoji_path;
use crate::web::present::account::{author, handle_path};
use crate::web::present::post::count;
use crate::web::view::{
    AccountView, NamePart, PollOptionView, PollView, QuoteStateView, QuoteView, QuotedView,
    ReactionView,
};

/// Safe HTML with pictures for the emoji in it.
#[must_use]
pub fn illustrated(html: &str, domain: Option<&str>, emojis: &Emojis) -> String {
    emoji::illustrate(html, |code| emojis.get(domain, code).map(emoji_path))
}

/// A line of text in pieces: words, and pictures for the emoji in it.
#[must_use]
pub fn parts(text: &str, domain: Option<&str>, emojis: &Emojis) -> Vec<NamePart> {
    let mut parts: Vec<NamePart> = Vec::new();
    for piece in emoji::pieces(text) {
        let (text, emoji) = match piece {
            Piece::Text(text) => (text.to_owned(), None),
            Piece::Shortcode(code) => {
                let found = emojis.get(domain, code).map(emoji_path);
                (format!(":{code}:"), found)
            }
        };
        match parts.last_mut() {
            Some(last) if emoji.is_none() && last.emoji.is_none() => last.text.push_str(&text),
            _ => parts.push(NamePart { text, emoji }),
        }
    }
    parts
}

/// As `parts`; nothing where the text has no emoji.
#[must_use]
pub fn name_parts(name: &str, domain: Option<&str>, emojis: &Emojis) -> Vec<NamePart> {
    let mut parts = parts(name, domain, emojis);
    if parts.iter().all(|part| part.emoji.is_none()) {
        parts.clear();
    }
    parts
}

/// What a reaction looks like.
#[must_use]
pub fn reaction(reaction: &Reaction, emojis: &Emojis) -> NamePart {
    match reaction.custom() {
        None => NamePart {
            text: reaction.emoji.clone(),
            emoji: None,
        },
        Some((code, domain)) => NamePart {
            text: format!(":{code}:"),
            emoji: emojis.get(Some(domain), code).map(emoji_path),
        },
    }
}

/// The reactions to a post.
pub(super) fn reactions(entry: &PostEntry) -> Vec<ReactionView> {
    let view = |row: &ReactionCount| ReactionView {
        name: row.reaction.name(),
        emoji: reaction(&row.reaction, &entry.emojis),
        count: count(row.count),
        mine: entry.flags.reacted_with(&row.reaction),
    };
    entry.reactions.iter().map(view).collect()
}

/// Who wrote a post, with the emoji in their name.
pub(super) fn author_of(entry: &PostEntry) -> AccountView {
    let (somebody, emojis) = (&entry.author, &entry.emojis);
    AccountView {
        name_parts: name_parts(&somebody.display_name, somebody.domain.as_deref(), emojis),
        ..author(somebody)
    }
}

/// The poll of a post.
pub(super) fn poll(entry: &PostEntry, poll: &PollEntry, viewer: Option<AccountId>) -> PollView {
    let over = poll.over;
    let voted = !poll.chosen.is_empty();
    let own = viewer == Some(entry.author.id);
    let most = poll.options.iter().map(|option| option.votes_count).max();
    let votes: i64 = poll.options.iter().map(|option| option.votes_count).sum();
    let voters = if poll.poll.multiple {
        poll.poll.voters_count
    } else {
        votes
    };
    let domain = entry.author.domain.as_deref();
    let options = poll.options.iter().map(|option| PollOptionView {
        position: option.position,
        parts: parts(&option.title, domain, &entry.emojis),
        votes: count(option.votes_count),
        percent: percent(option.votes_count, voters),
        chosen: poll.chosen.contains(&option.position),
        leads: option.votes_count > 0 && Some(option.votes_count) == most,
    });
    PollView {
        multiple: poll.poll.multiple,
        options: options.collect(),
        voters: count(poll.poll.voters_count),
        ends_at: poll.poll.ends_at,
        over,
        can_vote: viewer.is_some() && !own && !over && !voted,
        voted,
    }
}

/// Rounded to whole numbers, 0 to 100.
fn percent(votes: i64, voters: i64) -> u32 {
    let (votes, voters) = (i128::from(votes.max(0)), i128::from(voters));
    let whole = (votes * 200 + voters).checked_div(voters * 2).unwrap_or(0);
    u32::try_from(whole.clamp(0, 100)).unwrap_or(0)
}

/// What a post quotes.
pub(super) fn quote(quote: &QuoteEntry, viewer: Option<AccountId>) -> QuoteView {
    let accepted = quote.quote.state == QuoteState::Accepted;
    let shown = quote.post.as_deref();
    let state = match (quote.quote.state, shown) {
        (QuoteState::Rejected | QuoteState::Revoked, _) => QuoteStateView::Refused,
        (QuoteState::Accepted, Some(_)) => QuoteStateView::Shown,
        (QuoteState::Pending, Some(_)) => QuoteStateView::Waiting,
        (_, None) => QuoteStateView::Missing,
    };
    let address = Some(&quote.quote.quoted_uri)
        .filter(|uri| uri.starts_with("https://") || uri.starts_with("http://"));
    QuoteView {
        state,
        link: match shown {
            Some(post) => Some(path(post)),
            // What this server knows and does not show, it does not lead to.
            None if quote.quote.quoted_post_id.is_some() => None,
            None => address.cloned(),
        },
        away: shown.is_none(),
        can_revoke: accepted && shown.is_some_and(|post| viewer == Some(post.author.id)),
        post: shown.filter(|_| accepted).map(quoted),
    }
}

fn path(entry: &PostEntry) -> String {
    format!("{}/{}", handle_path(&entry.author.acct()), entry.post.id)
}

fn quoted(entry: &PostEntry) -> QuotedView {
    let row = &entry.post;
    let domain = entry.author.domain.as_deref();
    QuotedView {
        url: path(entry),
        author: author_of(entry),
        content_html: illustrated(&row.content, domain, &entry.emojis),
        content_warning: Some(row.content_warning.clone()).filter(|text| !text.is_empty()),
        language: row.language.clone(),
        created_at: row.created_at,
        files: u32::try_from(entry.media.len()).unwrap_or(u32::MAX),
        asks: entry.poll.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_numbers_of_a_hundred() {
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(2, 3), 67);
        assert_eq!(percent(3, 3), 100);
        assert_eq!(percent(5, 3), 100);
        assert_eq!(percent(-1, 3), 0);
        assert_eq!(percent(i64::MAX, i64::MAX), 100);
    }

    #[test]
    fn names_without_emoji_stay_as_they_are() {
        let none = Emojis::default();
        assert!(name_parts("Demo :cat:", None, &none).is_empty());
        let parts = parts("a :b: c", None, &none);
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].text, "a :b: c");
    }
}
