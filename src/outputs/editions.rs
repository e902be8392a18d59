//! The edition codes on a page: its own, and those of older sheets of paper that lead to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::edition_code::EditionCode;
use crate::outputs::day::day;
use crate::releases::Release;
use crate::site::{Leaf, PageId};
use crate::snapshot::Snapshot;
use crate::view::{EarlierEdition, EditionChange, PageEdition};

/// Returns the edition of a page; `None` if it has no code.
pub fn of_page(snapshot: &Snapshot, id: PageId) -> Option<PageEdition<'static>> {
    let current = snapshot.editions_at(id);
    let code = current.first()?.to_string();
    let whole = snapshot.edition_of_whole(id).map(|code| code.to_string());
    let (releases, language) = (snapshot.releases_of(id), snapshot.site.language_of(id));
    let changes = changes(releases);
    let old = releases.iter().enumerate().filter(|(_, release)| !current.contains(&release.code));
    let earlier: BTreeMap<EditionCode, EarlierEdition<'static>> = old
        .map(|(at, release)| {
            let earlier = EarlierEdition {
                code: release.code.compact(),
                released: day(release.date, language),
                replaced: release.replaced(releases).map(|date| day(date, language)),
                changes: changes.iter().map(|(first, _)| u32::from(*first <= at)).sum(),
            };
            (release.code, earlier)
        })
        .collect();
    let current = current.into_iter().map(EditionCode::compact).collect();
    let changes = changes.into_iter().map(|(at, text)| EditionChange {
        released: day(releases[at].date, language),
        text: text.to_owned(),
    });
    Some(PageEdition {
        code,
        whole,
        current,
        earlier: earlier.into_values().collect(),
        changes: changes.collect(),
    })
}

/// Returns what was new in each release, the oldest first, with the place of the release. A text that several editions of a day have
/// is there once, because they were released together.
fn changes(releases: &[Release]) -> Vec<(usize, &str)> {
    let mut known = BTreeSet::new();
    let all = releases.iter().enumerate();
    let texts = all.filter_map(|(at, release)| Some((at, release.changes.as_deref()?)));
    texts.filter(|(at, text)| known.insert((releases[*at].date, *text))).collect()
}

/// Returns the edition of the print page that begins with a page: that of its pages.
pub fn of_print_page(snapshot: &Snapshot, root: PageId) -> Option<PageEdition<'static>> {
    snapshot.edition_of_whole(root).map(of_code)
}

/// Returns the edition of a leaf: that of its pages.
pub fn of_leaf(snapshot: &Snapshot, leaf: &Leaf) -> PageEdition<'static> {
    of_code(snapshot.edition_of(&leaf.pages))
}

fn of_code(code: EditionCode) -> PageEdition<'static> {
    PageEdition {
        code: code.to_string(),
        whole: None,
        current: vec![code.compact()],
        earlier: Vec::new(),
        changes: Vec::new(),
    }
}
