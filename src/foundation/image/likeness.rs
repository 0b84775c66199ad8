//! A number by which a picture is known again after it was made smaller or encoded
//! anew: 64 signs, each saying whether it grows brighter from one place to the next
//! (a difference hash).

use ::image::imageops::FilterType;
use ::image::{DynamicImage, GenericImageView as _, ImageBuffer, Luma, Rgba};

/// Places from left to right, one more than signs.
const WIDTH: u32 = 9;
/// Places from top to bottom.
const HEIGHT: u32 = 8;

/// Pictures with less between their darkest and brightest place, of 255, are plain.
const CONTRAST: u8 = 10;
/// Two pictures that differ in more signs than this are not compared.
pub const DISTANCE_MAX: u32 = 7;

/// The likeness of an image; none of one that is the same everywhere, which is like
/// every other such image. What shows through counts as white.
#[must_use]
pub fn likeness(image: &DynamicImage) -> Option<i64> {
    let (width, height) = image.dimensions();
    // Half the work is done by the quick way, which large pictures do not notice.
    let small = if width > 256 || height > 256 {
        image.thumbnail_exact(128, 128)
    } else {
        image.clone()
    };
    let white = on_white(&small);
    let tiny = ::image::imageops::resize(&white, WIDTH, HEIGHT, FilterType::Triangle);
    let shades = || tiny.pixels().map(|pixel| pixel.0[0]);
    let (darkest, brightest) = (shades().min()?, shades().max()?);
    if brightest - darkest < CONTRAST {
        return None;
    }
    let mut signs = 0_u64;
    for y in 0..HEIGHT {
        for x in 1..WIDTH {
            let brighter = tiny.get_pixel(x, y).0 > tiny.get_pixel(x - 1, y).0;
            signs = (signs << 1) | u64::from(brighter);
        }
    }
    Some(signs.cast_signed())
}

fn on_white(image: &DynamicImage) -> ImageBuffer<Luma<u8>, Vec<u8>> {
    let (width, height) = image.dimensions();
    ImageBuffer::from_fn(width, height, |x, y| {
        let Rgba([red, green, blue, alpha]) = image.get_pixel(x, y);
        let [red, green, blue, alpha] = [red, green, blue, alpha].map(u32::from);
        let grey = (red * 299 + green * 587 + blue * 114) / 1000;
        let shown = (grey * alpha + 255 * (255 - alpha)) / 255;
        Luma([u8::try_from(shown).unwrap_or(u8::MAX)])
    })
}

/// In how many signs two pictures differ.
#[must_use]
pub fn distance(one: i64, other: i64) -> u32 {
    (one ^ other).count_ones()
}

/// The four quarters of a likeness, each with its place: two that differ in at most
/// [`DISTANCE_MAX`] signs share one of [`near_quarters`].
#[must_use]
pub fn quarters(likeness: i64) -> [i32; 4] {
    let bits = likeness.cast_unsigned();
    [0_u32, 1, 2, 3].map(|place| {
        let quarter = (bits >> (16 * place)) & 0xFFFF;
        i32::try_from(quarter).unwrap_or_default() | (place.cast_signed() << 16)
    })
}

/// The quarters of a likeness, and all that differ from one of them in one sign.
#[must_use]
pub fn near_quarters(likeness: i64) -> Vec<i32> {
    let quarters = quarters(likeness);
    let near = quarters
        .iter()
        .flat_map(|quarter| (0..16).map(move |bit| quarter ^ (1 << bit)));
    quarters.iter().copied().chain(near).collect()
}

#[cfg(test)]
mod tests {
    use ::image::{ImageFormat, Rgb, RgbImage};
    use proptest::prelude::*;
    use std::io::Cursor;

    use super::*;

    fn photo(shift: u32) -> DynamicImage {
        let image = RgbImage::from_fn(400, 300, |x, y| {
            let phase = (x + shift) % 240;
            let wave = if phase < 120 { phase } else { 240 - phase };
            let value = u8::try_from(wave + y / 3 + 20).unwrap();
            Rgb([value, value, 90])
        });
        DynamicImage::ImageRgb8(image)
    }

    fn apart(one: &DynamicImage, other: &DynamicImage) -> u32 {
        distance(likeness(one).unwrap(), likeness(other).unwrap())
    }

    #[test]
    fn plain_pictures_are_like_all_others() {
        assert_eq!(likeness(&DynamicImage::new_rgb8(60, 40)), None);
    }

    #[test]
    fn smaller_and_worse_pictures_are_known_again() {
        let original = photo(0);
        let mut bytes = Cursor::new(Vec::new());
        original
            .resize(180, 200, FilterType::Lanczos3)
            .to_rgb8()
            .write_to(&mut bytes, ImageFormat::Jpeg)
            .unwrap();
        let again = ::image::load_from_memory(bytes.get_ref()).unwrap();
        assert!(apart(&original, &again) <= 4);
        assert!(apart(&original, &photo(55)) > 7);
    }

    proptest! {
        #[test]
        fn near_pictures_share_a_quarter(one: i64, flips in proptest::collection::vec(0_u32..64, 0..7)) {
            let other = flips.iter().fold(one, |other, bit| other ^ 1_i64.rotate_left(*bit));
            prop_assert!(distance(one, other) <= DISTANCE_MAX);
            let near = near_quarters(one);
            prop_assert!(quarters(other).iter().any(|quarter| near.contains(quarter)));
        }
    }
}
