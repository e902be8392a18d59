//! HTML of the author: tokens, and the elements that they make in the tree. The text of a page is read once, here;
//! every writer, the lint and the search read the nodes.

pub mod elements;
pub mod token;

use std::ops::Range;

use super::tree::TextRange;
use super::{Body, LinkId, Span};

/// An element of the author's HTML, with its tags as written and what an edition changes in them.
#[derive(Debug)]
pub struct Element {
    /// Its name, in lower case.
    pub name: Box<str>,
    /// The attributes of its start tag, names in lower case and values without character references. Of two with the
    /// same name, the first one counts.
    pub attributes: Box<[Attribute]>,
    /// How its end is written.
    pub end: End,
    /// Whether it stands among blocks or in a line of text.
    pub level: Level,
    /// The place of its start tag in the file.
    pub tag_span: Span,
    /// Its start tag as written.
    pub tag: TextRange,
    /// What an edition writes in its own way in the start tag, in order and apart from one another.
    pub edits: Box<[Edit]>,
}

/// Whether an element stands among blocks or in a line of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Among blocks: it may hold blocks.
    Block,
    /// In a line of text.
    Inline,
}

/// How the end of an element is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With the author's end tag.
    Tag(TextRange),
    /// With an end tag that the author left out, so that nothing after it becomes a part of the element.
    Added,
    /// Not at all: it is void, or HTML lets its end tag be left out.
    Omitted,
}

/// An attribute.
#[derive(Debug)]
pub struct Attribute {
    /// Its name, in lower case.
    pub name: Box<str>,
    /// Its value without character references; empty if it has none.
    pub value: Box<str>,
    /// Where its value is in the file.
    pub span: Span,
}

/// A part of a tag that an edition writes in its own way.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Where in the tag, as a byte range of it. Empty where something is added.
    pub at: Range<u32>,
    /// What.
    pub what: EditKind,
}

/// What an edition writes in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// An address that stands between quotes.
    Address(LinkId),
    /// An address that has no quotes and needs them.
    BareAddress(LinkId),
    /// One of the addresses of a `srcset`, in which no comma may stand.
    Candidate(LinkId),
    /// The start of an id, or of a mention of one.
    IdPrefix,
    /// Before an attribute of a link: the number of its address on paper.
    AddressNote(LinkId),
}

/// A piece of a tag in the order of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Markup as the author wrote it.
    Markup(&'a str),
    /// What an edition writes in its own way.
    Edit(EditKind),
}

impl Element {
    /// The value of an attribute; `None` if it is absent.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| &*attribute.name == name).map(|attribute| &*attribute.value)
    }

    /// The value of an attribute that is there and not blank.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The address that it loads or leads to, by the name of an attribute.
    pub fn link(&self, body: &Body, attribute: &str) -> Option<LinkId> {
        let span = self.attributes.iter().find(|it| &*it.name == attribute)?.span;
        self.edits.iter().find_map(|edit| match edit.what {
            EditKind::Address(link) | EditKind::BareAddress(link) | EditKind::Candidate(link) => {
                (body[link].span == span).then_some(link)
            }
            EditKind::IdPrefix | EditKind::AddressNote(_) => None,
        })
    }

    /// The start tag in pieces.
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

    /// Whether nothing in it is text to a reader.
    pub fn is_silent(&self) -> bool {
        elements::is_silent(&self.name)
    }
}
