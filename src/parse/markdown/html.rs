//! The author's own HTML on its way into the tree: cut at its addresses, which become links like every other.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::document::{Html, HtmlPiece, LinkRole};
use crate::parse::markdown::Builder;
use crate::parse::raw_html;

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Builder<'a, E> {
    /// A run of HTML that stands at `range`.
    pub fn html(&mut self, html: &str, range: &Range<usize>) -> Html {
        let mut pieces = Vec::new();
        let (mut at, mut rest) = (0, range.clone());
        for found in raw_html::scan(html) {
            match found {
                raw_html::Found::Open(_) => self.unclosed.push(range.clone()),
                raw_html::Found::Id(id) => {
                    let place = self.body_at + range.start..self.body_at + range.end;
                    let id = html_escape::decode_html_entities(&html[id]).into_owned();
                    self.parsed.html_ids.push((id, place));
                }
                raw_html::Found::Address(value, loaded) if !html[value.clone()].is_empty() => {
                    let quoted = html[..value.start].ends_with(['"', '\'']);
                    let quote = if quoted { "" } else { "\"" };
                    pieces.push(HtmlPiece::Markup(format!("{}{quote}", &html[at..value.start]).into()));
                    let role = if loaded { LinkRole::Image } else { LinkRole::Link };
                    // Tabs and line ends are no part of an address (URL Standard, section 4.4).
                    let destination = html_escape::decode_html_entities(&html[value.clone()]);
                    let destination = destination.replace(['\t', '\n', '\r'], "");
                    let line = html[at..value.start].rfind('\n').map_or(at, |it| at + it + 1);
                    let span = self.follow(&html[line..value.end], value.len(), &mut rest);
                    let span = span.unwrap_or_else(|| range.clone());
                    pieces.push(HtmlPiece::Address(self.link(destination.trim(), role, span)));
                    if !quoted {
                        pieces.push(HtmlPiece::Markup(quote.into()));
                    }
                    at = value.end;
                }
                raw_html::Found::Address(..) => {}
            }
        }
        pieces.push(HtmlPiece::Markup(html[at..].into()));
        pieces.into()
    }
}
