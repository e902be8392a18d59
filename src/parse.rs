//! Stage 2: one source → one page. Each file is parsed alone: a page depends on its own text, on the files that it includes, and
//! on the settings of Markdown and front matter, and on no other file. Never reads the disk.

mod attributes;
mod autolink;
mod citations;
mod conditions;
mod directive_line;
mod extensions;
mod fence;
mod front_matter;
mod glossary;
pub mod glossary_file;
mod headings;
mod include;
mod labels;
mod lint;
mod locators;
mod markdown;
mod masking;
mod options;
mod outline;
mod punctuation;
pub mod reading;
mod references;
mod scripts;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

pub use conditions::Absent;
pub use front_matter::{ConditionKeys, FrontMatter, ReviewRule, Reviewer, Withdrawal};
pub use glossary::{GlossaryEntry, defined, is_exact};
pub use headings::slug;
use include::IncludeLine;
pub use labels::{Label, NameText};
use markdown::Parsed;
pub use options::{About, Audiences, ParseOptions};
pub use outline::{Anchor, INDEX, Outline, stem};
pub use values::PageValues;

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::document::{Body, Editions, LinkId, Node};
use crate::edition_code::{EditionCode, PageText};
use crate::language::straight_quotes;
use crate::paths::{self, SourcePath};
use crate::search::PageWords;
use crate::search::words::Head;
use crate::values::OPEN;

/// One parsed file.
#[derive(Debug)]
pub struct Page {
    /// The hash of the texts that it was parsed from.
    pub fingerprint: u64,
    /// The facts that other pages can know of it.
    pub outline: Arc<Outline>,
    /// Its text on the web.
    pub body: Body,
    /// Its text on paper, if it is another one.
    print_body: Option<Box<Body>>,
    /// What is absent from one of the two.
    pub absent: Absent,
    /// The mistakes in it that can be found without any other file.
    pub problems: Vec<Diagnostic>,
    /// The code of its words, in which a value of the guide counts by its name.
    pub edition_code: EditionCode,
    /// Words by which the search finds it too: other forms of the terms that it uses.
    synonyms: Box<[Box<str>]>,
    /// Its words for the search, once they are needed.
    words: OnceLock<PageWords>,
}

impl Page {
    /// Returns a page with its body for both editions, what is absent from one of them, and its mistakes.
    fn new(
        fingerprint: u64,
        outline: Outline,
        body: Body,
        (absent, problems): (Absent, Vec<Diagnostic>),
    ) -> Page {
        let (body, print_body) = conditions::editions(body);
        let (synonyms, words) = Default::default();
        let edition_code = EditionCode::of_page(&PageText {
            title: &outline.title,
            description: outline.front.description.as_deref().unwrap_or_default(),
            extra: &outline.front.extra,
            body: print_body.as_deref().unwrap_or(&body),
        });
        let outline = Arc::new(outline);
        Page { fingerprint, outline, body, print_body, absent, problems, edition_code, synonyms, words }
    }

    /// Returns its words for the search.
    pub fn words(&self) -> &PageWords {
        let front = &self.outline.front;
        self.words.get_or_init(|| {
            let description = front.description.as_deref().unwrap_or_default();
            let head =
                Head { title: &self.outline.title, description, tags: &front.tags, synonyms: &self.synonyms };
            PageWords::of(head, &self.body)
        })
    }

    /// Returns its text on paper.
    pub fn print_body(&self) -> &Body {
        self.print_body.as_deref().unwrap_or(&self.body)
    }

    /// Returns its texts, of which there are two if the web and paper show different ones.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        std::iter::once(&self.body).chain(self.print_body.as_deref())
    }

    /// Returns the page with another outline, and with bodies made of its own.
    #[must_use]
    pub fn with_text(&self, outline: Arc<Outline>, text: impl Fn(&Body) -> Body) -> Page {
        Page {
            fingerprint: self.fingerprint,
            outline,
            body: text(&self.body),
            print_body: self.print_body.as_deref().map(|body| Box::new(text(body))),
            absent: self.absent.clone(),
            problems: self.problems.clone(),
            edition_code: self.edition_code,
            synonyms: self.synonyms.clone(),
            words: OnceLock::new(),
        }
    }

    /// Returns the page with words by which the search finds it too.
    #[must_use]
    pub fn with_synonyms(self, synonyms: Box<[Box<str>]>) -> Page {
        Page { synonyms, ..self }
    }

    /// Returns the page with these mistakes too.
    #[must_use]
    pub fn with_problems(mut self, problems: Vec<Diagnostic>) -> Page {
        self.problems.extend(problems);
        self.problems.sort();
        self
    }

    /// Takes the previous outline if it is equal, so that equal outlines can be compared by their pointers.
    fn with_outline_of(mut self, previous: &Page) -> Page {
        if self.outline == previous.outline {
            self.outline = Arc::clone(&previous.outline);
        }
        self
    }
}

/// Parses every page, in path order, and adds the landing pages that are missing. Each text is dropped after parsing,
/// so that a guide does not keep its texts and trees in memory at once. A page whose bytes did not change is the
/// previous page, so `previous` must have been parsed with equal options.
pub fn parse_all(
    sources: &mut BTreeMap<String, TextSource>,
    options: &ParseOptions,
    previous: &[Arc<Page>],
) -> Vec<Arc<Page>> {
    let at = |path: &str| {
        let at = previous.binary_search_by(|page| page.outline.path.as_str().cmp(path)).ok()?;
        Some(&previous[at])
    };
    let old = |path, source: &TextSource| {
        at(path).filter(|page| page.outline.source.as_str() == source.path.as_str())
    };
    let mut pages: Vec<Arc<Page>> = sources
        .par_iter_mut()
        .map(|(path, source)| {
            let page = match old(path, source) {
                Some(old) if old.fingerprint == options.included.fingerprint(path, source) => Arc::clone(old),
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
    let fingerprint = options.included.fingerprint(path, source);
    let expanded = include::expand(path, source, &options.markdown, &options.included);
    let includes = expanded.as_ref().map(|expanded| &expanded.lines);
    let source = expanded.as_ref().map_or(source, |expanded| &expanded.source);
    let page = read_page(path, (source, includes), options);
    if !source.text.contains(OPEN) {
        return Page { fingerprint, ..page };
    }
    // The page is read once more, because its code may not depend on what the values of the guide are.
    let by_name = ParseOptions { values_by_name: true, ..options.clone() };
    let edition_code = read_page(path, (source, includes), &by_name).edition_code;
    Page { fingerprint, edition_code, ..page }
}

/// Reads the text of a page in which the files that it includes are in their places.
fn read_page(
    path: &str,
    (source, includes): (&TextSource, Option<&BTreeMap<usize, IncludeLine>>),
    options: &ParseOptions,
) -> Page {
    let mut problems = Vec::new();
    let (mut front, body_at, mut values) = front_matter::read(source, options, &mut problems);
    let readable = problems.is_empty();
    let language = front.language.clone().unwrap_or_else(|| options.language.clone());
    let about = markdown::MarkdownOptions { options, language: &language, includes };
    let mut parsed = read_text(source, body_at, about, &mut values, &mut problems);
    let only = front.only.as_ref();
    let editions = conditions::of_page(only, &source.path, &language, &options.audiences, &mut problems);
    let absent = conditions::absent(&parsed);
    let mut anchors = headings::assign(&mut parsed, &absent, source, &mut problems);
    let heading = title_heading(&parsed.body).filter(|_| front.title.is_none());
    let NameText { text, references: title_references } =
        heading.map(|heading| NameText::of(heading.children())).unwrap_or_default();
    let title = front.title.clone().or(Some(text));
    let labels = labels::collect(&parsed.body, source, &mut problems);
    let title = title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| {
        // A title that exists but could not be read is not missing.
        problems.extend(readable.then(|| no_title(&source.path)));
        if path == INDEX { options.title.clone() } else { humanized(path) }
    });
    if let Some(id) = take_title_heading(&mut parsed.body, &title, &source.path, &mut problems) {
        anchors.iter_mut().filter(|it| *it.id == *id).for_each(|it| it.title = true);
    }
    front.title = None;
    let about = About { source, options, language: &language };
    lint::check(&parsed.body, &about, &mut problems);
    reading::check(&parsed.body, &about, &mut problems);
    let glossary = glossary::entries(&front, &parsed.body, &source.path, &mut problems);
    problems.sort();
    let outline = Outline {
        source: source.path.clone(),
        path: path.to_owned(),
        title,
        front,
        title_references,
        editions,
        anchors,
        labels,
        glossary,
        citations: citations::collect(&parsed.body),
        images: images(&parsed, path),
        synthetic: false,
        size_class: size_class(source.text.len() - body_at),
    };
    Page::new(0, outline, parsed.body, (absent, problems))
}

fn no_title(path: &SourcePath) -> Diagnostic {
    Diagnostic::warning(Place::file(path), "the page has no title, so its file name is used")
        .help("add `title:` to the front matter, or start the text with a `# Heading`")
}

/// Reads the text of a page, without what is for other audiences and languages.
fn read_text(
    source: &TextSource,
    body_at: usize,
    about: markdown::MarkdownOptions<'_>,
    values: &mut PageValues<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Parsed {
    let (language, audiences) = (about.language, &about.options.audiences);
    let mut parsed = markdown::read(source, body_at, about, values, problems);
    problems.append(&mut values.problems);
    if parsed.body.has_conditions() {
        conditions::apply(&mut parsed, &source.path, language, audiences, problems);
    }
    parsed
}

/// Returns the files that a page shows as images.
fn images(parsed: &Parsed, path: &str) -> Vec<String> {
    let file = |link: &LinkId| {
        let destination = parsed.body[*link].destination.trim();
        let name = destination.split(['?', '#']).next().filter(|it| !it.contains(':'))?;
        paths::join(paths::folder(path), &paths::decode(name)?)
    };
    let files: BTreeSet<String> = parsed.images.iter().filter_map(file).collect();
    files.into_iter().collect()
}

/// Returns the first heading that is in no other block, except the author's HTML.
fn title_heading(body: &Body) -> Option<Node<'_>> {
    body.flow().find(|node| node.heading().is_some())
}

/// Removes a first heading of level one if it is the page's title, which the template prints. Returns its id.
fn take_title_heading(
    body: &mut Body,
    title: &str,
    path: &SourcePath,
    problems: &mut Vec<Diagnostic>,
) -> Option<Box<str>> {
    let node = title_heading(body)?;
    let heading = node.heading().filter(|heading| heading.level == 1)?;
    if straight_quotes(&node.plain_text()) != straight_quotes(title) {
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
    body.set_title(index);
    Some(id)
}

/// Returns the folders of pages, and the root, that have no landing page.
fn missing_indexes(sources: &BTreeMap<String, TextSource>) -> Vec<String> {
    let mut folders = BTreeSet::from([String::new()]);
    for path in sources.keys() {
        let mut folder = paths::folder(path);
        while !folder.is_empty() && folders.insert(folder.to_owned()) {
            folder = paths::folder(folder);
        }
    }
    let indexes = folders.iter().map(|folder| paths::index_of(folder));
    indexes.filter(|index| !sources.contains_key(index)).collect()
}

/// Returns a landing page for a folder that has none: a title without text, which lists the pages of the folder.
fn synthetic(path: &str, options: &ParseOptions) -> Page {
    let folder = paths::folder(path);
    let title = if folder.is_empty() { options.title.clone() } else { humanized(folder) };
    let outline = Outline {
        source: SourcePath::new(path),
        path: path.to_owned(),
        title,
        title_references: Vec::new(),
        front: FrontMatter::default(),
        editions: Editions::ALL,
        anchors: Vec::new(),
        labels: Vec::new(),
        glossary: Vec::new(),
        citations: Vec::new(),
        images: Vec::new(),
        synthetic: true,
        size_class: size_class(0),
    };
    Page::new(0, outline, Body::default(), (Absent::default(), Vec::new()))
}

/// Rounds a length in bytes to 1, 2, 3, 4, 6, 8, 12, 16, 24 … KB, so that few edits change it.
fn size_class(bytes: usize) -> u32 {
    let enough = |it: &u32| bytes <= *it as usize * 1024;
    let sizes = (0..20).flat_map(|power| [2 << power, 3 << power]);
    std::iter::once(1).chain(sizes).find(enough).unwrap_or(u32::MAX)
}

/// Converts `warm-up_first.md` to `Warm up first`; an `index.md` is named after its folder.
fn humanized(path: &str) -> String {
    let path = path.strip_suffix("/index.md").unwrap_or(path);
    let name = stem(paths::file_name(path)).replace(['-', '_'], " ");
    let unnumbered = name.trim_start_matches(|c: char| c.is_ascii_digit());
    // The number in `01-warm-up` is its position in the folder; that in `3d-printing` is part of the name.
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
    fn the_size_class_of_a_page_is_coarse() {
        let sizes = [0, 1024, 1025, 2049, 3073, 4097, 6200, 9000, 1_000_000];
        assert_eq!(sizes.map(size_class), [1, 1, 2, 3, 4, 6, 8, 12, 1024]);
    }
}
