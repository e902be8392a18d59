//! Stage 2: one source → one page. Each file is parsed alone: what a page is depends on its own bytes and on the
//! settings of Markdown and front matter, and on no other file. Never touches the disk.

mod autolink;
mod fence;
mod front_matter;
mod headings;
mod lint;
mod markdown;
pub mod reading;
mod scripts;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

pub use front_matter::FrontMatter;
pub use headings::slug;
use markdown::Parsed;

use crate::config::Markdown;
use crate::config::checks::Checks;
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::document::{Body, LinkId, Node};
use crate::paths::{self, SourcePath};
use crate::schema::Unknown;
use crate::search::PageWords;
use crate::search::words::Head;

/// One parsed file.
#[derive(Debug)]
pub struct Page {
    /// Of the bytes it was parsed from.
    pub fingerprint: u64,
    /// What other pages may know of it.
    pub outline: Arc<Outline>,
    /// What it says.
    pub body: Body,
    /// The mistakes in it that can be seen without any other file.
    pub problems: Vec<Diagnostic>,
    /// What a search finds it by, once that was asked for.
    words: OnceLock<PageWords>,
}

/// What other pages may know of a page: names, never prose.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// The file, for messages.
    pub source: SourcePath,
    /// The file relative to the content folder: how links and settings name the page.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its front matter.
    pub front: FrontMatter,
    /// Every place in it that a link can lead to.
    pub anchors: Vec<Anchor>,
    /// Files that it shows as images, as paths in the content folder, in order and without repeats. Whether they are
    /// there is not known yet.
    pub images: Vec<String>,
    /// Whether no file stands behind it: a folder without an `index.md`.
    pub synthetic: bool,
    /// About how long its text is, in KB of Markdown: coarse, so that an edit rarely changes it.
    pub size_class: u32,
}

/// A place in a page that a link can lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Its id.
    pub id: String,
    /// The heading's text; empty for an id in the author's HTML.
    pub text: String,
    /// Whether it is the heading that became the page's title, so that a link to it leads to the page.
    pub title: bool,
}

impl Page {
    /// What a search finds it by.
    pub fn words(&self) -> &PageWords {
        let front = &self.outline.front;
        self.words.get_or_init(|| {
            let description = front.description.as_deref().unwrap_or_default();
            PageWords::of(Head { title: &self.outline.title, description, tags: &front.tags }, &self.body)
        })
    }

    /// An outline that is equal to the previous one is the previous one, so that equal names are seen to be equal
    /// without reading them.
    fn with_outline_of(mut self, previous: &Page) -> Page {
        if self.outline == previous.outline {
            self.outline = Arc::clone(&previous.outline);
        }
        self
    }
}

impl Outline {
    /// Whether the page is its folder's landing page.
    pub fn is_index(&self) -> bool {
        paths::file_name(&self.path) == INDEX
    }
}

/// The name of a folder's landing page.
pub const INDEX: &str = "index.md";

/// A page's path without its ending.
pub fn stem(path: &str) -> &str {
    path.strip_suffix(".md").unwrap_or(path)
}

/// The settings that a page's meaning depends on.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ParseOptions {
    /// How Markdown is read.
    pub markdown: Markdown,
    /// What an unknown front matter key is.
    pub unknown_keys: Unknown,
    /// The guide's title, for a home page that is made up.
    pub title: String,
    /// The guide's language tag.
    pub language: String,
    /// What of the author's habits is a warning.
    pub checks: Checks,
}

/// What the checks of a page's text need to know beside its tree.
pub struct About<'a> {
    source: &'a TextSource,
    options: &'a ParseOptions,
    language: &'a str,
}

impl About<'_> {
    fn checks(&self) -> &Checks {
        &self.options.checks
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place::span(&self.source.path, span)
    }
}

/// Parses every page, in path order, and makes up the landing pages that are missing. Texts that are parsed are let
/// go, for a guide holds them and the trees made of them at once otherwise. A page whose bytes did not
/// change is the previous page, so `previous` must have been parsed with equal options.
pub fn parse_all(
    sources: &mut BTreeMap<String, TextSource>,
    options: &ParseOptions,
    previous: &[Arc<Page>],
) -> Vec<Arc<Page>> {
    let at = |path: &str| {
        let at = previous.binary_search_by(|page| page.outline.path.as_str().cmp(path)).ok()?;
        Some(&previous[at])
    };
    let old = |path, source: &TextSource| at(path).filter(|page| page.outline.source == source.path);
    let mut pages: Vec<Arc<Page>> = sources
        .par_iter_mut()
        .map(|(path, source)| {
            let page = match old(path, source) {
                Some(old) if old.fingerprint == source.fingerprint => Arc::clone(old),
                Some(old) => Arc::new(parse(path, source, options).with_outline_of(old)),
                None => Arc::new(parse(path, source, options)),
            };
            source.release();
            page
        })
        .collect();
    let missing = missing_indexes(sources);
    if !missing.is_empty() {
        pages.extend(missing.into_iter().map(|folder| {
            let page = synthetic(&folder, options);
            let old = at(&page.outline.path).filter(|it| it.outline.synthetic);
            old.map_or_else(|| Arc::new(page), Arc::clone)
        }));
        pages.sort_by(|a, b| a.outline.path.cmp(&b.outline.path));
    }
    pages
}

/// Parses one file. `path` is relative to the content folder.
pub fn parse(path: &str, source: &TextSource, options: &ParseOptions) -> Page {
    let mut problems = Vec::new();
    let (mut front, body_at) = front_matter::read(source, options.unknown_keys, &mut problems);
    let readable = problems.is_empty();
    let mut parsed = markdown::read(source, body_at, &options.markdown, &mut problems);
    let mut anchors = headings::assign(&mut parsed, source, &mut problems);
    let title = front.title.clone().or_else(|| title_heading(&parsed.body).map(Node::plain_text));
    let title = title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| {
        let problem =
            Diagnostic::warning(Place::file(&source.path), "the page has no title, so its file name is used")
                .help("add `title:` to the front matter, or start the text with a `# Heading`");
        // A title that is there and could not be read is not missing.
        problems.extend(readable.then_some(problem));
        if path == INDEX { options.title.clone() } else { humanized(path) }
    });
    if let Some(id) = take_title_heading(&mut parsed.body, &title, &source.path, &mut problems) {
        anchors.iter_mut().filter(|it| *it.id == *id).for_each(|it| it.title = true);
    }
    front.title = None;
    let language = front.language.as_deref().unwrap_or(&options.language);
    let about = About { source, options, language };
    lint::check(&parsed.body, &about, &mut problems);
    reading::check(&parsed.body, &about, &mut problems);
    problems.sort();
    let outline = Outline {
        source: source.path.clone(),
        path: path.to_owned(),
        title,
        front,
        anchors,
        images: images(&parsed, path),
        synthetic: false,
        size_class: size_class(source.text.len() - body_at),
    };
    Page {
        fingerprint: source.fingerprint,
        outline: Arc::new(outline),
        body: parsed.body,
        problems,
        words: OnceLock::new(),
    }
}

/// The files that a page shows as images.
fn images(parsed: &Parsed, path: &str) -> Vec<String> {
    let file = |link: &LinkId| {
        let destination = parsed.body[*link].destination.trim();
        let name = destination.split(['?', '#']).next().filter(|it| !it.contains(':'))?;
        paths::join(paths::folder(path), &paths::decode(name)?)
    };
    let files: BTreeSet<String> = parsed.images.iter().filter_map(file).collect();
    files.into_iter().collect()
}

/// The first heading that is in no other block, but for the author's HTML around it.
fn title_heading(body: &Body) -> Option<Node<'_>> {
    body.flow().find(|node| node.heading().is_some())
}

/// A first heading of level one that says the title is the title: the template prints it. Returns its id.
fn take_title_heading(
    body: &mut Body,
    title: &str,
    path: &SourcePath,
    problems: &mut Vec<Diagnostic>,
) -> Option<Box<str>> {
    let node = title_heading(body)?;
    let heading = node.heading().filter(|heading| heading.level == 1)?;
    if straight(&node.plain_text()) != straight(title) {
        problems.push(
            Diagnostic::warning(
                Place::span(path, node.span().range()),
                "the page has a title and another `#` heading",
            )
            .label(format!("the front matter's title is “{title}”"))
            .help("make this heading a `##`, or remove one of the two"),
        );
        return None;
    }
    let (id, index) = (heading.id.clone(), node.index());
    body.remove(index);
    Some(id)
}

/// A text with straight quotes: a title in front matter has them, the same words in a heading may not.
fn straight(text: &str) -> String {
    text.replace(['‘', '’'], "'").replace(['“', '”'], "\"")
}

/// The folders of pages, and the root, that have no landing page.
fn missing_indexes(sources: &BTreeMap<String, TextSource>) -> Vec<String> {
    let mut folders = BTreeSet::from([String::new()]);
    for path in sources.keys() {
        let mut folder = paths::folder(path);
        while !folder.is_empty() && folders.insert(folder.to_owned()) {
            folder = paths::folder(folder);
        }
    }
    let index = |folder: &str| if folder.is_empty() { INDEX.to_owned() } else { format!("{folder}/{INDEX}") };
    folders.into_iter().filter(|folder| !sources.contains_key(&index(folder))).map(|it| index(&it)).collect()
}

/// The landing page of a folder that has none: a title, and no text, so that it lists what lies in the folder.
fn synthetic(path: &str, options: &ParseOptions) -> Page {
    let folder = paths::folder(path);
    let title = if folder.is_empty() { options.title.clone() } else { humanized(folder) };
    let outline = Outline {
        source: SourcePath::new(path),
        path: path.to_owned(),
        title,
        front: FrontMatter::default(),
        anchors: Vec::new(),
        images: Vec::new(),
        synthetic: true,
        size_class: size_class(0),
    };
    Page {
        fingerprint: 0,
        outline: Arc::new(outline),
        body: Body::default(),
        problems: Vec::new(),
        words: OnceLock::new(),
    }
}

/// A length in bytes as 1, 2, 3, 4, 6, 8, 12, 16, 24 … KB, so that few edits change it.
fn size_class(bytes: usize) -> u32 {
    let enough = |it: &u32| bytes <= *it as usize * 1024;
    let sizes = (0..20).flat_map(|power| [2 << power, 3 << power]);
    std::iter::once(1).chain(sizes).find(enough).unwrap_or(u32::MAX)
}

/// `warm-up_first.md` → `Warm up first`; an `index.md` is named by its folder.
fn humanized(path: &str) -> String {
    let path = path.strip_suffix("/index.md").unwrap_or(path);
    let name = stem(paths::file_name(path)).replace(['-', '_'], " ");
    let unnumbered = name.trim_start_matches(|c: char| c.is_ascii_digit());
    // `01-warm-up` is the first of its folder; `3d-printing` is no third.
    let name =
        if unnumbered.starts_with([' ', '.']) { unnumbered.trim_start_matches([' ', '.']) } else { &name }
            .trim();
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => paths::file_name(path).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_reads_as_a_title() {
        assert_eq!(humanized("technique/01-warm-up_first.md"), "Warm up first");
        assert_eq!(humanized("other-tips/index.md"), "Other tips");
        assert_eq!(humanized("2024.md"), "2024");
        assert_eq!(humanized("3d-printing.md"), "3d printing");
        assert_eq!(stem("notes.md.md"), "notes.md");
    }

    #[test]
    fn the_bulk_of_a_page_is_coarse() {
        let sizes = [0, 1024, 1025, 2049, 3073, 4097, 6200, 9000, 1_000_000];
        assert_eq!(sizes.map(size_class), [1, 1, 2, 3, 4, 6, 8, 12, 1024]);
    }
}
