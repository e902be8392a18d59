//! Translates the tags of pulldown-cmark into the document model.

use pulldown_cmark::{Alignment, BlockQuoteKind, HeadingLevel, Tag};

use crate::config::Markdown;
use crate::document::{Alert, Align};

/// Reports whether a tag is for an inline.
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

/// Reports whether a tag is for a container of blocks.
pub fn is_container(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionList)
}

/// Reports whether a tag is for a part of a list, which is dissolved together with the list.
pub fn is_part(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition)
}

/// Returns the level of a heading, 1 to 6.
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

/// Returns the kind of an alert.
pub fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

/// Returns the alignment of a column.
pub fn align(column: Alignment) -> Align {
    match column {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

/// Returns the alignment of a column whose delimiter row begins with a colon that the parser did not see.
pub fn align_left(column: Align) -> Align {
    match column {
        Align::None | Align::Left => Align::Left,
        Align::Center | Align::Right => Align::Center,
    }
}

/// Returns the marks for superscript and subscript that are on.
pub fn script_marks(options: &Markdown) -> Vec<char> {
    let marks = [(options.superscript, '^'), (options.subscript, '~')];
    marks.into_iter().filter(|(is_on, _)| *is_on).map(|(_, mark)| mark).collect()
}

/// Returns the last place of a destination in a link as it is written. Mostly, the link ends with it.
pub fn last_place(link: &str, destination: &str) -> Option<usize> {
    let before = link.strip_suffix(')').and_then(|inside| inside.strip_suffix(destination));
    match before.filter(|_| !link.ends_with(destination)) {
        Some(before) => Some(before.len()),
        None => link.rfind(destination),
    }
}
