//! Hashes and checks passwords with bcrypt, off the async threads and only a few
//! at once, so that a rush of sign-ins cannot starve the rest of the server.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
use zxcvbn::Score;

use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// What bcrypt reads of a password, in bytes; longer ones are refused, not cut.
pub const PASSWORD_MAX_BYTES: usize = 72;

/// How long somebody waits for a free place before hearing that the server is busy.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// How much of a password is judged. A beginning that is hard to guess makes the whole
/// hard to guess, and judging takes time that grows with the length, and exponentially
/// with the number of different signs that may stand for letters.
const JUDGED_CHARS_MAX: usize = 32;
const JUDGED_SUBSTITUTES_MAX: usize = 7;

/// The signs that guessers take for letters, as in `p@ssw0rd`.
const SUBSTITUTES: &str = "4@8({[<369!1|7$50+%2";

/// Bounds of what the strength check compares a password with.
const USER_INPUTS_MAX: usize = 10;
const USER_INPUT_CHARS_MAX: usize = 50;

/// Hashes and verifies with a fixed cost and a bounded number at once. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    cost: u32,
    places: Arc<Semaphore>,
    wait_max: Duration,
    /// What passwords of unknown users are compared with: as costly as a real one,
    /// and nothing matches it.
    dummy_hash: Arc<str>,
    compared: Arc<AtomicU64>,
}

impl Passwords {
    /// `cost` is bcrypt's (4 to 31; each step doubles the time); `at_once` is how
    /// many may be hashed or verified at the same time in this process.
    #[must_use]
    pub fn new(cost: u32, at_once: NonZeroUsize) -> Self {
        let places = at_once.get().min(Semaphore::MAX_PERMITS);
        // Salt and digest of zero bits. Made by hand, because a hash made with the
        // cost would delay every start.
        let dummy_hash = format!("$2b${cost:02}${}", ".".repeat(53)).into();
        Self {
            cost,
            places: Arc::new(Semaphore::new(places)),
            wait_max: WAIT_MAX,
            dummy_hash,
            compared: Arc::default(),
        }
    }

    /// How many passwords were compared with a hash since the start.
    #[must_use]
    pub fn compared(&self) -> u64 {
        self.compared.load(Ordering::Relaxed)
    }

    /// The hash to store for `password`.
    ///
    /// # Errors
    /// Field `password` when it is longer than [`PASSWORD_MAX_BYTES`] or has a NUL
    /// byte; `Unavailable` when too many others wait.
    pub async fn hash(&self, password: &str) -> Result<String> {
        check_bytes(password)?;
        let (password, cost) = (password.to_owned(), self.cost);
        self.work(move || bcrypt::hash(password, cost)).await
    }

    /// Whether `password` belongs to `hash`. Without a hash (the user is unknown or
    /// has no password) it takes the same time and is false.
    ///
    /// # Errors
    /// `Unavailable` when too many others wait; `Internal` when `hash` is no bcrypt hash.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        // What could never have been stored takes the same time as a wrong password.
        let readable = check_bytes(password).is_ok();
        let known = hash.filter(|_| readable);
        let password = if readable {
            password.to_owned()
        } else {
            String::new()
        };
        let compared = known.unwrap_or(&self.dummy_hash).to_owned();
        self.compared.fetch_add(1, Ordering::Relaxed);
        let matches = self
            .work(move || bcrypt::verify(password, &compared))
            .await?;
        Ok(matches && known.is_some())
    }

    /// Whether `hash` was made with another cost than is configured now, so that it
    /// should be made anew when its password is next seen.
    #[must_use]
    pub fn needs_rehash(&self, hash: &str) -> bool {
        hash.split('$').nth(2).and_then(|cost| cost.parse().ok()) != Some(self.cost)
    }

    /// Runs `work` on a blocking thread once a place is free. The place is given back
    /// when the work is done, even if nobody waits for it any more.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> bcrypt::BcryptResult<T> + Send + 'static,
    ) -> Result<T> {
        let place = tokio::time::timeout(self.wait_max, Arc::clone(&self.places).acquire_owned())
            .await
            .map_err(Error::unavailable)?
            .map_err(Error::unavailable)?;
        let task = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        task.await
            .map_err(Error::internal)?
            .map_err(Error::internal)
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords")
            .field("cost", &self.cost)
            .finish_non_exhaustive()
    }
}

/// Refuses passwords that are too short, too long for bcrypt, or easy to guess.
///
/// `min_chars` counts characters; `user_inputs` are things a guesser would try first
/// (username, e-mail address, the server's name). Takes some milliseconds of
/// computing at most: the password is bounded before it is looked at.
///
/// # Errors
/// Field `password`.
pub fn check_strength(password: &str, min_chars: usize, user_inputs: &[&str]) -> Result<()> {
    check_bytes(password)?;
    if password.chars().count() < min_chars {
        let least = [("min", min_chars.into())];
        return Err(refuse(Message::about("refused-password-short", least)));
    }
    let inputs = bounded(user_inputs);
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    // The score counts guesses: 1 is fewer than a million, which covers every list of
    // common passwords and their usual variations.
    if zxcvbn::zxcvbn(&judged_part(password), &inputs).score() < Score::Two {
        return Err(refuse(Message::of("refused-password-easy")));
    }
    Ok(())
}

/// The beginning of `password` that can be judged in bounded time.
fn judged_part(password: &str) -> String {
    let mut seen = Vec::new();
    let within = |c: &char| {
        if SUBSTITUTES.contains(*c) && !seen.contains(c) {
            seen.push(*c);
        }
        seen.len() <= JUDGED_SUBSTITUTES_MAX
    };
    password
        .chars()
        .take(JUDGED_CHARS_MAX)
        .take_while(within)
        .collect()
}

/// The inputs and their parts (an address's name, for instance), cut to a bound.
fn bounded(user_inputs: &[&str]) -> Vec<String> {
    let cut = |text: &str| text.chars().take(USER_INPUT_CHARS_MAX).collect::<String>();
    let inputs = user_inputs
        .iter()
        .take(USER_INPUTS_MAX)
        .map(|input| cut(input));
    inputs
        .flat_map(|input| {
            let parts = input
                .split(|c: char| !c.is_alphanumeric())
                .map(str::to_owned);
            let parts: Vec<String> = parts.filter(|part| part.len() > 2).collect();
            parts.into_iter().chain([input])
        })
        .collect()
}

/// Refuses what bcrypt would not read to its end.
fn check_bytes(password: &str) -> Result<()> {
    let length = password.len();
    if length > PASSWORD_MAX_BYTES {
        let lengths = [
            ("length", length.to_string().into()),
            ("max", PASSWORD_MAX_BYTES.into()),
        ];
        return Err(refuse(Message::about("refused-password-long", lengths)));
    }
    if password.contains('\0') {
        return Err(refuse(Message::of("refused-password-nul")));
    }
    Ok(())
}

fn refuse(message: Message) -> Error {
    Error::field("password", message)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::foundation::error::ErrorKind;

    fn passwords(cost: u32, at_once: usize) -> Passwords {
        Passwords::new(cost, NonZeroUsize::new(at_once).unwrap())
    }

    #[tokio::test]
    async fn hash_and_verify() {
        let passwords = passwords(4, 2);
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$2b$04$"));
        assert!(
            passwords
                .verify("correct horse", Some(&hash))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("correct horsf", Some(&hash))
                .await
                .unwrap()
        );
        assert!(!passwords.verify("", Some(&hash)).await.unwrap());
        assert!(!passwords.needs_rehash(&hash));
        assert!(Passwords::new(5, NonZeroUsize::MIN).needs_rehash(&hash));
        let broken = passwords.verify("x", Some("not a hash")).await.unwrap_err();
        assert_eq!(broken.kind(), ErrorKind::Internal);
    }

    #[tokio::test]
    async fn more_than_72_bytes_are_refused_and_never_cut() {
        let passwords = passwords(4, 2);
        let longest = "ä".repeat(36);
        let hash = passwords.hash(&longest).await.unwrap();
        assert!(passwords.verify(&longest, Some(&hash)).await.unwrap());
        let longer = format!("{longest}!");
        assert!(!passwords.verify(&longer, Some(&hash)).await.unwrap());
        assert!(passwords.hash(&longer).await.is_err());
        assert_eq!(
            check_strength(&"x".repeat(80), 8, &[])
                .unwrap_err()
                .message(),
            "This password is 80 bytes long; bcrypt reads only the first 72. Choose a shorter one."
        );
    }

    #[tokio::test]
    async fn nul_is_refused() {
        let passwords = passwords(4, 2);
        let hash = passwords.hash("abc").await.unwrap();
        assert!(!passwords.verify("abc\0abc", Some(&hash)).await.unwrap());
        assert!(passwords.hash("abc\0").await.is_err());
        assert_eq!(
            check_strength("long enough\0", 8, &[])
                .unwrap_err()
                .fields()[0]
                .field,
            "password"
        );
    }

    #[tokio::test]
    async fn unknown_users_cost_as_much_as_known_ones() {
        let passwords = passwords(10, 1);
        let hash = passwords.hash("correct horse").await.unwrap();
        let mut known = Duration::MAX;
        for _ in 0..3 {
            let start = Instant::now();
            assert!(!passwords.verify("wrong", Some(&hash)).await.unwrap());
            known = known.min(start.elapsed());
        }
        let start = Instant::now();
        assert!(!passwords.verify("wrong", None).await.unwrap());
        let unknown = start.elapsed();
        // A missing hash that is not compared at all takes microseconds.
        assert!(unknown * 4 > known, "{unknown:?} against {known:?}");
    }

    #[tokio::test]
    async fn waiting_is_bounded() {
        let mut passwords = passwords(4, 1);
        passwords.wait_max = Duration::from_millis(1);
        let place = Arc::clone(&passwords.places).acquire_owned().await.unwrap();
        let refused = passwords.verify("x", None).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Unavailable);
        drop(place);
        assert!(!passwords.verify("x", None).await.unwrap());
    }

    #[test]
    fn common_passwords_are_refused() {
        let common = [
            "password",
            "Password1",
            "12345678",
            "qwertyuiop",
            "iloveyou",
            "P@ssw0rd",
            "aaaaaaaaaaaa",
            "letmein123",
            "football1",
            "abcdefgh",
            "87654321",
            "trustno1",
            "baseball",
        ];
        for password in common {
            assert!(check_strength(password, 8, &[]).is_err(), "{password}");
        }
        assert!(check_strength("short", 8, &[]).is_err());
        for password in [
            "correct horse battery",
            "gV7#kq2!xw",
            "ein ruhiger Nachmittag",
        ] {
            assert!(check_strength(password, 8, &[]).is_ok(), "{password}");
        }
    }

    #[test]
    fn what_a_guesser_knows_is_refused() {
        let known = ["demo_alice", "wunderkammer@example.com", "ossm.example"];
        assert!(check_strength("demo_alice1", 8, &known).is_err());
        assert!(check_strength("wunderkammer", 8, &known).is_err());
        assert!(check_strength("xqzvbnrtpl", 8, &["xqzvbnrtpl"]).is_err());
        let long = "x".repeat(100_000);
        let many = vec![long.as_str(); 1000];
        assert!(check_strength("gV7#kq2!xw", 8, &many).is_ok());
    }

    #[test]
    fn what_is_judged_is_bounded() {
        // Each sign more doubles the time; all of them take seconds.
        assert_eq!(judged_part("4@8({[<369!1|7$50+%2 rest"), "4@8({[<");
        assert_eq!(judged_part(&"ab".repeat(36)).len(), JUDGED_CHARS_MAX);
        assert_eq!(
            judged_part("gardenia 2026-11-22 walk"),
            "gardenia 2026-11-22 walk"
        );
        assert!(check_strength("4@8({[<369&#!1/|0$5+7%2", 8, &[]).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_password(password in ".{0,40}", input in ".{0,20}") {
            if check_strength(&password, 8, &[&input]).is_ok() {
                proptest::prop_assert!(password.len() <= PASSWORD_MAX_BYTES);
                proptest::prop_assert!(password.chars().count() >= 8);
            }
        }
    }
}
