//! Which other servers this one talks to: the moderators' rules by domain, as
//! they are asked for all the time.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::db::models::domain_rule::{self, Brief};
use crate::db::pool::Database;
use crate::domain::moderation::allow_list;
use crate::foundation::error::Result;

pub use crate::db::models::domain_rule::Severity;

/// How old the rules in memory may be.
const FRESH: Duration = Duration::from_secs(1);

/// How this server treats another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Like any other.
    Allow,
    /// Only followers see its accounts.
    Limit,
    /// Without its media.
    RejectMedia,
    /// Not at all.
    Suspend,
}

impl Verdict {
    /// Whether activities and documents go to it and come from it.
    #[must_use]
    pub fn may_talk(self) -> bool {
        self != Self::Suspend
    }

    /// Whether its media are fetched and shown.
    #[must_use]
    pub fn may_send_media(self) -> bool {
        matches!(self, Self::Allow | Self::Limit)
    }
}

/// All rules at one time.
#[derive(Debug, Default)]
pub struct Rules {
    by_domain: HashMap<String, Brief>,
    only_listed: bool,
}

/// What is put over the posts of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cover {
    /// Their pictures are covered.
    pub sensitive: bool,
    /// The warning before those that have none; may be empty.
    pub warning: String,
}

impl Rules {
    /// How `host` (a name, maybe with a port) is treated: by its own rule, else
    /// by that of the nearest domain above it.
    #[must_use]
    pub fn verdict(&self, host: &str) -> Verdict {
        let Some(rule) = self.nearest(host) else {
            return self.without_rule();
        };
        match rule.severity {
            Severity::Suspend => Verdict::Suspend,
            Severity::Allow if rule.reject_media => Verdict::RejectMedia,
            Severity::Allow => Verdict::Allow,
            _ if self.only_listed => Verdict::Suspend,
            Severity::RejectMedia => Verdict::RejectMedia,
            Severity::None | Severity::Limit if rule.reject_media => Verdict::RejectMedia,
            Severity::Limit => Verdict::Limit,
            Severity::None => Verdict::Allow,
        }
    }

    /// Whether reports that come from `host` are dropped.
    #[must_use]
    pub fn rejects_reports(&self, host: &str) -> bool {
        self.nearest(host).is_some_and(|rule| rule.reject_reports)
    }

    /// Whether people of `host` cannot follow members.
    #[must_use]
    pub fn rejects_follows(&self, host: &str) -> bool {
        self.nearest(host).is_some_and(|rule| rule.reject_follows)
    }

    /// What is put over the posts of `host`.
    #[must_use]
    pub fn cover(&self, host: &str) -> Cover {
        let rule = self.nearest(host);
        rule.map(|rule| Cover {
            sensitive: rule.mark_sensitive || !rule.content_warning.is_empty(),
            warning: rule.content_warning.clone(),
        })
        .unwrap_or_default()
    }

    /// Whether this server talks only to those that a rule allows.
    #[must_use]
    pub fn only_listed(&self) -> bool {
        self.only_listed
    }

    fn without_rule(&self) -> Verdict {
        if self.only_listed {
            Verdict::Suspend
        } else {
            Verdict::Allow
        }
    }

    fn nearest(&self, host: &str) -> Option<&Brief> {
        let host = host.trim_end_matches('.').to_lowercase();
        if let Some(rule) = self.by_domain.get(&host) {
            return Some(rule);
        }
        // A rule without a port holds for every port.
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => &host,
        };
        let mut rest = name;
        loop {
            if let Some(rule) = self.by_domain.get(rest) {
                return Some(rule);
            }
            rest = rest.split_once('.')?.1;
        }
    }
}

/// The rules in memory, read again when they changed.
#[derive(Debug, Clone)]
pub struct Peers {
    inner: Arc<RwLock<Known>>,
    only_listed: bool,
}

#[derive(Debug)]
struct Known {
    rules: Arc<Rules>,
    version: Option<(domain_rule::Version, bool)>,
    checked: Option<Instant>,
}

impl Peers {
    /// Knows nothing yet. With `only_listed`, servers without a rule that
    /// allows them are treated as suspended, unless the panel says otherwise.
    #[must_use]
    pub fn new(only_listed: bool) -> Self {
        let known = Known {
            rules: Arc::default(),
            version: None,
            checked: None,
        };
        Self {
            inner: Arc::new(RwLock::new(known)),
            only_listed,
        }
    }

    /// The rules, at most a second old.
    pub async fn rules(&self, db: &Database) -> Result<Arc<Rules>> {
        let known = {
            let known = self.inner.read().unwrap_or_else(PoisonError::into_inner);
            if known
                .checked
                .is_some_and(|checked| checked.elapsed() < FRESH)
            {
                return Ok(known.rules.clone());
            }
            known.version
        };
        let conn = &mut *db.conn().await?;
        let only_listed = allow_list::is_on(conn, self.only_listed).await?;
        let version = Some((domain_rule::version(conn).await?, only_listed));
        let rules = if known == version {
            None
        } else {
            let all = domain_rule::all(conn).await?.into_iter();
            let by_domain = all.map(|rule| (rule.domain.clone(), rule)).collect();
            Some(Arc::new(Rules {
                by_domain,
                only_listed,
            }))
        };
        let mut known = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        known.version = version;
        known.checked = Some(Instant::now());
        if let Some(rules) = rules {
            known.rules = rules;
        }
        Ok(known.rules.clone())
    }

    /// How `host` is treated.
    pub async fn verdict(&self, db: &Database, host: &str) -> Result<Verdict> {
        Ok(self.rules(db).await?.verdict(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(domain: &str, severity: Severity) -> Brief {
        Brief {
            domain: domain.to_owned(),
            severity,
            reject_media: false,
            reject_reports: false,
            reject_follows: false,
            mark_sensitive: false,
            content_warning: String::new(),
        }
    }

    fn rules(only_listed: bool, list: &[(&str, Severity)]) -> Rules {
        Rules {
            by_domain: list
                .iter()
                .map(|(domain, severity)| ((*domain).to_owned(), brief(domain, *severity)))
                .collect(),
            only_listed,
        }
    }

    #[test]
    fn a_rule_holds_for_subdomains_ports_and_any_spelling() {
        let rules = rules(
            false,
            &[
                ("bad.example", Severity::Suspend),
                ("fine.bad.example", Severity::Limit),
            ],
        );
        for host in [
            "bad.example",
            "a.bad.example",
            "BAD.example.",
            "bad.example:444",
        ] {
            assert_eq!(rules.verdict(host), Verdict::Suspend, "{host}");
        }
        assert_eq!(rules.verdict("fine.bad.example"), Verdict::Limit);
        for host in ["notbad.example", "example", "bad.example.org"] {
            assert_eq!(rules.verdict(host), Verdict::Allow, "{host}");
        }
    }

    #[test]
    fn with_an_allow_list_others_are_strangers() {
        let rules = rules(true, &[("good.example", Severity::Allow)]);
        assert_eq!(rules.verdict("good.example"), Verdict::Allow);
        assert_eq!(rules.verdict("other.example"), Verdict::Suspend);
    }

    #[test]
    fn switches_hold_beside_any_severity() {
        let mut rules = rules(false, &[("odd.example", Severity::None)]);
        let rule = rules.by_domain.get_mut("odd.example").unwrap();
        (rule.reject_follows, rule.content_warning) = (true, "Odd".to_owned());
        assert!(rules.rejects_follows("a.odd.example"));
        assert!(!rules.rejects_follows("example"));
        let cover = rules.cover("odd.example:81");
        assert_eq!((cover.sensitive, cover.warning.as_str()), (true, "Odd"));
        assert_eq!(rules.cover("other.example"), Cover::default());
    }
}
