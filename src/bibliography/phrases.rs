//! The engine's text → phrases.

use hayagriva::citationberg::{FontStyle, FontWeight, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Formatted, Formatting};

use super::repairs;
use crate::document::{Baseline, Look, Phrase, PhraseTarget};
use crate::text;

/// Returns the phrases of a text in which every word leads to the source that it cites; `key` returns the key of a source
/// by its place in the citation.
pub fn cited<'k>(children: &ElemChildren, key: &dyn Fn(usize) -> &'k str) -> Vec<Phrase> {
    let mut flat = Flat { phrases: Vec::new(), key: Some(key), to: None };
    flat.children(children);
    merged(flat.phrases)
}

/// Returns the phrases of an entry in the list of sources.
pub fn listed(children: &ElemChildren, first: Option<&ElemChild>) -> Vec<Phrase> {
    let mut flat = Flat { phrases: Vec::new(), key: None, to: None };
    if let Some(first) = first {
        flat.child(first);
        trim_end(&mut flat.phrases);
        flat.push(" ", Look::default());
    }
    let begin = flat.phrases.len();
    flat.children(children);
    if let Some(after) = flat.phrases.get_mut(begin) {
        after.text = after.text.trim_start().to_owned();
    }
    trim_end(&mut flat.phrases);
    merged(flat.phrases)
}

/// Returns the parts of a citation that are about its sources, without what is around them.
pub fn inside(children: &ElemChildren) -> ElemChildren {
    let is_item =
        |child: &&ElemChild| matches!(child, ElemChild::Elem(Elem { meta: Some(ElemMeta::Entry(_)), .. }));
    ElemChildren(children.0.iter().filter(is_item).cloned().collect())
}

/// Removes the names from a citation, and the mark after them.
pub fn without_names(children: &mut ElemChildren) {
    let is_names =
        |child: &ElemChild| matches!(child, ElemChild::Elem(Elem { meta: Some(ElemMeta::Names(_)), .. }));
    if let Some(at) = children.0.iter().position(is_names) {
        children.0.remove(at);
        if let Some(next) = children.0.get_mut(at) {
            trim_start(next);
        }
        return;
    }
    for child in &mut children.0 {
        if let ElemChild::Elem(element) = child {
            without_names(&mut element.children);
        }
    }
}

/// Removes the names of people from the start of a citation, and the mark after them. Returns whether there were any: a style
/// may print a title in the place of names.
pub fn without_people(children: &mut ElemChildren) -> bool {
    remove_people(children) == Some(true)
}

/// Removes the first names, unless they are a title. Returns whether they were removed; `None` if there are none.
fn remove_people(children: &mut ElemChildren) -> Option<bool> {
    for at in 0..children.0.len() {
        let ElemChild::Elem(element) = &mut children.0[at] else { continue };
        if !matches!(element.meta, Some(ElemMeta::Names(_))) {
            let removed = remove_people(&mut element.children);
            if removed.is_some() {
                return removed;
            }
        } else if element.children.0.iter().any(has_people) {
            children.0.remove(at);
            children.0.get_mut(at).into_iter().for_each(trim_start);
            return Some(true);
        } else {
            return Some(false);
        }
    }
    None
}

/// Reports whether a part of a citation prints the names of people.
pub fn has_people(child: &ElemChild) -> bool {
    let ElemChild::Elem(element) = child else { return false };
    matches!(element.meta, Some(ElemMeta::Name(..))) || element.children.0.iter().any(has_people)
}

/// Removes the mark that a part of a citation begins with.
fn trim_start(child: &mut ElemChild) {
    match child {
        ElemChild::Text(text) => {
            text.text = text.text.trim_start_matches([',', ' ', '\u{A0}', ';', ':']).to_owned();
        }
        ElemChild::Elem(element) => {
            if let Some(first) = element.children.0.first_mut() {
                trim_start(first);
            }
        }
        _ => {}
    }
}

/// Returns the look of the engine's formatting.
fn look(formatting: Formatting) -> Look {
    Look {
        is_italic: formatting.font_style == FontStyle::Italic,
        is_bold: formatting.font_weight == FontWeight::Bold,
        baseline: baseline(formatting.vertical_align),
    }
}

/// Returns the position of the engine's text.
pub fn baseline(align: VerticalAlign) -> Baseline {
    match align {
        VerticalAlign::Sup => Baseline::Raised,
        VerticalAlign::Sub => Baseline::Lowered,
        _ => Baseline::Normal,
    }
}

struct Flat<'f, 'k> {
    phrases: Vec<Phrase>,
    key: Option<&'f dyn Fn(usize) -> &'k str>,
    to: Option<PhraseTarget>,
}

impl Flat<'_, '_> {
    fn children(&mut self, children: &ElemChildren) {
        children.0.iter().for_each(|child| self.child(child));
    }

    fn child(&mut self, child: &ElemChild) {
        match child {
            ElemChild::Text(text) => self.formatted(text),
            ElemChild::Elem(element) => self.element(element),
            ElemChild::Markup(text) => self.push(text, Look::default()),
            ElemChild::Link { text, url } => {
                let is_web = url.starts_with("https://") || url.starts_with("http://");
                let outer = self.to.clone();
                if is_web && outer.is_none() {
                    self.to = Some(PhraseTarget::Web(url.clone()));
                }
                self.formatted(text);
                self.to = outer;
            }
            ElemChild::Transparent { .. } => {}
        }
    }

    fn element(&mut self, element: &Elem) {
        let outer = self.to.clone();
        if let (Some(ElemMeta::Entry(at)), Some(key)) = (&element.meta, self.key) {
            self.to = Some(PhraseTarget::Source(key(*at).to_owned()));
        }
        // A part that a style puts beside or below is separated by a space.
        let is_apart =
            element.display.is_some() && self.phrases.last().is_some_and(|it| !it.text.ends_with(' '));
        if is_apart {
            self.push(" ", Look::default());
        }
        self.children(&element.children);
        self.to = outer;
    }

    fn formatted(&mut self, text: &Formatted) {
        self.push(&text.text, look(text.formatting));
    }

    fn push(&mut self, text: &str, look: Look) {
        self.phrases.push(Phrase { text: text.to_owned(), look, to: self.to.clone() });
    }
}

fn trim_end(phrases: &mut Vec<Phrase>) {
    while let Some(last) = phrases.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        phrases.pop();
    }
}

/// Joins neighbours with the same look that lead to the same place, and repairs their text.
pub fn merged(phrases: Vec<Phrase>) -> Vec<Phrase> {
    let mut merged: Vec<Phrase> = Vec::new();
    for phrase in phrases {
        match merged.last_mut().filter(|last| (last.look, &last.to) == (phrase.look, &phrase.to)) {
            Some(last) => last.text.push_str(&phrase.text),
            None => merged.push(phrase),
        }
    }
    for phrase in &mut merged {
        phrase.text = repairs::text(&phrase.text).replace(['\n', '\t'], " ");
        if phrase.text.contains(text::is_control) {
            phrase.text = text::replace_control(&phrase.text);
        }
    }
    merged.retain(|phrase| !phrase.text.is_empty());
    merged
}
