//! Strength of evidence: a page that states one names where it comes from.

use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Body, Kind, LinkRole, Node};
use crate::kinds::KindField;
use crate::raw::{Entry, Value};
use crate::schema::DeclaredKind;
use crate::site::id::PageId;
use crate::site::links::Target;
use crate::site::model::Site;

impl Site {
    /// Reports a strength of evidence without a source on its page.
    pub fn check_strength(&self, id: PageId, body: &Body) -> Option<Diagnostic> {
        let outline = &self.page(id).outline;
        let (entry, level) = self.strength_that_needs_source(id)?;
        if self.sources_of(id).next().is_some() || self.cites(body) || self.has_source(id, body) {
            return None;
        }
        let message = format!("`{}` is `{level}`, and the page names no source", entry.key);
        let place = Place::span(&outline.source, entry.node.span.clone());
        Some(Diagnostic::error(place, message).help(HELP))
    }

    /// Returns the field of a page that states a strength of evidence, with its level, if that level needs a source.
    fn strength_that_needs_source(&self, id: PageId) -> Option<(&Entry, &str)> {
        let (front, kinds) = (&self.page(id).outline.front, &self.names.kinds);
        let is_strength = |field: &&KindField| field.value.kind == DeclaredKind::Strength;
        let mut fields = kinds.of(&front.kind.value).fields.iter().filter(is_strength);
        fields.find_map(|field| {
            let entry = front.extra.iter().find(|entry| entry.key == field.name)?;
            let Value::Text(name) = &entry.node.value else { return None };
            let strength = kinds.scale.strength(name).filter(|strength| strength.level.needs_source)?;
            Some((entry, strength.level.name.as_str()))
        })
    }

    /// Reports whether a page cites a source that the guide has.
    fn cites(&self, body: &Body) -> bool {
        let Some((library, _)) = &self.names.citing.sources else { return false };
        body.citations().flat_map(|(_, placed)| &placed.citation.items).any(|item| library.has(&item.key))
    }

    /// Reports whether a page links to the page of sources, or has a footnote that leads out of the guide.
    fn has_source(&self, id: PageId, body: &Body) -> bool {
        let target = |node: Node<'_>| match node.kind() {
            Kind::Link(link) if body[link].role == LinkRole::Link => Some(self.resolve(id, &body[link])),
            _ => None,
        };
        let lists =
            |target| matches!(target, Target::Page { page, .. } if Some(page) == self.sources && page != id);
        let is_outside = |target| matches!(target, Target::External(_));
        let notes = || body.footnotes().walk().entered();
        body.nodes().filter_map(target).any(lists) || notes().filter_map(target).any(is_outside)
    }
}

const HELP: &str = "cite one as `[@key]`, name it with `sources`, or give its web address in a footnote; \
                    a strength that nobody can check is a guess";
