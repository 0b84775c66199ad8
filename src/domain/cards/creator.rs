//! Who wrote a page, by what it says of itself (`fediverse:creator`): only a
//! claim, until that account names the page's website among those that may.

use url::Url;

use super::extract::host_of;
use crate::db::ids::AccountId;
use crate::db::models::mention;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::resolver::{Asker, RemoteResolver};
use crate::foundation::error::Result;
use crate::foundation::net::normal_host;

/// Whether an account that names these websites may be shown as the author of
/// the page at this address: a website stands for all that is below it.
#[must_use]
pub fn may_be_author(websites: &[String], page: &str) -> bool {
    let Some(host) = host_of(page) else {
        return false;
    };
    websites.iter().any(|website| {
        let below = host.strip_suffix(website.as_str());
        below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
    })
}

/// The account that a page names as its author; none where there is none to be
/// found now.
pub(super) async fn find(
    db: &Database,
    cx: &DomainContext,
    resolver: &dyn RemoteResolver,
    named: &str,
) -> Option<AccountId> {
    let (name, host) = handle(named)?;
    let found = look_up(db, cx, resolver, (&name, &host)).await;
    found.unwrap_or_else(|error| {
        tracing::debug!(%error, named, "the author of a page is not to be found");
        None
    })
}

async fn look_up(
    db: &Database,
    cx: &DomainContext,
    resolver: &dyn RemoteResolver,
    (name, host): (&str, &str),
) -> Result<Option<AccountId>> {
    if !cx.config.is_own_domain(host) {
        return resolver.account(Asker::Visitor, name, host).await.map(Some);
    }
    let address = (name.to_lowercase(), String::new());
    let known = mention::resolve(&mut *db.conn().await?, &[address]).await?;
    Ok(known.first().map(|account| account.id))
}

/// `@name@host`, with or without the first sign, or the address of a profile that
/// is written so.
fn handle(named: &str) -> Option<(String, String)> {
    let named = named.trim();
    if let Some(url) = Url::parse(named).ok().filter(Url::has_host) {
        let name = url.path().strip_prefix("/@")?;
        return Some((name.to_owned(), host_of(named)?)).filter(|_| !name.contains(['/', '@']));
    }
    let (name, host) = named.trim_start_matches('@').split_once('@')?;
    let plain = !name.is_empty() && !name.contains(char::is_whitespace);
    Some((name.to_owned(), normal_host(host)?)).filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_is_named_by_a_handle() {
        let alice = Some(("alice".to_owned(), "social.example".to_owned()));
        for named in [
            "@alice@social.example",
            " alice@Social.example ",
            "https://social.example/@alice",
        ] {
            assert_eq!(handle(named), alice, "{named}");
        }
        for nobody in [
            "",
            "alice",
            "@alice",
            "@@",
            "a b@social.example",
            "https://a/b",
        ] {
            assert_eq!(handle(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn a_website_stands_for_what_is_below_it() {
        let websites = ["news.example".to_owned()];
        assert!(may_be_author(&websites, "https://news.example/a"));
        assert!(may_be_author(&websites, "https://blog.news.example/a"));
        assert!(!may_be_author(&websites, "https://fakenews.example/a"));
        assert!(!may_be_author(&websites, "https://example/a"));
        assert!(!may_be_author(&[], "https://news.example/a"));
    }
}
