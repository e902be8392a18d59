//! Tables as HTML.

use super::Writer;
use crate::document::{Align, Node};

impl Writer<'_> {
    pub(super) fn table(&mut self, columns: &[Align], node: Node<'_>) {
        self.put("<div class=\"table-scroll\" role=\"group\" tabindex=\"0\"");
        self.label_attribute("aria-label", "table");
        self.put("><table");
        let caption = node.caption();
        if let Some((_, caption)) = caption.filter(|(_, caption)| !caption.id.is_empty()) {
            self.id(&caption.id);
        }
        self.put(">\n");
        if let Some((words, caption)) = caption {
            self.put("<caption");
            if !caption.classes.is_empty() {
                self.attribute("class", &caption.classes.join(" "));
            }
            self.wrapped(">", words, "</caption>\n");
        }
        self.put("<thead>\n");
        let mut rows = node.rows();
        if let Some(header) = rows.next() {
            self.row("th", columns, header);
        }
        self.put("</thead>\n");
        if !rows.is_empty() {
            self.put("<tbody>\n");
            rows.for_each(|row| self.row("td", columns, row));
            self.put("</tbody>\n");
        }
        self.put("</table></div>\n");
    }

    fn row(&mut self, element: &str, columns: &[Align], row: Node<'_>) {
        self.put("<tr>\n");
        for (cell, align) in row.children().zip(columns) {
            self.cell(element, *align, cell);
        }
        self.put("</tr>\n");
    }

    fn cell(&mut self, element: &str, align: Align, cell: Node<'_>) {
        self.put("<");
        self.put(element);
        if element == "th" {
            self.attribute("scope", "col");
        }
        match align {
            Align::None => {}
            Align::Left => self.attribute("class", "align-left"),
            Align::Center => self.attribute("class", "align-center"),
            Align::Right => self.attribute("class", "align-right"),
        }
        self.wrapped(">", cell, "</");
        self.put(element);
        self.put(">\n");
    }
}
