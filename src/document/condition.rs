//! Parts of a page that only some editions or readers see, and the body that is left for each of them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::directive::Directive;
use super::tree::{Body, Kind, Node, index};

/// The name of the directive.
pub const ONLY: &str = "only";

/// For whom a part of a page is. What is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// The edition that shows it.
    pub edition: Option<ReaderEdition>,
    /// The audience, by its name in `[audiences]`.
    pub audience: Option<Box<str>>,
    /// The language of the page.
    pub language: Option<Box<str>>,
}

/// The two ways in which people read a guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderEdition {
    /// On a screen: the pages, their Markdown copies, and the search.
    Web,
    /// On paper: the print pages and the PDFs.
    Print,
}

impl ReaderEdition {
    /// Every edition.
    pub const ALL: [ReaderEdition; 2] = [ReaderEdition::Web, ReaderEdition::Print];

    /// Returns its name in a message.
    pub fn name(self) -> &'static str {
        match self {
            ReaderEdition::Web => "on the web",
            ReaderEdition::Print => "on paper",
        }
    }
}

/// The editions that show something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Editions {
    web: bool,
    print: bool,
}

impl Editions {
    /// Both.
    pub const ALL: Editions = Editions { web: true, print: true };
    /// None of the two.
    pub const NONE: Editions = Editions { web: false, print: false };

    /// Returns those that a condition allows: one, or both.
    pub fn of(only: Option<ReaderEdition>) -> Editions {
        Editions { web: only != Some(ReaderEdition::Print), print: only != Some(ReaderEdition::Web) }
    }

    /// Reports whether it is shown in an edition.
    pub fn has(self, edition: ReaderEdition) -> bool {
        match edition {
            ReaderEdition::Web => self.web,
            ReaderEdition::Print => self.print,
        }
    }

    /// Returns those that show both of two things.
    #[must_use]
    pub fn and(self, other: Editions) -> Editions {
        Editions { web: self.web && other.web, print: self.print && other.print }
    }

    /// Returns those that show at least one of two things.
    #[must_use]
    pub fn or(self, other: Editions) -> Editions {
        Editions { web: self.web || other.web, print: self.print || other.print }
    }
}

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is there, and its condition is met.
    Shown,
    /// It is there, and whether it is shown is decided later.
    Open,
    /// It is not there.
    Absent,
}

impl Condition {
    /// Returns the condition that a word means: the name of an edition or of an audience.
    pub fn from_word(word: &str) -> Condition {
        match word {
            "web" => Condition { edition: Some(ReaderEdition::Web), ..Condition::default() },
            "print" => Condition { edition: Some(ReaderEdition::Print), ..Condition::default() },
            "" => Condition::default(),
            audience => Condition { audience: Some(audience.into()), ..Condition::default() },
        }
    }

    /// Returns what a condition means whose switches for the web and for paper are these: both mean nothing.
    pub fn edition_of(web: bool, print: bool) -> Option<ReaderEdition> {
        match (web, print) {
            (true, false) => Some(ReaderEdition::Web),
            (false, true) => Some(ReaderEdition::Print),
            _ => None,
        }
    }

    /// Returns for whom something is that has it, for a message: `only for the audience …`.
    pub fn describe(&self) -> String {
        let parts = [
            self.edition.map(|edition| edition.name().to_owned()),
            self.audience.as_ref().map(|audience| format!("for the audience `{audience}`")),
            self.language.as_ref().map(|language| format!("for pages in the language `{language}`")),
        ];
        format!("only {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" and "))
    }

    /// Returns the condition of a directive, if it is one.
    pub fn of(directive: &Directive) -> Option<Condition> {
        if &*directive.kind.name != ONLY {
            return None;
        }
        let (web, print) = (directive.value("web").is_some(), directive.value("print").is_some());
        Some(Condition {
            edition: Condition::edition_of(web, print),
            audience: directive.value("audience").map(Box::from),
            language: directive.value("language").map(Box::from),
        })
    }
}

/// A body without what is absent, and where that is in the file.
#[derive(Debug)]
pub struct Kept {
    /// The body.
    pub body: Body,
    /// The byte ranges of what is absent, in order.
    pub absent: Vec<Range<usize>>,
}

impl Body {
    /// Reports whether a part of it has a condition.
    pub fn has_conditions(&self) -> bool {
        self.directives.iter().any(|directive| &*directive.kind.name == ONLY)
            || self.headings.iter().any(|heading| heading.only.is_some())
    }

    /// Returns the conditions in it, with the place of each.
    pub fn conditions(&self) -> impl Iterator<Item = (Condition, Range<usize>)> {
        let condition = |node: &Node| match node.kind {
            Kind::Directive(id) => Condition::of(&self[id]),
            Kind::Heading(id) => self[id].only.as_deref().cloned(),
            _ => None,
        };
        self.nodes.iter().filter_map(move |node| Some((condition(node)?, node.span.range())))
    }

    /// Returns the body without the parts whose verdict is `Absent`. A part that is `Shown` is there without its condition.
    /// Footnotes that are called no more are absent, and the others are counted again.
    #[must_use]
    pub fn kept(&self, verdict: &dyn Fn(&Condition) -> Verdict) -> Kept {
        let mut keeper = Keeper { body: self, verdict, nodes: Vec::new(), absent: Vec::new() };
        let (notes, title) = (self.notes as usize, self.title.min(index(self.nodes.len())) as usize);
        let mut counts = Counts::default();
        keeper.siblings(title..self.nodes.len());
        let mut titles = std::mem::take(&mut keeper.nodes);
        counts.count(&mut titles);
        keeper.siblings(0..notes);
        counts.count(&mut keeper.nodes);
        let first_note = keeper.nodes.len();
        let mut at = 0;
        while let Some(old) = counts.order.get(at).copied() {
            at += 1;
            let is_it = |node: &usize| matches!(self.nodes[*node].kind, Kind::Footnote { number, .. } if number == old);
            let Some(note) = (notes..title).find(is_it) else { continue };
            let begin = keeper.nodes.len();
            keeper.siblings(note..self.nodes[note].end as usize);
            counts.count(&mut keeper.nodes[begin..]);
        }
        for node in &mut keeper.nodes[first_note..] {
            if let Kind::Footnote { number, calls } = &mut node.kind {
                let old = *number;
                *number = counts.number(old);
                *calls = counts.calls.get(&old).copied().unwrap_or_default();
            }
        }
        let Keeper { mut nodes, mut absent, .. } = keeper;
        let title = index(nodes.len());
        for node in &mut titles {
            node.end += title;
        }
        nodes.append(&mut titles);
        absent.sort_by_key(|range| range.start);
        let notes = index(first_note);
        Kept { body: Body { nodes, notes, sources: title, title, ..self.clone() }, absent }
    }
}

/// The footnotes that are called, and how often.
#[derive(Default)]
struct Counts {
    /// The old numbers in the order of their first call.
    order: Vec<u32>,
    /// The number of calls, by the old number.
    calls: BTreeMap<u32, u32>,
}

impl Counts {
    /// Returns the new number of a footnote.
    fn number(&self, old: u32) -> u32 {
        self.order.iter().position(|number| *number == old).map_or(0, |at| index(at) + 1)
    }

    /// Counts the calls in nodes again.
    fn count(&mut self, nodes: &mut [Node]) {
        for node in nodes {
            let Kind::FootnoteCall { number, call } = &mut node.kind else { continue };
            let old = *number;
            if !self.calls.contains_key(&old) {
                self.order.push(old);
            }
            let calls = self.calls.entry(old).or_default();
            *calls += 1;
            *call = *calls;
            *number = self.number(old);
        }
    }
}

/// Copies nodes.
struct Keeper<'a> {
    body: &'a Body,
    verdict: &'a dyn Fn(&Condition) -> Verdict,
    nodes: Vec<Node>,
    absent: Vec<Range<usize>>,
}

impl Keeper<'_> {
    /// Copies the nodes of a range, whose first nodes are siblings. A heading that is absent takes its section with it.
    fn siblings(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let mut absent_level = None;
        while at < range.end {
            let node = self.body.nodes[at];
            if let Kind::Heading(id) = node.kind {
                let heading = &self.body[id];
                absent_level = absent_level.filter(|level| heading.level > *level);
                let is_absent = |only: &Condition| (self.verdict)(only) == Verdict::Absent;
                if absent_level.is_none() && heading.only.as_deref().is_some_and(is_absent) {
                    absent_level = Some(heading.level);
                }
            }
            match absent_level {
                Some(_) => self.leave(at),
                None => self.node(at),
            }
            at = node.end as usize;
        }
    }

    fn node(&mut self, at: usize) {
        let node = self.body.nodes[at];
        let children = at + 1..node.end as usize;
        if let Kind::Directive(id) = node.kind
            && let Some(condition) = Condition::of(&self.body[id])
        {
            match (self.verdict)(&condition) {
                Verdict::Shown => return self.siblings(children),
                Verdict::Absent => return self.leave(at),
                Verdict::Open => {}
            }
        }
        let begin = self.nodes.len();
        self.nodes.push(node);
        self.siblings(children);
        self.nodes[begin].end = index(self.nodes.len());
    }

    /// Notes where a subtree that is absent is in the file.
    fn leave(&mut self, at: usize) {
        let nodes = &self.body.nodes[at..self.body.nodes[at].end as usize];
        let start = nodes.iter().map(|node| node.span.start).min().unwrap_or_default();
        let end = nodes.iter().map(|node| node.span.end).max().unwrap_or_default();
        self.absent.push(start as usize..end as usize);
    }
}
