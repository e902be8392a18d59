//! References in text: `@fig-circle`, `@tbl-times`, `@sec-safety`, `@step-warm`. Only these beginnings are references, so that
//! mail addresses, names of users and `@2x` stay text.

use std::ops::Range;

use crate::document::LabelKind;

/// Marks after which a reference can begin: opening brackets and quotation marks.
const OPENING: &str = "([{\"'“„«‘‚‹”’";

/// Finds the references of a text, each with its `@`, in order. `before` is the character before the text.
pub fn find(text: &str, before: Option<char>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        let before = text[..at].chars().next_back().or(before);
        if !before.is_none_or(|c| c.is_whitespace() || OPENING.contains(c)) {
            continue;
        }
        let length = length(&text[at + 1..]);
        if LabelKind::of(&text[at + 1..at + 1 + length]).is_some() {
            found.push(at..at + 1 + length);
        }
    }
    found
}

/// Returns the length of the id that a text begins with. A mark ends a sentence unless more of the id follows it.
fn length(text: &str) -> usize {
    let mut length = 0;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || c == '_' || c == '-' {
            length = at + c.len_utf8();
        } else if !matches!(c, '.' | ':') || length < at {
            break;
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text, None).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_reference_ends_where_its_id_does() {
        assert_eq!(
            found("See @fig-a, (@tbl-b) and “@sec-c”: @fig-d's."),
            ["@fig-a", "@tbl-b", "@sec-c", "@fig-d"]
        );
        assert_eq!(found("@fig-a.@fig-b. @fig-1.2: x"), ["@fig-a", "@fig-1.2"]);
        assert_eq!(found("@fig-größe-2_x! @step-3,"), ["@fig-größe-2_x", "@step-3"]);
    }

    #[test]
    fn other_signs_stay_text() {
        for text in [
            "a@fig-b.org",
            "@2x",
            "@media",
            "@fig",
            "@fig-",
            "@figure-a",
            "@@fig-a",
            "x@sec-ops",
            "@step",
            "@steps-a",
            "/@fig-a",
            "@Fig-a",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
        assert!(find("@fig-a", Some('x')).is_empty());
    }
}
