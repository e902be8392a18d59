//! Link texts that do not say where the link leads, by language. Someone who navigates by links hears these words and
//! no others (WCAG 2.2, success criteria 2.4.4 and 2.4.9; technique H30).

/// Lists by primary language subtag, in the form that `plain` returns, separated by `|`.
const LISTS: &[(&str, &str)] = &[
    (
        "en",
        "click|click here|click this|click this link|details|find out more|follow this link|go|\
         go here|here|info|learn more|link|more|more details|more info|more information|over here|\
         page|read more|read this|right here|see here|see more|tap here|this|this link|this page|\
         this website|view more|website",
    ),
    (
        "de",
        "da|details|diese seite|dieser link|hier|hier klicken|klick|klicken|klicken sie hier|\
         klick hier|klicke hier|link|mehr|mehr dazu|mehr details|mehr erfahren|mehr infos|\
         mehr informationen|mehr lesen|seite|siehe hier|weiter|weiterlesen|weitere informationen",
    ),
    (
        "fr",
        "cette page|ce lien|cliquer ici|cliquez|cliquez ici|cliquez sur ce lien|détails|\
         en savoir plus|ici|la suite|lien|lire|lire la suite|lire plus|page|plus|plus d infos|\
         plus d informations|plus de détails|savoir plus|suite|voir|voir ici|voir plus",
    ),
    (
        "es",
        "aquí|clic aquí|detalles|enlace|este enlace|esta página|haga clic aquí|haz clic aquí|\
         leer más|lee más|más|más detalles|más info|más información|página|pincha aquí|pinche aquí|\
         pulsa aquí|pulse aquí|saber más|seguir leyendo|ver|ver más",
    ),
    (
        "nl",
        "deze link|deze pagina|details|hier|klik|klik hier|lees meer|lees verder|link|meer|meer info|\
         meer informatie|meer lezen|meer weten|pagina|verder|verder lezen|zie hier",
    ),
    (
        "it",
        "altro|clicca|clicca qui|cliccare qui|continua|continua a leggere|dettagli|fai clic qui|\
         leggi|leggi di più|leggi tutto|link|maggiori informazioni|pagina|più informazioni|\
         per saperne di più|qua|questa pagina|questo link|qui|saperne di più|scopri di più|vedi qui",
    ),
    (
        "pt",
        "aqui|clica aqui|clique aqui|clicar aqui|continuar a ler|continue lendo|detalhes|este link|\
         esta página|ler mais|leia mais|link|mais|mais detalhes|mais informação|mais informações|\
         página|saber mais|saiba mais|toque aqui|veja aqui|veja mais|ver mais",
    ),
];

/// The longest text that can be on a list, in bytes.
const LONGEST: usize = 100;

/// The link texts that are vague on a page.
pub enum Vague {
    /// Those of a site's own list.
    Own(Vec<String>),
    /// Those of a language, separated by `|`.
    Language(&'static str),
}

impl Vague {
    /// Returns the site's own list, else the list of the language.
    pub fn of(own: Option<&[String]>, language: &str) -> Vague {
        match own {
            Some(own) => Vague::Own(own.iter().map(|words| plain(words)).collect()),
            None => Vague::Language(list(language)),
        }
    }

    /// Reports whether a link text is vague.
    pub fn holds(&self, words: &str) -> bool {
        if words.len() > LONGEST {
            return false;
        }
        let words = plain(words);
        !words.is_empty()
            && match self {
                Vague::Own(own) => own.contains(&words),
                Vague::Language(list) => lists(list, &words),
            }
    }
}

fn list(language: &str) -> &'static str {
    let primary = language.split('-').next().unwrap_or_default();
    let found = LISTS.iter().find(|(of, _)| of.eq_ignore_ascii_case(primary));
    found.map_or("", |(_, list)| list)
}

/// Reports whether words are an entry of a list, whose entries are separated by `|`.
fn lists(list: &str, words: &str) -> bool {
    let is_entry = |at: usize| {
        let (before, after) = (&list[..at], &list[at + words.len()..]);
        (before.is_empty() || before.ends_with('|')) && (after.is_empty() || after.starts_with('|'))
    };
    memchr::memmem::find_iter(list.as_bytes(), words.as_bytes()).any(is_entry)
}

/// Returns a text in lower case with single spaces, without the punctuation between and around the words.
pub fn plain(words: &str) -> String {
    let words = words.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_is_in_the_form_that_is_looked_for() {
        for (language, list) in LISTS {
            for words in list.split('|') {
                assert_eq!(plain(words), words, "{language}");
            }
        }
    }

    #[test]
    fn signs_and_case_do_not_hide_words_that_say_nothing() {
        let english = Vague::of(None, "en-GB");
        for words in ["here", "Click here!", "»  Read\nmore …", "(this page)", "More →"] {
            assert!(english.holds(words), "{words}");
        }
        for words in ["", "→", "here and there", "more milk", "Click here to learn the hold"] {
            assert!(!english.holds(words), "{words}");
        }
    }
}
