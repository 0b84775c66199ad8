//! What visitors read about this server, and who may join.

use isolang::Language;
use serde::{Deserialize, Serialize};

use super::optional;
use super::problem::Problems;

/// Section `instance`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Instance {
    /// The server's name in titles and headings, 1 to 60 characters.
    pub name: String,
    /// One line under the name, up to 160 characters.
    pub tagline: String,
    /// Some paragraphs for the page about the server, up to 10,000 characters.
    pub description: String,
    /// An e-mail address for visitors.
    #[serde(with = "optional")]
    pub contact_email: Option<String>,
    /// The username of a member for visitors to turn to, without `@`.
    #[serde(with = "optional")]
    pub contact_account: Option<String>,
    /// Where visitors find the source code of this server, which the licence
    /// asks of those who changed it (AGPL-3.0, section 13).
    #[serde(with = "optional")]
    pub source_url: Option<String>,
    /// The rules of the server, one sentence or two each; up to 50 rules of
    /// 1,000 characters.
    pub rules: Vec<String>,
    /// What is done with people's data, up to 100,000 characters. Empty: the
    /// sentences that come with OSSM.
    pub privacy_policy: String,
    /// The terms that members agree to, up to 100,000 characters. Empty: none.
    pub terms_of_service: String,
    /// The day from which the terms hold, such as 2026-11-22.
    pub terms_effective_date: String,
    /// Who may join.
    pub registrations: Registrations,
    /// Whether a moderator has to approve what trends before everybody sees it.
    /// What moderators refused is never shown.
    pub trends_need_approval: bool,
    /// Whether everybody may read which other servers are known here.
    pub publish_peers: bool,
    /// Whether `robots.txt` asks programs that gather texts for language models to
    /// keep away.
    pub refuse_ai_crawlers: bool,
    /// The hue of the accent colour, in degrees, 0 to 359.
    pub hue: u16,
    /// The languages spoken here, ISO 639-1 codes; the first is the default of
    /// new members.
    pub languages: Vec<String>,
    /// Longest post, in characters, 1 to 100,000.
    pub max_post_characters: usize,
}

/// Who may join.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registrations {
    /// Everybody.
    #[default]
    Open,
    /// Everybody who gives a reason that a moderator accepts.
    Approval,
    /// Who holds an invitation.
    Invite,
    /// Nobody; the operator creates accounts.
    Closed,
}

impl Default for Instance {
    fn default() -> Self {
        Self {
            name: "OSSM".to_owned(),
            tagline: "A social server that people own.".to_owned(),
            description: String::new(),
            contact_email: None,
            contact_account: None,
            source_url: None,
            rules: Vec::new(),
            privacy_policy: String::new(),
            terms_of_service: String::new(),
            terms_effective_date: String::new(),
            registrations: Registrations::Open,
            trends_need_approval: false,
            publish_peers: true,
            refuse_ai_crawlers: true,
            hue: 160,
            languages: vec!["en".to_owned()],
            max_post_characters: 1000,
        }
    }
}

impl Instance {
    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        let name = self.name.trim().chars().count();
        if !(1..=60).contains(&name) {
            problems.add(
                "instance.name",
                format!("it has {name} characters. Use 1 to 60."),
            );
        }
        at_most(problems, "instance.tagline", &self.tagline, 160);
        at_most(problems, "instance.description", &self.description, 10_000);
        if self
            .contact_email
            .as_ref()
            .is_some_and(|email| !email.contains('@'))
        {
            problems.add(
                "instance.contact_email",
                "an e-mail address has an @ in it.",
            );
        }
        if self
            .contact_account
            .as_ref()
            .is_some_and(|name| name.contains('@'))
        {
            let message = "write the username alone, without @ and domain.";
            problems.add("instance.contact_account", message);
        }
        if self
            .source_url
            .as_ref()
            .is_some_and(|url| !url.starts_with("http"))
        {
            problems.add("instance.source_url", "write a whole address, https://….");
        }
        if self.rules.len() > 50 {
            problems.add(
                "instance.rules",
                "there are more than 50 rules. Join some of them.",
            );
        }
        for rule in &self.rules {
            at_most(problems, "instance.rules", rule, 1000);
        }
        self.validate_texts(problems);
        problems.range("instance.hue", self.hue, 0..=359);
        self.validate_languages(problems);
        let characters = self.max_post_characters;
        problems.range("instance.max_post_characters", characters, 1..=100_000);
    }

    fn validate_texts(&self, problems: &mut Problems) {
        at_most(
            problems,
            "instance.privacy_policy",
            &self.privacy_policy,
            100_000,
        );
        at_most(
            problems,
            "instance.terms_of_service",
            &self.terms_of_service,
            100_000,
        );
        let day = self.terms_effective_date.parse::<chrono::NaiveDate>();
        if !self.terms_of_service.is_empty() && day.is_err() {
            let message = "write the day from which the terms hold, such as 2026-11-22.";
            problems.add("instance.terms_effective_date", message);
        }
    }

    fn validate_languages(&self, problems: &mut Problems) {
        if self.languages.is_empty() {
            problems.add(
                "instance.languages",
                "the list is empty. Write at least one, such as en.",
            );
        }
        for code in &self.languages {
            if Language::from_639_1(code).is_none() {
                let advice = "Use two letters of ISO 639-1, such as en or de.";
                problems.add(
                    "instance.languages",
                    format!("\"{code}\" is no language. {advice}"),
                );
            }
        }
    }
}

fn at_most(problems: &mut Problems, key: &'static str, text: &str, most: usize) {
    let characters = text.chars().count();
    if characters > most {
        problems.add(
            key,
            format!("a text has {characters} characters. Use at most {most}."),
        );
    }
}
