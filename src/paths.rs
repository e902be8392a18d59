//! The two kinds of path: of a file in the project, and of an output in the site. Both are relative and use `/` on every
//! system. `join` resolves `.` and `..`, which no path of a file or an output holds. Nothing here touches the disk.

use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What a path segment may not hold as it is, by the URL Standard's path percent-encode set, and `%` itself.
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

/// What a fragment may not hold as it is: only what would end the attribute or the fragment.
const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%');

/// A file of the project, relative to its root: `content/technique/warm.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(String);

impl SourcePath {
    /// Wraps a path that is relative to the project's root and uses `/`. Nothing is checked: a path with `.` or `..` in it
    /// equals that of no file.
    pub fn new(path: impl Into<String>) -> SourcePath {
        SourcePath(path.into())
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name after the last `/`.
    pub fn file_name(&self) -> &str {
        file_name(&self.0)
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The address of an output, relative to the site's root: `technique/warm.html`. It always names a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(String);

impl UrlPath {
    /// Wraps an address that is relative to the site's root, such as one from `join`. Nothing is checked: an address with `.`
    /// or `..` in it equals that of no output.
    pub fn new(path: impl Into<String>) -> UrlPath {
        UrlPath(path.into())
    }

    /// The path as text, not percent-encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what a link on this output writes to reach `target`: relative, percent-encoded, naming the file.
    pub fn href_to(&self, target: &UrlPath) -> String {
        let from = &self.0[..self.0.rfind('/').map_or(0, |at| at + 1)];
        let shared = shared_folder(from, &target.0);
        let ups = from[shared..].matches('/').count();
        let mut href = "../".repeat(ups);
        let rest = &target.0[shared..];
        // A first segment with a colon would read as a scheme (RFC 3986, section 4.2).
        if ups == 0 && rest.split('/').next().is_some_and(|first| first.contains(':')) {
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
        format!("{}/{}", base.trim_end_matches('/'), utf8_percent_encode(path, SEGMENT))
    }
}

/// Returns the path of a site's address, without a `/` at its end: `/guide` of `https://example.org/guide/`. Whatever host a copy
/// of the site is shown on, its own files are found by it.
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
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name after the last `/`.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns `#` and the fragment, percent-encoded.
pub fn fragment(anchor: &str) -> String {
    format!("#{}", utf8_percent_encode(anchor, FRAGMENT))
}

/// Joins a relative destination to a folder and resolves `.` and `..`; `/x` starts at the root.
/// Returns `None` if it would leave the root.
pub fn join(folder: &str, destination: &str) -> Option<String> {
    let (mut parts, rest): (Vec<&str>, &str) = match destination.strip_prefix('/') {
        Some(rest) => (Vec::new(), rest),
        None => (folder.split('/').filter(|part| !part.is_empty()).collect(), destination),
    };
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Percent-decodes; returns `None` where the result is not UTF-8.
pub fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// Returns the length of the longest start, up to and with a `/`, that a folder ending in `/` shares with a path.
fn shared_folder(folder: &str, path: &str) -> usize {
    let ends = folder.match_indices('/').map(|(at, _)| at + 1);
    ends.take_while(|end| path.get(..*end) == Some(&folder[..*end])).last().unwrap_or(0)
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
    }

    #[test]
    fn an_absolute_address_names_a_folder_by_its_slash() {
        assert_eq!(UrlPath::new("index.html").absolute("https://x.org/"), "https://x.org/");
        assert_eq!(UrlPath::new("a/index.html").absolute("https://x.org/g"), "https://x.org/g/a/");
        assert_eq!(UrlPath::new("myindex.html").absolute("https://x.org"), "https://x.org/myindex.html");
    }
}
