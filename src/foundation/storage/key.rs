//! Keys of stored files. Only this server makes them, from random bytes, so
//! that a key never holds what somebody typed.

use std::fmt;
use std::str::FromStr;

use crate::foundation::crypto::random_bytes;
use crate::foundation::error::Result;

/// What a file belongs to: the first part of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// Faces of accounts.
    Avatars,
    /// Pictures on top of profiles.
    Headers,
    /// Pictures of posts.
    Posts,
}

impl Folder {
    const ALL: [Self; 3] = [Self::Avatars, Self::Headers, Self::Posts];

    fn as_str(self) -> &'static str {
        match self {
            Self::Avatars => "avatars",
            Self::Headers => "headers",
            Self::Posts => "posts",
        }
    }
}

/// What a file is: the end of its key, and the type it is served as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// `.jpg`
    Jpeg,
    /// `.png`
    Png,
    /// `.gif`
    Gif,
    /// `.webp`
    WebP,
}

impl FileType {
    const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Gif, Self::WebP];

    fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
        }
    }

    /// The media type, `image/…`.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }
}

/// The key of a stored file: `avatars/3f/a0/3fa0….jpg`, with 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

/// The text is not a key that this server made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a storage key")]
pub struct InvalidKey;

impl Key {
    /// A new key of 128 random bits.
    pub fn random(folder: Folder, kind: FileType) -> Result<Self> {
        let name = format!("{:032x}", u128::from_be_bytes(random_bytes::<16>()?));
        let (first, rest) = name.split_at(2);
        let (second, _) = rest.split_at(2);
        let (folder, extension) = (folder.as_str(), kind.extension());
        Ok(Self(format!(
            "{folder}/{first}/{second}/{name}.{extension}"
        )))
    }

    /// The key as the database and addresses carry it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the file is.
    #[must_use]
    pub fn file_type(&self) -> Option<FileType> {
        FileType::ALL
            .into_iter()
            .find(|kind| self.0.ends_with(&format!(".{}", kind.extension())))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Takes exactly what [`Key::random`] makes: no other characters, no `..`.
impl FromStr for Key {
    type Err = InvalidKey;

    fn from_str(text: &str) -> std::result::Result<Self, InvalidKey> {
        let mut parts = text.split('/');
        let (Some(folder), Some(first), Some(second), Some(file), None) = (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) else {
            return Err(InvalidKey);
        };
        let (name, extension) = file.split_once('.').ok_or(InvalidKey)?;
        let hexadecimal = name
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let placed = name.len() == 32
            && first.len() == 2
            && second.len() == 2
            && name.starts_with(first)
            && name.get(2..4) == Some(second);
        let known = Folder::ALL.iter().any(|known| known.as_str() == folder)
            && FileType::ALL
                .iter()
                .any(|known| known.extension() == extension);
        if hexadecimal && placed && known {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidKey)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn own_keys_are_read_back() {
        for folder in Folder::ALL {
            for kind in FileType::ALL {
                let key = Key::random(folder, kind).unwrap();
                assert_eq!(key.as_str().parse(), Ok(key.clone()));
                assert_eq!(key.file_type(), Some(kind));
            }
        }
    }

    #[test]
    fn nothing_else_is_a_key() {
        let key = Key::random(Folder::Avatars, FileType::Png).unwrap();
        let good = key.as_str();
        for wrong in [
            String::new(),
            "..".into(),
            "../../etc/passwd".into(),
            "/etc/passwd".into(),
            format!("/{good}"),
            format!("{good}/"),
            format!("{good}.png"),
            format!("./{good}"),
            good.replace("avatars", "../avatars"),
            good.replace("avatars", "accounts"),
            good.replace(".png", ".svg"),
            good.replace(".png", ".html"),
            good.replace(".png", ""),
            good.replace('/', "\\"),
            good.to_uppercase(),
            format!("avatars/aa/bb/{}.png", "c".repeat(32)),
        ] {
            assert_eq!(wrong.parse::<Key>(), Err(InvalidKey), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_key_never_leaves_its_folder(text in "[a-f0-9./\\\\]{0,60}") {
            if let Ok(key) = text.parse::<Key>() {
                prop_assert!(!key.as_str().contains("..") && !key.as_str().starts_with('/'));
            }
        }
    }
}
