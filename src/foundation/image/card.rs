//! Draws the picture by which other places preview a page that has none of its own:
//! a name, a handle and a few words beside the upright stroke.

use ::image::{DynamicImage, Pixel as _, Rgb as Colour, RgbImage};
use ab_glyph::{Font as _, FontRef, GlyphId, PxScale, ScaleFont as _, point};

use super::encode;
use crate::foundation::error::{Error, Result};
use crate::foundation::theme::Rgb;

/// The size that others ask for, in pixels.
pub const CARD_SIZE: (u32, u32) = (1200, 630);

const PAPER: Colour<u8> = Colour([0xf9, 0xf9, 0xf5]);
const INK: Colour<u8> = Colour([0x1a, 0x1f, 0x2a]);
const FAINT: Colour<u8> = Colour([0x5f, 0x63, 0x6b]);
/// Where the stroke and the words begin, and where the words end, from the left.
const STROKE: f32 = 90.0;
const LEFT: f32 = 140.0;
const RIGHT: f32 = 1110.0;
/// Letters of the name, the words and what is small, in pixels.
const NAME: f32 = 66.0;
const WORDS: f32 = 46.0;
const SMALL: f32 = 34.0;
/// Where the lines stand, from the top.
const NAME_LINE: f32 = 140.0;
const HANDLE_LINE: f32 = 196.0;
const FIRST_LINE: f32 = 280.0;
const LAST_LINE: f32 = 560.0;
const LINE: f32 = 64.0;
/// Most lines of words.
const LINES: usize = 4;

/// What stands on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardText {
    /// The name of a person.
    pub name: String,
    /// Their whole handle.
    pub handle: String,
    /// A few words; may be empty.
    pub words: String,
    /// The name of the server.
    pub site: String,
}

/// The card as a PNG file. What the letters of the font do not cover is left out.
///
/// # Errors
/// `Internal` when it cannot be drawn.
pub fn card(text: &CardText, accent: Rgb) -> Result<Vec<u8>> {
    let accent = Colour([accent.red, accent.green, accent.blue]);
    let regular = font(dejavu::serif::regular())?;
    let bold = font(dejavu::serif::bold())?;
    let (width, height) = CARD_SIZE;
    let mut sheet = Sheet(RgbImage::from_pixel(width, height, PAPER));
    sheet.bar(STROKE, 72.0, 12.0, 500.0, accent);
    let name = Pen::new(&bold, NAME, INK);
    let handle = Pen::new(&regular, SMALL, FAINT);
    let words = Pen::new(&regular, WORDS, INK);
    let site = Pen::new(&bold, SMALL, accent);
    let (title, below) = match name.readable(&text.name) {
        title if title.is_empty() => (text.handle.clone(), String::new()),
        title => (title, text.handle.clone()),
    };
    sheet.write(&name, &name.one_line(&title), NAME_LINE);
    sheet.write(
        &handle,
        &handle.one_line(&handle.readable(&below)),
        HANDLE_LINE,
    );
    let mut at = FIRST_LINE;
    for line in words.lines(&words.readable(&text.words), LINES) {
        sheet.write(&words, &line, at);
        at += LINE;
    }
    sheet.write(&site, &site.one_line(&site.readable(&text.site)), LAST_LINE);
    encode::png(&DynamicImage::ImageRgb8(sheet.0))
}

fn font(bytes: &'static [u8]) -> Result<FontRef<'static>> {
    FontRef::try_from_slice(bytes).map_err(|error| Error::internal(error.to_string()))
}

/// Letters of one kind.
struct Pen<'a> {
    font: &'a FontRef<'static>,
    scale: PxScale,
    colour: Colour<u8>,
}

impl<'a> Pen<'a> {
    fn new(font: &'a FontRef<'static>, pixels: f32, colour: Colour<u8>) -> Self {
        let scale = PxScale::from(pixels);
        Self {
            font,
            scale,
            colour,
        }
    }

    /// The letters that the font has; nothing where it lacks most of them.
    fn readable(&self, text: &str) -> String {
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let has = |letter: &char| self.font.glyph_id(*letter) != GlyphId(0);
        let kept: String = flat.chars().filter(has).collect();
        if kept.chars().count() * 2 < flat.chars().count() {
            return String::new();
        }
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn width(&self, text: &str) -> f32 {
        let font = self.font.as_scaled(self.scale);
        text.chars()
            .map(|letter| font.h_advance(font.glyph_id(letter)))
            .sum()
    }

    fn fits(&self, text: &str) -> bool {
        self.width(text) <= RIGHT - LEFT
    }

    /// As much as fits on a line.
    fn one_line(&self, text: &str) -> String {
        self.lines(text, 1).into_iter().next().unwrap_or_default()
    }

    /// At most `most` lines; the last one says where something is missing.
    fn lines(&self, text: &str, most: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        let words = text.split(' ').filter(|word| !word.is_empty());
        for word in words {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.fits(&longer) {
                line = longer;
                continue;
            }
            if lines.len() + 1 == most || line.is_empty() {
                lines.push(self.shortened(&longer));
                line.clear();
                if lines.len() == most {
                    return lines;
                }
                continue;
            }
            lines.push(std::mem::take(&mut line));
            word.clone_into(&mut line);
            if !self.fits(&line) {
                line = self.shortened(&line);
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// The start of a line that is too long.
    fn shortened(&self, text: &str) -> String {
        let mut line: String = text.to_owned();
        while !line.is_empty() && !self.fits(&format!("{line}…")) {
            line.pop();
        }
        format!("{}…", line.trim_end())
    }
}

struct Sheet(RgbImage);

impl Sheet {
    fn write(&mut self, pen: &Pen<'_>, text: &str, baseline: f32) {
        let font = pen.font.as_scaled(pen.scale);
        let mut x = LEFT;
        for letter in text.chars() {
            let id = font.glyph_id(letter);
            let glyph = id.with_scale_and_position(pen.scale, point(x, baseline));
            x += font.h_advance(id);
            let Some(outline) = pen.font.outline_glyph(glyph) else {
                continue;
            };
            let corner = outline.px_bounds().min;
            outline.draw(|right, down, cover| {
                let (x, y) = (whole(corner.x) + right, whole(corner.y) + down);
                self.blend(x, y, pen.colour, cover);
            });
        }
    }

    fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour<u8>) {
        for down in whole(y)..whole(y + height) {
            for right in whole(x)..whole(x + width) {
                self.blend(right, down, colour, 1.0);
            }
        }
    }

    fn blend(&mut self, x: u32, y: u32, colour: Colour<u8>, cover: f32) {
        if let Some(pixel) = self.0.get_pixel_mut_checked(x, y) {
            let paper = *pixel;
            *pixel = paper.map2(&colour, |paper, ink| mixed(paper, ink, cover));
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places on the card are positive and small"
)]
fn whole(place: f32) -> u32 {
    place.max(0.0) as u32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between two channels of eight bits"
)]
fn mixed(paper: u8, ink: u8, cover: f32) -> u8 {
    let cover = cover.clamp(0.0, 1.0);
    (f32::from(paper) * (1.0 - cover) + f32::from(ink) * cover).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, words: &str) -> CardText {
        CardText {
            name: name.to_owned(),
            handle: "@alice@birch.example".to_owned(),
            words: words.to_owned(),
            site: "Demo Birch".to_owned(),
        }
    }

    const GREEN: Rgb = Rgb {
        red: 0,
        green: 0x71,
        blue: 0x49,
    };

    #[test]
    fn a_card_has_the_usual_size_and_says_different_things() {
        let one = card(&text("Demo Alice", "Fog over the hills."), GREEN).unwrap();
        let two = card(&text("Demo Alice", "Sun over the hills."), GREEN).unwrap();
        assert_ne!(one, two);
        let read = ::image::load_from_memory(&one).unwrap();
        assert_eq!((read.width(), read.height()), CARD_SIZE);
        assert!(one.len() < 100_000, "{}", one.len());
    }

    #[test]
    fn anything_can_be_asked_for() {
        let long = "word ".repeat(5000) + &"x".repeat(5000);
        for words in ["", "日本語だけ", "👋🏽 hi", "\u{202e}\u{0}\n", &long] {
            card(&text(words, words), GREEN).unwrap();
        }
    }

    #[test]
    fn lines_end_where_the_card_does() {
        let font = font(dejavu::serif::regular()).unwrap();
        let pen = Pen::new(&font, WORDS, INK);
        let lines = pen.lines(&"hill ".repeat(200), LINES);
        assert_eq!(lines.len(), LINES);
        assert!(lines[3].ends_with('…') && !lines[2].ends_with('…'));
        assert!(lines.iter().all(|line| pen.fits(line)), "{lines:?}");
        assert_eq!(pen.lines("one two", 4), ["one two"]);
        assert!(pen.lines("", 4).is_empty());
        let wide = pen.lines(&"x".repeat(500), 4);
        assert!(wide.iter().all(|line| pen.fits(line)), "{wide:?}");
        assert_eq!(pen.readable("日本語 x"), "");
        assert_eq!(pen.readable("Grüße 👋 an alle"), "Grüße an alle");
    }
}
