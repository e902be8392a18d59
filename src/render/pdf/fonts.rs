//! The fonts of a PDF: those of the theme and of the site, and which characters they have. System fonts are not used,
//! so that a guide looks the same wherever it is made.

use std::collections::BTreeSet;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::diagnostic::{Diagnostic, Place};
use crate::snapshot::Snapshot;

/// The folder of a theme's fonts, in its print folder.
pub const FOLDER: &str = "fonts/";

/// The folder of its fonts for formulas, which are only read for a guide that may have some.
const MATH_FOLDER: &str = "fonts/math/";

/// The fonts that were read.
pub struct Fonts {
    /// Every face.
    pub faces: Vec<Font>,
    /// What Typst knows of them.
    pub book: LazyHash<FontBook>,
    /// The characters that at least one of them has.
    known: BTreeSet<char>,
}

impl Fonts {
    /// Reads the site's fonts and the theme's. The site's come first: of two identical faces, the first is used.
    pub fn load(snapshot: &Snapshot, problems: &mut Vec<Diagnostic>) -> Fonts {
        let mut faces = Vec::new();
        for (name, source) in &snapshot.sources.fonts {
            let found = snapshot.font(name).map(|bytes| Font::iter(Bytes::new(bytes)).collect::<Vec<_>>());
            let why = match found {
                Ok(found) if !found.is_empty() => {
                    faces.extend(found);
                    continue;
                }
                Ok(_) => "its bytes are not those of a font".to_owned(),
                Err(why) => why,
            };
            let message = format!("the font cannot be read: {why}");
            problems.push(Diagnostic::error(Place::file(&source.path), message));
        }
        let is_needed = |name: &str| {
            name.starts_with(FOLDER) && (snapshot.config.markdown.math || !name.starts_with(MATH_FOLDER))
        };
        for (name, source) in snapshot.theme.print.iter().filter(|(name, _)| is_needed(name)) {
            let found: Vec<Font> = Font::iter(Bytes::new(source.bytes.clone())).collect();
            let is_font = [".ttf", ".otf", ".ttc"].iter().any(|ending| name.ends_with(ending));
            if is_font && found.is_empty() {
                let message = "the font cannot be read: its bytes are not those of a font";
                problems.push(Diagnostic::error(Place::file(&source.path), message));
            }
            faces.extend(found);
        }
        let known =
            faces.iter().flat_map(|it| it.info().coverage.iter()).filter_map(char::from_u32).collect();
        Fonts { book: LazyHash::new(FontBook::from_fonts(&faces)), faces, known }
    }

    /// Reports whether a character can be shown, or is invisible.
    fn shows(&self, c: char) -> bool {
        self.known.contains(&c) || c.is_whitespace() || is_ignorable(c)
    }

    /// Returns a text in which every character can be shown, and adds the others to `missing`.
    pub fn shown(&self, text: &str, missing: &mut BTreeSet<char>) -> String {
        let see = |c: char| {
            if c.is_ascii() || self.shows(c) {
                return c;
            }
            missing.insert(c);
            MISSING
        };
        text.chars().map(see).collect()
    }

    /// Returns the families in a list, as a style sheet writes it, that exist.
    pub fn families(&self, list: &str) -> Vec<String> {
        let names = list.split(',').map(|it| it.trim().trim_matches(['"', '\'']));
        names.filter(|it| self.book.contains_family(&it.to_lowercase())).map(str::to_owned).collect()
    }
}

/// Reports whether a character only affects others and is invisible itself (Unicode 17, `Default_Ignorable_Code_Point`,
/// as far as it occurs in text).
fn is_ignorable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// The replacement for a character that no font has.
const MISSING: char = '\u{FFFD}';
