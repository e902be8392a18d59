//! Tables, with what the theme needs to find columns in which every word has room.

use std::fmt::Write as _;

use crate::document::{Align, Event, Kind, Node};
use crate::render::pdf::literal::{array, quoted};

use super::breaks::{BREAK, Room, longest_part, with_breaks};
use super::{TableWidth, Writer};

/// The longest line of a cell that a column is made wide enough for, in characters.
const MAX_LINE: usize = 60;

/// The longest texts of a column, which the theme measures.
#[derive(Clone, Default)]
struct Column {
    /// The longest words in text, in code, and in the header, which is bold.
    words: [String; 3],
    /// The longest line.
    line: String,
    /// Whether the longest line is code.
    is_code: bool,
}

impl Writer<'_, '_, '_> {
    /// Writes a table. The theme chooses the width of its columns.
    pub(super) fn table(&mut self, columns: &[Align], node: Node<'_>) {
        let align = |align: &Align| match align {
            Align::None => "start",
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let align = array(columns.iter().map(|column| align(column).to_owned()));
        if let Some((words, caption)) = node.caption() {
            self.place(words.span());
            self.put("#table-caption");
            self.bracketed(words.children());
            self.label(&caption.id);
            self.put(";\n\n");
            self.begin_text();
        }
        let measures = self.measures(columns.len(), node);
        let fill = if self.table_width == TableWidth::Line { " fill: true," } else { "" };
        self.put(&format!("#data-table(align: {align}, {measures},{fill}\ntable.header("));
        let outer = std::mem::replace(&mut self.room, Room::CELL);
        let mut rows = node.rows();
        // A header is repeated on each sheet.
        self.repeated += 1;
        rows.next().into_iter().for_each(|header| self.cells(header));
        self.repeated -= 1;
        self.put("),\n");
        for row in rows {
            self.cells(row);
            self.put("\n");
        }
        self.room = outer;
        self.put(");");
    }

    fn cells(&mut self, row: Node<'_>) {
        for cell in row.children() {
            self.place(cell.span());
            self.begin_text();
            self.bracketed(cell.children());
            self.put(", ");
        }
    }

    /// Returns the longest words and lines of each column as arguments of the theme's function.
    fn measures(&mut self, columns: usize, table: Node<'_>) -> String {
        let mut found = vec![Column::default(); columns];
        for (at, row) in table.rows().enumerate() {
            for (column, cell) in found.iter_mut().zip(row.children()) {
                column.add(cell, at == 0);
            }
        }
        let mut out = String::new();
        let words = found.iter().map(|column| array(self.words_of(column)));
        let words = array(words.collect::<Vec<_>>());
        let lines = found.iter().map(|column| {
            let line = quoted(&self.shown(&column.line));
            if column.is_code { format!("raw({line})") } else { format!("[#{line}]") }
        });
        let lines = array(lines.collect::<Vec<_>>());
        let _ = write!(out, "words: {words}, lines: {lines}");
        out
    }

    fn words_of(&mut self, column: &Column) -> Vec<String> {
        let call = ["text", "raw", "strong"];
        let written = column.words.iter().zip(call).filter(|(word, _)| !word.is_empty());
        let written: Vec<_> = written.map(|(word, call)| (self.shown(word), call)).collect();
        written.iter().map(|(word, call)| format!("{call}({})", quoted(word))).collect()
    }
}

impl Column {
    /// Adds the words of a cell.
    fn add(&mut self, cell: Node<'_>, is_header: bool) {
        let mut code = 0;
        for event in cell.children().walk() {
            let Event::Enter(node) = event else { continue };
            let (is_code, text) = match (node.kind(), node.own_text()) {
                (Kind::Code(_), Some(text)) => (true, text),
                (_, Some(text)) => (false, text),
                (_, None) => continue,
            };
            code += if is_code { text.chars().count() } else { 0 };
            let text = with_breaks(&text, Room::CELL).unwrap_or_else(|| text.to_string());
            let longest = longest_part(&text);
            let known = &mut self.words[if is_code { 1 } else { usize::from(is_header) * 2 }];
            if longest.chars().count() > known.chars().count() {
                longest.clone_into(known);
            }
        }
        let line: String = cell.children().plain_text().replace(BREAK, "").chars().take(MAX_LINE).collect();
        // A header may have two lines.
        let line: String =
            if is_header { line.chars().take(line.chars().count().div_ceil(2)).collect() } else { line };
        if line.chars().count() > self.line.chars().count() {
            self.is_code = code * 2 > line.chars().count();
            self.line = line;
        }
    }
}
