//! Control characters, which no text of a page holds, and white space.

/// Returns whether a character is a control character other than a line feed or a tab.
pub fn is_control(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// Returns whether a text holds such a character.
///
/// Every byte of a guide passes through here, so it first searches, without a branch and many bytes at once, for a byte
/// that may be part of one.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would process one byte at a time")]
pub fn has_control(text: &str) -> bool {
    // U+0080 to U+009F are encoded as C2 80 to C2 9F.
    let may_be = |byte: u8| (byte < 32) & (byte != b'\n') & (byte != b'\t') | (byte == 127) | (byte == 0xC2);
    text.as_bytes().chunks(256).any(|bytes| bytes.iter().fold(false, |any, byte| any | may_be(*byte)))
        && text.contains(is_control)
}

/// Replaces each control character by U+FFFD, as `CommonMark` 0.31.2, section 2.3, requires for U+0000.
pub fn replace_control(text: &str) -> String {
    text.replace(is_control, "\u{FFFD}")
}

/// Returns a text with each run of white space as one space.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_found_in_bytes_as_in_characters() {
        for c in (0..0x300).filter_map(char::from_u32) {
            assert_eq!(has_control(&format!("a{c}é")), is_control(c), "{c:?}");
        }
    }
}
