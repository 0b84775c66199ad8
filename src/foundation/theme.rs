//! All colours of the interface. Those that follow the operator's hue are
//! computed in OKLCH and written as hex, so that old browsers work and pages
//! need no inline style; the neutral ones are fixed.

use std::fmt::Write;

/// Lightness (0 to 1) and chroma of one role in OKLCH; the hue is the operator's.
#[derive(Debug, Clone, Copy)]
struct Tone {
    lightness: f64,
    chroma: f64,
}

/// A colour in sRGB, eight bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

impl Rgb {
    /// The colour as `#rrggbb`.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// The roles that follow the hue, for one scheme (light, dark, or either with
/// more contrast).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accents {
    /// Links, the current tab, focus, the stroke of what is new.
    pub accent: Rgb,
    /// The main button.
    pub fill: Rgb,
    /// Notices and chosen options.
    pub wash: Rgb,
}

/// All colours that follow one hue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// By day.
    pub light: Accents,
    /// By night.
    pub dark: Accents,
    /// By day, for readers who ask for more contrast.
    pub light_more: Accents,
    /// By night, for readers who ask for more contrast.
    pub dark_more: Accents,
}

const LIGHT_WASH: Tone = Tone {
    lightness: 0.95,
    chroma: 0.024,
};
const DARK_WASH: Tone = Tone {
    lightness: 0.285,
    chroma: 0.032,
};

impl Palette {
    /// The colours for `hue` in degrees; values over 359 wrap around.
    #[must_use]
    pub fn new(hue: u16) -> Self {
        let of = |accent: (f64, f64), fill: (f64, f64), wash: Tone| Accents {
            accent: oklch(accent.0, accent.1, hue),
            fill: oklch(fill.0, fill.1, hue),
            wash: oklch(wash.lightness, wash.chroma, hue),
        };
        Self {
            light: of((0.485, 0.11), (0.45, 0.11), LIGHT_WASH),
            dark: of((0.775, 0.085), (0.735, 0.08), DARK_WASH),
            light_more: of((0.36, 0.1), (0.36, 0.1), LIGHT_WASH),
            dark_more: of((0.88, 0.08), (0.86, 0.075), DARK_WASH),
        }
    }

    /// Custom properties for the head of the stylesheet. What `look` leaves open
    /// follows the reader's wishes for darkness and contrast.
    #[must_use]
    pub fn css(&self, look: Look) -> String {
        let accents = [self.light, self.dark, self.light_more, self.dark_more];
        let mut css = String::with_capacity(1500);
        for (block, accents) in BLOCKS.iter().zip(accents) {
            let Some(query) = block.query(look) else {
                continue;
            };
            let mut rule = String::from(":root{");
            if !block.dark && !block.more {
                // Writing to a string cannot fail.
                let _ = write!(rule, "color-scheme:{};", look.scheme.color_scheme());
            }
            for (name, value) in block.neutrals {
                let _ = write!(rule, "--{name}:{value};");
            }
            let _ = write!(
                rule,
                "--accent:{};--fill:{};--wash:{}}}",
                accents.accent.hex(),
                accents.fill.hex(),
                accents.wash.hex()
            );
            let _ = if query.is_empty() {
                write!(css, "{rule}")
            } else {
                write!(css, "@media{query}{{{rule}}}")
            };
        }
        css
    }
}

/// Whether a page is light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scheme {
    /// As the reader's system is.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Scheme {
    /// The word in the database, in forms and in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The scheme with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark]
            .into_iter()
            .find(|scheme| scheme.as_str() == word)
    }

    /// The value of the property `color-scheme`.
    #[must_use]
    pub const fn color_scheme(self) -> &'static str {
        match self {
            Self::System => "light dark",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Whether a page has more contrast than usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Contrast {
    /// As the reader's system asks for.
    #[default]
    System,
    /// Always.
    More,
}

/// Which of its colours a page shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// Light or dark.
    pub scheme: Scheme,
    /// How far letters stand out.
    pub contrast: Contrast,
}

/// The neutral colours of one scheme; what a later block leaves out is as in the
/// ones before it.
struct Block {
    dark: bool,
    more: bool,
    neutrals: &'static [(&'static str, &'static str)],
}

impl Block {
    /// The media query under which the block holds; `None` where it never does.
    fn query(&self, look: Look) -> Option<&'static str> {
        let dark = match (self.dark, look.scheme) {
            (true, Scheme::Light) => return None,
            (true, Scheme::System) => true,
            _ => false,
        };
        let more = self.more && look.contrast == Contrast::System;
        Some(match (more, dark) {
            (true, true) => "(prefers-contrast:more) and (prefers-color-scheme:dark)",
            (true, false) => "(prefers-contrast:more)",
            (false, true) => "(prefers-color-scheme:dark)",
            (false, false) => "",
        })
    }
}

/// Light; dark; either with more contrast.
const BLOCKS: [Block; 4] = [
    Block {
        dark: false,
        more: false,
        neutrals: &[
            ("paper", "#f9f9f5"),
            ("sheet", "#ffffff"),
            ("sunk", "#f1f0ec"),
            ("ink", "#1a1f2a"),
            ("ink-2", "#484d56"),
            ("ink-3", "#5f636b"),
            ("rule", "#dad9d3"),
            ("edge", "#7c8088"),
            ("mark", "#f9e8a7"),
            ("danger", "#aa2a27"),
            ("danger-wash", "#ffebe8"),
            ("ok", "#266739"),
            ("warn", "#7c500f"),
            ("on-fill", "#fdfcf7"),
        ],
    },
    Block {
        dark: true,
        more: false,
        neutrals: &[
            ("paper", "#171310"),
            ("sheet", "#211c18"),
            ("sunk", "#0f0c09"),
            ("ink", "#dfd8cb"),
            ("ink-2", "#b2aba0"),
            ("ink-3", "#9b948b"),
            ("rule", "#3a342f"),
            ("edge", "#7e766d"),
            ("mark", "#4e3d16"),
            ("danger", "#f19489"),
            ("danger-wash", "#3c201d"),
            ("ok", "#8bcd99"),
            ("warn", "#e7b876"),
            ("on-fill", "#1a120a"),
        ],
    },
    Block {
        dark: false,
        more: true,
        neutrals: &[
            ("ink-2", "#1a1f2a"),
            ("ink-3", "#282e38"),
            ("rule", "#5f636b"),
            ("edge", "#393d46"),
            ("danger", "#861213"),
            ("ok", "#114c24"),
            ("warn", "#5d3904"),
        ],
    },
    Block {
        dark: true,
        more: true,
        neutrals: &[
            ("ink", "#fbf6ec"),
            ("ink-2", "#ede7db"),
            ("ink-3", "#ddd7ca"),
            ("rule", "#7e766d"),
            ("edge", "#c5bcb3"),
            ("danger", "#fdb6ad"),
            ("ok", "#a4e7b2"),
            ("warn", "#fad18a"),
        ],
    },
];

/// OKLCH to sRGB; channels outside the gamut are clipped.
fn oklch(lightness: f64, chroma: f64, hue: u16) -> Rgb {
    let angle = f64::from(hue % 360).to_radians();
    let (green_red, blue_yellow) = (chroma * angle.cos(), chroma * angle.sin());
    let cone = |of_red: f64, of_yellow: f64| {
        (lightness + of_red * green_red + of_yellow * blue_yellow).powi(3)
    };
    let long = cone(0.396_337_777_4, 0.215_803_757_3);
    let medium = cone(-0.105_561_345_8, -0.063_854_172_8);
    let short = cone(-0.089_484_177_5, -1.291_485_548_0);
    Rgb {
        red: channel(4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short),
        green: channel(
            -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        ),
        blue: channel(-0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short),
    }
}

/// One linear channel (1 is full) with sRGB's gamma, as eight bits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is clamped to 0 to 255 and rounded"
)]
fn channel(linear: f64) -> u8 {
    let curved = if linear <= 0.003_130_8 {
        12.92 * linear
    } else {
        1.055 * linear.powf(1.0 / 2.4) - 0.055
    };
    (curved * 255.0).round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(hex: &str) -> Rgb {
        let part = |range| {
            u8::from_str_radix(hex.get::<std::ops::Range<usize>>(range).unwrap(), 16).unwrap()
        };
        Rgb {
            red: part(1..3),
            green: part(3..5),
            blue: part(5..7),
        }
    }

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Rgb) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    }

    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The value of `--name` in the first of these blocks that has one.
    fn neutral(name: &str, fallbacks: &[usize]) -> Rgb {
        let value = fallbacks.iter().find_map(|block| {
            let neutrals = BLOCKS[*block].neutrals.iter();
            neutrals.clone().find(|(known, _)| *known == name)
        });
        rgb(value.unwrap_or_else(|| panic!("no {name}")).1)
    }

    /// Blocks of the stylesheet by weight, and the accents that go with them.
    fn schemes(palette: &Palette) -> [(&'static [usize], Accents); 4] {
        [
            (&[0], palette.light),
            (&[1, 0], palette.dark),
            (&[2, 0], palette.light_more),
            (&[3, 2, 1, 0], palette.dark_more),
        ]
    }

    #[test]
    fn known_colours_come_out_as_the_design_writes_them() {
        let palette = Palette::new(160);
        assert_eq!(palette.light.accent.hex(), "#007149");
        assert_eq!(palette.dark.accent.hex(), "#85c7a3");
        assert_eq!(Palette::new(520), palette);
    }

    #[test]
    fn css_carries_every_scheme() {
        let css = Palette::new(160).css(Look::default());
        assert!(
            css.starts_with(":root{color-scheme:light dark;--paper:#f9f9f5;"),
            "{css}"
        );
        assert_eq!(css.matches("--wash:").count(), 4);
        assert_eq!(css.matches("@media").count(), 3);
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }

    #[test]
    fn a_fixed_choice_asks_the_system_no_more() {
        let of = |scheme, contrast| Palette::new(160).css(Look { scheme, contrast });
        let dark = of(Scheme::Dark, Contrast::System);
        assert!(dark.contains("color-scheme:dark"), "{dark}");
        assert!(!dark.contains("prefers-color-scheme"), "{dark}");
        assert!(dark.contains("}:root{--paper:#171310"), "{dark}");
        assert_eq!(dark.matches("@media(prefers-contrast:more)").count(), 2);
        let light = of(Scheme::Light, Contrast::More);
        assert!(
            !light.contains("@media") && !light.contains("#171310"),
            "{light}"
        );
        assert_eq!(light.matches("--wash:").count(), 2);
        let more = of(Scheme::System, Contrast::More);
        assert!(!more.contains("prefers-contrast"), "{more}");
    }

    #[test]
    fn every_hue_keeps_enough_contrast() {
        for hue in 0..360 {
            let palette = Palette::new(hue);
            for (scheme, (blocks, accents)) in schemes(&palette).into_iter().enumerate() {
                // The block with more contrast in the dark repeats what the dark one set.
                let pick = |name: &str| neutral(name, blocks);
                let grounds = ["paper", "sheet", "sunk"].map(pick);
                let check = |what: &str, front: Rgb, back: Rgb, least: f64| {
                    let got = contrast(front, back);
                    assert!(
                        got >= least,
                        "{what} has {got:.2}, hue {hue}, scheme {scheme}"
                    );
                };
                for ground in grounds {
                    for text in ["ink", "ink-2", "ink-3", "danger", "ok", "warn"] {
                        check(text, pick(text), ground, 4.5);
                    }
                    check("accent", accents.accent, ground, 4.5);
                    check("edge", pick("edge"), ground, 3.0);
                }
                check("on-fill", pick("on-fill"), accents.fill, 4.5);
                for text in ["ink", "ink-3"] {
                    check(text, pick(text), accents.wash, 4.5);
                }
                check("accent on wash", accents.accent, accents.wash, 4.5);
                check("ink on mark", pick("ink"), pick("mark"), 4.5);
                check(
                    "danger on its wash",
                    pick("danger"),
                    pick("danger-wash"),
                    4.5,
                );
            }
        }
    }
}
