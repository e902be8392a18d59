//! `site.toml` → `Config`, in which every field is valid. A key that is wrong becomes a diagnostic and its default.
//! Knows no pages: the stage that needs what a setting names looks it up.

pub mod address;
pub mod checks;
pub mod glossary;
pub mod leaf;
mod policy;
pub mod print;
pub mod publish;
pub mod review;
pub mod web;

use crate::diagnostic::Diagnostic;
use crate::evidence::{self, Scale};
use crate::language::{is_language_tag, nearest_tag};
use crate::paths::SourcePath;
use crate::raw::{self, Entry, Spanned, Value};
use crate::schema::{FromEntry, Settings, TableReader, Unknown, ValueType, choices, settings, toml_problems};
use address::base_url;
use checks::Checks;
use glossary::Glossary;
use leaf::LeafEntry;
use print::Print;
use publish::{Destination, PublishEntry, PublishTo};
use review::Review;
use web::Web;

/// The file's name at the project's root.
pub const FILE: &str = "site.toml";

/// The file in an output folder that lists what Handout wrote there; no output of a guide may have its name.
pub const OUTPUT_MANIFEST: &str = ".handout-manifest";

settings! {
    /// The settings of a site.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Config in FILE {
        /// The guide's title.
        title: String = "Guide".into();
        /// One sentence about the guide.
        description: Option<String>;
        /// Language tag of the guide, such as `en` or `pt-BR`.
        language: Spanned<String> = Spanned::unplaced("en".into()), ValueType::Text => language;
        /// Where the site will be, for canonical links and the sitemap.
        url: Option<String>, ValueType::Text => url;
        /// Who made the guide.
        author: Option<String>;
        /// Folder of the pages; by default `content` if it exists, else the folder of `site.toml`.
        content: Option<String>, ValueType::Text => folder;
        /// Output folder; `public` by default.
        output: String = "public".into(), ValueType::Text => folder;
        /// Patterns of files in the content folder to leave out.
        ignore: Vec<Spanned<String>>;
        /// The page that lists the sources; each key is the id of a heading.
        sources: Option<Spanned<String>>;
        /// How sources are cited.
        citations: Citations;
        /// How Markdown is read.
        markdown: Markdown;
        /// How front matter is read.
        front_matter: FrontMatterPolicy;
        /// The theme's name, or its name and settings.
        theme: ThemeChoice;
        /// The navigation, in order; made from the folders if not set.
        nav: Vec<NavEntry>, ValueType::Rows(NavEntry::FIELDS) => nav;
        /// Whether the site has a search; on by default.
        search: bool = true;
        /// The PDFs and their layout.
        print: Print;
        /// Sheets to hand out.
        leaf: Vec<LeafEntry>, ValueType::Rows(LeafEntry::FIELDS) => leaf::leaves;
        /// Search engines and sharing.
        web: Web;
        /// Writing checks.
        checks: Checks;
        /// How often pages are reviewed.
        review: Review;
        /// How the terms of the glossary are explained.
        glossary: Glossary;
        /// The scale that the guide measures the strength of evidence with, instead of the theme's.
        evidence: Option<Scale>, ValueType::Fields(Scale::FIELDS) => evidence::scale;
        /// Texts that pages show by name, as `{{ clinic.phone }}`: keys and texts, or tables of them.
        values: Vec<Entry>;
        /// Those who read the guide: names for `--audience`, each with a title, which the edition for them shows.
        audiences: Vec<Audience>, ValueType::TextsOf => audiences;
        /// Places that `handout publish` brings the site to.
        publish: Vec<Destination>, ValueType::TablesOf(PublishEntry::FIELDS) => publish::destinations;
    }
}

impl Config {
    /// Returns the chosen destination; `None` if there is none, or if several could be meant.
    pub fn destination(&self, choice: &PublishTo) -> Option<&Destination> {
        match (choice, self.publish.as_slice()) {
            (PublishTo::Only, [only]) => Some(only),
            (PublishTo::Named(name), all) => all.iter().find(|it| it.name == *name),
            _ => None,
        }
    }
}

settings! {
    /// How sources are cited: those of `sources.bib`, `sources.yml` or `sources.json` in the content folder.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Citations in "[citations]" {
        /// The style: a name such as `apa`, or a file of the Citation Style Language in the content folder.
        style: Option<Spanned<String>>;
    }
}

settings! {
    /// How Markdown is read.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub struct Markdown in "[markdown]" {
        /// Tables with `|`.
        tables: bool = true;
        /// Checklists with `- [ ]`.
        task_lists: bool = true;
        /// Strikethrough with `~~struck~~`.
        strikethrough: bool = true;
        /// Bare web and e-mail addresses as links.
        autolinks: bool = true;
        /// Footnotes with `[^note]`.
        footnotes: bool = true;
        /// Alert boxes: `> [!NOTE]` and four others.
        alerts: bool = true;
        /// Ids and classes of headings with `## Title {#id .class}`.
        heading_attributes: bool = true;
        /// Definition lists: a term, then `: its definition`.
        definition_lists: bool = true;
        /// Directives: `:::name` to `:::`, and `::name`.
        directives: bool = true;
        /// Curly quotes, dashes and the ellipsis.
        smart_punctuation: bool = true;
        /// Superscript with `^raised^`; off by default.
        superscript: bool = false;
        /// Subscript with `~lowered~`; off by default.
        subscript: bool = false;
        /// Formulas with `$x$` and `$$x$$`; off by default.
        math: bool = false;
        /// An image with a title, alone in its paragraph, is a figure with a caption.
        figures: bool = true;
        /// HTML in Markdown: kept as HTML, or shown as text.
        raw_html: RawHtml = RawHtml::Allow;
        /// Additional schemes that links can have.
        link_schemes: Vec<String>, ValueType::Texts => link_schemes;
    }
}

impl Markdown {
    /// Returns plain `CommonMark`: no extension.
    pub fn commonmark() -> Markdown {
        Markdown {
            tables: false,
            task_lists: false,
            strikethrough: false,
            autolinks: false,
            footnotes: false,
            alerts: false,
            heading_attributes: false,
            definition_lists: false,
            directives: false,
            smart_punctuation: false,
            superscript: false,
            subscript: false,
            math: false,
            figures: false,
            ..Markdown::default()
        }
    }
}

choices! {
    /// What happens to HTML in Markdown.
    pub enum RawHtml {
        /// It is HTML.
        Allow = "allow",
        /// It is shown as text.
        Escape = "escape",
    }
}

settings! {
    /// How front matter is read.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FrontMatterPolicy in "[front_matter]" {
        /// How to treat unknown keys; allowed ones are treated as part of `extra`.
        unknown: Unknown;
    }
}

settings! {
    /// One `[[nav]]` entry: a page, or a titled group of pages.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NavEntry in "[[nav]]" {
        /// Title of the group, or a title that replaces the page's.
        title: Option<String>;
        /// A page; the landing page of a section includes the section.
        page: Option<Spanned<String>>;
        /// The group's pages.
        pages: Vec<Spanned<String>>;
    }
}

/// Those for whom a guide can be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// The name for `--audience` and for conditions.
    pub name: String,
    /// What the edition for them is called; may be empty.
    pub title: String,
}

/// The theme, and what the site sets in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeChoice {
    /// Name of a folder below `themes/`; `default` is also inside the program.
    pub name: Spanned<String>,
    /// The settings of `[theme]`, checked against the theme's own list when it is loaded.
    pub settings: Vec<Entry>,
}

impl Default for ThemeChoice {
    fn default() -> ThemeChoice {
        ThemeChoice { name: Spanned::unplaced("default".into()), settings: Vec::new() }
    }
}

impl FromEntry for ThemeChoice {
    const KIND: ValueType = ValueType::TextOrFree;

    fn from_entry(entry: Entry, reader: &mut TableReader<'_>) -> Option<ThemeChoice> {
        let span = entry.node.span;
        let mut settings = match entry.node.value {
            Value::Text(value) => {
                return Some(ThemeChoice { name: Spanned { value, span }, settings: Vec::new() });
            }
            Value::Map(entries) => entries,
            _ => return None,
        };
        let at = settings.iter().position(|setting| setting.key == "name");
        let name = at.map(|at| settings.remove(at).node);
        let name = name.and_then(|name| match name.value {
            Value::Text(value) => Some(Spanned { value, span: name.span }),
            other => {
                reader.error(&name.span, format!("`name` expects text, found {}", other.kind()));
                None
            }
        });
        Some(ThemeChoice { name: name.unwrap_or_else(|| ThemeChoice::default().name), settings })
    }
}

/// What to do if the theme's name is in one line and its settings are in others.
const THEME_HELP: &str = "set the theme's name as `name = \"…\"` under [theme]";

/// The keys of `site.toml` with texts that readers see. Of a table, it is the texts of these keys; of all if none is named.
const SHOWN: &[(&str, &[&str])] = &[
    ("title", &[]),
    ("description", &[]),
    ("author", &[]),
    ("audiences", &[]),
    ("theme", &[]),
    ("nav", &["title"]),
    ("leaf", &["title"]),
    ("print", &["version"]),
    ("web", &["audience", "image_alt"]),
];

/// Reads the text of `site.toml`; reports what is wrong in it.
pub fn read(text: &str, problems: &mut Vec<Diagnostic>) -> Config {
    read_filled(text, &mut |_| {}, problems)
}

/// Reads the text of `site.toml` with each text that readers see as `fill` changes it.
pub fn read_filled(
    text: &str,
    fill: &mut dyn FnMut(&mut Spanned<Value>),
    problems: &mut Vec<Diagnostic>,
) -> Config {
    let path = SourcePath::new(FILE);
    let (node, errors) = raw::toml(text);
    problems.extend(toml_problems(&path, errors).map(|problem| {
        // A theme that is set by a string cannot be extended by a table.
        let extends_name = problem.message.contains("cannot extend value of type string");
        if extends_name && text.contains("[theme") { problem.help(THEME_HELP) } else { problem }
    }));
    problems.dedup();
    let Value::Map(mut entries) = node.value else { return Config::default() };
    for entry in &mut entries {
        if let Some((_, keys)) = SHOWN.iter().find(|(key, _)| *key == entry.key) {
            each_text(&mut entry.node, keys, fill);
        }
    }
    TableReader { path: &path, unknown: Unknown::Error, top: Config::FIELDS, problems }.table(FILE, entries)
}

/// Visits the texts in a value: of a table, those of some keys, or of all if none is named.
fn each_text(node: &mut Spanned<Value>, keys: &[&str], visit: &mut dyn FnMut(&mut Spanned<Value>)) {
    match &mut node.value {
        Value::Text(_) => visit(node),
        Value::List(items) => items.iter_mut().for_each(|item| each_text(item, keys, visit)),
        Value::Map(entries) => {
            for entry in entries.iter_mut().filter(|entry| keys.is_empty() || keys.contains(&&*entry.key)) {
                each_text(&mut entry.node, &[], visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) => {}
    }
}

fn audiences(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Audience>> {
    let mut audiences = Vec::new();
    for Entry { key, key_span, node } in entry.node.entries()? {
        let (place, example) = (reader.place(&node.span), format!("write `{key} = \"its title\"`"));
        if ["web", "print"].contains(&key.as_str()) {
            let message = format!("`{key}` is the name of an edition, not of an audience");
            let problem = Diagnostic::error(reader.place(key_span), message);
            reader.problems.push(problem.help("give the audience another name"));
        } else if let Value::Text(title) = &node.value {
            audiences.push(Audience { name: key.clone(), title: title.trim().to_owned() });
        } else {
            let message = format!("the title of an audience is text, found {}", node.value.kind());
            reader.problems.push(Diagnostic::error(place, message).help(example));
        }
    }
    Some(audiences)
}

fn folder(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let (folder, name) = (entry.text()?, entry.key.as_str());
    match crate::paths::join("", &folder.replace('\\', "/")) {
        Some(inside) if !inside.is_empty() && !folder.starts_with('/') => Some(inside),
        Some(_) if folder == "." && name == "content" => Some(String::new()),
        _ => {
            let message = format!("`{name}` expects a folder inside the project, found `{folder}`");
            reader.error(&entry.node.span, message);
            None
        }
    }
}

fn language(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Spanned<String>> {
    let tag = entry.text()?;
    if !is_language_tag(tag) {
        let message = format!("`language` expects a language tag such as `en`, found `{tag}`");
        let problem = Diagnostic::error(reader.place(&entry.node.span), message);
        let help = nearest_tag(tag).map(|tag| format!("did you mean `{tag}`?"));
        reader.problems.push(problem.help_if(help));
        return None;
    }
    Some(Spanned { value: tag.to_owned(), span: entry.node.span.clone() })
}

fn url(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let url = entry.text().filter(|url| !url.is_empty())?;
    base_url(url).map_err(|why| reader.error(&entry.node.span, format!("`url`: {why}"))).ok()
}

fn link_schemes(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<String>> {
    let Value::List(items) = &entry.node.value else { return None };
    let mut schemes = Vec::new();
    for item in items {
        let Value::Text(scheme) = &item.value else { continue };
        let scheme = scheme.trim_end_matches(':').to_ascii_lowercase();
        if matches!(scheme.as_str(), "javascript" | "vbscript" | "data") {
            reader.error(&item.span, format!("`{scheme}:` addresses can run code, so they are never linked"));
        } else {
            schemes.push(scheme);
        }
    }
    Some(schemes)
}

fn nav(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<NavEntry>> {
    let Value::List(items) = &entry.node.value else { return None };
    let mut entries = Vec::new();
    for item in items {
        let Value::Map(keys) = &item.value else { continue };
        let nav: NavEntry = reader.table(NavEntry::NAME, keys.clone());
        if nav.page.is_none() && (nav.pages.is_empty() || nav.title.is_none()) {
            reader.error(&item.span, "a [[nav]] entry needs a `page`, or a `title` and `pages`");
        } else {
            entries.push(nav);
        }
    }
    Some(entries)
}
