//! Bare addresses in text, by the rules of GFM 0.29, section 6.9 (autolinks extension): `www.`, `http://`, `https://`,
//! `ftp://`, and e-mail addresses. Input: plain text. Output: the ranges that are links.

use std::ops::Range;

use memchr::memchr3;

/// A bare address found in text.
#[derive(Debug, PartialEq, Eq)]
pub struct Bare {
    /// Byte range of the text.
    pub range: Range<usize>,
    /// The target of the link.
    pub destination: String,
}

/// Returns the bare addresses of a text, in order.
pub fn find(text: &str) -> Vec<Bare> {
    let mut found: Vec<Bare> = Vec::new();
    let (mut from, mut done) = (0, 0);
    while let Some(at) = memchr3(b':', b'.', b'@', &text.as_bytes()[from..]).map(|at| from + at) {
        let next = match text.as_bytes()[at] {
            b':' => web(text, at, done),
            b'.' => www(text, at),
            _ => mail(text, at, done),
        };
        match next {
            Some(bare) if bare.range.start >= done => {
                (from, done) = (bare.range.end, bare.range.end);
                found.push(bare);
            }
            _ => from = at + 1,
        }
    }
    found
}

/// Finds the bare web addresses of a line of Markdown as it is written, in order. Any of them may be in code or in a link.
pub fn find_web(line: &str) -> Vec<Range<usize>> {
    find(line)
        .into_iter()
        .filter(|bare| !bare.destination.starts_with("mailto:"))
        .map(|bare| bare.range)
        .collect()
}

/// Finds `http://`, `https://` or `ftp://` whose colon is at `colon`. The reference implementation asks for no dot in the host,
/// and lets the address follow anything but a letter.
fn web(text: &str, colon: usize, from: usize) -> Option<Bare> {
    let before = &text[from..colon];
    let scheme = ["https", "http", "ftp"].into_iter().find(|scheme| {
        before.len() >= scheme.len()
            && before.is_char_boundary(before.len() - scheme.len())
            && before[before.len() - scheme.len()..].eq_ignore_ascii_case(scheme)
    })?;
    let start = colon - scheme.len();
    let follows_letter = text[..start].ends_with(|c: char| c.is_ascii_alphabetic());
    let host = text[colon..].strip_prefix("://").filter(|_| !follows_letter)?;
    let length = domain(host, Dots::Any)?;
    let end = trimmed(text, start, end_of_path(text, colon + 3 + length));
    (end > colon + 3).then(|| Bare { range: start..end, destination: text[start..end].to_owned() })
}

/// Returns an address with `www.` whose dot is at `dot`.
fn www(text: &str, dot: usize) -> Option<Bare> {
    let start = dot.checked_sub(3)?;
    if text.get(start..dot) != Some("www") || !may_begin(text, start) {
        return None;
    }
    let length = domain(&text[start..], Dots::Needed)?;
    let end = trimmed(text, start, end_of_path(text, start + length));
    (end > dot + 1).then(|| Bare { range: start..end, destination: format!("http://{}", &text[start..end]) })
}

/// Finds an e-mail address whose `@` is at `at`. Its domain has a dot and ends in a letter, so that a version such as `a@1.2`
/// is none, nor is what follows a `/`.
fn mail(text: &str, at: usize, from: usize) -> Option<Bare> {
    let bytes = text.as_bytes();
    let local = |b: &u8| b.is_ascii_alphanumeric() || b".-_+".contains(b);
    let start = at - bytes[from..at].iter().rev().take_while(|b| local(b)).count();
    let is_host = |at: usize| match bytes[at] {
        b'.' => bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric),
        byte => byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_',
    };
    let end = (at + 1..text.len()).find(|at| !is_host(*at)).unwrap_or(text.len());
    let host = &text[at + 1..end];
    let is_mail = host.contains('.') && host.ends_with(|c: char| c.is_ascii_alphabetic());
    let follows = |c: u8| bytes.get(start.wrapping_sub(1)).is_some_and(|byte| *byte == c);
    if start == at || !is_mail || follows(b'/') || bytes.get(end) == Some(&b'@') {
        return None;
    }
    let scheme = ["mailto:", "xmpp:"].into_iter().find(|scheme| text[from..start].ends_with(scheme));
    let start = start - scheme.map_or(0, str::len);
    let destination = format!("{}{}", if scheme.is_some() { "" } else { "mailto:" }, &text[start..end]);
    Some(Bare { range: start..end, destination })
}

/// Reports whether an address can begin here: at the start of a line, or after white space or one of `*`, `_`, `~`,
/// `(`.
fn may_begin(text: &str, start: usize) -> bool {
    text[..start].chars().next_back().is_none_or(|c| c.is_whitespace() || "*_~(".contains(c))
}

/// The longest text that is searched for a domain, in bytes. A domain has 253 at most (RFC 1035, section 3.1).
const MAX_DOMAIN_LENGTH: usize = 1024;

/// Whether a host without a dot, such as `localhost`, is one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dots {
    Any,
    Needed,
}

/// Returns the length of a valid domain: segments of letters, digits, `-` and `_`, no `_` in the last two.
fn domain(text: &str, dots: Dots) -> Option<usize> {
    let length = text
        .char_indices()
        .take_while(|(at, _)| *at <= MAX_DOMAIN_LENGTH)
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .map_or(text.len(), |(at, _)| at);
    if length > MAX_DOMAIN_LENGTH {
        return None;
    }
    let name = text[..length].trim_end_matches('.');
    let mut last = name.rsplit('.');
    let last_two = [last.next(), last.next()];
    let valid = last_two.iter().flatten().all(|segment| !segment.is_empty() && !segment.contains('_'));
    let has_dot = last_two[1].is_some() || dots == Dots::Any;
    (valid && has_dot && !name.is_empty() && !name.starts_with('.')).then_some(name.len())
}

fn end_of_path(text: &str, from: usize) -> usize {
    text[from..].find(|c: char| c.is_whitespace() || c == '<').map_or(text.len(), |at| from + at)
}

/// Removes what ends a sentence rather than an address ("extended autolink path validation").
fn trimmed(text: &str, start: usize, mut end: usize) -> usize {
    let count = |c: char| text[start..end].matches(c).count();
    // Only bytes in the match below are removed, so of the two counts only that of `)` can fall.
    let (opened, mut closed) = (count('('), count(')'));
    loop {
        let address = &text[start..end];
        let cut = match address.chars().next_back() {
            Some('?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"') => 1,
            Some(')') if closed > opened => {
                closed -= 1;
                1
            }
            Some(';') => entity(address).unwrap_or(1),
            _ => return end,
        };
        end -= cut;
    }
}

/// Returns the length of an entity, such as `&amp;`, at the end of an address that ends in `;`.
fn entity(address: &str) -> Option<usize> {
    let before = &address[..address.len() - 1];
    let name = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    (name > 0 && before[..before.len() - name].ends_with('&')).then_some(name + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        find(text).into_iter().map(|it| it.destination).collect()
    }

    #[test]
    fn an_address_ends_before_the_sentence_does() {
        assert_eq!(
            links("See www.example.org/a_(b). And (https://x.org/y)!"),
            ["http://www.example.org/a_(b)", "https://x.org/y"]
        );
        assert_eq!(links("mail a.b+c@example.org, or not@here"), ["mailto:a.b+c@example.org"]);
        assert_eq!(links("no: xhttp://a.b, http:// , www. , a.b_c@d"), Vec::<String>::new());
        assert_eq!(
            links("\"https://a.b/\" and http://localhost:80/x"),
            ["https://a.b/", "http://localhost:80/x"]
        );
        assert_eq!(links("actions/checkout@v4.1.1, pkg@1.2.3, /x@y.z"), Vec::<String>::new());
        assert_eq!(links("mailto:a@b.c."), ["mailto:a@b.c"]);
        assert_eq!(links("äöü@é http://münchen.example/ß"), ["http://münchen.example/ß"]);
    }
}
