//! `[web]` in `site.toml` → `Web`: how search engines and other programs find the guide, and what they show where
//! someone shares it.

use crate::raw::Spanned;
use crate::schema::{ValueType, choices, filled_text, settings};

settings! {
    /// How a guide is found and shared.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Web in "[web]" {
        /// The subject of the guide, for search engines; `general` by default.
        subject: Subject = Subject::General;
        /// The audience of the guide, in a few words.
        audience: Option<String>, ValueType::Text => filled_text;
        /// Kinds of page whose numbered list is published as steps; by default, those that the theme declares as a `HowTo`.
        how_to: Option<Vec<Spanned<String>>>;
        /// A picture for shared pages without one of their own; relative to the content folder.
        image: Option<Spanned<String>>;
        /// The alternative text of that picture.
        image_alt: Option<String>, ValueType::Text => filled_text;
        /// Whether there is a feed of changed pages if `url` is set; on by default.
        feed: bool = true;
        /// Whether each page has a Markdown copy, listed in `llms.txt`; on by default.
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
