//! Writes XML 1.0.

use std::fmt::Write;

use crate::render::html::escape;

/// The first line of a file.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Writes an element with a text, on a line of its own.
pub fn element(name: &str, content: &str, out: &mut String) {
    let _ = write!(out, "<{name}>");
    text(content, out);
    let _ = writeln!(out, "</{name}>");
}

/// Writes an attribute, after a space.
pub fn attribute(name: &str, value: &str, out: &mut String) {
    let _ = write!(out, " {name}=\"");
    text(value, out);
    out.push('"');
}

/// Writes text. XML allows neither U+FFFE and U+FFFF (section 2.2) nor control characters.
pub fn text(content: &str, out: &mut String) {
    escape(&content.replace(['\u{FFFE}', '\u{FFFF}', '\u{C}'], "\u{FFFD}"), out);
}
