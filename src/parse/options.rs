//! The settings that a page is parsed with, and what the checks of its text need beside them.

use std::ops::Range;
use std::sync::Arc;

use crate::config::Markdown;
use crate::config::checks::Checks;
use crate::diagnostic::Place;
use crate::discover::{IncludedFiles, TextSource};
use crate::document::directive::Directives;
use crate::schema::Unknown;
use crate::values::Values;

/// The audiences of a guide, and for whom it is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audiences {
    /// Their names.
    pub names: Vec<String>,
    /// The one that the guide is built for; `None` for everybody.
    pub chosen: Option<String>,
}

/// The settings that the result of parsing depends on.
#[derive(Clone, Debug, Default)]
pub struct ParseOptions {
    /// How Markdown is read.
    pub markdown: Markdown,
    /// The policy for unknown front matter keys.
    pub unknown_keys: Unknown,
    /// The guide's title, for a home page without a file.
    pub title: String,
    /// The guide's language tag.
    pub language: String,
    /// Which writing checks are on.
    pub checks: Checks,
    /// The directives that pages can use.
    pub directives: Arc<Directives>,
    /// The audiences of the guide, and for whom it is built.
    pub audiences: Audiences,
    /// The values that pages show.
    pub values: Arc<Values>,
    /// Whether the values of the guide are shown by their names, so that the text does not depend on them.
    pub values_by_name: bool,
    /// The files that pages include.
    pub included: Arc<IncludedFiles>,
    /// Whether the guide has a file of sources, so that pages can cite.
    pub can_cite: bool,
}

/// The data that the checks of a page's text need beside its tree.
pub struct About<'a> {
    /// The page's file.
    pub source: &'a TextSource,
    /// The settings of the guide.
    pub options: &'a ParseOptions,
    /// The page's language tag.
    pub language: &'a str,
}

impl About<'_> {
    /// Returns which checks are on.
    pub fn checks(&self) -> &Checks {
        &self.options.checks
    }

    /// Returns a place in the page.
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::span(&self.source.path, span)
    }
}
