//! Blocks as Markdown. Each is a text without a line end after it; containers put their prefix before every line.

use std::fmt::Write;
use std::ops::RangeInclusive;

use super::Writer;
use super::escape::{self, Place};
use super::inlines::longest_run;
use crate::document::{
    Alert, Align, Block, Body, CodeInfo, Definition, Footnote, Heading, Image, Inlines, Item, List, Table,
    plain_text,
};
use crate::parse;

/// No thematic break can be taken for an item of a list, or for the line below a heading.
const RULE: &str = "___";

impl Writer<'_> {
    /// The blocks of a body.
    pub fn body(&self, body: &Body) -> String {
        self.blocks(&body.blocks)
    }

    /// The notes, which stand at the end.
    pub fn footnotes(&self, notes: &[Footnote]) -> String {
        let note = |(at, note): (usize, &Footnote)| {
            prefixed(&self.blocks(&note.blocks), &format!("[^{}]: ", at + 1), "    ")
        };
        notes.iter().enumerate().map(note).collect::<Vec<_>>().join("\n\n")
    }

    fn blocks(&self, blocks: &[Block]) -> String {
        self.joined(blocks, |_, _| "\n\n")
    }

    /// Blocks with what `between` puts between each two. Two lists in a row get different marks, so that they stay two.
    fn joined(&self, blocks: &[Block], between: fn(&Block, &Block) -> &'static str) -> String {
        let mut out = String::new();
        let mut last: Option<(&Block, Marks)> = None;
        for block in blocks {
            let marks = match last {
                Some((Block::List(_), marks)) => marks.other(),
                _ => Marks::First,
            };
            let text = self.block(block, marks);
            if text.is_empty() {
                continue;
            }
            if let Some((last, _)) = last {
                out.push_str(between(last, block));
            }
            out.push_str(&text);
            last = Some((block, marks));
        }
        out
    }

    fn block(&self, block: &Block, marks: Marks) -> String {
        match block {
            Block::Paragraph(content) | Block::Plain(content) => self.inlines(content, Place::Paragraph),
            Block::Heading(heading) => self.heading(heading),
            Block::Quote(inner) => prefixed(&self.blocks(inner), "> ", "> "),
            Block::Alert(kind, inner) => {
                prefixed(&format!("[!{}]\n{}", word(*kind), self.blocks(inner)), "> ", "> ")
            }
            Block::List(list) => self.list(list, marks),
            Block::Code { info, text } => code(info, text),
            Block::Table(table) => self.table(table),
            Block::Definitions(items) => self.definitions(items),
            Block::Figure { image, caption } => self.figure(image, caption),
            Block::Html(html) => self.html(html).trim_end().to_owned(),
            Block::Rule => RULE.to_owned(),
        }
    }

    /// An id that was written by hand stays, for links of other pages name it.
    fn heading(&self, heading: &Heading) -> String {
        let mut out = "#".repeat(usize::from(heading.level));
        let content = self.inlines(&heading.content, Place::Line);
        if !content.is_empty() {
            out.push(' ');
            out.push_str(&content);
        }
        if !is_made(&heading.id, &parse::slug(&plain_text(&heading.content))) {
            let _ = write!(out, " {{#{}}}", heading.id);
        }
        out
    }

    fn figure(&self, image: &Image, caption: &str) -> String {
        let mut out = String::from("![");
        escape::push(&image.alt, Place::Line, self.quotes, &mut out);
        let address = escape::destination(&self.links.href(image.link));
        out + &format!("]({address} {})", escape::title(caption))
    }

    fn list(&self, list: &List, marks: Marks) -> String {
        let is_loose =
            list.items.iter().flat_map(|item| &item.blocks).any(|it| matches!(it, Block::Paragraph(_)));
        let item = |(at, item): (usize, &Item)| {
            let mark = match list.start {
                Some(start) => format!("{}{} ", start.saturating_add(at as u64), marks.after_number()),
                None => format!("{} ", marks.bullet()),
            };
            let text = if is_loose { self.blocks(&item.blocks) } else { self.joined(&item.blocks, tightly) };
            let task = match item.task {
                Some(true) => "[x] ",
                Some(false) => "[ ] ",
                None => "",
            };
            prefixed(&format!("{task}{text}"), &mark, &" ".repeat(mark.len()))
        };
        let items: Vec<String> = list.items.iter().enumerate().map(item).collect();
        items.join(if is_loose { "\n\n" } else { "\n" })
    }

    fn table(&self, table: &Table) -> String {
        let row = |cells: &[Inlines]| {
            let cells: Vec<String> = cells.iter().map(|cell| self.inlines(cell, Place::Cell)).collect();
            format!("| {} |", cells.join(" | "))
        };
        let align = |align: &Align| match align {
            Align::None => "---",
            Align::Left => ":---",
            Align::Center => ":---:",
            Align::Right => "---:",
        };
        let line: Vec<&str> = table.columns.iter().map(align).collect();
        let mut rows = vec![row(&table.head), format!("| {} |", line.join(" | "))];
        rows.extend(table.rows.iter().map(|cells| row(cells)));
        rows.join("\n")
    }

    fn definitions(&self, items: &[Definition]) -> String {
        let mut out = String::new();
        for item in items {
            match item {
                Definition::Term(content) => {
                    out.push_str(if out.is_empty() { "" } else { "\n\n" });
                    out.push_str(&self.inlines(content, Place::Line));
                }
                Definition::Meaning(blocks) => {
                    out.push('\n');
                    out.push_str(&prefixed(&self.blocks(blocks), ": ", "  "));
                }
            }
        }
        out
    }
}

/// The two ways to mark the items of a list.
#[derive(Clone, Copy)]
enum Marks {
    First,
    Second,
}

impl Marks {
    fn other(self) -> Marks {
        match self {
            Marks::First => Marks::Second,
            Marks::Second => Marks::First,
        }
    }

    fn bullet(self) -> char {
        match self {
            Marks::First => '-',
            Marks::Second => '+',
        }
    }

    fn after_number(self) -> char {
        match self {
            Marks::First => '.',
            Marks::Second => ')',
        }
    }
}

/// What stands between two blocks of an item of a tight list: a line end where the second one begins anew by itself,
/// else an empty line.
fn tightly(first: &Block, second: &Block) -> &'static str {
    let ends = matches!(first, Block::Heading(_) | Block::Code { .. } | Block::Rule);
    let begins = match second {
        Block::List(list) => list.start.is_none_or(|start| start == 1) && !matches!(first, Block::List(_)),
        Block::Heading(_) | Block::Code { .. } | Block::Rule => true,
        Block::Quote(_) | Block::Alert(..) => !matches!(first, Block::Quote(_) | Block::Alert(..)),
        Block::Plain(_) => ends,
        _ => false,
    };
    let is_html = matches!(first, Block::Html(_) | Block::Table(_) | Block::Definitions(_));
    if begins && !is_html { "\n" } else { "\n\n" }
}

/// Whether an id is the slug of its heading, or that with a number.
fn is_made(id: &str, slug: &str) -> bool {
    let rest = id.strip_prefix(slug).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

fn word(kind: Alert) -> &'static str {
    match kind {
        Alert::Note => "NOTE",
        Alert::Tip => "TIP",
        Alert::Important => "IMPORTANT",
        Alert::Warning => "WARNING",
        Alert::Caution => "CAUTION",
    }
}

/// A block of code between fences longer than any in it.
fn code(info: &CodeInfo, text: &str) -> String {
    let info = fence_info(info);
    let mark = if info.contains('`') { '~' } else { '`' };
    let fence = mark.to_string().repeat((longest_run(text, mark) + 1).max(3));
    let info = info.replace('\\', "\\\\").replace('&', "\\&");
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{info}\n{text}{end}{fence}")
}

/// What stands after the fence: language, title and marked lines.
fn fence_info(info: &CodeInfo) -> String {
    let mut out = info.language.to_string();
    if !info.title.is_empty() && !info.title.contains('"') {
        let _ = write!(out, " title=\"{}\"", info.title);
    }
    if !info.marked.is_empty() {
        let line = |it: &RangeInclusive<u32>| match (it.start(), it.end()) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}-{last}"),
        };
        let _ = write!(out, " {{{}}}", info.marked.iter().map(line).collect::<Vec<_>>().join(","));
    }
    out
}

/// A text with `first` before its first line and `rest` before each other one. An empty line gets no spaces at its end.
fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (at, line) in text.split('\n').enumerate() {
        let prefix = if at == 0 { first } else { rest };
        if at > 0 {
            out.push('\n');
        }
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}
