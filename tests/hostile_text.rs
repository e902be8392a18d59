//! Text that could become markup, in every place where an author or a file name can put text: the built pages have the
//! same elements and attributes as those of a harmless guide, and the text is unchanged.

use std::path::Path;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::harness::Project;
use crate::harness::dom::{Document, Element};

/// The text in the harmless guide.
const HARMLESS: &str = "harmless";

/// Texts that try to break out of an attribute, a text, a title, a comment or a template.
const HOSTILE: [&str; 6] = [
    r#""><script>alert(1)</script>&'"#,
    "'><img src=x onerror=alert(1)>",
    "x</title></textarea></style><svg onload=alert(1)>",
    "--><b onclick=alert(1)>",
    "{{ 1 + 1 }}{# gone #}{% set x = 1 %}.",
    "' onmouseover=alert(1) x=\"\"",
];

#[test]
fn hostile_text_makes_no_element_and_no_attribute() {
    let harmless = shapes(&guide(HARMLESS));
    assert!(harmless.len() >= 6, "{harmless:?}");
    for hostile in HOSTILE {
        let shapes = shapes(&guide(hostile));
        for (index, (harmless, ours)) in harmless.iter().zip(&shapes).enumerate() {
            assert_eq!(harmless, ours, "page {index} with {hostile}");
        }
        assert_eq!(harmless.len(), shapes.len(), "{hostile}");
    }
}

#[test]
fn hostile_text_arrives_as_it_was_written() {
    for hostile in HOSTILE {
        let project = guide(hostile);
        let full = Document::parse(&project.built("full.html"));
        let text =
            |element: &str| full.named(element).map(|it| it.text.trim().to_owned()).collect::<Vec<_>>();
        let has = |element: &str, wanted: &str| {
            assert!(text(element).iter().any(|it| it == wanted), "{element} {wanted}\n{:?}", text(element));
        };
        has("h1", hostile);
        has("h2", &format!("Heading {hostile}"));
        has("li", &format!("Item {hostile}"));
        has("p", &format!("Paragraph {hostile}"));
        has("blockquote", &format!("Quote {hostile}"));
        has("td", &format!("Cell {hostile}"));
        has("dt", &format!("Term {hostile}"));
        has("strong", &format!("Strong {hostile}"));
        has("pre", hostile);
        has("figcaption", hostile);
        has("p", hostile);
        has("p", &format!("Alert {hostile}"));
        assert!(full.named("title").next().expect("a title").text.contains(hostile));
        let values = |name: &str, wanted: &str| {
            assert!(full.values(name).any(|it| it == wanted), "{name} {wanted}");
        };
        values("aria-label", hostile);
        values("alt", &format!("Alt {hostile}"));
        values("title", hostile);
        values("content", &format!("Description {hostile}"));
        values("class", &format!("language-{}", hostile.split(' ').next().expect("a word")));
        let page = project.built("full.html");
        assert!(Document::parse(&page).elements.iter().any(|it| it.text.contains(&format!("Tag {hostile}"))));
    }
}

/// Returns the names of the elements and attributes of every page, sorted by page, because file names differ.
fn shapes(project: &Project) -> Vec<String> {
    let pages = project
        .site()
        .into_iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|it| it == "html"));
    let mut shapes: Vec<String> = pages
        .map(|(name, bytes)| {
            let page = Document::parse(&String::from_utf8(bytes).expect("text"));
            assert_eq!(page.errors, Vec::<String>::new());
            let shape = |element: &Element| {
                element.attributes.iter().fold(element.name.clone(), |shape, (name, _)| shape + " " + name)
            };
            let mut shapes: Vec<String> = page.elements.iter().map(shape).collect();
            // The place of a title there depends on its letters, so only the set of elements can be compared.
            if name == "a-z.html" {
                shapes.sort();
                shapes.dedup();
            }
            shapes.join("\n")
        })
        .collect();
    shapes.sort();
    shapes
}

/// Returns a guide with a text in every place that allows one.
fn guide(text: &str) -> Project {
    let project = Project::new();
    let quoted = |before: &str| format!("{:?}", format!("{before}{text}"));
    // The part of it that a file's name, and an id, can contain.
    let name: String = text.chars().filter(|c| !matches!(c, '/' | '\\')).collect();
    let id: String = text.chars().filter(|c| !c.is_whitespace() && !"{}<>-#%\\".contains(*c)).collect();
    let address = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    let anchor = utf8_percent_encode(&id, NON_ALPHANUMERIC);
    let words: String =
        text.chars().flat_map(|c| "&%#{}".contains(c).then_some('\\').into_iter().chain([c])).collect();
    let title = text.replace('\\', "\\\\").replace('"', "\\\"");
    project.write(
        "site.toml",
        format!(
            "title = {0}\ndescription = {0}\nauthor = {0}\nsources = \"sources.md\"\n\
             [markdown]\nraw_html = \"escape\"\nsmart_punctuation = false\nmath = true\n\
             [theme.labels]\nalert_note = {0}\ntable = {0}\nhome = {0}\nback_to_text = {0}\nmenu = {0}\n\
             [[nav]]\ntitle = {0}\npages = [\"full.md\"]\n\
             [[nav]]\npage = {1}\n[[nav]]\npage = \"sources.md\"\n",
            quoted(""),
            quoted_name(&name),
        ),
    );
    project.write("content/index.md", format!("---\ntitle: {0}\ndescription: {0}\n---\n", quoted("")));
    project.write(&format!("content/{name}.md"), format!("---\norder: 3\n---\n\n# {text}\n"));
    project.write(&format!("content/{name}.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    project.write(
        "content/sources.md",
        format!("---\norder: 2\n---\n\n# Sources\n\n### Source {text} {{#{id}}}\n"),
    );
    project.write(
        "content/full.md",
        format!(
            "---\norder: 1\ntitle: {quoted}\ndescription: {description}\nkind: procedure\ntags: [{tag}]\nsources: [{source}]\n\
             aliases: [{alias}]\nextra: {{duration: {quoted}, needs: [{quoted}], evidence: {quoted}}}\n---\n\n\
             Paragraph {text}\n\n{text}\n\n## Heading {text}\n\n### Attributes {{#own{id} .class{id}}}\n\n\
             - Item {text}\n- [ ] Task {text}\n\n> Quote {text}\n\n> [!NOTE]\n> Alert {text}\n\n\
             | Head {text} |\n| --- |\n| Cell {text} |\n\nTerm {text}\n: Meaning {text}\n\n\
             **Strong {text}**\n\nA [link {text}](sources.md#{anchor} \"{title}\"), [page]({address}.md), \
             ![Alt {text}]({address}.svg \"{title}\") and a call[^note].\n\n[^note]: Note {text}\n\n\
             ![Figure]({address}.svg \"{title}\")\n\n~~~ {title}\n{text}\n~~~\n\n$x \\text{{{words}}}$\n\n\
             <https://example.org/{anchor}>\n",
            quoted = quoted(""),
            description = quoted("Description "),
            tag = quoted("Tag "),
            source = format_args!("{id:?}"),
            alias = format_args!("{:?}", format!("old/{address}.html")),
        ),
    );
    project.build();
    project
}

fn quoted_name(name: &str) -> String {
    format!("{:?}", format!("{name}.md"))
}
