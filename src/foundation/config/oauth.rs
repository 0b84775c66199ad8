//! Programs that act for members.

use serde::{Deserialize, Serialize};

use super::problem::Problems;

/// Section `oauth`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OAuth {
    /// Whether programs have to use PKCE (RFC 7636). Older ones cannot.
    pub require_pkce: bool,
    /// Whether people can join with a program instead of a browser. There is no
    /// captcha then; everything else is as on the page.
    pub sign_up_by_programs: bool,
}

impl Default for OAuth {
    fn default() -> Self {
        Self {
            require_pkce: false,
            sign_up_by_programs: true,
        }
    }
}

impl OAuth {
    /// Notes every wrong value of this section. Every value is right.
    pub fn validate(&self, _problems: &mut Problems) {}
}
