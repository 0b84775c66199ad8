//! The refusals of RFC 6749, sections 4.1.2.1 and 5.2, in the words that
//! clients of Mastodon's API know.

use crate::foundation::error::Error;

/// `Result` of what programs ask for.
pub type Outcome<T> = std::result::Result<T, Refused>;

/// Why a program does not get what it asks for.
#[derive(Debug)]
pub enum Refused {
    /// It asked for something that it cannot have.
    Because(Code),
    /// The server refuses or fails for another reason.
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// An error code of OAuth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// A parameter is missing, unknown or used wrongly.
    InvalidRequest,
    /// PKCE is needed here, or was used wrongly (RFC 7636, 4.4.1).
    InvalidChallenge,
    /// The redirect URI is not one of the program's.
    InvalidRedirectUri,
    /// The program is unknown or did not show that it is itself.
    InvalidClient,
    /// The code is wrong, used, too old, or another's.
    InvalidGrant,
    /// Another program's token.
    UnauthorizedClient,
    /// The member said no.
    AccessDenied,
    /// Only codes are handed out.
    UnsupportedResponseType,
    /// Only codes and credentials of programs are exchanged.
    UnsupportedGrantType,
    /// A scope is unknown, or the program has not registered for it.
    InvalidScope,
}

impl Code {
    /// The word for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest | Self::InvalidChallenge => "invalid_request",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
        }
    }

    /// The sentence for those who write programs.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest => {
                "The request is missing a required parameter, includes an unsupported parameter \
                 value, or is otherwise malformed."
            }
            Self::InvalidChallenge => {
                "A code challenge (RFC 7636) is missing or wrong; the code_challenge_method has \
                 to be S256."
            }
            Self::InvalidRedirectUri => {
                "The requested redirect uri is malformed or doesn't match client redirect URI."
            }
            Self::InvalidClient => {
                "Client authentication failed due to unknown client, no client authentication \
                 included, or unsupported authentication method."
            }
            Self::InvalidGrant => {
                "The provided authorization grant is invalid, expired, revoked, does not match \
                 the redirection URI used in the authorization request, or was issued to another \
                 client."
            }
            Self::UnauthorizedClient => "You are not authorized to revoke this token",
            Self::AccessDenied => "The resource owner or authorization server denied the request.",
            Self::UnsupportedResponseType => {
                "The authorization server does not support this response type."
            }
            Self::UnsupportedGrantType => {
                "The authorization grant type is not supported by the authorization server."
            }
            Self::InvalidScope => super::scopes::INVALID,
        }
    }
}
