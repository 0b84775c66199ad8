//! Checks e-mail addresses that people type.

use lettre::Address;

use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Longest address, in bytes (RFC 5321, 4.5.3.1.3, without the angle brackets).
const ADDRESS_MAX: usize = 254;

/// An e-mail address as it is stored: trimmed, its domain in lower case.
///
/// # Errors
/// Field `email` when it is no address, too long, or its domain is neither
/// `localhost` nor has a dot.
pub fn parse(input: &str) -> Result<String> {
    let refused = || Error::field("email", Message::of("refused-email-incomplete"));
    let typed = input.trim();
    if typed.len() > ADDRESS_MAX {
        let message = Message::about("refused-email-long", [("max", ADDRESS_MAX.into())]);
        return Err(Error::field("email", message));
    }
    let address: Address = typed.parse().map_err(|cause| refused().because(cause))?;
    let domain = address.domain().to_lowercase();
    let dotted = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
    if !(dotted || domain == "localhost") || typed.chars().any(char::is_control) {
        return Err(refused());
    }
    Ok(format!("{}@{domain}", address.user()))
}

/// The form two addresses share when they are the same mailbox to people: lower case.
#[must_use]
pub fn comparison_key(address: &str) -> String {
    address.to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accepts() {
        assert_eq!(parse(" Alice@Example.COM ").unwrap(), "Alice@example.com");
        assert_eq!(parse("a+tag@localhost").unwrap(), "a+tag@localhost");
        assert_eq!(comparison_key("Alice@example.com"), "alice@example.com");
    }

    #[test]
    fn refuses() {
        let long = format!("{}@example.com", "a".repeat(260));
        for text in [
            "",
            "alice",
            "@example.com",
            "a@b",
            "a b@example.com",
            "a@.",
            "a@b.\nc",
            &long,
        ] {
            let refused = parse(text).unwrap_err();
            assert_eq!(refused.fields()[0].field, "email", "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn parsing_twice_changes_nothing(text in "[a-zA-Z0-9.+@é\\-\" ]{0,40}|.*") {
            if let Ok(address) = parse(&text) {
                prop_assert!(address.len() <= ADDRESS_MAX + 16 && !address.contains('\n'));
                prop_assert_eq!(parse(&address).unwrap(), address);
            }
        }
    }
}
