//! The blocks of a page, from its opening to its last paragraph.

use std::collections::BTreeSet;

use crate::config::print::PdfUa;
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{CodeInfo, Event, Heading, Kind, Node, Nodes};
use crate::language;
use crate::parse::Reviewer;
use crate::render::fields;
use crate::render::highlight;
use crate::render::pdf::book::{Book, DEEPEST, PrintTarget};
use crate::render::pdf::literal::{self, array, dictionary, optional, quoted};
use crate::render::pdf::qr_codes;
use crate::site::{NamedSource, Target};
use crate::view::{self, FieldValue};

use super::breaks::{Room, with_breaks};
use super::inlines::long_words;
use super::{Beside, Writer};

/// The longest block of code that Typst typesets at once, in lines. The time grows with the square of this.
const MAX_LINES: usize = 500;

/// Returns a field of a page's kind.
fn field(field: &FieldValue<'_>) -> String {
    dictionary([
        ("name", quoted(field.name)),
        ("label", quoted(field.label)),
        ("words", array(field.words.iter().map(|words| quoted(words)))),
        ("strength", field.strength.as_ref().map_or_else(|| "none".to_owned(), strength)),
    ])
}

fn strength(strength: &view::Strength<'_>) -> String {
    dictionary([("rank", strength.rank.to_string()), ("of", strength.of.to_string())])
}

fn reviewer(reviewer: &Reviewer) -> String {
    let qualifications = optional(reviewer.qualifications.as_deref());
    dictionary([("name", quoted(&reviewer.name)), ("qualifications", qualifications)])
}

impl Writer<'_, '_, '_> {
    /// Writes the start of the page's file: what the theme knows of the page, and its title as a heading.
    pub(super) fn opening(&mut self) {
        let book = self.book;
        let page = book.snapshot.site.page(self.id);
        let front = &page.outline.front;
        let (level, title) = (book.level(self.number), book.title(self.number));
        let site = &book.snapshot.site;
        let day = |day: Option<Date>| {
            let words = day.map(|day| language::long_date(&book.snapshot.config.language.value, day));
            optional(words.as_deref())
        };
        let is_home = book.snapshot.site.is_home(self.id);
        let kind = book.snapshot.theme.kinds.of(&front.kind.value);
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
            ("reviewed", day(front.last_review())),
            ("reviewers", array(front.reviewers.iter().map(reviewer))),
            ("next_review", day(site.next_review(self.id))),
            ("valid_until", day(front.valid_until.as_ref().map(|day| day.value))),
            ("edition", quoted(&book.snapshot.edition_of(&[self.id]).to_string())),
            ("edition_address", optional(book.edition_address(&[self.id]).as_deref())),
            ("tags", array(front.tags.iter().map(|tag| quoted(tag)))),
            ("fields", array(fields::of_page(book.snapshot, page).iter().map(field))),
            ("extra", literal::map(&front.extra)),
            ("sources", self.sources()),
            ("children", self.children(is_home)),
            ("short", (self.is_short()).to_string()),
            ("tight", book.fitting.tight.contains(&self.number).to_string()),
            ("joined", book.fitting.joined.contains(&self.number).to_string()),
        ];
        let facts = dictionary(entries);
        let facts = self.shown(&facts);
        self.put("#import \"/print/theme.typ\": *\n#show: page-of.with(");
        self.put(&facts);
        self.put(", ");
        self.page_title(level, title);
        self.put(")\n\n");
        if let Some(heading) = book.snapshot.pages[self.id.index()].print_body().title_heading() {
            self.mark(&heading.index, Some(Book::label(self.number)), || title.to_owned());
        }
    }

    /// Writes the title of the page as a heading that links can lead to.
    fn page_title(&mut self, level: u8, title: &str) {
        let book = self.book;
        let page = book.snapshot.site.page(self.id);
        self.put(&format!("[#heading(level: {level})["));
        let words = book.snapshot.pages[self.id.index()].print_body().title();
        self.in_heading = true;
        if words.is_empty() || *title != page.outline.title {
            self.text(title);
        } else {
            self.heading_words(words);
        }
        self.in_heading = false;
        self.put(&format!("]#label({})]", quoted(&Book::label(self.number))));
    }

    /// Returns the title of the section that a page is in, for the running header.
    fn section(&self) -> String {
        let site = &self.book.snapshot.site;
        let parent = |id: &crate::site::PageId| site.page(*id).parent;
        let above = std::iter::successors(Some(self.id), parent).filter(|id| !site.is_home(*id)).last();
        let number = above.and_then(|id| self.book.number(id));
        quoted(self.book.title(number.unwrap_or(self.number)))
    }

    /// Returns the sources that the page names and that no link in its text leads to.
    fn sources(&self) -> String {
        let site = &self.book.snapshot.site;
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

    /// Returns the pages of the section with this landing page; for the home page, those of the whole guide.
    fn children(&self, is_home: bool) -> String {
        let site = &self.book.snapshot.site;
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

    /// Reports whether the page is a card of a few lines.
    fn is_short(&self) -> bool {
        let is_plain =
            |node: Node<'_>| matches!(node.kind(), Kind::Paragraph | Kind::List { .. } | Kind::Plain);
        self.body.blocks().count() <= 6 && self.body.blocks().all(is_plain)
    }

    /// Writes the outermost blocks of Markdown, with the QR codes of their addresses beside them.
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

    /// Writes a block with the QR codes of its addresses, which are known when it is complete.
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
        // A table may need more than one sheet, so its QR codes are below it.
        let below = matches!(node.kind(), Kind::Table(_));
        self.put(&format!("#qr-codes({codes}, below: {below})["));
        self.out.append(&block);
        self.put("];\n\n");
    }

    /// Begins a block, separated from what may be before it in the author's HTML.
    pub(super) fn begin_block(&mut self, node: Node<'_>, before: Option<Node<'_>>) {
        if before.is_some_and(|before| !before.kind().is_block()) {
            self.put("\n\n");
        }
        self.place(node.span());
        self.begin_text();
    }

    pub(super) fn around(&mut self, call: &str, node: Node<'_>) {
        self.put(call);
        self.put("[\n");
        self.nodes(node.children());
        self.put("];");
    }

    /// Writes a paragraph. One that contains only images is a row of images.
    pub(super) fn paragraph(&mut self, node: Node<'_>) {
        let is_image = |node: Node<'_>| matches!(node.kind(), Kind::Image(_) | Kind::SoftBreak);
        if !node.children().all(is_image) {
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
        self.put("])");
        let id = node.children().find_map(Node::image).map_or("", |image| &image.id);
        self.label(id);
        self.put(";");
    }

    /// Writes the label of a figure or table that has an id. Links cannot lead into footnotes.
    pub(super) fn label(&mut self, id: &str) {
        if !id.is_empty() && self.open_notes.is_empty() {
            let label = quoted(&Book::heading_label(self.number, id));
            self.put(&format!("#label({label})"));
        }
    }

    /// Writes a heading, below the page's title and at most one level below the heading before it.
    pub(super) fn heading(&mut self, heading: &Heading, node: Node<'_>) {
        let text = node.plain_text();
        if text.trim().is_empty() {
            return self.mark(&heading.index, None, String::new);
        }
        if !self.open_notes.is_empty() {
            self.mark(&heading.index, None, || text.clone());
            return self.wrapped("strong", node);
        }
        self.check_level(heading, node);
        let wanted = self.book.level(self.number) + 1 + heading.level.saturating_sub(self.shift);
        let level = wanted.min(self.last_level + 1).min(DEEPEST);
        self.last_level = level;
        self.put(&format!("#heading(level: {level})["));
        self.in_heading = true;
        self.heading_words(node.children());
        self.in_heading = false;
        let label = Book::heading_label(self.number, &heading.id);
        self.put(&format!("]#label({});", quoted(&label)));
        self.mark(&heading.index, Some(label), || text.clone());
        self.waiting_places();
    }

    /// Writes the words of a heading, each without what is beside it: a footnote of a heading is called after it.
    fn heading_words(&mut self, words: Nodes<'_>) {
        for inline in words {
            self.node(inline, Beside::default());
        }
    }

    /// Reports a skipped level in a guide that requires strict PDF/UA. Otherwise paper has no skipped level.
    fn check_level(&mut self, heading: &Heading, node: Node<'_>) {
        let jumps = heading.level > self.author_level + 1;
        let before = std::mem::replace(&mut self.author_level, heading.level);
        if jumps && self.book.snapshot.config.print.pdf_ua == PdfUa::Strict {
            let source = &self.book.snapshot.site.page(self.id).outline.source;
            let place = Place::span(source, node.span().range());
            let message = format!("a heading of level {} after one of level {before}", heading.level);
            let help = format!("make it level {}: {}", before + 1, "#".repeat(usize::from(before) + 1));
            self.problems.push(Diagnostic::error(place, message).help(help));
        }
    }

    pub(super) fn list(&mut self, start: Option<u32>, node: Node<'_>) {
        let is_paragraph = |node: Node<'_>| node.kind() == Kind::Paragraph;
        let tight = !node.children().any(|item| item.children().first().is_some_and(is_paragraph));
        let is_tasks = node.children().any(|item| matches!(item.kind(), Kind::Item { task: Some(_), .. }));
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
            self.item(item);
            self.put(if is_tasks { ")" } else { "" });
        }
        self.put(");");
    }

    /// Writes an item, after a place for links to it.
    fn item(&mut self, item: Node<'_>) {
        self.put("[");
        if !item.item_id().is_empty() && self.open_notes.is_empty() {
            self.put("#metadata(none)");
            self.label(item.item_id());
            self.put(";");
        }
        self.nodes(item.children());
        self.put("]");
    }

    /// Writes a code block, divided where it is too long for Typst.
    pub(super) fn code_block(&mut self, info: &CodeInfo, text: &str) {
        let label = self.label_of(&info.attributes.id);
        self.mark(&info.attributes.index, label, String::new);
        let text = self.shown(&highlight::without_tabs(text.strip_suffix('\n').unwrap_or(text)));
        let text = with_breaks(&text, Room::CODE).unwrap_or(text);
        let language = optional(highlight::print_language(&info.language, &text).as_deref());
        let lines: Vec<&str> = text.split('\n').collect();
        for (at, part) in lines.chunks(MAX_LINES).enumerate() {
            self.code_part(info, &language, part, at * MAX_LINES);
        }
    }

    /// Writes lines of a code block. The theme typesets them with a title or with marked lines.
    fn code_part(&mut self, info: &CodeInfo, language: &str, lines: &[&str], first: usize) {
        let text = lines.join("\n");
        let code = format!("raw({}, lang: {language}, block: true)", quoted(&text));
        let code = long_words(&text, code);
        let title = Some(&info.title).filter(|title| !title.is_empty() && first == 0);
        if title.is_none() && info.marked.is_empty() {
            return self.put(&format!("#{code};\n\n"));
        }
        let title = title.map_or_else(|| "none".to_owned(), |title| self.literal(title));
        let marked = info.marked.iter().map(|lines| {
            let line = |number: usize| number.saturating_sub(first);
            format!("({}, {})", line(*lines.start() as usize), line(*lines.end() as usize))
        });
        let marked = array(marked);
        self.put(&format!("#listing(title: {title}, marked: {marked}, {code});\n\n"));
    }

    /// Writes terms with their definitions.
    pub(super) fn definitions(&mut self, node: Node<'_>) {
        self.put("#terms(tight: false");
        let parts: Vec<Node<'_>> = node.children().collect();
        let goes_on =
            |before: &Node<'_>, part: &Node<'_>| part.kind() != Kind::Term || before.kind() == Kind::Term;
        parts.chunk_by(goes_on).for_each(|group| self.definition(group));
        self.put(");");
    }

    /// Writes one or several terms, each on a line of its own, with their definitions.
    fn definition(&mut self, group: &[Node<'_>]) {
        let terms = group.iter().take_while(|part| part.kind() == Kind::Term).count();
        self.put(",\nterms.item([");
        self.begin_text();
        for (at, term) in group[..terms].iter().enumerate() {
            self.put(if at == 0 { "" } else { "#linebreak();" });
            self.nested += 1;
            self.nodes(term.children());
            self.nested -= 1;
        }
        self.put("], [");
        for definition in &group[terms..] {
            self.nodes(definition.children());
            self.put("\n\n");
        }
        if let Some(number) = group.first().and_then(|term| self.glossary_number(*term)) {
            self.put(&format!("#term-pages(\"term-{number}\");"));
        }
        self.put("])");
    }

    /// Returns the number of the glossary's entry that begins with a term, if the page is a glossary.
    fn glossary_number(&self, term: Node<'_>) -> Option<usize> {
        let site = &self.book.snapshot.site;
        if site.page(self.id).outline.glossary.is_empty() {
            return None;
        }
        site.glossary().position(|(page, entry)| page == self.id && entry.span == term.span())
    }
}

/// Reports whether an element contains Markdown that is typeset as if the element were absent.
fn is_frame(node: Node<'_>) -> bool {
    let is_block = |event| matches!(event, Event::Enter(node) if node.kind().is_block());
    node.element().is_some_and(|element| !element.is_silent()) && node.walk().any(is_block)
}

/// Returns the state of an item: not a task, done or not done.
fn state(item: Kind) -> &'static str {
    match item {
        Kind::Item { task: Some(true), .. } => "true",
        Kind::Item { task: Some(false), .. } => "false",
        _ => "none",
    }
}
