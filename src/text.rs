//! Control characters, which no text of a page contains, and white space.

/// Reports whether a character is a control character other than a line feed or a tab.
pub fn is_control(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// Reports whether a text contains such a character.
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

/// Returns a text with each run of white space replaced by one space.
pub fn one_line(text: &str) -> String {
    let text = text.trim();
    if is_one_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Reports whether a text without spaces around it has only printable ASCII characters and single spaces, as most do. It compares
/// many bytes at once, as `has_control` does.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would process one byte at a time")]
fn is_one_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let is_printable = bytes.iter().fold(true, |all, byte| all & (*byte >= b' ') & (*byte <= b'~'));
    let is_double = pairs.fold(false, |any, (one, next)| any | ((*one == b' ') & (*next == b' ')));
    is_printable && !is_double
}

/// Returns the length of the longest run of a character.
pub fn longest_run(text: &str, c: char) -> usize {
    text.split(|other| other != c).map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_single_spaces() {
        for text in ["", "a", "a b", " a b", "a b ", "a  b", "a\tb", " \n a\r\nb\u{2003}é ", "  "] {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn control_characters_are_found_in_bytes_as_in_characters() {
        for c in (0..0x300).filter_map(char::from_u32) {
            assert_eq!(has_control(&format!("a{c}é")), is_control(c), "{c:?}");
        }
    }
}
