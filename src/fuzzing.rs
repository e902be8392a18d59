//! What the fuzz targets in `fuzz/` and their replay in the tests call: each reads bytes that anybody may have written, and
//! must neither panic nor run long. For programs, this module is not an interface.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::rc::Rc;

use crate::bibliography::Library;
use crate::config;
use crate::discover::{Sources, TextSource};
use crate::document::html::token::{self, HtmlToken, Tag};
use crate::images;
use crate::outputs::{Context, Made, render};
use crate::parse::{self, ParseOptions};
use crate::paths::{SourcePath, UrlPath};
use crate::serve;
use crate::site::Pdfs;
use crate::snapshot::{Options, Snapshot};

/// A fuzz target: its name, which is also the folder of its corpus, and the function to call.
pub type FuzzTarget = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[FuzzTarget] = &[
    ("markdown-html", markdown_html),
    ("markdown-pdf", markdown_pdf),
    ("markdown-search", markdown_search),
    ("directives", directives),
    ("markdown-citations", markdown_citations),
    ("sources-bib", sources_bib),
    ("front-matter", front_matter),
    ("settings", settings),
    ("http-head", http_head),
    ("html-tokens", html_tokens),
    ("svg-head", svg_head),
];

/// Settings with everything that a page can use.
const SETTINGS: &str = "\
[markdown]
math = true
[values.ward]
phone = \"0123\"
[audiences.midwife]
title = \"Midwives\"
";

/// A text to include.
const PART: &str = "- a\n\n<!-- ANCHOR: b -->\n:::tip\nb [c](a.md)\n:::\n<!-- ANCHOR_END: b -->\n";

/// Returns a guide of one page with this text.
fn guide(bytes: &[u8]) -> Snapshot {
    let text = String::from_utf8_lossy(bytes);
    snapshot("", vec![("content/index.md", "# Home\n"), ("content/a.md", &*text)])
}

/// Returns a guide with these settings and files. Its theme is loaded once.
fn snapshot(settings: &'static str, mut files: Vec<(&str, &str)>) -> Snapshot {
    let options = Options { pdfs: Pdfs::Left, ..Options::default() };
    let empty = empty_guide(settings, &options);
    files.push(("site.toml", settings));
    Snapshot::from_sources_after(&options, Sources::from_texts(files), Some(&empty))
}

/// Returns the guide without pages that has these settings.
fn empty_guide(settings: &'static str, options: &Options) -> Rc<Snapshot> {
    thread_local! {
        static GUIDES: RefCell<BTreeMap<&'static str, Rc<Snapshot>>> = RefCell::default();
    }
    let make = || Rc::new(Snapshot::from_sources(options, Sources::from_texts([("site.toml", settings)])));
    GUIDES.with_borrow_mut(|guides| Rc::clone(guides.entry(settings).or_insert_with(make)))
}

fn rendered(snapshot: &Snapshot, url: &str) {
    let url = UrlPath::new(url);
    if let Some(output) = snapshot.site.routes.get(&url) {
        // A page with a mistake has diagnostics instead.
        let _ = render(Context::new(snapshot, &Made::default()), &url, output);
    }
}

/// Renders a page as HTML and as Markdown.
pub fn markdown_html(bytes: &[u8]) {
    let snapshot = guide(bytes);
    rendered(&snapshot, "a.html");
    rendered(&snapshot, "a.md");
    rendered(&snapshot, "print.html");
}

/// Renders a page of a guide with values, audiences, formulas and a part to include, which another page includes.
pub fn directives(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let files = vec![
        ("content/index.md", "# Home\n\n::include{file=\"a.md\"}\n"),
        ("content/a.md", &*text),
        ("content/_parts/part.md", PART),
    ];
    let snapshot = snapshot(SETTINGS, files);
    for url in ["index.html", "a.html", "a.md", "print.html"] {
        rendered(&snapshot, url);
    }
    snapshot.pages.iter().for_each(|page| page.words().iter().for_each(drop));
}

/// Typesets a page.
#[cfg(feature = "pdf")]
pub fn markdown_pdf(bytes: &[u8]) {
    use crate::config::print::Paper;
    use crate::site::{Pdf, Scope, Variant};

    let snapshot = guide(bytes);
    let pdf = Pdf { scope: Scope::Guide, variant: Variant::Normal, paper: Paper::A4, format: None };
    // A page with a mistake has diagnostics instead.
    let _ = crate::render::pdf::make(&snapshot, pdf);
}

/// Does nothing without the print engine.
#[cfg(not(feature = "pdf"))]
pub fn markdown_pdf(_: &[u8]) {}

/// Indexes a page for the search.
pub fn markdown_search(bytes: &[u8]) {
    let snapshot = guide(bytes);
    snapshot.pages.iter().for_each(|page| page.words().iter().for_each(drop));
}

/// Renders a page that cites, in a style with numbers and in one with notes.
pub fn markdown_citations(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for settings in ["", "[citations]\nstyle = \"chicago-notes\"\n"] {
        let sources = "@book{a, author = {A, B}, title = {One}, date = {2001}}\n@online{b, title = {Two}}\n";
        let files =
            vec![("content/sources.bib", sources), ("content/index.md", ""), ("content/a.md", &*text)];
        let snapshot = snapshot(settings, files);
        snapshot.problems();
        rendered(&snapshot, "a.html");
        rendered(&snapshot, "a.md");
        rendered(&snapshot, "print.html");
    }
}

/// Reads a file of sources.
pub fn sources_bib(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into();
    for name in ["content/sources.bib", "content/sources.yml", "content/sources.json"] {
        drop(Library::read(&SourcePath::new(name), &text));
    }
}

/// Parses the front matter of a page.
pub fn front_matter(bytes: &[u8]) {
    let text = [b"---\n", bytes, b"\n---\n\ntext\n"].concat();
    let source = TextSource::unsaved(SourcePath::new("a.md"), text);
    drop(parse::parse("a.md", &source, &ParseOptions::default()));
}

/// Reads settings.
pub fn settings(bytes: &[u8]) {
    drop(config::read(&String::from_utf8_lossy(bytes), &mut Vec::new()));
}

/// Parses the head of a request.
pub fn http_head(bytes: &[u8]) {
    serve::accepts(bytes);
}

/// Splits HTML into tokens. Every byte is in one of them.
pub fn html_tokens(bytes: &[u8]) {
    let html = String::from_utf8_lossy(bytes);
    let mut end = 0;
    for token in token::tokens(&html) {
        let (HtmlToken::Tag(Tag { range, .. }) | HtmlToken::Text(range) | HtmlToken::Comment { range, .. }) =
            token;
        assert!(range.start == end && range.end <= html.len(), "tokens follow each other");
        end = range.end;
    }
    assert_eq!(end, html.len(), "nothing is left");
}

/// Reads the header of an SVG.
pub fn svg_head(bytes: &[u8]) {
    let _ = images::read(Cursor::new(bytes), bytes.len() as u64, "a.svg");
}
