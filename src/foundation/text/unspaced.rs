//! Scripts that are written without spaces between words.

/// Whether a sign is of Chinese, Japanese or Korean writing: what is searched for
/// in pairs of signs. The same ones as in the database's function `folded`.
#[must_use]
pub fn is_unspaced(sign: char) -> bool {
    matches!(sign,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
}

/// The text cut where such writing begins and ends; whether each piece is of it.
#[must_use]
pub fn pieces(text: &str) -> Vec<(bool, String)> {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for sign in text.chars() {
        let unspaced = is_unspaced(sign);
        match pieces.last_mut() {
            Some((kind, piece)) if *kind == unspaced => piece.push(sign),
            _ => pieces.push((unspaced, sign.to_string())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_is_told_apart() {
        let found = pieces("iPhone東京 タワーcafé서울");
        let found: Vec<(bool, &str)> = found
            .iter()
            .map(|(kind, piece)| (*kind, &**piece))
            .collect();
        assert_eq!(
            found,
            [
                (false, "iPhone"),
                (true, "東京"),
                (false, " "),
                (true, "タワー"),
                (false, "café"),
                (true, "서울"),
            ]
        );
        assert!(pieces("").is_empty());
    }
}
