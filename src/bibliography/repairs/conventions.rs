//! Repairs of citations: pages, years and quotation marks, where the engine does not follow the style and its language.

use std::borrow::Cow;

use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::citationberg::{Collapse, IndependentStyle, Locale, LocaleCode, PageRangeFormat, TermForm};

use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta};

use crate::document::Phrase;

/// The mark between the years of an author where a style names no other (CSL 1.0.2, cite grouping).
const BETWEEN_YEARS: &str = ", ";

/// Marks the beginning and the end of pages that [`Conventions::repair_pages`] repairs.
const PAGES: char = '\u{E0DB}';

/// Marks the pages of a citation, before the engine reads them, if they are a range. The same numbers may be in a title or in
/// an address.
pub fn marked_pages(pages: &str) -> String {
    let pages = pages.replace("--", "-");
    let is_range = pages.contains(['-', '–']) && pages.ends_with(|c: char| c.is_ascii_digit());
    if is_range { format!("{PAGES}{pages}{PAGES}") } else { pages }
}

/// The conventions of a style and its language for pages, years and quotation marks.
pub struct Conventions<'a> {
    page_ranges: Option<PageRangeFormat>,
    /// The mark between two pages.
    page_delimiter: &'a str,
    /// The closing quotation mark, if a full stop goes before it.
    close_quote: Option<&'a str>,
    /// The mark between two sources, if the engine also prints it between two years of an author.
    source_delimiter: Option<&'a str>,
}

impl<'a> Conventions<'a> {
    /// Returns the conventions of a style in a language.
    pub fn new(style: &'a IndependentStyle, languages: &'a [Locale], language: &str) -> Conventions<'a> {
        let code = LocaleCode(language.to_owned());
        let base = LocaleCode(language.split('-').next().unwrap_or(language).to_owned());
        let names = [Some(&code), Some(&base), None].map(|name| (&*style.locale, name.cloned()));
        let names = names.into_iter().chain(
            [Some(code.clone()), code.fallback(), Some(LocaleCode::en_us())].map(|name| (languages, name)),
        );
        let locales: Vec<&Locale> =
            names.filter_map(|(locales, name)| locales.iter().find(|locale| locale.lang == name)).collect();
        let term = |term: OtherTerm| {
            locales.iter().find_map(|locale| locale.term(Term::Other(term), TermForm::Long)?.single())
        };
        let is_inside = locales.iter().find_map(|locale| locale.style_options.as_ref()?.punctuation_in_quote);
        Conventions {
            page_ranges: style.settings.page_range_format,
            page_delimiter: term(OtherTerm::PageRangeDelimiter).unwrap_or("–"),
            close_quote: term(OtherTerm::CloseQuote).filter(|_| is_inside == Some(true)),
            source_delimiter: style.citation.layout.delimiter.as_deref().filter(|_| {
                style.citation.collapse == Some(Collapse::Year)
                    && style.citation.cite_group_delimiter.is_none()
            }),
        }
    }

    /// Repairs pages in a citation, which [`marked_pages`] marked: the engine prints `757–764` where a style shortens the
    /// range to `757–64`.
    pub fn repair_pages(&self, phrases: &mut Vec<Phrase>) {
        for phrase in &mut *phrases {
            if phrase.text.contains(PAGES) {
                // Every second part is between two marks.
                let parts = phrase.text.split(PAGES).enumerate();
                phrase.text = parts
                    .map(|(at, part)| if at % 2 == 1 { self.pages(part) } else { part.into() })
                    .collect();
            }
        }
        phrases.retain(|phrase| !phrase.text.is_empty());
    }

    /// Returns pages as the style prints them.
    fn pages<'p>(&self, pages: &'p str) -> Cow<'p, str> {
        let Some(ranges) = self.page_ranges else { return Cow::Borrowed(pages) };
        let is_page = |text: &str| {
            text.ends_with(|c: char| c.is_ascii_digit()) && text.chars().all(char::is_alphanumeric)
        };
        let mut printed = String::new();
        for part in pages.split_inclusive([',', '&']) {
            let range = part.trim_matches([',', '&', ' ']);
            let (before, after) = part.split_once(range).unwrap_or_default();
            let mut shortened = String::new();
            let is_range = range.split_once(['-', '–']).is_some_and(|(start, end)| {
                let (start, end) = (start.trim(), end.trim());
                is_page(start)
                    && is_page(end)
                    && ranges.format(&mut shortened, start, end, Some(self.page_delimiter)).is_ok()
            });
            printed.extend([before, if is_range { &shortened } else { range }, after]);
        }
        Cow::Owned(printed)
    }

    /// Repairs the marks between the years of an author, whose name is printed once. `is_same` tells whether two sources of the
    /// citation have the same people.
    pub fn repair_years<'c>(
        &self,
        citation: &'c ElemChildren,
        is_same: impl Fn(usize, usize) -> bool,
    ) -> Cow<'c, ElemChildren> {
        let Some(delimiter) = self.source_delimiter else { return Cow::Borrowed(citation) };
        let mut repaired = citation.clone();
        let mut before = None;
        for at in 0..repaired.0.len() {
            let ElemChild::Elem(source @ Elem { meta: Some(ElemMeta::Entry(entry)), .. }) = &repaired.0[at]
            else {
                continue;
            };
            let entry = *entry;
            let is_again = !has_names(source) && before.is_some_and(|before| is_same(before, entry));
            if is_again
                && let Some(ElemChild::Text(text)) = at.checked_sub(1).map(|at| &mut repaired.0[at])
                && text.text == delimiter
            {
                BETWEEN_YEARS.clone_into(&mut text.text);
            }
            before = Some(entry);
        }
        Cow::Owned(repaired)
    }

    /// Moves the full stop after a citation into the quotation marks before it, or removes it if they end with a mark.
    pub fn repair_end(&self, phrases: &mut Vec<Phrase>) {
        let Some(quote) = self.close_quote else { return };
        let [quoted @ .., last] = &mut phrases[..] else { return };
        let text: String = quoted.iter().map(|phrase| &*phrase.text).collect();
        let Some(inside) = text.strip_suffix(quote).filter(|_| last.text == ".") else { return };
        let Some(end) = quoted.last_mut().filter(|end| end.text.ends_with(quote)) else { return };
        if !inside.ends_with(['.', '?', '!', '…']) {
            end.text.insert(end.text.len() - quote.len(), '.');
        }
        phrases.pop();
    }
}

/// Reports whether a part of a citation prints names.
fn has_names(element: &Elem) -> bool {
    matches!(element.meta, Some(ElemMeta::Names(_)))
        || element.children.0.iter().any(|child| matches!(child, ElemChild::Elem(inner) if has_names(inner)))
}
