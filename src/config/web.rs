//! `[web]` in `site.toml` → `Web`: how the guide is found by search engines and other programs, and what is shown where
//! someone shares it.

use crate::raw::{Entry, Spanned};
use crate::schema::{Field, Kind, Reading};

/// How a guide is found and shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Web {
    /// What the guide is about, in the one respect that search engines ask for.
    pub subject: Subject,
    /// Whom the guide is for, in the author's words.
    pub audience: Option<String>,
    /// The kinds of page whose numbered steps are told as steps.
    pub how_to: Vec<Spanned<String>>,
    /// The picture that is shown where a page without one is shared, relative to the content folder.
    pub image: Option<Spanned<String>>,
    /// What that picture shows.
    pub image_alt: Option<String>,
    /// Whether there is a feed of changed pages.
    pub feed: bool,
    /// Whether each page is published as Markdown too, and the guide an `llms.txt`.
    pub markdown: bool,
}

/// What a guide is about, as far as schema.org has types of their own for its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Anything.
    General,
    /// Health: a page is a `MedicalWebPage`.
    Health,
    /// The use of a technical thing: a page is a `TechArticle`.
    Technical,
}

impl Default for Web {
    fn default() -> Web {
        Web {
            subject: Subject::General,
            audience: None,
            how_to: vec![Spanned { value: "technique".into(), span: 0..0 }],
            image: None,
            image_alt: None,
            feed: true,
            markdown: true,
        }
    }
}

/// The keys of `[web]`.
pub const WEB: &[Field] = &[
    Field {
        name: "subject",
        kind: Kind::Choice(&["general", "health", "technical"]),
        doc: "What the pages are to a search engine; `general` by default.",
    },
    Field { name: "audience", kind: Kind::Text, doc: "Whom the guide is for, in a few words." },
    Field {
        name: "how_to",
        kind: Kind::Texts,
        doc: "Kinds of page whose numbered list is told as steps; `technique` by default.",
    },
    Field {
        name: "image",
        kind: Kind::Text,
        doc: "A picture for pages without one, shown where a page is shared; relative to the content folder.",
    },
    Field { name: "image_alt", kind: Kind::Text, doc: "What that picture shows." },
    Field {
        name: "feed",
        kind: Kind::Switch,
        doc: "Whether there is a feed of changed pages, where `url` is set; on by default.",
    },
    Field {
        name: "markdown",
        kind: Kind::Switch,
        doc: "Whether each page is there in Markdown too, with a list in `llms.txt`; on by default.",
    },
];

/// Reads `[web]`. What is wrong is told, and its default is used.
pub fn read(reading: &mut Reading<'_>, entries: Vec<Entry>) -> Web {
    let mut table = reading.table("[web]", entries, WEB);
    let default = Web::default();
    let said = |text: Option<String>| text.filter(|it| !it.trim().is_empty());
    let how_to = table.has("how_to").then(|| table.texts("how_to"));
    Web {
        subject: match table.text("subject").as_deref() {
            Some("health") => Subject::Health,
            Some("technical") => Subject::Technical,
            _ => default.subject,
        },
        audience: said(table.text("audience")),
        how_to: how_to.unwrap_or(default.how_to),
        image: table.spanned_text("image"),
        image_alt: said(table.text("image_alt")),
        feed: table.switch("feed").unwrap_or(default.feed),
        markdown: table.switch("markdown").unwrap_or(default.markdown),
    }
}
