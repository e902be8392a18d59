//! Attributes in braces: after headings, images, links, code, words in brackets and captions. One table says which of them
//! each thing has; another attribute is an error at its place.

mod index;
mod written;

use std::ops::Range;

pub use written::{AttributeForm, UnreadableAttributes, WrittenAttribute, at_end, braced, length, read};

use crate::diagnostic::nearest;
use crate::document::{Condition, IndexEntry, InlineAttributes, Unit, Width};
use crate::language::{is_language_tag, nearest_tag};

/// An attribute that something may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// `#id`.
    Id,
    /// `.class`.
    Class,
    /// `width=`.
    Width,
    /// `lang=`.
    Language,
    /// `index=`.
    Index,
    /// `term=`.
    Term,
    /// `decorative`.
    Decorative,
    /// `only=`.
    Only,
}

/// What has attributes, and which.
pub struct Owner {
    /// Its name with an article, for messages.
    name: &'static str,
    keys: &'static [Key],
    /// Which lists of nothing but words are attributes.
    words: Words,
    /// An example, for messages.
    example: &'static str,
}

/// Which words without a value may be in attributes; braces with others are text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// None: braces with words are common there.
    Never,
    /// Any, beside a known word or another attribute.
    Known,
    /// Any: there is hardly any text in braces there.
    Always,
}

/// A heading.
pub const HEADING: Owner = Owner {
    name: "a heading",
    keys: &[Key::Id, Key::Class, Key::Only, Key::Index],
    words: Words::Never,
    example: "`{#id}`, `{.class}`, `{only=print}` or `{index=\"words\"}`",
};

/// An image.
pub const IMAGE: Owner = Owner {
    name: "an image",
    keys: &[Key::Id, Key::Class, Key::Width, Key::Language, Key::Decorative, Key::Index],
    words: Words::Always,
    example: "`{#id}`, `{.class}`, `{width=50%}`, `{lang=fr}`, `{decorative}` or `{index=\"words\"}`",
};

/// An item of a list.
pub const ITEM: Owner =
    Owner { name: "an item", keys: &[Key::Id], words: Words::Never, example: "`{#step-id}`" };

/// The caption of a table.
pub const CAPTION: Owner = Owner {
    name: "a caption",
    keys: &[Key::Id, Key::Class],
    words: Words::Never,
    example: "`{#id}` or `{.class}`",
};

/// The attributes of a part of a line.
const INLINE: &[Key] = &[Key::Id, Key::Class, Key::Language, Key::Index];

/// The attributes of words in brackets.
const OF_WORDS: &[Key] = &[Key::Id, Key::Class, Key::Language, Key::Index, Key::Term];

/// An example of the attributes of words in brackets.
const WORDS_EXAMPLE: &str = "`{#id}`, `{.class}`, `{lang=fr}`, `{index}`, `{index=\"words\"}` or `{term}`";

/// An example of the attributes of a part of a line.
const INLINE_EXAMPLE: &str = "`{#id}`, `{.class}`, `{lang=fr}`, `{index}` or `{index=\"words\"}`";

/// A link.
pub const LINK: Owner = Owner { name: "a link", keys: INLINE, words: Words::Known, example: INLINE_EXAMPLE };

/// Code in a line.
pub const CODE: Owner = Owner { name: "code", keys: INLINE, words: Words::Known, example: INLINE_EXAMPLE };

/// Words in brackets.
pub const WORDS: Owner =
    Owner { name: "a text in brackets", keys: OF_WORDS, words: Words::Known, example: WORDS_EXAMPLE };

/// A block of code.
pub const CODE_BLOCK: Owner = Owner {
    name: "a block of code",
    keys: &[Key::Id, Key::Class, Key::Index],
    words: Words::Never,
    example: "`{#id}`, `{.class}` or `{index=\"words\"}`",
};

/// The attributes of something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Its id; empty if it has none.
    pub id: Box<str>,
    /// Its classes.
    pub classes: Vec<Box<str>>,
    /// Its width.
    pub width: Option<Width>,
    /// Its language tag; empty if it has none.
    pub language: Box<str>,
    /// Its entries in the index.
    pub index: Box<[IndexEntry]>,
    /// Its term of the glossary; empty for the term of its own words.
    pub term: Option<Box<str>>,
    /// Whether it is only a decoration.
    pub decorative: bool,
    /// For whom it is, if not for everybody.
    pub only: Option<Box<Condition>>,
}

impl Key {
    /// Returns the name of a key that is a word; `None` for a sign.
    fn word(self) -> Option<&'static str> {
        match self {
            Key::Id | Key::Class => None,
            Key::Width => Some("width"),
            Key::Language => Some("lang"),
            Key::Index => Some("index"),
            Key::Term => Some("term"),
            Key::Decorative => Some("decorative"),
            Key::Only => Some("only"),
        }
    }
}

impl Owner {
    /// Reports whether empty braces after it are a mistake, and not text.
    pub fn refuses_empty(&self) -> bool {
        self.words == Words::Always
    }

    /// Reports whether it has a key with a name.
    pub fn has_key(&self, name: &str) -> bool {
        self.key(name).is_some()
    }

    /// Returns the key with a name, if it has it.
    fn key(&self, name: &str) -> Option<Key> {
        self.keys.iter().copied().find(|key| key.word() == Some(name))
    }

    /// Reports whether a list in braces is attributes of it, and not a text in braces.
    pub fn has(&self, list: &[WrittenAttribute<'_>]) -> bool {
        let is_known = |attribute: &WrittenAttribute<'_>| matches!(attribute.form, AttributeForm::Key { key, .. } if self.key(key).is_some());
        match self.words {
            Words::Never => !list.is_empty() && !list.iter().any(WrittenAttribute::is_word),
            Words::Known => list.iter().any(|attribute| !attribute.is_word() || is_known(attribute)),
            Words::Always => !list.is_empty(),
        }
    }
}

/// A mistake in one attribute.
#[derive(Debug)]
pub struct AttributeFault {
    /// Its place in the text that the list was read from.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Attributes {
    /// Returns what a list means for its owner, and the mistakes in it.
    pub fn of(list: &[WrittenAttribute<'_>], owner: &Owner) -> (Attributes, Vec<AttributeFault>) {
        let (mut read, mut faults) = (Attributes::default(), Vec::new());
        for (at, attribute) in list.iter().enumerate() {
            let added =
                check_repeated(&list[..at], attribute, owner).and_then(|()| read.add(attribute, owner));
            faults.extend(added.err());
        }
        (read, faults)
    }

    fn add(&mut self, attribute: &WrittenAttribute<'_>, owner: &Owner) -> Result<(), AttributeFault> {
        match &attribute.form {
            AttributeForm::Id(id) => self.id = (*id).into(),
            AttributeForm::Class(class) if !owner.keys.contains(&Key::Class) => {
                return Err(unknown(&format!(".{class}"), attribute, owner));
            }
            AttributeForm::Class(class) => self.classes.push((*class).into()),
            AttributeForm::Key { key, value } => {
                let known = owner.key(key).ok_or_else(|| unknown(key, attribute, owner))?;
                let place = value.as_ref().map_or(&attribute.range, |(_, place)| place);
                let value = value.as_ref().map(|(value, _)| *value);
                self.set(known, value, owner).map_err(|(message, help)| AttributeFault {
                    range: place.clone(),
                    message,
                    help,
                })?;
            }
        }
        Ok(())
    }

    /// Sets an attribute that is a word. The error is what is wrong with its value, and what to do about it.
    fn set(&mut self, key: Key, given: Option<&str>, owner: &Owner) -> Result<(), (String, String)> {
        let value = given.unwrap_or_default();
        match key {
            // They are signs.
            Key::Id | Key::Class => {}
            Key::Width => {
                let width =
                    width(value).map_err(|help| (format!("`{value}` is not a width of an image"), help))?;
                self.width = Some(width);
            }
            Key::Language if is_language_tag(value) => self.language = value.into(),
            Key::Language => return Err(no_language_tag(value)),
            Key::Index => self.index = index::entries(given, owner.words == Words::Known)?,
            Key::Term if given.is_some_and(|value| value.trim().is_empty()) => {
                let help = "write `{term}`, or the words of the entry, as in `{term=\"let-down\"}`";
                return Err(("`term` has no words".to_owned(), help.to_owned()));
            }
            Key::Term => self.term = Some(value.trim().into()),
            Key::Decorative if given.is_none() => self.decorative = true,
            Key::Decorative => {
                return Err(("`decorative` has no value".to_owned(), "write `{decorative}`".to_owned()));
            }
            Key::Only => self.only = Some(Box::new(Condition::from_word(value))),
        }
        Ok(())
    }

    /// Returns those of a part of a line.
    pub fn inline(self) -> InlineAttributes {
        InlineAttributes {
            id: self.id,
            classes: self.classes.into(),
            language: self.language,
            index: self.index,
            term: self.term,
        }
    }
}

/// Reports a second id, and a key that is given twice.
fn check_repeated(
    before: &[WrittenAttribute<'_>],
    attribute: &WrittenAttribute<'_>,
    owner: &Owner,
) -> Result<(), AttributeFault> {
    let message = match &attribute.form {
        AttributeForm::Id(_) if before.iter().any(|it| matches!(it.form, AttributeForm::Id(_))) => {
            second_id(owner.name)
        }
        AttributeForm::Key { key, .. } => {
            let is_same = |it: &WrittenAttribute<'_>| matches!(&it.form, AttributeForm::Key { key: own, .. } if own == key);
            if !before.iter().any(is_same) {
                return Ok(());
            }
            format!("`{key}` is given twice")
        }
        AttributeForm::Id(_) | AttributeForm::Class(_) => return Ok(()),
    };
    Err(AttributeFault { range: attribute.range.clone(), message, help: REMOVE_ONE.to_owned() })
}

/// The help for what is given twice.
pub const REMOVE_ONE: &str = "remove one of the two";

/// Returns what is wrong with the second id of something. `name` is its name with an article.
pub fn second_id(name: &str) -> String {
    format!("{name} has one id, and this is the second")
}

/// Returns what is wrong with a value that is not a language tag, and what to do about it.
pub fn no_language_tag(value: &str) -> (String, String) {
    let near = nearest_tag(value).map(|tag| format!("did you mean `{tag}`?"));
    let help = near.unwrap_or_else(|| "write a language tag such as `fr` or `pt-BR`".to_owned());
    (format!("`{value}` is not a language tag"), help)
}

/// Reports a key that an owner does not have.
fn unknown(key: &str, attribute: &WrittenAttribute<'_>, owner: &Owner) -> AttributeFault {
    let known = owner.keys.iter().filter_map(|key| key.word());
    let help = match nearest(key, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write {}; a `\\` before the brace keeps the braces as text", owner.example),
    };
    AttributeFault {
        range: attribute.range.clone(),
        message: format!("{} has no attribute `{key}`", owner.name),
        help,
    }
}

/// The units of a length.
const UNITS: [(&str, Unit); 4] =
    [("px", Unit::Pixel), ("mm", Unit::Millimetre), ("cm", Unit::Centimetre), ("em", Unit::Em)];

/// The longest length, in thousandths of a unit.
const MAX_LENGTH: u32 = 10_000_000;

/// Reads a width. The error says what to write.
fn width(text: &str) -> Result<Width, String> {
    let help = || {
        "write a percentage of the text's width, such as `50%`, or a length in px, mm, cm or em".to_owned()
    };
    if let Some(number) = text.strip_suffix('%') {
        let percent = thousandths(number).filter(|percent| *percent <= 100_000).ok_or_else(help)?;
        let distance = |known: &&u8| (u32::from(**known) * 1000).abs_diff(percent);
        let nearest = Width::PERCENTAGES.iter().min_by_key(distance).ok_or_else(help)?;
        let is_known = distance(&nearest) == 0;
        return is_known.then_some(Width::Percent(*nearest)).ok_or_else(|| {
            format!("write a percentage in steps of five, or `33%` or `67%`; the nearest is `{nearest}%`")
        });
    }
    let unit = |(name, unit): &(&str, Unit)| text.strip_suffix(name).map(|number| (number, *unit));
    let (number, unit) = UNITS.iter().find_map(unit).ok_or_else(help)?;
    let length = thousandths(number).filter(|length| (1..=MAX_LENGTH).contains(length)).ok_or_else(help)?;
    Ok(Width::Length(length, unit))
}

/// Reads a number with up to three decimals, in thousandths.
fn thousandths(number: &str) -> Option<u32> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || decimals.len() > 3 || !is_digits(whole) || !is_digits(decimals)
    {
        return None;
    }
    let decimals: u32 = if decimals.is_empty() { 0 } else { format!("{decimals:0<3}").parse().ok()? };
    Some(whole.parse::<u32>().ok()? * 1000 + decimals)
}

impl Width {
    /// The percentages that a width may have: steps of five, and thirds. The theme's style sheet has a rule for each,
    /// because a strict policy allows no style in a page.
    pub const PERCENTAGES: [u8; 22] =
        [5, 10, 15, 20, 25, 30, 33, 35, 40, 45, 50, 55, 60, 65, 67, 70, 75, 80, 85, 90, 95, 100];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_width_is_a_percentage_or_a_length() {
        assert_eq!(width("50%"), Ok(Width::Percent(50)));
        assert_eq!(width("33%"), Ok(Width::Percent(33)));
        assert_eq!(width("2.5cm"), Ok(Width::Length(2500, Unit::Centimetre)));
        assert_eq!(width("200px"), Ok(Width::Length(200_000, Unit::Pixel)));
        for text in
            ["", "%", "0%", "101%", "50 %", "52%", "200", "-1px", "0mm", "1e9px", "1.2345em", "px", "५px"]
        {
            assert!(width(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_text_in_braces_is_not_attributes() {
        let has = |owner: &Owner, text: &str| owner.has(&read(text).expect(text));
        for text in ["#fig-a", ".a .b", "width=50%", "#a .b lang=fr"] {
            for owner in [&IMAGE, &HEADING, &CAPTION, &WORDS] {
                assert!(has(owner, text), "{text}");
            }
        }
        assert!(has(&IMAGE, "decorative") && has(&IMAGE, "wide") && !has(&IMAGE, ""));
        assert!(has(&WORDS, "index") && !has(&WORDS, "of it") && !has(&WORDS, "indx"));
        assert!(has(&WORDS, "#a b") && !has(&HEADING, "#a b") && !has(&CAPTION, "wide"));
    }
}
