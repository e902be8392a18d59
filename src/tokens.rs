//! Design tokens: the colours, fonts and sizes that a theme names once. They become custom properties in one generated
//! style sheet, and their contrast is calculated as WCAG 2.2 defines it.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::raw::Spanned;
use crate::schema::{choices, settings};

/// The name of the generated style sheet among the assets.
pub const STYLE_SHEET: &str = "tokens.css";

/// A colour, font or size with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Token {
    /// Its kind.
    #[serde(skip)]
    pub kind: TokenKind,
    /// Its value on a light screen, and on paper.
    pub light: String,
    /// Its value on a dark screen.
    pub dark: String,
    /// Its purpose.
    pub description: String,
    /// The places where its light and its dark value were last set.
    #[serde(skip)]
    pub set: [Origin; 2],
}

/// Where something is set. Origins are ordered by precedence: the last parent of a chain is layer 0, the site follows
/// its theme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The layer.
    pub layer: usize,
    /// The place.
    pub place: Place,
}

choices! {
    /// The kind of a token.
    pub enum TokenKind {
        /// A colour: `#rgb`, `#rrggbb`, or `rgb(r g b / a)`.
        Color = "color",
        /// A list of font families.
        Font = "font",
        /// A CSS length.
        Size = "size",
    }
}

impl TokenKind {
    /// Returns why a value is not of this kind; `None` if it is. A valid value cannot end its declaration or affect
    /// another one.
    pub fn refuses(self, value: &str) -> Option<String> {
        let one_value = !value.trim().is_empty()
            && !value.contains(['{', '}', ';', '<', '>', '\\', '\n'])
            && !value.contains("/*")
            && is_closed(value);
        let (fits, expected) = match self {
            TokenKind::Color => (Color::parse(value).is_some(), "a colour such as `#1a6b54`"),
            TokenKind::Font => (one_value, "font families such as `Georgia, serif`"),
            TokenKind::Size => {
                let letters = |c: char| c.is_ascii_alphanumeric() || " .,+-*/%()".contains(c);
                (one_value && value.chars().all(letters), "a CSS length such as `38rem`")
            }
        };
        let what = if self == TokenKind::Color || !is_color(value) { "" } else { "the colour " };
        (!fits || !what.is_empty()).then(|| format!("expects {expected}, found {what}`{value}`"))
    }
}

/// The functions that make a colour in CSS.
const COLOR_FUNCTIONS: [&str; 12] =
    ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix", "light-dark"];
/// The names of colours in CSS (CSS Color 4, section 6.1) that authors use; no font is called like one.
const COLOR_NAMES: [&str; 44] = [
    "aqua",
    "beige",
    "black",
    "blue",
    "brown",
    "coral",
    "crimson",
    "currentcolor",
    "cyan",
    "darkblue",
    "darkgray",
    "darkgreen",
    "darkgrey",
    "darkred",
    "fuchsia",
    "gold",
    "gray",
    "green",
    "grey",
    "indigo",
    "ivory",
    "khaki",
    "lavender",
    "lightblue",
    "lightgray",
    "lightgrey",
    "lime",
    "magenta",
    "maroon",
    "navy",
    "olive",
    "orange",
    "orchid",
    "pink",
    "purple",
    "red",
    "salmon",
    "silver",
    "teal",
    "tomato",
    "transparent",
    "violet",
    "white",
    "yellow",
];

/// Returns whether a value is a colour of CSS, also in a form that Handout does not read.
fn is_color(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    let function = value.split_once('(').map(|(name, _)| name);
    value.starts_with('#')
        || COLOR_NAMES.contains(&value.as_str())
        || function.is_some_and(|name| COLOR_FUNCTIONS.contains(&name))
}

/// Returns whether every quote and bracket of a value is closed: an open one would swallow the declarations after it.
fn is_closed(value: &str) -> bool {
    let (mut open, mut quote) = (Vec::new(), None);
    for c in value.chars() {
        match (quote, c) {
            (Some(begun), _) if begun == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => open.push(')'),
            (None, '[') => open.push(']'),
            (None, ')' | ']') if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    quote.is_none() && open.is_empty()
}

settings! {
    /// A pair of colours that must be readable on one another.
    #[derive(Clone)]
    pub struct Contrast in "[[contrast]]" {
        /// The colour token of the text.
        text: Spanned<String> = Spanned::unplaced(String::new());
        /// The colour token of the background.
        background: Spanned<String> = Spanned::unplaced(String::new());
        /// Whether it is only large text or a control, which need 3:1 instead of 4.5:1.
        large: bool = false;
    }
}

impl Contrast {
    /// Returns the lowest ratio that is readable (WCAG 2.2, 1.4.3 and 1.4.11).
    pub fn min_ratio(&self) -> f64 {
        if self.large { 3.0 } else { 4.5 }
    }
}

/// The cascade layer of the generated style sheet.
pub const LAYER: &str = "tokens";

/// What `color-scheme` is: the reader's preference, the reader's choice, and light on paper.
const SCHEMES: &str = "\
:root { color-scheme: light dark; }
:root:where([data-scheme=\"light\"]) { color-scheme: light; }
:root:where([data-scheme=\"dark\"]) { color-scheme: dark; }
@media print {
:root { color-scheme: light; }
}
";

/// Returns the generated style sheet, in a cascade layer of its own, so that any rule outside of it may set a token. A
/// colour is `light-dark()` of its two values and follows `color-scheme`: on a screen, `data-scheme` on the root element
/// chooses `light` or `dark`, and without it the reader's preference does. Paper is light, whatever the screen is.
pub fn style_sheet(tokens: &BTreeMap<String, Token>) -> String {
    let mut out = format!("@layer {LAYER} {{\n");
    rule(&mut out, ":root", tokens.iter().map(|(name, token)| (name, value(token))));
    if tokens.values().any(|token| token.light != token.dark) {
        out.push_str(SCHEMES);
    }
    // `light-dark()` is for colours alone.
    let differs = |token: &Token| token.kind != TokenKind::Color && token.dark != token.light;
    if tokens.values().any(differs) {
        let dark = || {
            let others = tokens.iter().filter(|(_, token)| differs(token));
            others.map(|(name, token)| (name, token.dark.clone()))
        };
        out.push_str("@media screen and (prefers-color-scheme: dark) {\n");
        rule(&mut out, ":root:where(:not([data-scheme=\"light\"]))", dark());
        out.push_str("}\n@media screen {\n");
        rule(&mut out, ":root:where([data-scheme=\"dark\"])", dark());
        out.push_str("}\n");
    }
    out + "}\n"
}

/// Returns the value of a token's custom property.
fn value(token: &Token) -> String {
    if token.kind == TokenKind::Color && token.light != token.dark {
        format!("light-dark({}, {})", token.light, token.dark)
    } else {
        token.light.clone()
    }
}

fn rule<'a>(out: &mut String, selector: &str, tokens: impl Iterator<Item = (&'a String, String)>) {
    let _ = writeln!(out, "{selector} {{");
    for (name, value) in tokens {
        let _ = writeln!(out, "--{name}: {value};");
    }
    out.push_str("}\n");
}

/// Checks every declared pair, each with the place of its declaration, in light and in dark mode. A pair that is not
/// readable is reported where the last of its two colours is set.
pub fn check_contrast(
    pairs: &[(Origin, Contrast)],
    tokens: &BTreeMap<String, Token>,
    problems: &mut Vec<Diagnostic>,
) {
    for (declared, pair) in pairs {
        let mut named = |name: &Spanned<String>| {
            let token = tokens.get(&name.value);
            if token.is_none() {
                problems.push(unknown(name, declared, tokens));
            }
            token
        };
        let (Some(text), Some(background)) = (named(&pair.text), named(&pair.background)) else { continue };
        let schemes = [("light", &text.light, &background.light), ("dark", &text.dark, &background.dark)];
        for (at, (scheme, front, behind)) in schemes.into_iter().enumerate() {
            let (Some(front), Some(behind)) = (Color::parse(front), Color::parse(behind)) else { continue };
            let (ratio, min) = (front.contrast(behind), pair.min_ratio());
            if ratio >= min {
                continue;
            }
            let later = if background.set[at].layer > text.set[at].layer { background } else { text };
            let set = if declared.layer > later.set[at].layer { declared } else { &later.set[at] };
            let message = format!(
                "`{}` on `{}` has a contrast of {ratio:.2}:1 on a {scheme} screen; readers need {min}:1",
                pair.text.value, pair.background.value
            );
            let help = "make one of the two colours darker or lighter (WCAG 2.2, 1.4.3)";
            problems.push(Diagnostic::warning(set.place.clone(), message).help(help));
        }
    }
}

fn unknown(name: &Spanned<String>, declared: &Origin, tokens: &BTreeMap<String, Token>) -> Diagnostic {
    let near = nearest(&name.value, tokens.keys().map(String::as_str));
    let place = Place::span(&declared.place.path, name.span.clone());
    Diagnostic::error(place, format!("the theme has no token `{}`", name.value))
        .help_if(near.map(|near| format!("did you mean `{near}`?")))
}

/// An sRGB colour, each channel from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color {
    channels: [f64; 3],
    alpha: f64,
}

impl Color {
    /// Reads `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, and `rgb(r g b)` or `rgb(r g b / a)` (CSS Color 4).
    pub fn parse(text: &str) -> Option<Color> {
        match text.strip_prefix('#') {
            Some(digits) => Color::from_hex(digits),
            None => Color::from_rgb(text),
        }
    }

    fn from_hex(digits: &str) -> Option<Color> {
        let nibbles: Vec<u32> = digits.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
        let bytes: Vec<u32> = match nibbles.len() {
            3 | 4 => nibbles.iter().map(|it| it * 17).collect(),
            6 | 8 => nibbles.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect(),
            _ => return None,
        };
        let channel = |at: usize| bytes.get(at).map_or(1.0, |byte| f64::from(*byte) / 255.0);
        Some(Color { channels: [channel(0), channel(1), channel(2)], alpha: channel(3) })
    }

    fn from_rgb(text: &str) -> Option<Color> {
        let inside = text.strip_prefix("rgb(")?.strip_suffix(')')?;
        let (channels, alpha) = match inside.split_once('/') {
            Some((channels, alpha)) => (channels, alpha.trim().parse().ok()?),
            None => (inside, 1.0),
        };
        let parts: Vec<f64> = channels
            .split([' ', ','])
            .filter(|it| !it.is_empty())
            .map(|it| it.parse::<f64>().ok().filter(|it| (0.0..=255.0).contains(it)))
            .collect::<Option<_>>()?;
        let [r, g, b] = parts[..] else { return None };
        (0.0..=1.0).contains(&alpha).then_some(Color { channels: [r / 255.0, g / 255.0, b / 255.0], alpha })
    }

    /// Returns `#rrggbb`, or `#rrggbbaa` if the colour is not opaque.
    pub fn hex(self) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "channels are from 0 to 1"
        )]
        let byte = |it: f64| (it * 255.0).round() as u8;
        let [r, g, b] = self.channels.map(byte);
        let alpha = byte(self.alpha);
        let opaque = format!("#{r:02x}{g:02x}{b:02x}");
        if alpha == 255 { opaque } else { format!("{opaque}{alpha:02x}") }
    }

    /// Returns the contrast ratio of text in this colour on a background, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, background: Color) -> f64 {
        let (a, b) = (self.over(background).luminance(), background.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn over(self, background: Color) -> Color {
        let mix = |at: usize| self.channels[at] * self.alpha + background.channels[at] * (1.0 - self.alpha);
        Color { channels: [mix(0), mix(1), mix(2)], alpha: 1.0 }
    }

    /// Returns the relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let [r, g, b] = self.channels.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(text: &str, background: &str) -> f64 {
        let color = |it| Color::parse(it).expect("a colour");
        color(text).contrast(color(background))
    }

    #[test]
    fn contrast_is_what_wcag_says() {
        assert!((ratio("#000", "#fff") - 21.0).abs() < 1e-9);
        assert!((ratio("#fff", "#ffffff") - 1.0).abs() < 1e-9);
        // The lightest grey that passes on white.
        assert!(ratio("#767676", "#fff") >= 4.5 && ratio("#777777", "#fff") < 4.5);
        assert!((ratio("rgb(0 0 0 / 0)", "#fff") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_token_cannot_leave_its_declaration() {
        for value in ["red; } body { display: none", "", "a\n", "</style>", "a\\62"] {
            for kind in [TokenKind::Color, TokenKind::Font, TokenKind::Size] {
                assert!(kind.refuses(value).is_some(), "{value}");
            }
        }
        assert!(["#12345", "rgb(300 0 0)", "red"].iter().all(|it| TokenKind::Color.refuses(it).is_some()));
        assert_eq!(TokenKind::Font.refuses("\"Iowan Old Style\", Georgia, serif"), None);
        assert!(TokenKind::Font.refuses("a}b").is_some());
        for value in ["#222222", "#abc", "Red", "rgb(1 2 3)", "hsl(1deg 2% 3%)"] {
            assert!(TokenKind::Font.refuses(value).is_some_and(|why| why.contains("the colour")), "{value}");
            assert!(TokenKind::Size.refuses(value).is_some(), "{value}");
        }
        assert_eq!(TokenKind::Font.refuses("Redaction, serif"), None);
        for value in ["\"Georgia, serif", "calc(1rem", "1rem)", "1rem /* small", "var(--a]"] {
            for kind in [TokenKind::Font, TokenKind::Size] {
                assert!(kind.refuses(value).is_some(), "{value}");
            }
        }
        assert_eq!(TokenKind::Size.refuses("clamp(1.25rem, 1.2rem + 0.22vw, 1.375rem)"), None);
    }
}
