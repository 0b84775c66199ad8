//! Images that move: every frame made anew, within bounds on their number, their
//! pixels and the time that takes.

use std::io::Cursor;
use std::time::{Duration, Instant};

use ::image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use ::image::codecs::png::PngDecoder;
use ::image::codecs::webp::WebPDecoder;
use ::image::{AnimationDecoder as _, DynamicImage, Frame, Frames, ImageDecoder, Limits};

use super::{DECODER_OVERHEAD, ImageRules, Kind};

/// Most frames.
const MAX_FRAMES: usize = 1_000;
/// Most pixels of all frames as they are kept.
const MAX_PIXELS: u64 = 120_000_000;
/// Most pixels of all frames as they are sent.
const MAX_READ: u64 = 1_000_000_000;
/// Longest work.
const MAX_TIME: Duration = Duration::from_secs(20);
/// How roughly colours are chosen, 1 to 30.
const SPEED: i32 = 10;

/// Whether an image with these first bytes (some tens of thousands) may move: every
/// GIF may, PNG and WebP say so at their beginning, and no other kind that is read
/// here does.
#[must_use]
pub fn may_move(start: &[u8]) -> bool {
    match Kind::of(start) {
        Some(Kind::Gif) => true,
        Some(Kind::Png) => png_says_so(start).unwrap_or(false),
        // RFC 9649, section 2.7: the flag of animation in the extended header.
        Some(Kind::Webp) => {
            let flags = start.get(20).copied().unwrap_or(0);
            start.get(12..16) == Some(b"VP8X") && flags & 2 != 0
        }
        Some(Kind::Jpeg) | None => false,
    }
}

/// Whether there is a chunk `acTL` before the first of pixels.
fn png_says_so(start: &[u8]) -> Option<bool> {
    let mut rest = start.get(8..)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        match kind {
            b"acTL" => return Some(true),
            b"IDAT" => return Some(false),
            _ => {
                let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
                rest = after.get(length.checked_add(4)?..)?;
            }
        }
    }
}

/// All frames as a GIF that goes on for ever; none where there is one frame only,
/// or where they are too many, too large, or damaged.
pub(super) fn moving(bytes: &[u8], kind: Kind, rules: &ImageRules) -> Option<Vec<u8>> {
    let cursor = Cursor::new(bytes);
    match kind {
        Kind::Jpeg => None,
        Kind::Gif => {
            let mut decoder = GifDecoder::new(cursor).ok()?;
            decoder.set_limits(limits(rules)).ok()?;
            again(decoder.into_frames(), rules)
        }
        Kind::Webp => {
            let mut decoder = WebPDecoder::new(cursor).ok()?;
            if !decoder.has_animation() {
                return None;
            }
            decoder.set_limits(limits(rules)).ok()?;
            again(decoder.into_frames(), rules)
        }
        Kind::Png => {
            let decoder = PngDecoder::with_limits(cursor, limits(rules)).ok()?;
            if !decoder.is_apng().ok()? {
                return None;
            }
            again(decoder.apng().ok()?.into_frames(), rules)
        }
    }
}

fn limits(rules: &ImageRules) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(rules.max_width);
    limits.max_image_height = Some(rules.max_height);
    limits.max_alloc = Some(
        rules
            .max_pixels
            .saturating_mul(8)
            .saturating_add(DECODER_OVERHEAD),
    );
    limits
}

fn again(frames: Frames<'_>, rules: &ImageRules) -> Option<Vec<u8>> {
    let began = Instant::now();
    let mut bytes = Vec::new();
    let (mut count, mut kept, mut read) = (0, 0, 0);
    {
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, SPEED);
        encoder.set_repeat(Repeat::Infinite).ok()?;
        for frame in frames {
            let frame = frame.ok()?;
            let delay = frame.delay();
            let image = DynamicImage::ImageRgba8(frame.into_buffer());
            read += u64::from(image.width()) * u64::from(image.height());
            let image = rules.fit.apply(image).into_rgba8();
            kept += u64::from(image.width()) * u64::from(image.height());
            count += 1;
            let too_much = count > MAX_FRAMES || kept > MAX_PIXELS || read > MAX_READ;
            if too_much || began.elapsed() > MAX_TIME {
                return None;
            }
            let frame = Frame::from_parts(image, 0, 0, delay);
            encoder.encode_frame(frame).ok()?;
        }
    }
    (count > 1 && bytes.len() <= rules.max_bytes.saturating_mul(2)).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use ::image::codecs::gif::GifDecoder;
    use ::image::{Delay, Rgba, RgbaImage};

    use super::*;

    fn gif(frames: u8, side: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for n in 0..frames {
            let image = RgbaImage::from_pixel(side, side, Rgba([n * 50, 0, 0, 255]));
            let delay = Delay::from_numer_denom_ms(100, 1);
            let frame = Frame::from_parts(image, 0, 0, delay);
            encoder.encode_frame(frame).unwrap();
        }
        drop(encoder);
        bytes
    }

    #[test]
    fn it_moves_on_in_the_size_that_is_kept() {
        let rules = ImageRules::avatar("avatar");
        let done = super::super::process(&gif(3, 500), &rules).unwrap();
        assert_eq!((done.width, done.height), (400, 400));
        let moving = done.moving.unwrap();
        let decoder = GifDecoder::new(Cursor::new(&moving)).unwrap();
        assert_eq!(decoder.dimensions(), (400, 400));
        assert_eq!(decoder.into_frames().count(), 3);
    }

    #[test]
    fn what_may_move_says_so_at_its_beginning() {
        assert!(may_move(&gif(2, 20)));
        let webp = |flags: u8| [&b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0"[..], &[flags; 10]].concat();
        assert!(may_move(&webp(2)) && !may_move(&webp(16)));
        let chunk = |name: &[u8; 4]| [&[0, 0, 0, 2][..], name, &[0; 6]].concat();
        let png = |chunks: [&[u8; 4]; 2]| {
            let chunks = chunks.map(chunk).concat();
            [&b"\x89PNG\r\n\x1a\n"[..], &chunks].concat()
        };
        assert!(may_move(&png([b"IHDR", b"acTL"])));
        assert!(!may_move(&png([b"IHDR", b"IDAT"])));
        assert!(!may_move(&png([b"IDAT", b"acTL"])));
        for cut in [
            &b""[..],
            b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffabcd",
            b"\xff\xd8\xff\xe0",
        ] {
            assert!(!may_move(cut));
        }
    }

    #[test]
    fn one_frame_and_damaged_ones_stand_still() {
        let rules = ImageRules::avatar("avatar");
        assert_eq!(moving(&gif(1, 20), Kind::Gif, &rules), None);
        let mut cut = gif(3, 20);
        cut.truncate(cut.len() - 10);
        assert_eq!(moving(&cut, Kind::Gif, &rules), None);
    }
}
