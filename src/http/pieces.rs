//! Parts of pages that are drawn again and again from the same data, kept as the
//! HTML that was made of them.
//!
//! A piece is found by all that went into it, never by the address or the number
//! of something: whatever changes leads to another piece, so that nothing here can
//! be out of date, and nobody has to say what changed.

use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use siphasher::sip128::{Hasher128 as _, SipHasher13};

use crate::foundation::crypto;
use crate::foundation::error::Result;

/// How much all pieces may weigh, in bytes: some 10,000 posts.
const CAPACITY: u64 = 16 << 20;
/// What one piece weighs beside its text, in bytes.
const OVERHEAD: usize = 160;
/// Nobody asked for it in this time: it goes.
const IDLE: Duration = Duration::from_mins(10);

/// The pieces of one process; clones share them.
#[derive(Clone)]
pub struct Pieces(Arc<Inner>);

struct Inner {
    /// By the hash of what they were drawn from. 128 bits under a secret key: nobody
    /// can write two posts that are taken for each other.
    drawn: Cache<u128, Arc<str>>,
    hasher: SipHasher13,
}

impl Pieces {
    /// No pieces yet.
    ///
    /// # Errors
    /// `Internal` when the system has no random numbers.
    pub fn new() -> Result<Self> {
        let drawn = Cache::builder()
            .weigher(|_, piece: &Arc<str>| {
                u32::try_from(piece.len() + OVERHEAD).unwrap_or(u32::MAX)
            })
            .max_capacity(CAPACITY)
            .time_to_idle(IDLE)
            .build();
        let hasher = SipHasher13::new_with_key(&crypto::random_bytes()?);
        Ok(Self(Arc::new(Inner { drawn, hasher })))
    }

    /// The piece that is made of `source`; where it is not there, `draw` makes it. An
    /// error is not kept.
    ///
    /// # Errors
    /// Those of `draw`.
    pub fn get_or_draw(
        &self,
        source: impl Hash,
        draw: impl FnOnce() -> Result<String>,
    ) -> Result<Arc<str>> {
        let Inner { drawn, hasher } = &*self.0;
        let mut hasher = *hasher;
        source.hash(&mut hasher);
        let key = hasher.finish128().as_u128();
        if let Some(piece) = drawn.get(&key) {
            return Ok(piece);
        }
        let piece: Arc<str> = draw()?.into();
        drawn.insert(key, piece.clone());
        Ok(piece)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::foundation::error::Error;

    #[test]
    fn a_piece_is_drawn_once_for_each_source() {
        let (pieces, drawn) = (Pieces::new().unwrap(), Cell::new(0));
        let piece = |source: (&str, u8)| {
            let draw = || {
                drawn.set(drawn.get() + 1);
                Ok(format!("{source:?}"))
            };
            pieces.get_or_draw(source, draw).unwrap()
        };
        assert_eq!(&*piece(("one", 1)), "(\"one\", 1)");
        assert_eq!(&*piece(("one", 1)), "(\"one\", 1)");
        assert_eq!(drawn.get(), 1);
        assert_eq!(&*piece(("one", 2)), "(\"one\", 2)");
        assert_eq!(&*piece(("on", 1)), "(\"on\", 1)");
        assert_eq!(drawn.get(), 3);
    }

    #[test]
    fn an_error_is_passed_on_and_not_kept() {
        let pieces = Pieces::new().unwrap();
        let refused = pieces.get_or_draw(1, || Err(Error::gone()));
        assert_eq!(refused.unwrap_err().message(), Error::gone().message());
        let piece = pieces.get_or_draw(1, || Ok("one".to_owned()));
        assert_eq!(&*piece.unwrap(), "one");
    }
}
