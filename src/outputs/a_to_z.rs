//! The A–Z page: what the search finds, as in the index of a book, for readers without JavaScript. In a large guide it
//! has only the titles of pages, split into parts, so that no page grows with the guide.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Diagnostic;
use crate::document::Kind;
use crate::language::Collation;
use crate::outputs::context::{Context, Rendered};
use crate::outputs::frame::Frame;
use crate::paths::{self, UrlPath};
use crate::render::edition::BaseUrl;
use crate::search::fold::fold;
use crate::search::sections::tidy;
use crate::site::{A_TO_Z_TEMPLATE, Output, PageId, Pages, Plan, Route, a_to_z_url, is_searched, searchable};
use crate::view::{AToZ, AToZEntry as Entry, AToZPart, AToZPlace, Letter, View};

/// The template of the page.
pub const TEMPLATE: &str = A_TO_Z_TEMPLATE;

/// The largest guide with a complete A–Z page, in pages. Beyond it, the page has only titles, in parts.
const MAX_COMPLETE: usize = 1000;
/// The number of titles on a part.
const TITLES_ON_PART: usize = 500;
/// The deepest heading that is an entry.
const MAX_HEADING_LEVEL: u8 = 3;
/// The highest number of headings in the guide at which headings are entries.
const MAX_HEADINGS: usize = 3000;
/// The highest number of places that an entry links to.
const MAX_PLACES: usize = 50;

/// Returns the routes of the page and its parts, if the site has a search.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    if !is_searched(plan.names) {
        return Vec::new();
    }
    (0..=parts(plan.pages)).map(|part| Route::made(a_to_z_url(part), Output::AToZ(part))).collect()
}

/// Returns the number of parts that the page has beside itself; none if it is complete.
fn parts(pages: &Pages) -> usize {
    match searchable(pages).count() {
        0..=MAX_COMPLETE => 0,
        pages => pages.div_ceil(TITLES_ON_PART),
    }
}

/// Renders the A–Z page, or a part of it.
pub fn render(context: Context<'_>, url: &UrlPath, part: usize) -> Result<Rendered, Diagnostic> {
    let snapshot = context.snapshot;
    let from = BaseUrl::at(url);
    let frame = Frame::new(snapshot, &from);
    let lister = Lister { frame: &frame, collation: Collation::new(&snapshot.config.language.value) };
    let list = match parts(&snapshot.site.pages) {
        0 => lister.complete(),
        parts => lister.part(part, parts),
    };
    let title = snapshot.theme.labels.get("a_to_z").map_or("A–Z", String::as_str);
    let page = frame.made_page(title, "a-z", url.as_str());
    let view = View { a_to_z: Some(list), ..frame.view(page, frame.head(), None) };
    snapshot.renderer.render(TEMPLATE, &view).map(Rendered::Made)
}

/// The order of entries: by their letter, then by their words.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    letter_collation: Vec<u8>,
    letter: String,
    words_collation: Vec<u8>,
    words: String,
}

impl Key {
    fn new(words: &str, collation: &Collation) -> Key {
        let letter = letter(words, collation);
        let plain = words.trim_start_matches(|c: char| !c.is_alphanumeric());
        let plain = if plain.is_empty() { words } else { plain };
        Key {
            letter_collation: collation.key(&letter),
            letter,
            words_collation: collation.key(plain),
            words: words.to_lowercase(),
        }
    }
}

type Entries<'a> = BTreeMap<Key, Entry<'a>>;

struct Lister<'a, 'b, 'c> {
    frame: &'c Frame<'a, 'b>,
    collation: Collation,
}

impl<'a> Lister<'a, '_, '_> {
    /// Returns the titles, headings, terms and tags of every page.
    fn complete(&self) -> AToZ<'a> {
        let snapshot = self.frame.snapshot;
        let found: Vec<PageId> = snapshot.site.searchable().collect();
        let headings: usize = found.iter().map(|id| snapshot.site.page(*id).outline.anchors.len()).sum();
        let mut entries = Entries::new();
        for id in found {
            self.add(&mut entries, id, (snapshot.site.page(id).outline.title.clone(), ""));
            if headings <= MAX_HEADINGS {
                self.add_headings(&mut entries, id);
            }
            self.add_terms(&mut entries, id);
            for tag in &snapshot.site.page(id).outline.front.tags {
                self.add(&mut entries, id, (tag.clone(), ""));
            }
        }
        AToZ { letters: letters(entries), parts: Vec::new() }
    }

    /// Returns the titles of one part; for the page itself, only where each part begins and ends.
    fn part(&self, part: usize, parts: usize) -> AToZ<'a> {
        let site = &self.frame.snapshot.site;
        let title = |id: PageId| site.page(id).outline.title.as_str();
        let all = self.frame.snapshot.titles_in_order(|| self.in_order());
        let of = |number: usize| {
            let titles = &all[(number - 1) * TITLES_ON_PART..(number * TITLES_ON_PART).min(all.len())];
            AToZPart {
                first: titles.first().map_or("", |id| title(*id)),
                last: titles.last().map_or("", |id| title(*id)),
                href: self.frame.from.href(&a_to_z_url(number)),
                current: number == part,
            }
        };
        let mut entries = Entries::new();
        let titles = all.iter().skip(part.saturating_sub(1) * TITLES_ON_PART).take(TITLES_ON_PART);
        for id in titles.filter(|_| part > 0) {
            self.add(&mut entries, *id, (title(*id).to_owned(), ""));
        }
        AToZ { letters: letters(entries), parts: (1..=parts).map(of).collect() }
    }

    /// Returns the pages in the order of their titles.
    fn in_order(&self) -> Vec<PageId> {
        let site = &self.frame.snapshot.site;
        let key = |id: PageId| Key::new(&site.page(id).outline.title, &self.collation);
        let mut all: Vec<(Key, PageId)> = site.searchable().map(|id| (key(id), id)).collect();
        all.sort();
        all.into_iter().map(|(_, id)| id).collect()
    }

    fn add_headings(&self, entries: &mut Entries<'a>, id: PageId) {
        let headings = self.frame.snapshot.pages[id.index()].body.headings();
        for (node, heading) in headings.filter(|(_, heading)| heading.level <= MAX_HEADING_LEVEL) {
            self.add(entries, id, (node.plain_text(), &heading.id));
        }
    }

    /// Adds the terms of definition lists, each with its section. Footnotes are in no section.
    fn add_terms(&self, entries: &mut Entries<'a>, id: PageId) {
        let mut section: &str = "";
        for node in self.frame.snapshot.pages[id.index()].body.nodes() {
            if let Some(heading) = node.heading() {
                section = &heading.id;
            } else if matches!(node.kind(), Kind::Footnote { .. }) {
                section = "";
            } else if node.kind() == Kind::Term {
                self.add(entries, id, (node.plain_text(), section));
            }
        }
    }

    /// Adds words that lead to a section of a page, or to the page.
    fn add(&self, entries: &mut Entries<'a>, id: PageId, (words, section): (String, &str)) {
        let (site, words) = (&self.frame.snapshot.site, tidy(&words));
        if words.is_empty() {
            return;
        }
        let page = &site.page(id).outline.title;
        let language = site.foreign_language(id);
        let anchor = if section.is_empty() { String::new() } else { paths::fragment(section) };
        let whole = section.is_empty() && words == *page;
        let entry = entries.entry(Key::new(&words, &self.collation)).or_insert_with(|| Entry {
            title: words.into(),
            language,
            places: Vec::new(),
        });
        // A section is one place even if it has the same words twice, and a page is where its sections are.
        let href = self.frame.href(id) + &anchor;
        let is_there =
            |place: &AToZPlace<'_>| place.href == href || anchor.is_empty() && place.href.starts_with(&href);
        if entry.places.len() < MAX_PLACES && !entry.places.iter().any(is_there) {
            entry.places.push(AToZPlace { title: page, href, whole });
        }
    }
}

/// Returns the letter that words are listed under: their first one, without its accents unless it is a letter of its own
/// in the language; in Korean its first sound, in Japanese the syllable without its marks, and one for all Chinese
/// characters; `#` for what begins with none.
fn letter(words: &str, collation: &Collation) -> String {
    let folded = words.split_whitespace().map(fold).find(|it| !it.is_empty()).unwrap_or_default();
    let Some(first) = folded.chars().next().filter(|it| it.is_alphabetic()) else { return "#".into() };
    let own = words.nfc().find(|it| it.is_alphabetic()).map(String::from).unwrap_or_default();
    if collation.are_different_letters(&own, &fold(&own)) {
        return own.to_uppercase();
    }
    let base = first.nfkd().next().unwrap_or(first);
    match base {
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => "漢".into(),
        // Katakana as the hiragana of the same sound.
        '\u{30A1}'..='\u{30F6}' => char::from_u32(u32::from(base) - 0x60).unwrap_or(base).to_string(),
        _ => base.to_uppercase().collect(),
    }
}

fn letters(entries: Entries<'_>) -> Vec<Letter<'_>> {
    let mut letters: Vec<Letter<'_>> = Vec::new();
    for (Key { letter, .. }, entry) in entries {
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.entries.push(entry),
            None => {
                let id = format!("letter--{}", if letter == "#" { "0" } else { &letter }.to_lowercase());
                letters.push(Letter { letter, id, entries: vec![entry] });
            }
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_under_a_letter_that_readers_look_for() {
        let under = |words: &str| letter(words, &Collation::new("en"));
        for (words, letter) in [
            ("été", "E"),
            ("Öl", "O"),
            ("9 months", "#"),
            ("…", "#"),
            ("ガーゼ", "か"),
            ("母乳", "漢"),
            ("ж", "Ж"),
        ] {
            assert_eq!(under(words), letter, "{words}");
        }
    }
}
