//! The files of a search: classic scripts that call back with what they hold, because those load from a disk too, where a
//! browser fetches nothing. Each is made from the index of its language, or from the pages whose texts it holds.
//!
//! `search.js` reads them. Text is JSON in ASCII quotes, in which nothing can end the script or a line of it.

use serde_json::{Value, json};

use crate::link::{PageId, SearchFile, Searched};
use crate::paths::{self, UrlPath};
use crate::search::fold::is_unspaced;
use crate::search::index::{Index, Posting};
use crate::search::sections::{sections, tidy};
use crate::search::words::WEIGHTS;
use crate::snapshot::Snapshot;

/// The digits of numbers in lists: printable, and nothing that JSON or a script reads in another way. One of the first half
/// goes on with the next digit, one of the second half ends its number.
const DIGITS: &[u8; 86] =
    b"!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|";
const HALF: usize = DIGITS.len() / 2;

/// The words that are near a mistyped one are sought among no more than these.
const MOST_NEAR: usize = 12_000;
/// Words shorter than this are too short to be mistyped.
const SHORTEST_NEAR: usize = 3;
/// Of a page's text, about so many characters are kept to show words in.
const LONGEST_TEXT: usize = 20_000;
/// However many sections a page has, so many characters are kept of each.
const LEAST_TEXT: usize = 200;

/// A file of the search of a language, by its place in `Site::search`.
pub fn script(now: &Snapshot, language: usize, file: SearchFile) -> String {
    let of = &now.site.search[language];
    let (name, value) = match file {
        SearchFile::Directory => ("index".to_owned(), directory(of, now.search_index(language))),
        SearchFile::Words(number) => {
            (format!("words-{number}"), words(now.search_index(language), number as usize))
        }
        SearchFile::Near(number) => (format!("near-{number}"), near(of, now.search_index(language), number)),
        SearchFile::Text(number) => (format!("text-{number}"), texts(now, of, number as usize)),
    };
    called(&format!("{}/{name}", of.language), &value)
}

/// A call with a value. In a script, U+2028 and U+2029 end a line in older browsers, and `</` ends the script where it
/// stands in a page.
fn called(name: &str, value: &Value) -> String {
    let text = value.to_string();
    let text = text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("handoutSearch(\"{name}\",{text})\n")
}

/// What is in which file: where each file of words begins, and how many pages share a file of texts.
fn directory(of: &Searched, index: &Index) -> Value {
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
    })
}

/// Forms with the number of their list in the file, and the lists.
fn words(index: &Index, part: usize) -> Value {
    let mut numbers = std::collections::HashMap::new();
    let (mut forms, mut lists) = (Vec::new(), Vec::new());
    for (form, list) in &index.forms[index.parts[part].clone()] {
        let next = lists.len();
        let number = *numbers.entry(*list).or_insert(next);
        if number == next {
            lists.push(postings(&index.lists[*list]));
        }
        forms.push(format!("{form} {number}"));
    }
    json!([forms.join(" "), lists.join(" ")])
}

/// A list of pages: what each number is above the one before, with the weight.
fn postings(list: &[Posting]) -> String {
    let mut out = String::with_capacity(list.len());
    let mut before = 0;
    for posting in list {
        let step = (posting.page - before) as usize;
        number(step * usize::from(WEIGHTS) + usize::from(posting.weight), &mut out);
        before = posting.page;
    }
    out
}

/// Writes a number.
fn number(mut value: usize, out: &mut String) {
    while value >= HALF {
        out.push(char::from(DIGITS[value % HALF]));
        value /= HALF;
    }
    out.push(char::from(DIGITS[HALF + value]));
}

/// The words of a bucket with how many pages have them, as a power of two: the most frequent ones of the whole index.
fn near(of: &Searched, index: &Index, bucket: u32) -> Value {
    let pages = |at: usize| index.lists[index.forms[at].1].len();
    let is_word = |form: &str| {
        form.chars().nth(SHORTEST_NEAR - 1).is_some()
            && !form.contains(|c: char| c.is_numeric() || is_unspaced(c))
    };
    let mut all: Vec<usize> = (0..index.forms.len()).filter(|at| is_word(&index.forms[*at].0)).collect();
    if all.len() > MOST_NEAR {
        all.sort_by_key(|at| std::cmp::Reverse(pages(*at)));
        all.truncate(MOST_NEAR);
        all.sort_unstable();
    }
    let first = |form: &str| form.chars().next().map_or(0, u32::from);
    let here = all.into_iter().filter(|at| first(&index.forms[*at].0) % of.nears == bucket);
    let words: Vec<String> = here.map(|at| format!("{}{}", index.forms[at].0, pages(at).ilog2())).collect();
    json!(words.join(" "))
}

/// The texts of the pages of a group: address, title, and sections with anchor, heading and text.
fn texts(now: &Snapshot, of: &Searched, group: usize) -> Value {
    of.pages[of.texts[group].clone()].iter().map(|id| text(now, *id)).collect()
}

fn text(now: &Snapshot, id: PageId) -> Value {
    let page = now.site.page(id);
    let front = &page.outline.front;
    let mut parts = sections(&now.pages[id.index()].body);
    if let Some(description) = &front.description {
        let text = format!("{} {}", tidy(description), parts[0].text);
        text.trim_end().clone_into(&mut parts[0].text);
    }
    let all: usize = parts.iter().map(|it| it.text.len()).sum();
    if all > LONGEST_TEXT {
        let most = LEAST_TEXT.max(LONGEST_TEXT / parts.len());
        for part in &mut parts {
            part.text = part.text.chars().take(most).collect();
        }
    }
    let section = |it: &crate::search::Section<'_>| {
        let anchor = if it.id.is_empty() { String::new() } else { paths::fragment(it.id) };
        json!([anchor, it.title, it.text])
    };
    let sections: Vec<Value> = parts.iter().map(section).collect();
    json!([UrlPath::new("").href_to(&page.url), page.outline.title, sections, front.tags])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads what `number` wrote, as `search.js` does.
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
        let said = called("en/text-0", &json!(["</script><!--", "\u{2028}\u{2029}", "\"\\"]));
        assert_eq!(
            said,
            "handoutSearch(\"en/text-0\",[\"\\u003c/script>\\u003c!--\",\"\\u2028\\u2029\",\"\\\"\\\\\"])\n"
        );
    }
}
