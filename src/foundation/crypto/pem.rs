//! PEM (RFC 7468): the base64 armour that actors publish their keys in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// An RSA private key of 8,192 bits takes about 6,500 characters.
const MAX_CHARS: usize = 16 * 1024;

/// What is inside the first armour whose label is one of `labels`. Generous as
/// the network needs it: any white space, text around the armour, and line
/// breaks that somebody's JSON escaped twice.
pub fn decode(text: &str, labels: &[&str]) -> Option<Vec<u8>> {
    if text.len() > MAX_CHARS {
        return None;
    }
    labels.iter().find_map(|label| {
        let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
        let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
        let body = body.replace("\\n", "").replace("\\r", "");
        let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        STANDARD.decode(body).ok()
    })
}

/// Puts bytes in armour, in lines of 64 characters.
pub fn encode(bytes: &[u8], label: &str) -> String {
    let body = STANDARD.encode(bytes);
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, letter) in body.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text.extend(["\n-----END ", label, "-----\n"]);
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
            let text = encode(&bytes, "PUBLIC KEY");
            prop_assert!(text.lines().all(|line| line.len() <= 64));
            prop_assert_eq!(decode(&text, &["PUBLIC KEY"]), Some(bytes.clone()));
            prop_assert_eq!(decode(&text.replace('\n', "\\n"), &["PUBLIC KEY"]), Some(bytes));
            prop_assert_eq!(decode(&text, &["RSA PUBLIC KEY"]), None);
        }
    }
}
