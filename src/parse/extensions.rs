//! The extensions of Markdown that are on, as the parser knows them.

use pulldown_cmark::Options;

use crate::config::Markdown;

/// Returns the parser options that turn on the extensions of the settings and no others. Smart punctuation is ours, as
/// the parser's quotes are English.
pub fn engine_options(options: &Markdown) -> Options {
    let flags = [
        (options.tables, Options::ENABLE_TABLES),
        (options.task_lists, Options::ENABLE_TASKLISTS),
        (options.strikethrough, Options::ENABLE_STRIKETHROUGH),
        (options.footnotes, Options::ENABLE_FOOTNOTES),
        (options.alerts, Options::ENABLE_GFM),
        (options.heading_attributes, Options::ENABLE_HEADING_ATTRIBUTES),
        (options.definition_lists, Options::ENABLE_DEFINITION_LIST),
        (options.superscript, Options::ENABLE_SUPERSCRIPT),
        (options.subscript, Options::ENABLE_SUBSCRIPT),
        (options.math, Options::ENABLE_MATH),
    ];
    flags.into_iter().filter(|(is_on, _)| *is_on).map(|(_, flag)| flag).collect()
}
