//! The author's own HTML on its way into the tree: cut at its addresses, which become links like every other,
//! and at its ids.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::document::{Html, HtmlPiece, LinkId, LinkRole};
use crate::parse::habits::seen::Run;
use crate::parse::markdown::Builder;
use crate::parse::raw_html;

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Builder<'a, E> {
    /// A run of HTML that stands at `range`.
    pub fn html(&mut self, html: &str, range: &Range<usize>) -> Html {
        let place = self.body_at + range.start..self.body_at + range.end;
        self.parsed.seen.html(&Run { text: &self.source.text, html, place });
        let mut cut = Cut { html, at: 0, pieces: Vec::new() };
        let (mut told, mut rest) = (0, range.clone());
        for found in raw_html::scan(html) {
            match found {
                raw_html::Found::Open(_) => self.unclosed.push(range.clone()),
                raw_html::Found::Mention(at) => cut.before(at, HtmlPiece::IdPrefix),
                raw_html::Found::Id(id) => {
                    let place = self.body_at + range.start..self.body_at + range.end;
                    let text = html_escape::decode_html_entities(&html[id.clone()]).into_owned();
                    self.parsed.html_ids.push((text, place));
                    cut.before(id.start, HtmlPiece::IdPrefix);
                }
                raw_html::Found::Address { value, loaded, link_at } if !html[value.clone()].is_empty() => {
                    let role = if loaded { LinkRole::Image } else { LinkRole::Link };
                    // Tabs and line ends are no part of an address (URL Standard, section 4.4).
                    let destination = html_escape::decode_html_entities(&html[value.clone()]);
                    let destination = destination.replace(['\t', '\n', '\r'], "");
                    let begin = html[told..value.start].rfind('\n').map_or(told, |it| told + it + 1);
                    let span = self.follow(&html[begin..value.end], value.len(), &mut rest);
                    let link = self.link(destination.trim(), role, span.unwrap_or_else(|| range.clone()));
                    told = value.end;
                    if let Some(at) = link_at {
                        cut.before(at, HtmlPiece::Note(link));
                    }
                    cut.address(value, link);
                }
                raw_html::Found::Address { .. } => {}
            }
        }
        cut.finish()
    }
}

/// A run of HTML, cut from its start up to `at`.
struct Cut<'a> {
    html: &'a str,
    at: usize,
    pieces: Vec<HtmlPiece>,
}

impl Cut<'_> {
    fn markup(&mut self, to: usize) {
        if to > self.at {
            self.pieces.push(HtmlPiece::Markup(self.html[self.at..to].into()));
        }
        self.at = to;
    }

    /// Puts a piece before what stands at `at`.
    fn before(&mut self, at: usize, piece: HtmlPiece) {
        self.markup(at);
        self.pieces.push(piece);
    }

    /// Puts a link in the place of an address, in quotes.
    fn address(&mut self, value: Range<usize>, link: LinkId) {
        let quoted = self.html[..value.start].ends_with(['"', '\'']);
        let quote = || HtmlPiece::Markup("\"".into());
        self.markup(value.start);
        self.pieces.extend((!quoted).then(quote));
        self.pieces.push(HtmlPiece::Address(link));
        self.pieces.extend((!quoted).then(quote));
        self.at = value.end;
    }

    fn finish(mut self) -> Html {
        self.markup(self.html.len());
        self.pieces.into()
    }
}
