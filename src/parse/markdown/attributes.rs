//! Attributes on their way into the tree: of headings, of what is in a line, and of words in brackets, which become a node by
//! them.

use std::ops::Range;

use pulldown_cmark::Event;

use super::{Frame, MAX_DEPTH, Reader};
use crate::diagnostic::Diagnostic;
use crate::document::{IndexEntry, InlineAttributes, Kind};
use crate::parse::attributes::{AttributeFault, Attributes, CODE, HEADING, LINK, Owner, WORDS, read};
use crate::parse::masking::{Cut, heading_braces};

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    /// Adds a text of the parser, without the attributes in it. Words in brackets with attributes become a node.
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
        let mut at = range.start;
        while let Some((place, cut)) = self.cuts.cut_after(at).filter(|(place, _)| place.start < range.end) {
            if place.start >= at {
                self.text_between(text, at..place.start, range);
                match cut {
                    Cut::Open => self.open_words(place.start),
                    Cut::Close => {
                        self.flush();
                        self.end();
                    }
                    Cut::Braces => {}
                }
            }
            at = place.end.min(range.end);
            if at == range.end {
                return;
            }
        }
        self.text_between(text, at..range.end, range);
    }

    fn text_between(&mut self, text: &str, part: Range<usize>, whole: &Range<usize>) {
        if part == *whole {
            self.plain_text(text, whole);
        } else if !part.is_empty() {
            self.plain_text(&text[part.start - whole.start..part.end - whole.start], &part);
        }
    }

    fn open_words(&mut self, open: usize) {
        let Some((brackets, braces)) = self.cuts.of_words(open) else { return };
        let range = brackets.start..braces.end;
        self.begin_inline(&range);
        if self.inline_depth >= MAX_DEPTH {
            self.dissolve(&range);
            return self.frames.push(Frame::Dissolved);
        }
        self.inline_depth += 1;
        let attributes = self.attributes_in(braces, &WORDS);
        self.open_attributed(attributes.inline(), &range);
        self.frames.push(Frame::Inline);
    }

    fn open_attributed(&mut self, attributes: InlineAttributes, range: &Range<usize>) {
        let (id, span) = (self.tree.add_attributes(attributes), self.span(range));
        self.tree.open(Kind::Attributed(id), span);
    }

    /// Opens the node of a link's attributes if it has any.
    pub(super) fn open_link_attributes(&mut self, link: &Range<usize>) -> bool {
        let attributes = self.attributes_after(link.end, &LINK);
        let is_open = attributes.is_some();
        if let Some(attributes) = attributes {
            self.open_attributed(attributes.inline(), link);
        }
        is_open
    }

    /// Adds code, in the node of its attributes if it has any.
    pub(super) fn code_in_line(&mut self, code: &str, range: &Range<usize>) {
        self.begin_inline(range);
        let attributes = self.attributes_after(range.end, &CODE);
        let is_attributed = attributes.is_some();
        if let Some(attributes) = attributes {
            self.open_attributed(attributes.inline(), range);
        }
        self.leaf_text(code, Kind::Code, range);
        if is_attributed {
            self.tree.close();
        }
    }

    /// Returns the attributes of an owner that ends at a place, if it has any.
    pub(super) fn attributes_after(&mut self, at: usize, owner: &Owner) -> Option<Attributes> {
        let braces = self.cuts.starting_at(at)?.clone();
        Some(self.attributes_in(braces, owner))
    }

    /// Reads attributes with their braces.
    fn attributes_in(&mut self, braces: Range<usize>, owner: &Owner) -> Attributes {
        self.read_attributes(braces.start + 1..braces.end - 1, owner)
    }

    /// Reads the attributes in a range of the Markdown, and records the id among those of the page.
    pub(super) fn read_attributes(&mut self, inside: Range<usize>, owner: &Owner) -> Attributes {
        let read = self.read_list(inside.clone(), owner);
        if !read.id.is_empty() {
            let at = self.body_at + inside.start;
            let word = self.body()[inside].find(&format!("#{}", read.id)).unwrap_or_default();
            self.ids.push((read.id.to_string(), at + word..at + word + 1 + read.id.len()));
        }
        read
    }

    fn read_list(&mut self, inside: Range<usize>, owner: &Owner) -> Attributes {
        let body = self.body();
        let Ok(list) = read(&body[inside.clone()]) else { return Attributes::default() };
        let (mut read, faults) = Attributes::of(&list, owner);
        for AttributeFault { range, message, help } in faults {
            let place = self.place(&(inside.start + range.start..inside.start + range.end));
            self.problems.push(Diagnostic::error(place, message).help(help));
        }
        self.finish_entries(&mut read.index, &inside);
        read
    }

    /// Fills values into entries of the index, and gives them the punctuation of the text.
    pub(super) fn finish_entries(&mut self, entries: &mut [IndexEntry], range: &Range<usize>) {
        for level in entries.iter_mut().flat_map(|entry| &mut entry.levels) {
            let filled = self.fill(level, range);
            let written = match (&mut self.punctuation, filled) {
                (Some(punctuation), filled) => {
                    punctuation.alone(level, filled.as_ref().map_or(&[], |filled| &filled.values))
                }
                (None, Some(filled)) => filled.text,
                (None, None) => continue,
            };
            *level = written.into();
        }
    }

    /// Returns the attributes of a heading. `is_read` is whether the parser has found any.
    pub(super) fn heading_attributes(&mut self, range: &Range<usize>, is_read: bool) -> Attributes {
        let none = Attributes::default();
        let Some(braces) = heading_braces(&self.body()[range.clone()]) else { return none };
        let braces = range.start + braces.start..range.start + braces.end;
        let is_of_inline = self.cuts.starting_at(braces.start).is_some();
        if is_of_inline || !self.options.heading_attributes {
            return none;
        }
        let inside = braces.start + 1..braces.end - 1;
        if is_read {
            return self.read_list(inside, &HEADING);
        }
        let text = &self.body()[inside];
        let place = self.place(&braces);
        let problem = if read(text).is_ok_and(|list| HEADING.has(&list)) {
            let help = "put them at the very end of the line, and leave out `<`, `>`, `{`, `}` and `\\`";
            Diagnostic::error(place, "these attributes are not read").help(help)
        } else {
            let message = format!("`{{{text}}}` looks like attributes, and is shown as text");
            Diagnostic::warning(place, message).help(
                "write only `#id`, `.class` and `key=\"value\"` between the braces, with spaces between them",
            )
        };
        self.problems.push(problem);
        none
    }
}
