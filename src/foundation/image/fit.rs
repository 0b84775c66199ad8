//! Brings decoded images to the size and depth that is kept.

use ::image::DynamicImage;
use ::image::imageops::FilterType;
use ::image::metadata::Orientation;

/// The size of the image that is kept. Nothing is ever enlarged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The middle of the image in the proportions of `width` to `height`, and at most
    /// that large.
    Cover {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The whole image, at most that large in every respect.
    Within {
        /// Greatest width in pixels.
        width: u32,
        /// Greatest height in pixels.
        height: u32,
        /// Most pixels in all.
        pixels: u64,
    },
}

impl Fit {
    /// The same with the sides swapped.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Cover { width, height } => Self::Cover {
                width: height,
                height: width,
            },
            Self::Within {
                width,
                height,
                pixels,
            } => Self::Within {
                width: height,
                height: width,
                pixels,
            },
        }
    }

    pub(super) fn apply(self, image: DynamicImage) -> DynamicImage {
        match self {
            Self::Cover { width, height } => shrink(cut(image, width, height), width, height),
            Self::Within {
                width,
                height,
                pixels,
            } => {
                let (w, h) = (u64::from(image.width()), u64::from(image.height()));
                let widest = clamp((pixels * w / h.max(1)).isqrt());
                let highest = clamp((pixels * h / w.max(1)).isqrt());
                shrink(image, width.min(widest), height.min(highest))
            }
        }
    }
}

/// Whether `orientation` makes height of width.
pub(super) fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// Eight bits a channel, colours always three, transparency kept.
pub(super) fn to_eight_bits(image: DynamicImage) -> DynamicImage {
    if image.color().has_alpha() {
        DynamicImage::ImageRgba8(image.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(image.into_rgb8())
    }
}

/// The largest middle part of `image` with the proportions of `width` to `height`.
fn cut(image: DynamicImage, width: u32, height: u32) -> DynamicImage {
    let (w, h) = (u64::from(image.width()), u64::from(image.height()));
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let cut_width = clamp((h * width / height).min(w));
    let cut_height = clamp((w * height / width).min(h));
    if (cut_width, cut_height) == (image.width(), image.height()) {
        return image;
    }
    let x = (image.width() - cut_width) / 2;
    let y = (image.height() - cut_height) / 2;
    image.crop_imm(x, y, cut_width, cut_height)
}

/// Makes `image` smaller, in its own proportions, until it fits.
fn shrink(image: DynamicImage, width: u32, height: u32) -> DynamicImage {
    if image.width() <= width && image.height() <= height {
        return image;
    }
    // Far too large images are first halved a few times' worth by averaging, which is
    // quick; the good filter then has little to do.
    let (rough_width, rough_height) = (width.saturating_mul(3), height.saturating_mul(3));
    let image = if image.width() > rough_width && image.height() > rough_height {
        image.thumbnail(rough_width, rough_height)
    } else {
        image
    };
    image.resize(width.max(1), height.max(1), FilterType::Lanczos3)
}

/// A side of at least one pixel.
fn clamp(side: u64) -> u32 {
    u32::try_from(side).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn size(fit: Fit, width: u32, height: u32) -> (u32, u32) {
        let image = fit.apply(DynamicImage::new_rgb8(width, height));
        (image.width(), image.height())
    }

    #[test]
    fn cover_cuts_and_never_enlarges() {
        let fit = Fit::Cover {
            width: 40,
            height: 40,
        };
        assert_eq!(size(fit, 100, 60), (40, 40));
        assert_eq!(size(fit, 300, 1000), (40, 40));
        assert_eq!(size(fit, 20, 30), (20, 20));
        assert_eq!(
            size(
                Fit::Cover {
                    width: 150,
                    height: 50
                },
                1000,
                1000
            ),
            (150, 50)
        );
        assert_eq!(size(fit, 1, 500), (1, 1));
    }

    #[test]
    fn within_keeps_proportions() {
        let fit = Fit::Within {
            width: 192,
            height: 192,
            pixels: 20_000,
        };
        assert_eq!(size(fit, 400, 200), (192, 96));
        assert_eq!(size(fit, 100, 50), (100, 50));
        assert_eq!(size(fit, 400, 400), (141, 141));
        assert_eq!(size(fit, 1000, 1), (192, 1));
    }

    proptest! {
        #[test]
        fn always_within(width in 1_u32..300, height in 1_u32..300, w in 1_u32..80, h in 1_u32..80) {
            let (cut_width, cut_height) = size(Fit::Cover { width: w, height: h }, width, height);
            prop_assert!(cut_width <= w && cut_height <= h && cut_width > 0 && cut_height > 0);
            let pixels = u64::from(w) * 10;
            let fit = Fit::Within { width: w, height: h, pixels };
            let (width, height) = size(fit, width, height);
            prop_assert!(width <= w && height <= h && width > 0 && height > 0);
        }
    }
}
