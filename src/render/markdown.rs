//! The document tree → Markdown: the Markdown page, for programs that read text. It is not a copy of the author's file:
//! links lead to other Markdown pages, front matter is left out, and every text is escaped, so that parsing the
//! Markdown page returns the same text. The author's HTML is part of Markdown and stays, without comments, scripts and
//! styles.

mod blocks;
mod escape;
mod html;
mod inlines;
mod sequence;

pub use escape::{Quotes, destination, escaped};

use crate::document::{LinkId, Nodes};
use crate::text::one_line;

/// Resolves the links of a body.
pub trait Links {
    /// Returns the address to write, percent-encoded.
    fn href(&self, link: LinkId) -> String;
}

/// Writes a body as Markdown.
pub struct Writer<'a> {
    /// The targets of its links.
    pub links: &'a dyn Links,
    /// Whether its reader changes quotes.
    pub quotes: Quotes,
}

impl Writer<'_> {
    /// Returns inlines for a line of their own.
    pub fn line(&self, inlines: Nodes<'_>) -> String {
        self.inlines(inlines, escape::TextContext::Line)
    }

    /// Returns a text for a line of its own, or for the text of a link.
    pub fn one_line(&self, text: &str) -> String {
        escape::line(&one_line(text), self.quotes)
    }
}
