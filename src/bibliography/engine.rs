//! One run of the engine over the citations of a guide.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::Locator as LocatorKind;
use hayagriva::citationberg::{IndependentStyle, LocaleCode, ToFormatting};
use hayagriva::{
    BibliographyDriver, BibliographyItem, BibliographyRequest, CitationItem, CitationRequest, CitePurpose,
    ElemChildren, Entry, LocatorPayload, SpecificLocator,
};

use super::library::{Entries, Library};
use super::phrases::{baseline, cited, has_people, inside, listed, merged, without_names, without_people};
use super::repairs::{Conventions, marked_pages};
use super::result::{Bibliography, Reference};
use super::style::{CitationStyle, IN_SENTENCE, LOCALES};
use crate::deadline::{self, RunError};
use crate::document::{Baseline, Citation, CitationForm, CitedItem, Look, Phrase, PhraseTarget};

/// The time that a run may take, in seconds: ten times what ten thousand citations were measured to take.
const RUNNING: u64 = 120;

/// A citation as the engine is asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Request {
    items: Vec<RequestItem>,
    /// Whether it is in a sentence.
    is_in_text: bool,
    /// Whether only the names are asked for.
    is_name: bool,
    /// The number of the note that it is in.
    note: Option<usize>,
}

impl Request {
    /// Reports whether it cites a source that another one cites.
    fn shares(&self, other: &Request) -> bool {
        self.items.iter().any(|item| other.items.iter().any(|it| it.entry == item.entry))
    }
}

/// A source of a request, by its place in the library.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct RequestItem {
    entry: usize,
    locator: Option<(LocatorKind, Box<str>)>,
}

/// The words of one citation, put together from requests.
enum Plan {
    /// It cites a source that does not exist, or nothing.
    Nothing,
    /// All its sources in one request.
    Together(usize),
    /// Each of its sources in a request of its own, with the words around it.
    Apart(Vec<usize>),
    /// In a sentence: the names, and the number if the style counts sources.
    InSentence(usize, Option<usize>),
    /// In a sentence, in a style with notes: the names, and the note.
    InSentenceOfNotes(usize, usize),
}

/// The requests of a guide.
struct Requests<'a> {
    library: &'a Library,
    style: &'a CitationStyle,
    list: Vec<Request>,
    known: HashMap<Position, usize>,
    /// The sources that were cited, by their places in the library.
    cited: HashSet<usize>,
    /// The request before.
    before: Option<Request>,
    note: usize,
}

/// All that the text of a request depends on: two requests with the same give the same text.
#[derive(PartialEq, Eq, Hash)]
struct Position {
    /// The request, without the number of its note.
    request: Request,
    /// Whether each of its sources was cited before.
    is_again: Vec<bool>,
    /// The sources of the request before, if one of them is one of these: a style may say "ibid.".
    before: Option<Vec<RequestItem>>,
}

impl<'a> Requests<'a> {
    fn new(library: &'a Library, style: &'a CitationStyle) -> Requests<'a> {
        let (list, known, cited) = (Vec::new(), HashMap::new(), HashSet::new());
        Requests { library, style, list, known, cited, before: None, note: 0 }
    }
    /// Adds a request, unless an equal one gives the same text.
    fn add(&mut self, items: &[&CitedItem], is_in_text: bool, is_name: bool) -> Option<usize> {
        let note = self.style.is_in_notes().then_some(self.note);
        let items = items.iter().map(|item| self.item(item)).collect::<Option<Vec<_>>>()?;
        let request = Request { items, is_in_text, is_name, note };
        if self.style.has_near_notes {
            self.list.push(request);
            return Some(self.list.len() - 1);
        }
        let position = self.position(&request);
        let at = match self.known.get(&position) {
            Some(at) => *at,
            None => self.push(&request, position),
        };
        self.cited.extend(request.items.iter().map(|item| item.entry));
        self.before = Some(request);
        Some(at)
    }

    fn position(&self, request: &Request) -> Position {
        let plain = Request { note: None, ..request.clone() };
        if !self.style.has_positions {
            return Position { request: plain, is_again: Vec::new(), before: None };
        }
        let before = self.before.as_ref().filter(|before| before.shares(request));
        Position {
            request: plain,
            is_again: request.items.iter().map(|item| self.cited.contains(&item.entry)).collect(),
            before: before.map(|before| before.items.clone()),
        }
    }

    /// Adds a request to the list and returns its place. What comes before it there has the same effect on its text as what comes
    /// before it in the guide.
    fn push(&mut self, request: &Request, position: Position) -> usize {
        let follows_well = |last: &Request| match &position.before {
            Some(before) => last.items == *before,
            None => !last.shares(request),
        };
        if self.style.has_positions && !self.list.last().is_none_or(follows_well) {
            self.list.extend(self.before.clone());
        }
        let at = self.list.len();
        self.known.insert(position, at);
        self.list.push(request.clone());
        at
    }

    fn item(&self, item: &CitedItem) -> Option<RequestItem> {
        let entry = self.library.index(&item.key)?;
        let locator = item.locator.as_ref().and_then(|locator| {
            let number = &locator.number;
            let number = if locator.kind == "page" { marked_pages(number).into() } else { number.clone() };
            Some((LocatorKind::from_str(locator.kind).ok()?, number))
        });
        Some(RequestItem { entry, locator })
    }

    fn plan(&mut self, citation: &Citation) -> Plan {
        if citation.items.is_empty() || citation.items.iter().any(|item| !self.library.has(&item.key)) {
            return Plan::Nothing;
        }
        self.note += usize::from(citation.form == CitationForm::Bracketed);
        let items: Vec<&CitedItem> = citation.items.iter().collect();
        let plan = match citation.form {
            CitationForm::InText if self.style.is_numeric() => {
                let number = self.add(&items, false, false);
                self.add(&items, false, true).map(|names| Plan::InSentence(names, number))
            }
            CitationForm::InText if self.style.is_in_notes() => {
                let names = self.add(&items, false, true);
                names
                    .zip(self.add(&items, true, false))
                    .map(|(names, note)| Plan::InSentenceOfNotes(names, note))
            }
            CitationForm::InText => self.add(&items, true, false).map(|at| Plan::InSentence(at, None)),
            CitationForm::Bracketed if items.iter().any(|item| is_apart(item)) => {
                let all = items.iter().map(|item| self.add(&[item], false, false));
                all.collect::<Option<Vec<_>>>().map(Plan::Apart)
            }
            CitationForm::Bracketed => self.add(&items, false, false).map(Plan::Together),
        };
        plan.unwrap_or(Plan::Nothing)
    }
}

/// Reports whether a source has words of its own around it.
fn is_apart(item: &CitedItem) -> bool {
    item.is_author_left_out || !item.prefix.is_empty() || !item.suffix.is_empty()
}

impl Bibliography {
    /// Runs the engine over the citations of pages, in reading order.
    pub fn new(
        library: &Library,
        style: &CitationStyle,
        language: &str,
        pages: &[&[Citation]],
    ) -> Bibliography {
        let mut requests = Requests::new(library, style);
        let plan =
            |page: &&[Citation]| page.iter().map(|citation| requests.plan(citation)).collect::<Vec<_>>();
        let plans: Vec<Vec<Plan>> = pages.iter().map(plan).collect();
        let list = Arc::new(requests.list);
        let result = match answer(&library.entries, style, language, &list) {
            Ok(result) => result,
            Err(error) => {
                let failure = match error {
                    RunError::Panicked(why) => format!("the sources cannot be formatted: {why}"),
                    RunError::TimedOut(_) => "formatting the sources takes too long".to_owned(),
                };
                return Bibliography { failure: Some(failure), ..Bibliography::default() };
            }
        };
        let conventions = Conventions::new(&style.style, &LOCALES, language);
        let writer = Writer {
            style: &style.style,
            entries: &library.entries,
            requests: &list,
            answers: &result.citations,
            conventions,
        };
        let page = |(page, plans): (&&[Citation], &Vec<Plan>)| {
            page.iter().zip(plans).map(|(citation, plan)| writer.citation(citation, plan)).collect()
        };
        let reference = |item: &BibliographyItem| Reference {
            key: item.key.clone(),
            text: listed(&item.content, item.first_field.as_ref()),
        };
        Bibliography {
            citations: pages.iter().zip(&plans).map(page).collect(),
            references: result.items.iter().map(reference).collect(),
            are_notes: style.is_in_notes(),
            ..Bibliography::default()
        }
        .with_places()
    }
}

/// The engine's texts.
struct Answers {
    citations: Vec<ElemChildren>,
    items: Vec<BibliographyItem>,
}

/// Asks the engine, on a thread of its own.
fn answer(
    entries: &Entries,
    style: &CitationStyle,
    language: &str,
    requests: &Arc<Vec<Request>>,
) -> Result<Answers, RunError> {
    let (entries, in_sentence) = (entries.clone(), Arc::clone(&style.in_sentence));
    let style = Arc::clone(&style.style);
    let (locale, requests) = (LocaleCode(language.to_owned()), Arc::clone(requests));
    deadline::run(deadline::limit(RUNNING), move || match &entries {
        Entries::Own(entries) => own(entries, (&style, &in_sentence), &locale, &requests),
        Entries::Csl(items) => csl(items, (&style, &in_sentence), &locale, &requests),
    })
}

/// Makes a function that asks the engine about one type of entry: the trait that both have is not public.
macro_rules! driver {
    ($name:ident, $entry:ty) => {
        fn $name(
            entries: &[$entry],
            (style, in_sentence): (&IndependentStyle, &IndependentStyle),
            locale: &LocaleCode,
            requests: &[Request],
        ) -> Answers {
            let mut driver = BibliographyDriver::new();
            for request in requests {
                let is_note = request.note.is_some();
                let mut items = Vec::new();
                for item in &request.items {
                    let locator = item.locator.as_ref();
                    let locator =
                        locator.map(|(kind, number)| SpecificLocator(*kind, LocatorPayload::Str(number)));
                    let purpose = (request.is_in_text && !is_note).then_some(CitePurpose::Prose);
                    items.push(CitationItem::new(&entries[item.entry], locator, None, false, purpose));
                }
                let style = match request {
                    Request { is_name: true, .. } => &IN_SENTENCE,
                    Request { is_in_text: true, .. } if is_note => in_sentence,
                    _ => style,
                };
                driver.citation(CitationRequest::new(
                    items,
                    style,
                    Some(locale.clone()),
                    &LOCALES,
                    request.note,
                ));
            }
            let rendered = driver.finish(BibliographyRequest::new(style, Some(locale.clone()), &LOCALES));
            Answers {
                citations: rendered.citations.into_iter().map(|rendered| rendered.citation).collect(),
                items: rendered.bibliography.map(|list| list.items).unwrap_or_default(),
            }
        }
    };
}

driver!(own, Entry);
driver!(csl, Item);

/// Puts the texts of citations together.
struct Writer<'a> {
    style: &'a IndependentStyle,
    entries: &'a Entries,
    requests: &'a [Request],
    answers: &'a [ElemChildren],
    conventions: Conventions<'a>,
}

impl Writer<'_> {
    fn citation(&self, citation: &Citation, plan: &Plan) -> Option<Vec<Phrase>> {
        let key = |at: usize| citation.items.get(at).map_or("", |item| &*item.key);
        let mut phrases = match plan {
            Plan::Nothing => return None,
            Plan::Together(at) => {
                let items = &self.requests[*at].items;
                let is_same =
                    |a: usize, b: usize| self.entries.have_same_people(items[a].entry, items[b].entry);
                cited(&self.conventions.repair_years(&self.answers[*at], is_same), &key)
            }
            Plan::Apart(all) => self.apart(citation, all),
            Plan::InSentence(names, number) => {
                let mut phrases = cited(&self.answers[*names], &key);
                if let Some(number) = number {
                    // Names are text; the number leads to the source.
                    for phrase in &mut phrases {
                        phrase.to = None;
                    }
                    let number = cited(&self.answers[*number], &key);
                    let is_raised = number.first().is_some_and(|it| it.look.baseline != Baseline::Normal);
                    phrases.push(plain(if is_raised { "" } else { "\u{A0}" }));
                    phrases.extend(number);
                }
                merged(phrases)
            }
            Plan::InSentenceOfNotes(names, note) => self.in_sentence_of_notes(*names, *note, &key),
        };
        self.conventions.repair_pages(&mut phrases);
        self.conventions.repair_end(&mut phrases);
        if self.requests.is_empty() { None } else { Some(phrases) }
    }

    /// Returns the names, and in parentheses the note without them.
    fn in_sentence_of_notes<'k>(
        &self,
        names: usize,
        note: usize,
        key: &dyn Fn(usize) -> &'k str,
    ) -> Vec<Phrase> {
        let mut rest = inside(&self.answers[note]);
        // A style may leave the names of people out of a note.
        if !without_people(&mut rest) && !self.answers[names].0.iter().any(has_people) {
            return cited(&rest, key);
        }
        let (mut phrases, rest) = (cited(&self.answers[names], key), cited(&rest, key));
        for phrase in &mut phrases {
            phrase.to = None;
        }
        if !rest.is_empty() {
            phrases.push(plain(" ("));
            phrases.extend(rest);
            phrases.push(plain(")"));
        }
        merged(phrases)
    }

    /// Returns a citation whose sources have words around them.
    fn apart(&self, citation: &Citation, all: &[usize]) -> Vec<Phrase> {
        let layout = &self.style.citation.layout;
        let look = layout.to_formatting();
        let look =
            Look { baseline: look.vertical_align.map(baseline).unwrap_or_default(), ..Look::default() };
        let words = |text: &str| Phrase { text: text.to_owned(), look, to: None };
        let mut phrases = vec![words(layout.prefix.as_deref().unwrap_or_default())];
        for (at, (item, answer)) in citation.items.iter().zip(all).enumerate() {
            if at > 0 {
                // A comma would not separate words from words.
                let delimiter = layout.delimiter.as_deref().unwrap_or("; ");
                phrases.push(words(if delimiter == ", " || delimiter == "," { "; " } else { delimiter }));
            }
            if !item.prefix.is_empty() {
                phrases.push(words(&format!("{} ", item.prefix)));
            }
            let mut answer = inside(&self.answers[*answer]);
            if item.is_author_left_out && self.requests[all[at]].note.is_none() {
                without_names(&mut answer);
            } else if item.is_author_left_out {
                without_people(&mut answer);
            }
            phrases.extend(cited(&answer, &|_| &item.key));
            phrases.push(words(&item.suffix));
        }
        let suffix = layout.suffix.as_deref().unwrap_or_default();
        if !phrases.iter().rev().find(|it| !it.text.is_empty()).is_some_and(|it| it.text.ends_with(suffix)) {
            phrases.push(words(suffix));
        }
        merged(phrases)
    }
}

fn plain(text: &str) -> Phrase {
    Phrase { text: text.to_owned(), look: Look::default(), to: None::<PhraseTarget> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Locator;
    use crate::paths::SourcePath;

    const SOURCES: &str = "\
        @book{a, author = {Ash, A.}, title = {One}, date = {2001}, publisher = {P}}\n\
        @book{b, author = {Ash, A.}, title = {Two}, date = {2001}, publisher = {P}}\n\
        @article{c, author = {Birch, B. and Cedar, C.}, title = {Three}, journaltitle = {J}, date = {2003}}\n\
        @online{d, title = {Four}, organization = {Elm}, url = {https://example.org/}, date = {2004}}\n";

    /// Returns citations of one or two of the sources, with and without pages, always the same ones.
    fn citations(mut seed: usize, count: usize) -> Vec<Citation> {
        let mut below = |limit: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % limit
        };
        let item = |below: &mut dyn FnMut(usize) -> usize| CitedItem {
            key: ["a", "b", "c", "d"][below(4)].into(),
            prefix: Box::default(),
            locator: (below(3) == 0).then(|| Locator { kind: "page", number: ["1-3", "7"][below(2)].into() }),
            suffix: if below(6) == 0 { " too".into() } else { Box::default() },
            is_author_left_out: below(6) == 0,
        };
        let citation = |_| Citation {
            form: if below(4) == 0 { CitationForm::InText } else { CitationForm::Bracketed },
            items: (0..=below(2)).map(|_| item(&mut below)).collect(),
        };
        (0..count).map(citation).collect()
    }

    #[test]
    fn a_request_that_is_known_has_the_text_that_it_would_have_again() {
        let path = SourcePath::new("content/sources.bib");
        let library = Library::read(&path, &SOURCES.into());
        for name in ["handout", "apa", "american-medical-association", "chicago-notes", "gb-7714-2015-note"] {
            let style = CitationStyle::find(name).expect("a style");
            // No request is left out where notes that are near count.
            let mut whole = style.clone();
            whole.has_near_notes = true;
            for seed in 0..12 {
                let all = citations(seed, 40);
                let pages = [&all[..15], &all[15..]];
                let (short, long) = (
                    Bibliography::new(&library, &style, "en-GB", &pages),
                    Bibliography::new(&library, &whole, "en-GB", &pages),
                );
                assert_eq!(short.failure, None);
                for (at, (short, long)) in
                    short.citations.iter().flatten().zip(long.citations.iter().flatten()).enumerate()
                {
                    assert_eq!(short, long, "{name}, {seed}: {at}: {:?}", &all[at.saturating_sub(1)..=at]);
                }
            }
        }
    }
}
