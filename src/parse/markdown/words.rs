//! pulldown-cmark's words and ours: which options to give it, and what its tags are.

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, HeadingLevel, Options, Parser, Tag};

use crate::config::Markdown;
use crate::document::{Alert, Align};

/// Returns the parser options that turn on the extensions of the settings and no others.
pub fn engine_options(options: &Markdown) -> Options {
    let flags = [
        (options.tables, Options::ENABLE_TABLES),
        (options.task_lists, Options::ENABLE_TASKLISTS),
        (options.strikethrough, Options::ENABLE_STRIKETHROUGH),
        (options.footnotes, Options::ENABLE_FOOTNOTES),
        (options.alerts, Options::ENABLE_GFM),
        (options.heading_attributes, Options::ENABLE_HEADING_ATTRIBUTES),
        (options.definition_lists, Options::ENABLE_DEFINITION_LIST),
        (options.smart_punctuation, Options::ENABLE_SMART_PUNCTUATION),
        (options.superscript, Options::ENABLE_SUPERSCRIPT),
        (options.subscript, Options::ENABLE_SUBSCRIPT),
        (options.math, Options::ENABLE_MATH),
    ];
    flags.into_iter().filter(|(is_on, _)| *is_on).map(|(_, flag)| flag).collect()
}

/// Whether what a tag opens stands in a line of text.
pub fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// Whether blocks stand in what a tag opens.
pub fn is_container(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionList)
}

/// Whether what a tag opens is a part of a list, which goes where the list goes.
pub fn is_part(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition)
}

/// 1 to 6.
pub fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The kind of an alert.
pub fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

/// How a column is set.
pub fn align(column: Alignment) -> Align {
    match column {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

/// A title with smart punctuation, and nothing else read into it.
pub fn smart(title: &str) -> String {
    let mut heading = String::from("# ");
    for c in title.chars() {
        let mark = c.is_ascii_punctuation() && !matches!(c, '\'' | '"' | '-' | '.');
        heading.extend(mark.then_some('\\'));
        heading.push(if c.is_control() { ' ' } else { c });
    }
    let texts =
        Parser::new_ext(&heading, Options::ENABLE_SMART_PUNCTUATION).filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        });
    texts.collect()
}

/// What smart punctuation makes, and what it is made of.
const SMART: [(&str, &str); 7] =
    [("—", "---"), ("–", "--"), ("…", "..."), ("‘", "'"), ("’", "'"), ("“", "\""), ("”", "\"")];

/// Whether a text holds what smart punctuation may have made.
pub fn is_smart(text: &str) -> bool {
    !text.is_ascii() && SMART.iter().any(|(smart, _)| text.contains(smart))
}

/// Smart punctuation is for words: an address gets its own characters back.
pub fn plain(address: String, options: &Markdown) -> String {
    if !options.smart_punctuation {
        return address;
    }
    SMART.iter().fold(address, |address, (smart, plain)| address.replace(smart, plain))
}

/// The marks of raised and lowered letters that are on.
pub fn script_marks(options: &Markdown) -> Vec<char> {
    let marks = [(options.superscript, '^'), (options.subscript, '~')];
    marks.into_iter().filter(|(is_on, _)| *is_on).map(|(_, mark)| mark).collect()
}
