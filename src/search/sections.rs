//! The text of a section, as the search shows it.

use crate::text;

/// Returns a text with single spaces and without control characters.
pub fn tidy(text: &str) -> String {
    let line = text::one_line(text);
    if text::has_control(&line) { text::replace_control(&line) } else { line }
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
        let shown_text = |html: &str| {
            let source = TextSource::unsaved(SourcePath::new("a.md"), html.as_bytes().to_vec());
            let body = parse("a.md", &source, &ParseOptions::default()).body;
            body.sections().iter().map(|section| tidy(&section.text)).collect::<Vec<_>>().join("|")
        };
        assert_eq!(
            shown_text("<p>A &amp; <b>b</b></p><!-- no --><script>no</SCRIPT><style>no</style> c"),
            "A & b c"
        );
        assert_eq!(shown_text("<div>a < é</div>"), "a < é");
        assert_eq!(shown_text("<ul><li>a<li>b</ul>"), "a b");
    }
}
