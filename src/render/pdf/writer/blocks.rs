//! The blocks of a page, from its opening to its last paragraph.

use std::collections::BTreeSet;

use crate::config::print::PdfUa;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{
    Alert, Align, Block, CodeInfo, Definition, Heading, Image, Inline, Inlines, List, Table, each_heading,
    plain_text,
};
use crate::language;
use crate::render::highlight;
use crate::render::pdf::book::{Book, DEEPEST, PrintTarget};
use crate::render::pdf::literal::{self, array, dictionary, optional, quoted};
use crate::render::pdf::qr_code_path;
use crate::site::{NamedSource, Target};

use super::Writer;

/// How many levels the headings of a page move up so that its highest ones stand right below its title.
pub fn shift(blocks: &[Block]) -> u8 {
    let mut highest = DEEPEST;
    each_heading(blocks, &mut |heading| highest = highest.min(heading.level));
    highest
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
        let entries = [
            ("title", quoted(title)),
            ("kind", quoted(&front.kind.value)),
            ("level", level.to_string()),
            ("section", self.section()),
            ("home", is_home.to_string()),
            ("landing", page.outline.is_index().to_string()),
            ("description", optional(front.description.as_deref())),
            ("reviewed", optional(day.as_deref())),
            ("tags", array(front.tags.iter().map(|tag| quoted(tag)))),
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

    /// The title of the section that a page is in, for the head of its sheets.
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
        let plain = |block: &Block| matches!(block, Block::Paragraph(_) | Block::List(_) | Block::Plain(_));
        self.body.blocks.len() <= 6 && self.body.blocks.iter().all(plain)
    }

    /// The blocks that are not inside of another one: the QR codes of their addresses are beside them.
    pub(super) fn top_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            let start = self.out.len();
            self.block(block);
            let qr_codes = std::mem::take(&mut self.beside);
            if !qr_codes.is_empty() {
                self.beside_block(start, matches!(block, Block::Table(_)), &qr_codes);
            }
        }
    }

    /// Puts QR codes beside what was written from `start` on; a table, which may take more than one sheet, has them below.
    fn beside_block(&mut self, start: usize, below: bool, addresses: &[String]) {
        let qr_code =
            |it: &String| dictionary([("address", quoted(it)), ("path", quoted(&qr_code_path(it)))]);
        let qr_codes = array(addresses.iter().map(qr_code));
        let open = format!("#qr-codes({qr_codes}, below: {below})[");
        self.out.insert_str(start, &open);
        for (at, _) in self.places.iter_mut().rev().take_while(|(at, _)| *at >= start) {
            *at += open.len();
        }
        self.put("];\n\n");
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) => self.paragraph(content),
            Block::Plain(content) => self.inlines(content),
            Block::Heading(heading) => self.heading(heading),
            Block::Quote(inner) => self.around("#quote(block: true)", inner),
            Block::Alert(kind, inner) => self.around(&format!("#alert(\"{}\")", name(*kind)), inner),
            Block::List(list) => self.list(list),
            Block::Code { info, text } => self.code(info, text),
            Block::Table(table) => self.table(table),
            Block::Definitions(items) => self.definitions(items),
            Block::Figure { image, caption } => self.figure(image, caption),
            Block::Html(html) => self.html(html),
            Block::Rule => self.put("#rule();"),
        }
        self.put("\n\n");
    }

    fn around(&mut self, call: &str, inner: &[Block]) {
        self.put(call);
        self.put("[\n");
        self.blocks(inner);
        self.put("];");
    }

    /// A paragraph; one of nothing but images is a row of pictures.
    fn paragraph(&mut self, content: &Inlines) {
        let is_picture = |it: &Inline| matches!(it, Inline::Image(_) | Inline::SoftBreak);
        if !content.iter().all(is_picture) {
            return self.inlines(content);
        }
        for inline in content {
            if let Inline::Image(image) = inline {
                self.image(image, "picture");
                self.put("\n\n");
            }
        }
    }

    fn figure(&mut self, image: &Image, caption: &str) {
        let span = self.body.links[image.link.0 as usize].span.clone();
        self.place(&span);
        self.put("#figure([");
        self.image(image, "picture");
        self.put("], caption: [");
        self.text(caption);
        self.put("]);");
    }

    /// A heading, below the page's title and never more than one level below the heading before it.
    fn heading(&mut self, heading: &Heading) {
        if plain_text(&heading.content).trim().is_empty() {
            return;
        }
        if !self.open_notes.is_empty() {
            return self.wrapped("strong", &heading.content);
        }
        self.jump(heading);
        let wanted = self.book.level(self.number) + 1 + heading.level.saturating_sub(self.shift);
        let level = wanted.min(self.last_level + 1).min(DEEPEST);
        self.last_level = level;
        self.place(&heading.span);
        let mut notes = std::mem::take(&mut self.waiting);
        self.put(&format!("#heading(level: {level})["));
        for inline in &heading.content {
            match inline {
                Inline::FootnoteCall { number, .. } => notes.push(*number),
                inline => self.inlines(std::slice::from_ref(inline)),
            }
        }
        let label = quoted(&Book::heading_label(self.number, &heading.id));
        self.put(&format!("]#label({label});"));
        self.waiting = notes;
    }

    /// A level that is left out is mended on paper; a guide that wants it strictly is told.
    fn jump(&mut self, heading: &Heading) {
        let jumps = heading.level > self.author_level + 1;
        let before = std::mem::replace(&mut self.author_level, heading.level);
        if jumps && self.book.now.config.print.pdf_ua == PdfUa::Strict {
            let source = &self.book.now.site.page(self.id).outline.source;
            let place = Place::span(source, heading.span.start as usize..heading.span.end as usize);
            let message = format!("a heading of level {} after one of level {before}", heading.level);
            let help = format!("make it level {}: {}", before + 1, "#".repeat(usize::from(before) + 1));
            self.problems.push(Diagnostic::error(place, message).help(help));
        }
    }

    fn list(&mut self, list: &List) {
        let tight = list.items.iter().all(|item| !matches!(item.blocks.first(), Some(Block::Paragraph(_))));
        let is_tasks = list.items.iter().any(|item| item.task.is_some());
        match (is_tasks, list.start) {
            (true, _) => self.put(&format!("#tasks(tight: {tight}")),
            (false, Some(start)) => self.put(&format!("#enum(tight: {tight}, start: {start}")),
            (false, None) => self.put(&format!("#list(tight: {tight}")),
        }
        for item in &list.items {
            self.put(",\n");
            if is_tasks {
                let state = item.task.map_or("none", |done| if done { "true" } else { "false" });
                self.put(&format!("({state}, ["));
            } else {
                self.put("[");
            }
            self.blocks(&item.blocks);
            self.put(if is_tasks { "])" } else { "]" });
        }
        self.put(");");
    }

    /// A block of code; the theme sets one with a title or with marked lines.
    fn code(&mut self, info: &CodeInfo, text: &str) {
        let language = Some(highlight::token(&info.language)).filter(|it| !it.is_empty());
        let language = optional(language.as_deref());
        let text = self.literal(text.strip_suffix('\n').unwrap_or(text));
        let code = format!("raw({text}, lang: {language}, block: true)");
        if info.title.is_empty() && info.marked.is_empty() {
            return self.put(&format!("#{code};"));
        }
        let title = if info.title.is_empty() { "none".to_owned() } else { self.literal(&info.title) };
        let marked = array(info.marked.iter().map(|it| format!("({}, {})", it.start(), it.end())));
        self.put(&format!("#listing(title: {title}, marked: {marked}, {code});"));
    }

    fn table(&mut self, table: &Table) {
        let align = |it: &Align| match it {
            Align::None => "start",
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let columns = array(widths(table));
        let align = array(table.columns.iter().map(|it| align(it).to_owned()));
        self.put(&format!("#table(columns: {columns}, align: {align},\ntable.header("));
        for cell in &table.head {
            self.bracketed(cell);
            self.put(", ");
        }
        self.put("),\n");
        for row in &table.rows {
            for cell in row {
                self.bracketed(cell);
                self.put(", ");
            }
            self.put("\n");
        }
        self.put(");");
    }

    /// Terms with their meanings. Several terms of one meaning stand in lines of their own.
    fn definitions(&mut self, items: &[Definition]) {
        self.put("#terms(tight: false");
        let mut rest = items;
        while !rest.is_empty() {
            let terms = rest.iter().take_while(|it| matches!(it, Definition::Term(_))).count();
            let meanings = rest[terms..].iter().take_while(|it| matches!(it, Definition::Meaning(_))).count();
            let (group, after) = rest.split_at(terms + meanings);
            rest = after;
            self.put(",\nterms.item([");
            for (at, item) in group[..terms].iter().enumerate() {
                if let Definition::Term(content) = item {
                    self.put(if at == 0 { "" } else { "#linebreak();" });
                    self.inlines(content);
                }
            }
            self.put("], [");
            for item in &group[terms..] {
                if let Definition::Meaning(blocks) = item {
                    self.blocks(blocks);
                    self.put("\n\n");
                }
            }
            self.put("])");
        }
        self.put(");");
    }
}

/// More letters than this do not stand in a line of a table.
const LINE: usize = 60;

/// How wide each column is: as wide as it needs where a line holds them all, else a share that grows with what it
/// says, but less than in proportion, so that a column of a few words stays whole beside one of many.
fn widths(table: &Table) -> Vec<String> {
    let letters = |cell: &Inlines| plain_text(cell).chars().count();
    let longest = |column: usize| table.rows.iter().filter_map(|row| row.get(column)).map(letters).max();
    let wanted = table.head.iter().enumerate().map(|(column, head)| {
        // A head may take two lines.
        letters(head).div_ceil(2).max(longest(column).unwrap_or_default()).clamp(4, LINE)
    });
    let wanted: Vec<usize> = wanted.collect();
    if wanted.iter().sum::<usize>() <= LINE {
        return vec!["auto".into(); wanted.len()];
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 60")]
    let share = |letters: &usize| format!("{:.2}fr", (*letters as f64).powf(0.7));
    wanted.iter().map(share).collect()
}

fn name(alert: Alert) -> &'static str {
    match alert {
        Alert::Note => "note",
        Alert::Tip => "tip",
        Alert::Important => "important",
        Alert::Warning => "warning",
        Alert::Caution => "caution",
    }
}
