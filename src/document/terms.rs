//! Marks the uses of a glossary's terms in a body that is complete.

use std::collections::BTreeMap;
use std::ops::Range;

use super::tree::{Body, Kind, Node, TermUseId, TextRange, index};
use super::{FoundTerm, LinkId, MarkedTerm, RawLink, TermMark, TermUse};

/// Text without anything in it but line ends: sibling nodes, and the text that they make together.
struct Run {
    nodes: Range<usize>,
    text: String,
}

impl Body {
    /// Returns the texts in which terms are searched for: those of the blocks, except in headings, links, code, labels, terms,
    /// tasks and the author's HTML.
    pub fn prose(&self) -> impl Iterator<Item = String> {
        self.runs().into_iter().map(|run| run.text)
    }

    /// Returns the terms that the author marks, in the order of their nodes.
    pub fn marked_terms(&self) -> Vec<MarkedTerm> {
        let (mut marked, mut around) = (Vec::new(), Vec::new());
        if self.attributes.iter().all(|attributes| attributes.term.is_none()) {
            return marked;
        }
        for (at, node) in self.nodes.iter().enumerate() {
            around.retain(|(end, _)| *end > at);
            if let Kind::Attributed(id) = node.kind
                && let Some(words) = &self[id].term
            {
                let inside = &self.nodes[at + 1..node.end as usize];
                let is_open = at < self.notes as usize && around.iter().all(|(_, is_open)| *is_open);
                let is_explained =
                    is_open && !inside.is_empty() && inside.iter().all(|it| is_wording(it.kind));
                let own = || inside.iter().filter_map(|it| self.piece(it.kind)).collect();
                let words = if words.is_empty() { own() } else { words.to_string() };
                marked.push(MarkedTerm { at, words, span: node.span, is_explained });
            }
            around.push((node.end as usize, self.is_marked_in(node.kind)));
        }
        marked
    }

    /// Returns the body with two kinds of terms marked: those of the author, by the indexes of their nodes, and those that
    /// `find` returns for each text, in order and apart from each other; `None` if there are none.
    #[must_use]
    pub fn with_terms(
        &self,
        by_hand: BTreeMap<usize, TermMark>,
        mut find: impl FnMut(&str) -> Vec<FoundTerm<TermMark>>,
    ) -> Option<Body> {
        let found = self.runs().into_iter().map(|run| (find(&run.text), run));
        let found: Vec<_> = found.filter(|(terms, _)| !terms.is_empty()).collect();
        if found.is_empty() && by_hand.is_empty() {
            return None;
        }
        let (nodes, uses, copied) = Default::default();
        let mut marker = Marker { body: self, by_hand, nodes, links: self.links.to_vec(), uses, copied };
        // Where each node of before is now; of the nodes of a run, where the run begins.
        let mut moved = Vec::with_capacity(self.nodes.len() + 1);
        let mut next = 0;
        for (terms, run) in found {
            marker.copy(next..run.nodes.start, &mut moved);
            moved.resize(run.nodes.end, index(marker.nodes.len()));
            next = run.nodes.end;
            marker.run(&run, terms);
        }
        marker.copy(next..self.nodes.len(), &mut moved);
        moved.push(index(marker.nodes.len()));
        let Marker { mut nodes, links, uses, copied, .. } = marker;
        for at in copied {
            nodes[at].end = moved[nodes[at].end as usize];
        }
        let now = |at: u32| moved[at as usize];
        Some(Body {
            nodes,
            links: links.into(),
            term_uses: uses.into(),
            notes: now(self.notes),
            sources: now(self.sources),
            title: now(self.title),
            ..self.clone()
        })
    }

    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        // The ends of the nodes around the current one, and whether terms are marked in them.
        let mut around: Vec<(usize, bool)> = Vec::new();
        let mut last: Option<(usize, usize)> = None;
        for (at, node) in self.nodes[..self.notes as usize].iter().enumerate() {
            around.retain(|(end, _)| *end > at);
            let is_open = around.iter().all(|(_, is_open)| *is_open);
            match self.piece(node.kind).filter(|_| is_open) {
                Some(piece) => {
                    let goes_on = last == Some((at, around.len()));
                    match runs.last_mut().filter(|_| goes_on) {
                        Some(run) => {
                            run.nodes.end = at + 1;
                            run.text.push_str(piece);
                        }
                        None => runs.push(Run { nodes: at..at + 1, text: piece.to_owned() }),
                    }
                    last = Some((at + 1, around.len()));
                }
                None => around.push((node.end as usize, self.is_marked_in(node.kind))),
            }
        }
        runs
    }

    /// Returns the text of a node in a run.
    fn piece(&self, kind: Kind) -> Option<&str> {
        if let Kind::Text(range) = kind {
            return Some(&self[range]);
        }
        (kind == Kind::SoftBreak).then_some(" ")
    }

    /// Reports whether terms are marked in a node of a kind.
    fn is_marked_in(&self, kind: Kind) -> bool {
        if let Kind::Attributed(id) = kind {
            return self[id].term.is_none();
        }
        !matches!(
            kind,
            Kind::Heading(_)
                | Kind::Link(_)
                | Kind::Label
                | Kind::Term
                | Kind::Caption(_)
                | Kind::Element(_)
                | Kind::Item { task: Some(_), .. }
                | Kind::Figure { .. }
        )
    }
}

/// Reports whether a node of a kind can be in the words of a term: nothing in them leads anywhere.
fn is_wording(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Text(_)
            | Kind::SoftBreak
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Superscript
            | Kind::Subscript
            | Kind::Attributed(_)
    )
}

/// Writes the nodes again, with marks in between.
struct Marker<'a> {
    body: &'a Body,
    /// The terms of the author, by the indexes of their nodes.
    by_hand: BTreeMap<usize, TermMark>,
    nodes: Vec<Node>,
    links: Vec<RawLink>,
    uses: Vec<TermUse>,
    /// The new indexes of the nodes that are not in a run. Their ends are still those of before.
    copied: Vec<usize>,
}

impl Marker<'_> {
    fn copy(&mut self, range: Range<usize>, moved: &mut Vec<u32>) {
        for at in range {
            moved.push(index(self.nodes.len()));
            self.copied.push(self.nodes.len());
            let node = self.body.nodes[at];
            self.nodes.push(node);
            if let Some(term) = self.by_hand.remove(&at) {
                self.copied.push(self.nodes.len());
                self.term(term, node);
            }
        }
    }

    /// Begins a term. Its end and its place are those of a node.
    fn term(&mut self, term: TermMark, node: Node) {
        let link = LinkId(index(self.links.len()));
        self.links.push(term.link);
        let id = TermUseId(index(self.uses.len()));
        self.uses.push(TermUse { link, ..term.shown });
        self.nodes.push(Node { kind: Kind::TermUse(id), ..node });
    }

    /// Writes a run with its terms.
    fn run(&mut self, run: &Run, terms: Vec<FoundTerm<TermMark>>) {
        let mut done = 0;
        for FoundTerm { range, term } in terms {
            self.pieces(run, done..range.start);
            let at = self.nodes.len();
            self.term(term, self.body.nodes[run.nodes.start]);
            self.pieces(run, range.clone());
            self.nodes[at].end = index(self.nodes.len());
            done = range.end;
        }
        self.pieces(run, done..run.text.len());
    }

    /// Writes the part of a run that is in a range of its text.
    fn pieces(&mut self, run: &Run, range: Range<usize>) {
        let mut start = 0;
        for at in run.nodes.clone() {
            let node = self.body.nodes[at];
            let length = if let Kind::Text(text) = node.kind { (text.end - text.start) as usize } else { 1 };
            let (from, to) = (range.start.max(start), range.end.min(start + length));
            if from < to {
                let kind = match node.kind {
                    Kind::Text(text) => {
                        let offset = |at: usize| text.start + index(at - start);
                        Kind::Text(TextRange { start: offset(from), end: offset(to) })
                    }
                    kind => kind,
                };
                let end = index(self.nodes.len() + 1);
                self.nodes.push(Node { kind, end, ..node });
            }
            start += length;
        }
    }
}
