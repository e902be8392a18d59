//! The fonts of a PDF: those of the site, of the theme and of the program, and which characters they have. System fonts are not
//! used, so that a guide looks the same wherever it is made.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::diagnostic::{Diagnostic, Place};
use crate::snapshot::Snapshot;

/// The folder of a theme's fonts, in its print folder.
pub const FOLDER: &str = "fonts/";

/// The endings of the names of font files.
const ENDINGS: [&str; 3] = [".ttf", ".otf", ".ttc"];

/// The fonts inside the program, with their licences.
static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/render/pdf/fonts");

/// The fonts inside the program for text. They are read once.
static TEXT: LazyLock<Faces> = LazyLock::new(|| Faces::built_in(&BUILT_IN));

/// The fonts inside the program for formulas, which are only read for a guide that may have some.
static MATH: LazyLock<Faces> = LazyLock::new(|| Faces::built_in(BUILT_IN.get_dir("math").expect("a folder")));

/// Faces, and the characters that at least one of them has.
#[derive(Default)]
struct Faces {
    fonts: Vec<Font>,
    known: BTreeSet<char>,
}

impl Faces {
    fn built_in(folder: &'static Dir<'static>) -> Faces {
        let mut faces = Faces::default();
        for file in folder.files().filter(|file| is_font(&file.path().to_string_lossy())) {
            faces.add(Font::iter(Bytes::new(file.contents())).collect());
        }
        faces
    }

    fn add(&mut self, fonts: Vec<Font>) {
        for font in &fonts {
            self.known.extend(font.info().coverage.iter().filter_map(char::from_u32));
        }
        self.fonts.extend(fonts);
    }
}

/// Reports whether the name is that of a font file.
fn is_font(name: &str) -> bool {
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The fonts that were read.
pub struct Fonts {
    /// Every face.
    pub faces: Vec<Font>,
    /// What Typst knows of them.
    pub book: LazyHash<FontBook>,
    /// The characters that the guide's own fonts have.
    own: BTreeSet<char>,
    /// Those that are inside the program.
    built_in: Vec<&'static Faces>,
}

impl Fonts {
    /// Reads the site's fonts, the theme's, and those of the program, in this order: of two identical faces, the first is used.
    pub fn load(snapshot: &Snapshot, problems: &mut Vec<Diagnostic>) -> Fonts {
        let mut own = Faces::default();
        for (name, source) in &snapshot.sources.fonts {
            let found = snapshot.font(name).map(|bytes| Font::iter(Bytes::new(bytes)).collect::<Vec<_>>());
            let why = match found {
                Ok(found) if !found.is_empty() => {
                    own.add(found);
                    continue;
                }
                Ok(_) => "its bytes are not those of a font".to_owned(),
                Err(why) => why,
            };
            let message = format!("the font cannot be read: {why}");
            problems.push(Diagnostic::error(Place::file(&source.path), message));
        }
        for (name, source) in snapshot.theme.print.iter().filter(|(name, _)| name.starts_with(FOLDER)) {
            let found: Vec<Font> = Font::iter(Bytes::new(source.bytes.clone())).collect();
            if is_font(name) && found.is_empty() {
                let message = "the font cannot be read: its bytes are not those of a font";
                problems.push(Diagnostic::error(Place::file(&source.path), message));
            }
            own.add(found);
        }
        let mut built_in: Vec<&Faces> = vec![&*TEXT];
        built_in.extend(snapshot.config.markdown.math.then(|| &*MATH));
        let mut faces = own.fonts;
        faces.extend(built_in.iter().flat_map(|faces| faces.fonts.iter().cloned()));
        Fonts { book: LazyHash::new(FontBook::from_fonts(&faces)), faces, own: own.known, built_in }
    }

    /// Reports whether a character can be shown, or is invisible.
    fn shows(&self, c: char) -> bool {
        let is_known = self.own.contains(&c) || self.built_in.iter().any(|faces| faces.known.contains(&c));
        is_known || c.is_whitespace() || is_ignorable(c)
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
