//! Secrets in a line that is drawn: a log keeps what it prints, so they are covered.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

/// What covers each byte of a secret, so that the caret stays where it belongs.
const COVER: &str = "*";

/// Words of which one is in the name of a key that has a secret.
const SECRET_NAMES: [&str; 6] = ["secret", "token", "password", "passphrase", "credential", "key"];

/// Returns a line of a file with its secrets covered: what signs in, in an address (RFC 3986, section 3.2.1), and the value
/// of a TOML key that is named like a secret.
pub fn masked<'a>(path: &str, line: &'a str) -> Cow<'a, str> {
    let mut secrets: Vec<Range<usize>> = addresses(line);
    if Path::new(path).extension().is_some_and(|it| it == "toml") {
        secrets.extend(value(line));
    }
    let mut masked = Cow::Borrowed(line);
    for secret in secrets {
        let cover = COVER.repeat(secret.len());
        masked.to_mut().replace_range(secret, &cover);
    }
    masked
}

/// Returns where a line has a user and a password before the host of an address.
fn addresses(line: &str) -> Vec<Range<usize>> {
    let user = |(at, sign): (usize, &str)| {
        let start = at + sign.len();
        let authority = line[start..].split(['/', '"', '\'', ' ', '<', '>']).next().unwrap_or_default();
        let end = start + authority.rfind('@')?;
        // A name alone is not secret, but a token may be in its place.
        Some(start..end)
    };
    line.match_indices("://").filter_map(user).collect()
}

/// Returns where the value of a line such as `key = "value"` is, if the key is named like a secret.
fn value(line: &str) -> Option<Range<usize>> {
    let (key, value) = line.split_once('=')?;
    let start = line.len() - value.trim_start().len();
    is_named_like_secret(key.rsplit('.').next()?).then_some(start..line.trim_end().len().max(start))
}

/// Reports whether a key is named like a secret.
pub fn is_named_like_secret(key: &str) -> bool {
    let name = key.to_ascii_lowercase();
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| SECRET_NAMES.iter().any(|name| word == *name || word.strip_suffix('s') == Some(name)))
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn secrets_are_covered_and_nothing_else_is() {
        let cases = [
            ("site.toml", r#"a = "https://me:pw@x.org/b""#, r#"a = "https://*****@x.org/b""#),
            ("a.md", "see https://token@x.org and http://b:c@y", "see https://*****@x.org and http://***@y"),
            ("site.toml", "aws_secret_access_key = \"ab\"", "aws_secret_access_key = ****"),
            ("site.toml", "publish.a.api-tokens=ab ", "publish.a.api-tokens=** "),
            ("site.toml", "keep = \"2 hours\"", "keep = \"2 hours\""),
            ("site.toml", "url = \"https://x.org/@me\"", "url = \"https://x.org/@me\""),
            ("a.md", "key = value", "key = value"),
        ];
        for (path, line, expected) in cases {
            assert_eq!(masked(path, line), expected);
            assert_eq!(masked(path, line).len(), line.len());
        }
    }
}
