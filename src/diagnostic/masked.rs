//! Secrets in a line that is drawn: a log keeps what it prints, so they are covered.

use std::borrow::Cow;
use std::ops::Range;

/// What covers each byte of a secret, so that the caret stays where it belongs.
const COVER: &str = "*";

/// The file whose destinations may have secrets by mistake, and the name of their tables.
const SETTINGS: &str = "site.toml";
const DESTINATIONS: &str = "publish";

/// Returns the line of a file that is at a range of its text, with what may be secret covered: what signs in, in an address, and
/// every value of a destination of `site.toml`.
pub fn masked<'a>(path: &str, text: &'a str, line: Range<usize>) -> Cow<'a, str> {
    let shown = &text[line.clone()];
    let mut secrets = sign_ins(shown);
    if path == SETTINGS && is_of_destination(&text[..line.start], shown) {
        secrets.extend(value(shown));
    }
    let mut masked = Cow::Borrowed(shown);
    for secret in secrets {
        let cover = COVER.repeat(secret.len());
        masked.to_mut().replace_range(secret, &cover);
    }
    masked
}

/// Returns where a line has a user and a password before the host of an address (RFC 3986, section 3.2.1).
fn sign_ins(line: &str) -> Vec<Range<usize>> {
    let sign_in = |(at, sign): (usize, &str)| {
        let start = at + sign.len();
        let rest = &line[start..];
        let ends = |c: char| c.is_whitespace() || "/?#\\\"'<>()[]{}|,".contains(c);
        let authority = rest.split(ends).next().unwrap_or_default();
        // What is after a colon is a port, or a password with any characters.
        let is_open = authority
            .split_once(':')
            .is_some_and(|(_, port)| port.bytes().any(|byte| !byte.is_ascii_digit()));
        let whole = if is_open { rest.split(['"', '\'']).next().unwrap_or_default() } else { authority };
        let end = whole.rfind('@')?;
        Some(start..start + end)
    };
    line.match_indices("://").filter_map(sign_in).collect()
}

/// Reports whether a line is in a table of a destination, or defines one.
fn is_of_destination(before: &str, line: &str) -> bool {
    let is_named = |words: &str| {
        let first = words.trim_start().trim_start_matches(['[', '"', '\'', ' ']);
        first.strip_prefix(DESTINATIONS).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    };
    let header = before.lines().rfind(|line| line.trim_start().starts_with('['));
    is_named(line) || header.is_some_and(is_named)
}

/// Returns where the value in a line is; nothing in a header. Without an equals sign, it may be all after the first word.
fn value(line: &str) -> Option<Range<usize>> {
    let indent = line.len() - line.trim_start().len();
    let end = line.trim_end().len();
    if line[indent..].starts_with('[') && line[..end].ends_with(']') {
        return None;
    }
    let sign = line[indent..].find(['=', ':', ' ']).map_or(indent, |at| indent + at);
    let start = line[sign..].find(|c: char| !matches!(c, '=' | ':' | ' ')).map_or(end, |at| sign + at);
    Some(start..end.max(start))
}

#[cfg(test)]
mod tests {
    use super::masked;

    /// Returns the last line of a text as it is drawn.
    fn drawn(path: &str, text: &str) -> String {
        let start = text.rfind('\n').map_or(0, |at| at + 1);
        let line = masked(path, text, start..text.len()).into_owned();
        assert_eq!(line.len(), text.len() - start);
        line
    }

    #[test]
    fn what_signs_in_is_covered_and_nothing_else_in_an_address() {
        for (line, expected) in [
            ("a = \"https://me:pw@x.org/b\"", "a = \"https://*****@x.org/b\""),
            ("https://token@x.org and http://b:c@y", "https://*****@x.org and http://***@y"),
            ("url = \"https://me:a/b c@x.org\"", "url = \"https://********@x.org\""),
            ("<https://x.org?to=me@y.org>", "<https://x.org?to=me@y.org>"),
            ("https://x.org:80/@me", "https://x.org:80/@me"),
            ("tokens = { a = 3 }", "tokens = { a = 3 }"),
            ("é://日@本", "é://***@本"),
        ] {
            assert_eq!(drawn("theme.toml", line), expected);
        }
    }

    #[test]
    fn no_value_of_a_destination_is_drawn() {
        for (text, expected) in [
            ("[publish.a]\nsecret = \"pw\"", "secret = ****"),
            ("[publish.a]\n# note\n[ \"publish\".b ]\n  accessKey=pw", "  accessKey=**"),
            ("[publish.a]\nkey: pw", "key: **"),
            ("[publish.a]\nkey pw", "key **"),
            ("[publish]\na={to=\"s3\",key=\"pw\"}", "a=******************"),
            ("publish.a.token = \"pw\"", "publish.a.token = ****"),
            ("[publish.a]\npw", "**"),
            ("[publish.a]\nlist = [\n[\"pw\"", "*****"),
            ("x = 1\n[publish.a]", "[publish.a]"),
            ("[publish.a]\n[web]\nkey = 3", "key = 3"),
            ("[publisher]\nkey = 3", "key = 3"),
        ] {
            assert_eq!(drawn("site.toml", text), expected, "{text}");
        }
        assert_eq!(drawn("themes/a/theme.toml", "[publish]\nkey = 3"), "key = 3");
    }
}
