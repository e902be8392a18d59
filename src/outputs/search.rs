//! The files of a search: classic scripts that pass their content to a function, because a browser loads scripts from a
//! disk but fetches nothing there. Each is made from the index of its language, or from the pages whose texts it
//! contains.
//!
//! `search-engine.js` reads them. Text is JSON in ASCII quotes, in which nothing can end the script or a line of it.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use crate::document::Section;
use crate::outputs::context::Rendered;
use crate::paths::{self, UrlPath};
use crate::search::fold::{ACCENTS, LETTERS, MAX_WORD_LENGTH, Range, UNSPACED};
use crate::search::index::{Index, Posting};
use crate::search::sections::tidy;
use crate::search::words::{WEIGHTS, WORTH};
use crate::site::{LanguageSearch, Output, PageId, Plan, Route, SearchFile};
use crate::snapshot::Snapshot;

/// The digits of numbers in lists: printable characters without a special meaning in JSON or a script. A digit of the
/// first half is followed by another digit, a digit of the second half ends its number.
const DIGITS: &[u8; 86] =
    b"!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|";
const HALF: usize = DIGITS.len() / 2;

/// The length of a page's text that is stored to show words in context, in characters (approximate).
const MAX_TEXT_LENGTH: usize = 20_000;
/// The length that is stored of each section, in characters, however many sections a page has.
const MIN_TEXT: usize = 200;

/// Returns the routes of the files of each language.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let of_language = |(at, search)| {
        files(search).into_iter().map(move |file| Route::made(url(search, file), Output::Search(at, file)))
    };
    plan.search.iter().enumerate().flat_map(of_language).collect()
}

/// Returns the files of a language.
fn files(search: &LanguageSearch) -> Vec<SearchFile> {
    let texts = u32::try_from(search.texts.len()).expect("fewer than there are pages");
    std::iter::once(SearchFile::Directory)
        .chain((0..search.words).map(SearchFile::Words))
        .chain((0..search.nears).map(SearchFile::Near))
        .chain((0..texts).map(SearchFile::Text))
        .collect()
}

fn url(search: &LanguageSearch, file: SearchFile) -> UrlPath {
    UrlPath::new(format!("search/{}/{}.js", search.language, file.name()))
}

/// Renders a file of the search of a language, given by its index in `Site::search`.
pub fn render(snapshot: &Snapshot, language: usize, file: SearchFile) -> Rendered {
    Rendered::Made(script(snapshot, language, file))
}

fn script(snapshot: &Snapshot, language: usize, file: SearchFile) -> Vec<u8> {
    let of = &snapshot.site.search[language];
    let index = || snapshot.search_index(language);
    let name = format!("{}/{}", of.language, file.name());
    match file {
        SearchFile::Directory => called(&name, &directory(of, index())),
        SearchFile::Words(at) => called(&name, &words(index(), at as usize)),
        SearchFile::Near(at) => called(&name, &near(of, index(), at)),
        SearchFile::Text(at) => called(&name, &texts(snapshot, of, at as usize)),
    }
}

/// Returns a script that calls a function with a value.
fn called(name: &str, value: &impl Serialize) -> Vec<u8> {
    let mut out = format!("handoutSearch(\"{name}\",").into_bytes();
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, InScript);
    value.serialize(&mut serializer).expect("names, numbers and texts");
    out.extend_from_slice(b")\n");
    out
}

/// Writes JSON that is safe in a script: U+2028 and U+2029 end a line in older browsers, and `</` ends a script inside
/// a page.
struct InScript;

impl serde_json::ser::Formatter for InScript {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut done = 0;
        // The two line ends begin with the byte E2.
        for at in memchr::memchr2_iter(b'<', 0xE2, text.as_bytes()) {
            let (length, escape) = match &text.as_bytes()[at..] {
                [b'<', ..] => (1, "\\u003c"),
                [_, 0x80, 0xA8, ..] => (3, "\\u2028"),
                [_, 0x80, 0xA9, ..] => (3, "\\u2029"),
                _ => continue,
            };
            out.write_all(&text.as_bytes()[done..at])?;
            out.write_all(escape.as_bytes())?;
            done = at + length;
        }
        out.write_all(&text.as_bytes()[done..])
    }
}

/// Returns what is in which file (where each file of words begins, how many pages share a file of texts), and how the
/// script reads numbers and words.
fn directory(of: &LanguageSearch, index: &Index) -> Value {
    let first = |part: &std::ops::Range<usize>| {
        index.forms.get(part.start).map_or("\u{10FFFF}", |(form, _)| form.as_str())
    };
    let starts: Vec<&str> = index.parts.iter().map(first).collect();
    let mut groups = String::new();
    of.texts.iter().for_each(|group| number(group.len(), &mut groups));
    json!({
        "pages": of.pages.len(),
        "words": starts,
        "near": of.nears,
        "texts": groups,
        "stamp": format!("{:08x}", index.stamp >> 32),
        "digits": std::str::from_utf8(DIGITS).expect("digits are ASCII"),
        "weights": WORTH,
        "longest_word": MAX_WORD_LENGTH,
        "accents": ranges(ACCENTS),
        "letters": LETTERS,
        "unspaced": ranges(UNSPACED),
    })
}

/// Returns ranges as the script reads them: two characters each.
fn ranges(ranges: &[Range]) -> Vec<String> {
    ranges.iter().map(|(first, last)| String::from_iter([first, last])).collect()
}

/// Returns the forms, each with the index of its list in the file, and the lists.
fn words(index: &Index, part: usize) -> [String; 2] {
    let mut numbers = HashMap::new();
    let (mut forms, mut lists) = (String::new(), String::new());
    for (form, list) in &index.forms[index.parts[part].clone()] {
        let next = numbers.len();
        let number = *numbers.entry(*list).or_insert(next);
        if number == next {
            lists.push_str(if next == 0 { "" } else { " " });
            postings(&index.lists[*list], &mut lists);
        }
        let gap = if forms.is_empty() { "" } else { " " };
        let _ = write!(forms, "{gap}{form} {number}");
    }
    [forms, lists]
}

/// Writes a list of pages: the difference of each number from the one before, with the weight.
fn postings(list: &[Posting], out: &mut String) {
    let mut before = 0;
    for posting in list {
        let step = (posting.page - before) as usize;
        number(step * usize::from(WEIGHTS) + usize::from(posting.weight), out);
        before = posting.page;
    }
}

/// Writes a number.
fn number(mut value: usize, out: &mut String) {
    while value >= HALF {
        out.push(char::from(DIGITS[value % HALF]));
        value /= HALF;
    }
    out.push(char::from(DIGITS[HALF + value]));
}

/// Returns the words of a bucket, each with the number of its pages as a power of two.
fn near(of: &LanguageSearch, index: &Index, bucket: u32) -> String {
    let first = |form: &str| form.chars().next().map_or(0, u32::from);
    let mut out = String::new();
    for (form, list) in index.near.iter().map(|at| &index.forms[*at]) {
        if first(form) % of.nears == bucket {
            let gap = if out.is_empty() { "" } else { " " };
            let _ = write!(out, "{gap}{form}{}", index.lists[*list].len().ilog2());
        }
    }
    out
}

/// A page's text: its address, title, sections and tags.
type Text<'a> = (String, &'a str, Vec<TextSection>, &'a [String]);
/// A section of it: its anchor, its heading and its text.
type TextSection = (String, String, String);

/// Returns the texts of the pages of a group.
fn texts<'a>(snapshot: &'a Snapshot, of: &LanguageSearch, group: usize) -> Vec<Text<'a>> {
    of.pages[of.texts[group].clone()].iter().map(|id| text(snapshot, *id)).collect()
}

fn text(snapshot: &Snapshot, id: PageId) -> Text<'_> {
    let page = snapshot.site.page(id);
    let front = &page.outline.front;
    let mut parts = snapshot.pages[id.index()].body.sections();
    for part in &mut parts {
        part.title = tidy(&part.title);
        part.text = tidy(&part.text);
    }
    if let Some(description) = &front.description {
        let text = format!("{} {}", tidy(description), parts[0].text);
        text.trim_end().clone_into(&mut parts[0].text);
    }
    let all: usize = parts.iter().map(|it| it.text.len()).sum();
    if all > MAX_TEXT_LENGTH {
        let most = MIN_TEXT.max(MAX_TEXT_LENGTH / parts.len());
        for part in &mut parts {
            part.text = part.text.chars().take(most).collect();
        }
    }
    let section = |it: Section<'_>| {
        let anchor = if it.id.is_empty() { String::new() } else { paths::fragment(it.id) };
        (anchor, it.title, it.text)
    };
    let sections = parts.into_iter().map(section).collect();
    (UrlPath::new("").href_to(&page.url), &page.outline.title, sections, &front.tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads what `number` wrote, as `search-engine.js` does.
    fn read(text: &str) -> Vec<usize> {
        let mut numbers = Vec::new();
        let (mut value, mut unit) = (0, 1);
        for byte in text.bytes() {
            let digit = DIGITS.iter().position(|it| *it == byte).expect("a digit");
            value += digit % HALF * unit;
            unit *= HALF;
            if digit >= HALF {
                numbers.push(value);
                (value, unit) = (0, 1);
            }
        }
        numbers
    }

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let all = [0, 1, 41, 42, 43, 1763, 1764, 100_000, 4_000_000_000];
        let mut text = String::new();
        for it in all {
            number(it, &mut text);
        }
        assert_eq!(read(&text), all);
        assert!(!text.contains(['"', '\\', '<', ' ', '\'', '&', '>', '~']));
    }

    #[test]
    fn no_text_ends_the_script() {
        let shown_text = called("en/text-0", &json!(["</script><!--", "\u{2028}\u{2029}", "\"\\"]));
        assert_eq!(
            String::from_utf8_lossy(&shown_text),
            "handoutSearch(\"en/text-0\",[\"\\u003c/script>\\u003c!--\",\"\\u2028\\u2029\",\"\\\"\\\\\"])\n"
        );
    }
}
