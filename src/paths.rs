//! The two kinds of path: of a file in the project, and of an output in the site. Both are relative and use `/` on
//! every system. `join` resolves `.` and `..`, which neither kind contains. Nothing here touches the disk.
//!
//! Names are compared in Unicode Normalization Form C (UAX #15): macOS, archives and USB sticks store `ü` as a letter and
//! its mark, keyboards type one character.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::splices::Splices;

/// The characters to encode in a path segment: the URL Standard's path percent-encode set, and `%` itself.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The characters to encode in a fragment: those that would end the attribute or the fragment.
const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%');

/// The name of a folder's first page.
pub const INDEX: &str = "index.md";

/// What leads one folder up.
const UP: &str = "../";

/// The name of a README in lower case.
const README: &str = "readme.md";

/// Returns the path of the first page of a folder.
pub fn index_of(folder: &str) -> String {
    if folder.is_empty() { INDEX.to_owned() } else { format!("{folder}/{INDEX}") }
}

/// Returns whether a page's file is a README, which is the first page of its folder where there is no `index.md`, as on
/// GitHub.
pub fn is_readme(path: &str) -> bool {
    let start = path.len().saturating_sub(README.len());
    path.as_bytes()[start..].eq_ignore_ascii_case(README.as_bytes())
        && (start == 0 || path.as_bytes()[start - 1] == b'/')
}

/// A file of the project, relative to its root: `content/technique/warm.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath {
    path: String,
    /// Where the parts of its text come from, if it includes other files.
    splices: Option<Arc<Splices>>,
}

impl SourcePath {
    /// Wraps a path that is relative to the project's root and uses `/`. It is not checked; a path that contains `.` or
    /// `..` matches no file.
    pub fn new(path: impl Into<String>) -> SourcePath {
        SourcePath { path: path.into(), splices: None }
    }

    /// Returns the path of a file whose text is put together from several files.
    #[must_use]
    pub fn spliced(&self, splices: Splices) -> SourcePath {
        SourcePath { path: self.path.clone(), splices: Some(Arc::new(splices)) }
    }

    /// Returns where the parts of its text come from, if it includes other files.
    pub fn splices(&self) -> Option<&Splices> {
        self.splices.as_deref()
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.path
    }

    /// Returns the name after the last `/`.
    pub fn file_name(&self) -> &str {
        file_name(&self.path)
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

/// The address of an output, relative to the site's root: `technique/warm.html`. It always names a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(String);

impl UrlPath {
    /// Wraps an address that is relative to the site's root, such as one from `join`. It is not checked; an address
    /// that contains `.` or `..` matches no output.
    pub fn new(path: impl Into<String>) -> UrlPath {
        UrlPath(path.into())
    }

    /// Returns the path as text, not percent-encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address that a link on this output writes to reach `target`: relative, percent-encoded, naming the
    /// file.
    pub fn href_to(&self, target: &UrlPath) -> String {
        let from = &self.0[..last_slash(&self.0).map_or(0, |at| at + 1)];
        let shared = shared_folder(from, &target.0);
        let ups = from[shared..].bytes().filter(|byte| *byte == b'/').count();
        let rest = &target.0[shared..];
        let mut href = String::with_capacity(ups * UP.len() + rest.len());
        (0..ups).for_each(|_| href.push_str(UP));
        // A first segment with a colon would read as a scheme (RFC 3986, section 4.2).
        if ups == 0 && rest.bytes().find(|byte| b"/:".contains(byte)) == Some(b':') {
            href.push_str("./");
        }
        href.extend(utf8_percent_encode(rest, SEGMENT));
        href
    }

    /// Returns the absolute address of this output below `base`, which may or may not end in `/`.
    /// An `index.html` is named by its folder.
    pub fn absolute(&self, base: &str) -> String {
        let path = match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.0,
        };
        let base = base.trim_end_matches('/');
        let mut address = String::with_capacity(base.len() + 1 + path.len());
        address.push_str(base);
        address.push('/');
        address.extend(utf8_percent_encode(path, SEGMENT));
        address
    }
}

/// Returns the path of a site's address, without the final `/`: `/guide` for `https://example.org/guide/`. A copy of
/// the site on any host finds its own files by it.
pub fn path_of_url(url: &str) -> &str {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    let path = url[after_scheme..].find('/').map_or("", |at| &url[after_scheme + at..]);
    path.trim_end_matches('/')
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the folder part of a path, without its last `/`; empty at the root.
pub fn folder(path: &str) -> &str {
    last_slash(path).map_or("", |at| &path[..at])
}

/// Returns the name after the last `/`.
pub fn file_name(path: &str) -> &str {
    last_slash(path).map_or(path, |at| &path[at + 1..])
}

/// Returns the place of the last `/`.
fn last_slash(path: &str) -> Option<usize> {
    path.bytes().rposition(|byte| byte == b'/')
}

/// Returns `#` and the fragment, percent-encoded.
pub fn fragment(anchor: &str) -> String {
    let mut fragment = String::with_capacity(1 + anchor.len());
    fragment.push('#');
    fragment.extend(utf8_percent_encode(anchor, FRAGMENT));
    fragment
}

/// Returns a name in the form in which names are compared: NFC.
pub fn nfc(name: &str) -> Cow<'_, str> {
    if is_nfc(name) { Cow::Borrowed(name) } else { Cow::Owned(name.nfc().collect()) }
}

/// Reports whether a text is in NFC for sure. A run of ASCII never changes the answer for what is beside it, so only the rest is
/// looked up.
fn is_nfc(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(ascii) = bytes[at..].iter().position(|byte| !byte.is_ascii()) {
        let start = at + ascii;
        at = bytes[start..].iter().position(u8::is_ascii).map_or(bytes.len(), |length| start + length);
        if is_nfc_quick(text[start..at].chars()) != IsNormalized::Yes {
            return false;
        }
    }
    true
}

/// Joins a relative destination to a folder, resolves `.` and `..`, and composes its letters; `/x` starts at the root.
/// Returns `None` if it would leave the root.
pub fn join(folder: &str, destination: &str) -> Option<String> {
    let (base, rest) = match destination.strip_prefix('/') {
        Some(rest) => ("", rest),
        None => (folder, destination),
    };
    let mut joined = String::with_capacity(base.len() + rest.len() + 1);
    parts(base).for_each(|part| push_part(&mut joined, part));
    for part in parts(rest) {
        match part {
            "." => {}
            ".." if joined.is_empty() => return None,
            ".." => joined.truncate(last_slash(&joined).unwrap_or(0)),
            part => push_part(&mut joined, part),
        }
    }
    Some(match nfc(&joined) {
        Cow::Owned(composed) => composed,
        Cow::Borrowed(_) => joined,
    })
}

/// Returns the parts of a path between its `/`; of an empty path one empty part. Paths are short, so that comparing each byte is
/// faster than a search.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let path = rest?;
        let slash = path.bytes().position(|byte| byte == b'/');
        rest = slash.map(|at| &path[at + 1..]);
        Some(&path[..slash.unwrap_or(path.len())])
    })
}

/// Adds a part to a path, unless it is empty.
fn push_part(path: &mut String, part: &str) {
    if !path.is_empty() && !part.is_empty() {
        path.push('/');
    }
    path.push_str(part);
}

/// Returns a destination that is relative to a folder as one that begins at the root; any other one as it is.
pub fn from_root<'a>(folder: &str, destination: &'a str) -> Cow<'a, str> {
    let first = destination.split('/').next().unwrap_or_default();
    if destination.is_empty() || destination.starts_with(['/', '\\', '#', '?']) || first.contains(':') {
        return Cow::Borrowed(destination);
    }
    Cow::Owned(format!("/{}/{destination}", utf8_percent_encode(folder, SEGMENT)).replacen("//", "/", 1))
}

/// Returns a path, percent-encoded.
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, SEGMENT).to_string()
}

/// Percent-decodes a text; returns `None` if the result is not UTF-8.
pub fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// Returns the length of the longest start, up to and including a `/`, that a folder ending in `/` shares with a path.
fn shared_folder(folder: &str, path: &str) -> usize {
    let same = folder.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
    folder.bytes().take(same).rposition(|byte| byte == b'/').map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn href(from: &str, to: &str) -> String {
        UrlPath::new(from).href_to(&UrlPath::new(to))
    }

    #[test]
    fn a_link_is_relative_and_names_the_file() {
        assert_eq!(href("index.html", "a.html"), "a.html");
        assert_eq!(href("index.html", "a/index.html"), "a/index.html");
        assert_eq!(href("a/b.html", "index.html"), "../index.html");
        assert_eq!(href("a/b.html", "a/c.html"), "c.html");
        assert_eq!(href("a/b/c.html", "a/d/e.html"), "../d/e.html");
        assert_eq!(href("ab/c.html", "a/c.html"), "../a/c.html");
        assert_eq!(href("a/b.html", "ab/b.html"), "../ab/b.html");
        assert_eq!(href("a/b/c.html", "a/index.html"), "../index.html");
    }

    #[test]
    fn a_link_is_percent_encoded_and_never_reads_as_a_scheme() {
        assert_eq!(href("index.html", "50% off?.html"), "50%25%20off%3F.html");
        assert_eq!(href("index.html", "a:b.html"), "./a:b.html");
        assert_eq!(href("index.html", "brüste.html"), "br%C3%BCste.html");
    }

    #[test]
    fn joining_takes_dots_out_and_stays_inside() {
        assert_eq!(join("a/b", "../c.md").as_deref(), Some("a/c.md"));
        assert_eq!(join("a", "./x//y").as_deref(), Some("a/x/y"));
        assert_eq!(join("a", "/x.md").as_deref(), Some("x.md"));
        assert_eq!(join("a", "../../x.md"), None);
        assert_eq!(join("e\u{301}", "u\u{308}.md").as_deref(), Some("é/ü.md"));
    }

    #[test]
    fn an_absolute_address_names_a_folder_by_its_slash() {
        assert_eq!(UrlPath::new("index.html").absolute("https://x.org/"), "https://x.org/");
        assert_eq!(UrlPath::new("a/index.html").absolute("https://x.org/g"), "https://x.org/g/a/");
        assert_eq!(UrlPath::new("myindex.html").absolute("https://x.org"), "https://x.org/myindex.html");
    }
}
