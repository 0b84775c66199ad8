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
    /// Files of posts.
    Posts,
    /// Custom emoji.
    Emojis,
    /// Files of other servers, kept for a while.
    Remote,
    /// Files as they were sent, until they were worked on. Never served.
    Sources,
    /// Archives of people's data, for those who may have them. Never served here.
    Exports,
}

impl Folder {
    /// Every folder.
    pub const ALL: [Self; 7] = [
        Self::Avatars,
        Self::Headers,
        Self::Posts,
        Self::Emojis,
        Self::Remote,
        Self::Sources,
        Self::Exports,
    ];

    /// The word in keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Avatars => "avatars",
            Self::Headers => "headers",
            Self::Posts => "posts",
            Self::Emojis => "emojis",
            Self::Remote => "remote",
            Self::Sources => "sources",
            Self::Exports => "exports",
        }
    }
}

/// What a file is: the end of its key, and the type it is served as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum FileType {
    Jpeg,
    Png,
    Gif,
    WebP,
    Avif,
    Mp4,
    WebM,
    Mov,
    Mp3,
    Ogg,
    Flac,
    Wav,
    M4a,
    Tar,
}

impl FileType {
    /// Every type.
    pub const ALL: [Self; 14] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::WebP,
        Self::Avif,
        Self::Mp4,
        Self::WebM,
        Self::Mov,
        Self::Mp3,
        Self::Ogg,
        Self::Flac,
        Self::Wav,
        Self::M4a,
        Self::Tar,
    ];

    fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Avif => "avif",
            Self::Mp4 => "mp4",
            Self::WebM => "webm",
            Self::Mov => "mov",
            Self::Mp3 => "mp3",
            Self::Ogg => "ogg",
            Self::Flac => "flac",
            Self::Wav => "wav",
            Self::M4a => "m4a",
            Self::Tar => "tar",
        }
    }

    /// The media type, such as `image/jpeg`.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
            Self::Mov => "video/quicktime",
            Self::Mp3 => "audio/mpeg",
            Self::Ogg => "audio/ogg",
            Self::Flac => "audio/flac",
            Self::Wav => "audio/wav",
            Self::M4a => "audio/mp4",
            Self::Tar => "application/x-tar",
        }
    }

    /// What the file is by its first bytes (a few hundred are enough); none for
    /// whatever is neither picture, film nor sound of a known kind. Pages and
    /// drawings that run scripts (HTML, SVG) are none.
    #[must_use]
    pub fn of(start: &[u8]) -> Option<Self> {
        // The matcher of MP3 takes whatever begins like one of its frames.
        match infer::get(start)?.mime_type() {
            "image/jpeg" => Some(Self::Jpeg),
            "image/png" => Some(Self::Png),
            "image/gif" => Some(Self::Gif),
            "image/webp" => Some(Self::WebP),
            "image/avif" => Some(Self::Avif),
            "video/mp4" | "video/x-m4v" => Some(Self::Mp4),
            "video/webm" => Some(Self::WebM),
            "video/quicktime" => Some(Self::Mov),
            "audio/mpeg" => Some(Self::Mp3),
            "audio/ogg" | "audio/opus" => Some(Self::Ogg),
            "audio/x-flac" => Some(Self::Flac),
            "audio/x-wav" => Some(Self::Wav),
            "audio/m4a" => Some(Self::M4a),
            _ => None,
        }
    }

    /// Whether browsers show it as a picture.
    #[must_use]
    pub fn is_image(self) -> bool {
        matches!(
            self,
            Self::Jpeg | Self::Png | Self::Gif | Self::WebP | Self::Avif
        )
    }

    /// Whether it is a container of films. What is in it may still be only sound.
    #[must_use]
    pub fn is_video(self) -> bool {
        matches!(self, Self::Mp4 | Self::WebM | Self::Mov)
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

    /// The last part of the key: a name that no other file has.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Whether anybody may have it by its address `/media/KEY`.
    #[must_use]
    pub fn is_public(&self) -> bool {
        let private = [Folder::Sources, Folder::Remote, Folder::Exports];
        !private
            .iter()
            .any(|folder| self.0.starts_with(folder.as_str()))
    }

    /// The key of the picture that stands still, for faces and emoji that move
    /// (GIF): the same with another ending. None for what stands still itself.
    #[must_use]
    pub fn still(&self) -> Option<Self> {
        let name = self.0.strip_suffix(".gif")?;
        let has_one = [Folder::Avatars, Folder::Headers, Folder::Emojis]
            .iter()
            .any(|folder| name.starts_with(folder.as_str()));
        has_one.then(|| Self(format!("{name}.png")))
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

    #[test]
    fn what_moves_has_a_still() {
        let still = |folder, kind| Key::random(folder, kind).unwrap().still();
        let png = still(Folder::Avatars, FileType::Gif).unwrap();
        assert_eq!(png.file_type(), Some(FileType::Png));
        assert_eq!(png.as_str().parse(), Ok(png.clone()));
        assert_eq!(still(Folder::Avatars, FileType::Png), None);
        assert_eq!(still(Folder::Posts, FileType::Gif), None);
    }

    #[test]
    fn sources_are_nobodys() {
        let public = |folder| Key::random(folder, FileType::Mp4).unwrap().is_public();
        assert!(public(Folder::Posts) && !public(Folder::Sources) && !public(Folder::Remote));
        assert!(!public(Folder::Exports));
    }

    #[test]
    fn types_by_content() {
        assert_eq!(FileType::of(b"\x89PNG\r\n\x1a\n"), Some(FileType::Png));
        assert_eq!(FileType::of(b"RIFF\0\0\0\0WEBPVP8 "), Some(FileType::WebP));
        assert_eq!(FileType::of(b"RIFF\0\0\0\0WAVE"), Some(FileType::Wav));
        assert_eq!(FileType::of(b"\0\0\0\x20ftypisom"), Some(FileType::Mp4));
        assert_eq!(
            FileType::of(b"\0\0\0\x20ftypqt  \0\0\0\0"),
            Some(FileType::Mov)
        );
        assert_eq!(FileType::of(b"\0\0\0\x20ftypM4A "), Some(FileType::M4a));
        assert_eq!(
            FileType::of(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf"),
            Some(FileType::Avif)
        );
        assert_eq!(FileType::of(b"fLaC"), Some(FileType::Flac));
        assert_eq!(FileType::of(b"OggS"), Some(FileType::Ogg));
        assert_eq!(FileType::of(b"ID3\x04"), Some(FileType::Mp3));
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'>"[..],
            b"<!doctype html>",
            b"{\"id\":1}",
            b"%PDF-1.7",
            b"#EXTM3U",
            b"",
        ] {
            assert_eq!(FileType::of(other), None);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_have_a_type_or_none(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = FileType::of(&bytes);
        }

        #[test]
        fn a_key_never_leaves_its_folder(text in "[a-f0-9./\\\\]{0,60}") {
            if let Ok(key) = text.parse::<Key>() {
                prop_assert!(!key.as_str().contains("..") && !key.as_str().starts_with('/'));
            }
        }
    }
}
