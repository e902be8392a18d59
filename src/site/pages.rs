//! The pages of a site: which of them are shown, and the section that each is in. A folder is a section; its pages come
//! by `order`, then by file name as a person counts.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::parse::{INDEX, Outline, stem};
use crate::paths::{self, UrlPath};
use crate::site::id::PageId;
use crate::site::model::{Drafts, Names, Pages, SitePage};

/// Finds the pages, those that are left out, and the sections.
pub fn arrange(names: &Names) -> (Pages, Vec<Diagnostic>) {
    let outlines = &names.outlines;
    let hidden = hidden(outlines, names.drafts);
    let (mut by_path, mut by_file_name) = (HashMap::with_capacity(outlines.len()), HashMap::new());
    for (index, outline) in outlines.iter().enumerate() {
        by_path.insert(outline.path.clone(), PageId::new(index));
        let same_name: &mut Vec<PageId> =
            by_file_name.entry(paths::file_name(&outline.path).to_owned()).or_default();
        same_name.push(PageId::new(index));
    }
    let parent = |(outline, hidden): (&Arc<Outline>, &bool)| {
        (!hidden).then(|| section(&outline.path)).flatten().map(|landing| by_path[&landing])
    };
    let parents: Vec<Option<PageId>> = outlines.iter().zip(&hidden).map(parent).collect();
    let children = children(outlines, &parents);
    let page = |(((outline, hidden), parent), children): (((&Arc<Outline>, _), _), _)| SitePage {
        outline: Arc::clone(outline),
        url: UrlPath::new(format!("{}.html", stem(&outline.path))),
        hidden,
        parent,
        children,
    };
    let all = outlines.iter().zip(hidden).zip(parents).zip(children).map(page).collect();
    let home = outlines[by_path[INDEX].index()].as_ref();
    let problem = (names.drafts == Drafts::Left && home.front.draft).then(|| draft_home(home));
    (Pages { all, by_path, by_file_name }, problem.into_iter().collect())
}

fn draft_home(home: &Outline) -> Diagnostic {
    Diagnostic::warning(Place::file(&home.source), "the home page is a draft, but it is published anyway")
        .help("every site needs a home page: remove `draft: true`")
}

/// Reports which pages are left out: drafts, and what is in the section of a draft landing page.
fn hidden(outlines: &[Arc<Outline>], drafts: Drafts) -> Vec<bool> {
    if drafts == Drafts::Shown {
        return vec![false; outlines.len()];
    }
    let folders: BTreeSet<&str> = outlines
        .iter()
        .filter(|outline| outline.front.draft && outline.is_index())
        .map(|outline| paths::folder(&outline.path))
        .filter(|folder| !folder.is_empty())
        .collect();
    let is_hidden = |outline: &Arc<Outline>| {
        let path = outline.path.as_str();
        let inside = path.match_indices('/').any(|(at, _)| folders.contains(&path[..at]));
        inside || outline.front.draft && path != INDEX
    };
    let hidden: Vec<bool> = outlines.iter().map(is_hidden).collect();
    let alive = alive(outlines, &hidden);
    let is_dead = |outline: &Outline| outline.synthetic && !alive.contains(paths::folder(&outline.path));
    outlines.iter().zip(&hidden).map(|(outline, hidden)| *hidden || is_dead(outline)).collect()
}

/// Returns the folders that have a page. A folder of drafts alone gets no synthetic landing page, for its name is a
/// draft too.
fn alive<'a>(outlines: &'a [Arc<Outline>], hidden: &[bool]) -> BTreeSet<&'a str> {
    let mut alive = BTreeSet::from([""]);
    for (outline, _) in
        outlines.iter().zip(hidden).filter(|(outline, hidden)| !**hidden && !outline.synthetic)
    {
        let path = outline.path.as_str();
        alive.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
    }
    alive
}

/// Returns the path of the landing page of the section that a page is in; none for the home page.
fn section(path: &str) -> Option<String> {
    let folder = match path.strip_suffix("/index.md") {
        _ if path == INDEX => return None,
        Some(section) => paths::folder(section),
        None => paths::folder(path),
    };
    Some(if folder.is_empty() { INDEX.to_owned() } else { format!("{folder}/{INDEX}") })
}

/// Returns the pages and sections of each page's section, in order.
fn children(outlines: &[Arc<Outline>], parents: &[Option<PageId>]) -> Vec<Vec<PageId>> {
    let mut children = vec![Vec::new(); outlines.len()];
    for (index, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            children[parent.index()].push(PageId::new(index));
        }
    }
    for siblings in &mut children {
        siblings.sort_by(|a, b| by_order(&outlines[a.index()], &outlines[b.index()]));
    }
    children
}

fn by_order(a: &Outline, b: &Outline) -> Ordering {
    let order = |outline: &Outline| outline.front.order.unwrap_or(i64::MAX);
    order(a).cmp(&order(b)).then_with(|| natural(name(&a.path), name(&b.path)))
}

/// Returns what a page is sorted by: its path without its ending, for a landing page that of its folder.
fn name(path: &str) -> &str {
    stem(path.strip_suffix("/index.md").unwrap_or(path))
}

/// Compares as a person does: `step-9` before `step-10`. Equal only if the texts are.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while !left.is_empty() && !right.is_empty() {
        let (number_a, rest_a) = leading_number(left);
        let (number_b, rest_b) = leading_number(right);
        let step = match (number_a, number_b) {
            // Numbers of any length: without leading zeros, the longer one is the larger one.
            (Some(a), Some(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            _ => left.chars().next().cmp(&right.chars().next()),
        };
        if step != Ordering::Equal {
            return step;
        }
        (left, right) = match (number_a, number_b) {
            (Some(_), Some(_)) => (rest_a, rest_b),
            _ => (after_first(left), after_first(right)),
        };
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

fn leading_number(text: &str) -> (Option<&str>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    ((digits > 0).then(|| number.trim_start_matches('0')), rest)
}

fn after_first(text: &str) -> &str {
    let mut letters = text.chars();
    letters.next();
    letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_come_as_a_person_counts() {
        let mut names = ["step-10", "step-9", "step-1b", "step-1", "a", "step-010", "é"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a", "step-1", "step-1b", "step-9", "step-010", "step-10", "é"]);
    }
}
