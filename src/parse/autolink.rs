//! Bare addresses in text, by the rules of GFM 0.29, section 6.9 (autolinks extension): `www.`, `http://`,
//! `https://`, `ftp://`, and e-mail addresses. In goes plain text, out come the ranges that are links.

use std::ops::Range;

use memchr::memchr3;

/// A bare address found in text.
#[derive(Debug, PartialEq, Eq)]
pub struct Bare {
    /// Byte range of the text.
    pub range: Range<usize>,
    /// Where it leads.
    pub destination: String,
}

/// Finds the bare addresses of a text, in order.
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

/// `http://`, `https://` or `ftp://` whose colon is at `colon`.
fn web(text: &str, colon: usize, from: usize) -> Option<Bare> {
    let before = &text[from..colon];
    let scheme = ["https", "http", "ftp"].into_iter().find(|scheme| {
        before.len() >= scheme.len()
            && before.is_char_boundary(before.len() - scheme.len())
            && before[before.len() - scheme.len()..].eq_ignore_ascii_case(scheme)
    })?;
    let start = colon - scheme.len();
    let host = text[colon..].strip_prefix("://").filter(|_| may_begin(text, start))?;
    let length = domain(host)?;
    let end = trimmed(text, start, end_of_path(text, colon + 3 + length));
    (end > colon + 3).then(|| Bare { range: start..end, destination: text[start..end].to_owned() })
}

/// `www.` whose dot is at `dot`.
fn www(text: &str, dot: usize) -> Option<Bare> {
    let start = dot.checked_sub(3)?;
    if text.get(start..dot) != Some("www") || !may_begin(text, start) {
        return None;
    }
    let length = domain(&text[start..])?;
    let end = trimmed(text, start, end_of_path(text, start + length));
    (end > dot + 1).then(|| Bare { range: start..end, destination: format!("http://{}", &text[start..end]) })
}

/// An e-mail address whose `@` is at `at`.
fn mail(text: &str, at: usize, from: usize) -> Option<Bare> {
    let local = |b: &u8| b.is_ascii_alphanumeric() || b".-_+".contains(b);
    let start = at - text.as_bytes()[from..at].iter().rev().take_while(|b| local(b)).count();
    let host = text.as_bytes()[at + 1..]
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || b".-_".contains(b))
        .count();
    let end = at + 1 + text[at + 1..at + 1 + host].trim_end_matches('.').len();
    let domain = &text[at + 1..end];
    let valid =
        start < at && domain.contains('.') && !domain.ends_with(['-', '_']) && !domain.starts_with('.');
    valid.then(|| Bare { range: start..end, destination: format!("mailto:{}", &text[start..end]) })
}

/// An address begins a line or follows white space or one of `*`, `_`, `~`, `(`.
fn may_begin(text: &str, start: usize) -> bool {
    text[..start].chars().next_back().is_none_or(|c| c.is_whitespace() || "*_~(".contains(c))
}

/// No domain is longer than 253 bytes (RFC 1035, section 3.1); far beyond that, nothing is looked for.
const LONGEST_DOMAIN: usize = 1024;

/// Length of a valid domain: segments of letters, digits, `-` and `_`, at least one dot, no `_` in the last two.
fn domain(text: &str) -> Option<usize> {
    let length = text
        .char_indices()
        .take_while(|(at, _)| *at <= LONGEST_DOMAIN)
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .map_or(text.len(), |(at, _)| at);
    if length > LONGEST_DOMAIN {
        return None;
    }
    let name = text[..length].trim_end_matches('.');
    let mut last = name.rsplit('.');
    let last_two = [last.next()?, last.next()?];
    let valid = last_two.iter().all(|segment| !segment.is_empty() && !segment.contains('_'));
    (valid && !name.starts_with('.')).then_some(name.len())
}

fn end_of_path(text: &str, from: usize) -> usize {
    text[from..].find(|c: char| c.is_whitespace() || c == '<').map_or(text.len(), |at| from + at)
}

/// Takes off what closes a sentence rather than an address ("extended autolink path validation").
fn trimmed(text: &str, start: usize, mut end: usize) -> usize {
    let count = |c: char| text[start..end].matches(c).count();
    // Every byte that is taken off is one of those below, so of the two only `)` can become fewer.
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

/// Length of the entity, such as `&amp;`, that an address which ends in `;` ends in.
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
        assert_eq!(links("äöü@é http://münchen.example/ß"), ["http://münchen.example/ß"]);
    }
}
