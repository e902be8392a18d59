//! `[web]` in `site.toml` → `Web`: how search engines and other programs find the guide, and what they show where
//! someone shares it.

use crate::raw::Spanned;
use crate::schema::{ValueType, choices, filled_text, settings};

settings! {
    /// How a guide is found and shared.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Web in "[web]" {
        /// What the pages are to a search engine; `general` by default.
        subject: Subject = Subject::General;
        /// Whom the guide is for, in a few words.
        audience: Option<String>, ValueType::Text => filled_text;
        /// Kinds of page whose numbered list is given as steps; by default, those that the theme says are a `HowTo`.
        how_to: Option<Vec<Spanned<String>>>;
        /// A picture for pages without one, shown where a page is shared; relative to the content folder.
        image: Option<Spanned<String>>;
        /// What that picture shows.
        image_alt: Option<String>, ValueType::Text => filled_text;
        /// Whether there is a feed of changed pages, where `url` is set; on by default.
        feed: bool = true;
        /// Whether each page is there in Markdown too, with a list in `llms.txt`; on by default.
        markdown: bool = true;
    }
}

choices! {
    /// What a guide is about, as far as schema.org has types of their own for its pages.
    pub enum Subject {
        /// Anything.
        General = "general",
        /// Health: a page is a `MedicalWebPage`.
        Health = "health",
        /// The use of a technical thing: a page is a `TechArticle`.
        Technical = "technical",
    }
}
