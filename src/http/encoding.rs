//! Which content encoding a client would like best (RFC 9110, section 12.5.3).

/// The encodings that cached pages come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

impl Encoding {
    /// Its name in `Content-Encoding`; none for [`Self::Identity`].
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// The best encoding for the values of the `Accept-Encoding` headers. Of two
/// that are liked equally the smaller wins; without the header it is the plain
/// text, and so it is when everything is refused: better that than a 406.
pub fn preferred<'a>(headers: impl Iterator<Item = &'a str>) -> Encoding {
    let (mut gzip, mut brotli, mut any) = (None, None, None);
    for item in headers.flat_map(|header| header.split(',')) {
        let (name, weight) = item_and_weight(item);
        let slot = match name {
            "br" => &mut brotli,
            "gzip" | "x-gzip" => &mut gzip,
            "*" => &mut any,
            _ => continue,
        };
        *slot = Some(weight);
    }
    let rest = any.unwrap_or(0);
    match (gzip.unwrap_or(rest), brotli.unwrap_or(rest)) {
        (0, 0) => Encoding::Identity,
        (gzip, brotli) if brotli >= gzip => Encoding::Brotli,
        _ => Encoding::Gzip,
    }
}

/// `gzip;q=0.8` is `("gzip", 800)`. A weight that cannot be read counts as 0.
fn item_and_weight(item: &str) -> (&str, u16) {
    let mut parts = item.split(';');
    let name = parts.next().unwrap_or("").trim();
    let weight = parts
        .find_map(|part| {
            part.trim()
                .strip_prefix("q=")
                .or(part.trim().strip_prefix("Q="))
        })
        .map_or(1000, thousandths);
    (name, weight)
}

fn thousandths(weight: &str) -> u16 {
    let weight: f32 = weight.trim().parse().unwrap_or(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within 0 to 1000 after the clamp; what is not a number becomes 0"
    )]
    let thousandths = (weight.clamp(0.0, 1.0) * 1000.0) as u16;
    thousandths
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_best_that_the_client_takes_is_chosen() {
        let cases = [
            ("", Encoding::Identity),
            ("identity", Encoding::Identity),
            ("gzip", Encoding::Gzip),
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("br;q=0, gzip", Encoding::Gzip),
            ("br;q=0.5, gzip;q=0.8", Encoding::Gzip),
            ("br;q=0.8, gzip;q=0.8", Encoding::Brotli),
            ("*", Encoding::Brotli),
            ("*;q=0", Encoding::Identity),
            ("*, br;q=0", Encoding::Gzip),
            ("gzip;q=0", Encoding::Identity),
            ("gzip ; q=1.0", Encoding::Gzip),
            ("gzip;q=high", Encoding::Identity),
            ("gzip;q=NaN", Encoding::Identity),
        ];
        for (header, expected) in cases {
            assert_eq!(preferred([header].into_iter()), expected, "{header:?}");
        }
        assert_eq!(preferred(["gzip", "br"].into_iter()), Encoding::Brotli);
        assert_eq!(preferred(std::iter::empty()), Encoding::Identity);
    }

    proptest! {
        #[test]
        fn any_header_has_an_answer(header in "\\PC{0,80}") {
            preferred([header.as_str()].into_iter());
        }

        #[test]
        fn what_is_refused_is_never_chosen(rest in "[a-z*;=0-9., ]{0,40}") {
            prop_assume!(!rest.contains("br") && !rest.contains("gzip"));
            let header = format!("br;q=0,gzip;q=0,{rest}");
            prop_assert_eq!(preferred([header.as_str()].into_iter()), Encoding::Identity);
        }
    }
}
