//! The lines of a file that are included: all, those of a region, or those of a range.

use std::ops::Range;

use crate::diagnostic::nearest;

/// A mistake in a line that includes a file.
#[derive(Clone, Debug)]
pub struct IncludeProblem {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Returns a mistake and what to do about it.
pub fn problem(message: impl Into<String>, help: impl Into<String>) -> IncludeProblem {
    IncludeProblem { message: message.into(), help: Some(help.into()) }
}

/// Lines of a file.
#[derive(Debug, Default)]
pub struct Selection {
    /// The lines, each with its end, without the marks of regions.
    pub text: String,
    /// Where the lines begin, in the text and in the file.
    starts: Vec<(usize, usize)>,
}

impl Selection {
    /// Returns a text from an offset on.
    pub fn whole(text: &str, from: usize) -> Selection {
        Selection { text: text[from..].to_owned(), starts: vec![(0, from)] }
    }

    /// Returns the offset in the file of an offset in the text.
    pub fn offset(&self, at: usize) -> usize {
        let next = self.starts.partition_point(|(start, _)| *start <= at);
        next.checked_sub(1).map_or(at, |index| at - self.starts[index].0 + self.starts[index].1)
    }

    fn push(&mut self, line: &str, at: usize) {
        self.starts.push((self.text.len(), at));
        self.text.push_str(line);
    }
}

/// A mark in a line.
enum Mark<'a> {
    Start(&'a str),
    End(&'a str),
}

/// Reads the mark of a region in a line: mdBook's `ANCHOR: name` and `ANCHOR_END: name`, or `--8<-- [start:name]` and
/// `--8<-- [end:name]` of `PyMdown`'s snippets, which `MkDocs` uses.
fn mark(line: &str) -> Option<Mark<'_>> {
    let name = |rest: &'_ str| rest.len() - rest.trim_start_matches(is_name).len();
    if let Some((_, rest)) = line.split_once("ANCHOR: ") {
        let rest = rest.trim_start();
        return Some(Mark::Start(&rest[..name(rest)])).filter(|_| name(rest) > 0);
    }
    if let Some((_, rest)) = line.split_once("ANCHOR_END: ") {
        let rest = rest.trim_start();
        return Some(Mark::End(&rest[..name(rest)])).filter(|_| name(rest) > 0);
    }
    let inside = line.split_once("--8<-- [")?.1.split_once(']')?.0;
    match inside.split_once(':')? {
        ("start", name) => Some(Mark::Start(name.trim())),
        ("end", name) => Some(Mark::End(name.trim())),
        _ => None,
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// Returns the lines of a text from `from` on, those of a region of it, and of these the ones in a range such as `3-9`.
pub fn select(
    text: &str,
    from: usize,
    region: Option<&str>,
    lines: Option<&str>,
) -> Result<Selection, IncludeProblem> {
    let numbers = lines.map(range).transpose()?;
    let mut selection = Selection::default();
    let (mut is_open, mut was_open, mut names) = (region.is_none(), false, Vec::new());
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        match mark(line) {
            Some(Mark::Start(name)) => {
                names.push(name);
                is_open |= region == Some(name);
                was_open |= region == Some(name);
            }
            Some(Mark::End(name)) => is_open &= region != Some(name),
            None => {
                let is_wanted = numbers.as_ref().is_none_or(|numbers| numbers.contains(&(index + 1)));
                if is_open && is_wanted && start >= from {
                    selection.push(line, start);
                }
            }
        }
    }
    if let Some(region) = region {
        check_region(region, &names, was_open, is_open)?;
    }
    if selection.text.trim().is_empty() {
        let count = text.lines().count();
        return Err(problem("there is nothing to include", format!("the file has {count} lines")));
    }
    if region.is_some() || lines.is_some() {
        selection = dedented(selection);
    }
    Ok(selection)
}

fn check_region(region: &str, names: &[&str], was_open: bool, is_open: bool) -> Result<(), IncludeProblem> {
    if !was_open {
        let help = match nearest(region, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => {
                "begin it with a comment `ANCHOR: name` in the file, and end it with `ANCHOR_END: name`"
                    .into()
            }
            None => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!("the file has {}", names.join(", "))
            }
        };
        return Err(problem(format!("the file has no region `{region}`"), help));
    }
    if is_open {
        let help = format!("end it in the file with a comment `ANCHOR_END: {region}`");
        return Err(problem(format!("the region `{region}` does not end"), help));
    }
    Ok(())
}

/// Reads `3-9`, `3-`, `-9` or `3`.
fn range(text: &str) -> Result<Range<usize>, IncludeProblem> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str, or: usize| match text.trim() {
        "" => Some(or),
        text => text.parse().ok().filter(|number| *number > 0),
    };
    let ends = number(first, 1).zip(number(last, usize::MAX - 1));
    ends.filter(|(first, last)| first <= last && text.trim() != "-" && !text.trim().is_empty())
        .map(|(first, last)| first..last + 1)
        .ok_or_else(|| {
            problem(
                format!("`lines` expects numbers of lines, found `{text}`"),
                "write `3-9`, `3-`, `-9` or `3`",
            )
        })
}

/// Removes the white space that all lines begin with.
fn dedented(selection: Selection) -> Selection {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let full = selection.text.lines().filter(|line| !line.trim().is_empty());
    let shared = full.map(indent).min().unwrap_or(0);
    if shared == 0 {
        return selection;
    }
    let mut out = Selection::default();
    let mut at = 0;
    for line in selection.text.split_inclusive('\n') {
        let cut = shared.min(indent(line));
        out.push(&line[cut..], selection.offset(at) + cut);
        at += line.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "a\n  // ANCHOR: one\n  b\n    c\n  // ANCHOR_END: one\n# --8<-- [start:two]\nd\n# --8<-- [end:two]\n";

    fn text(region: Option<&str>, lines: Option<&str>) -> String {
        select(FILE, 0, region, lines).map_or_else(|problem| problem.message, |selection| selection.text)
    }

    #[test]
    fn lines_are_chosen_by_region_or_number_and_marks_are_left_out() {
        assert_eq!(text(None, None), "a\n  b\n    c\nd\n");
        assert_eq!(text(Some("one"), None), "b\n  c\n");
        assert_eq!(text(Some("two"), None), "d\n");
        assert_eq!(text(None, Some("3-4")), "b\n  c\n");
        assert_eq!(text(None, Some("7")), "d\n");
        assert_eq!(text(None, Some("-1")), "a\n");
        for wrong in ["", "-", "x", "0", "4-3", "1-2-3"] {
            assert!(text(None, Some(wrong)).contains("expects"), "{wrong}");
        }
        assert_eq!(text(Some("three"), None), "the file has no region `three`");
    }

    #[test]
    fn a_place_is_that_in_the_file() {
        let selection = select(FILE, 0, Some("one"), None).expect("a region");
        let at = selection.text.find('c').expect("the letter");
        assert_eq!(&FILE[selection.offset(at)..][..1], "c");
    }
}
