//! What an open page needs to know to stay current: whether its text changed, so that it reloads, or only a style sheet
//! or an image, so that it replaces that. Works on the bytes that are served, never on what they were rendered from.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};
use serde::Serialize;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::current::Published;
use crate::paths::{self, UrlPath};
use crate::site::Output;

/// The state of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// Changes if anything but the addresses of its style sheets and images does.
    pub text: String,
    /// Its style sheets and images.
    pub resources: Vec<Resource>,
}

/// A style sheet or image of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Resource {
    /// Its address, as the page writes it.
    pub href: String,
    /// Changes if its bytes may have.
    pub version: String,
}

impl State {
    /// Returns the state of a page at `url` with these bytes.
    pub fn new(published: &Published, url: &UrlPath, html: &[u8]) -> State {
        let mut text = Xxh3::new();
        let mut resources = Vec::new();
        let mut rest = 0;
        for place in resource_places(html) {
            text.update(&html[rest..place.start]);
            rest = place.end;
            let href = html_escape::decode_html_entities(&String::from_utf8_lossy(&html[place])).into_owned();
            let version = version(published, url, &href);
            resources.push(Resource { href, version });
        }
        text.update(&html[rest..]);
        State { text: format!("{:016x}", text.digest()), resources }
    }

    /// Returns one hash of the versions of all resources.
    pub fn versions(&self) -> String {
        let all: Vec<_> =
            self.resources.iter().flat_map(|resource| [resource.href.as_str(), &resource.version]).collect();
        format!("{:016x}", xxh3_64(all.join("\n").as_bytes()))
    }
}

/// Returns a version of the file at an address, without reading the file: a hash of its size and times. Theme assets
/// have a hash in their name and need no version.
fn version(published: &Published, page: &UrlPath, href: &str) -> String {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let folder = paths::folder(page.as_str());
    let file = paths::decode(path).and_then(|path| paths::join(folder, &path)).map(UrlPath::new);
    let Some((revision, output)) = file.as_ref().and_then(|file| published.output(file)) else {
        return String::new();
    };
    let Output::File(file) = output else { return String::new() };
    let stamp = revision.snapshot.file(file).stamp;
    format!("{:x}", xxh3_64(format!("{stamp:?}").as_bytes()))
}

/// Returns the ranges of the addresses of style sheets and images: the values of `href` in `<link rel="stylesheet">` and
/// of `src` in `<img>`, in double quotes as the theme and the HTML writer write them.
fn resource_places(html: &[u8]) -> Vec<Range<usize>> {
    let place = |at: usize| {
        let tag = tag(&html[at..])?;
        let attribute: &[u8] = match () {
            () if tag.starts_with(b"<img ") => b" src=\"",
            () if tag.starts_with(b"<link ") && memmem::find(tag, b"stylesheet").is_some() => b" href=\"",
            () => return None,
        };
        let start = memmem::find(tag, attribute)? + attribute.len();
        let length = memchr(b'"', &tag[start..])?;
        Some(at + start..at + start + length)
    };
    memchr_iter(b'<', html).filter_map(place).collect()
}

/// Returns a tag from its `<` to before its `>`, skipping any `>` in quotes.
fn tag(html: &[u8]) -> Option<&[u8]> {
    let mut quoted = false;
    let end = html.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b'>' && !quoted
    })?;
    Some(&html[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_style_sheets_and_images_are_found_and_others_are_not() {
        let html = br#"<link rel="stylesheet" href="a.css"><link rel="icon" href="i.svg">
            <img alt="<x>" src="b.png"><a href="c.html"> < <img src=""#;
        let found: Vec<_> = resource_places(html).into_iter().map(|it| &html[it]).collect();
        assert_eq!(found, [&b"a.css"[..], b"b.png"]);
    }
}
