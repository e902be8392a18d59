//! The readability formulas: counts of a text → the school grade that is needed to read it. There is one formula for
//! each language that has one with a grade as its result, and one for every other language written with letters.

use super::sentences::Ordinals;
use super::syllables::Tongue;

/// A readability formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Formula {
    /// English. J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom: Derivation of new readability formulas for
    /// Navy enlisted personnel. Naval Technical Training Command, Research Branch Report 8-75, 1975.
    FleschKincaid,
    /// German. R. Bamberger, E. Vanecek: Lesen – Verstehen – Lernen – Schreiben. Vienna 1984, first new formula.
    WienerSachtext,
    /// Spanish. A. N. Crawford: Fórmula y gráfico para determinar la comprensibilidad de textos de nivel primario en
    /// castellano. Lectura y Vida 10 (4), 1989.
    Crawford,
    /// Any other language. J. Anderson: Lix and Rix: variations on a little-known readability index. Journal of Reading
    /// 26 (6), 1983; after C. H. Björnsson's Lix (Läsbarhet, Stockholm 1968), with school grades.
    Rix,
}

/// The counts of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// The number of sentences.
    pub sentences: usize,
    /// The number of words.
    pub words: usize,
    /// The number of syllables of all words.
    pub syllables: usize,
    /// The number of words of one syllable.
    pub short: usize,
    /// The number of words of three or more syllables.
    pub many_syllables: usize,
    /// The number of words of more than six letters.
    pub long: usize,
}

/// The value of Rix above which a text is of the next grade, from the second grade on.
const RIX_GRADES: [f64; 12] = [0.2, 0.5, 0.8, 1.3, 1.8, 2.4, 3.0, 3.7, 4.5, 5.3, 6.2, 7.2];

impl Formula {
    /// Returns the formula for a language tag.
    pub fn of(language: &str) -> Formula {
        match language.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Formula::FleschKincaid,
            "de" => Formula::WienerSachtext,
            "es" => Formula::Crawford,
            _ => Formula::Rix,
        }
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Formula::FleschKincaid => "Flesch-Kincaid",
            Formula::WienerSachtext => "Wiener Sachtextformel",
            Formula::Crawford => "Crawford",
            Formula::Rix => "Rix",
        }
    }

    /// Returns the language whose syllables it counts, if it counts any.
    pub fn tongue(self) -> Option<Tongue> {
        match self {
            Formula::FleschKincaid => Some(Tongue::English),
            Formula::WienerSachtext => Some(Tongue::German),
            Formula::Crawford => Some(Tongue::Spanish),
            Formula::Rix => None,
        }
    }

    /// Returns how its languages write the third of May.
    pub fn ordinals(self) -> Ordinals {
        if self == Formula::WienerSachtext { Ordinals::WithFullStop } else { Ordinals::Otherwise }
    }

    /// Returns the grade of a text, in tenths of a school year, never below 0. The text has at least one word.
    pub fn grade(self, counts: &Counts) -> u32 {
        let number = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
        let [sentences, words, syllables] = [counts.sentences, counts.words, counts.syllables].map(number);
        let percent = |it: usize| 100.0 * number(it) / words;
        let grade = match self {
            Formula::FleschKincaid => 0.39 * words / sentences + 11.8 * syllables / words - 15.59,
            Formula::WienerSachtext => {
                0.1935 * percent(counts.many_syllables)
                    + 0.1672 * words / sentences
                    + 0.1297 * percent(counts.long)
                    - 0.0327 * percent(counts.short)
                    - 0.875
            }
            Formula::Crawford => {
                -0.205 * (100.0 * sentences / words) + 0.049 * (100.0 * syllables / words) - 3.407
            }
            Formula::Rix => {
                let rix = number(counts.long) / sentences;
                1.0 + number(RIX_GRADES.iter().filter(|it| rix >= **it).count())
            }
        };
        tenths(grade)
    }
}

/// Returns a number in tenths, rounded and never below 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped before")]
fn tenths(grade: f64) -> u32 {
    (grade * 10.0).round().clamp(0.0, 9999.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_says_what_its_authors_say() {
        let counts =
            Counts { sentences: 10, words: 100, syllables: 150, short: 60, many_syllables: 10, long: 20 };
        // 0.39 · 10 + 11.8 · 1.5 − 15.59 = 6.01
        assert_eq!(Formula::FleschKincaid.grade(&counts), 60);
        // 1.935 + 1.672 + 2.594 − 1.962 − 0.875 = 3.364
        assert_eq!(Formula::WienerSachtext.grade(&counts), 34);
        // −2.05 + 7.35 − 3.407 = 1.893
        assert_eq!(Formula::Crawford.grade(&counts), 19);
        // 20 long words in 10 sentences: Rix 2, which is the sixth grade.
        assert_eq!(Formula::Rix.grade(&counts), 60);
    }

    #[test]
    fn a_text_for_infants_is_of_no_grade_below_none() {
        let counts = Counts { sentences: 50, words: 100, syllables: 100, short: 100, ..Counts::default() };
        assert_eq!(Formula::FleschKincaid.grade(&counts), 0);
        assert_eq!(Formula::Rix.grade(&counts), 10);
    }
}
