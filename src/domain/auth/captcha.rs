//! Challenges that show that a form was not sent by a simple program: bound to
//! a form, good once, for some minutes, in whichever process they come back to.

use chrono::Duration;

use crate::db::Conn;
use crate::db::models::captcha::{self as rows, Captcha};
use crate::domain::DomainContext;
use crate::domain::auth::protection::{self, Strength};
use crate::foundation::captcha::pow::{self, Difficulty};
use crate::foundation::captcha::{FIELD, LIFETIME_MINUTES, picture};
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Forms that ask for a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Signing up.
    SignUp,
    /// Asking for a new password.
    Reset,
}

impl Form {
    fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::Reset => "reset",
        }
    }
}

/// A challenge in two forms; either of them is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The proof of work, as JSON for the script.
    pub proof_of_work: String,
    /// The ID of the picture and of the sound.
    pub picture_id: String,
}

/// What came back with a form.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The solved proof of work; may be empty.
    pub proof_of_work: String,
    /// Which picture was seen; may be empty.
    pub picture_id: String,
    /// What was read in it or heard.
    pub typed: String,
}

/// A new challenge for `form`; `None` where none is asked for.
pub async fn issue(conn: &mut Conn, cx: &DomainContext, form: Form) -> Result<Option<Challenge>> {
    let difficulty = match protection::captcha(cx) {
        Strength::Off => return Ok(None),
        Strength::Normal => Difficulty::default(),
        Strength::Hard => Difficulty::HARD,
    };
    let now = cx.clock.now();
    let challenge = pow::Challenge::create(&secret(cx), form.as_str(), difficulty, now)?;
    let row = Captcha {
        id: crypto::random_token()?,
        form: form.as_str().to_owned(),
        answer: picture::random_answer(&mut rand::rng()),
        expires_at: now + Duration::minutes(LIFETIME_MINUTES),
    };
    rows::insert(conn, &row).await?;
    Ok(Some(Challenge {
        proof_of_work: challenge.to_json()?,
        picture_id: row.id,
    }))
}

/// Checks the answer to a challenge for `form` and spends it, right or wrong.
///
/// # Errors
/// Field `captcha`.
pub async fn check(conn: &mut Conn, cx: &DomainContext, form: Form, answer: &Answer) -> Result<()> {
    if protection::captcha(cx) == Strength::Off {
        return Ok(());
    }
    // Somebody who typed an answer did so because no script ran.
    if answer.typed.trim().is_empty() && !answer.proof_of_work.trim().is_empty() {
        return check_proof_of_work(conn, cx, form, &answer.proof_of_work).await;
    }
    check_picture(conn, cx, form, answer).await
}

async fn check_proof_of_work(
    conn: &mut Conn,
    cx: &DomainContext,
    form: Form,
    payload: &str,
) -> Result<()> {
    let (secret, payload, now) = (secret(cx), payload.to_owned(), cx.clock.now());
    let check = move || pow::verify(&secret, form.as_str(), &payload, now);
    let spent = tokio::task::spawn_blocking(check)
        .await
        .map_err(Error::internal)??;
    if rows::spend(conn, &spent.digest, spent.expires_at).await? {
        return Ok(());
    }
    Err(Error::field(FIELD, Message::of("refused-proof-spent")))
}

async fn check_picture(
    conn: &mut Conn,
    cx: &DomainContext,
    form: Form,
    answer: &Answer,
) -> Result<()> {
    if answer.typed.trim().is_empty() {
        return Err(Error::field(FIELD, Message::of("refused-captcha-none")));
    }
    let row = rows::take(conn, &answer.picture_id)
        .await?
        .filter(|row| row.form == form.as_str() && row.expires_at > cx.clock.now());
    let Some(row) = row else {
        return Err(Error::field(FIELD, Message::of("refused-captcha-late")));
    };
    if picture::answers_match(&row.answer, &answer.typed) {
        return Ok(());
    }
    Err(Error::field(FIELD, Message::of("refused-captcha-wrong")))
}

/// The picture (PNG) with this ID.
///
/// # Errors
/// `NotFound` when it was answered or has expired.
pub async fn picture(conn: &mut Conn, cx: &DomainContext, id: &str) -> Result<Vec<u8>> {
    let draw = match protection::captcha(cx) {
        Strength::Hard => picture::render_noisy_png,
        Strength::Off | Strength::Normal => picture::render_png,
    };
    render(conn, cx, id, draw).await
}

/// The same characters spoken (WAV).
///
/// # Errors
/// `NotFound` when it was answered or has expired.
pub async fn sound(conn: &mut Conn, cx: &DomainContext, id: &str) -> Result<Vec<u8>> {
    render(conn, cx, id, picture::render_wav).await
}

async fn render(
    conn: &mut Conn,
    cx: &DomainContext,
    id: &str,
    draw: fn(&str) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let row = rows::find(conn, id, cx.clock.now()).await?;
    let answer = row.ok_or_else(Error::not_found)?.answer;
    tokio::task::spawn_blocking(move || draw(&answer))
        .await
        .map_err(Error::internal)?
}

/// Key material for the proof of work, the same in every process.
fn secret(cx: &DomainContext) -> Vec<u8> {
    cx.secret.sign("captcha", "proof of work").into_bytes()
}
