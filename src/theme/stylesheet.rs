//! The style sheet that a theme's parts are joined into. A theme keeps a file for each concern below `assets/style/`; the
//! first name of its path is the cascade layer it belongs to (CSS Cascading and Inheritance Level 5, section 6.4).

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::discover::ThemeSource;
use crate::tokens;

/// The name of the joined style sheet among the assets.
pub const JOINED: &str = "style.css";

/// The folder of the parts, among the assets.
const PARTS: &str = "style/";

/// Reports whether an asset is a part of the joined style sheet.
pub fn is_part(name: &str) -> bool {
    layer(name).is_some()
}

/// Returns the layer of a part: `prose` for `style/prose.css` and for `style/prose/tables.css`.
fn layer(name: &str) -> Option<&str> {
    let path = name.strip_prefix(PARTS)?.strip_suffix(".css")?;
    path.split('/').next()
}

/// Returns the parts in the order in which they are joined: that of their layers, then that of their names.
/// `style/prose.css` comes before `style/prose/tables.css`.
pub fn parts<'a>(files: &'a BTreeMap<String, ThemeSource>, layers: &[String]) -> Vec<(&'a str, &'a str)> {
    let mut parts: Vec<(&str, &str)> =
        files.keys().filter_map(|name| Some((layer(name)?, name.as_str()))).collect();
    let place = |layer: &str| layers.iter().position(|known| known == layer).unwrap_or(layers.len());
    // The sort is stable, and `files` is in the order of the names.
    parts.sort_by_key(|(layer, _)| (place(layer), *layer));
    parts
}

/// Returns the first line of the joined style sheet, which gives the layers their order: the tokens, so that every other
/// rule can set one, then those of the theme, then others in the order of their names.
pub fn order(layers: &[String], parts: &[(&str, &str)]) -> String {
    let mut names = vec![tokens::LAYER];
    for layer in layers.iter().map(String::as_str).chain(parts.iter().map(|(layer, _)| *layer)) {
        if !names.contains(&layer) {
            names.push(layer);
        }
    }
    format!("@layer {};\n", names.join(", "))
}

/// Appends a part to the joined style sheet, in its layer.
pub fn append(out: &mut String, layer: &str, css: &str) {
    let _ = writeln!(out, "@layer {layer} {{");
    out.push_str(&compact(css));
    out.push_str("}\n");
}

/// Returns a style sheet without its comments, and without the white space at the ends of its lines.
fn compact(css: &str) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            continue;
        } else if rest.starts_with('/') {
            1
        } else {
            string_length(rest)
        };
        plain.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    plain.push_str(rest);
    let lines = plain.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Returns the length of the string that a style sheet begins with, with its quotes.
fn string_length(css: &str) -> usize {
    let quote = css.as_bytes()[0];
    let mut escaped = false;
    for (at, byte) in css.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'\n' => return at,
            byte if byte == quote => return at + 1,
            _ => {}
        }
    }
    css.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::SourcePath;

    #[test]
    fn parts_come_in_the_order_of_their_layers() {
        let source = || ThemeSource { path: SourcePath::new("x"), bytes: Vec::new().into() };
        let names =
            ["style/prose/tables.css", "style/prose.css", "style/zebra.css", "style/base.css", "print.css"];
        let files = names.map(|name| (name.to_owned(), source())).into();
        let layers = ["base".to_owned(), "prose".to_owned(), "kinds".to_owned()];
        let parts = parts(&files, &layers);
        let order_of_parts: Vec<&str> = parts.iter().map(|(_, name)| *name).collect();
        assert_eq!(
            order_of_parts,
            ["style/base.css", "style/prose.css", "style/prose/tables.css", "style/zebra.css"]
        );
        assert_eq!(order(&layers, &parts), "@layer tokens, base, prose, kinds, zebra;\n");
    }

    #[test]
    fn comments_go_and_strings_stay() {
        let css = "/* a */\na {\n  content: \"/* b */ \\\" '\"; /* c */\n\n  width: calc(1px / 2);\n}\n";
        assert_eq!(compact(css), "a {\ncontent: \"/* b */ \\\" '\";\nwidth: calc(1px / 2);\n}\n");
        assert_eq!(compact("a{} /* open"), "a{}\n");
    }
}
