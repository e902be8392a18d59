//! The text of a section as a search shows it.

use crate::text;

/// A text with single spaces and without what no text of a page holds.
pub fn tidy(text: &str) -> String {
    let text = text.trim();
    if is_tidy(text.as_bytes()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if text::has_control(&out) { text::replace_control(&out) } else { out }
}

/// Whether a text of printable ASCII characters has single spaces. Most have; of others it is not told.
fn is_tidy(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, b' '..=b'~')) && memchr::memmem::find(text, b"  ").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::TextSource;
    use crate::parse::{ParseOptions, parse};
    use crate::paths::SourcePath;

    #[test]
    fn texts_are_tidied_whatever_their_letters() {
        for (text, tidied) in [
            ("one two", "one two"),
            (" one  two ", "one two"),
            ("one\ttwo\r\nthree", "one two three"),
            ("été\u{a0} \u{2003}hiver", "été hiver"),
            ("a\u{1}b\u{85}c", "a\u{FFFD}b c"),
            ("  ", ""),
        ] {
            assert_eq!(tidy(text), tidied, "{text:?}");
        }
    }

    #[test]
    fn html_says_its_text() {
        let said = |html: &str| {
            let source = TextSource::unsaved(SourcePath::new("a.md"), html.as_bytes().to_vec());
            let body = parse("a.md", &source, &ParseOptions::default()).body;
            body.sections().iter().map(|section| tidy(&section.text)).collect::<Vec<_>>().join("|")
        };
        assert_eq!(
            said("<p>A &amp; <b>b</b></p><!-- no --><script>no</SCRIPT><style>no</style> c"),
            "A & b c"
        );
        assert_eq!(said("<div>a < é</div>"), "a < é");
        assert_eq!(said("<ul><li>a<li>b</ul>"), "a b");
    }
}
