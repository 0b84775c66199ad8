//! The colours of members who chose their own, as a small stylesheet that comes
//! after the common one.

use crate::foundation::theme::{Contrast, Look, Palette, Scheme};

/// What a member chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// Light or dark, and how far letters stand out.
    pub look: Look,
    /// Degrees, 0 to 359.
    pub hue: u16,
}

impl Colours {
    /// Custom properties.
    #[must_use]
    pub fn css(self) -> String {
        Palette::new(self.hue).css(self.look)
    }

    /// The name of the file: `colours-dark-more-200.css`.
    #[must_use]
    pub fn file_name(self) -> String {
        let contrast = match self.look.contrast {
            Contrast::System => "system",
            Contrast::More => "more",
        };
        let scheme = self.look.scheme.as_str();
        format!("colours-{scheme}-{contrast}-{}.css", self.hue)
    }

    /// What a file of that name holds.
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
        let words = name.strip_prefix("colours-")?.strip_suffix(".css")?;
        let mut words = words.split('-');
        let scheme = Scheme::from_word(words.next()?)?;
        let contrast = match words.next()? {
            "system" => Contrast::System,
            "more" => Contrast::More,
            _ => return None,
        };
        let hue = words.next()?.parse().ok().filter(|hue| *hue < 360)?;
        let colours = Self {
            look: Look { scheme, contrast },
            hue,
        };
        // Every file has one name.
        (colours.file_name() == name).then_some(colours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_has_one_name() {
        for scheme in [Scheme::System, Scheme::Light, Scheme::Dark] {
            for contrast in [Contrast::System, Contrast::More] {
                let look = Look { scheme, contrast };
                let colours = Colours { look, hue: 7 };
                let name = colours.file_name();
                assert_eq!(Colours::from_file_name(&name), Some(colours), "{name}");
            }
        }
        for wrong in [
            "style.css",
            "colours-dark-more-360.css",
            "colours-dark-more-007.css",
            "colours-dark-more-7-8.css",
            "colours-night-more-7.css",
            "colours-dark-more-+7.css",
        ] {
            assert_eq!(Colours::from_file_name(wrong), None, "{wrong}");
        }
    }
}
