//! Tests of the whole way from a stranger's file to ours.

use std::io::Write as _;

use ::image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use proptest::prelude::*;

use super::*;

/// A noisy picture whose left half is red and right half is blue.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise = u8::try_from((x * 7 + y * 13 + x * y) % 50).unwrap();
        if x < width / 2 {
            Rgb([200, noise, 0])
        } else {
            Rgb([0, noise, 200])
        }
    })
}

fn file(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG with an EXIF block: an orientation, and a place that must not leak.
fn camera_file(orientation: u8) -> Vec<u8> {
    let jpeg = file(photo(60, 40), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    exif.extend([0, orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 47.1N SECRET PLACE");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(data);
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], name, data, &crc.sum().to_be_bytes()].concat()
}

/// A PNG that says it is that large and has `data` zeros, compressed.
fn bomb(width: u32, height: u32, data: usize) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&vec![0; data]).unwrap();
    let header = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 6, 0, 0, 0],
    ]
    .concat();
    let parts = [
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &zlib.finish().unwrap()),
        chunk(b"IEND", b""),
    ];
    [&b"\x89PNG\r\n\x1a\n"[..], &parts.concat()].concat()
}

fn refusal(bytes: &[u8], rules: &ImageRules) -> String {
    let refused = process(bytes, rules).unwrap_err();
    assert_eq!(refused.fields()[0].field, rules.field);
    refused.message().to_owned()
}

fn avatar() -> ImageRules {
    ImageRules::avatar("avatar")
}

fn attachment() -> ImageRules {
    ImageRules::attachment("file")
}

#[test]
fn every_kind_is_read() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ] {
        let done = process(&file(photo(90, 60), format), &attachment()).unwrap();
        assert_eq!((done.width, done.height), (90, 60), "{format:?}");
        let again = ::image::load_from_memory(&done.bytes).unwrap();
        assert_eq!((again.width(), again.height()), (90, 60));
        assert!(done.average_color.starts_with('#') && done.average_color.len() == 7);
    }
}

#[test]
fn avatars_and_headers_are_cut_to_size() {
    let wide = file(photo(600, 450), ImageFormat::Jpeg);
    let done = process(&wide, &avatar()).unwrap();
    assert_eq!(
        (done.width, done.height, done.content_type),
        (400, 400, "image/jpeg")
    );
    let done = process(&wide, &ImageRules::header("header")).unwrap();
    assert_eq!((done.width, done.height, done.extension), (600, 200, "jpg"));
}

#[test]
fn large_attachments_are_made_smaller() {
    let done = process(&file(photo(2000, 100), ImageFormat::Jpeg), &attachment()).unwrap();
    assert_eq!((done.width, done.height), (1920, 96));
}

#[test]
fn orientation_is_applied_and_metadata_gone() {
    let sent = camera_file(6);
    let done = process(&sent, &attachment()).unwrap();
    assert_eq!((done.width, done.height), (40, 60));
    let kept = String::from_utf8_lossy(&done.bytes);
    assert!(!kept.contains("SECRET") && !kept.contains("Exif"));
    // Turned clockwise, what was left is now above.
    let turned = ::image::load_from_memory(&done.bytes).unwrap().to_rgb8();
    assert!(turned.get_pixel(20, 5).0[0] > 150 && turned.get_pixel(20, 55).0[2] > 150);
    let header = process(&sent, &ImageRules::header("header")).unwrap();
    assert_eq!((header.width, header.height), (40, 13));
    let straight = process(&camera_file(1), &attachment()).unwrap();
    assert_eq!((straight.width, straight.height), (60, 40));
}

#[test]
fn text_in_a_png_is_gone() {
    let png = file(photo(30, 30), ImageFormat::Png);
    let (start, rest) = png.split_at(33);
    let sent = [start, &chunk(b"tEXt", b"Comment\0SECRET PLACE"), rest].concat();
    let done = process(&sent, &attachment()).unwrap();
    assert!(!String::from_utf8_lossy(&done.bytes).contains("SECRET"));
}

#[test]
fn transparency_stays_and_drawings_stay_sharp() {
    let see_through = RgbaImage::from_pixel(50, 50, Rgba([10, 200, 30, 128]));
    let done = process(&file(see_through, ImageFormat::Png), &avatar()).unwrap();
    assert_eq!(
        (done.content_type, done.average_color.as_str()),
        ("image/png", "#0ac81e")
    );
    let kept = ::image::load_from_memory(&done.bytes).unwrap().to_rgba8();
    assert_eq!(kept.get_pixel(25, 25).0, [10, 200, 30, 128]);

    let drawing = RgbaImage::from_pixel(50, 50, Rgba([10, 200, 30, 255]));
    let done = process(&file(drawing, ImageFormat::Png), &avatar()).unwrap();
    assert_eq!(done.content_type, "image/png");
    let noisy = process(&file(photo(300, 300), ImageFormat::Png), &avatar()).unwrap();
    assert!(noisy.bytes.len() < file(photo(300, 300), ImageFormat::Png).len());
}

#[test]
fn what_is_no_image_is_refused() {
    let known = "This is not an image of a known kind (PNG, JPEG, GIF, WebP).";
    for bytes in [
        &b""[..],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"BM\0\0",
    ] {
        assert_eq!(refusal(bytes, &avatar()), known);
    }
    let only_png = ImageRules {
        kinds: &[Kind::Png],
        ..avatar()
    };
    refusal(&file(photo(9, 9), ImageFormat::Jpeg), &only_png);
    // A beginning that lies about the rest.
    for start in [
        &b"GIF89a"[..],
        b"\x89PNG\r\n\x1a\n",
        b"\xFF\xD8\xFF\xE0",
        b"RIFF\x20\0\0\0WEBPVP8 ",
    ] {
        let lying = [start, b"<script>alert(1)</script>"].concat();
        assert!(!refusal(&lying, &avatar()).is_empty());
    }
}

#[test]
fn cut_files_are_refused() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ] {
        let whole = file(photo(200, 200), format);
        for part in [2, 3, 4] {
            let cut = &whole[..whole.len() / 4 * part - 40];
            assert_eq!(
                refusal(cut, &avatar()),
                "This image is damaged or not complete.",
                "{format:?}"
            );
        }
    }
}

#[test]
fn bombs_are_refused_before_they_are_decoded() {
    let huge = bomb(60_000, 60_000, 1_000_000);
    assert!(huge.len() < 100_000);
    assert_eq!(
        refusal(&huge, &avatar()),
        "This image is 60000 × 60000 pixels large. Images have at most 16000 × 16000 pixels and 50 \
         million in all."
    );
    refusal(&bomb(16_000, 16_000, 1000), &avatar());
    refusal(&bomb(u32::MAX, u32::MAX, 1000), &avatar());
    // More data than the size asks for: what is too much is not kept.
    let small = process(&bomb(1, 1, 3_000_000), &avatar());
    assert!(small.is_err() || small.is_ok_and(|done| done.bytes.len() < 1000));
}

#[test]
fn large_files_are_refused_unread() {
    let rules = ImageRules {
        max_bytes: 2 * MEGABYTE,
        ..avatar()
    };
    assert_eq!(
        refusal(&vec![0; 2 * MEGABYTE + 1], &rules),
        "This image has 3 MB. Images have at most 2 MB."
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_files_are_refused_or_made_whole(
        kind in 0_usize..4,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        end in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];
        let mut bytes = file(photo(24, 16), formats[kind]);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(end.index(bytes.len()));
        }
        let rules = ImageRules { max_pixels: 1_000_000, ..avatar() };
        if let Ok(done) = process(&bytes, &rules) {
            prop_assert!(done.width <= 400 && done.height <= 400);
            prop_assert!(::image::load_from_memory(&done.bytes).is_ok());
        }
    }
}
