//! The structure of a PDF: its pages in order, the level of each, and where each link leads on paper. Output: the text
//! of the main Typst file, and the guide's data as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};

use crate::config::leaf::LeafFormat;
use crate::config::print::Paper;
use crate::date::Date;
use crate::document::{Event, Kind, LabelKind, Node, RawLink};
use crate::evidence::{Scale, Strength};
use crate::language;
use crate::parse::Page;
use crate::render::html::encode_address;
use crate::render::pdf::fitting::Fitting;
use crate::render::pdf::fonts::Fonts;
use crate::render::pdf::literal::quoted;
use crate::render::pdf::qr_codes;
use crate::site::{PageId, Pdf, Scope, Target, Variant};
use crate::snapshot::Snapshot;
use crate::tokens::{Color, TokenKind};

/// The deepest heading that has a role in PDF 1.7 (ISO 32000-1, section 14.8.4.3.2).
pub const DEEPEST: u8 = 6;

/// The target of a link on paper.
#[derive(Debug, PartialEq, Eq)]
pub enum PrintTarget {
    /// A place in this PDF, by its label.
    Inside {
        /// The label.
        label: String,
        /// The title of the place.
        title: String,
    },
    /// An address of the web.
    Outside(String),
    /// Nothing that can be shown on paper.
    Nowhere,
}

/// A PDF's pages.
pub struct Book<'a> {
    /// The guide.
    pub snapshot: &'a Snapshot,
    /// The PDF to typeset.
    pub pdf: Pdf,
    /// Its pages in reading order.
    pub pages: Vec<PageId>,
    /// How it is set.
    pub fitting: Fitting,
    numbers: BTreeMap<PageId, usize>,
    levels: Vec<u8>,
    headings: Vec<BTreeMap<&'a str, String>>,
    /// The keys of the sources that it lists.
    listed: BTreeSet<&'a str>,
}

impl<'a> Book<'a> {
    /// Collects the pages.
    pub fn new(snapshot: &'a Snapshot, pdf: Pdf, fitting: Fitting) -> Book<'a> {
        let pages = snapshot.site.printed(pdf.scope);
        let numbers: BTreeMap<_, _> = pages.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let levels = levels(snapshot, &pages);
        let headings = pages.iter().map(|id| headings(&snapshot.pages[id.index()])).collect();
        let listed = |id: &PageId| snapshot.pages[id.index()].print_body().listed_sources();
        let listed = pages.iter().flat_map(listed).filter_map(|node| Some(&*node.source()?.key)).collect();
        Book { snapshot, pdf, pages, fitting, numbers, levels, headings, listed }
    }

    /// Returns the address that a leaf shows for a telephone to read: that of its first page with its edition code, if the site has
    /// an address.
    pub fn leaf_address(&self) -> Option<String> {
        self.pdf.format?;
        self.edition_address(&self.pages)
    }

    /// Reports whether it has a list with the source of a key.
    pub fn lists(&self, key: &str) -> bool {
        self.listed.contains(key)
    }

    /// Returns the level of a page: 1 for a section or a page without a section.
    pub fn level(&self, number: usize) -> u8 {
        self.levels[number]
    }

    /// Returns the number of a page in this PDF.
    pub fn number(&self, id: PageId) -> Option<usize> {
        self.numbers.get(&id).copied()
    }

    /// Returns the label of a page.
    pub fn label(number: usize) -> String {
        format!("p{number}")
    }

    /// Returns the label of a heading.
    pub fn heading_label(number: usize, id: &str) -> String {
        format!("p{number}:{id}")
    }

    /// Returns where a link of a page leads.
    pub fn target(&self, from: PageId, link: &RawLink) -> PrintTarget {
        match self.snapshot.site.resolve(from, link) {
            Target::Page { page, query, anchor } => match self.number(page) {
                Some(number) => self.inside(number, anchor.as_deref()),
                None if !self.snapshot.site.page(page).is_on_web() => PrintTarget::Nowhere,
                None => {
                    let fragment = anchor.map(|it| crate::paths::fragment(&it)).unwrap_or_default();
                    self.on_the_web(&self.snapshot.site.page(page).url, &(query + &fragment))
                }
            },
            Target::File(url, suffix) => self.on_the_web(&url, &suffix),
            Target::External(address) => PrintTarget::Outside(encode_address(&address)),
            Target::Broken { .. } => PrintTarget::Nowhere,
        }
    }

    /// Returns the labels of the places in a page that are neither headings nor have a number.
    pub fn places(&self, number: usize) -> BTreeSet<String> {
        let body = self.snapshot.pages[self.pages[number].index()].print_body();
        let id = |event| if let Event::Enter(node) = event { id_of(node) } else { None };
        body.blocks().walk().filter_map(id).map(|id| Book::heading_label(number, id)).collect()
    }

    /// Returns a place in a page of this PDF. An id in the author's HTML is somewhere on its page.
    pub fn inside(&self, number: usize, anchor: Option<&str>) -> PrintTarget {
        let heading = anchor.and_then(|id| Some((id, self.headings[number].get(id)?)));
        let (label, title) = match heading {
            Some((id, title)) => (Book::heading_label(number, id), title.clone()),
            None => (Book::label(number), self.title(number).to_owned()),
        };
        PrintTarget::Inside { label, title }
    }

    /// Returns a page's title.
    pub fn title(&self, number: usize) -> &'a str {
        let snapshot: &'a Snapshot = self.snapshot;
        let id = self.pages[number];
        let title = &snapshot.site.page(id).outline.title;
        // The cover has the guide's title, so a home page with the same title becomes “About this guide”.
        let is_home = snapshot.site.is_home(id) && self.pdf.scope == Scope::Guide;
        if is_home && *title == snapshot.config.title {
            snapshot.theme.label("print_introduction")
        } else {
            title
        }
    }

    fn on_the_web(&self, url: &crate::paths::UrlPath, suffix: &str) -> PrintTarget {
        match &self.snapshot.config.url {
            Some(base) => PrintTarget::Outside(url.absolute(base) + &encode_address(suffix)),
            None => PrintTarget::Nowhere,
        }
    }

    /// Returns the title on the cover and in the file's metadata.
    pub fn name(&self) -> &'a str {
        let snapshot: &'a Snapshot = self.snapshot;
        match self.pdf.scope {
            Scope::Guide => &snapshot.config.title,
            Scope::Section(id) | Scope::Page(id) => &snapshot.site.page(id).outline.title,
            Scope::Leaf(number) => snapshot.site.leaf_title(&snapshot.site.leaves[number]),
        }
    }

    /// Returns the newest day on which one of its pages was reviewed.
    pub fn reviewed(&self) -> Option<Date> {
        self.pages.iter().filter_map(|id| self.snapshot.site.page(*id).outline.front.last_review()).max()
    }

    /// Returns the first day by which one of its pages is to be reviewed again.
    fn next_review(&self) -> Option<Date> {
        self.pages.iter().filter_map(|id| self.snapshot.site.next_review(*id)).min()
    }

    /// Returns the first day after which one of its pages may be used no longer.
    fn valid_until(&self) -> Option<Date> {
        let front = |id: &PageId| &self.snapshot.site.page(*id).outline.front;
        self.pages.iter().filter_map(|id| Some(front(id).valid_until.as_ref()?.value)).min()
    }

    /// Returns the web address at which the first of these pages says whether the edition of all of them is current.
    pub fn edition_address(&self, pages: &[PageId]) -> Option<String> {
        let page = self.snapshot.site.page(*pages.first()?);
        let base = self.snapshot.config.url.as_deref().filter(|_| page.is_on_web())?;
        Some(page.url.absolute(base) + &self.snapshot.edition_of(pages).fragment())
    }

    /// Reports whether it is a page or a leaf, which has neither a cover nor lists.
    fn is_single(&self) -> bool {
        matches!(self.pdf.scope, Scope::Page(_) | Scope::Leaf(_))
    }

    /// Reports whether it ends with an index, if anything has a mark for it.
    pub fn has_index(&self) -> bool {
        self.snapshot.config.print.index && !self.is_single()
    }

    /// Returns the text of the main Typst file, with the list of sources after the pages or without. `index` is the call of the
    /// function for the index.
    pub fn main(&self, has_sources: bool, index: Option<&str>) -> String {
        let mut out = String::from("#import \"/print/theme.typ\": *\n#show: guide\n");
        for number in 0..self.pages.len() {
            let _ = writeln!(out, "#include \"{}\"", file(number));
        }
        if has_sources {
            let _ = writeln!(out, "#include \"{SOURCES}\"");
        }
        out.push_str(index.unwrap_or_default());
        out
    }

    /// Returns what the theme gets to know of the guide, as JSON.
    pub fn data(&self, fonts: &Fonts) -> String {
        let (snapshot, config) = (self.snapshot, &self.snapshot.config);
        let print = &config.print;
        let (language, region) = language_and_region(&config.language.value);
        let shown = |day: Option<Date>| {
            let day = day.filter(|_| print.date)?;
            Some(language::long_date(&config.language.value, day))
        };
        let front = match self.pdf.scope {
            Scope::Guide => config.description.as_deref(),
            Scope::Leaf(_) => None,
            Scope::Section(id) | Scope::Page(id) => {
                snapshot.site.page(id).outline.front.description.as_deref()
            }
        };
        let data = json!({
            "title": self.name(),
            "guide": config.title,
            "description": front,
            "author": config.author,
            "url": config.url,
            "audience": snapshot.audience,
            "language": language,
            "region": region,
            "reviewed": shown(self.reviewed()),
            "next_review": shown(self.next_review()),
            "valid_until": shown(self.valid_until()),
            "edition": snapshot.edition_of(&self.pages).to_string(),
            "edition_address": self.edition_address(&self.pages),
            "version": print.version,
            "evidence": scale(&snapshot.theme.kinds.scale),
            "labels": snapshot.theme.labels,
            "theme": snapshot.theme.settings,
            "tokens": self.tokens(fonts),
            "print": self.print(),
            "leaf": self.leaf(),
            "figures": self.list(print.list_of_figures.value, LabelKind::Figure),
            "tables": self.list(print.list_of_tables.value, LabelKind::Table),
        });
        data.to_string()
    }

    /// Returns the figures or tables that have a number, each with its caption and its label, if a list of them is asked for.
    fn list(&self, is_asked: bool, kind: LabelKind) -> Vec<Value> {
        let pages = self.pages.iter().enumerate();
        let pages = pages.filter(|_| is_asked && !self.is_single());
        let entries = pages.flat_map(|(number, id)| {
            let blocks = self.snapshot.pages[id.index()].print_body().blocks();
            let named = blocks.walk().entered().filter_map(caption);
            let of_kind = named.filter(|(id, _)| kind.is_kind_of(id));
            of_kind
                .map(move |(id, words)| json!({ "target": Book::heading_label(number, id), "words": words }))
        });
        entries.collect::<Vec<_>>()
    }

    fn print(&self) -> Value {
        let print = &self.snapshot.config.print;
        let (width, height) = match (self.pdf.format, self.pdf.variant) {
            (Some(format), _) => format.page_size(self.pdf.paper),
            (None, Variant::Booklet) => self.pdf.paper.folded(),
            (None, _) => self.pdf.paper.size(),
        };
        let margin = self.pdf.format.map(LeafFormat::margin).or(print.margin);
        json!({
            "scope": match self.pdf.scope {
                Scope::Guide => "guide",
                Scope::Section(_) => "section",
                Scope::Page(_) => "page",
                Scope::Leaf(_) => "leaf",
            },
            "format": self.pdf.format.map(LeafFormat::name),
            "tightness": self.fitting.tightness,
            "variant": self.pdf.variant.name(),
            "width": width,
            "height": height,
            "margin": margin,
            "binding": print.binding.filter(|_| self.pdf.format.is_none()),
            "bleed": print.bleed.filter(|_| self.pdf.is_cut()),
            "ink": print.ink.name(),
            "chapter_numbers": print.chapter_numbers && !self.is_single(),
            "back_cover": !self.is_single() && (print.back_cover || self.pdf.variant == Variant::Booklet),
            "two_sided": self.pdf.format.is_none() && print.two_sided || self.pdf.variant == Variant::Booklet,
            "font_size": self.font_size(),
            "links": print.links.name(),
            "contents_depth": if self.is_single() { 0 } else { print.contents_depth },
            "cover": print.cover && !self.is_single(),
        })
    }

    /// Returns the size of the text in points.
    fn font_size(&self) -> f64 {
        let asked = self.snapshot.config.print.font_size;
        let size = match (self.pdf.variant, self.pdf.paper) {
            (Variant::LargePrint, _) => 18,
            // The page of a booklet is small, whatever the size of its sheet.
            (Variant::Booklet, _) => asked.map_or(10, |it| it.min(11)),
            (Variant::Normal | Variant::Screen, Paper::A5) => asked.unwrap_or(10),
            (Variant::Normal | Variant::Screen, _) => asked.unwrap_or(11),
        };
        self.fitting.size.unwrap_or_else(|| f64::from(size))
    }

    /// Returns what the theme gets to know of a leaf, as JSON: its own title, and the address of its first page with its drawing
    /// for a telephone.
    fn leaf(&self) -> Value {
        let leaf = self.snapshot.site.leaf_of(self.pdf);
        let address = self.leaf_address();
        json!({
            "title": leaf.and_then(|leaf| leaf.title.as_deref()),
            "qr_address": address,
            "address": address.as_deref().map(|it| it.split('#').next().unwrap_or_default()),
            "qr": address.as_deref().map(qr_codes::path),
        })
    }

    /// Returns the theme's tokens for paper: the light ones. Only fonts that exist are listed.
    fn tokens(&self, fonts: &Fonts) -> Value {
        let token = |(name, token): (&String, &crate::tokens::Token)| {
            let value = match token.kind {
                TokenKind::Color => json!(Color::parse(&token.light).map(Color::hex)),
                TokenKind::Font => json!(fonts.families(&token.light)),
                TokenKind::Size => json!(token.light),
            };
            (name.clone(), value)
        };
        Value::Object(self.snapshot.theme.tokens.iter().map(token).collect())
    }
}

/// Returns what the theme gets to know of a scale of evidence, as JSON.
fn scale(scale: &Scale) -> Value {
    let level = |strength: Strength<'_>| {
        json!({
            "label": strength.level.label,
            "description": strength.level.description,
            "rank": strength.rank,
            "of": strength.of,
        })
    };
    let levels: Vec<Value> = scale.strengths().map(level).collect();
    json!({ "name": scale.name, "by": scale.by, "url": scale.url, "levels": levels })
}

/// The path of the list of sources among Typst's files.
pub const SOURCES: &str = "/sources.typ";

/// Returns the path of a page among Typst's files.
pub fn file(number: usize) -> String {
    format!("/pages/{number}.typ")
}

/// Returns the level of each page below the landing pages that are printed too. A page is never more than one level
/// below the page before it, as a table of contents requires.
fn levels(snapshot: &Snapshot, pages: &[PageId]) -> Vec<u8> {
    let printed: BTreeSet<PageId> = pages.iter().copied().filter(|id| !snapshot.site.is_home(*id)).collect();
    let parent = |id: &PageId| snapshot.site.page(*id).parent;
    let mut levels: Vec<u8> = Vec::with_capacity(pages.len());
    for id in pages {
        let above = std::iter::successors(parent(id), parent).filter(|it| printed.contains(it)).count();
        let most = levels.last().map_or(1, |before| before + 1);
        levels.push(u8::try_from(above + 1).unwrap_or(DEEPEST).min(most).min(DEEPEST - 2));
    }
    levels
}

/// Returns the id and the words of the caption of a figure or table.
fn caption(node: Node<'_>) -> Option<(&str, String)> {
    let body = node.body();
    match node.kind() {
        Kind::Figure { caption } => {
            Some((&node.children().find_map(Node::image)?.id, body[caption].to_owned()))
        }
        Kind::Caption(id) => Some((&body[id].id, node.children().plain_text())),
        _ => None,
    }
}

/// Returns the headings of a page by their ids, and what else has an id, without a text. Typst cannot link to what is in a
/// footnote.
fn headings(page: &Page) -> BTreeMap<&str, String> {
    let place = |event| {
        let Event::Enter(node) = event else { return None };
        if let Some(heading) = node.heading() {
            let text = node.children().plain_text();
            return (!text.trim().is_empty()).then_some((&*heading.id, text));
        }
        let id = match caption(node) {
            Some((id, _)) => id,
            None => id_of(node).unwrap_or_else(|| node.item_id()),
        };
        (!id.is_empty()).then(|| (id, String::new()))
    };
    page.print_body().blocks().walk().filter_map(place).collect()
}

/// Returns the id of words, a link or code.
fn id_of(node: Node<'_>) -> Option<&str> {
    let body = node.body();
    let id = match node.kind() {
        Kind::Attributed(id) => &body[id].id,
        Kind::CodeBlock(id) => &body[id].attributes.id,
        _ => return None,
    };
    (!id.is_empty()).then_some(&**id)
}

/// Splits a language tag into an ISO 639 language of two or three letters and an ISO 3166 region of two, as Typst needs
/// it.
fn language_and_region(tag: &str) -> (String, Option<String>) {
    let mut parts = tag.split('-');
    let language = parts.next().filter(|it| matches!(it.len(), 2 | 3)).unwrap_or("en").to_ascii_lowercase();
    let is_region = |it: &&str| it.len() == 2 && it.bytes().all(|b| b.is_ascii_alphabetic());
    (language, parts.find(is_region).map(str::to_ascii_uppercase))
}

/// Returns the call of Typst's function that sets the language of a text.
pub fn text_in(tag: &str) -> String {
    let (language, region) = language_and_region(tag);
    let region = region.map_or_else(|| "none".to_owned(), |region| quoted(&region));
    format!("text(lang: {}, region: {region})", quoted(&language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_tag_is_cut_to_what_typst_takes() {
        assert_eq!(language_and_region("en-GB"), ("en".into(), Some("GB".into())));
        assert_eq!(language_and_region("zh-Hant-TW"), ("zh".into(), Some("TW".into())));
        assert_eq!(language_and_region("de"), ("de".into(), None));
        assert_eq!(language_and_region("es-419"), ("es".into(), None));
    }
}
