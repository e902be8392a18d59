//! `[glossary]` in `site.toml` → `Glossary`: where the terms of the glossary are explained.

use crate::schema::settings;

settings! {
    /// How the terms of the glossary are explained.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Glossary in "[glossary]" {
        /// Whether the first use of each term on a page is explained; on by default.
        auto: bool = true;
    }
}
