//! Pages in Markdown: parsing one gives what the page says.

use std::collections::BTreeSet;

use handout::config::Markdown;
use handout::discover::TextSource;
use handout::document::{Body, LinkId};
use handout::parse::{self, ParseOptions};
use handout::paths::SourcePath;
use handout::render::html::{self, Edition, Href};
use handout::render::markdown::{Links, Quotes, Writer};
use handout::schema::Unknown;

use crate::commonmark::{COMMONMARK, GFM, examples};
use crate::harness::dom::Document;
use crate::laws::Numbers;

/// Returns every extension of `CommonMark` that does not change letters.
fn all_extensions() -> Markdown {
    Markdown { superscript: true, subscript: true, math: true, ..Markdown::default() }
}

fn read(markdown: &str, extensions: &Markdown) -> Body {
    let page = format!("---\ntitle: A page\n---\n{markdown}");
    let options = ParseOptions {
        markdown: extensions.clone(),
        unknown_keys: Unknown::Error,
        title: String::new(),
        ..ParseOptions::default()
    };
    let source = TextSource::unsaved(SourcePath::new("page.md"), page.into_bytes());
    parse::parse("page.md", &source, &options).body
}

/// Every link leads where the author wrote.
struct AsWritten<'a>(&'a Body);

impl Links for AsWritten<'_> {
    fn href(&self, link: LinkId) -> String {
        html::encode_address(&self.0[link].destination)
    }
}

impl Edition for AsWritten<'_> {
    fn href(&self, link: LinkId) -> Href {
        Href::Inside(handout::render::markdown::Links::href(self, link))
    }

    fn label<'a>(&'a self, key: &'a str) -> &'a str {
        key
    }
}

/// Returns a body as Markdown.
fn written(body: &Body, extensions: &Markdown) -> String {
    let quotes = if extensions.smart_punctuation { Quotes::Kept } else { Quotes::Free };
    let writer = Writer { links: &AsWritten(body), quotes };
    format!("{}\n\n{}\n", writer.body(body), writer.footnotes(body.footnotes()))
}

fn html_of(body: &Body) -> String {
    html::body(body, &AsWritten(body)).expect("no template").html
}

/// Returns the text that a reader reads, and the alternative texts of images.
fn text_of(html: &str) -> String {
    let document = Document::parse(html);
    let body = document.named("body").next().expect("a body");
    let mut words: Vec<&str> = body.text.split_whitespace().collect();
    words.extend(document.values("alt"));
    // A link that is not closed is repeated in each paragraph.
    words.extend(document.values("href").collect::<BTreeSet<_>>());
    words.join(" ")
}

/// Parses both a text and its Markdown page.
fn both(markdown: &str, extensions: &Markdown) -> (String, String, String) {
    let first = read(markdown, extensions);
    let page = written(&first, extensions);
    let second = read(&page, extensions);
    (html_of(&first), html_of(&second), page)
}

#[test]
fn the_markdown_page_of_every_example_of_the_specifications_says_the_same() {
    let mut faults = Vec::new();
    let (mut alike, mut all) = (0, 0);
    for (spec, name) in [(COMMONMARK, "CommonMark"), (GFM, "GFM")] {
        // The author's notes to themselves, and scripts, are left out.
        let silent = |text: &str| ["<!--", "<script", "<style"].iter().any(|it| text.contains(it));
        for example in examples(spec).into_iter().filter(|it| !silent(&it.markdown)) {
            for extensions in [all_extensions(), Markdown::commonmark()] {
                let (first, second, page) = both(&example.markdown, &extensions);
                all += 1;
                alike += usize::from(first == second);
                if text_of(&first) != text_of(&second) {
                    faults.push(format!(
                        "{name} {} (extensions: {}): {:?}\n{page}\n{first}\n{second}",
                        example.number, extensions.tables, example.markdown
                    ));
                }
            }
        }
    }
    assert!(all > 2500, "only {all} examples were found");
    assert!(faults.is_empty(), "{} of {all} ({alike} alike)\n{}", faults.len(), faults.join("\n-----\n"));
    assert!(alike * 100 > all * 96, "only {alike} of {all} are the same HTML");
}

/// Pieces of texts that are full of marks.
const PIECES: [&str; 44] = [
    "a", "b", "word", "1", "12", " ", " ", " ", "\n", "\n\n", "*", "**", "_", "__", "~~", "`", "``", "[",
    "]", "(", ")", "!", "#", "# ", "- ", "+ ", "1. ", "2) ", "> ", "|", "\\", "&", "&amp;", "&copy", "<",
    ">", "\"", "'", "--", "...", ":", "{", "}", "=",
];

#[test]
fn the_markdown_page_of_any_text_says_the_same() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut faults = Vec::new();
    for round in 0..6000 {
        let length = 2 + numbers.below(24);
        let text: String = (0..length).map(|_| *numbers.pick(&PIECES)).collect();
        let extensions = if round % 2 == 0 { all_extensions() } else { Markdown::commonmark() };
        let (first, second, page) = both(&text, &extensions);
        if text_of(&first) != text_of(&second) {
            faults.push(format!("{text:?}\n{page}\n{first}\n{second}"));
        }
    }
    assert!(faults.is_empty(), "{} of them:\n{}", faults.len(), faults.join("\n-----\n"));
}
