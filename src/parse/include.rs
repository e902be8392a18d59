//! Includes: the text of a page with the files that its lines `::include{file="…"}` name. Each such line stays, so that
//! the reader can report what is wrong with it; below it come the lines of the file, with the marks of the quote and the
//! spaces of the item that the line is in, and a line `::include` that ends it.

mod selection;

use std::collections::BTreeMap;
use std::ops::Range;

pub use selection::IncludeProblem;
use selection::{Selection, problem, select};

use super::attributes::{self, AttributeForm, WrittenAttribute};
use super::directive_line::{self, DirectiveText};
use super::front_matter;
use super::masking::Masked;
use crate::config::Markdown;
use crate::discover::{IncludedFiles, IncludedText, TextSource};
use crate::paths;
use crate::splices::{IncludedFile, Splices};
use crate::text::longest_run;

/// The name of the directive.
pub const INCLUDE: &str = "include";

/// How to name a file.
pub const NEEDS_FILE: &str = "write `::include{file=\"_parts/call.md\"}`";

/// How deeply files may include each other.
const MAX_DEPTH: usize = 8;

/// The most files that a page may include, with those that these include.
const MAX_INCLUDES: usize = 1000;

/// The largest text that includes may make of a page, in bytes.
const MAX_LENGTH: usize = 8 * 1024 * 1024;

/// What a line `::include` of an expanded text is.
#[derive(Clone, Debug)]
pub enum IncludeLine {
    /// The lines below it are those of a file.
    Begin {
        /// The file as it is written.
        file: String,
    },
    /// Its file cannot be included.
    Refused(IncludeProblem),
    /// It ends the lines of a file.
    End,
}

/// The text of a page with the files that it includes.
#[derive(Debug)]
pub struct Expanded {
    /// The text, with the path of the page, which knows where its parts come from.
    pub source: TextSource,
    /// The lines `::include`, by the offset of their first byte in the text.
    pub lines: BTreeMap<usize, IncludeLine>,
}

/// Puts the files that a page includes into its text. Returns `None` if it includes none. `name` is the page's path in the
/// content folder.
pub fn expand(
    name: &str,
    source: &TextSource,
    options: &Markdown,
    files: &IncludedFiles,
) -> Option<Expanded> {
    if source.includes.is_empty() || !options.directives {
        return None;
    }
    let body_at = front_matter::end(&source.text);
    let mut expander = Expander {
        options,
        files,
        out: source.text[..body_at].to_owned(),
        splices: Splices::default(),
        lines: BTreeMap::new(),
        open: vec![Wanted { name: name.to_owned(), ..Wanted::default() }],
    };
    expander.splices.add_part(0, body_at, 0, None);
    let whole = Selection::whole(&source.text, body_at);
    expander.markdown(&whole, "", None);
    let Expander { out, splices, lines, .. } = expander;
    let path = source.path.spliced(splices);
    (!lines.is_empty()).then(|| Expanded { source: source.expanded(path, out), lines })
}

/// A part of a file that is included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Wanted {
    /// The file, by its path in the content folder.
    name: String,
    region: Option<String>,
    lines: Option<String>,
    /// The language, if it is shown as code.
    code: Option<String>,
}

/// Builds an expanded text.
struct Expander<'a> {
    options: &'a Markdown,
    files: &'a IncludedFiles,
    out: String,
    splices: Splices,
    lines: BTreeMap<usize, IncludeLine>,
    /// What is being included, the page first.
    open: Vec<Wanted>,
}

impl Expander<'_> {
    /// Adds Markdown, each line after a prefix. `include` is the number of the include that it is there for.
    fn markdown(&mut self, text: &Selection, prefix: &str, include: Option<usize>) {
        let masked = Masked::new(&text.text, self.options);
        let includes: Vec<Range<usize>> =
            masked.directives().filter(|line| opens_include(&text.text[line.clone()])).collect();
        let mut at = 0;
        for line in includes {
            let end =
                text.text[line.end..].find('\n').map_or(text.text.len(), |length| line.end + length + 1);
            self.copy(text, at..end, prefix, include);
            at = end;
            self.include(text, &line, prefix, include);
        }
        self.copy(text, at..text.text.len(), prefix, include);
    }

    /// Copies whole lines of a file.
    fn copy(&mut self, text: &Selection, range: Range<usize>, prefix: &str, include: Option<usize>) {
        let mut start = range.start;
        for line in text.text[range].split_inclusive('\n') {
            self.out.push_str(if line.trim().is_empty() { prefix.trim_end() } else { prefix });
            self.splices.add_part(self.out.len(), line.len(), text.offset(start), include);
            self.out.push_str(line);
            start += line.len();
        }
        if !self.out.ends_with('\n') && !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Adds the file that a line names, whose copy is the last one in the text.
    fn include(&mut self, text: &Selection, line: &Range<usize>, prefix: &str, outer: Option<usize>) {
        let written = &text.text[line.clone()];
        let line_start = text.text[..line.start].rfind('\n').map_or(0, |at| at + 1);
        let rest = text.text[line.start..].split('\n').next().unwrap_or_default();
        let place = self.out.len() - rest.len() - 1;
        let prefix = format!("{prefix}{}", continuation(&text.text[line_start..line.start]));
        match self.wanted(written) {
            Err(problem) => drop(self.lines.insert(place, IncludeLine::Refused(problem))),
            Ok((file, wanted, source, selection)) => {
                self.lines.insert(place, IncludeLine::Begin { file });
                let included =
                    IncludedFile { path: source.path.as_str(), folder: paths::folder(&wanted.name) };
                let range = (text.offset(line.start), text.offset(line.end));
                let include = Some(self.splices.add_include(included, range, outer));
                let code = wanted.code.clone();
                self.open.push(wanted);
                match code {
                    Some(language) => self.code(&selection, &language, &prefix, include),
                    None => self.markdown(&selection, &prefix, include),
                }
                self.open.pop();
                self.end(&prefix, &selection.text);
            }
        }
    }

    /// Adds the line that ends the lines of a file.
    fn end(&mut self, prefix: &str, text: &str) {
        // A block of HTML ends with an empty line (CommonMark 0.31.2, section 4.6).
        let last = text.trim_end().rsplit("\n\n").next().unwrap_or_default();
        if last.trim_start().starts_with('<') {
            self.out.push_str(prefix.trim_end());
            self.out.push('\n');
        }
        self.out.push_str(prefix);
        self.lines.insert(self.out.len(), IncludeLine::End);
        self.out.push_str("::include\n");
    }

    fn code(&mut self, text: &Selection, language: &str, prefix: &str, include: Option<usize>) {
        let fence = "`".repeat((longest_run(&text.text, '`') + 1).max(3));
        self.out.extend([prefix, &fence, language, "\n"]);
        self.copy(text, 0..text.text.len(), prefix, include);
        self.out.extend([prefix, &fence, "\n"]);
    }

    /// Returns what a line names: the file as it is written, the part of it, and its lines.
    fn wanted(&self, line: &str) -> Result<(String, Wanted, TextSource, Selection), IncludeProblem> {
        let attributes = attributes_of(line);
        let value = |key: &str| {
            attributes.iter().find_map(|attribute| match &attribute.form {
                AttributeForm::Key { key: own, value } if *own == key => Some(value.as_ref()?.0.to_owned()),
                _ => None,
            })
        };
        let file = value("file").ok_or_else(|| problem("`include` needs a file", NEEDS_FILE))?;
        let folder = paths::folder(self.open.last().map_or("", |it| &it.name));
        let name = paths::join(folder, &file).filter(|name| !name.is_empty()).ok_or_else(|| {
            problem(
                format!("`{file}` is outside of the content folder"),
                "move the file into the content folder, for example into a folder `_parts`, which holds no pages",
            )
        })?;
        let source = match self.files.get(&name) {
            Some(IncludedText::Text(source)) => source.as_ref().clone(),
            Some(IncludedText::Refused { message, help }) => {
                return Err(IncludeProblem { message: message.clone(), help: help.clone() });
            }
            None => {
                return Err(problem(format!("there is no file `{name}`"), "write its path with its ending"));
            }
        };
        let ending = paths::file_name(&name).rsplit_once('.').map_or("", |(_, ending)| ending);
        let code = value("lang").or_else(|| (ending != "md").then(|| ending.to_owned()));
        let wanted = Wanted { region: value("region"), lines: value("lines"), code, name };
        self.check_depth(&wanted)?;
        let body_at = if wanted.code.is_none() { front_matter::end(&source.text) } else { 0 };
        let selection = select(&source.text, body_at, wanted.region.as_deref(), wanted.lines.as_deref())?;
        if self.lines.len() / 2 >= MAX_INCLUDES {
            let message = format!("the page includes more than {MAX_INCLUDES} files");
            return Err(problem(message, "split it into several pages"));
        }
        if self.out.len() + selection.text.len() > MAX_LENGTH {
            let message = format!("the files that it includes make this page longer than {MAX_LENGTH} bytes");
            return Err(problem(message, "include fewer or shorter files"));
        }
        Ok((file, wanted, source, selection))
    }

    fn check_depth(&self, wanted: &Wanted) -> Result<(), IncludeProblem> {
        let chain = || {
            let names = self.open.iter().chain(std::iter::once(wanted)).map(|it| format!("`{}`", it.name));
            names.collect::<Vec<_>>().join(" → ")
        };
        if self.open.contains(wanted) {
            return Err(problem(
                format!("`{}` includes itself: {}", wanted.name, chain()),
                "remove one of these includes, or include a region of the file",
            ));
        }
        if self.open.len() > MAX_DEPTH {
            return Err(problem(
                format!("files include each other more than {MAX_DEPTH} deep: {}", chain()),
                "include the last of them in the page itself",
            ));
        }
        Ok(())
    }
}

/// Reports whether a directive includes a file.
fn opens_include(line: &str) -> bool {
    directive_line::colons(line) == 2
        && matches!(directive_line::read(line), DirectiveText::Open { name: (INCLUDE, _), .. })
}

fn attributes_of(line: &str) -> Vec<WrittenAttribute<'_>> {
    let DirectiveText::Open { attributes: Some(range), .. } = directive_line::read(line) else {
        return Vec::new();
    };
    attributes::read(&line[range]).unwrap_or_default()
}

/// Returns what the next lines of a container begin with, whose first line begins with `before`: the marks of its quotes,
/// and spaces for those of its items.
fn continuation(before: &str) -> String {
    if let Some(label) = before.find("[^") {
        // A footnote goes on with four spaces.
        return format!("{}    ", continuation(&before[..label]));
    }
    before.chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect()
}
