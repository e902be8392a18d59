//! What is seen while the Markdown is read and leaves no trace in the tree: where a table stands, and which links and
//! tables the author's HTML has. Its runs come in the file's order, a tag each or a block each, and what stands
//! between them is Markdown.

use std::ops::Range;

use crate::document::Inlines;
use crate::parse::habits::says_something;
use crate::parse::raw_html::tags::{Tag, tags};

/// What was seen of a page so far. Places are byte ranges of the file's text.
#[derive(Debug, Default)]
pub struct Seen {
    /// Tables without heads.
    pub bare_tables: Vec<Range<usize>>,
    /// HTML's links without words.
    pub empty_links: Vec<Range<usize>>,
    link: Option<Open>,
    tables: Vec<Open>,
    end: usize,
}

/// An element that is open.
#[derive(Debug)]
struct Open {
    place: Range<usize>,
    /// Whether what it must have was there: words in a link, a head in a table.
    fine: bool,
}

/// A run of HTML in a file.
pub struct Run<'a> {
    /// The file's text.
    pub text: &'a str,
    /// The run, without the marks of quotes around it.
    pub html: &'a str,
    /// Its place in the file.
    pub place: Range<usize>,
}

impl Seen {
    /// Sees the head of a Markdown table.
    pub fn table(&mut self, head: &[Inlines], place: Range<usize>) {
        if !head.iter().any(|cell| says_something(cell)) {
            self.bare_tables.push(place);
        }
    }

    /// Sees a run of HTML.
    pub fn html(&mut self, run: &Run<'_>) {
        // What stands between two runs is what the link says.
        self.words(run.text.get(self.end..run.place.start).unwrap_or("?"));
        self.end = run.place.end;
        let mut at = 0;
        for tag in tags(run.html) {
            self.words(run.html.get(at..tag.at.start).unwrap_or_default());
            at = tag.at.end;
            self.tag(&tag, run);
        }
        self.words(&run.html[at.min(run.html.len())..]);
    }

    fn words(&mut self, text: &str) {
        if let Some(link) = &mut self.link {
            link.fine |= !text.trim().is_empty();
        }
    }

    fn tag(&mut self, tag: &Tag<'_>, run: &Run<'_>) {
        let open = |fine| Open { place: run.place_of(tag), fine };
        match (tag.name.as_str(), tag.is_end) {
            ("a", false) => {
                self.link =
                    tag.attributes.iter().any(|(name, _)| name == "href").then(|| open(is_named(tag)));
            }
            ("a", true) => {
                let empty = self.link.take().filter(|it| !it.fine);
                self.empty_links.extend(empty.map(|it| it.place));
            }
            ("table", false) => {
                // WAI-ARIA 1.2, section 5.4: such a table is for its looks only and has no heads.
                let looks_only = matches!(tag.value("role"), Some("presentation" | "none"));
                self.tables.push(open(looks_only));
            }
            ("table", true) => {
                let bare = self.tables.pop().filter(|it| !it.fine);
                self.bare_tables.extend(bare.map(|it| it.place));
            }
            (_, true) => {}
            (name, false) => {
                if let Some(link) = &mut self.link {
                    link.fine |= is_named(tag);
                }
                if let Some(table) = self.tables.last_mut() {
                    let role = tag.value("role");
                    table.fine |= name == "th" || matches!(role, Some("columnheader" | "rowheader"));
                }
            }
        }
    }
}

impl Run<'_> {
    /// The place of a tag, where the file says it like the run does; else the run's.
    fn place_of(&self, tag: &Tag<'_>) -> Range<usize> {
        let place = self.place.start + tag.at.start..self.place.start + tag.at.end;
        let is_there = self.text.get(place.clone()) == self.html.get(tag.at.clone());
        if is_there { place } else { self.place.clone() }
    }
}

/// Whether an element says something by itself (Accessible Name and Description Computation 1.2, section 4.3). A drawing
/// or an element of the author's own may, so it is believed to.
fn is_named(tag: &Tag<'_>) -> bool {
    let by_attribute =
        ["alt", "aria-label", "aria-labelledby", "title"].iter().any(|it| tag.value(it).is_some());
    by_attribute
        || tag.name.contains('-')
        || matches!(tag.name.as_str(), "svg" | "object" | "iframe" | "video")
}
