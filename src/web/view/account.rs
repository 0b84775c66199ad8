//! People as pages name them.

use serde::Serialize;

/// Somebody beside their posts and in lists.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct AccountView {
    /// Account id.
    pub id: i64,
    /// `alice`.
    pub handle: String,
    /// Their domain; `None` for people of this server.
    pub domain: Option<String>,
    /// Which of the six beads stands before the domain; see [`bead`].
    pub bead: u8,
    /// The name they chose, or the handle where they chose none.
    pub display_name: String,
    /// The same in pieces, where there are custom emoji in it; else empty.
    pub name_parts: Vec<NamePart>,
    /// Path of their profile on this server.
    pub url: String,
    /// Address of their picture; `None` shows the server's own drawing.
    pub avatar: Option<String>,
    /// Posts are made by a program.
    pub bot: bool,
}

/// A piece of a name or another line of text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct NamePart {
    /// The words, or what stands for the picture.
    pub text: String,
    /// Address of the picture of a custom emoji.
    pub emoji: Option<String>,
}

/// Somebody as a link.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct NameView {
    /// The name they chose, or the handle.
    pub display_name: String,
    /// The same in pieces, where there are custom emoji in it; else empty.
    pub name_parts: Vec<NamePart>,
    /// Path of their profile on this server.
    pub url: String,
}

/// The bead of a domain, 0 to 5: the same domain always has the same colour.
#[must_use]
pub fn bead(domain: &str) -> u8 {
    // FNV-1a, because it has to stay the same for ever.
    let hash = domain.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    });
    u8::try_from(hash % 6).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beads_are_stable_and_ignore_case() {
        assert_eq!(bead("tarn.example"), bead("TARN.example"));
        let beads: std::collections::BTreeSet<u8> =
            (0..100).map(|n| bead(&format!("{n}.example"))).collect();
        assert_eq!(beads, (0..6).collect());
    }
}
