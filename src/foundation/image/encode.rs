//! Writes new files from pixels.

use ::image::codecs::jpeg::JpegEncoder;
use ::image::codecs::png::{CompressionType, FilterType, PngEncoder};
use ::image::{DynamicImage, ImageEncoder, RgbImage};

use super::{Fit, Kind, ProcessedImage, SmallImage};
use crate::foundation::error::{Error, Result};

/// JPEG's quality, of 100: hardly to be told from the original.
const QUALITY: u8 = 85;
/// The side of the small image that a `BlurHash` is made of, in pixels.
const BLUR_SIDE: u32 = 32;

/// The file for `image`, which was read from a file of the kind `source`.
pub(super) fn encode(image: &DynamicImage, source: Kind) -> Result<ProcessedImage> {
    let processed = |bytes, content_type, extension| ProcessedImage {
        bytes,
        content_type,
        extension,
        width: image.width(),
        height: image.height(),
        average_color: average_color(image),
        blurhash: blurhash(image),
        likeness: super::likeness::likeness(image),
        opaque: !is_transparent(image),
        preview: None,
        moving: None,
    };
    let (bytes, content_type, extension) = file(image, source)?;
    Ok(processed(bytes, content_type, extension))
}

/// A smaller image; none where `fit` makes it no smaller.
pub(super) fn smaller(image: &DynamicImage, fit: Fit, source: Kind) -> Result<Option<SmallImage>> {
    let small = fit.apply(image.clone());
    if small.width() == image.width() {
        return Ok(None);
    }
    let (bytes, content_type, _) = file(&small, source)?;
    Ok(Some(SmallImage {
        bytes,
        content_type,
        width: small.width(),
        height: small.height(),
    }))
}

/// The smallest good file for `image`, with its type and extension.
fn file(image: &DynamicImage, source: Kind) -> Result<(Vec<u8>, &'static str, &'static str)> {
    if is_transparent(image) {
        return Ok((png(image)?, "image/png", "png"));
    }
    let opaque = image.to_rgb8();
    let photo = jpeg(&opaque)?;
    // Drawings and screenshots with few colours are smaller, and sharper, as PNG.
    if matches!(source, Kind::Png | Kind::Gif) {
        let drawing = png(&DynamicImage::ImageRgb8(opaque))?;
        if drawing.len() <= photo.len() {
            return Ok((drawing, "image/png", "png"));
        }
    }
    Ok((photo, "image/jpeg", "jpg"))
}

fn is_transparent(image: &DynamicImage) -> bool {
    image
        .as_rgba8()
        .is_some_and(|pixels| pixels.pixels().any(|pixel| pixel.0[3] < 255))
}

fn jpeg(image: &RgbImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .encode_image(image)
        .map_err(Error::internal)?;
    Ok(bytes)
}

pub(super) fn png(image: &DynamicImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive)
        .write_image(
            image.as_bytes(),
            image.width(),
            image.height(),
            image.color().into(),
        )
        .map_err(Error::internal)?;
    Ok(bytes)
}

/// A few waves that look like the image from afar (`BlurHash`); none for what is
/// not to be reckoned.
fn blurhash(image: &DynamicImage) -> Option<String> {
    let small = image.thumbnail(BLUR_SIDE, BLUR_SIDE).to_rgba8();
    blurhash::encode(4, 3, small.width(), small.height(), small.as_raw()).ok()
}

/// The mean of all pixels, weighted by how opaque they are; white when none is.
fn average_color(image: &DynamicImage) -> String {
    let mut sums = [0_u64; 3];
    let mut weight = 0;
    for pixel in image.to_rgba8().pixels() {
        let [red, green, blue, alpha] = pixel.0.map(u64::from);
        for (sum, value) in sums.iter_mut().zip([red, green, blue]) {
            *sum += value * alpha;
        }
        weight += alpha;
    }
    let [red, green, blue] = sums.map(|sum| sum.checked_div(weight).unwrap_or(255));
    format!("#{red:02x}{green:02x}{blue:02x}")
}
