//! Tables as HTML.

use super::Writer;
use crate::document::{Align, Inline, Table};

impl Writer<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        self.put("<div class=\"table-scroll\" role=\"group\" tabindex=\"0\"");
        self.label_attribute("aria-label", "table");
        self.put("><table>\n<thead>\n<tr>\n");
        for (cell, align) in table.head.iter().zip(&table.columns) {
            self.cell("th", *align, cell);
        }
        self.put("</tr>\n</thead>\n");
        if !table.rows.is_empty() {
            self.put("<tbody>\n");
            for row in &table.rows {
                self.put("<tr>\n");
                for (cell, align) in row.iter().zip(&table.columns) {
                    self.cell("td", *align, cell);
                }
                self.put("</tr>\n");
            }
            self.put("</tbody>\n");
        }
        self.put("</table></div>\n");
    }

    pub(super) fn cell(&mut self, element: &str, align: Align, content: &[Inline]) {
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
        self.put(">");
        self.inlines(content);
        self.put("</");
        self.put(element);
        self.put(">\n");
    }
}
