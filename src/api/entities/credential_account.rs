//! `CredentialAccount`: what members are told of themselves.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::role::Role;
use crate::api::entities::status_parts::visibility;
use crate::api::entities::time::Time;
use crate::db::models::account::Account as Row;
use crate::db::models::custom_role::CustomRole;
use crate::db::models::post::QuotePolicy;
use crate::db::models::user::User;

/// A member as they see themselves.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct CredentialAccount {
    #[serde(flatten)]
    pub account: Account,
    pub source: Source,
    pub role: Role,
}

/// What was typed, and what new posts start with.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
#[expect(clippy::struct_excessive_bools, reason = "so it is documented")]
pub struct Source {
    pub privacy: &'static str,
    pub sensitive: bool,
    pub language: Option<String>,
    pub quote_policy: &'static str,
    pub note: String,
    pub fields: Vec<TypedField>,
    pub follow_requests_count: u32,
    pub hide_collections: bool,
    pub discoverable: bool,
    pub indexable: bool,
    pub attribution_domains: Vec<String>,
}

/// One line of the profile's table as typed.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct TypedField {
    pub name: String,
    pub value: String,
    pub verified_at: Option<Time>,
}

impl CredentialAccount {
    /// The member of this account, with the role if one was made for them; so
    /// many people wait for their answer.
    #[must_use]
    pub fn new(
        account: Account,
        row: &Row,
        (user, role): (&User, Option<&CustomRole>),
        requests: u32,
    ) -> Self {
        Self {
            account,
            source: Source {
                privacy: visibility(user.default_visibility),
                sensitive: user.default_sensitive,
                language: user.default_language.clone(),
                quote_policy: quote_policy(
                    user.default_quote_policy
                        .unwrap_or_else(|| QuotePolicy::for_audience(user.default_visibility)),
                ),
                note: row.bio.clone(),
                fields: typed_fields(row),
                follow_requests_count: requests,
                hide_collections: row.hide_collections,
                discoverable: row.discoverable,
                indexable: row.indexable,
                attribution_domains: row.attribution_domains.clone(),
            },
            role: Role::new(user.role, role),
        }
    }
}

/// The lines of a profile's table as typed.
#[must_use]
pub fn typed_fields(row: &Row) -> Vec<TypedField> {
    let typed = row.profile_fields().into_iter().map(|field| TypedField {
        name: field.name,
        value: field.value,
        verified_at: None,
    });
    typed.collect()
}

/// Who may quote, in Mastodon's words.
#[must_use]
pub fn quote_policy(policy: QuotePolicy) -> &'static str {
    match policy {
        QuotePolicy::Everyone => "public",
        QuotePolicy::Followers => "followers",
        QuotePolicy::Nobody => "nobody",
    }
}
