//! The text of a page is the same in every edition: on the web, on a print page, in the Markdown page, in the search
//! and in the PDF. The reference is what a browser shows of the web page.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use handout::config::Markdown;
use handout::discover::TextSource;
use handout::document::{Body, LinkId};
use handout::parse::{self, ParseOptions};
use handout::paths::SourcePath;
use handout::render::html::{self, Edition, Href};
use handout::render::markdown::{Links, Quotes, Writer};
use handout::snapshot::{Options, Snapshot};
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::Numbers;
#[cfg(feature = "pdf")]
use crate::harness::pdf::Pdf;
use crate::harness::{Project, indented, tree};

/// Elements of which a browser shows no text.
const SILENT: [&str; 9] =
    ["head", "script", "style", "template", "iframe", "noembed", "noframes", "datalist", "title"];

/// Elements that a browser shows on lines of their own, of those that are written here without white space around them.
const LINES: [&str; 4] = ["td", "th", "br", "summary"];

/// Writes pages in which each word is unique, so that a word shows where it came from.
struct Author {
    numbers: Numbers,
    words: usize,
    out: String,
}

impl Author {
    /// Returns a unique word. One that no reader may see begins with `zz`.
    fn word(&mut self, prefix: &str) -> String {
        self.words += 1;
        let (mut word, mut number) = (prefix.to_owned(), self.words);
        for _ in 0..4 {
            word.push(char::from(b'a' + u8::try_from(number % 26).expect("a letter")));
            number /= 26;
        }
        word
    }

    fn shown(&mut self) -> String {
        self.word("q")
    }

    /// Returns an inline: Markdown, or HTML in all the ways that authors write it.
    fn inline(&mut self, depth: usize) -> String {
        let (word, hidden, id) = (self.shown(), self.word("zz"), self.word("id-"));
        let inner = if depth > 0 { self.inline(depth - 1) } else { self.shown() };
        let forms = [
            word.clone(),
            format!("*{inner}* {word}"),
            format!("**{inner}**"),
            format!("`{word}`"),
            format!("[{inner}](https://example.org/)"),
            format!("![{word}](hand.svg)"),
            format!("<b>{inner}</b> {word}"),
            format!("<sub data-x=\" alt={hidden}\">{word}</sub>"),
            format!("<!-- {hidden} --> {word}"),
            format!("<styled-note>{inner}</styled-note> {word}"),
            format!("<scripture title='{hidden}'>{word}</scripture>"),
            format!("<span hidden-x={hidden}>{inner}</span><br>{word}"),
            format!("<img alt = \"{word}\" src=\"hand.svg\">"),
            format!("<img src=hand.svg data-y=' alt={hidden}' alt={word}>"),
            format!("<kbd>{word}"),
            format!("{word}</i> {inner}"),
            format!("<style>{hidden}</style>{word}"),
            format!("~~{word}~~ H~{inner}~"),
            format!("{word}&amp;<mark>{inner}</mark>"),
            format!("{word} (@fig-home) {inner}"),
            format!("{word} **@tbl-home** `@fig-none` \\@fig-none"),
            format!("{word} $\\frac{{1}}{{2}} \\text{{{}}}$", self.shown()),
            format!("{word} *{{{{ ward.name }}}}* `{{{{ ward.name }}}}`"),
            // In a line of HTML, attributes are text.
            format!("[{word} {inner}]{{#{id} lang=fr}}"),
            format!("[{inner}]{{.soft index=\"milk!*b* <c>\"}} `{word}`{{#{id} .key}}"),
            format!("[{word} {inner}]{{index}} <https://example.org/>{{.key}}"),
        ];
        self.numbers.pick(&forms).clone()
    }

    fn line(&mut self) -> String {
        let parts = 1 + self.numbers.below(3);
        (0..parts).map(|_| self.inline(2)).collect::<Vec<_>>().join(" ")
    }

    /// Returns a block, with at most `depth` levels of blocks in it.
    fn block(&mut self, depth: usize) -> String {
        let (line, word, hidden) = (self.line(), self.shown(), self.word("zz"));
        let id = self.word("id-");
        let inner = if depth > 0 { self.blocks(depth - 1, 2) } else { self.line() };
        let forms = [
            format!("{line}\n"),
            format!("## {line}\n\n{word}\n"),
            format!("{}\n", indented(&inner, "> ", "> ")),
            format!("{}\n", indented(&format!("[!TIP]\n{inner}"), "> ", "> ")),
            format!("{}\n- {word}\n", indented(&inner, "- ", "  ")),
            format!("{}\n", indented(&inner, "1. ", "   ")),
            format!("- [x] {line}\n- [ ] {word}\n"),
            format!(
                "7. {line} {{#step-{id}}}\n8. {word}\n   {{#{id}}}\n\n{}\n",
                indented(&inner, "   ", "   ")
            ),
            format!("| {word} | {} |\n|---|---|\n| {line} | {} |\n", self.shown(), self.shown()),
            format!("{word}\n{}\n", indented(&inner, ": ", "  ")),
            format!("```text\n{word} <b> {}\n```\n", self.shown()),
            format!("```text {{#{hidden} index=\"{hidden}\"}}\n{word}\n```\n"),
            format!("![{word}](hand.svg \"{}\")\n", self.shown()),
            format!("<div class=\"{hidden}\">{word}\n<p>{}</p>\n</div>\n", self.shown()),
            format!("<div>\n\n{inner}\n</div>\n"),
            format!("<div>{word}</div>\n:::tip\n{line}\n\n:::\n"),
            format!("<details><summary>{word}</summary>\n\n{inner}\n</details>\n"),
            format!("<script>\n\"{hidden}</b>\"\n</script>\n\n{word}\n"),
            format!("<!-- {hidden}\n\n{hidden} -->\n\n{line}\n"),
            format!("<ul>\n<li>{word}\n<li>{}\n</ul>\n", self.shown()),
            format!("<table><tr><th>{word}<td title=\"{hidden}\">{}</table>\n", self.shown()),
            format!("<section>\n\n{line}\n"),
            format!("<? {hidden} <b title=\"> {word}\">{}</b>\n?>\n", self.shown()),
            format!("</div></article>\n\n{line}\n"),
            format!(":::tip[{word} *{}*]\n{inner}\n\n:::\n", self.shown()),
            format!("::::::cards{{count=3}}\n:::::card[{word}]\n{line}\n\n:::::\n::::::\n"),
            format!(":::::::details[{word}]{{.{hidden}}}\n\n{inner}\n\n:::::::\n"),
            format!("::::::tabs\n:::::tab[{word}]\n- {line}\n\n:::::\n::::::\n"),
            format!(":::::::boxed[{word} *{}*]{{note={hidden}}}\n{inner}\n\n:::::::\n", self.shown()),
            format!(":::::::templated[{word} `{}`]{{note={hidden}}}\n{line}\n\n:::::::\n", self.shown()),
            format!(":::::::typeset[{word}]{{note={hidden}}}\n{inner}\n\n:::::::\n"),
            format!(":::checklist[{word}]\n- {line}\n- {}\n\n:::\n", self.shown()),
            format!(
                "::lines[{word}]{{count=2}}\n\n::log{{columns=\"{},{}\" rows=2}}\n",
                self.shown(),
                self.shown()
            ),
            format!(":::::figure[{word} `{}`]\n{line}\n\n:::::\n", self.shown()),
            format!(":::::quote[{word}]\n{line}\n\n:::::\n"),
            format!("{word}[^{hidden}]\n\n[^{hidden}]: {}\n", self.line()),
            format!("![{word}](hand.svg \"{}\"){{#fig-{hidden} .{hidden} width=50%}}\n", self.shown()),
            format!("Table: {line} {{#tbl-{hidden}}}\n\n| {word} |\n|---|\n| {} |\n", self.shown()),
            format!("| {word} |\n|---|\n| {} |\n\nTable: {line}\n", self.shown()),
            format!("$$\n\\sum_{{n=1}}^9 \\text{{{word}}}\n$$\n"),
            format!(":::::::only{{language=en}}\n{inner}\n\n:::::::\n"),
            format!("{word}\n\n:::::::only{{language=de}}\n{hidden}\n\n:::::::\n"),
            format!("::include{{file=\"_parts/part.md\"}}\n\n{line}\n"),
        ];
        self.numbers.pick(&forms).clone()
    }

    fn blocks(&mut self, depth: usize, count: usize) -> String {
        (0..count).map(|_| self.block(depth)).collect::<Vec<_>>().join("\n")
    }

    fn page(&mut self, number: usize) {
        self.out = format!("---\ntitle: Page {number}\n---\n\n");
        let blocks = self.blocks(2, 6);
        let _ = write!(self.out, "{blocks}");
        if number == 0 {
            self.out.push_str(
                "\n![](hand.svg){#fig-home decorative}\n\n| a |\n|---|\n| b |\n\nTable: c {#tbl-home}\n",
            );
        }
    }
}

const PAGE: &str = "<!DOCTYPE html><html lang=\"en\"><title>x</title><body>{{ page.content | safe }}{{ page.notes | safe }}\
                    <footer>after</footer></body></html>";
const PRINT: &str = "<!DOCTYPE html><html lang=\"en\"><title>x</title><body>\
                     <article>{{ page.content | safe }}{{ page.notes | safe }}</article>{% for part in parts %}<article id=\"{{ part.id }}\">\
                     {% if part.page %}{{ part.page.content | safe }}{{ part.page.notes | safe }}{% endif %}\
                     </article>{% endfor %}<footer>after</footer></body></html>";

const SETTINGS: &str = "\
title = \"Guide\"
theme = \"bare\"
[markdown]
math = true
[values.ward]
name = \"qzzzy\"
[print]
index = false
";

/// Directives of the theme: a group everywhere, one with a template, and one with a function for print.
const MANIFEST: &str = "\
[directives.boxed.attributes.note]
[directives.templated]
label = \"required\"
[directives.templated.attributes.note]
[directives.typeset.attributes.note]
";
const TEMPLATE: &str = "<aside class=\"{{ class }}\"><p>{{ label | safe }}</p>\n{{ body | safe }}</aside>";
const TYPESET: &str =
    "#let typeset(label, attributes, body) = block(inset: 1em, { strong(label); parbreak(); body })\n";

/// Returns a guide of generated pages, in a theme that shows only the text.
fn guide(pages: usize) -> Project {
    let project = Project::with([
        ("site.toml", SETTINGS),
        ("themes/bare/theme.toml", MANIFEST),
        ("themes/bare/templates/directives/templated.html", TEMPLATE),
        ("themes/bare/print/directives/typeset.typ", TYPESET),
        ("themes/bare/templates/page.html", PAGE),
        ("themes/bare/templates/section.html", PAGE),
        ("themes/bare/templates/print.html", PRINT),
        ("content/_parts/part.md", "- qzzzz\n\n  > **qzzyz**\n"),
        ("content/hand.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>"),
    ]);
    let mut author = Author { numbers: Numbers(0x5EED), words: 0, out: String::new() };
    for number in 0..pages {
        author.page(number);
        let name = if number == 0 { "index".to_owned() } else { format!("page-{number}") };
        project.write(&format!("content/{name}.md"), &author.out);
    }
    project
}

/// Returns the words that a browser shows of the elements with this name, in order, including alternative texts.
fn shown(html: &str, element: &str) -> Vec<Vec<String>> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut found = Vec::new();
    elements(&dom.document, element, &mut found);
    found
}

fn elements(node: &Handle, wanted: &str, found: &mut Vec<Vec<String>>) {
    if let NodeData::Element { name, .. } = &node.data
        && &*name.local == wanted
    {
        let mut text = String::new();
        push_text(node, &mut text);
        return found.push(words(&text));
    }
    node.children.borrow().iter().for_each(|child| elements(child, wanted, found));
}

fn push_text(node: &Handle, out: &mut String) {
    match &node.data {
        NodeData::Text { contents } => out.push_str(&contents.borrow()),
        NodeData::Element { name, attrs, .. } => {
            if SILENT.contains(&&*name.local) {
                return;
            }
            if &*name.local == "img" {
                let alt =
                    attrs.borrow().iter().find(|it| &*it.name.local == "alt").map(|it| it.value.to_string());
                let _ = write!(out, " {} ", alt.unwrap_or_default());
            }
            let space = if LINES.contains(&&*name.local) { " " } else { "" };
            out.push_str(space);
            node.children.borrow().iter().for_each(|child| push_text(child, out));
            out.push_str(space);
        }
        _ => node.children.borrow().iter().for_each(|child| push_text(child, out)),
    }
}

/// Returns the generated words in a text, in order.
fn words(text: &str) -> Vec<String> {
    // Words joined by hyphens are ids, not text.
    let is_word = |word: &&str| match word.len() {
        5 => word.starts_with('q'),
        6 => word.starts_with("zz"),
        _ => false,
    };
    let parts = text.split(|c: char| !c.is_ascii_lowercase());
    parts.filter(is_word).map(str::to_owned).collect()
}

/// An edition without a site: its links lead nowhere, and its labels are empty.
struct Nowhere;

impl Edition for Nowhere {
    fn href(&self, _: LinkId) -> Href {
        Href::Nowhere
    }

    fn label<'a>(&'a self, _: &'a str) -> &'a str {
        ""
    }
}

impl Links for Nowhere {
    fn href(&self, _: LinkId) -> String {
        "#".to_owned()
    }
}

/// Returns a page as the web shows it, without its surroundings.
fn web_page(body: &Body) -> String {
    let written = html::body(body, &Nowhere).expect("no template");
    format!("<body>{}{}</body>", written.html, written.notes)
}

/// Parses a Markdown page.
fn read_copy(markdown: &str) -> Body {
    let source = TextSource::unsaved(SourcePath::new("copy.md"), markdown.into());
    let markdown = Markdown { math: true, ..Markdown::default() };
    let options = ParseOptions { markdown, ..ParseOptions::default() };
    parse::parse("copy.md", &source, &options).body
}

/// Returns what the search knows of each page, by its address.
fn searched(project: &Project) -> Vec<(String, Vec<String>)> {
    let files = tree(&project.path("public/search"));
    let texts = files.into_iter().filter(|(name, _)| name.contains("/text-"));
    let pages = texts.flat_map(|(_, script)| {
        let script = String::from_utf8(script).expect("text");
        let (_, rest) = script.split_once(',').expect("a call");
        let json = rest.trim_end().strip_suffix(')').expect("the end of a call");
        let value: serde_json::Value = serde_json::from_str(json).expect("JSON");
        value.as_array().expect("pages").clone()
    });
    let page = |page: serde_json::Value| {
        (page[0].as_str().expect("an address").to_owned(), words(&page.to_string()))
    };
    pages.map(page).collect()
}

fn sorted(words: &[String]) -> BTreeSet<&str> {
    words.iter().map(String::as_str).collect()
}

fn page_source(project: &Project, number: usize) -> String {
    std::fs::read_to_string(project.path(&format!("content/{}.md", name(number)))).expect("a page")
}

fn name(number: usize) -> String {
    if number == 0 { "index".into() } else { format!("page-{number}") }
}

const PAGES: usize = 60;

#[test]
fn the_text_of_a_page_is_the_same_in_every_edition() {
    let project = guide(PAGES);
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let in_print = shown(&project.built("print.html"), "article");
    let searched = searched(&project);
    for number in 0..PAGES {
        let (source, name) = (page_source(&project, number), name(number));
        let web = shown(&project.built(&format!("{name}.html")), "body").remove(0);
        assert!(!web.iter().any(|word| word.starts_with("zz")), "{source}\n{web:?}");
        let printed = in_print.iter().find(|words| words.first() == web.first());
        assert_eq!(printed, Some(&web), "the print page:\n{source}");
        let copy = read_copy(&project.built(&format!("{name}.md")));
        assert_eq!(shown(&web_page(&copy), "body").remove(0), web, "the copy:\n{source}");
        let (_, found) = searched.iter().find(|(url, _)| url.starts_with(&name)).expect("in the search");
        assert_eq!(sorted(found), sorted(&web), "the search:\n{source}");
    }
}

/// Returns the letters of a text: white space, hyphens and the numbers of notes are not the author's.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

#[cfg(feature = "pdf")]
#[test]
fn the_printed_text_is_that_of_the_web() {
    let project = guide(PAGES);
    let run = project.run_as_it_is(&["print", "--output", "guide.pdf"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    project.build();
    let pdf = Pdf::read(&std::fs::read(project.path("guide.pdf")).expect("a PDF"));
    let mut printed: String = (0..pdf.len()).map(|page| pdf.text(page)).collect();
    pdf.elements().iter().filter_map(|element| element.alt.as_ref()).for_each(|alt| printed.push_str(alt));
    let hidden: Vec<String> = words(&printed).into_iter().filter(|word| word.starts_with("zz")).collect();
    assert!(hidden.is_empty(), "what no reader may see is on paper: {hidden:?}");
    let printed = letters(&printed);
    for number in 0..PAGES {
        let web = shown(&project.built(&format!("{}.html", name(number))), "body").remove(0);
        let lost: Vec<&String> = web.iter().filter(|word| !printed.contains(word.as_str())).collect();
        assert!(lost.is_empty(), "not on paper: {lost:?}\n{}", page_source(&project, number));
    }
}

#[test]
fn the_text_of_our_own_pages_is_the_same_in_every_edition() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [root.to_owned(), root.join("docs")] {
        let options = Options { root: folder, ..Options::default() };
        let snapshot = Snapshot::take(&options, None).expect("a guide");
        assert!(snapshot.pages.len() > 10);
        for page in &snapshot.pages {
            let web = page_letters(&page.body);
            let sections = page.body.sections();
            let searched: String =
                sections.iter().flat_map(|section| [&*section.title, &section.text]).collect();
            let sources = || page.body.sources();
            let with_sources = format!("{web}{}", letters(&sources().plain_text()));
            assert_eq!(letters(&searched), with_sources, "the search: {}", page.outline.path);
            let writer = Writer { links: &Nowhere, quotes: Quotes::Kept };
            let copy = format!(
                "---\ntitle: A\n---\n{}\n\n{}\n\n{}\n",
                writer.body(&page.body),
                writer.footnotes(page.body.footnotes()),
                writer.sources(sources())
            );
            assert_eq!(page_letters(&read_copy(&copy)), with_sources, "the copy: {}", page.outline.path);
        }
    }
}

fn page_letters(body: &Body) -> String {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(web_page(body));
    let mut text = String::new();
    push_text(&dom.document, &mut text);
    letters(&text)
}

#[test]
fn no_page_changes_what_follows_it() {
    let project = guide(PAGES);
    project.build();
    for (path, html) in project.site() {
        if !path.ends_with(".html") {
            continue;
        }
        let html = String::from_utf8(html).expect("text");
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(&*html);
        let mut parents = Vec::new();
        footers(&dom.document, &mut Vec::new(), &mut parents);
        assert_eq!(parents, ["html body"], "{path}:\n{html}");
    }
}

/// Returns the elements around each footer, from the outside.
fn footers(node: &Handle, around: &mut Vec<String>, found: &mut Vec<String>) {
    let NodeData::Element { name, .. } = &node.data else {
        return node.children.borrow().iter().for_each(|child| footers(child, around, found));
    };
    if &*name.local == "footer" {
        return found.push(around.join(" "));
    }
    around.push(name.local.to_string());
    node.children.borrow().iter().for_each(|child| footers(child, around, found));
    around.pop();
}
