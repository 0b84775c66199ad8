//! From the wire to the domain: posts that were read become posts that can be
//! stored, with the accounts they name looked up in one statement for all.

use std::collections::{BTreeSet, HashMap};

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::Account;
use crate::db::models::post::{QuotePolicy, Visibility};
use crate::db::models::remote_post as rows;
use crate::domain::DomainContext;
use crate::domain::peers::Rules;
use crate::domain::polls::RemotePoll;
use crate::domain::posts::remote::{
    self as posts, RemoteEmoji, RemoteMedia, RemoteMention, RemotePost, RemoteQuote,
};
use crate::federation::protocol::post::Attachment;
use crate::federation::protocol::{PUBLIC, Poll, Post, same_origin};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::remote_text;

/// Most addresses of members that are looked up for one post.
const RECIPIENTS_MAX: usize = 100;

/// A post as it was read, and the account that wrote it.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// What was read.
    pub post: &'a Post,
    /// Whose it is; the caller has checked that.
    pub author: &'a Account,
    /// Whether the author's server may show us pictures.
    pub with_media: bool,
    /// The stamp of what it quotes, once it was verified.
    pub stamp: Option<&'a str>,
}

/// Turns posts into what the domain stores, in two statements for all of them.
pub async fn remote_posts(
    conn: &mut Conn,
    (cx, rules): (&DomainContext, &Rules),
    written: &[Written<'_>],
) -> Result<Vec<RemotePost>> {
    let base = cx.config.base_url();
    let mut authors: Vec<AccountId> = written.iter().map(|one| one.author.id).collect();
    authors.sort_unstable();
    authors.dedup();
    let followers: HashMap<AccountId, String> = rows::followers_urls(conn, &authors)
        .await?
        .into_iter()
        .filter_map(|(id, url)| Some((id, url?)))
        .collect();
    let named: BTreeSet<String> = written
        .iter()
        .flat_map(|one| people(&base, one.post))
        .map(|(uri, _)| uri)
        .collect();
    let named: Vec<String> = named.into_iter().collect();
    let accounts: HashMap<String, AccountId> = if named.is_empty() {
        HashMap::new()
    } else {
        let found = rows::accounts_by_uri(conn, &named).await?;
        found.into_iter().collect()
    };
    let posts = written.iter().map(|one| {
        let followers = followers.get(&one.author.id).map(String::as_str);
        covered(
            remote_post(&base, one, followers, &accounts),
            one.author,
            rules,
        )
    });
    Ok(posts.collect())
}

/// Stores posts that were fetched from their own server, each with its author, in one
/// go; quotes stay without their stamps.
///
/// # Errors
/// `Forbidden` when a post is not of its author or not of that author's server.
pub async fn store(app: &App, posts: &[(Post, Account)]) -> Result<()> {
    let mut written = Vec::with_capacity(posts.len());
    for (post, author) in posts {
        if author.is_local() || !post.is_by(&author.uri) || !same_origin(&post.id, &author.uri) {
            return Err(Error::forbidden("This is somebody else's."));
        }
        // Votes look like posts and are never shown.
        if post.vote.is_none() {
            written.push(Written {
                post,
                author,
                with_media: may_send_media(app, author).await?,
                stamp: None,
            });
        }
    }
    let rules = app.peers.rules(&app.db).await?;
    let conn = &mut *app.db.conn().await?;
    let remote = remote_posts(conn, (&app.cx, &rules), &written).await?;
    posts::receive(conn, &app.cx, &remote).await?;
    Ok(())
}

/// Whether pictures of this account's server are shown.
pub async fn may_send_media(app: &App, account: &Account) -> Result<bool> {
    let host = account.domain.as_deref().unwrap_or_default();
    let verdict = app.peers.verdict(&app.db, host).await?;
    Ok(verdict.may_send_media())
}

/// Whom a post names (and tells), and members whom it is only addressed to.
fn people(base: &str, post: &Post) -> Vec<(String, bool)> {
    let mut people: Vec<(String, bool)> = Vec::new();
    for mention in &post.mentions {
        people.push((actor_uri(base, &mention.href), true));
    }
    let members = format!("{base}/users/");
    let addressed = post.to.iter().chain(&post.cc).filter(|uri| {
        uri.strip_prefix(&members)
            .is_some_and(|name| !name.contains('/'))
    });
    for uri in addressed.take(RECIPIENTS_MAX) {
        if !people.iter().any(|(known, _)| known == uri) {
            people.push((uri.clone(), false));
        }
    }
    people
}

/// A member's ID, where the address is that of their profile's page.
fn actor_uri(base: &str, href: &str) -> String {
    let name = href
        .strip_prefix(base)
        .and_then(|path| path.strip_prefix("/@"))
        .filter(|name| !name.contains(['/', '@']));
    match name {
        Some(name) => format!("{base}/users/{name}"),
        None => href.to_owned(),
    }
}

/// A post as the rules about its author's server let it be shown.
fn covered(mut post: RemotePost, author: &Account, rules: &Rules) -> RemotePost {
    let cover = rules.cover(author.domain.as_deref().unwrap_or_default());
    post.sensitive |= cover.sensitive;
    if post.content_warning.is_empty() {
        post.content_warning = cover.warning;
    }
    post
}

fn remote_post(
    base: &str,
    written: &Written<'_>,
    followers: Option<&str>,
    accounts: &HashMap<String, AccountId>,
) -> RemotePost {
    let (post, author) = (written.post, written.author);
    let visibility = post.visibility(followers);
    let mut mentions: Vec<RemoteMention> = Vec::new();
    for (uri, named) in people(base, post) {
        let Some(account) = accounts.get(&uri) else {
            continue;
        };
        if mentions.iter().all(|known| known.account != *account) {
            mentions.push(RemoteMention {
                account: *account,
                // A letter is meant for whom it is addressed to, named or not.
                told: named || visibility == Visibility::Direct,
            });
        }
    }
    let domain = author.domain.clone().unwrap_or_default();
    RemotePost {
        author: author.id,
        uri: post.id.clone(),
        url: post.url.clone(),
        object_kind: post.kind.as_str().to_owned(),
        title: post.title.clone().unwrap_or_default(),
        text: remote_text(&post.content),
        content: post.content.clone(),
        content_warning: post.content_warning.clone(),
        sensitive: post.sensitive,
        language: post.language.clone(),
        visibility,
        published: post.published,
        updated: post.updated,
        in_reply_to: post.in_reply_to.clone(),
        replies_url: post.replies.clone(),
        context_url: post
            .context
            .clone()
            .filter(|context| context.starts_with("http")),
        mentions,
        tags: post
            .hashtags
            .iter()
            .map(|tag| (tag.name.clone(), tag.display_name.clone()))
            .collect(),
        emojis: if written.with_media {
            emojis(post, &domain)
        } else {
            Vec::new()
        },
        media: if written.with_media {
            post.attachments.iter().map(media).collect()
        } else {
            Vec::new()
        },
        poll: post.poll.as_ref().map(poll),
        quote: post.quote.as_ref().map(|uri| RemoteQuote {
            uri: uri.clone(),
            stamp: written.stamp.map(str::to_owned),
        }),
        quote_policy: quote_policy(post, followers),
    }
}

fn emojis(post: &Post, domain: &str) -> Vec<RemoteEmoji> {
    let emojis = post.emojis.iter().map(|emoji| RemoteEmoji {
        shortcode: emoji.shortcode.clone(),
        domain: domain.to_lowercase(),
        uri: emoji.id.clone(),
        image_url: emoji.url.clone(),
        updated: emoji.updated,
    });
    emojis.collect()
}

fn media(attachment: &Attachment) -> RemoteMedia {
    RemoteMedia {
        kind: attachment.kind,
        url: attachment.url.clone(),
        preview_url: attachment.preview_url.clone(),
        content_type: attachment.media_type.clone(),
        description: attachment.description.clone(),
        size: attachment.width.zip(attachment.height),
        blurhash: attachment.blurhash.clone(),
        focus: attachment.focus,
        duration: attachment.duration,
    }
}

fn poll(poll: &Poll) -> RemotePoll {
    RemotePoll {
        multiple: poll.multiple,
        ends_at: poll.ends_at,
        closed_at: poll.ends_at.filter(|_| poll.closed),
        voters_count: poll.voters.map(i64::from),
        options: poll
            .options
            .iter()
            .map(|option| (option.name.clone(), i64::from(option.votes)))
            .collect(),
    }
}

/// Who may quote a post without being asked: nobody where it says nothing.
fn quote_policy(post: &Post, followers: Option<&str>) -> QuotePolicy {
    let automatic = post.quote_policy.as_ref().map(|policy| &policy.automatic);
    let Some(automatic) = automatic else {
        return QuotePolicy::Nobody;
    };
    if automatic.iter().any(|who| who == PUBLIC) {
        QuotePolicy::Everyone
    } else if automatic.iter().any(|who| Some(who.as_str()) == followers) {
        QuotePolicy::Followers
    } else {
        QuotePolicy::Nobody
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_found_by_their_pages_and_by_being_addressed() {
        let post = Post::read(&json!({
            "id": "https://a.example/1", "type": "Note", "attributedTo": "https://a.example/u/1",
            "tag": [{"type": "Mention", "href": "https://here.example/@alice"}],
            "to": ["https://here.example/users/bob", "https://here.example/users/bob/followers"],
            "cc": ["https://here.example/users/alice"],
        }))
        .unwrap();
        let people = people("https://here.example", &post);
        assert_eq!(
            people,
            [
                ("https://here.example/users/alice".to_owned(), true),
                ("https://here.example/users/bob".to_owned(), false),
            ]
        );
    }
}
