//! The document tree → Markdown: the Markdown page, for programs that read text. It is not a copy of the author's file:
//! links lead to other Markdown pages, front matter is left out, and every text is escaped, so that reading the Markdown
//! page gives what the page says. The author's HTML is kept, for it is Markdown too, without comments, scripts and
//! styles.

mod blocks;
mod escape;
mod html;
mod inlines;
mod sequence;

use std::fmt::Write;

pub use escape::{destination, escaped};

use crate::document::{Body, LinkId};
use crate::paths::{self, UrlPath};
use crate::render::edition::BaseUrl;
use crate::render::head::one_line;
use crate::render::html::encode_address;
use crate::site::{PageId, Target};
use crate::snapshot::Snapshot;

/// Returns the Markdown page of a page, whose own address is `url`.
pub fn page(now: &Snapshot, id: PageId, url: &UrlPath) -> String {
    let (page, body) = (now.site.page(id), &now.pages[id.index()].body);
    let links = PageLinks { now, id, body, from: BaseUrl::at(url) };
    let typed = now.config.markdown.smart_punctuation;
    let writer = Writer { links: &links, quotes: if typed { Quotes::Kept } else { Quotes::Free } };
    let mut parts = vec![format!("# {}", writer.one_line(&page.outline.title))];
    parts.extend(page.outline.front.description.as_deref().map(|text| writer.one_line(text)));
    parts.push(writer.body(body));
    parts.extend(links.children(&writer));
    parts.push(writer.footnotes(body.footnotes()));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

/// Resolves the links of a body.
pub trait Links {
    /// Returns the address to write, percent-encoded.
    fn href(&self, link: LinkId) -> String;
}

/// Whether straight quotes, dashes and dots would be read as curly ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// They would, so they are escaped.
    Kept,
    /// They would not.
    Free,
}

/// Writes a body as Markdown.
pub struct Writer<'a> {
    /// Where its links lead.
    pub links: &'a dyn Links,
    /// How the punctuation is read.
    pub quotes: Quotes,
}

impl Writer<'_> {
    /// Returns a text for a line of its own, or for the words of a link.
    pub fn one_line(&self, text: &str) -> String {
        escape::line(&one_line(text), self.quotes)
    }
}

struct PageLinks<'a> {
    now: &'a Snapshot,
    id: PageId,
    body: &'a Body,
    from: BaseUrl<'a>,
}

impl PageLinks<'_> {
    fn page_href(&self, id: PageId) -> String {
        let page = self.now.site.page(id);
        self.from.href(self.now.site.markdown_page(id).unwrap_or(&page.url))
    }

    /// What a landing page lists below its text.
    fn children(&self, writer: &Writer<'_>) -> Option<String> {
        let site = &self.now.site;
        let children = &site.page(self.id).children;
        if children.is_empty() {
            return None;
        }
        let mut out = format!("## {}\n", writer.one_line(self.now.theme.label("in_this_section")));
        for child in children {
            let outline = &site.page(*child).outline;
            let title = writer.one_line(&outline.title);
            let _ = write!(out, "\n- [{title}]({})", destination(&self.page_href(*child)));
            if let Some(description) = &outline.front.description {
                let _ = write!(out, ": {}", writer.one_line(description));
            }
        }
        Some(out)
    }
}

impl Links for PageLinks<'_> {
    fn href(&self, link: LinkId) -> String {
        match self.now.site.resolve(self.id, &self.body[link]) {
            Target::Page { page, query, anchor } => {
                let anchor = anchor.map(|anchor| paths::fragment(&anchor)).unwrap_or_default();
                if page == self.id && query.is_empty() && !anchor.is_empty() {
                    return anchor;
                }
                self.page_href(page) + &encode_address(&query) + &anchor
            }
            Target::File(url, suffix) => self.from.href(&url) + &encode_address(&suffix),
            Target::External(address) => encode_address(&address),
            Target::Broken { .. } => "#".to_owned(),
        }
    }
}
