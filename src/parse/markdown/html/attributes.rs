//! The attributes of the author's HTML: addresses become links like any other, and ids are prepared for editions that
//! show several pages at once.

use std::ops::Range;

use pulldown_cmark::Event;

use super::Fragment;
use crate::document::html::token::{RawAttribute, Tag};
use crate::document::html::{Attribute, Edit, EditKind};
use crate::document::{LinkId, LinkRole};
use crate::parse::markdown::Reader;

/// Attributes whose value is an address to follow (HTML Standard, index of attributes).
const FOLLOWED: [&str; 6] = ["href", "action", "formaction", "cite", "longdesc", "xlink:href"];
/// Attributes whose value is an address that the page loads.
const LOADED: [&str; 4] = ["src", "poster", "data", "background"];
/// Attributes with several addresses, each with a description (HTML Standard, section 4.8.4.2.1).
const CANDIDATES: [&str; 2] = ["srcset", "imagesrcset"];

/// Attributes whose value is an id, or several with white space between them (HTML Standard, section 2.3.7 and the
/// elements' own; WAI-ARIA 1.2, section 6.2.4).
const MENTIONING: [&str; 15] = [
    "for",
    "form",
    "headers",
    "itemref",
    "list",
    "popovertarget",
    "commandfor",
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
];

/// The attributes of a tag, and the parts of it that an edition changes.
type Read = (Box<[Attribute]>, Box<[Edit]>);

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    pub(super) fn attributes(&mut self, piece: &Fragment<'_>, tag: &Tag) -> Read {
        let mut attributes = Vec::with_capacity(tag.attributes.len());
        let mut edits = Vec::new();
        for raw in &tag.attributes {
            let range = raw.value.clone().unwrap_or(raw.start..raw.start);
            let value = html_escape::decode_html_entities(&piece.html[range.clone()]);
            let span = self.span(&piece.map.range(range));
            attributes.push(Attribute { name: raw.name.as_str().into(), value: value.into(), span });
            if let Some(value) = raw.value.clone() {
                self.edits(piece, tag, (raw, value), &mut edits);
            }
        }
        let start = tag.range.start;
        for edit in &mut edits {
            edit.at = edit.at.start - offset(start)..edit.at.end - offset(start);
        }
        (attributes.into(), edits.into())
    }

    /// Returns the parts of an attribute that an edition changes; their places are in the piece of HTML.
    fn edits(
        &mut self,
        piece: &Fragment<'_>,
        tag: &Tag,
        (raw, value): (&RawAttribute, Range<usize>),
        edits: &mut Vec<Edit>,
    ) {
        let (name, text) = (raw.name.as_str(), &piece.html[value.clone()]);
        if name == "id" || name == "name" && tag.name == "a" {
            let place = piece.map.range(value.clone());
            let place = self.body_at + place.start..self.body_at + place.end;
            self.ids.push((html_escape::decode_html_entities(text).into_owned(), place));
            edits.push(prefix_at(value.start));
        } else if FOLLOWED.contains(&name) {
            let is_loaded = matches!(tag.name.as_str(), "link" | "use" | "image");
            let role = if is_loaded { LinkRole::Image } else { LinkRole::Link };
            if let Some(link) = self.address(piece, value.clone(), role) {
                if tag.name == "a" && name == "href" {
                    edits.push(edit(raw.start..raw.start, EditKind::AddressNote(link)));
                }
                edits.push(address_edit(piece, value, link));
            }
        } else if CANDIDATES.contains(&name) {
            for candidate in candidates(text) {
                let at = value.start + candidate.start..value.start + candidate.end;
                let link = self.address(piece, at.clone(), LinkRole::Image);
                edits.extend(link.map(|link| edit(at, EditKind::Candidate(link))));
            }
        } else if LOADED.contains(&name) || hides_code(text) {
            let link = self.address(piece, value.clone(), LinkRole::Image);
            edits.extend(link.map(|link| address_edit(piece, value, link)));
        } else {
            edits.extend(mentions(tag, name, text).into_iter().map(|at| prefix_at(value.start + at)));
        }
    }

    /// Adds an address to the page's table, unless it is empty. Tabs and line ends are not part of an address (URL
    /// Standard, section 4.4).
    fn address(&mut self, piece: &Fragment<'_>, value: Range<usize>, role: LinkRole) -> Option<LinkId> {
        let destination = html_escape::decode_html_entities(&piece.html[value.clone()]);
        let destination = destination.replace(['\t', '\n', '\r'], "");
        (!value.is_empty()).then(|| self.add_link_at(destination.trim(), role, &piece.map.range(value)))
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a piece of a file is shorter than 2^32 bytes")
}

fn edit(at: Range<usize>, what: EditKind) -> Edit {
    Edit { at: offset(at.start)..offset(at.end), what }
}

fn prefix_at(at: usize) -> Edit {
    edit(at..at, EditKind::IdPrefix)
}

fn address_edit(piece: &Fragment<'_>, value: Range<usize>, link: LinkId) -> Edit {
    let is_quoted = piece.html[..value.start].ends_with(['"', '\'']);
    edit(value, if is_quoted { EditKind::Address(link) } else { EditKind::BareAddress(link) })
}

/// Reports whether a value hides an address that runs code, in an attribute that is not known to have an address.
fn hides_code(value: &str) -> bool {
    if !value.contains([':', '&']) {
        return false;
    }
    let value = html_escape::decode_html_entities(value);
    let letters: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let lower = letters.to_ascii_lowercase();
    lower.contains("javascript:") || lower.contains("vbscript:")
}

/// Returns where the value of an attribute refers to ids: each word of a list of ids, and what is in `url(#…)`.
fn mentions(tag: &Tag, name: &str, text: &str) -> Vec<usize> {
    if MENTIONING.contains(&name) {
        let is_start = |(at, c): &(usize, char)| {
            !c.is_ascii_whitespace() && !text[..*at].ends_with(|before: char| !before.is_ascii_whitespace())
        };
        return text.char_indices().filter(is_start).map(|(at, _)| at).collect();
    }
    match name {
        "usemap" if text.starts_with('#') => return vec![1],
        // An image map, which `usemap` refers to.
        "name" if tag.name == "map" => return vec![0],
        _ => {}
    }
    text.match_indices("url(#").map(|(at, found)| at + found.len()).collect()
}

/// Returns the addresses of a `srcset` (HTML Standard, section 4.8.4.2.1).
fn candidates(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let skipped = |c: char| c.is_ascii_whitespace() || c == ',';
        at = text.len() - text[at..].trim_start_matches(skipped).len();
        if at == text.len() {
            return found;
        }
        let end = text[at..].find(|c: char| c.is_ascii_whitespace()).map_or(text.len(), |length| at + length);
        let address = text[at..end].trim_end_matches(',');
        found.push(at..at + address.len());
        // The descriptor continues to the next comma, unless a comma ended the address.
        at = if address.len() < end - at { end } else { after_description(text, end) };
    }
}

/// Returns where the descriptor ends that begins at `at`: at a comma outside of parentheses.
fn after_description(text: &str, at: usize) -> usize {
    let mut is_inside = false;
    let end = text[at..].find(|c: char| {
        is_inside = match c {
            '(' => true,
            ')' => false,
            _ => is_inside,
        };
        c == ',' && !is_inside
    });
    end.map_or(text.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_of_a_srcset_is_found() {
        let found = |text: &'static str| -> Vec<&str> {
            candidates(text).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(found("a.png 1x, b.png 2x"), ["a.png", "b.png"]);
        assert_eq!(found(" a.png, b,c.png 300w ,"), ["a.png", "b,c.png"]);
        assert_eq!(found("data:image/png;base64,xy 1x"), ["data:image/png;base64,xy"]);
        assert_eq!(found("a.png f(1,2), b.png"), ["a.png", "b.png"]);
        assert_eq!(found(" , "), Vec::<&str>::new());
    }

    #[test]
    fn an_address_that_runs_code_is_found_in_any_attribute() {
        assert!(hides_code("java&#9;script:x"));
        assert!(hides_code("0;url=JavaScript:alert(1)"));
        assert!(!hides_code("a: b"));
    }
}
