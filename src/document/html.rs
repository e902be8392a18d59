//! The author's HTML: tokens, and the elements that they form in the tree. The text of a page is tokenized once, here;
//! every writer, the lint and the search read the nodes.

pub mod elements;
pub mod token;

use std::ops::Range;

use super::tree::TextRange;
use super::{Body, LinkId, Span};

/// An element of the author's HTML, with its tags as written and what an edition changes in them.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name, in lower case.
    pub name: Box<str>,
    /// The attributes of its start tag, with names in lower case and values without character references. If two have
    /// the same name, the first one counts.
    pub attributes: Box<[Attribute]>,
    /// The form of its end.
    pub end: End,
    /// Whether it is among blocks or in a line of text.
    pub level: Level,
    /// The span of its start tag in the file.
    pub tag_span: Span,
    /// Its start tag as written.
    pub tag: TextRange,
    /// The parts of the start tag that an edition changes, in order and without overlap.
    pub edits: Box<[Edit]>,
}

/// Whether an element is among blocks or in a line of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Among blocks: it can contain blocks.
    Block,
    /// In a line of text.
    Inline,
}

/// The form of an element's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With the author's end tag.
    Tag(TextRange),
    /// With an end tag that the author left out, so that what follows is not part of the element.
    Added,
    /// Without an end tag: the element is void, or HTML allows its end tag to be omitted.
    Omitted,
}

/// An attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name, in lower case.
    pub name: Box<str>,
    /// Its value without character references; empty if it has none.
    pub value: Box<str>,
    /// The place of its value in the file.
    pub span: Span,
}

/// A part of a tag that an edition changes.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Its byte range in the tag; empty if something is inserted.
    pub at: Range<u32>,
    /// Its kind.
    pub what: EditKind,
}

/// The parts of a tag that an edition changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// An address in quotes.
    Address(LinkId),
    /// An address without quotes, which needs them.
    BareAddress(LinkId),
    /// One of the addresses in a `srcset`, which must not contain a comma.
    Candidate(LinkId),
    /// The start of an id, or of a reference to one.
    IdPrefix,
    /// The place before an attribute of a link, for the number of its address on paper.
    AddressNote(LinkId),
}

/// A piece of a tag, in the order of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Markup as the author wrote it.
    Markup(&'a str),
    /// A part that an edition changes.
    Edit(EditKind),
}

impl Element {
    /// Returns the value of an attribute; `None` if it is absent.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| &*attribute.name == name).map(|attribute| &*attribute.value)
    }

    /// Returns the value of an attribute that is present and not blank.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Returns the address in an attribute, which the element loads or links to.
    pub fn link(&self, body: &Body, attribute: &str) -> Option<LinkId> {
        let span = self.attributes.iter().find(|it| &*it.name == attribute)?.span;
        self.edits.iter().find_map(|edit| match edit.what {
            EditKind::Address(link) | EditKind::BareAddress(link) | EditKind::Candidate(link) => {
                (body[link].span == span).then_some(link)
            }
            EditKind::IdPrefix | EditKind::AddressNote(_) => None,
        })
    }

    /// Splits the start tag into pieces.
    pub fn start_tag<'a>(&'a self, body: &'a Body) -> impl Iterator<Item = Piece<'a>> {
        let tag = &body[self.tag];
        let mut at = 0;
        let pieces = self.edits.iter().flat_map(move |edit| {
            let before = &tag[at..edit.at.start as usize];
            at = edit.at.end as usize;
            [Piece::Markup(before), Piece::Edit(edit.what)]
        });
        let last = self.edits.last().map_or(0, |edit| edit.at.end as usize);
        pieces.chain([Piece::Markup(&tag[last..])])
    }

    /// Reports whether a reader sees none of its text.
    pub fn is_silent(&self) -> bool {
        elements::is_silent(&self.name)
    }
}
