//! The author's HTML on its way into the tree: tags become elements, each closed in the container that it was opened
//! in, so that nothing an author leaves open affects another part of the page, another page or the theme.

mod attributes;

use std::ops::Range;

use pulldown_cmark::Event;

use super::{MAX_DEPTH, Reader};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::html::token::{Edge, HtmlToken, Tag, tokens};
use crate::document::html::{Element, End, Level, elements};
use crate::document::{Kind, NodeIndex};

/// The origin of a text in the source. Its pieces need not be adjacent there: in a quote, there are marks between the
/// lines.
#[derive(Default)]
pub struct SourceMap {
    /// Where each piece begins in the text, and in the source.
    pieces: Vec<(usize, usize)>,
}

impl SourceMap {
    /// Returns the map of a text in one piece.
    pub fn of(start: usize) -> SourceMap {
        SourceMap { pieces: vec![(0, start)] }
    }

    /// Adds the next piece.
    pub fn push(&mut self, at: usize, start: usize) {
        self.pieces.push((at, start));
    }

    /// Returns the range in the source for a range of the text.
    pub fn range(&self, range: Range<usize>) -> Range<usize> {
        let offset = |at: usize| {
            let after = self.pieces.partition_point(|(start, _)| *start <= at);
            let (piece, start) = self.pieces.get(after.saturating_sub(1)).copied().unwrap_or_default();
            start + at - piece
        };
        let start = offset(range.start);
        start..if range.is_empty() { start } else { offset(range.end - 1) + 1 }
    }
}

/// A piece of HTML to read.
pub struct Fragment<'a> {
    html: &'a str,
    map: &'a SourceMap,
    level: Level,
}

/// The language around an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// HTML.
    Html,
    /// SVG or `MathML`, which have their own rules.
    Foreign,
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    /// Reads a piece of HTML.
    pub(super) fn html(&mut self, html: &str, map: &SourceMap, level: Level) {
        let piece = Fragment { html, map, level };
        let mut tokens = tokens(html);
        while let Some(token) = tokens.next() {
            match token {
                HtmlToken::Text(range) => {
                    let span = self.span(&map.range(range.clone()));
                    self.tree.text(&html[range], Kind::HtmlText, span);
                }
                HtmlToken::Comment { range, closed } => self.comment(&piece, range, closed),
                HtmlToken::Tag(tag) if !tag.closed => self.never_closes(&piece, &tag),
                HtmlToken::Tag(tag) if tag.edge == Edge::End => self.end_tag(&piece, &tag),
                HtmlToken::Tag(tag) => {
                    let around = self.around();
                    if around == Around::Foreign {
                        tokens.read_markup();
                    }
                    self.start_tag(&piece, tag, around);
                }
            }
        }
    }

    fn comment(&mut self, piece: &Fragment<'_>, range: Range<usize>, closed: bool) {
        let place = piece.map.range(range.clone());
        let mut text = piece.html[range].to_owned();
        if !closed {
            let end = if text.starts_with("<!--") { "-->" } else { ">" };
            text.truncate(text.trim_end().len());
            text.push_str(end);
            let begins = place.start..place.start + text.chars().take(2).map(char::len_utf8).sum::<usize>();
            let message =
                if end == ">" { "the declaration is not closed" } else { "the comment is not closed" };
            let help = format!("add `{end}` where it ends; everything after it is left out");
            self.problems.push(Diagnostic::error(self.place(&begins), message).help(help));
        }
        let span = self.span(&place);
        self.tree.text(&text, Kind::Comment, span);
    }

    fn never_closes(&mut self, piece: &Fragment<'_>, tag: &Tag) {
        let place = self.place(&piece.map.range(tag.range.clone()));
        let message = "this HTML tag is not closed";
        let help = "close the tag with `>` before the next empty line";
        self.problems.push(Diagnostic::error(place, message).help(help));
    }

    /// Reports whether the innermost open element is HTML.
    fn around(&self) -> Around {
        let is_root = |node: NodeIndex| {
            matches!(self.tree.kind(node), Kind::Element(id)
                if elements::is_foreign_root(&self.tree.element(id).name))
        };
        if self.open_elements().any(is_root) { Around::Foreign } else { Around::Html }
    }

    /// Returns the open elements in the innermost Markdown node, the innermost first.
    fn open_elements(&self) -> impl Iterator<Item = NodeIndex> {
        self.tree.ancestors().take_while(|node| matches!(self.tree.kind(*node), Kind::Element(_)))
    }

    fn start_tag(&mut self, piece: &Fragment<'_>, tag: Tag, around: Around) {
        let place = piece.map.range(tag.range.clone());
        if around == Around::Html && self.refuses(piece, &tag, &place) {
            return;
        }
        self.close_ended_by(&tag.name);
        let is_void = around == Around::Html && elements::is_void(&tag.name);
        let is_closed = tag.edge == Edge::SelfClosing;
        if !is_void && !is_closed && self.open_elements().count() >= MAX_DEPTH {
            self.dissolve(&place);
            return self.dropped.push(tag.name);
        }
        if around == Around::Html {
            self.check_name(&tag, &place);
        }
        let ends_itself = is_void || is_closed && (around == Around::Foreign || is_root(&tag.name));
        let element = self.element(piece, tag);
        let span = element.tag_span;
        let id = self.tree.add_element(element);
        if ends_itself {
            self.tree.leaf(Kind::Element(id), span);
        } else {
            self.tree.open(Kind::Element(id), span);
            if is_closed {
                self.close_element(End::Added);
            }
        }
    }

    /// Closes the elements that the start of an element ends (HTML Standard, section 13.1.2.4).
    fn close_ended_by(&mut self, name: &str) {
        while self.innermost_element().is_some_and(|open| elements::ends(name, self.name(open))) {
            self.close_element(End::Omitted);
        }
    }

    fn innermost_element(&self) -> Option<NodeIndex> {
        self.open_elements().next()
    }

    fn end_tag(&mut self, piece: &Fragment<'_>, tag: &Tag) {
        let element = self.open_elements().find(|node| self.name(*node) == tag.name);
        if element.is_none() {
            return self.closes_nothing(piece, tag);
        }
        self.close_elements(element);
        let text = self.tree.add_text(&piece.html[tag.range.clone()]);
        self.close_element(End::Tag(text));
    }

    fn closes_nothing(&mut self, piece: &Fragment<'_>, tag: &Tag) {
        if let Some(at) = self.dropped.iter().rposition(|name| *name == tag.name) {
            self.dropped.remove(at);
            return;
        }
        let place = self.place(&piece.map.range(tag.range.clone()));
        let message = format!("`</{}>` has no start tag", tag.name);
        let help = if elements::is_void(&tag.name) {
            format!("`<{}>` has no end tag; it is left out", tag.name)
        } else {
            "it is left out; close an element in the paragraph, list item or cell in which it is opened"
                .to_owned()
        };
        self.problems.push(Diagnostic::warning(place, message).help(help));
    }

    /// Closes every open element within a node.
    pub(super) fn close_elements(&mut self, within: Option<NodeIndex>) {
        while let Some(open) = self.innermost_element().filter(|open| Some(*open) != within) {
            let name = self.name(open).to_owned();
            if elements::may_omit_end(&name) {
                self.close_element(End::Omitted);
            } else if !elements::is_known(&name) {
                // The element without an end tag was reported already.
                self.close_element(End::Added);
            } else {
                let place = Place::span(&self.source.path, self.tree.span(open).range());
                self.problems.push(never_closed(&name, place));
                self.close_element(End::Added);
            }
        }
    }

    /// Closes the innermost element.
    fn close_element(&mut self, end: End) {
        if let Some(Kind::Element(id)) = self.tree.current().map(|node| self.tree.kind(node)) {
            self.tree.element_mut(id).end = end;
            self.tree.close();
        }
    }

    fn name(&self, node: NodeIndex) -> &str {
        match self.tree.kind(node) {
            Kind::Element(id) => &self.tree.element(id).name,
            _ => "",
        }
    }

    fn element(&mut self, piece: &Fragment<'_>, tag: Tag) -> Element {
        let place = piece.map.range(tag.range.clone());
        let (attributes, edits) = self.attributes(piece, &tag);
        Element {
            tag: self.tree.add_text(&piece.html[tag.range.clone()]),
            tag_span: self.span(&place),
            name: tag.name.into(),
            attributes,
            end: End::Omitted,
            level: piece.level,
            edits,
        }
    }

    /// Reports an element that a page's text cannot contain, to leave it out. Returns whether it is one.
    fn refuses(&mut self, piece: &Fragment<'_>, tag: &Tag, range: &Range<usize>) -> bool {
        let place = self.place(range);
        let is_refresh =
            |name: &str, value: &str| name == "http-equiv" && value.trim().eq_ignore_ascii_case("refresh");
        let mut attributes =
            tag.attributes.iter().filter_map(|it| Some((&*it.name, &piece.html[it.value.clone()?])));
        let problem = match &*tag.name {
            "base" => Diagnostic::error(place, "`<base>` would change the target of every link on the page")
                .help("remove it, and write each link relative to the page's file"),
            "meta" if attributes.any(|(name, value)| is_refresh(name, value)) => {
                Diagnostic::error(place, "`<meta http-equiv=\"refresh\">` would redirect every reader").help(
                    "remove it; to redirect old addresses, list them under `aliases:` in the front matter",
                )
            }
            name if elements::is_of_document(name) => Diagnostic::warning(
                place,
                format!("`<{name}>` belongs to a whole HTML page, not to its text"),
            )
            .help("the tag is left out; its content is kept"),
            _ => return false,
        };
        self.problems.push(problem);
        if elements::is_of_document(&tag.name) {
            self.dropped.push(tag.name.clone());
        }
        true
    }

    /// Warns of an element that HTML does not have: most are placeholders, which no reader would see.
    fn check_name(&mut self, tag: &Tag, range: &Range<usize>) {
        if elements::is_known(&tag.name) {
            if tag.edge == Edge::SelfClosing && !elements::is_void(&tag.name) && !is_root(&tag.name) {
                let name = &tag.name;
                let problem = Diagnostic::warning(
                    self.place(range),
                    format!("`<{name}/>` does not close itself in HTML"),
                );
                self.problems
                    .push(problem.label("it is closed here").help(format!("write `<{name}></{name}>`")));
            }
            return;
        }
        let written = &self.source.text[self.body_at..][range.clone()];
        let message = format!("`{written}` is read as an HTML element, but HTML has no such element");
        let help = format!("readers do not see it: write `\\{written}`, or put it between backticks as code");
        self.problems.push(Diagnostic::warning(self.place(range), message).help(help));
    }
}

fn never_closed(name: &str, place: Place) -> Diagnostic {
    let message = format!("`<{name}>` is not closed");
    let problem = if elements::is_raw_text(name) {
        Diagnostic::error(place, format!("{message}, so everything after it would become part of it"))
    } else {
        Diagnostic::warning(place, message)
            .label("it is closed where the paragraph, list item, cell or page around it ends")
    };
    problem.help(format!("close it with `</{name}>`"))
}

fn is_root(name: &str) -> bool {
    elements::is_foreign_root(name)
}
