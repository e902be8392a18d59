//! The info string of a code block: `rust title="src/main.rs" {2,4-6} {#id .class}` → its language, its title, the marked
//! lines and its attributes. As in Pandoc, the first class is the language if there is no word for it: `{.rust #id}`.
//! Words for other programs (`rust,ignore`, `linenums="1"`) are ignored; invalid syntax of our own is a mistake.

use std::ops::{Range, RangeInclusive};

use crate::document::CodeInfo;
use crate::parse::attributes::{
    AttributeFault, AttributeForm, Attributes, CODE_BLOCK, WrittenAttribute, braced,
};

/// A mistake in an info string.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its place, as a byte range of the info string.
    pub range: Range<usize>,
    /// Its severity.
    pub weight: Weight,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// The severity of a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It is our syntax, and cannot be read.
    Broken,
    /// It may be for another program, but looks like our syntax.
    Unknown,
}

/// The keys that have a meaning here. `hl_lines` is how other programs write `{…}`.
const KEYS: [&str; 2] = ["title", "hl_lines"];

/// The help for marked lines.
const LINES_HELP: &str = "write line numbers and ranges, counted from 1, such as `{2,4-6}`";

/// Reads the info string of a code block with a number of lines.
pub fn read(info: &str, lines: u32) -> (CodeInfo, Vec<Mistake>) {
    let (attributes, mistakes) = (Attributes::default(), Vec::new());
    let mut reader = Reader { info, at: 0, lines, marked: Vec::new(), title: "", attributes, mistakes };
    let language = reader.language();
    while reader.skip_to_word() {
        reader.word();
    }
    let read = CodeInfo {
        language: language.into(),
        title: reader.title.into(),
        marked: joined(reader.marked),
        attributes: reader.attributes.inline(),
        ..CodeInfo::default()
    };
    (read, reader.mistakes)
}

/// Returns ranges in order, with adjacent ones joined.
fn joined(mut ranges: Vec<RangeInclusive<u32>>) -> Box<[RangeInclusive<u32>]> {
    ranges.sort_by_key(|it| *it.start());
    let mut out: Vec<RangeInclusive<u32>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if *range.start() <= last.end().saturating_add(1) => {
                *last = *last.start()..=*last.end().max(range.end());
            }
            _ => out.push(range),
        }
    }
    out.into()
}

struct Reader<'a> {
    info: &'a str,
    at: usize,
    lines: u32,
    marked: Vec<RangeInclusive<u32>>,
    title: &'a str,
    attributes: Attributes,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.info[self.at..]
    }

    /// Takes the text up to the first character that ends it.
    fn take(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    /// Reads the first word, unless it is something else (`CommonMark` 0.31.2, section 4.5).
    fn language(&mut self) -> &'a str {
        if let Some((mut list, length)) = braced(self.info) {
            let class = |attribute: &WrittenAttribute<'a>| match attribute.form {
                AttributeForm::Class(class) => Some(class),
                AttributeForm::Id(_) | AttributeForm::Key { .. } => None,
            };
            if let Some((at, language)) = list.iter().enumerate().find_map(|(at, it)| Some((at, class(it)?)))
            {
                list.remove(at);
                self.at = length;
                self.list(list, 1);
                return language;
            }
        }
        let word = self.take(|c| matches!(c, ' ' | ',' | '\t'));
        let lines = word.match_indices('{').map(|(at, _)| at).find(|at| opens_lines(&word[*at..]));
        let is_key = KEYS.iter().any(|key| word.strip_prefix(key).is_some_and(|rest| rest.starts_with('=')));
        let end = if is_key { 0 } else { lines.unwrap_or(word.len()) };
        self.at -= word.len() - end;
        &word[..end]
    }

    fn skip_to_word(&mut self) -> bool {
        self.take(|c| !(c.is_whitespace() || c == ','));
        self.at < self.info.len()
    }

    fn word(&mut self) {
        if self.rest().starts_with('{') {
            return self.braces();
        }
        let start = self.at;
        let key = self.take(|c| c.is_whitespace() || matches!(c, ',' | '=' | '{'));
        if !self.rest().starts_with('=') {
            return;
        }
        self.at += 1;
        let known = KEYS.contains(&key);
        let Some((value, range)) = self.value() else {
            if known {
                let help = format!("close it with the same quote: `{key}=\"…\"`");
                self.mistake(start..self.info.len(), format!("the quote after `{key}=` is not closed"), help);
            }
            self.at = self.info.len();
            return;
        };
        match key {
            "title" => self.titled(value, range),
            "hl_lines" => self.mark(value, &range),
            key => self.stray(key, start),
        }
    }

    /// Reads a value, with or without quotes, and its place; `None` if its quote is not closed.
    fn value(&mut self) -> Option<(&'a str, Range<usize>)> {
        let quote = self.rest().chars().next().filter(|c| matches!(c, '"' | '\''));
        self.at += usize::from(quote.is_some());
        let start = self.at;
        let value = self.take(|c| quote.map_or(c.is_whitespace(), |quote| c == quote));
        let range = start..self.at;
        if quote.is_some() {
            if self.at == self.info.len() {
                return None;
            }
            self.at += 1;
        }
        Some((value, range))
    }

    fn titled(&mut self, value: &'a str, range: Range<usize>) {
        if value.starts_with(['“', '”', '„', '«', '‘', '’']) {
            let help = "write `title=\"…\"` with straight quotes";
            return self.mistake(range, "a title needs straight quotes".into(), help.into());
        }
        self.title = value.trim();
    }

    /// Reads `{2,4-6}`, which marks lines, or attributes. Anything else in braces is for another program.
    fn braces(&mut self) {
        let start = self.at;
        if let Some((list, length)) = braced(self.rest()) {
            self.at += length;
            return self.list(list, start + 1);
        }
        let ours = opens_lines(self.rest());
        let inside = self.take(|c| c == '}');
        let closed = self.at < self.info.len();
        self.at += usize::from(closed);
        if ours && closed {
            self.mark(&inside[1..], &(start..self.at));
        } else if ours {
            let help = "close it with `}`, as in `{2,4-6}`";
            self.mistake(start..self.at, "the list of lines is not closed".into(), help.into());
        }
    }

    /// Takes attributes, which begin at `start`. A key that is not ours is for another program.
    fn list(&mut self, list: Vec<WrittenAttribute<'a>>, start: usize) {
        let at = |range: &Range<usize>| start + range.start..start + range.end;
        let mut own = Vec::new();
        for attribute in list {
            match &attribute.form {
                AttributeForm::Key { key: "title", value: Some((title, range)) } => {
                    self.titled(title, at(range));
                }
                AttributeForm::Key { key: "hl_lines", value: Some((lines, range)) } => {
                    self.mark(lines, &at(range));
                }
                AttributeForm::Key { key, value: Some(_) } if !CODE_BLOCK.has_key(key) => {
                    self.stray(key, start + attribute.range.start);
                }
                AttributeForm::Key { value: None, .. } => {}
                AttributeForm::Id(_) | AttributeForm::Class(_) | AttributeForm::Key { .. } => {
                    own.push(attribute);
                }
            }
        }
        let (attributes, faults) = Attributes::of(&own, &CODE_BLOCK);
        for AttributeFault { range, message, help } in faults {
            self.mistake(at(&range), message, help);
        }
        if !own.is_empty() {
            self.attributes = attributes;
        }
    }

    fn mark(&mut self, list: &str, range: &Range<usize>) {
        for part in list.split([',', ' ', '\t']).filter(|it| !it.is_empty()) {
            match self.lines_of(part) {
                Ok(lines) => self.marked.push(lines),
                Err((message, help)) => self.mistake(range.clone(), message, help),
            }
        }
    }

    /// Returns the lines that `4` or `4-6` names, or what is wrong and what to do.
    fn lines_of(&self, part: &str) -> Result<RangeInclusive<u32>, (String, String)> {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |it: &str| it.parse::<u32>().ok().filter(|it| *it > 0);
        let (Some(first), Some(last)) = (number(first), number(last)) else {
            return Err((format!("`{part}` is not a line number"), LINES_HELP.into()));
        };
        if first > last {
            return Err((
                format!("the range `{part}` ends before it begins"),
                format!("write `{last}-{first}`"),
            ));
        }
        if last > self.lines {
            let lines = match self.lines {
                0 => "no lines".to_owned(),
                1 => "1 line".to_owned(),
                lines => format!("{lines} lines"),
            };
            let message = format!("cannot highlight line {last}: the code has {lines}");
            return Err((message, LINES_HELP.into()));
        }
        Ok(first..=last)
    }

    /// Handles an unknown key: it is for another program, or one of ours mistyped.
    fn stray(&mut self, key: &str, start: usize) {
        let slip = |known: &&str| {
            key.len() <= 2 * known.len() && strsim::damerau_levenshtein(&key.to_lowercase(), known) < 2
        };
        if let Some(known) = KEYS.iter().copied().find(slip) {
            self.mistakes.push(Mistake {
                range: start..start + key.len(),
                weight: Weight::Unknown,
                message: format!("`{key}` is not an attribute of a code block"),
                help: format!("did you mean `{known}`?"),
            });
        }
    }

    fn mistake(&mut self, range: Range<usize>, message: String, help: String) {
        self.mistakes.push(Mistake { range, weight: Weight::Broken, message, help });
    }
}

/// Reports whether a brace opens a list of lines rather than something for another program.
fn opens_lines(text: &str) -> bool {
    text[1..].trim_start().starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(info: &str) -> (String, String, Vec<RangeInclusive<u32>>) {
        let (read, mistakes) = super::read(info, 9);
        assert_eq!(mistakes, [], "{info}");
        (read.language.into(), read.title.into(), read.marked.into())
    }

    fn wrong(info: &str) -> Vec<(String, String)> {
        let (_, mistakes) = super::read(info, 9);
        mistakes.into_iter().map(|it| (info[it.range].to_owned(), it.message)).collect()
    }

    #[test]
    fn an_info_string_names_language_title_and_lines() {
        let all = ("rust".to_owned(), "src/main.rs".to_owned(), vec![2..=2, 4..=6]);
        for info in [
            "rust title=\"src/main.rs\" {2,4-6}",
            "rust {4-6, 2} title='src/main.rs'",
            "rust{2,4-6} title=src/main.rs",
            "rust,title=\"src/main.rs\",{2,4-6}",
            "rust title=\"src/main.rs\" hl_lines=\"2 4-6\"",
            "rust {2} title=\"x\" {4-5} {5-6} title=\"src/main.rs\"",
        ] {
            assert_eq!(right(info), all, "{info}");
        }
        for info in
            ["rust {#a .b} title=x {2}", "{.rust #a .b title='x' hl_lines=2}", "rust {2} title=x {.b #a k=v}"]
        {
            assert_eq!(right(info), ("rust".into(), "x".into(), vec![2..=2]), "{info}");
            let attributes = super::read(info, 9).0.attributes;
            assert_eq!((&*attributes.id, &*attributes.classes[0]), ("a", "b"), "{info}");
        }
        assert_eq!(right("{1-9}"), (String::new(), String::new(), vec![1..=9]));
        assert_eq!(right("title=\"a b\""), (String::new(), "a b".into(), vec![]));
    }

    #[test]
    fn words_of_other_programs_are_let_be() {
        for info in [
            "rust,ignore",
            "rust linenums=\"1\" startline=3 $%@#$ = == {",
            "rust {.numbers #a} showLineNumbers {: file=\"x\"}",
            "rust file=\"a b\" caption='unclosed",
            "rust include=\"unclosed",
        ] {
            assert_eq!(right(info), ("rust".into(), String::new(), vec![]), "{info}");
        }
        assert_eq!(right("{r, echo=FALSE}").0, "{r");
        assert_eq!(right("").0, "");
    }

    #[test]
    fn a_broken_field_of_ours_is_reported_with_its_place() {
        let one = |place: &str, message: &str| vec![(place.to_owned(), message.to_owned())];
        assert_eq!(
            wrong("js title=\"a.js {2}"),
            one("title=\"a.js {2}", "the quote after `title=` is not closed")
        );
        assert_eq!(wrong("js title=“a”"), one("“a”", "a title needs straight quotes"));
        assert_eq!(wrong("js {2,4"), one("{2,4", "the list of lines is not closed"));
        assert_eq!(wrong("js {4-}"), one("{4-}", "`4-` is not a line number"));
        assert_eq!(wrong("js {0}"), one("{0}", "`0` is not a line number"));
        assert_eq!(wrong("js {6-4}"), one("{6-4}", "the range `6-4` ends before it begins"));
        assert_eq!(wrong("js {8-10}"), one("{8-10}", "cannot highlight line 10: the code has 9 lines"));
        assert_eq!(wrong("js {99999999999}"), one("{99999999999}", "`99999999999` is not a line number"));
        assert_eq!(wrong("js hl_lines=\"two\""), one("two", "`two` is not a line number"));
        assert_eq!(wrong("js {#a #b}"), one("#b", "a block of code has one id, and this is the second"));
        assert_eq!(wrong("js {.a titel=b}"), one("titel", "`titel` is not an attribute of a code block"));
        assert_eq!(wrong("js titel=\"a\""), one("titel", "`titel` is not an attribute of a code block"));
    }
}
