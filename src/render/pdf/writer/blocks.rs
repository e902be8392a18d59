//! The blocks of a page, from its opening to its last paragraph.

use std::collections::BTreeSet;

use crate::config::print::PdfUa;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Align, CodeInfo, Event, Heading, Kind, Node, Nodes};
use crate::language;
use crate::render::fields;
use crate::render::highlight;
use crate::render::pdf::book::{Book, DEEPEST, PrintTarget};
use crate::render::pdf::literal::{self, array, dictionary, optional, quoted};
use crate::render::pdf::qr_codes;
use crate::site::{NamedSource, Target};
use crate::view::FieldValue;

use super::{Beside, Writer};

/// Returns a field of a page's kind.
fn field(field: &FieldValue<'_>) -> String {
    dictionary([
        ("name", quoted(field.name)),
        ("label", quoted(field.label)),
        ("words", array(field.words.iter().map(|words| quoted(words)))),
    ])
}

impl Writer<'_, '_, '_> {
    /// The head of the page's file: what the theme knows of the page, and its title as a heading.
    pub(super) fn opening(&mut self) {
        let book = self.book;
        let page = book.now.site.page(self.id);
        let front = &page.outline.front;
        let (level, title) = (book.level(self.number), book.title(self.number));
        let day = front.reviewed.map(|day| language::long_date(&book.now.config.language, day));
        let is_home = book.now.site.is_home(self.id);
        let kind = book.now.theme.kinds.of(&front.kind.value);
        let entries = [
            ("title", quoted(title)),
            ("kind", quoted(&front.kind.value)),
            ("kinds", array(kind.lineage.iter().map(|name| quoted(name)))),
            ("print", quoted(&kind.print)),
            ("level", level.to_string()),
            ("section", self.section()),
            ("home", is_home.to_string()),
            ("landing", page.outline.is_index().to_string()),
            ("description", optional(front.description.as_deref())),
            ("reviewed", optional(day.as_deref())),
            ("tags", array(front.tags.iter().map(|tag| quoted(tag)))),
            ("fields", array(fields::of_page(book.now, page).iter().map(field))),
            ("extra", literal::map(&front.extra)),
            ("sources", self.sources()),
            ("children", self.children(is_home)),
            ("short", (self.is_short()).to_string()),
        ];
        let facts = dictionary(entries);
        let facts = self.shown(&facts);
        let title = self.literal(title);
        let label = quoted(&Book::label(self.number));
        self.put("#import \"/print/theme.typ\": *\n#show: page-of.with(");
        self.put(&facts);
        self.put(&format!(", [#heading(level: {level})[#{title}]#label({label})])\n\n"));
    }

    /// The title of the section that a page is in, for the running header.
    fn section(&self) -> String {
        let site = &self.book.now.site;
        let parent = |id: &crate::site::PageId| site.page(*id).parent;
        let above = std::iter::successors(Some(self.id), parent).filter(|id| !site.is_home(*id)).last();
        let number = above.and_then(|id| self.book.number(id));
        quoted(self.book.title(number.unwrap_or(self.number)))
    }

    /// The sources that the page names and that no link of its text leads to.
    fn sources(&self) -> String {
        let site = &self.book.now.site;
        let linked = self.body.links.iter().filter_map(|link| match site.resolve(self.id, link) {
            Target::Page { page, anchor, .. } if Some(page) == site.sources => anchor,
            _ => None,
        });
        let linked: BTreeSet<String> = linked.collect();
        let source = |source: NamedSource<'_>| {
            let number = self.book.number(source.page);
            let target = match number.map(|number| self.book.inside(number, Some(source.key))) {
                Some(PrintTarget::Inside { label, .. }) => format!("label({})", quoted(&label)),
                _ => "none".into(),
            };
            dictionary([("title", quoted(source.title)), ("target", target)])
        };
        let named = site.sources_of(self.id);
        array(named.filter(|source| !linked.contains(source.key)).map(source))
    }

    /// The pages of the section whose first page this is. Those of the home page are the whole guide.
    fn children(&self, is_home: bool) -> String {
        let site = &self.book.now.site;
        let child = |id: &crate::site::PageId| {
            let number = self.book.number(*id)?;
            let front = &site.page(*id).outline.front;
            Some(dictionary([
                ("title", quoted(self.book.title(number))),
                ("description", optional(front.description.as_deref())),
                ("target", format!("label({})", quoted(&Book::label(number)))),
            ]))
        };
        let children = &site.page(self.id).children;
        array(children.iter().filter(|_| !is_home).filter_map(child))
    }

    /// Whether the page is a card of a few lines.
    fn is_short(&self) -> bool {
        let is_plain =
            |node: Node<'_>| matches!(node.kind(), Kind::Paragraph | Kind::List { .. } | Kind::Plain);
        self.body.blocks().count() <= 6 && self.body.blocks().all(is_plain)
    }

    /// The blocks that are in no other block of Markdown: the QR codes of their addresses are beside them.
    pub(super) fn top_blocks(&mut self, nodes: Nodes<'_>) {
        let mut rest = nodes;
        let mut before = None;
        while let Some(node) = rest.next() {
            let beside = Beside { before, after: rest.first() };
            if is_frame(node) {
                self.put("\n\n");
                self.top_blocks(node.children());
                self.put("\n\n");
            } else {
                self.top_block(node, beside);
            }
            before = Some(node);
        }
    }

    /// A block with the QR codes of its addresses, which are known once it was written.
    fn top_block(&mut self, node: Node<'_>, beside: Beside<'_>) {
        let outer = std::mem::take(&mut self.out);
        self.node(node, beside);
        let block = std::mem::replace(&mut self.out, outer);
        let addresses = std::mem::take(&mut self.beside);
        if addresses.is_empty() {
            return self.out.append(&block);
        }
        let code = |address: &String| {
            dictionary([("address", quoted(address)), ("path", quoted(&qr_codes::path(address)))])
        };
        let codes = array(addresses.iter().map(code));
        // A table may take more than one sheet, so that its QR codes are below it.
        let below = matches!(node.kind(), Kind::Table(_));
        self.put(&format!("#qr-codes({codes}, below: {below})["));
        self.out.append(&block);
        self.put("];\n\n");
    }

    /// Begins a block: what may be before it in the author's HTML is no part of it.
    pub(super) fn begin_block(&mut self, node: Node<'_>, before: Option<Node<'_>>) {
        if before.is_some_and(|before| !before.kind().is_block()) {
            self.put("\n\n");
        }
        self.place(node.span());
    }

    pub(super) fn around(&mut self, call: &str, node: Node<'_>) {
        self.put(call);
        self.put("[\n");
        self.nodes(node.children());
        self.put("];");
    }

    /// A paragraph; one of nothing but images is a row of pictures.
    pub(super) fn paragraph(&mut self, node: Node<'_>) {
        let is_picture = |node: Node<'_>| matches!(node.kind(), Kind::Image(_) | Kind::SoftBreak);
        if !node.children().all(is_picture) {
            return self.nodes(node.children());
        }
        for image in node.children().filter_map(Node::image) {
            self.image(image, "picture");
            self.put("\n\n");
        }
    }

    pub(super) fn figure(&mut self, node: Node<'_>, caption: &str) {
        self.put("#figure([");
        for image in node.children().filter_map(Node::image) {
            self.image(image, "picture");
        }
        self.put("], caption: [");
        self.text(caption);
        self.put("]);");
    }

    /// A heading, below the page's title and never more than one level below the heading before it.
    pub(super) fn heading(&mut self, heading: &Heading, node: Node<'_>) {
        if node.plain_text().trim().is_empty() {
            return;
        }
        if !self.open_notes.is_empty() {
            return self.wrapped("strong", node);
        }
        self.check_level(heading, node);
        let wanted = self.book.level(self.number) + 1 + heading.level.saturating_sub(self.shift);
        let level = wanted.min(self.last_level + 1).min(DEEPEST);
        self.last_level = level;
        self.put(&format!("#heading(level: {level})["));
        self.in_heading = true;
        for inline in node.children() {
            self.node(inline, Beside::default());
        }
        self.in_heading = false;
        let label = quoted(&Book::heading_label(self.number, &heading.id));
        self.put(&format!("]#label({label});"));
    }

    /// Reports a level that is left out, in a guide that asks for strict PDF/UA. On paper it is made up for.
    fn check_level(&mut self, heading: &Heading, node: Node<'_>) {
        let jumps = heading.level > self.author_level + 1;
        let before = std::mem::replace(&mut self.author_level, heading.level);
        if jumps && self.book.now.config.print.pdf_ua == PdfUa::Strict {
            let source = &self.book.now.site.page(self.id).outline.source;
            let place = Place::span(source, node.span().range());
            let message = format!("a heading of level {} after one of level {before}", heading.level);
            let help = format!("make it level {}: {}", before + 1, "#".repeat(usize::from(before) + 1));
            self.problems.push(Diagnostic::error(place, message).help(help));
        }
    }

    pub(super) fn list(&mut self, start: Option<u32>, node: Node<'_>) {
        let is_paragraph = |node: Node<'_>| node.kind() == Kind::Paragraph;
        let tight = !node.children().any(|item| item.children().first().is_some_and(is_paragraph));
        let is_tasks = node.children().any(|item| matches!(item.kind(), Kind::Item { task: Some(_) }));
        match (is_tasks, start) {
            (true, _) => self.put(&format!("#tasks(tight: {tight}")),
            (false, Some(start)) => self.put(&format!("#enum(tight: {tight}, start: {start}")),
            (false, None) => self.put(&format!("#list(tight: {tight}")),
        }
        for item in node.children() {
            self.put(",\n");
            if is_tasks {
                self.put(&format!("({}, ", state(item.kind())));
            }
            self.place(item.span());
            self.bracketed(item.children());
            self.put(if is_tasks { ")" } else { "" });
        }
        self.put(");");
    }

    /// A block of code; the theme sets one with a title or with marked lines.
    pub(super) fn code_block(&mut self, info: &CodeInfo, text: &str) {
        let language = Some(highlight::token(&info.language)).filter(|language| !language.is_empty());
        let language = optional(language.as_deref());
        let text = self.literal(text.strip_suffix('\n').unwrap_or(text));
        let code = format!("raw({text}, lang: {language}, block: true)");
        if info.title.is_empty() && info.marked.is_empty() {
            return self.put(&format!("#{code};"));
        }
        let title = if info.title.is_empty() { "none".to_owned() } else { self.literal(&info.title) };
        let marked = array(info.marked.iter().map(|lines| format!("({}, {})", lines.start(), lines.end())));
        self.put(&format!("#listing(title: {title}, marked: {marked}, {code});"));
    }

    pub(super) fn table(&mut self, columns: &[Align], node: Node<'_>) {
        let align = |align: &Align| match align {
            Align::None => "start",
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let align = array(columns.iter().map(|column| align(column).to_owned()));
        let columns = array(widths(columns.len(), node));
        self.put(&format!("#table(columns: {columns}, align: {align},\ntable.header("));
        let mut rows = node.children();
        rows.next().into_iter().for_each(|header| self.cells(header));
        self.put("),\n");
        for row in rows {
            self.cells(row);
            self.put("\n");
        }
        self.put(");");
    }

    fn cells(&mut self, row: Node<'_>) {
        for cell in row.children() {
            self.place(cell.span());
            self.bracketed(cell.children());
            self.put(", ");
        }
    }

    /// Terms with their definitions.
    pub(super) fn definitions(&mut self, node: Node<'_>) {
        self.put("#terms(tight: false");
        let parts: Vec<Node<'_>> = node.children().collect();
        let goes_on =
            |before: &Node<'_>, part: &Node<'_>| part.kind() != Kind::Term || before.kind() == Kind::Term;
        parts.chunk_by(goes_on).for_each(|group| self.definition(group));
        self.put(");");
    }

    /// One or several terms, in lines of their own, with what they mean.
    fn definition(&mut self, group: &[Node<'_>]) {
        let terms = group.iter().take_while(|part| part.kind() == Kind::Term).count();
        self.put(",\nterms.item([");
        for (at, term) in group[..terms].iter().enumerate() {
            self.put(if at == 0 { "" } else { "#linebreak();" });
            self.nodes(term.children());
        }
        self.put("], [");
        for definition in &group[terms..] {
            self.nodes(definition.children());
            self.put("\n\n");
        }
        self.put("])");
    }
}

/// Whether an element has Markdown in it that is set as if the element were not there.
fn is_frame(node: Node<'_>) -> bool {
    let is_block = |event| matches!(event, Event::Enter(node) if node.kind().is_block());
    node.element().is_some_and(|element| !element.is_silent()) && node.walk().any(is_block)
}

/// Whether an item of a list of tasks is one, and done.
fn state(item: Kind) -> &'static str {
    match item {
        Kind::Item { task: Some(true) } => "true",
        Kind::Item { task: Some(false) } => "false",
        _ => "none",
    }
}

/// A line of a table has at most this many letters.
const LINE: usize = 60;

/// How wide each column is: as wide as it needs where a line holds them all, else a share that grows with what it
/// says, but less than in proportion, so that a column of a few words stays whole beside one of many.
fn widths(columns: usize, table: Node<'_>) -> Vec<String> {
    let mut wanted = vec![4; columns];
    for (at, row) in table.children().enumerate() {
        for (width, cell) in wanted.iter_mut().zip(row.children()) {
            let letters = cell.children().plain_text().chars().count();
            // A header may take two lines.
            let letters = if at == 0 { letters.div_ceil(2) } else { letters };
            *width = letters.clamp(*width, LINE);
        }
    }
    if wanted.iter().sum::<usize>() <= LINE {
        return vec!["auto".into(); wanted.len()];
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 60")]
    let share = |letters: &usize| format!("{:.2}fr", (*letters as f64).powf(0.7));
    wanted.iter().map(share).collect()
}
