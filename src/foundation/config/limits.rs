//! How much one address or member may do in a given time.

use serde::{Deserialize, Serialize};

use super::problem::Problems;

/// Section `limits`. Every number is 1 to 1,000,000; those of the API may be 0,
/// which means no limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Whether limits are applied. Off only for load tests.
    pub enabled: bool,
    /// Requests per minute from one address.
    pub requests_per_minute: u32,
    /// Requests by the API in five minutes with one token.
    pub api_requests_per_token_per_5_minutes: u32,
    /// Requests by the API in five minutes from one address, without a token.
    pub api_requests_per_address_per_5_minutes: u32,
    /// Files uploaded by the API in half an hour with one token.
    pub api_uploads_per_token_per_30_minutes: u32,
    /// Posts deleted and boosts taken back by the API in half an hour with one token.
    pub api_deletions_per_token_per_30_minutes: u32,
    /// Accounts made by the API in half an hour from one address.
    pub api_sign_ups_per_address_per_30_minutes: u32,
    /// Activities per minute that other servers may send from one address.
    pub activities_per_minute: u32,
    /// Failed sign-ins per hour from one address.
    pub sign_ins_per_address_per_hour: u32,
    /// Failed sign-ins per hour to one account.
    pub sign_ins_per_account_per_hour: u32,
    /// Accounts created per hour from one address.
    pub sign_ups_per_address_per_hour: u32,
    /// Password resets asked for per hour from one address.
    pub resets_per_address_per_hour: u32,
    /// Password resets asked for per hour for one account.
    pub resets_per_account_per_hour: u32,
    /// Programs that may make themselves known per hour from one address.
    pub applications_per_address_per_hour: u32,
    /// Posts, replies and boosts per hour of one member.
    pub posts_per_member_per_hour: u32,
    /// Follows per hour of one member.
    pub follows_per_member_per_hour: u32,
    /// Images uploaded per hour by one member.
    pub uploads_per_member_per_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            enabled: true,
            requests_per_minute: 600,
            api_requests_per_token_per_5_minutes: 1_500,
            api_requests_per_address_per_5_minutes: 7_500,
            api_uploads_per_token_per_30_minutes: 60,
            api_deletions_per_token_per_30_minutes: 120,
            api_sign_ups_per_address_per_30_minutes: 25,
            activities_per_minute: 30_000,
            sign_ins_per_address_per_hour: 50,
            sign_ins_per_account_per_hour: 15,
            sign_ups_per_address_per_hour: 5,
            resets_per_address_per_hour: 10,
            resets_per_account_per_hour: 3,
            applications_per_address_per_hour: 100,
            posts_per_member_per_hour: 120,
            follows_per_member_per_hour: 200,
            uploads_per_member_per_hour: 100,
        }
    }
}

impl Limits {
    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        for (key, value) in [
            ("limits.requests_per_minute", self.requests_per_minute),
            ("limits.activities_per_minute", self.activities_per_minute),
            (
                "limits.sign_ins_per_address_per_hour",
                self.sign_ins_per_address_per_hour,
            ),
            (
                "limits.sign_ins_per_account_per_hour",
                self.sign_ins_per_account_per_hour,
            ),
            (
                "limits.sign_ups_per_address_per_hour",
                self.sign_ups_per_address_per_hour,
            ),
            (
                "limits.resets_per_address_per_hour",
                self.resets_per_address_per_hour,
            ),
            (
                "limits.resets_per_account_per_hour",
                self.resets_per_account_per_hour,
            ),
            (
                "limits.applications_per_address_per_hour",
                self.applications_per_address_per_hour,
            ),
            (
                "limits.posts_per_member_per_hour",
                self.posts_per_member_per_hour,
            ),
            (
                "limits.follows_per_member_per_hour",
                self.follows_per_member_per_hour,
            ),
            (
                "limits.uploads_per_member_per_hour",
                self.uploads_per_member_per_hour,
            ),
        ] {
            problems.range(key, value, 1..=1_000_000);
        }
        for (key, value) in [
            (
                "limits.api_requests_per_token_per_5_minutes",
                self.api_requests_per_token_per_5_minutes,
            ),
            (
                "limits.api_requests_per_address_per_5_minutes",
                self.api_requests_per_address_per_5_minutes,
            ),
            (
                "limits.api_uploads_per_token_per_30_minutes",
                self.api_uploads_per_token_per_30_minutes,
            ),
            (
                "limits.api_deletions_per_token_per_30_minutes",
                self.api_deletions_per_token_per_30_minutes,
            ),
            (
                "limits.api_sign_ups_per_address_per_30_minutes",
                self.api_sign_ups_per_address_per_30_minutes,
            ),
        ] {
            problems.range(key, value, 0..=1_000_000);
        }
    }
}
