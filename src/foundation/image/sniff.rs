//! Finds out what a file is and whether all of it is there.

use ::image::ImageFormat;

/// An image format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF, of which the first frame counts.
    Gif,
    /// WebP.
    Webp,
}

impl Kind {
    /// What `bytes` begin like; None for anything that is not read.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match ::image::guess_format(bytes).ok()? {
            ImageFormat::Png => Some(Self::Png),
            ImageFormat::Jpeg => Some(Self::Jpeg),
            ImageFormat::Gif => Some(Self::Gif),
            ImageFormat::WebP => Some(Self::Webp),
            _ => None,
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Gif => "GIF",
            Self::Webp => "WebP",
        }
    }

    pub(super) fn format(self) -> ImageFormat {
        match self {
            Self::Png => ImageFormat::Png,
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Gif => ImageFormat::Gif,
            Self::Webp => ImageFormat::WebP,
        }
    }

    /// False when the end is missing. Decoders of the other formats notice that
    /// themselves; JPEG's paints the missing part grey.
    pub(super) fn is_complete(self, bytes: &[u8]) -> bool {
        self != Self::Jpeg || jpeg_has_end(bytes).unwrap_or(false)
    }
}

/// The names of `kinds` for a sentence.
pub(super) fn names(kinds: &[Kind]) -> String {
    kinds
        .iter()
        .map(|kind| kind.name())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether the end marker follows the picture's data. It is looked for after the first
/// scan, because a preview in the metadata has an end marker of its own.
fn jpeg_has_end(bytes: &[u8]) -> Option<bool> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let (marker, after) = rest.split_first_chunk::<2>()?;
        match marker {
            [0xFF, 0xFF] => rest = rest.get(1..)?,
            [0xFF, 0xDA] => return Some(after.windows(2).any(|pair| pair == [0xFF, 0xD9])),
            [0xFF, 0x01 | 0xD0..=0xD7] => rest = after,
            [0xFF, 0xD9] => return Some(false),
            [0xFF, _] => {
                let length = u16::from_be_bytes(*after.first_chunk()?);
                rest = after.get(usize::from(length).max(2)..)?;
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ends() {
        let preview = [0xFF, 0xE1, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9];
        let scan = [0xFF, 0xDA, 0, 2, 1, 2, 3];
        let cut = [&[0xFF, 0xD8][..], &preview, &scan].concat();
        assert!(!Kind::Jpeg.is_complete(&cut));
        assert!(Kind::Jpeg.is_complete(&[&cut[..], &[0xFF, 0xD9, 0]].concat()));
        assert!(!Kind::Jpeg.is_complete(&[0xFF, 0xD8, 0xFF, 0xD9]));
        assert!(!Kind::Jpeg.is_complete(b""));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Kind::of(&bytes);
            let jpeg = [&[0xFF, 0xD8, 0xFF, 0xE0][..], &bytes].concat();
            let _ = Kind::Jpeg.is_complete(&jpeg);
        }
    }
}
