//! Habits of writing that shut readers out, seen in one page alone: headings that skip a level or say nothing, links
//! that do not say where they lead, tables without heads. Each is a warning, and each can be turned off in
//! `[checks]`. In goes a finished tree, out come diagnostics; nothing is changed.

pub mod seen;
mod vague;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Block, Body, Definition, Heading, Html, HtmlPiece, Inline, Inlines, Link, plain_text};
use crate::parse::About;
use crate::parse::habits::seen::Seen;
use vague::Vague;

/// Checks a page whose title heading is taken out of its body already.
pub fn check(body: &Body, seen: &Seen, about: &About<'_>, problems: &mut Vec<Diagnostic>) {
    let checks = &about.options.checks;
    if !checks.has_rule() {
        return;
    }
    let own = if about.checks().vague_links { checks.vague_words.as_deref() } else { Some(&[][..]) };
    let vague = Vague::of(own, about.language);
    let mut walk = Walk { body, about, problems, vague, level: 1, headings: 0, words: BTreeMap::new() };
    walk.seen(seen);
    walk.blocks(&body.blocks);
    // The notes stand behind the text, under no heading of it.
    walk.level = 1;
    for note in &body.footnotes {
        walk.blocks(&note.blocks);
    }
}

/// Whether inlines say something to someone who hears them.
pub fn says_something(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) | Inline::Math(_, text) => !text.trim().is_empty(),
        Inline::Emphasis(inner)
        | Inline::Strong(inner)
        | Inline::Strikethrough(inner)
        | Inline::Superscript(inner)
        | Inline::Subscript(inner) => says_something(inner),
        Inline::Link(link) => says_something(&link.content),
        Inline::Image(image) => !image.alt.trim().is_empty(),
        Inline::FootnoteCall { .. } => true,
        Inline::SoftBreak | Inline::HardBreak => false,
        Inline::Html(html) => speaks(html),
    })
}

/// Whether HTML says something by an attribute, or may by a drawing.
fn speaks(html: &Html) -> bool {
    let has = |text: &str| ["alt=", "aria-label", "<svg"].iter().any(|it| text.contains(it));
    html.iter().any(|piece| matches!(piece, HtmlPiece::Markup(text) if has(text)))
}

struct Walk<'a, 'p> {
    body: &'a Body,
    about: &'a About<'a>,
    problems: &'p mut Vec<Diagnostic>,
    vague: Vague<'a>,
    /// The level of the last heading; the title's is 1.
    level: u8,
    headings: usize,
    /// Where the words of a link led first, with the place.
    words: BTreeMap<String, (&'a str, Range<usize>)>,
}

impl<'a> Walk<'a, '_> {
    fn warn(&mut self, span: Range<usize>, message: impl Into<String>, help: &str) {
        self.problems.push(Diagnostic::warning(self.about.place(span), message).help(help));
    }

    fn seen(&mut self, seen: &Seen) {
        for span in self.about.checks().table_heads.then_some(&seen.bare_tables).into_iter().flatten() {
            let help = "say in the first row, or in `<th>`, what is in each column: without it, a number read aloud \
                        is only a number";
            self.warn(span.clone(), "the table has no heads", help);
        }
        for span in self.about.checks().empty_links.then_some(&seen.empty_links).into_iter().flatten() {
            self.warn(span.clone(), "the link has no words", EMPTY_LINK);
        }
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(inlines) | Block::Plain(inlines) => self.inlines(inlines),
                Block::Heading(heading) => self.heading(heading),
                Block::Quote(inner) | Block::Alert(_, inner) => self.blocks(inner),
                Block::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks)),
                Block::Table(table) => {
                    let cells = |row: &'a [Inlines]| row.iter();
                    let all = cells(&table.head).chain(table.rows.iter().flat_map(|row| cells(row)));
                    all.for_each(|cell| self.inlines(cell));
                }
                Block::Definitions(items) => {
                    for item in items {
                        match item {
                            Definition::Term(term) => self.inlines(term),
                            Definition::Meaning(inner) => self.blocks(inner),
                        }
                    }
                }
                // Headings in HTML are not checked; those after them are held against them.
                Block::Html(html) => self.level = last_level(html).unwrap_or(self.level),
                Block::Figure { .. } | Block::Code { .. } | Block::Rule => {}
            }
        }
    }

    fn heading(&mut self, heading: &'a Heading) {
        let span = heading.span.start as usize..heading.span.end as usize;
        let (level, before) = (heading.level, self.level);
        if self.about.checks().empty_headings && !says_something(&heading.content) {
            let help = "give it words, or take it away: in a list of headings it is a line without a name";
            self.warn(span.clone(), "the heading has no words", help);
        }
        if self.about.checks().heading_order {
            if level > before + 1 {
                let marks = |level: u8| "#".repeat(usize::from(level));
                let above =
                    if before == 1 { "the title".to_owned() } else { format!("a `{}`", marks(before)) };
                let message = format!("the heading skips a level: `{}` under {above}", marks(level));
                let help =
                    format!("make it `{}`; how big it looks is for the theme to say", marks(before + 1));
                self.warn(span, message, &help);
            } else if level == 1 && self.headings > 0 {
                // Of the first heading, the parser has said so.
                let help = "make it `##`: a page has one title, and its other headings are below it";
                self.warn(span, "another `#` heading after the page's title", help);
            }
        }
        self.level = level;
        self.headings += 1;
        self.inlines(&heading.content);
    }

    fn inlines(&mut self, inlines: &'a [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Emphasis(inner)
                | Inline::Strong(inner)
                | Inline::Strikethrough(inner)
                | Inline::Superscript(inner)
                | Inline::Subscript(inner) => self.inlines(inner),
                Inline::Link(link) => self.link(link),
                _ => {}
            }
        }
    }

    fn link(&mut self, link: &'a Link) {
        let raw = &self.body.links[link.link.0 as usize];
        let span = || self.about.words_of_link(raw.span.start as usize..raw.span.end as usize);
        if !says_something(&link.content) {
            let around_image = matches!(&*link.content, [Inline::Image(_)]);
            // Of an image that should have words, the reader of images has said so.
            let told = matches!(&*link.content, [Inline::Image(image)] if !image.decorative);
            if self.about.checks().empty_links && !told {
                let (span, help) = (span(), if around_image { EMPTY_IMAGE_LINK } else { EMPTY_LINK });
                self.warn(span, "the link has no words", help);
            }
            return;
        }
        let words = plain_text(&link.content);
        if self.vague.holds(&words) && !names(&raw.destination, &words) {
            let message = format!("the link's words “{}” do not say where it leads", words.trim());
            let help = "name what stands there: many readers go through a page by its links alone";
            return self.warn(span(), message, help);
        }
        if self.about.checks().same_words {
            self.same_words(&words, &raw.destination, span());
        }
    }

    fn same_words(&mut self, words: &str, to: &'a str, span: Range<usize>) {
        let to = to.trim_start_matches("./");
        let first = self.words.entry(vague::plain(words)).or_insert_with(|| (to, span.clone()));
        if first.0 == to {
            return;
        }
        let first = Place::span(&self.about.source.path, first.1.clone());
        let message = format!("two links say “{}” and lead to different places", words.trim());
        let problem = Diagnostic::warning(self.about.place(span), message).other(first, "the first one");
        self.problems.push(problem.help("say in each what is different about its place"));
    }
}

/// Whether words are the name of the place that an address leads to: `[Link](#link)`, `[details](details.md)`.
fn names(destination: &str, words: &str) -> bool {
    let words = vague::plain(words);
    let (path, anchor) = destination.split_once('#').unwrap_or((destination, ""));
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    [stem, anchor].iter().any(|it| vague::plain(it) == words)
}

const EMPTY_LINK: &str = "write between the brackets, or in the element, where it leads";
const EMPTY_IMAGE_LINK: &str = "say in the image's alternative text where the link leads";

/// The level of the last heading in a run of HTML.
fn last_level(html: &Html) -> Option<u8> {
    let level = |text: &str| {
        let open = |(at, _): (usize, &str)| match text.as_bytes().get(at + 1..at + 4) {
            Some([b'h' | b'H', level @ b'1'..=b'6', b'>' | b' ' | b'\n' | b'\t']) => Some(level - b'0'),
            _ => None,
        };
        text.rmatch_indices('<').find_map(open)
    };
    html.iter().rev().find_map(|piece| match piece {
        HtmlPiece::Markup(text) => level(text),
        _ => None,
    })
}
