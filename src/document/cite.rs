//! Gives a page the text of its citations and the list of its sources, which the whole guide makes. Every output then
//! finds the same words and numbers in the tree.

use std::collections::BTreeSet;

use super::citation::{Baseline, CitationForm, CitationTexts, ListedSource, Phrase, PhraseTarget};
use super::directive::Role;
use super::tree::{Body, CitationId, Kind, Node, SourceId, TextRange, index};
use super::{LinkId, LinkRole, Nodes, RawLink, Span};

impl Body {
    /// Reports whether a guide gives it the text of citations or a list of sources.
    pub fn has_citations(&self) -> bool {
        !self.citations.is_empty() || self.lists_sources()
    }

    /// Reports whether its text has a list of all sources.
    pub fn lists_sources(&self) -> bool {
        let lists =
            |node: &Node| matches!(node.kind, Kind::Directive(id) if self[id].kind.role == Role::Sources);
        self.directives.iter().any(|directive| directive.kind.role == Role::Sources)
            && self.nodes.iter().any(lists)
    }

    /// Returns the list of sources that it has: at its end, or the first one in its text.
    pub fn listed_sources(&self) -> Nodes<'_> {
        let is_list = |node: &super::Node<'_>| matches!(node.kind(), Kind::Directive(id) if self[id].kind.role == Role::Sources);
        let may_have = self.directives.iter().any(|directive| directive.kind.role == Role::Sources);
        let list = may_have.then(|| self.nodes().find(is_list)).flatten();
        list.map_or_else(|| self.sources(), super::Node::children)
    }

    /// Returns the citations that it shows, each with its number on the page, in the order of the text.
    pub fn citations(&self) -> impl Iterator<Item = (usize, &super::PlacedCitation)> {
        let may_have = !self.citations.is_empty();
        let nodes = may_have.then(|| self.nodes()).into_iter().flatten();
        nodes.filter_map(|node| match node.kind() {
            Kind::Citation(id) => Some((id.0 as usize, &self[id])),
            _ => None,
        })
    }

    /// Returns the number of citations in the file, of which it may show fewer.
    pub fn citation_count(&self) -> usize {
        self.citations.len()
    }

    /// Returns the body with the text of its citations, and with the list of the sources that they cite at its end unless
    /// the text has a list of all sources.
    #[must_use]
    pub fn cited(&self, texts: &dyn CitationTexts) -> Body {
        if texts.are_notes() {
            return self.with_citations_in_notes().with_texts(texts);
        }
        self.with_texts(texts)
    }

    fn with_texts(&self, texts: &dyn CitationTexts) -> Body {
        let mut copy = Copy {
            body: self,
            texts,
            nodes: Vec::with_capacity(self.nodes.len()),
            text: self.text.to_string(),
            links: self.links.to_vec(),
            listed: Vec::new(),
            cited: BTreeSet::new(),
        };
        copy.siblings(0..self.notes as usize);
        let notes = index(copy.nodes.len());
        copy.siblings(self.notes as usize..self.sources as usize);
        let sources = index(copy.nodes.len());
        if !self.lists_sources() {
            copy.cited_sources();
        }
        let title = index(copy.nodes.len());
        copy.siblings(self.title as usize..self.nodes.len());
        Body {
            nodes: copy.nodes,
            text: copy.text.into(),
            links: copy.links.into(),
            listed: copy.listed.into(),
            notes,
            sources,
            title,
            ..self.clone()
        }
    }
}

/// Copies nodes, with the texts of citations.
struct Copy<'a> {
    body: &'a Body,
    texts: &'a dyn CitationTexts,
    nodes: Vec<Node>,
    text: String,
    links: Vec<RawLink>,
    listed: Vec<ListedSource>,
    /// The keys of the sources that the text cites.
    cited: BTreeSet<String>,
}

impl Copy<'_> {
    /// Copies the nodes of a range, whose first nodes are siblings.
    fn siblings(&mut self, range: std::ops::Range<usize>) {
        let (mut at, mut open) = (range.start, Vec::new());
        while at < range.end {
            self.close(&mut open, at);
            let node = self.body.nodes[at];
            let begin = self.nodes.len();
            self.nodes.push(node);
            open.push((node.end as usize, begin));
            at = match node.kind {
                Kind::Citation(id) if self.citation(id, node.span) => node.end as usize,
                Kind::Directive(id) if self.body[id].kind.role == Role::Sources && self.listed.is_empty() => {
                    let keys = self.texts.keys().into_iter().map(str::to_owned).collect();
                    self.sources(keys, node.span);
                    node.end as usize
                }
                _ => at + 1,
            };
        }
        self.close(&mut open, range.end);
    }

    /// Ends the copies of the nodes that end at an index.
    fn close(&mut self, open: &mut Vec<(usize, usize)>, at: usize) {
        while let Some((_, begin)) = open.pop_if(|(end, _)| *end <= at) {
            self.nodes[begin].end = index(self.nodes.len());
        }
    }

    /// Adds the text of a citation. Returns `false` if it stays as the author wrote it.
    fn citation(&mut self, id: CitationId, span: Span) -> bool {
        let Some(phrases) = self.texts.citation(id.0 as usize) else { return false };
        let items = &self.body[id].citation.items;
        self.cited.extend(items.iter().map(|item| item.key.to_string()));
        self.phrases(phrases, span);
        true
    }

    /// Adds the list of the sources that the text cites.
    fn cited_sources(&mut self) {
        let keys = self.texts.keys().into_iter().filter(|key| self.cited.contains(*key));
        let keys = keys.map(str::to_owned).collect();
        self.sources(keys, Span::default());
    }

    fn sources(&mut self, keys: Vec<String>, span: Span) {
        let texts = self.texts;
        for key in keys {
            let Some(phrases) = texts.source(&key) else { continue };
            let (begin, id) = (self.nodes.len(), SourceId(index(self.listed.len())));
            self.listed.push(ListedSource { key: key.as_str().into() });
            self.nodes.push(Node { kind: Kind::Source(id), end: 0, span });
            self.phrases(phrases, span);
            self.nodes[begin].end = index(self.nodes.len());
        }
    }

    /// Adds pieces of text. Neighbours that lead to the same place are in one link.
    fn phrases(&mut self, phrases: &[Phrase], span: Span) {
        for group in phrases.chunk_by(|a, b| a.to == b.to) {
            let begin = self.nodes.len();
            let link = group[0].to.as_ref().map(|to| self.link(to, span));
            if let Some(link) = link {
                self.nodes.push(Node { kind: Kind::Link(link), end: 0, span });
            }
            for phrase in group {
                self.phrase(phrase, span);
            }
            if link.is_some() {
                self.nodes[begin].end = index(self.nodes.len());
            }
        }
    }

    fn link(&mut self, to: &PhraseTarget, span: Span) -> LinkId {
        let (destination, role) = match to {
            PhraseTarget::Source(key) => (key, LinkRole::Source),
            PhraseTarget::Web(address) => (address, LinkRole::SourceAddress),
        };
        let destination = destination.as_str().into();
        self.links.push(RawLink { destination, role, title: Box::default(), span });
        LinkId(index(self.links.len() - 1))
    }

    fn phrase(&mut self, phrase: &Phrase, span: Span) {
        let start = index(self.text.len());
        self.text.push_str(&phrase.text);
        let text = Kind::Text(TextRange { start, end: index(self.text.len()) });
        let look = phrase.look;
        let raised = match look.baseline {
            Baseline::Normal => None,
            Baseline::Raised => Some(Kind::Superscript),
            Baseline::Lowered => Some(Kind::Subscript),
        };
        let around = [look.is_italic.then_some(Kind::Emphasis), look.is_bold.then_some(Kind::Strong), raised];
        let kinds: Vec<Kind> = around.into_iter().flatten().chain([text]).collect();
        let end = index(self.nodes.len() + kinds.len());
        self.nodes.extend(kinds.into_iter().map(|kind| Node { kind, end, span }));
    }
}

/// Reports whether a citation is one that a style with notes puts into a note.
pub(super) fn is_in_note(body: &Body, id: CitationId) -> bool {
    body[id].citation.form == CitationForm::Bracketed
}
