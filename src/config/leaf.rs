//! `[[leaf]]` in `site.toml` → `LeafEntry`: a sheet to hand out.

use crate::config::print::Paper;
use crate::diagnostic::Diagnostic;
use crate::raw::{Entry, Spanned, Value};
use crate::schema::{Settings, TableReader, ValueType, choices, filled_text, settings};

settings! {
    /// A sheet to hand out, of a page or of several.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LeafEntry in "[[leaf]]" {
        /// Its name, which is part of its address: letters, digits, `-` and `_`.
        name: Spanned<String> = Spanned::unplaced(String::new()), ValueType::Text => name;
        /// Its title, instead of that of its first page.
        title: Option<String>, ValueType::Text => filled_text;
        /// Its pages, one after the other.
        pages: Vec<Spanned<String>>;
        /// Kinds of page; there is such a leaf of each page of these kinds.
        kinds: Vec<Spanned<String>>;
        /// How it is printed, folded or cut; `page` by default.
        format: LeafFormat = LeafFormat::Page;
        /// Its paper size, instead of that of `[print]`.
        paper: Option<Paper>;
        /// Whom it is for: one of `[audiences]`.
        audience: Option<Spanned<String>>;
        /// Values of its own, instead of those of the guide with the same names.
        values: Vec<Entry>;
        /// The largest and the smallest size of its text in points.
        fit: Option<Fit>;
    }
}

settings! {
    /// The sizes between which the text of a leaf shrinks until it fits.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Fit in "`fit`" {
        /// The size that is tried first, such as `11pt`.
        from: f64 = 11.0, ValueType::Text => points;
        /// The smallest size, such as `9pt`.
        to: f64 = 9.0, ValueType::Text => points;
    }
}

choices! {
    /// How a leaf is printed, folded or cut.
    pub enum LeafFormat {
        /// One side of a sheet.
        Page = "page",
        /// Half a sheet: two copies to cut apart.
        Half = "half",
        /// Six panels on both sides of a sheet that is folded in three.
        Trifold = "trifold",
        /// Sheets that are folded in the middle and stapled.
        Booklet = "booklet",
        /// A card of 85.6 × 54 mm: as many copies as fit a sheet, to cut apart.
        Card = "card",
        /// One side of a sheet of twice the size.
        Poster = "poster",
    }
}

/// Width and height of a card in millimetres (ISO/IEC 7810, ID-1).
pub const CARD: (f64, f64) = (85.6, 54.0);

impl LeafFormat {
    /// Returns width and height in millimetres of what a reader turns: a page, a panel, a card.
    pub fn page_size(self, paper: Paper) -> (f64, f64) {
        let (width, height) = paper.size();
        match self {
            LeafFormat::Page => (width, height),
            LeafFormat::Half | LeafFormat::Booklet if paper == Paper::A4 => Paper::A5.size(),
            LeafFormat::Half | LeafFormat::Booklet => (height / 2.0, width),
            LeafFormat::Trifold => (paper.flap(), width),
            LeafFormat::Card => CARD,
            LeafFormat::Poster => (height, width * 2.0),
        }
    }

    /// Returns the most pages that a leaf of this format has; `None` if it has as many as it needs.
    pub fn most_pages(self) -> Option<usize> {
        match self {
            LeafFormat::Page | LeafFormat::Half | LeafFormat::Poster => Some(1),
            LeafFormat::Card => Some(2),
            LeafFormat::Trifold => Some(6),
            LeafFormat::Booklet => None,
        }
    }

    /// Returns the sizes of the text that are tried, if a leaf does not set them.
    pub fn fit(self) -> Fit {
        match self {
            LeafFormat::Page | LeafFormat::Half | LeafFormat::Trifold | LeafFormat::Booklet => Fit::default(),
            LeafFormat::Card => Fit { from: 9.0, to: 7.0 },
            LeafFormat::Poster => Fit { from: 22.0, to: 14.0 },
        }
    }

    /// Returns the theme's label for it.
    pub fn label(self) -> &'static str {
        match self {
            LeafFormat::Page => "leaf_page",
            LeafFormat::Half => "leaf_half",
            LeafFormat::Trifold => "leaf_trifold",
            LeafFormat::Booklet => "leaf_booklet",
            LeafFormat::Card => "leaf_card",
            LeafFormat::Poster => "leaf_poster",
        }
    }

    /// Returns the margin of its pages in millimetres.
    pub fn margin(self) -> f64 {
        match self {
            LeafFormat::Page => 18.0,
            LeafFormat::Half | LeafFormat::Booklet => 13.0,
            LeafFormat::Trifold => 10.0,
            LeafFormat::Card => 4.0,
            LeafFormat::Poster => 24.0,
        }
    }

    /// Reports whether its pages lie beside each other on a sheet, so that another PDF is needed to read them on a screen.
    pub fn is_imposed(self) -> bool {
        !matches!(self, LeafFormat::Page | LeafFormat::Poster)
    }
}

/// The smallest and the largest size of text, in points.
const SIZES: (f64, f64) = (6.0, 72.0);

fn name(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Spanned<String>> {
    let name = entry.text()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(is_plain) {
        let message = format!("`name` expects letters, digits, `-` and `_`, found `{name}`");
        reader.error(&entry.node.span, message);
        return None;
    }
    if name.eq_ignore_ascii_case("index") {
        let message = "a leaf cannot have the name `index`: `leaf/index.html` is the list of all leaves";
        reader.error(&entry.node.span, message.to_owned());
        return None;
    }
    Some(Spanned { value: name.to_owned(), span: entry.node.span.clone() })
}

fn points(entry: &Entry, reader: &mut TableReader<'_>) -> Option<f64> {
    let text = entry.text()?;
    let number = text.trim().strip_suffix("pt").unwrap_or(text).trim().parse::<f64>().ok();
    let valid = number.filter(|size| (SIZES.0..=SIZES.1).contains(size));
    if valid.is_none() {
        let (key, (min, max)) = (&entry.key, SIZES);
        let message =
            format!("`{key}` expects a size from {min}pt to {max}pt, such as `9pt`, found `{text}`");
        reader.error(&entry.node.span, message);
    }
    valid
}

/// Reads the `[[leaf]]` entries.
pub fn leaves(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<LeafEntry>> {
    let Value::List(items) = &entry.node.value else { return None };
    let mut leaves: Vec<LeafEntry> = Vec::new();
    for item in items {
        let Value::Map(keys) = &item.value else { continue };
        let leaf: LeafEntry = reader.table(LeafEntry::NAME, keys.clone());
        let is_named = keys.iter().any(|key| key.key == "name");
        let is_same = |other: &&LeafEntry| other.name.value.eq_ignore_ascii_case(&leaf.name.value);
        let twice = leaves.iter().find(is_same).filter(|_| !leaf.name.value.is_empty());
        if !is_named {
            let problem = Diagnostic::error(reader.place(&item.span), "a [[leaf]] entry needs a `name`");
            reader.problems.push(problem.help("its PDF is `leaf/NAME.pdf`"));
        } else if leaf.pages.is_empty() == leaf.kinds.is_empty() {
            reader.error(&item.span, "a [[leaf]] entry needs `pages`, or `kinds` for a leaf of each page");
        } else if let Some(other) = twice {
            let (one, two) = (&other.name.value, &leaf.name.value);
            let message = if one == two {
                format!("two leaves have the name `{two}`")
            } else {
                format!("`{one}` and `{two}` are the same file on systems that ignore capital letters")
            };
            let problem = Diagnostic::error(reader.place(&leaf.name.span), message);
            let first = reader.place(&other.name.span);
            reader
                .problems
                .push(problem.other(first, "the first one").help("give each leaf a name of its own"));
        } else if leaf.fit.is_some_and(|fit| fit.from < fit.to) {
            reader.error(&item.span, "`fit`: `from` is smaller than `to`");
        } else if !leaf.name.value.is_empty() {
            leaves.push(leaf);
        }
    }
    Some(leaves)
}
