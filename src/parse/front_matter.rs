//! Front matter: YAML between two lines of `---` at the start of a file → `FrontMatter`, every field valid.

use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::TextSource;
use crate::raw::{self, Entry, Spanned, Value};
use crate::schema::{Checked, Field, Kind, Reader, Unknown};

/// What a page says of itself before its text.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the front matter by itself")]
#[derive(Clone, Debug, PartialEq)]
pub struct FrontMatter {
    /// The title; taken from the first heading where it is missing.
    pub title: Option<String>,
    /// One sentence about the page.
    pub description: Option<String>,
    /// Place among its siblings: lower first, pages without one last.
    pub order: Option<i64>,
    /// What kind of page it is.
    pub kind: Spanned<String>,
    /// Whether it is left out of the built site.
    pub draft: bool,
    /// Old addresses that lead here.
    pub aliases: Vec<Spanned<String>>,
    /// The day its claims were last read against their sources.
    pub reviewed: Option<Date>,
    /// The day its text last changed in a way that readers should know of.
    pub updated: Option<Date>,
    /// The picture that is shown where it is shared, relative to its file.
    pub image: Option<Spanned<String>>,
    /// Keys of its sources.
    pub sources: Vec<Spanned<String>>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The template to use instead of its kind's.
    pub template: Option<Spanned<String>>,
    /// Whether it shows its table of contents.
    pub toc: bool,
    /// Whether it is in the printed guide.
    pub print: bool,
    /// Its language tag (BCP 47), where it is not the guide's.
    pub language: Option<String>,
    /// Whether a search finds it.
    pub search: bool,
    /// Whatever the theme reads beyond these.
    pub extra: Vec<Entry>,
}

impl Default for FrontMatter {
    fn default() -> FrontMatter {
        FrontMatter {
            title: None,
            description: None,
            order: None,
            kind: Spanned { value: "page".into(), span: 0..0 },
            draft: false,
            aliases: Vec::new(),
            reviewed: None,
            updated: None,
            image: None,
            sources: Vec::new(),
            tags: Vec::new(),
            template: None,
            toc: true,
            print: true,
            language: None,
            search: true,
            extra: Vec::new(),
        }
    }
}

impl FrontMatter {
    /// The day on which the page became what it is: of its last change or its last review, whichever is later.
    pub fn changed(&self) -> Option<Date> {
        self.updated.max(self.reviewed)
    }
}

/// The keys of front matter.
pub const FIELDS: &[Field] = &[
    Field { name: "title", kind: Kind::Text, doc: "The page's title; else its first heading." },
    Field { name: "description", kind: Kind::Text, doc: "One sentence about the page." },
    Field { name: "order", kind: Kind::Whole, doc: "Place among its siblings; lower comes first." },
    Field {
        name: "kind",
        kind: Kind::Text,
        doc: "`page`, `technique`, `benefit`, `tip`, or one that the theme adds.",
    },
    Field { name: "draft", kind: Kind::Switch, doc: "Left out of the built site, unless `--drafts`." },
    Field { name: "aliases", kind: Kind::Texts, doc: "Old addresses that lead here." },
    Field {
        name: "reviewed",
        kind: Kind::Date,
        doc: "The day its claims were last read against their sources.",
    },
    Field {
        name: "updated",
        kind: Kind::Date,
        doc: "The day its text last changed in a way that readers should know of.",
    },
    Field {
        name: "image",
        kind: Kind::Text,
        doc: "A picture beside the page, shown where the page is shared.",
    },
    Field { name: "sources", kind: Kind::Texts, doc: "Keys of its sources." },
    Field { name: "tags", kind: Kind::Texts, doc: "Words to find it by." },
    Field { name: "template", kind: Kind::Text, doc: "A template to use instead of its kind's." },
    Field { name: "toc", kind: Kind::Switch, doc: "Whether it shows its table of contents." },
    Field { name: "print", kind: Kind::Switch, doc: "Whether it is in the printed guide." },
    Field {
        name: "language",
        kind: Kind::Language,
        doc: "Language tag of the page, where it is not the guide's.",
    },
    Field { name: "search", kind: Kind::Switch, doc: "Whether a search finds it." },
    Field { name: "extra", kind: Kind::Free, doc: "Whatever the theme reads beyond these." },
];

/// Reads a file's front matter and says where its text begins, as a byte offset.
pub fn read(source: &TextSource, unknown: Unknown, problems: &mut Vec<Diagnostic>) -> (FrontMatter, usize) {
    let text: &str = &source.text;
    let Some(yaml_at) = opening(text) else { return (FrontMatter::default(), 0) };
    let Some((yaml_end, body_at)) = closing(text, yaml_at) else {
        problems.push(
            Diagnostic::error(Place::span(&source.path, 0..3), "the front matter never ends")
                .label("opened here")
                .help("end it with a line of `---`; for a rule at the start of a page, write `***`"),
        );
        return (FrontMatter::default(), yaml_at);
    };
    let node = match raw::yaml(&text[yaml_at..yaml_end], yaml_at) {
        Ok(node) => node,
        Err(error) => {
            let place = Place::span(&source.path, error.span);
            let message = format!("the front matter cannot be read: {}", error.message);
            problems.push(Diagnostic::error(place, message).help_if(error.help));
            return (FrontMatter::default(), body_at);
        }
    };
    let entries = match node.value {
        Value::Map(entries) => entries,
        Value::Null => Vec::new(),
        other => {
            let message = format!("front matter expects `key: value` lines, found {}", other.kind());
            let place = Place::span(&source.path, yaml_at..yaml_end.max(yaml_at + 1));
            problems.push(
                Diagnostic::error(place, message).help("write each as `key: value`: `title: Warm hands`"),
            );
            Vec::new()
        }
    };
    let reader = Reader { path: &source.path, what: "front matter", unknown, top: &[] };
    let checked = reader.check(entries, FIELDS, problems);
    (meaning(checked, unknown), body_at)
}

fn meaning(mut from: Checked, unknown: Unknown) -> FrontMatter {
    let defaults = FrontMatter::default();
    let mut extra = from.table("extra");
    if unknown == Unknown::Allow {
        let free: Vec<Entry> = from.unknown.drain(..).collect();
        extra.extend(free.into_iter().filter(|entry| entry.node.value != Value::Null));
    }
    FrontMatter {
        title: from.text("title"),
        description: from.text("description").map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()),
        order: from.whole("order"),
        kind: from.spanned_text("kind").unwrap_or(defaults.kind),
        draft: from.switch("draft").unwrap_or(defaults.draft),
        aliases: from.texts("aliases"),
        reviewed: from.date("reviewed"),
        updated: from.date("updated"),
        image: from.spanned_text("image"),
        sources: from.texts("sources"),
        tags: from.texts("tags").into_iter().map(|tag| tag.value).collect(),
        template: from.spanned_text("template"),
        toc: from.switch("toc").unwrap_or(defaults.toc),
        print: from.switch("print").unwrap_or(defaults.print),
        language: from.text("language"),
        search: from.switch("search").unwrap_or(defaults.search),
        extra,
    }
}

/// Where the YAML begins, if the file opens with a line of `---`.
fn opening(text: &str) -> Option<usize> {
    let line = text.split_inclusive('\n').next()?;
    (line.trim_end() == "---").then_some(line.len())
}

/// Where the YAML ends and where the text begins.
fn closing(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let next = at + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return Some((at, next));
        }
        at = next;
    }
    None
}
