//! Text, links and the author's own HTML.

use std::fmt::Write;

use super::{Href, Writer, escape, spoken};
use crate::document::{Html, HtmlPiece, Inline, Link, Math, plain_text};

impl Writer<'_> {
    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    pub(super) fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.text(text),
            Inline::Code(text) => {
                self.put("<code>");
                self.text(text);
                self.put("</code>");
            }
            Inline::Emphasis(content) => self.wrapped("em", content),
            Inline::Strong(content) => self.wrapped("strong", content),
            Inline::Strikethrough(content) => self.wrapped("del", content),
            Inline::Superscript(content) => self.wrapped("sup", content),
            Inline::Subscript(content) => self.wrapped("sub", content),
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => self.image(image),
            Inline::FootnoteCall { number, call } => self.footnote_call(*number, *call),
            Inline::Html(html) => self.html(html),
            Inline::Math(kind, text) => {
                self.put(if *kind == Math::Inline {
                    "<span class=\"math\">"
                } else {
                    "<span class=\"math math-display\">"
                });
                self.text(text);
                self.put("</span>");
            }
            Inline::SoftBreak => self.put("\n"),
            Inline::HardBreak => self.put("<br>\n"),
        }
    }

    pub(super) fn link(&mut self, link: &Link) {
        let href = self.edition.href(link.link);
        self.put("<a");
        self.attribute("href", href.as_str());
        if let Href::Outside(href) = &href
            && !are_address(&link.content, href)
        {
            let number = self.number(href);
            let _ = write!(self.out, " data-note=\"{number}\"");
        }
        if !link.title.is_empty() {
            self.attribute("title", &link.title);
        }
        self.put(">");
        self.inlines(&link.content);
        self.put("</a>");
    }

    pub(super) fn wrapped(&mut self, element: &str, content: &[Inline]) {
        let _ = write!(self.out, "<{element}>");
        self.inlines(content);
        let _ = write!(self.out, "</{element}>");
    }

    pub(super) fn html(&mut self, html: &Html) {
        for piece in html {
            match piece {
                HtmlPiece::Markup(markup) => self.put(markup),
                HtmlPiece::IdPrefix => self.put(self.setting.id_prefix),
                HtmlPiece::Note(link) => {
                    if let Href::Outside(href) = self.edition.href(*link) {
                        let number = self.number(&href);
                        let _ = write!(self.out, "data-note=\"{number}\" ");
                    }
                }
                HtmlPiece::Address(link) => {
                    let href = self.edition.href(*link);
                    // The author's quote may be either one.
                    let mut escaped = String::with_capacity(href.as_str().len());
                    escape(href.as_str(), &mut escaped);
                    self.put(&escaped.replace('\'', "&#39;"));
                }
            }
        }
    }
}

/// Whether the words of a link are its address, so that paper need not tell it again.
fn are_address(words: &[Inline], href: &str) -> bool {
    match words {
        [Inline::Text(words)] => is_address(words, href),
        words => is_address(&plain_text(words), href),
    }
}

fn is_address(words: &str, href: &str) -> bool {
    let bare = |text| {
        let text: &str = spoken(text);
        let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
        text.strip_suffix('/').unwrap_or(text)
    };
    let (words, href) = (bare(words.trim()), bare(href));
    // A telephone number is written with spaces.
    words == href || words.contains(' ') && words.chars().filter(|c| *c != ' ').eq(href.chars())
}
