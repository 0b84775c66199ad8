//! A key that stands in a file of this machine and never in the database, for the
//! few secrets that have to be read again: whoever has a copy of the database
//! alone cannot.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::foundation::crypto::random_bytes;
use crate::foundation::error::{Error, Result};
use crate::foundation::platform;

/// Bytes of the key.
const KEY_BYTES: usize = 32;

/// A key in a file, made when it is first needed.
pub struct KeyFile {
    path: PathBuf,
    key: OnceLock<Option<LessSafeKey>>,
}

impl KeyFile {
    /// The key of the file at `path`, which need not exist.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self {
            path,
            key: OnceLock::new(),
        }
    }

    fn key(&self) -> Option<&LessSafeKey> {
        let load = || match load_or_make(&self.path) {
            Ok(key) => Some(key),
            Err(error) => {
                let path = self.path.display();
                tracing::warn!(%path, %error, "this key cannot be used; nothing is sealed");
                None
            }
        };
        self.key.get_or_init(load).as_ref()
    }

    /// Seals a secret so that it is read again only with the same `about`; nothing
    /// where there is no key.
    pub fn seal(&self, about: &[u8], secret: &str) -> Result<Option<Vec<u8>>> {
        let Some(key) = self.key() else {
            return Ok(None);
        };
        let nonce = random_bytes::<NONCE_LEN>()?;
        let mut sealed = secret.as_bytes().to_vec();
        let mark = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(mark, Aad::from(about), &mut sealed)
            .map_err(Error::internal)?;
        Ok(Some([&nonce, sealed.as_slice()].concat()))
    }

    /// The secret; nothing where it was sealed by another key or about something else.
    #[must_use]
    pub fn open(&self, about: &[u8], sealed: &[u8]) -> Option<String> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut body = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = self
            .key()?
            .open_in_place(nonce, Aad::from(about), &mut body);
        String::from_utf8(plain.ok()?.to_vec()).ok()
    }
}

fn load_or_make(path: &Path) -> Result<LessSafeKey> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => make(path)?,
        Err(error) => return Err(Error::internal(error)),
    };
    if bytes.len() != KEY_BYTES {
        return Err(Error::internal("the file does not hold a key"));
    }
    let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(Error::internal)?;
    Ok(LessSafeKey::new(key))
}

/// Makes the file whole or not at all; of two processes, both get the first one's.
fn make(path: &Path) -> Result<Vec<u8>> {
    let fresh = random_bytes::<KEY_BYTES>()?;
    let name = u64::from_be_bytes(random_bytes()?);
    let staging = path.with_extension(format!("{name:x}"));
    let mut file = platform::create_private_file(&staging).map_err(Error::internal)?;
    let written = file.write_all(&fresh).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| std::fs::hard_link(&staging, path));
    std::fs::remove_file(&staging).map_err(Error::internal)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(Error::internal(error)),
        _ => std::fs::read(path).map_err(Error::internal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_read_with_the_same_file_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("push.key");
        let (one, same) = (KeyFile::at(path.clone()), KeyFile::at(path.clone()));
        let sealed = one.seal(b"7", "token").unwrap().unwrap();
        assert_ne!(sealed, one.seal(b"7", "token").unwrap().unwrap());
        assert_eq!(same.open(b"7", &sealed).as_deref(), Some("token"));
        assert_eq!(same.open(b"8", &sealed), None);
        assert_eq!(same.open(b"7", &sealed[1..]), None);
        assert_eq!(same.open(b"7", &[]), None);
        let other = KeyFile::at(folder.path().join("other.key"));
        assert_eq!(other.open(b"7", &sealed), None);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn without_a_folder_nothing_is_sealed() {
        let nowhere = KeyFile::at(PathBuf::from("/nonexistent-folder/push.key"));
        assert_eq!(nowhere.seal(b"7", "token").unwrap(), None);
        assert_eq!(nowhere.open(b"7", &[0; 40]), None);
    }
}
