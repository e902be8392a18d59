//! The numbers of figures and tables, and where references lead. Numbers are made once, for the whole guide, in reading
//! order; those of steps are the numbers of their items. Every edition prints the same text.

use std::collections::BTreeMap;

use crate::diagnostic::nearest;
use crate::document::LabelKind;
use crate::parse::{Label, Outline};
use crate::site::id::PageId;
use crate::site::labels::{LabelledPlace, Labels};
use crate::site::links::Target;
use crate::site::model::{Guide, MAX_COMPARED, Names, Pages, Site, SitePage};

/// Numbers the figures and tables of the pages: first those in reading order, then the others by their paths.
pub fn number(pages: &Pages, guide: &Guide) -> Labels {
    let mut labels = Labels::default();
    let mut last = BTreeMap::new();
    let others = pages.shown().filter(|id| guide.all.position(*id).is_none());
    for page in guide.all.order.iter().copied().chain(others) {
        for Label { kind, id, text, numbers } in &pages.page(page).outline.labels {
            if let Some(first) = labels.by_id.get(id) {
                // Parsing reports an id that one page has twice.
                if first.page != page {
                    labels.repeated.push((first.page, page, id.clone()));
                }
                continue;
            }
            let numbers = match kind {
                LabelKind::Section | LabelKind::Step => numbers.clone(),
                LabelKind::Figure | LabelKind::Table => {
                    vec![*last.entry(*kind).and_modify(|number| *number += 1).or_insert(1)]
                }
            };
            let place = LabelledPlace { page, kind: *kind, numbers, text: text.clone() };
            labels.by_id.insert(id.clone(), place);
        }
    }
    labels
}

/// Completes the names of pages and headings that have references. Returns whether there are any.
pub fn fill_names(labels: &Labels, mut pages: Pages, names: &Names) -> (Pages, bool) {
    let mut has_any = false;
    for page in &mut pages.all {
        if page.outline.has_references() {
            has_any = true;
            let language = page.outline.front.language.as_deref().unwrap_or(&names.config.language.value);
            let text = |id: &str| labels.text(id, language, &names.number_words);
            page.outline = Outline::filled(&page.outline, &text).into();
        }
    }
    (pages, has_any)
}

impl Site {
    /// Returns the text of a reference on a page; `None` if it leads nowhere.
    pub fn reference_text(&self, from: PageId, id: &str) -> Option<String> {
        self.labels.text(id, self.language_of(from), &self.names.number_words)
    }

    /// Returns the label of a numbered figure or table on a page, to be followed by a caption or not.
    pub fn label_text(&self, page: PageId, id: &str, has_caption: bool) -> Option<String> {
        let is_numbered = matches!(LabelKind::of(id), Some(LabelKind::Figure | LabelKind::Table));
        let label = self.reference_text(page, id).filter(|_| is_numbered)?;
        Some(if has_caption { self.names.number_words.caption.replace("{label}", &label) } else { label })
    }

    /// Returns the ids that two places of the guide have, with the pages of the two.
    pub fn repeated_labels(&self) -> &[(PageId, PageId, String)] {
        &self.labels.repeated
    }

    /// Returns where a reference leads.
    pub(super) fn lead_reference(&self, id: &str, is_near_sought: bool) -> Target {
        if let Some(place) = self.labels.by_id.get(id) {
            let anchors = &self.page(place.page).outline.anchors;
            let is_title = anchors.iter().any(|anchor| anchor.id == id && anchor.title);
            let anchor = (!is_title).then(|| id.to_owned());
            return Target::Page { page: place.page, query: String::new(), anchor };
        }
        let Some(kind) = LabelKind::of(id) else {
            return Target::Broken { message: format!("nothing has the id `{id}`"), help: None };
        };
        let message = format!("no {} has the id `{id}`", kind.name());
        let of_kind = self.labels.by_id.iter().filter(|(_, place)| place.kind == kind);
        let known = of_kind.take(if is_near_sought { MAX_COMPARED } else { 0 });
        let near = nearest(id, known.map(|(id, _)| id.as_str()));
        let help = match (self.hidden_page_with(id), near) {
            (Some(page), _) => match self.pages.readers_of(page) {
                Some(readers) => {
                    format!("it is on a page that is {}: remove the reference", readers.describe())
                }
                None if self.pages.withdrawal(page).is_some() => {
                    "it is on a page that is withdrawn: remove the reference".to_owned()
                }
                None => "it is on a draft: build with --drafts, or remove the reference".to_owned(),
            },
            (None, Some(near)) => format!("did you mean `@{near}`?"),
            (None, None) => format!("{}, or write `\\@{id}` for a text", how_to_label(kind, id)),
        };
        Target::Broken { message, help: Some(help) }
    }

    /// Returns the page that no edition shows with a label of this id.
    fn hidden_page_with(&self, id: &str) -> Option<PageId> {
        let has_label = |page: &SitePage| page.outline.labels.iter().any(|label| label.id == id);
        let at = self.pages.all.iter().position(|page| page.is_hidden() && has_label(page))?;
        Some(PageId::new(at))
    }
}

fn how_to_label(kind: LabelKind, id: &str) -> String {
    match kind {
        LabelKind::Figure => format!("write `{{#{id}}}` after the image, in a paragraph of its own"),
        LabelKind::Table => format!("write `Table: Its caption {{#{id}}}` before or after the table"),
        LabelKind::Section => format!("write `{{#{id}}}` after the heading"),
        LabelKind::Step => format!("write `{{#{id}}}` at the end of an item of a numbered list"),
    }
}
