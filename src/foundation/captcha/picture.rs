//! A picture of a few characters, and the same characters spoken, for browsers
//! that run no script. Rendering takes milliseconds of computing: call it on a
//! blocking thread.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use captcha::Captcha;
use captcha::filters::{Dots, Noise, Wave};
use rand::Rng;

use crate::foundation::error::{Error, Result};

/// Characters that are told apart by eye and by ear: no O and 0, I and 1, B, D, P…
const ALPHABET: [char; 13] = [
    'A', 'E', 'F', 'H', 'K', 'M', 'R', 'X', 'Y', '4', '6', '7', '9',
];

/// Characters in an answer. Even the widest, six times M, fit the library's canvas.
const LENGTH: usize = 6;
/// Longest typed answer that is compared, in bytes.
const TYPED_MAX: usize = 64;

const WIDTH: u32 = 300;
const HEIGHT: u32 = 110;

/// Samples per second of the sound: eight bits, one channel. Speech needs no more.
const SAMPLE_RATE: u32 = 11_025;
/// The library's recordings are quiet; only clicks in them reach full scale.
const LOUDER: f32 = 1.8;
/// Silence before, between and after the characters, in samples.
const PAUSE: usize = 4_000;

/// A new captcha: what to type, and how it looks and sounds.
#[derive(Debug, Clone)]
pub struct Picture {
    /// What the visitor has to type; compare with [`answers_match`].
    pub answer: String,
    /// `image/png`, 300 × 110 pixels.
    pub png: Vec<u8>,
    /// `audio/wav`, about 15 seconds.
    pub wav: Vec<u8>,
}

/// A new answer with its picture and sound.
///
/// # Errors
/// `Internal` when rendering fails.
pub fn generate(rng: &mut impl Rng) -> Result<Picture> {
    let answer = random_answer(rng);
    let png = render_png(&answer)?;
    let wav = render_wav(&answer)?;
    Ok(Picture { answer, png, wav })
}

/// A new answer alone, for callers that render it later.
pub fn random_answer(rng: &mut impl Rng) -> String {
    let letter = |_| ALPHABET.get(rng.random_range(0..ALPHABET.len()));
    (0..LENGTH).filter_map(letter).collect()
}

/// The picture of `answer`, drawn with new noise each time.
///
/// # Errors
/// `Internal` when `answer` did not come from [`random_answer`].
pub fn render_png(answer: &str) -> Result<Vec<u8>> {
    draw(answer, 0.1, 8)
}

/// As [`render_png`], with more noise.
///
/// # Errors
/// As [`render_png`].
pub fn render_noisy_png(answer: &str) -> Result<Vec<u8>> {
    draw(answer, 0.25, 20)
}

fn draw(answer: &str, noise: f32, dots: u32) -> Result<Vec<u8>> {
    let mut canvas = spell(answer)?;
    canvas
        .apply_filter(Noise::new(noise))
        .apply_filter(Wave::new(1.5, 8.0).horizontal())
        .apply_filter(Wave::new(2.0, 6.0).vertical())
        .view(WIDTH, HEIGHT)
        .apply_filter(Dots::new(dots).min_radius(2).max_radius(5));
    canvas
        .as_png()
        .ok_or_else(|| Error::internal("the captcha's picture could not be encoded"))
}

/// The sound of `answer`, with new noise, pauses and speeds each time.
///
/// # Errors
/// `Internal` when `answer` did not come from [`random_answer`].
pub fn render_wav(answer: &str) -> Result<Vec<u8>> {
    let mut rng = rand::rng();
    let mut samples = Vec::new();
    for letter in spell(answer)?.as_wav() {
        let letter = letter.ok_or_else(|| Error::internal("a character has no sound"))?;
        push_noise(&mut samples, &mut rng);
        push_speech(&mut samples, &letter, rng.random_range(0.94..1.06))?;
    }
    push_noise(&mut samples, &mut rng);
    wav(&samples)
}

/// Whether `typed` is the `expected` answer, without regard to case and white space.
/// Takes the same time for every wrong answer of the same length.
#[must_use]
pub fn answers_match(expected: &str, typed: &str) -> bool {
    if typed.len() > TYPED_MAX || expected.is_empty() {
        return false;
    }
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_uppercase();
    verify_slices_are_equal(plain(expected).as_bytes(), plain(typed).as_bytes()).is_ok()
}

/// The library's canvas with the characters of `answer` on it.
fn spell(answer: &str) -> Result<Captcha> {
    let letters: Vec<char> = answer.chars().take(LENGTH + 1).collect();
    let known = letters.iter().all(|letter| ALPHABET.contains(letter));
    if !known || letters.len() != LENGTH {
        return Err(Error::internal("this is not an answer of a captcha"));
    }
    let mut canvas = Captcha::new();
    for letter in letters {
        canvas.set_chars(&[letter]).add_char();
    }
    Ok(canvas)
}

/// Faint noise instead of silence, of a length that varies a little.
fn push_noise(samples: &mut Vec<u8>, rng: &mut impl Rng) {
    let length = rng.random_range(PAUSE..PAUSE * 3 / 2);
    samples.extend((0..length).map(|_| rng.random_range(122..=134_u8)));
}

/// Appends one character, brought from the library's 22,050 samples of 16 bits to
/// ours and spoken at `speed`.
fn push_speech(samples: &mut Vec<u8>, file: &[u8], speed: f32) -> Result<()> {
    let spoken = data_chunk(file).ok_or_else(|| Error::internal("the sound has no data"))?;
    let halves: Vec<f32> = spoken
        .chunks_exact(4)
        .filter_map(|pair| match pair {
            &[a, b, c, d] => Some((a, b, c, d)),
            _ => None,
        })
        .map(|(a, b, c, d)| {
            f32::midpoint(
                i16::from_le_bytes([a, b]).into(),
                i16::from_le_bytes([c, d]).into(),
            )
        })
        .collect();
    let mut position = 0.0_f32;
    while let Some(value) = interpolate(&halves, position) {
        samples.push(to_eight_bits(value));
        position += speed;
    }
    Ok(())
}

/// The value between two samples; None at the end.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 ≤ position < 2²⁴"
)]
fn interpolate(values: &[f32], position: f32) -> Option<f32> {
    let (left, right) = values.get(position as usize..)?.split_first()?;
    Some(left + (right.first()? - left) * position.fract())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to u8"
)]
fn to_eight_bits(value: f32) -> u8 {
    (value * LOUDER / 256.0 + 128.0).clamp(0.0, 255.0) as u8
}

/// The bytes of a RIFF file's `data` chunk.
fn data_chunk(file: &[u8]) -> Option<&[u8]> {
    let mut rest = file.get(12..)?;
    loop {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (length, body) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        if name == b"data" {
            return body.get(..length.min(body.len()));
        }
        rest = body.get(length..)?;
    }
}

/// A WAV file of eight bit samples.
fn wav(samples: &[u8]) -> Result<Vec<u8>> {
    let padding = samples.len() % 2;
    let length = u32::try_from(samples.len() + padding).map_err(Error::internal)?;
    let mut file = Vec::with_capacity(samples.len() + 45);
    file.extend(b"RIFF");
    file.extend((36 + length).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend([1, 0, 1, 0]); // PCM, one channel
    file.extend(SAMPLE_RATE.to_le_bytes());
    file.extend(SAMPLE_RATE.to_le_bytes()); // bytes per second
    file.extend([1, 0, 8, 0]); // bytes per sample, bits per sample
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(samples);
    file.extend(std::iter::repeat_n(128, padding));
    Ok(file)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_character_has_a_glyph_and_a_sound() {
        for letter in ALPHABET {
            let answer = letter.to_string().repeat(LENGTH);
            let canvas = spell(&answer).unwrap();
            assert_eq!(canvas.chars_as_string(), answer);
            assert!(canvas.as_wav().iter().all(Option::is_some));
        }
    }

    #[test]
    fn picture_and_sound_are_valid_files() {
        let picture = generate(&mut rand::rng()).unwrap();
        assert_eq!(picture.answer.len(), LENGTH);
        let decoded = image::load_from_memory(&picture.png).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (WIDTH, HEIGHT));
        assert!(picture.png.len() < 30_000, "{}", picture.png.len());

        let wav = &picture.wav;
        assert_eq!((&wav[..4], &wav[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
        let declared = u32::from_le_bytes(wav[4..8].try_into().unwrap());
        assert_eq!(usize::try_from(declared).unwrap() + 8, wav.len());
        let samples = data_chunk(wav).unwrap();
        assert_eq!(samples.len() + 44, wav.len());
        let seconds = samples.len() / usize::try_from(SAMPLE_RATE).unwrap();
        assert!((8..20).contains(&seconds), "{seconds}");
        // Speech is louder than the noise in the pauses.
        assert!(samples.iter().filter(|s| s.abs_diff(128) > 24).count() > 1000);
    }

    #[test]
    fn all_answers_fit_and_nothing_else_is_drawn() {
        for letter in ALPHABET {
            let answer = letter.to_string().repeat(LENGTH);
            assert!(render_png(&answer).is_ok(), "{answer}");
        }
        for answer in ["", "A", "AEFHK", "AEFHKMR", "aefhkm", "AEFHKO", "é"] {
            assert!(
                render_png(answer).is_err() && render_wav(answer).is_err(),
                "{answer}"
            );
        }
    }

    #[test]
    fn comparison() {
        assert!(answers_match("AEF467", " aef 467\n"));
        assert!(!answers_match("AEF467", "AEF46"));
        assert!(!answers_match("AEF467", ""));
        assert!(!answers_match("", ""));
        assert!(!answers_match("A", &"A".repeat(1000)));
    }

    proptest! {
        #[test]
        fn any_typed_text(typed in ".*") {
            let right = typed.split_whitespace().collect::<String>().to_uppercase() == "AEF467";
            prop_assert_eq!(answers_match("AEF467", &typed), right);
        }

        #[test]
        fn any_chunks(file in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = data_chunk(&file);
            let mut named = file.clone();
            named.extend(b"data\xff\xff\xff\xff12");
            let _ = data_chunk(&named);
        }
    }
}
