//! The lint: barriers to readers that can be found in one page alone. Headings that skip a level or are empty, links
//! that do not say where they lead, tables without a header. Each is a warning, and each can be turned off in
//! `[checks]`. The lint reads a finished tree and changes nothing.

mod markup;
mod vague;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::document::html::Element;
use crate::document::{Body, Event, Heading, Kind, LinkId, Node, Nodes};
use crate::parse::options::About;
use vague::Vague;

/// Checks a page, after its title heading was removed from its body.
pub fn check(body: &Body, about: &About<'_>, problems: &mut Vec<Diagnostic>) {
    let checks = &about.options.checks;
    if checks.markup {
        markup::check(body, about, problems);
    }
    if !checks.has_rule() {
        return;
    }
    let own = if about.checks().vague_links { checks.vague_words.as_deref() } else { Some(&[][..]) };
    let vague = Vague::of(own, about.language);
    let mut lint = Lint { about, problems, vague, level: 1, headings: 0, words: BTreeMap::new() };
    lint.nodes(body.blocks());
    // The notes come after the text, under none of its headings.
    lint.level = 1;
    lint.nodes(body.footnotes());
}

/// Reports whether nodes have a text or name for a screen reader.
fn says_something(nodes: Nodes<'_>) -> bool {
    nodes.walk().entered().any(|node| {
        matches!(node.kind(), Kind::FootnoteCall { .. })
            || node.element().is_some_and(is_named)
            || node.own_text().is_some_and(|text| !text.trim().is_empty())
    })
}

/// Reports whether an element may have a name of its own (Accessible Name and Description Computation 1.2, section
/// 4.3). A drawing or a custom element may have one, so it is assumed to.
fn is_named(element: &Element) -> bool {
    ["alt", "aria-label", "aria-labelledby", "title"].iter().any(|name| element.value(name).is_some())
        || element.name.contains('-')
        || matches!(&*element.name, "svg" | "object" | "iframe" | "video")
}

struct Lint<'a, 'p> {
    about: &'a About<'a>,
    problems: &'p mut Vec<Diagnostic>,
    vague: Vague,
    /// The level of the last heading; the title's is 1.
    level: u8,
    headings: usize,
    /// The place and target of the first link with each text.
    words: BTreeMap<String, (&'a str, Range<usize>)>,
}

impl<'a> Lint<'a, '_> {
    fn warn(&mut self, span: Range<usize>, message: impl Into<String>, help: &str) {
        self.problems.push(Diagnostic::warning(self.about.place(span), message).help(help));
    }

    fn nodes(&mut self, nodes: Nodes<'a>) {
        for node in nodes.walk().entered() {
            if let Some(heading) = node.heading() {
                self.heading(node, heading);
            } else if let Some(element) = node.element() {
                self.element(node, element);
            } else if let Kind::Link(id) = node.kind() {
                self.link(node, id);
            } else if matches!(node.kind(), Kind::Table(_)) {
                let has_header = node.children().first().is_some_and(|row| says_something(row.children()));
                self.table(has_header, node.span().range());
            }
        }
    }

    fn element(&mut self, node: Node<'a>, element: &Element) {
        // Headings in HTML are not checked, but the headings after them are compared with them.
        self.level = html_heading_level(&element.name).unwrap_or(self.level);
        if &*element.name == "table" {
            // Such a table is only for layout and has no header (WAI-ARIA 1.2, section 5.4).
            let looks_only = matches!(element.value("role"), Some("presentation" | "none"));
            self.table(looks_only || has_header_cell(node.children()), element.tag_span.range());
        }
        let is_link = &*element.name == "a" && element.attribute("href").is_some();
        if is_link && !is_named(element) && !says_something(node.children()) {
            self.empty_link(node, element.tag_span.range());
        }
    }

    fn table(&mut self, has_header: bool, span: Range<usize>) {
        if !has_header && self.about.checks().table_heads {
            let help = "name each column in the first row or in `<th>`: read aloud without it, a number says nothing";
            self.warn(span, "the table has no column headers", help);
        }
    }

    fn heading(&mut self, node: Node<'_>, heading: &Heading) {
        if self.about.checks().empty_headings && !says_something(node.children()) {
            let help = "add text or remove it: in a list of headings it is an empty entry";
            self.warn(node.span().range(), "the heading has no text", help);
        }
        if self.about.checks().heading_order {
            self.heading_order(heading.level, node.span().range());
        }
        self.level = heading.level;
        self.headings += 1;
    }

    fn heading_order(&mut self, level: u8, span: Range<usize>) {
        let before = self.level;
        if level > before + 1 {
            let marks = |level: u8| "#".repeat(usize::from(level));
            let above = if before == 1 { "the title".to_owned() } else { format!("a `{}`", marks(before)) };
            let message = format!("the heading skips a level: `{}` under {above}", marks(level));
            let help = format!("make it `{}`; the theme decides how large it looks", marks(before + 1));
            self.warn(span, message, &help);
        } else if level == 1 && self.headings > 0 {
            // The parser already warned of the first heading.
            let help = "make it `##`: a page has one title, and its other headings are below it";
            self.warn(span, "another `#` heading after the page's title", help);
        }
    }

    fn link(&mut self, node: Node<'a>, id: LinkId) {
        if !says_something(node.children()) {
            return self.empty_link(node, self.place_of_words(node, id));
        }
        let (words, destination) = (node.children().plain_text(), &node.body()[id].destination);
        if self.vague.holds(&words) && !names(destination, &words) {
            let message = format!("the link text “{}” does not say where it leads", words.trim());
            let help = "describe the target: some readers see only the list of links";
            return self.warn(self.place_of_words(node, id), message, help);
        }
        if self.about.checks().same_words {
            self.same_words(&words, destination, self.place_of_words(node, id));
        }
    }

    fn empty_link(&mut self, link: Node<'_>, span: Range<usize>) {
        let images = || link.walk().entered().filter_map(Node::image);
        // The parser already warned of an image without alternative text.
        if self.about.checks().empty_links && images().all(|image| image.decorative) {
            let help = if images().next().is_some() { EMPTY_IMAGE_LINK } else { EMPTY_LINK };
            self.warn(span, "the link has no text", help);
        }
    }

    /// Returns the place of a link's text in brackets, if it has any; else of its destination.
    fn place_of_words(&self, node: Node<'_>, id: LinkId) -> Range<usize> {
        let (text, span) = (&self.about.source.text, node.span().range());
        let last = node.children().last().map_or(span.start + 1, |child| child.span().range().end);
        let close = text.get(last..span.end).and_then(|rest| rest.find(']'));
        match close.filter(|_| text[span.clone()].starts_with('[')) {
            Some(close) => span.start..last + close + 1,
            None => node.body()[id].span.range(),
        }
    }

    fn same_words(&mut self, words: &str, to: &'a str, span: Range<usize>) {
        let to = to.trim_start_matches("./");
        let first = self.words.entry(vague::plain(words)).or_insert_with(|| (to, span.clone()));
        if first.0 == to {
            return;
        }
        let first = Place::span(&self.about.source.path, first.1.clone());
        let message = format!("two links have the same text “{}” but different targets", words.trim());
        let problem = Diagnostic::warning(self.about.place(span), message).other(first, "the first one");
        self.problems.push(problem.help("say in each how its target differs"));
    }
}

/// Reports whether a table in HTML has a header cell. A table inside it has its own.
fn has_header_cell(nodes: Nodes<'_>) -> bool {
    let mut walk = nodes.walk();
    while let Some(event) = walk.next() {
        let Event::Enter(node) = event else { continue };
        let Some(element) = node.element() else { continue };
        if &*element.name == "th" || matches!(element.value("role"), Some("columnheader" | "rowheader")) {
            return true;
        }
        if &*element.name == "table" {
            walk.skip_children();
        }
    }
    false
}

/// Reports whether a text is the name of the target: `[Link](#link)`, `[details](details.md)`.
fn names(destination: &str, words: &str) -> bool {
    let words = vague::plain(words);
    let (path, anchor) = destination.split_once('#').unwrap_or((destination, ""));
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    [stem, anchor].iter().any(|name| vague::plain(name) == words)
}

const EMPTY_LINK: &str = "say where it leads, between the brackets or in the element";
const EMPTY_IMAGE_LINK: &str = "say in the image's alternative text where the link leads";

/// Returns the level of a heading in HTML.
fn html_heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}
