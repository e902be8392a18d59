//! Repairs of citations: pages, years and quotation marks, where the engine does not follow the style and its language.

use std::borrow::Cow;

use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::citationberg::{Collapse, IndependentStyle, Locale, LocaleCode, PageRangeFormat, TermForm};

use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta};

use crate::document::Phrase;

/// The mark between the years of an author where a style names no other (CSL 1.0.2, cite grouping).
const BETWEEN_YEARS: &str = ", ";

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

    /// Repairs pages in a citation: the engine prints `757–764` where a style shortens the range to `757–64`.
    pub fn repair_pages(&self, pages: &str, phrases: &mut [Phrase]) {
        let Some(ranges) = self.page_ranges else { return };
        let is_page = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
        for part in pages.split([',', '&']) {
            let Some((start, end)) = part.split_once(['-', '–']) else { continue };
            let (start, end) = (start.trim(), end.trim());
            let mut range = String::new();
            if !is_page(start)
                || !is_page(end)
                || ranges.format(&mut range, start, end, Some(self.page_delimiter)).is_err()
            {
                continue;
            }
            for phrase in &mut *phrases {
                for mark in ['-', '–'] {
                    phrase.text = phrase.text.replace(&format!("{start}{mark}{end}"), &range);
                }
            }
        }
    }

    /// Repairs the marks between the years of an author, whose name is printed once.
    pub fn repair_years<'c>(&self, citation: &'c ElemChildren) -> Cow<'c, ElemChildren> {
        let Some(delimiter) = self.source_delimiter else { return Cow::Borrowed(citation) };
        let mut repaired = citation.clone();
        for at in 1..repaired.0.len() {
            if let [ElemChild::Text(text), ElemChild::Elem(source)] = &mut repaired.0[at - 1..=at]
                && text.text == delimiter
                && matches!(source.meta, Some(ElemMeta::Entry(_)))
                && !has_names(source)
            {
                BETWEEN_YEARS.clone_into(&mut text.text);
            }
        }
        Cow::Owned(repaired)
    }

    /// Moves the full stop after a citation into the quotation marks before it.
    pub fn repair_end(&self, phrases: &mut Vec<Phrase>) {
        let Some(quote) = self.close_quote else { return };
        let [.., before, last] = &mut phrases[..] else { return };
        if last.text == "." && before.text.ends_with(quote) {
            before.text.insert(before.text.len() - quote.len(), '.');
            phrases.pop();
        }
    }
}

/// Reports whether a part of a citation prints names.
fn has_names(element: &Elem) -> bool {
    matches!(element.meta, Some(ElemMeta::Names(_)))
        || element.children.0.iter().any(|child| matches!(child, ElemChild::Elem(inner) if has_names(inner)))
}
