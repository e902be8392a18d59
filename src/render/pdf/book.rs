//! What a PDF holds and how it hangs together: its pages in order, how deep each stands, and where each link leads on
//! paper. Out comes the text of the file that Typst begins with, and the guide's data as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};

use crate::config::print::Paper;
use crate::date::Date;
use crate::document::{Event, RawLink};
use crate::language;
use crate::parse::Page;
use crate::render::html::encode_address;
use crate::render::pdf::fonts::Fonts;
use crate::site::{PageId, Pdf, Scope, Target, Variant};
use crate::snapshot::Snapshot;
use crate::tokens::{Color, TokenKind};

/// Headings deeper than this have no role in PDF 1.7 (ISO 32000-1, section 14.8.4.3.2).
pub const DEEPEST: u8 = 6;

/// Where a link leads on paper.
#[derive(Debug, PartialEq, Eq)]
pub enum PrintTarget {
    /// A place in this PDF, by its label.
    Inside {
        /// The label.
        label: String,
        /// What the place is called.
        title: String,
    },
    /// An address of the web.
    Outside(String),
    /// Nothing that paper can show.
    Nowhere,
}

/// A PDF's pages.
pub struct Book<'a> {
    /// The guide.
    pub now: &'a Snapshot,
    /// What is made.
    pub pdf: Pdf,
    /// Its pages in reading order.
    pub pages: Vec<PageId>,
    numbers: BTreeMap<PageId, usize>,
    levels: Vec<u8>,
    headings: Vec<BTreeMap<&'a str, String>>,
}

impl<'a> Book<'a> {
    /// Gathers the pages.
    pub fn new(now: &'a Snapshot, pdf: Pdf) -> Book<'a> {
        let pages = now.site.printed(pdf.scope);
        let numbers: BTreeMap<_, _> = pages.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let levels = levels(now, &pages);
        let headings = pages.iter().map(|id| headings(&now.pages[id.index()])).collect();
        Book { now, pdf, pages, numbers, levels, headings }
    }

    /// How deep a page stands: 1 for a section or a page of no section.
    pub fn level(&self, number: usize) -> u8 {
        self.levels[number]
    }

    /// The number of a page in this PDF.
    pub fn number(&self, id: PageId) -> Option<usize> {
        self.numbers.get(&id).copied()
    }

    /// The label of a page.
    pub fn label(number: usize) -> String {
        format!("p{number}")
    }

    /// The label of a heading.
    pub fn heading_label(number: usize, id: &str) -> String {
        format!("p{number}:{id}")
    }

    /// Where a link of a page leads.
    pub fn target(&self, from: PageId, link: &RawLink) -> PrintTarget {
        match self.now.site.resolve(from, link) {
            Target::Page { page, query, anchor } => match self.number(page) {
                Some(number) => self.inside(number, anchor.as_deref()),
                None => {
                    let fragment = anchor.map(|it| crate::paths::fragment(&it)).unwrap_or_default();
                    self.on_the_web(&self.now.site.page(page).url, &(query + &fragment))
                }
            },
            Target::File(url, suffix) => self.on_the_web(&url, &suffix),
            Target::External(address) => PrintTarget::Outside(encode_address(&address)),
            Target::Broken { .. } => PrintTarget::Nowhere,
        }
    }

    /// A place of a page of this PDF; an id that is no heading's is somewhere on its page.
    pub fn inside(&self, number: usize, anchor: Option<&str>) -> PrintTarget {
        let heading = anchor.and_then(|id| Some((id, self.headings[number].get(id)?)));
        let (label, title) = match heading {
            Some((id, title)) => (Book::heading_label(number, id), title.clone()),
            None => (Book::label(number), self.title(number).to_owned()),
        };
        PrintTarget::Inside { label, title }
    }

    /// A page's title.
    pub fn title(&self, number: usize) -> &'a str {
        let now: &'a Snapshot = self.now;
        let id = self.pages[number];
        let title = &now.site.page(id).outline.title;
        // The cover says the guide's title; the home page of the same name is about the guide.
        let is_home = now.site.is_home(id) && self.pdf.scope == Scope::Guide;
        if is_home && *title == now.config.title { now.theme.label("print_introduction") } else { title }
    }

    fn on_the_web(&self, url: &crate::paths::UrlPath, suffix: &str) -> PrintTarget {
        match &self.now.config.url {
            Some(base) => PrintTarget::Outside(url.absolute(base) + &encode_address(suffix)),
            None => PrintTarget::Nowhere,
        }
    }

    /// The title on the cover and in the file.
    pub fn name(&self) -> &'a str {
        let now: &'a Snapshot = self.now;
        match self.pdf.scope {
            Scope::Guide => &now.config.title,
            Scope::Section(id) | Scope::Page(id) => &now.site.page(id).outline.title,
        }
    }

    /// The newest day on which a page of it was read against its sources.
    pub fn reviewed(&self) -> Option<Date> {
        self.pages.iter().filter_map(|id| self.now.site.page(*id).outline.front.reviewed).max()
    }

    /// The text of the file that Typst begins with.
    pub fn main(&self) -> String {
        let mut out = String::from("#import \"/print/theme.typ\": *\n#show: guide\n");
        for number in 0..self.pages.len() {
            let _ = writeln!(out, "#include \"{}\"", file(number));
        }
        out
    }

    /// What the theme knows of the guide, as JSON.
    pub fn data(&self, fonts: &Fonts) -> String {
        let (now, config) = (self.now, &self.now.config);
        let print = &config.print;
        let (language, region) = language_and_region(&config.language);
        let day =
            self.reviewed().filter(|_| print.date).map(|day| language::long_date(&config.language, day));
        let front = match self.pdf.scope {
            Scope::Guide => config.description.as_deref(),
            Scope::Section(id) | Scope::Page(id) => now.site.page(id).outline.front.description.as_deref(),
        };
        let data = json!({
            "title": self.name(),
            "guide": config.title,
            "description": front,
            "author": config.author,
            "url": config.url,
            "language": language,
            "region": region,
            "reviewed": day,
            "version": print.version,
            "labels": now.theme.labels,
            "theme": now.theme.settings,
            "tokens": self.tokens(fonts),
            "print": self.print(),
        });
        data.to_string()
    }

    fn print(&self) -> Value {
        let print = &self.now.config.print;
        let (width, height) = match self.pdf.variant {
            Variant::Booklet => self.pdf.paper.folded(),
            _ => self.pdf.paper.size(),
        };
        let size = match (self.pdf.variant, self.pdf.paper) {
            (Variant::LargePrint, _) => 18,
            // The page of a booklet is small, whatever its sheet is.
            (Variant::Booklet, _) => print.font_size.map_or(10, |it| it.min(11)),
            (Variant::Normal, Paper::A5) => print.font_size.unwrap_or(10),
            (Variant::Normal, _) => print.font_size.unwrap_or(11),
        };
        let is_page = matches!(self.pdf.scope, Scope::Page(_));
        json!({
            "scope": match self.pdf.scope {
                Scope::Guide => "guide",
                Scope::Section(_) => "section",
                Scope::Page(_) => "page",
            },
            "variant": self.pdf.variant.name(),
            "width": width,
            "height": height,
            "margin": print.margin,
            "two_sided": print.two_sided || self.pdf.variant == Variant::Booklet,
            "font_size": size,
            "links": print.links.name(),
            "contents_depth": if is_page { 0 } else { print.contents_depth },
            "cover": print.cover && !is_page,
        })
    }

    /// The theme's tokens as they are on paper: light. Fonts are those of the list that are there.
    fn tokens(&self, fonts: &Fonts) -> Value {
        let token = |(name, token): (&String, &crate::tokens::Token)| {
            let value = match token.kind {
                TokenKind::Color => json!(Color::parse(&token.light).map(Color::hex)),
                TokenKind::Font => json!(fonts.families(&token.light)),
                TokenKind::Size => json!(token.light),
            };
            (name.clone(), value)
        };
        Value::Object(self.now.theme.tokens.iter().map(token).collect())
    }
}

/// The file of a page among Typst's.
pub fn file(number: usize) -> String {
    format!("/pages/{number}.typ")
}

/// How deep each page stands below the landing pages that are printed too. A page never stands more than one step
/// below the page before it, as a table of contents asks.
fn levels(now: &Snapshot, pages: &[PageId]) -> Vec<u8> {
    let printed: BTreeSet<PageId> = pages.iter().copied().filter(|id| !now.site.is_home(*id)).collect();
    let parent = |id: &PageId| now.site.page(*id).parent;
    let mut levels: Vec<u8> = Vec::with_capacity(pages.len());
    for id in pages {
        let above = std::iter::successors(parent(id), parent).filter(|it| printed.contains(it)).count();
        let most = levels.last().map_or(1, |before| before + 1);
        levels.push(u8::try_from(above + 1).unwrap_or(DEEPEST).min(most).min(DEEPEST - 2));
    }
    levels
}

/// The headings of a page with what they say, by their ids. In a footnote, Typst takes no heading to lead to.
fn headings(page: &Page) -> BTreeMap<&str, String> {
    let heading = |event| {
        let Event::Enter(node) = event else { return None };
        let text = node.heading().map(|_| node.children().plain_text())?;
        (!text.trim().is_empty()).then_some((&*node.heading()?.id, text))
    };
    page.body.blocks().walk().filter_map(heading).collect()
}

/// A language tag as Typst takes it: an ISO 639 language of two or three letters, and an ISO 3166 region of two.
pub fn language_and_region(tag: &str) -> (String, Option<String>) {
    let mut parts = tag.split('-');
    let language = parts.next().filter(|it| matches!(it.len(), 2 | 3)).unwrap_or("en").to_ascii_lowercase();
    let is_region = |it: &&str| it.len() == 2 && it.bytes().all(|b| b.is_ascii_alphabetic());
    (language, parts.find(is_region).map(str::to_ascii_uppercase))
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
