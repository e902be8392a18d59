//! Ids of items, in braces at the end of an item's first line or paragraph: `1. Warm the cloth. {#step-warm}`.

use std::ops::Range;

use pulldown_cmark::Event;

use super::Reader;
use crate::document::{Kind, NodeIndex};
use crate::parse::attributes::{Attributes, ITEM, read};

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    /// Ends the text before a block or the end of one, and reads the id of an item from its end.
    pub(super) fn end_text(&mut self) {
        if self.run.text().ends_with('}') {
            self.item_id();
        }
        self.flush();
    }

    fn item_id(&mut self) {
        let Some((item, open)) = self.item_braces() else { return };
        let place = self.run.range(&(open..self.run.text().len()));
        let Attributes { id, .. } = self.read_attributes(place.start + 1..place.end - 1, &ITEM);
        let before = self.run.text()[..open].trim_end().len();
        self.run.truncate(before);
        if before == 0 {
            self.tree.remove_soft_break();
        }
        if let Kind::Item { task, .. } = self.tree.kind(item) {
            let id = self.tree.add_text(&id);
            self.tree.set_kind(item, Kind::Item { task, id });
        }
    }

    /// Returns where the braces with the id of an item begin in the text, with the item, if the text ends with them.
    fn item_braces(&self) -> Option<(NodeIndex, usize)> {
        let text = self.run.text();
        let open = text.rfind('{')?;
        let inside = &text[open + 1..text.len() - 1];
        if !inside.trim_start().starts_with('#') || !read(inside).is_ok_and(|list| ITEM.has(&list)) {
            return None;
        }
        let place = self.run.range(&(open..text.len()));
        let source = &self.source.text[self.body_at..];
        // Braces that are escaped, or that entities are part of, are text.
        let is_as_written =
            source.get(place.clone()) == Some(&text[open..]) && !source[..place.start].ends_with(['\\', '{']);
        Some((self.item_of_line()?, open)).filter(|_| is_as_written)
    }

    /// Returns the item whose first line is being read, unless it is the caption of a table.
    fn item_of_line(&self) -> Option<NodeIndex> {
        let is_element = |node: &NodeIndex| matches!(self.tree.kind(*node), Kind::Element(_));
        let is_item = |node: &NodeIndex| matches!(self.tree.kind(*node), Kind::Item { .. });
        let mut around = self.tree.ancestors().skip_while(is_element);
        let line = around.next()?;
        // Text in an item without a paragraph may have no node yet.
        if is_item(&line) {
            return Some(line).filter(|item| self.tree.is_last(*item) && !self.is_caption(line));
        }
        let is_line = matches!(self.tree.kind(line), Kind::Plain | Kind::Paragraph);
        let item = around.next().filter(is_item).filter(|_| is_line)?;
        let is_first = self.tree.is_first_child(line, item);
        (is_first && !self.is_caption(line)).then_some(item)
    }
}
