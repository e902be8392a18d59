//! `site.toml` → `Config`, in which every field is valid. A key that is wrong becomes a diagnostic and its default.
//! Knows nothing of pages: what a setting names is looked up by the stage that needs it.

pub mod checks;
pub mod print;
pub mod web;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::language::is_language_tag;
use crate::paths::SourcePath;
use crate::raw::{self, Entry, Node, Spanned, Value};
use crate::schema::{Checked, Field, Kind, Reading, Unknown};
use checks::{CHECKS, Checks};
use print::{PRINT, Print};
use web::{WEB, Web};

/// The file's name at the project's root.
pub const FILE: &str = "site.toml";

/// The file in an output folder that lists what Handout wrote there; no output of a guide may have its name.
pub const OUTPUT_MANIFEST: &str = ".handout-manifest";

/// Everything a site can say of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The guide's title.
    pub title: String,
    /// One sentence about the guide.
    pub description: Option<String>,
    /// Language tag of the guide (BCP 47).
    pub language: String,
    /// Where the site will be, for what must be absolute. No `/` at the end.
    pub url: Option<String>,
    /// Who made the guide.
    pub author: Option<String>,
    /// Folder of the pages, relative to the root; `content` if there is one, else the root itself.
    pub content: Option<String>,
    /// Folder the site is written to, relative to the root.
    pub output: String,
    /// Patterns of files in the content folder to leave alone.
    pub ignore: Vec<Spanned<String>>,
    /// The page whose headings are the sources that pages name by key.
    pub sources: Option<Spanned<String>>,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// What an unknown front matter key is.
    pub unknown_keys: Unknown,
    /// The theme, and what the site sets in it.
    pub theme: ThemeChoice,
    /// The navigation, where the site spells it out.
    pub nav: Vec<NavEntry>,
    /// How the guide is printed.
    pub print: Print,
    /// How the guide is found and shared.
    pub web: Web,
    /// What of the author's habits is a warning.
    pub checks: Checks,
    /// Whether the site can be searched.
    pub search: bool,
}

/// How Markdown is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Markdown {
    /// What is read beyond `CommonMark`.
    pub extensions: BTreeSet<Extension>,
    /// What becomes of HTML in Markdown.
    pub raw_html: RawHtml,
    /// Schemes that a link may have beside the usual ones.
    pub link_schemes: Vec<String>,
}

/// A way in which Markdown goes beyond `CommonMark`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is documented as a field of MARKDOWN")]
pub enum Extension {
    Tables,
    TaskLists,
    Strikethrough,
    Autolinks,
    Footnotes,
    Alerts,
    HeadingAttributes,
    DefinitionLists,
    SmartPunctuation,
    Superscript,
    Subscript,
    Math,
    Figures,
}

impl Extension {
    /// Every extension with its key in `[markdown]` and whether it is on by default.
    pub const ALL: [(Extension, &'static str, bool); 13] = [
        (Extension::Tables, "tables", true),
        (Extension::TaskLists, "task_lists", true),
        (Extension::Strikethrough, "strikethrough", true),
        (Extension::Autolinks, "autolinks", true),
        (Extension::Footnotes, "footnotes", true),
        (Extension::Alerts, "alerts", true),
        (Extension::HeadingAttributes, "heading_attributes", true),
        (Extension::DefinitionLists, "definition_lists", true),
        (Extension::SmartPunctuation, "smart_punctuation", true),
        (Extension::Superscript, "superscript", false),
        (Extension::Subscript, "subscript", false),
        (Extension::Math, "math", false),
        (Extension::Figures, "figures", true),
    ];
}

/// What becomes of HTML in Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum RawHtml {
    /// It is HTML.
    #[default]
    Allow,
    /// It is shown as text.
    Escape,
}

impl Default for Markdown {
    fn default() -> Markdown {
        Markdown {
            extensions: Extension::ALL.iter().filter(|(_, _, on)| *on).map(|(it, _, _)| *it).collect(),
            raw_html: RawHtml::default(),
            link_schemes: Vec::new(),
        }
    }
}

/// The theme, and what the site sets in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeChoice {
    /// Name of a folder below `themes/`; `default` is also inside the program.
    pub name: Spanned<String>,
    /// The settings of `[theme]`, checked against the theme's own list when it is loaded.
    pub settings: Vec<Entry>,
}

/// One `[[nav]]` entry: a page, or a titled group of pages.
#[derive(Clone, Debug, PartialEq)]
pub struct NavEntry {
    /// Title of the group, or the words to use instead of the page's title.
    pub title: Option<String>,
    /// The page, relative to the content folder. A section's page brings its section.
    pub page: Option<Spanned<String>>,
    /// The group's pages.
    pub pages: Vec<Spanned<String>>,
    /// Where the entry stands.
    pub span: Range<usize>,
}

/// The keys of `site.toml`.
pub const SITE: &[Field] = &[
    Field { name: "title", kind: Kind::Text, doc: "The guide's title." },
    Field { name: "description", kind: Kind::Text, doc: "One sentence about the guide." },
    Field { name: "language", kind: Kind::Text, doc: "Language tag of the guide, such as `en` or `pt-BR`." },
    Field {
        name: "url",
        kind: Kind::Text,
        doc: "Where the site will be, for canonical links and the sitemap.",
    },
    Field { name: "author", kind: Kind::Text, doc: "Who made the guide." },
    Field {
        name: "content",
        kind: Kind::Text,
        doc: "Folder of the pages; `content` if there is one, else this folder.",
    },
    Field { name: "output", kind: Kind::Text, doc: "Folder the site is written to; `public` by default." },
    Field {
        name: "ignore",
        kind: Kind::Texts,
        doc: "Patterns of files in the content folder to leave alone.",
    },
    Field { name: "sources", kind: Kind::Text, doc: "The page on which every source key is a heading's id." },
    Field { name: "markdown", kind: Kind::Fields(MARKDOWN), doc: "How Markdown is read." },
    Field { name: "front_matter", kind: Kind::Fields(FRONT_MATTER_POLICY), doc: "How front matter is read." },
    Field { name: "theme", kind: Kind::TextOrFree, doc: "The theme's name, or its name and settings." },
    Field {
        name: "nav",
        kind: Kind::Rows(NAV),
        doc: "The navigation, in order; made from the folders without it.",
    },
    Field { name: "search", kind: Kind::Switch, doc: "Whether the site can be searched; it can by default." },
    Field { name: "print", kind: Kind::Fields(PRINT), doc: "Which PDFs there are, and how the paper looks." },
    Field { name: "web", kind: Kind::Fields(WEB), doc: "How the guide is found and shared." },
    Field { name: "checks", kind: Kind::Fields(CHECKS), doc: "Which habits of writing are a warning." },
];

/// The keys of `[markdown]`.
pub const MARKDOWN: &[Field] = &[
    Field { name: "tables", kind: Kind::Switch, doc: "Tables with `|`." },
    Field { name: "task_lists", kind: Kind::Switch, doc: "`- [ ]` as a box to tick." },
    Field { name: "strikethrough", kind: Kind::Switch, doc: "`~~struck~~`." },
    Field { name: "autolinks", kind: Kind::Switch, doc: "Bare web and e-mail addresses as links." },
    Field { name: "footnotes", kind: Kind::Switch, doc: "`[^note]`." },
    Field { name: "alerts", kind: Kind::Switch, doc: "`> [!NOTE]` and its four siblings." },
    Field { name: "heading_attributes", kind: Kind::Switch, doc: "`## Title {#id .class}`." },
    Field { name: "definition_lists", kind: Kind::Switch, doc: "A term, then `: its definition`." },
    Field { name: "smart_punctuation", kind: Kind::Switch, doc: "Curly quotes, dashes and the ellipsis." },
    Field { name: "superscript", kind: Kind::Switch, doc: "`^raised^`; off by default." },
    Field { name: "subscript", kind: Kind::Switch, doc: "`~lowered~`; off by default." },
    Field { name: "math", kind: Kind::Switch, doc: "`$x$` and `$$x$$`; off by default." },
    Field {
        name: "figures",
        kind: Kind::Switch,
        doc: "An image with a title, alone in its paragraph, is a figure with a caption.",
    },
    Field {
        name: "raw_html",
        kind: Kind::Choice(&["allow", "escape"]),
        doc: "HTML in Markdown: kept, or shown as text.",
    },
    Field { name: "link_schemes", kind: Kind::Texts, doc: "Schemes a link may have beside the usual ones." },
];

/// The keys of `[front_matter]`.
pub const FRONT_MATTER_POLICY: &[Field] = &[Field {
    name: "unknown",
    kind: Kind::Choice(&["error", "warn", "allow"]),
    doc: "What an unknown key is; allowed ones land in `extra`.",
}];

/// The keys of a `[[nav]]` entry.
pub const NAV: &[Field] = &[
    Field { name: "title", kind: Kind::Text, doc: "Title of the group, or instead of the page's title." },
    Field { name: "page", kind: Kind::Text, doc: "A page; a section's page brings its section." },
    Field { name: "pages", kind: Kind::Texts, doc: "The group's pages." },
];

impl Default for Config {
    fn default() -> Config {
        Config {
            title: "Guide".into(),
            description: None,
            language: "en".into(),
            url: None,
            author: None,
            content: None,
            output: "public".into(),
            ignore: Vec::new(),
            sources: None,
            markdown: Markdown::default(),
            unknown_keys: Unknown::default(),
            theme: ThemeChoice {
                name: Spanned { value: "default".into(), span: 0..0 },
                settings: Vec::new(),
            },
            nav: Vec::new(),
            print: Print::default(),
            web: Web::default(),
            checks: Checks::default(),
            search: true,
        }
    }
}

/// What to do where the theme has a name in one line, and settings in others.
const THEME_HELP: &str =
    "with settings of the theme, write its name as `name = \"…\"` in the lines after [theme]";

/// Reads the text of `site.toml`; every mistake is a diagnostic.
pub fn read(text: &str, problems: &mut Vec<Diagnostic>) -> Config {
    let path = SourcePath::new(FILE);
    let (node, errors) = raw::toml(text);
    problems.extend(errors.into_iter().map(|error| {
        // The short form of the theme's name leaves no room for the theme's settings.
        let extends_name = error.message.contains("cannot extend value of type string");
        let help = if extends_name && text.contains("[theme") { THEME_HELP } else { raw::TOML_HELP };
        Diagnostic::error(Place::span(&path, error.span), format!("not valid TOML: {}", error.message))
            .help(help)
    }));
    problems.dedup();
    let Value::Map(entries) = node.value else { return Config::default() };
    let mut reading = Reading { path: &path, top: SITE, problems };
    let mut site = reading.table(FILE, entries, SITE);
    let (defaults, mut config) = (Config::default(), Config::default());
    config.title = site.text("title").unwrap_or(defaults.title);
    config.description = site.text("description");
    config.author = site.text("author");
    config.content = reading.folder(&mut site, "content");
    config.output = reading.folder(&mut site, "output").unwrap_or(defaults.output);
    config.language = reading.language(&mut site).unwrap_or(defaults.language);
    config.url = reading.url(&mut site);
    config.ignore = site.texts("ignore");
    config.sources = site.spanned_text("sources");
    config.markdown = reading.markdown(site.table("markdown"));
    config.unknown_keys = reading.unknown_keys(site.table("front_matter"));
    config.theme = reading.theme(&mut site).unwrap_or(defaults.theme);
    config.nav = site.rows("nav").into_iter().filter_map(|row| reading.nav_entry(row)).collect();
    config.search = site.switch("search").unwrap_or(defaults.search);
    config.print = print::read(&mut reading, site.table("print"));
    config.web = web::read(&mut reading, site.table("web"));
    config.checks = checks::read(&mut reading, site.table("checks"));
    config
}

/// A base address must be absolute, and have nothing after its path; returns it without a `/` at the end.
pub fn base_url(url: &str) -> Result<String, String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            Err("the address has no host, such as example.org".into())
        }
        Some(_) if url.contains(['?', '#', ' ', '"', '<', '>']) || url.chars().any(char::is_control) => {
            Err("only the start of an address: no `?`, no `#`, no space".into())
        }
        Some(_) => Ok(url.trim_end_matches('/').to_owned()),
        None => Err("expected an address that starts with https:// or http://".into()),
    }
}

impl Reading<'_> {
    fn folder(&mut self, site: &mut Checked, name: &str) -> Option<String> {
        let folder = site.spanned_text(name)?;
        match crate::paths::join("", &folder.value.replace('\\', "/")) {
            Some(inside) if !inside.is_empty() && !folder.value.starts_with('/') => Some(inside),
            Some(_) if folder.value == "." && name == "content" => Some(String::new()),
            _ => {
                self.error(
                    &folder.span,
                    format!("`{name}` expects a folder inside the project, found `{}`", folder.value),
                );
                None
            }
        }
    }

    fn language(&mut self, site: &mut Checked) -> Option<String> {
        let tag = site.spanned_text("language")?;
        if is_language_tag(&tag.value) {
            return Some(tag.value);
        }
        self.error(
            &tag.span,
            format!("`language` expects a language tag such as `en`, found `{}`", tag.value),
        );
        None
    }

    fn url(&mut self, site: &mut Checked) -> Option<String> {
        let url = site.spanned_text("url").filter(|url| !url.value.is_empty())?;
        base_url(&url.value).map_err(|why| self.error(&url.span, format!("`url`: {why}"))).ok()
    }

    fn markdown(&mut self, entries: Vec<Entry>) -> Markdown {
        let mut table = self.table("[markdown]", entries, MARKDOWN);
        let mut markdown = Markdown::default();
        for (extension, name, _) in Extension::ALL {
            match table.switch(name) {
                Some(true) => drop(markdown.extensions.insert(extension)),
                Some(false) => drop(markdown.extensions.remove(&extension)),
                None => {}
            }
        }
        if table.text("raw_html").as_deref() == Some("escape") {
            markdown.raw_html = RawHtml::Escape;
        }
        for scheme in table.texts("link_schemes") {
            let lower = scheme.value.trim_end_matches(':').to_ascii_lowercase();
            if matches!(lower.as_str(), "javascript" | "vbscript" | "data") {
                self.error(&scheme.span, format!("`{lower}:` addresses can run code: they are never linked"));
            } else {
                markdown.link_schemes.push(lower);
            }
        }
        markdown
    }

    fn unknown_keys(&mut self, entries: Vec<Entry>) -> Unknown {
        match self.table("[front_matter]", entries, FRONT_MATTER_POLICY).text("unknown").as_deref() {
            Some("warn") => Unknown::Warn,
            Some("allow") => Unknown::Allow,
            _ => Unknown::Error,
        }
    }

    fn theme(&mut self, site: &mut Checked) -> Option<ThemeChoice> {
        let default = Config::default().theme.name;
        let Node { value, span } = site.node("theme")?;
        let mut settings = match value {
            Value::Text(value) => {
                return Some(ThemeChoice { name: Spanned { value, span }, settings: Vec::new() });
            }
            Value::Map(entries) => entries,
            _ => return None,
        };
        let Some(at) = settings.iter().position(|entry| entry.key == "name") else {
            return Some(ThemeChoice { name: default, settings });
        };
        let name = settings.remove(at).node;
        if let Value::Text(value) = name.value {
            return Some(ThemeChoice { name: Spanned { value, span: name.span }, settings });
        }
        self.error(&name.span, format!("`name` expects text, found {}", name.value.kind()));
        Some(ThemeChoice { name: default, settings })
    }

    fn nav_entry(&mut self, (span, entries): (Range<usize>, Vec<Entry>)) -> Option<NavEntry> {
        let mut row = self.table("[[nav]]", entries, NAV);
        let (title, page) = (row.text("title"), row.spanned_text("page"));
        let pages = row.texts("pages");
        if page.is_none() && (pages.is_empty() || title.is_none()) {
            self.error(&span, "a [[nav]] entry needs a `page`, or a `title` and `pages`".into());
            return None;
        }
        Some(NavEntry { title, page, pages, span })
    }
}
