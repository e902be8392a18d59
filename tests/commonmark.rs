//! Every example of the `CommonMark` and GFM specifications through Handout's own parser, tree and HTML writer. An
//! example with a different result is in a table with its reason. The test fails if the result is not different any
//! more.

use std::collections::BTreeMap;
use std::fmt::Write;

use handout::config::Markdown;
use handout::discover::TextSource;
use handout::document::{Body, LinkId};
use handout::parse::{self, ParseOptions};
use handout::paths::SourcePath;
use handout::render::html::{self, Edition, Headings, Href, Setting};
use handout::schema::Unknown;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

pub const COMMONMARK: &str = include_str!("spec/commonmark-0.31.2.txt");
pub const GFM: &str = include_str!("spec/gfm-0.29.txt");

/// An example with a different result: its number, what Handout writes, and why.
type Difference = (usize, &'static str, &'static str);

/// Why an address in the author's HTML is not there letter for letter.
const ENCODED: &str =
    "an address in the author's HTML is checked and percent-encoded like every other address";

/// Why there are end tags that no example has, and why end tags that close nothing are missing.
const CLOSED: &str = "an element is closed in the paragraph or container that it is opened in, so that nothing after it becomes \
                      a part of it";
/// Both of them.
const ENCODED_AND_CLOSED: &str = "an address is percent-encoded, and the element around it is closed";

/// The examples of `CommonMark` with a different result.
const COMMONMARK_DIFFERENCES: &[Difference] = &[
    (21, r#"<a href="/bar%5C/)">"#, ENCODED),
    (31, r#"<a href="%C3%B6%C3%B6.html">"#, ENCODED),
    (148, "<table><tr><td>\n<pre>\n**Hello**,\n<p><em>world</em>.\n</p>\n</pre></td></tr></table>", CLOSED),
    (187, "<p>Foo\n<a href=\"bar\">\nbaz</a></p>", CLOSED),
    (344, r#"<p><a href="%60">`</a></p>"#, ENCODED_AND_CLOSED),
    (476, r#"<p>**<a href="**"></a></p>"#, CLOSED),
    (477, r#"<p>__<a href="__"></a></p>"#, CLOSED),
    (494, "<p>[a](&lt;b)c\n[a](&lt;b)c&gt;\n[a](<b>c)</b></p>", CLOSED),
    (613, "<p><a><bab><c2c></c2c></bab></a></p>", CLOSED),
    (614, "<p><a/></a><b2/></b2></p>", CLOSED),
    (615, "<p><a  /></a><b2\ndata=\"foo\" ></b2></p>", CLOSED),
    (616, "<p><a foo=\"bar\" bam = 'baz <em>\"</em>'\n_boolean zoop:33=zoop:33 /></a></p>", CLOSED),
    (630, r#"<p>foo <a href="%C3%B6"></a></p>"#, ENCODED_AND_CLOSED),
    (631, r#"<p>foo <a href="%5C*"></a></p>"#, ENCODED_AND_CLOSED),
    (642, r#"<p><a href="foo%20%20bar"></a></p>"#, ENCODED_AND_CLOSED),
    (643, r#"<p><a href="foo%5Cbar"></a></p>"#, ENCODED_AND_CLOSED),
];

/// Why text becomes a link that GFM leaves alone in an example.
const LINKED: &str =
    "the example is CommonMark's; with the autolinks of GFM, section 6.9, its text is a link";
/// Why a comment differs.
const COMMENT: &str = "CommonMark 0.31 reads comments as HTML does; GFM 0.29 is from before that";
/// Why the author's HTML is not filtered.
const UNFILTERED: &str = "there is no tag filter: the author's HTML is all kept, or all shown as text with `raw_html = \"escape\"`";

/// The examples of GFM with a different result.
const GFM_DIFFERENCES: &[Difference] = &[
    (118, "<table><tr><td>\n<pre>\n**Hello**,\n<p><em>world</em>.\n</p>\n</pre></td></tr></table>", CLOSED),
    (156, "<p>Foo\n<a href=\"bar\">\nbaz</a></p>", CLOSED),
    (317, r#"<a href="/bar%5C/)">"#, ENCODED),
    (327, r#"<a href="%C3%B6%C3%B6.html">"#, ENCODED),
    (354, r#"<p><a href="%60">`</a></p>"#, ENCODED_AND_CLOSED),
    (485, r#"<p>**<a href="**"></a></p>"#, CLOSED),
    (486, r#"<p>__<a href="__"></a></p>"#, CLOSED),
    (503, "<p>[a](&lt;b)c\n[a](&lt;b)c&gt;\n[a](<b>c)</b></p>", CLOSED),
    (610, r#"<p>&lt;<a href="http://foo.bar/baz">http://foo.bar/baz</a> bim&gt;</p>"#, LINKED),
    (614, r#"<p>&lt;<a href="mailto:foo+@bar.example.com">foo+@bar.example.com</a>&gt;</p>"#, LINKED),
    (616, r#"<p>&lt; <a href="http://foo.bar">http://foo.bar</a> &gt;</p>"#, LINKED),
    (619, r#"<p><a href="http://example.com">http://example.com</a></p>"#, LINKED),
    (620, r#"<p><a href="mailto:foo@bar.example.com">foo@bar.example.com</a></p>"#, LINKED),
    (632, "<p><a><bab><c2c></c2c></bab></a></p>", CLOSED),
    (633, "<p><a/></a><b2/></b2></p>", CLOSED),
    (634, "<p><a  /></a><b2\ndata=\"foo\" ></b2></p>", CLOSED),
    (635, "<p><a foo=\"bar\" bam = 'baz <em>\"</em>'\n_boolean zoop:33=zoop:33 /></a></p>", CLOSED),
    (645, "<p>foo <!-- not a comment -- two hyphens --></p>", COMMENT),
    (646, "<p>foo <!--> foo --&gt;</p><p>foo <!-- foo---></p>", COMMENT),
    (650, r#"<p>foo <a href="%C3%B6"></a></p>"#, ENCODED_AND_CLOSED),
    (651, r#"<p>foo <a href="%5C*"></a></p>"#, ENCODED_AND_CLOSED),
    (
        653,
        "<p><strong> <title> <style> <em></em></style></title></strong></p>\n<blockquote>\n  <xmp> is disallowed.  <XMP> is also disallowed.\n</blockquote>\n</xmp></blockquote>",
        UNFILTERED,
    ),
    (663, r#"<p><a href="foo%20%20bar"></a></p>"#, ENCODED_AND_CLOSED),
    (664, r#"<p><a href="foo%5Cbar"></a></p>"#, ENCODED_AND_CLOSED),
];

#[test]
fn every_example_of_commonmark_comes_out_as_specified() {
    let examples = examples(COMMONMARK);
    assert_eq!(examples.len(), 652);
    check(&examples, &Markdown::commonmark(), COMMONMARK_DIFFERENCES);
}

#[test]
fn every_example_of_gfm_comes_out_as_specified() {
    let examples = examples(GFM);
    assert_eq!(examples.len(), 673);
    let extensions = Markdown {
        tables: true,
        task_lists: true,
        strikethrough: true,
        autolinks: true,
        ..Markdown::commonmark()
    };
    check(&examples, &extensions, GFM_DIFFERENCES);
}

#[test]
fn the_comparison_sees_what_a_reader_would() {
    let same = |a: &str, b: &str| assert_eq!(expected_form(a), expected_form(b));
    let other = |a: &str, b: &str| assert_ne!(expected_form(a), expected_form(b));
    same("<p>a\nb</p>\n<hr />", "<p>a b</p><hr>");
    same("<a title='&quot;' href=x>a</a>", "<a href=\"x\" title=\"&#34;\">a</a>");
    other("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>");
    other("<p>a b</p>", "<p>ab</p>");
    other("<p>a <em>b</em></p>", "<p>a<em>b</em></p>");
    other("<pre><code>a\n b</code></pre>", "<pre><code>a b</code></pre>");
    other("<p><!-- a --></p>", "<p></p>");
}

/// An example of a specification.
pub struct Example {
    pub number: usize,
    section: String,
    pub markdown: String,
    html: String,
}

/// Extracts the examples from the text of a specification, in which `→` represents a tab.
pub fn examples(spec: &str) -> Vec<Example> {
    const FENCE: &str = "````````````````````````````````";
    let mut examples = Vec::new();
    let mut section = String::new();
    let mut lines = spec.lines();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix('#') {
            heading.trim_start_matches('#').trim().clone_into(&mut section);
        }
        if !line.strip_prefix(FENCE).is_some_and(|it| it.trim_start().starts_with("example")) {
            continue;
        }
        let mut part = |end: &str| {
            let lines = lines.by_ref().take_while(|line| *line != end);
            lines.fold(String::new(), |text, line| text + line + "\n").replace('→', "\t")
        };
        let (markdown, html) = (part("."), part(FENCE));
        examples.push(Example { number: examples.len() + 1, section: section.clone(), markdown, html });
    }
    examples
}

/// Runs the examples. One in the table must give the result in the table, and differ from the specification.
fn check(examples: &[Example], extensions: &Markdown, known: &[Difference]) {
    let mut report = String::new();
    for Example { number, section, markdown, html } in examples {
        let written = written(markdown, extensions);
        let known = known.iter().find(|(it, _, _)| it == number);
        let expected = known.map_or_else(|| html.clone(), |(_, instead, _)| format!("{instead}\n"));
        if our_form(&written) != expected_form(&expected) {
            let _ = writeln!(
                report,
                "{number} ({section})\n{markdown:?}\nexpected {expected:?}\nwritten  {written:?}\n"
            );
        } else if let Some((_, _, reason)) = known.filter(|_| our_form(&written) == expected_form(html)) {
            let _ = writeln!(report, "{number} no longer differs; it did, for {reason}");
        }
    }
    for (number, _, _) in known {
        if examples.iter().all(|example| example.number != *number) {
            let _ = writeln!(report, "there is no example {number}");
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// Returns the HTML that Handout writes for a text, with each destination as the author wrote it.
fn written(markdown: &str, extensions: &Markdown) -> String {
    written_in("en", markdown, extensions)
}

/// Returns the HTML that Handout writes for a page in a language.
pub fn written_in(language: &str, markdown: &str, extensions: &Markdown) -> String {
    // With a title of its own, a page keeps every heading, and a first line of `---` is no front matter.
    let page = format!("---\ntitle: An example\n---\n{markdown}");
    let options = ParseOptions {
        markdown: extensions.clone(),
        unknown_keys: Unknown::Error,
        language: language.to_owned(),
        ..ParseOptions::default()
    };
    let source = TextSource::unsaved(SourcePath::new("example.md"), page.into_bytes());
    let body = parse::parse("example.md", &source, &options).body;
    let written = html::body(&body, &AsWritten(&body)).expect("no template");
    written.html + &written.notes
}

/// An edition in which every link leads where the author wrote, and none is numbered for paper.
struct AsWritten<'a>(&'a Body);

impl Edition for AsWritten<'_> {
    fn href(&self, link: LinkId) -> Href {
        Href::Inside(html::encode_address(&self.0[link].destination))
    }

    fn label<'a>(&'a self, key: &'a str) -> &'a str {
        key
    }

    fn setting(&self) -> Setting<'_> {
        Setting { headings: Headings::Plain, ..Setting::default() }
    }
}

/// A node of parsed HTML.
#[derive(Debug, PartialEq)]
enum Node {
    Element {
        name: String,
        attributes: BTreeMap<String, String>,
        children: Vec<Node>,
    },
    Text(String),
    Comment(String),
    /// A document type or a processing instruction, as a parser reads it.
    Other(String),
}

/// Returns what an example expects, in a form to compare.
fn expected_form(html: &str) -> Vec<Node> {
    settled(nodes(html), Within::Block)
}

/// Returns what Handout wrote, without what it deliberately adds to the HTML of the specifications, in a form to
/// compare.
fn our_form(html: &str) -> Vec<Node> {
    settled(without_additions(nodes(html)), Within::Block)
}

/// Removes what Handout's writer adds, and nothing else.
fn without_additions(nodes: Vec<Node>) -> Vec<Node> {
    let mut out = Vec::new();
    for node in nodes {
        let Node::Element { name, mut attributes, children } = node else {
            append(&mut out, node);
            continue;
        };
        let children = without_additions(children);
        match name.as_str() {
            // A table that is too wide for the screen scrolls in a box that the keyboard can reach.
            "div" if attributes.get("class").is_some_and(|it| it == "table-scroll") => {
                out.extend(children);
                continue;
            }
            // A word of code has a class for the theme's colours.
            "span" if attributes.get("class").is_some_and(|it| it.starts_with("c-")) => {
                for child in children {
                    append(&mut out, child);
                }
                continue;
            }
            // Every heading can be linked to.
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => drop(attributes.remove("id")),
            // Code that scrolls can be scrolled with the keyboard.
            "pre" => take(&mut attributes, "tabindex", "0"),
            // An image loads when it is near the visible part of the page.
            "img" => take(&mut attributes, "loading", "lazy"),
            // A task list can be drawn without bullets.
            "ul" | "ol" => take(&mut attributes, "class", "task-list"),
            "li" => {
                take(&mut attributes, "class", "task");
                attributes.retain(|name, value| !(name == "id" && value.starts_with("task--")));
            }
            // The words of a task are the label of its box.
            "label" if attributes.get("for").is_some_and(|it| it.starts_with("task--")) => {
                for child in children {
                    append(&mut out, child);
                }
                continue;
            }
            // A reader can tick a box, and it has a name for those who do not see it.
            "input" => {
                take(&mut attributes, "aria-label", "task_open");
                take(&mut attributes, "aria-label", "task_done");
                attributes.retain(|name, value| {
                    !(matches!(name.as_str(), "id" | "aria-labelledby") && value.starts_with("task--"))
                });
                attributes.insert("disabled".into(), String::new());
            }
            // The alignment of a cell is a class, because HTML no longer has `align`; a column header has a scope.
            "th" | "td" => {
                take(&mut attributes, "scope", "col");
                if let Some(class) = attributes.remove("class") {
                    attributes.insert("align".into(), class.trim_start_matches("align-").into());
                }
            }
            _ => {}
        }
        out.push(Node::Element { name, attributes, children });
    }
    out
}

/// Adds a node; adjacent texts are joined.
fn append(nodes: &mut Vec<Node>, node: Node) {
    match (nodes.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
        (_, node) => nodes.push(node),
    }
}

/// Removes an attribute if it has the value that the writer gives it.
fn take(attributes: &mut BTreeMap<String, String>, name: &str, value: &str) {
    if attributes.get(name).is_some_and(|it| it == value) {
        attributes.remove(name);
    }
}

/// The context of a text.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    /// White space at its ends is ignored.
    Block,
    /// White space at its ends separates words.
    Inline,
    /// White space stays as it is.
    Verbatim,
}

/// Normalizes white space: outside `pre`, any white space is one space, and none at the edge of a block. No reader sees
/// a difference.
fn settled(nodes: Vec<Node>, within: Within) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    let mut nodes = nodes.into_iter().peekable();
    while let Some(node) = nodes.next() {
        match node {
            Node::Text(text) if within != Within::Verbatim => {
                let mut text = single_spaced(&text);
                let beside = |node: Option<&Node>| node.map_or(within == Within::Block, is_block);
                if beside(out.last()) {
                    text.drain(..text.len() - text.trim_start_matches(' ').len());
                }
                if beside(nodes.peek()) {
                    text.truncate(text.trim_end_matches(' ').len());
                }
                if !text.is_empty() {
                    out.push(Node::Text(text));
                }
            }
            Node::Element { name, attributes, children } => {
                let within = match name.as_str() {
                    _ if within == Within::Verbatim => within,
                    "pre" | "textarea" | "script" | "style" => Within::Verbatim,
                    name if BLOCKS.contains(&name) => Within::Block,
                    _ => Within::Inline,
                };
                out.push(Node::Element { name, attributes, children: settled(children, within) });
            }
            node => out.push(node),
        }
    }
    out
}

fn single_spaced(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let space = matches!(c, ' ' | '\n' | '\t' | '\r');
        if !space {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

/// Elements that begin a line of their own.
const BLOCKS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "iframe",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

fn is_block(node: &Node) -> bool {
    matches!(node, Node::Element { name, .. } if BLOCKS.contains(&name.as_str()))
}

/// Parses HTML as a browser does in a body.
fn nodes(html: &str) -> Vec<Node> {
    let page = format!("<!DOCTYPE html><html><head></head><body>{html}");
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    dom.document.children.borrow().iter().filter_map(node).collect()
}

fn node(handle: &Handle) -> Option<Node> {
    Some(match &handle.data {
        NodeData::Text { contents } => Node::Text(contents.borrow().to_string()),
        NodeData::Comment { contents } => Node::Comment(contents.to_string()),
        NodeData::Element { name, attrs, .. } => Node::Element {
            name: name.local.to_string(),
            attributes: attrs
                .borrow()
                .iter()
                .map(|it| (it.name.local.to_string(), it.value.to_string()))
                .collect(),
            children: handle.children.borrow().iter().filter_map(node).collect(),
        },
        NodeData::ProcessingInstruction { target, contents } => Node::Other(format!("{target} {contents}")),
        NodeData::Doctype { .. } | NodeData::Document => return None,
    })
}
