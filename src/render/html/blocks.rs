//! The blocks of a document as HTML.

use std::fmt::Write;

use super::{Headings, LOWEST_HEADING, Writer};
use crate::document::{Alert, Block, Definition, Heading, Inline, List};

impl Writer<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    pub(super) fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) => {
                self.put("<p>");
                self.inlines(content);
                self.put("</p>\n");
            }
            Block::Plain(content) => {
                self.inlines(content);
                self.put("\n");
            }
            Block::Heading(heading) => self.heading(heading),
            Block::Quote(inner) => {
                self.put("<blockquote>\n");
                self.blocks(inner);
                self.put("</blockquote>\n");
            }
            Block::Alert(kind, inner) => self.alert(*kind, inner),
            Block::List(list) => self.list(list),
            Block::Code { info, text } => self.code(info, text),
            Block::Table(table) => self.table(table),
            Block::Definitions(items) => self.definitions(items),
            Block::Figure { image, caption } => {
                self.put("<figure>");
                self.image(image);
                self.put("<figcaption>");
                self.text(caption);
                self.put("</figcaption></figure>\n");
            }
            Block::Html(html) => self.html(html),
            Block::Rule => self.put("<hr>\n"),
        }
    }

    pub(super) fn heading(&mut self, heading: &Heading) {
        let level = (heading.level + self.setting.levels_down).min(LOWEST_HEADING);
        let _ = write!(self.out, "<h{level}");
        self.id(&heading.id);
        if !heading.classes.is_empty() {
            self.attribute("class", &heading.classes.join(" "));
        }
        self.put(">");
        // A link holds no other link (HTML Standard, section 4.5.1), and one without words is of no use.
        let is_plain = heading.content.is_empty() || heading.content.iter().any(is_more_than_text);
        if self.setting.headings == Headings::Plain || is_plain {
            self.inlines(&heading.content);
        } else {
            let _ = write!(self.out, "<a class=\"anchor\" href=\"{}\">", self.fragment(&heading.id));
            self.inlines(&heading.content);
            self.put("</a>");
        }
        let _ = writeln!(self.out, "</h{level}>");
    }

    pub(super) fn alert(&mut self, kind: Alert, inner: &[Block]) {
        let (class, key) = match kind {
            Alert::Note => ("alert alert-note", "alert_note"),
            Alert::Tip => ("alert alert-tip", "alert_tip"),
            Alert::Important => ("alert alert-important", "alert_important"),
            Alert::Warning => ("alert alert-warning", "alert_warning"),
            Alert::Caution => ("alert alert-caution", "alert_caution"),
        };
        self.put("<div role=\"note\"");
        self.attribute("class", class);
        self.put(">\n<p class=\"alert-title\">");
        self.label(key);
        self.put("</p>\n");
        self.blocks(inner);
        self.put("</div>\n");
    }

    pub(super) fn list(&mut self, list: &List) {
        let tasks = list.items.iter().any(|item| item.task.is_some());
        let element = if list.start.is_some() { "ol" } else { "ul" };
        self.put("<");
        self.put(element);
        if let Some(start) = list.start.filter(|start| *start != 1) {
            self.attribute("start", &start.to_string());
        }
        if tasks {
            self.attribute("class", "task-list");
        }
        self.put(">\n");
        for item in &list.items {
            self.item(item.task, &item.blocks);
        }
        self.put("</");
        self.put(element);
        self.put(">\n");
    }

    pub(super) fn item(&mut self, task: Option<bool>, blocks: &[Block]) {
        let Some(done) = task else {
            self.put("<li>");
            if !matches!(blocks, [] | [Block::Plain(_), ..]) {
                self.put("\n");
            }
            self.blocks(blocks);
            return self.put("</li>\n");
        };
        self.put("<li class=\"task\">");
        let (first, rest) = match blocks {
            [Block::Paragraph(content), rest @ ..] => (Some(content), rest),
            blocks => (None, blocks),
        };
        self.put(if first.is_some() { "<p>" } else { "" });
        self.put("<input type=\"checkbox\" disabled");
        self.put(if done { " checked" } else { "" });
        self.label_attribute("aria-label", if done { "task_done" } else { "task_open" });
        self.put("> ");
        if let Some(content) = first {
            self.inlines(content);
            self.put("</p>\n");
        }
        self.blocks(rest);
        self.put("</li>\n");
    }

    pub(super) fn definitions(&mut self, items: &[Definition]) {
        self.put("<dl>\n");
        for item in items {
            match item {
                Definition::Term(content) => {
                    self.put("<dt>");
                    self.inlines(content);
                    self.put("</dt>\n");
                }
                Definition::Meaning(blocks) => {
                    self.put("<dd>");
                    self.blocks(blocks);
                    self.put("</dd>\n");
                }
            }
        }
        self.put("</dl>\n");
    }
}

/// Whether an inline is, or holds, what may be a link.
fn is_more_than_text(inline: &Inline) -> bool {
    match inline {
        Inline::Text(_) | Inline::Code(_) | Inline::Math(..) | Inline::SoftBreak | Inline::HardBreak => false,
        Inline::Emphasis(inner)
        | Inline::Strong(inner)
        | Inline::Strikethrough(inner)
        | Inline::Superscript(inner)
        | Inline::Subscript(inner) => inner.iter().any(is_more_than_text),
        Inline::Link(_) | Inline::Image(_) | Inline::FootnoteCall { .. } | Inline::Html(_) => true,
    }
}
