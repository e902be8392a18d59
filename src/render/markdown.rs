//! The document tree → Markdown: the Markdown page, for programs that read text. It is not a copy of the author's file:
//! links lead to other Markdown pages, front matter is left out, and every text is escaped, so that reading the Markdown
//! page gives what the page says. The author's HTML is kept, for it is Markdown too, without comments, scripts and
//! styles.

mod blocks;
mod escape;
mod html;
mod inlines;
mod sequence;

pub use escape::{Quotes, destination, escaped};

use crate::document::LinkId;
use crate::text::one_line;

/// Resolves the links of a body.
pub trait Links {
    /// Returns the address to write, percent-encoded.
    fn href(&self, link: LinkId) -> String;
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
