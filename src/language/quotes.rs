//! Quotation marks by language, from the delimiters of the Unicode CLDR 46. French gets its no-break spaces from the
//! rules of the Imprimerie nationale, and Swiss German and Swiss French their marks from the Swiss Federal Chancellery.

/// The quotation marks of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuoteMarks {
    /// The opening and the closing mark of a quotation.
    pub outer: [&'static str; 2],
    /// The opening and the closing mark of a quotation inside another one.
    pub inner: [&'static str; 2],
}

/// The apostrophe, in every language.
pub const APOSTROPHE: &str = "’";

const fn marks(outer: [&'static str; 2], inner: [&'static str; 2]) -> QuoteMarks {
    QuoteMarks { outer, inner }
}

const ENGLISH: QuoteMarks = marks(["“", "”"], ["‘", "’"]);

/// The marks of languages that do not quote as English does. A tag with a region or a script is before its language.
const MARKS: &[(&[&str], QuoteMarks)] = &[
    (&["de-CH", "de-LI", "fr-CH", "it-CH", "rm"], marks(["«", "»"], ["‹", "›"])),
    (&["de", "cs", "sk", "sl", "bg", "lt", "lb", "hsb", "dsb", "is", "mk"], marks(["„", "“"], ["‚", "‘"])),
    (&["et", "ka"], marks(["„", "“"], ["«", "»"])),
    (&["fr", "br", "wo"], marks(["«\u{a0}", "\u{a0}»"], ["“", "”"])),
    (&["es", "ca", "pt-PT", "el", "sq", "eu", "ast"], marks(["«", "»"], ["“", "”"])),
    (&["ru", "uk", "be"], marks(["«", "»"], ["„", "“"])),
    (&["nb", "nn", "no"], marks(["«", "»"], ["‘", "’"])),
    (&["fa", "hy", "ps"], marks(["«", "»"], ["‹", "›"])),
    (&["sv", "fi", "he", "se"], marks(["”", "”"], ["’", "’"])),
    (&["pl", "ro"], marks(["„", "”"], ["«", "»"])),
    (&["hu"], marks(["„", "”"], ["»", "«"])),
    (&["hr", "sr", "bs"], marks(["„", "”"], ["‚", "’"])),
    (&["ar", "ur"], marks(["”", "“"], ["’", "‘"])),
];

/// Returns the quotation marks of a language; those of English where it has none of its own.
pub fn quote_marks(language: &str) -> QuoteMarks {
    let is_in = |tag: &&str| {
        let start = language.get(..tag.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(tag))
            && language[tag.len()..].chars().next().is_none_or(|c| c == '-')
    };
    MARKS.iter().find(|(tags, _)| tags.iter().any(is_in)).map_or(ENGLISH, |(_, marks)| *marks)
}

/// Returns a text with straight quotes in place of the quotation marks of every language, without the no-break spaces
/// inside them, so that texts can be compared however their marks were typed.
pub fn straight_quotes(text: &str) -> String {
    let text = text.replace("«\u{a0}", "\"").replace("\u{a0}»", "\"");
    let straight = |c: char| match c {
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' | '‚' | '‹' | '›' => '\'',
        c => c,
    };
    text.chars().map(straight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_are_those_of_the_language_and_its_region() {
        let outer = |language: &str| quote_marks(language).outer.concat();
        assert_eq!(outer("de-AT"), "„“");
        assert_eq!(outer("de-ch"), "«»");
        assert_eq!(outer("pt-PT"), "«»");
        assert_eq!(outer("pt-BR"), "“”");
        assert_eq!(outer("den"), "“”", "Slavey is not German");
    }

    #[test]
    fn marks_of_every_language_become_straight() {
        for (tags, QuoteMarks { outer, inner }) in MARKS {
            let text = format!("{}a{}b{}{}", outer[0], inner[0], inner[1], outer[1]);
            let straight = straight_quotes(&text);
            assert!(straight.chars().all(|c| "ab\"'".contains(c)), "{tags:?}: {straight}");
        }
    }
}
