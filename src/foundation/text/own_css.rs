//! What a member may put into a stylesheet of their own: how words, boxes and
//! colours look. Nothing that loads, runs, or lies over the interface.

use cssparser::{ParseError, ParseErrorKind, Parser, Token};

use crate::foundation::error::{Error, Result};
use crate::foundation::i18n::Arg;
use crate::foundation::message::Message;

/// Longest stylesheet, in bytes.
pub const MAX_CSS: usize = 16 * 1024;

/// Blocks within blocks that are looked into.
const MAX_DEPTH: usize = 4;

/// Properties by their whole name.
const PROPERTIES: [&str; 41] = [
    "accent-color",
    "align-content",
    "align-items",
    "align-self",
    "aspect-ratio",
    "caret-color",
    "color",
    "color-scheme",
    "column-gap",
    "column-rule",
    "columns",
    "display",
    "filter",
    "float",
    "gap",
    "height",
    "hyphens",
    "inline-size",
    "justify-content",
    "justify-items",
    "justify-self",
    "letter-spacing",
    "line-height",
    "max-height",
    "max-inline-size",
    "max-width",
    "min-height",
    "min-inline-size",
    "min-width",
    "object-fit",
    "opacity",
    "order",
    "row-gap",
    "scroll-behavior",
    "tab-size",
    "vertical-align",
    "visibility",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
];

/// Properties by how they begin.
const FAMILIES: [&str; 14] = [
    "--",
    "background",
    "border",
    "flex",
    "font",
    "grid",
    "list-style",
    "margin",
    "overflow",
    "padding",
    "scrollbar",
    "text-decoration",
    "text",
    "transition",
];

/// What may be negative without lying over something else.
const MAY_BE_NEGATIVE: [&str; 4] = ["letter-spacing", "word-spacing", "order", "--"];

/// At-rules that only ask for something.
const CONDITIONS: [&str; 4] = ["media", "supports", "container", "layer"];

/// Functions that fetch something, or that other browsers took for a script.
const LOADING: [&str; 9] = [
    "url",
    "src",
    "image",
    "image-set",
    "-webkit-image-set",
    "cross-fade",
    "element",
    "expression",
    "paint",
];

/// What is wrong, and in which line.
type Refused = ParseError<Message>;

type Checked = std::result::Result<(), Refused>;

/// Whether a stylesheet may be used as it is.
///
/// # Errors
/// Field `css`, with the line.
pub fn check(css: &str) -> Result<()> {
    if css.len() > MAX_CSS {
        let most = MAX_CSS / 1024;
        let message = Message::about("refused-css-large", [("max", most.into())]);
        return Err(Error::field("css", message));
    }
    let message = match rules(&mut Parser::new(css), 0) {
        Ok(()) => return Ok(()),
        Err(ParseError {
            kind: ParseErrorKind::Custom(message),
        }) => message,
        Err(_too_deep) => Message::of("refused-css-brackets"),
    };
    Err(Error::field("css", message))
}

fn refuse(parser: &Parser<'_>, key: &'static str) -> Refused {
    ParseError {
        kind: ParseErrorKind::Custom(Message::about(key, [line(parser)])),
    }
}

/// As [`refuse`], of something that has a name.
fn refuse_named(parser: &Parser<'_>, key: &'static str, name: String) -> Refused {
    let values = [line(parser), ("name", name.into())];
    ParseError {
        kind: ParseErrorKind::Custom(Message::about(key, values)),
    }
}

fn not_possible(parser: &Parser<'_>, name: String) -> Refused {
    refuse_named(parser, "refused-css-not-here", name)
}

/// The line that is read, from 1; as text: without separators.
fn line(parser: &Parser<'_>) -> (&'static str, Arg<'static>) {
    let line = parser.current_source_location().line + 1;
    ("line", line.to_string().into())
}

/// Rules one after the other: selectors with a block, and conditions with rules.
fn rules(parser: &mut Parser<'_>, depth: usize) -> Checked {
    if depth > MAX_DEPTH {
        return Err(refuse(parser, "refused-css-blocks"));
    }
    let mut begun = false;
    let mut condition = false;
    loop {
        let Ok(token) = parser.next().cloned() else {
            return if begun {
                Err(refuse(parser, "refused-css-no-block"))
            } else {
                Ok(())
            };
        };
        match token {
            Token::CurlyBracketBlock => {
                if !begun {
                    return Err(refuse(parser, "refused-css-stray-block"));
                }
                if condition {
                    parser.parse_nested_block(|inner| rules(inner, depth + 1))?;
                } else {
                    parser.parse_nested_block(declarations)?;
                }
                (begun, condition) = (false, false);
            }
            Token::AtKeyword(name) if !begun => {
                if !is_one_of(&CONDITIONS, &name) {
                    return Err(not_possible(parser, format!("@{name}")));
                }
                (begun, condition) = (true, true);
            }
            other => {
                harmless(parser, &other)?;
                begun = true;
            }
        }
    }
}

/// The inside of a selector's block.
fn declarations(parser: &mut Parser<'_>) -> Checked {
    loop {
        let Ok(token) = parser.next().cloned() else {
            return Ok(());
        };
        let name = match token {
            Token::Semicolon => continue,
            Token::Ident(name) => name.to_ascii_lowercase(),
            _ => return Err(refuse(parser, "refused-css-property")),
        };
        if !is_allowed(&name) {
            return Err(not_possible(parser, name));
        }
        if parser.expect_colon().is_err() {
            return Err(refuse_named(parser, "refused-css-colon", name));
        }
        value(parser, &name)?;
    }
}

/// A value up to its semicolon.
fn value(parser: &mut Parser<'_>, property: &str) -> Checked {
    let negative = MAY_BE_NEGATIVE
        .iter()
        .any(|known| property == *known || (*known == "--" && property.starts_with("--")));
    loop {
        let Ok(token) = parser.next().cloned() else {
            return Ok(());
        };
        let below = match token {
            Token::Semicolon => return Ok(()),
            Token::Number { value, .. } | Token::Dimension { value, .. } => value < 0.0,
            Token::Percentage { unit_value, .. } => unit_value < 0.0,
            _ => false,
        };
        if below && !negative {
            let name = property.to_owned();
            return Err(refuse_named(parser, "refused-css-negative", name));
        }
        // A computed length may come out negative.
        let computes = matches!(&token, Token::Function(name)
            if is_one_of(&["calc", "min", "max", "clamp", "var"], name));
        if computes && property.starts_with("margin") {
            let name = property.to_owned();
            return Err(refuse_named(parser, "refused-css-lengths", name));
        }
        harmless(parser, &token)?;
    }
}

/// Refuses what loads, and looks into brackets.
fn harmless(parser: &mut Parser<'_>, token: &Token<'_>) -> Checked {
    match token {
        Token::UnquotedUrl(_) | Token::BadUrl(_) => Err(refuse(parser, "refused-css-loads")),
        Token::BadString(_) => Err(refuse(parser, "refused-css-string")),
        Token::CDO | Token::CDC => Err(refuse(parser, "refused-css-unreadable")),
        Token::CloseParenthesis | Token::CloseSquareBracket | Token::CloseCurlyBracket => {
            Err(refuse(parser, "refused-css-closes"))
        }
        Token::CurlyBracketBlock => Err(refuse(parser, "refused-css-block-here")),
        Token::AtKeyword(name) => Err(not_possible(parser, format!("@{name}"))),
        Token::Function(name) if is_one_of(&LOADING, name) => {
            Err(not_possible(parser, format!("{name}()")))
        }
        Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock => {
            parser.parse_nested_block(everything)
        }
        _ => Ok(()),
    }
}

fn everything(parser: &mut Parser<'_>) -> Checked {
    while let Ok(token) = parser.next().cloned() {
        harmless(parser, &token)?;
    }
    Ok(())
}

fn is_allowed(property: &str) -> bool {
    PROPERTIES.contains(&property) || FAMILIES.iter().any(|family| property.starts_with(family))
}

fn is_one_of(words: &[&str], name: &str) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn looks_are_kept() {
        for good in [
            "",
            "/* only a remark */",
            ".post{color:#123456;background:linear-gradient(red,blue)}",
            "@media (max-width:40rem){ .side{display:none} .words{font-size:1.2em!important} }",
            ":root{--accent:#808080;--s-4:-1rem}",
            "a:not([href^=\"/\"])::after{color:red}",
            ".words{letter-spacing:-.01em;margin:1rem auto}",
        ] {
            assert!(check(good).is_ok(), "{good}: {:?}", check(good));
        }
    }

    #[test]
    fn what_loads_or_covers_is_refused_with_its_line() {
        for (bad, says) in [
            ("a{background:url(https://evil.example/x)}", "loaded"),
            ("a{background:url(\"//evil.example\")}", "url()"),
            ("a{background:\\75 rl(x)}", "loaded"),
            ("a{background:\\75rl(x)}", "loaded"),
            ("a{background:u\\72l('x')}", "url()"),
            ("a{background:image-set('x' 1x)}", "image-set()"),
            ("@import 'x';", "@import"),
            ("@font-face{font-family:x}", "@font-face"),
            ("@media print{@import 'x';}", "@import"),
            ("body{position:fixed}", "position"),
            ("body{POSITION:fixed}", "position"),
            ("body{p\\6fsition:fixed}", "position"),
            ("body{inset:0}", "inset"),
            ("a{z-index:9}", "z-index"),
            ("a{transform:scale(90)}", "transform"),
            ("a{translate:9px}", "translate"),
            ("a{box-shadow:0 0 0 99vw red}", "box-shadow"),
            ("a{behavior:x}", "behavior"),
            ("a{-moz-binding:x}", "-moz-binding"),
            ("a::before{content:'Sign in again'}", "content"),
            ("a{margin-top:-99rem}", "negative"),
            ("a{margin-top:calc(0px - 99rem)}", "plain lengths"),
            ("a{margin:var(--x)}", "plain lengths"),
            ("a{width:expression(alert(1))}", "expression()"),
            ("a{color:red", ""),
            ("a{color:red}}", "bracket"),
            ("a", "no block"),
            ("{}", "belongs to nothing"),
            ("a{b{color:red}}", "b is not possible"),
            ("<!-- a{}", "cannot be read"),
        ] {
            let refused = check(bad);
            if says.is_empty() {
                // Browsers close it at the end of the file.
                assert!(refused.is_ok());
                continue;
            }
            let error = refused.unwrap_err();
            let said = &error.fields()[0];
            assert_eq!(said.field, "css");
            let said = said.message.english();
            assert!(said.contains(says), "{bad}: {said}");
            assert!(said.starts_with("Line 1: "), "{said}");
        }
        let error = check("a{color:red}\n\nb{top:0}").unwrap_err();
        assert_eq!(
            error.fields()[0].message.english(),
            "Line 3: top is not possible here."
        );
        assert!(check(&"a".repeat(MAX_CSS + 1)).is_err());
        assert!(check(&"@media x{".repeat(50)).is_err());
    }

    proptest! {
        #[test]
        fn anything_is_read_to_its_end(css in ".{0,200}|[a-z{}:;()@\\\\/*'\" -]{0,200}") {
            let _ = check(&css);
        }
    }
}
