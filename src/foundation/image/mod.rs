//! Takes in images from strangers: finds out what they really are, decodes them
//! within bounds, and makes new ones that carry nothing but pixels.
//!
//! Everything here computes for milliseconds to a second and holds the decoded
//! image in memory; call it on a blocking thread, a few at once.

mod card;
mod encode;
mod fit;
mod likeness;
mod moving;
mod sniff;

use std::io::Cursor;

use ::image::metadata::Orientation;
use ::image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

pub use card::{CARD_SIZE, CardText, card};
pub use fit::Fit;
pub use likeness::{DISTANCE_MAX, distance, near_quarters, quarters};
pub use moving::may_move;
pub use sniff::Kind;

const MEGABYTE: usize = 1_000_000;

/// The size of pictures in timelines.
const PREVIEW: Fit = Fit::Within {
    width: 640,
    height: 640,
    pixels: 230_400,
};

/// What a decoder may allocate beside the pixels.
const DECODER_OVERHEAD: u64 = 16_000_000;

/// What is accepted for one form field, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageRules {
    /// The form field that refusals name.
    pub field: &'static str,
    /// The formats that are accepted.
    pub kinds: &'static [Kind],
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Most pixels of the image as sent, width times height.
    pub max_pixels: u64,
    /// Greatest width of the image as sent, in pixels.
    pub max_width: u32,
    /// Greatest height of the image as sent, in pixels.
    pub max_height: u32,
    /// The size of the image that is kept.
    pub fit: Fit,
    /// The size of a second, smaller one; only made where that is smaller.
    pub preview: Option<Fit>,
}

impl ImageRules {
    /// A square of 400 × 400 pixels, cut from the middle.
    #[must_use]
    pub const fn avatar(field: &'static str) -> Self {
        Self {
            fit: Fit::Cover {
                width: 400,
                height: 400,
            },
            preview: None,
            ..Self::attachment(field)
        }
    }

    /// A banner of 1500 × 500 pixels, cut from the middle.
    #[must_use]
    pub const fn header(field: &'static str) -> Self {
        Self {
            fit: Fit::Cover {
                width: 1500,
                height: 500,
            },
            preview: None,
            ..Self::attachment(field)
        }
    }

    /// A custom emoji: the whole of it, in at most 128 × 128 pixels; up to 1 MB.
    #[must_use]
    pub const fn emoji(field: &'static str) -> Self {
        Self {
            max_bytes: MEGABYTE,
            max_width: 2_000,
            max_height: 2_000,
            fit: Fit::Within {
                width: 128,
                height: 128,
                pixels: 16_384,
            },
            preview: None,
            ..Self::attachment(field)
        }
    }

    /// A still picture of a film or sound: the whole of it, in at most 640 × 640.
    #[must_use]
    pub const fn poster(field: &'static str) -> Self {
        Self {
            max_bytes: 20 * MEGABYTE,
            fit: PREVIEW,
            preview: None,
            ..Self::attachment(field)
        }
    }

    /// The still of a face, header or emoji of another server: the whole of it, in
    /// at most 1500 × 1500 pixels.
    #[must_use]
    pub const fn still(field: &'static str) -> Self {
        Self {
            max_bytes: 20 * MEGABYTE,
            fit: Fit::Within {
                width: 1500,
                height: 1500,
                pixels: 750_000,
            },
            preview: None,
            ..Self::attachment(field)
        }
    }

    /// A picture in a post: the whole of it, in at most 1920 × 1920 and two million
    /// pixels. Accepts up to 10 MB and 50 million pixels, as telephones make them.
    #[must_use]
    pub const fn attachment(field: &'static str) -> Self {
        Self {
            field,
            kinds: &[Kind::Png, Kind::Jpeg, Kind::Gif, Kind::Webp],
            max_bytes: 10 * MEGABYTE,
            max_pixels: 50_000_000,
            max_width: 16_000,
            max_height: 16_000,
            fit: Fit::Within {
                width: 1920,
                height: 1920,
                pixels: 2_073_600,
            },
            preview: Some(PREVIEW),
        }
    }

    fn refuse(&self, message: Message) -> Error {
        Error::field(self.field, message)
    }

    fn damaged(&self) -> Error {
        self.refuse(Message::of("refused-image-damaged"))
    }
}

/// A new image, made from pixels only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessedImage {
    /// The file.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub content_type: &'static str,
    /// `jpg` or `png`.
    pub extension: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The average colour as `#rrggbb`, to show while the image loads.
    pub average_color: String,
    /// Its `BlurHash`.
    pub blurhash: Option<String>,
    /// By which it is known again; none of plain ones.
    pub likeness: Option<i64>,
    /// Whether nothing shows through.
    pub opaque: bool,
    /// The smaller image, where the rules want one.
    pub preview: Option<SmallImage>,
    /// For images that move: all of it, as GIF, in the same size.
    pub moving: Option<Vec<u8>>,
}

/// A smaller image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallImage {
    /// The file.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub content_type: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Checks `bytes` against `rules` and makes the image that is kept.
///
/// The real format counts, not a name. Sizes are read before anything is decoded. The
/// orientation that cameras note down is applied; all metadata is gone then, colour
/// profiles too. Of animations the first frame counts, and all frames are kept beside it
/// where they are not too many. Images are never enlarged.
/// Opaque ones become JPEG, or PNG when drawn ones are smaller that way; those with
/// transparency become PNG.
///
/// # Errors
/// The rules' field when the image is too large, of another format, damaged or cut off.
pub fn process(bytes: &[u8], rules: &ImageRules) -> Result<ProcessedImage> {
    let (image, kind) = taken(bytes, rules)?;
    let mut processed = encode::encode(&image, kind)?;
    processed.moving = moving::moving(bytes, kind, rules);
    if let Some(preview) = rules.preview {
        processed.preview = encode::smaller(&image, preview, kind)?;
    }
    Ok(processed)
}

/// Checks `bytes` against `rules` and decodes the image, or its first frame, in the
/// size that is kept.
fn taken(bytes: &[u8], rules: &ImageRules) -> Result<(DynamicImage, Kind)> {
    if bytes.len() > rules.max_bytes {
        let has = bytes.len().div_ceil(MEGABYTE).to_string().into();
        let max = (rules.max_bytes / MEGABYTE).to_string().into();
        let values = [("size", has), ("max", max)];
        return Err(rules.refuse(Message::about("refused-image-large", values)));
    }
    let kind = Kind::of(bytes)
        .filter(|kind| rules.kinds.contains(kind))
        .ok_or_else(|| {
            let known = [("known", sniff::names(rules.kinds).into())];
            rules.refuse(Message::about("refused-image-kind", known))
        })?;
    if !kind.is_complete(bytes) {
        return Err(rules.damaged());
    }
    let (image, orientation) = decode(bytes, kind, rules)?;
    // Made smaller before it is turned, so that the large image is held once.
    let fit = if fit::swaps_sides(orientation) {
        rules.fit.turned()
    } else {
        rules.fit
    };
    let mut image = fit::to_eight_bits(fit.apply(image));
    image.apply_orientation(orientation);
    Ok((image, kind))
}

/// The first frame of an image, as PNG, in the size that `rules` say.
///
/// # Errors
/// As [`process`].
pub fn still(bytes: &[u8], rules: &ImageRules) -> Result<Vec<u8>> {
    let (image, _) = taken(bytes, rules)?;
    encode::png(&image)
}

/// By what a picture is known again, of animations their first frame; none of plain
/// ones.
///
/// # Errors
/// As [`process`].
pub fn likeness_of(bytes: &[u8], rules: &ImageRules) -> Result<Option<i64>> {
    let (image, _) = taken(bytes, rules)?;
    Ok(likeness::likeness(&image))
}

/// The same image as PNG, whatever it is; for stills beside what moves.
///
/// # Errors
/// `Internal`.
pub fn as_png(image: &[u8]) -> Result<Vec<u8>> {
    let image = ::image::load_from_memory(image).map_err(Error::internal)?;
    encode::png(&fit::to_eight_bits(image))
}

/// Decodes within the bounds of `rules`; also what the camera says about up and down.
fn decode(bytes: &[u8], kind: Kind, rules: &ImageRules) -> Result<(DynamicImage, Orientation)> {
    let mut limits = Limits::no_limits();
    // Eight bytes a pixel: the widest format is RGBA of 16 bits.
    limits.max_alloc = Some(
        rules
            .max_pixels
            .saturating_mul(8)
            .saturating_add(DECODER_OVERHEAD),
    );
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind.format());
    reader.limits(limits);
    let mut decoder = reader
        .into_decoder()
        .map_err(|cause| rules.damaged().because(cause))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width > rules.max_width || height > rules.max_height || pixels > rules.max_pixels {
        let millions = (rules.max_pixels / 1_000_000).to_string().into();
        let values = [
            ("width", width.to_string().into()),
            ("height", height.to_string().into()),
            ("max_width", rules.max_width.to_string().into()),
            ("max_height", rules.max_height.to_string().into()),
            ("millions", millions),
        ];
        return Err(rules.refuse(Message::about("refused-image-pixels", values)));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image =
        DynamicImage::from_decoder(decoder).map_err(|cause| rules.damaged().because(cause))?;
    Ok((image, orientation))
}

#[cfg(test)]
mod tests;
