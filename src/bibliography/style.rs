//! Styles of citations: one of ours, those of the engine's archive by their names, and files of the Citation Style Language.

use std::sync::{Arc, LazyLock};

use hayagriva::archive::{self, ArchivedStyle};
use hayagriva::citationberg::{CitationFormat, IndependentStyle, Locale, Style, StyleCategory, StyleClass};

use super::repairs;

/// The style of a guide that names none.
pub const DEFAULT: &str = "handout";

const OWN: &str = include_str!("handout.csl");
const NAMES: &str = include_str!("names.csl");

/// The words of every language.
pub(super) static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(|| {
    let mut locales = archive::locales();
    locales.iter_mut().for_each(repairs::locale);
    locales
});

/// The names of authors in a sentence, for styles that cite by numbers.
pub(super) static IN_SENTENCE: LazyLock<IndependentStyle> =
    LazyLock::new(|| IndependentStyle::from_xml(NAMES).expect("it is a style"));

/// A style of citations.
#[derive(Clone, Debug)]
pub struct CitationStyle {
    pub(super) style: Arc<IndependentStyle>,
    /// The same for a note in a sentence, beside the names, where "ibid." would say too little.
    pub(super) in_sentence: Arc<IndependentStyle>,
    /// Its name, or the hash of its file.
    name: String,
    /// Whether citations of a source depend on those before.
    pub(super) has_positions: bool,
    /// Whether they depend on how many notes ago it was cited.
    pub(super) has_near_notes: bool,
}

impl PartialEq for CitationStyle {
    fn eq(&self, other: &CitationStyle) -> bool {
        self.name == other.name
    }
}

impl Default for CitationStyle {
    fn default() -> CitationStyle {
        let style = IndependentStyle::from_xml(OWN).expect("it is a style");
        CitationStyle::new(style, DEFAULT.to_owned())
    }
}

impl CitationStyle {
    fn new(mut style: IndependentStyle, name: String) -> CitationStyle {
        repairs::style(&mut style);
        // A style has hundreds of parts, of which each can have a condition.
        let parts = format!("{:?}{:?}", style.citation, style.macros);
        let has_near_notes = parts.contains("NearNote");
        let has_positions =
            has_near_notes || ["First", "Ibid", "Subsequent"].iter().any(|position| parts.contains(position));
        let style = Arc::new(style);
        let mut in_sentence = Arc::clone(&style);
        if has_positions {
            repairs::without_ibid(Arc::make_mut(&mut in_sentence));
        }
        CitationStyle { style, in_sentence, name, has_positions, has_near_notes }
    }

    /// Returns the style of a name.
    pub fn find(name: &str) -> Option<CitationStyle> {
        if name == DEFAULT {
            return Some(CitationStyle::default());
        }
        let archived = ArchivedStyle::by_name(name)?;
        Some(CitationStyle::new(independent(archived.get()).ok()?, name.to_owned()))
    }

    /// Reads a file of the Citation Style Language. `Err` holds the reason why it is none, in a few words.
    pub fn from_csl(text: &str) -> Result<CitationStyle, String> {
        let style = Style::from_xml(text).map_err(|error| error.to_string())?;
        let name = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()));
        Ok(CitationStyle::new(independent(style)?, name))
    }

    /// Reports whether it cites in notes.
    pub fn is_in_notes(&self) -> bool {
        self.style.settings.class == StyleClass::Note
    }

    /// Reports whether it cites by numbers or labels.
    pub(super) fn is_numeric(&self) -> bool {
        let is_number = |category: &StyleCategory| {
            let StyleCategory::CitationFormat { format } = category else { return false };
            matches!(format, CitationFormat::Numeric | CitationFormat::Label)
        };
        self.style.info.category.iter().any(is_number)
    }
}

/// Returns a style, or the one that it is a variety of.
fn independent(style: Style) -> Result<IndependentStyle, String> {
    match style {
        Style::Independent(style) => Ok(style),
        Style::Dependent(style) => {
            let id = &style.parent_link.href;
            match ArchivedStyle::by_id(id).map(ArchivedStyle::get) {
                Some(Style::Independent(parent)) => Ok(parent),
                _ => Err(format!("it is a variety of `{id}`, which is needed instead")),
            }
        }
    }
}

/// Reports whether the name of a style is that of a file.
pub fn is_style_file(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "csl")
}

/// Returns the names of all styles.
pub fn style_names() -> impl Iterator<Item = &'static str> {
    ArchivedStyle::all().iter().flat_map(|style| style.names()).copied().chain([DEFAULT])
}
