//! Two ways to show that a form was not sent by a simple program, both made and
//! checked on this server: a proof of work for browsers with JavaScript, and a
//! picture with an audio alternative for the others.
//!
//! Nothing is stored here. Callers keep the digest of a spent proof, and the answer
//! of a picture until it is used once or expires.

pub mod picture;
pub mod pow;

/// The form field that errors of both kinds belong to.
pub const FIELD: &str = "captcha";

/// How long a challenge can be answered, in minutes.
pub const LIFETIME_MINUTES: i64 = 10;
