//! Fills in what only the whole guide knows of a page's text: the numbers of its figures and tables, and what its
//! references say.

use super::tree::{Body, Kind, Node, TextRange, index};
use super::{LinkId, LinkRole, Span};

/// A place of a body that a guide fills in.
#[derive(Clone, Copy, Debug)]
pub enum Blank<'a> {
    /// The label before the caption of a figure or table.
    Label {
        /// Its id.
        id: &'a str,
        /// Whether it has a caption.
        has_caption: bool,
    },
    /// The text of a reference to this id.
    Reference(&'a str),
}

impl Body {
    /// Reports whether a guide fills in anything.
    pub fn has_blanks(&self) -> bool {
        self.blanks().next().is_some()
    }

    /// Returns what a guide fills in, with the index of the node that is changed.
    fn blanks(&self) -> impl Iterator<Item = (usize, Blank<'_>)> {
        let may_have = !self.captions.is_empty()
            || self.images.iter().any(|image| !image.id.is_empty())
            || self.links.iter().any(|link| link.role == LinkRole::Reference);
        let nodes = if may_have { &self.nodes[..] } else { &[] };
        nodes.iter().enumerate().filter_map(|(at, node)| Some((at, self.blank(at, node.kind)?)))
    }

    fn blank(&self, at: usize, kind: Kind) -> Option<Blank<'_>> {
        match kind {
            Kind::Figure { caption } => {
                let Kind::Image(image) = self.nodes.get(at + 1)?.kind else { return None };
                label(&self[image].id, !caption.is_empty())
            }
            Kind::Caption(id) => label(&self[id].id, self.nodes[at].end as usize > at + 2),
            Kind::Link(id) => self.reference(id).map(Blank::Reference),
            _ => None,
        }
    }

    /// Returns the place of the figure, caption, heading or item with an id of the author's.
    pub fn span_of(&self, id: &str) -> Option<Span> {
        let has_id = |(at, node): (usize, &Node)| {
            let own = match (node.kind, self.blank(at, node.kind)) {
                (_, Some(Blank::Label { id, .. })) => id,
                (Kind::Heading(heading), _) if self[heading].is_named => &self[heading].id,
                (Kind::Item { id, .. }, _) => &self[id],
                _ => return None,
            };
            (own == id).then_some(node.span)
        };
        self.nodes.iter().enumerate().find_map(has_id)
    }

    /// Returns the id that a link refers to, if it is a reference.
    pub fn reference(&self, link: LinkId) -> Option<&str> {
        let link = &self[link];
        (link.role == LinkRole::Reference).then_some(&*link.destination)
    }

    /// Returns the body with everything filled in. Where `text` returns `None`, the text stays as the author wrote it.
    #[must_use]
    pub fn filled(&self, text: impl Fn(Blank<'_>) -> Option<String>) -> Body {
        let mut filled = self.clone();
        let mut buffer = String::from(&*self.text);
        for (at, blank) in self.blanks() {
            let Some(words) = text(blank) else { continue };
            let start = index(buffer.len());
            buffer.push_str(&words);
            if let Kind::Figure { caption } = self.nodes[at].kind {
                if !caption.is_empty() {
                    buffer.push(' ');
                    buffer.push_str(&self[caption]);
                }
                filled.nodes[at].kind =
                    Kind::Figure { caption: TextRange { start, end: index(buffer.len()) } };
                continue;
            }
            if let Blank::Label { has_caption: true, .. } = blank {
                buffer.push(' ');
            }
            // Its first child is the text of a reference, or the place of a label.
            filled.nodes[at + 1].kind = Kind::Text(TextRange { start, end: index(buffer.len()) });
        }
        filled.text = buffer.into();
        filled
    }
}

fn label(id: &str, has_caption: bool) -> Option<Blank<'_>> {
    (!id.is_empty()).then_some(Blank::Label { id, has_caption })
}
