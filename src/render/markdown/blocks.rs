//! Blocks as Markdown. Each is a text without a final line end; containers put their prefix before every line.

use std::fmt::Write;
use std::ops::RangeInclusive;

use super::Writer;
use super::escape::{self, TextContext};
use super::inlines::id_in_braces;
use super::sequence::{Between, Marks, RULE, Sequence, apart, tightly};
use crate::document::directive::Role;
use crate::document::{
    Alert, Align, Body, CodeInfo, Heading, Kind, Node, Nodes, TableId, any_html, any_inline,
};
use crate::parse;
use crate::text::longest_run;

impl Writer<'_> {
    /// Returns the blocks of a body.
    pub fn body(&self, body: &Body) -> String {
        self.blocks(body.blocks())
    }

    /// Returns the footnotes of a body.
    pub fn footnotes(&self, notes: Nodes<'_>) -> String {
        let note = |note: Node<'_>| {
            let Kind::Footnote { number, .. } = note.kind() else { return String::new() };
            prefixed(&self.blocks(note.children()), &format!("[^{number}]: "), "    ")
        };
        notes.map(note).collect::<Vec<_>>().join("\n\n")
    }

    /// Returns the list of sources at the end of a body, each in a paragraph.
    pub fn sources(&self, sources: Nodes<'_>) -> String {
        self.blocks(sources)
    }

    fn blocks(&self, nodes: Nodes<'_>) -> String {
        self.joined(nodes, apart)
    }

    fn joined(&self, nodes: Nodes<'_>, between: Between) -> String {
        let mut sequence = Sequence::new(self, between);
        sequence.nodes(nodes);
        sequence.finish()
    }

    /// Returns one block of Markdown. HTML among blocks is written by the sequence that it is in.
    pub(super) fn block(&self, node: Node<'_>, marks: Marks) -> String {
        let body = node.body();
        match node.kind() {
            Kind::Paragraph
            | Kind::Plain
            | Kind::Term
            | Kind::Row
            | Kind::Cell
            | Kind::Caption(_)
            | Kind::Source(_) => self.inlines(node.children(), TextContext::Paragraph),
            Kind::Heading(id) => self.heading(&body[id], node),
            Kind::Quote => prefixed(&self.blocks(node.children()), "> ", "> "),
            Kind::Alert(kind) => self.alert(kind, node),
            Kind::Directive(id) => match body[id].kind.role {
                Role::Alert(alert) => self.alert(alert, node),
                Role::Quote => prefixed(&self.blocks(node.children()), "> ", "> "),
                // The sequence writes the others as their parts.
                Role::Group
                | Role::Details
                | Role::Figure
                | Role::Lines
                | Role::PageBreak
                | Role::Sources
                | Role::Declared => self.blocks(node.children()),
            },
            Kind::Label => self.label(node),
            Kind::List { start } => self.list(start, node, marks),
            Kind::Item { .. } | Kind::Definition | Kind::Footnote { .. } => self.blocks(node.children()),
            Kind::CodeBlock(id) => code(&body[id], &body[body[id].text]),
            Kind::Table(id) => self.table(id, node),
            Kind::DefinitionList => self.definitions(node.children()),
            Kind::Figure { caption } => self.figure(node, &body[caption]),
            Kind::Rule => RULE.to_owned(),
            any_inline!() | any_html!() => self.single_inline(node),
        }
    }

    fn alert(&self, alert: Alert, node: Node<'_>) -> String {
        prefixed(&format!("[!{}]\n{}", word(alert), self.blocks(node.children())), "> ", "> ")
    }

    /// Writes a label in bold type, unless a part of it is bold already.
    fn label(&self, node: Node<'_>) -> String {
        let text = self.inlines(node.children(), TextContext::Paragraph);
        let is_bold = node.walk().entered().any(|node| matches!(node.kind(), Kind::Strong | any_html!()));
        if is_bold || text.is_empty() { text } else { format!("**{text}**") }
    }

    /// Writes a heading. An id that the author wrote stays, because links of other Markdown pages use it.
    fn heading(&self, heading: &Heading, node: Node<'_>) -> String {
        let mut out = "#".repeat(usize::from(heading.level));
        let content = self.inlines(node.children(), TextContext::Line);
        if !content.is_empty() {
            out.push(' ');
            out.push_str(&content);
        }
        if !is_made(&heading.id, &parse::slug(&node.children().plain_text())) {
            let _ = write!(out, " {{#{}}}", heading.id);
        }
        out
    }

    fn figure(&self, node: Node<'_>, caption: &str) -> String {
        let Some(image) = node.children().first().and_then(Node::image) else { return String::new() };
        let mut out = String::from("![");
        escape::push(&image.alt, TextContext::Line, self.quotes, &mut out);
        let address = escape::destination(&self.links.href(image.link));
        let title = if caption.is_empty() { String::new() } else { format!(" {}", escape::title(caption)) };
        out + &format!("]({address}{title}){}", id_in_braces(&image.id))
    }

    fn list(&self, start: Option<u32>, node: Node<'_>, marks: Marks) -> String {
        let is_loose = node.children().any(|item| has_paragraph(item.children()));
        let item = |(at, item): (u32, Node<'_>)| {
            let mark = match start {
                Some(start) => format!("{}{} ", start.saturating_add(at), marks.after_number()),
                None => format!("{} ", marks.bullet()),
            };
            let mut text = self.joined(item.children(), if is_loose { apart } else { tightly });
            if let Some(first) = item.children().first().filter(|_| !item.item_id().is_empty()) {
                let line = self.block(first, Marks::First);
                text.insert_str(line.len().min(text.len()), &format!(" {}", id_in_braces(item.item_id())));
            }
            prefixed(&format!("{}{text}", checkbox(item.kind())), &mark, &" ".repeat(mark.len()))
        };
        let items: Vec<String> = (0..).zip(node.children()).map(item).collect();
        items.join(if is_loose { "\n\n" } else { "\n" })
    }

    fn table(&self, id: TableId, node: Node<'_>) -> String {
        let row = |row: Node<'_>| {
            let cells: Vec<String> =
                row.children().map(|cell| self.inlines(cell.children(), TextContext::Cell)).collect();
            format!("| {} |", cells.join(" | "))
        };
        let align = |align: &Align| match align {
            Align::None => "---",
            Align::Left => ":---",
            Align::Center => ":---:",
            Align::Right => "---:",
        };
        let line: Vec<&str> = node.body()[id].iter().map(align).collect();
        let mut rows: Vec<String> = node.rows().map(row).collect();
        rows.insert(rows.len().min(1), format!("| {} |", line.join(" | ")));
        let table = rows.join("\n");
        // Only Handout reads a caption, so it is a paragraph here.
        match node.caption().map(|(words, _)| self.inlines(words.children(), TextContext::Paragraph)) {
            Some(caption) if !caption.is_empty() => format!("{caption}\n\n{table}"),
            _ => table,
        }
    }

    fn definitions(&self, nodes: Nodes<'_>) -> String {
        let mut out = String::new();
        for node in nodes {
            if node.kind() == Kind::Term {
                out.push_str(if out.is_empty() { "" } else { "\n\n" });
                out.push_str(&self.inlines(node.children(), TextContext::Line));
            } else {
                out.push('\n');
                out.push_str(&prefixed(&self.blocks(node.children()), ": ", "  "));
            }
        }
        out
    }
}

/// Reports whether there is a paragraph among blocks, so that a list with them in an item is loose.
fn has_paragraph(mut nodes: Nodes<'_>) -> bool {
    nodes.any(|node| {
        matches!(node.kind(), Kind::Paragraph | Kind::Label | Kind::Figure { .. })
            || (node.element().is_some() || matches!(node.kind(), Kind::Directive(_)))
                && has_paragraph(node.children())
    })
}

/// Returns the checkbox of an item that is a task.
fn checkbox(item: Kind) -> &'static str {
    match item {
        Kind::Item { task: Some(true), .. } => "[x] ",
        Kind::Item { task: Some(false), .. } => "[ ] ",
        _ => "",
    }
}

/// Reports whether an id is the slug of its heading, with or without a number.
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

/// Returns a code block with fences that are longer than any in it.
fn code(info: &CodeInfo, text: &str) -> String {
    let info = fence_info(info);
    let mark = if info.contains('`') { '~' } else { '`' };
    let fence = mark.to_string().repeat((longest_run(text, mark) + 1).max(3));
    let info = info.replace('\\', "\\\\").replace('&', "\\&");
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{info}\n{text}{end}{fence}")
}

/// Returns the info string: language, title and marked lines.
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
    if !info.attributes.id.is_empty() {
        let _ = write!(out, " {}", id_in_braces(&info.attributes.id));
    }
    out
}

/// Returns a text with `first` before its first line and `rest` before every other. Empty lines get no trailing spaces.
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
