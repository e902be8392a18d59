//! Reads the file of sources and that of the style of citations, which are in the content folder and are not published.

use super::found::Found;
use super::layout::below;
use super::text_source::{self, MAX_TEXT, TextSource};
use crate::bibliography::{FILES, is_style_file};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::paths;

/// The files of citations among those of the content folder.
pub struct CitationFiles {
    /// Files with the name of a file of sources.
    libraries: Vec<Found>,
    style: Option<Found>,
}

/// Takes the files of citations out of a list.
pub fn take(files: &mut Vec<Found>, config: &Config) -> CitationFiles {
    let style = config.citations.style.as_ref().filter(|style| is_style_file(&style.value));
    let style = style.map(|style| paths::nfc(&style.value).into_owned());
    let mut found = CitationFiles { libraries: Vec::new(), style: None };
    for file in std::mem::take(files) {
        if FILES.contains(&file.name.as_str()) {
            found.libraries.push(file);
        } else if style.as_ref() == Some(&file.name) {
            found.style = Some(file);
        } else {
            files.push(file);
        }
    }
    found
}

impl CitationFiles {
    /// Reads the file of sources and that of the style. Only the first file of sources counts; another one is reported.
    pub fn read(
        self,
        content: &str,
        (old_library, old_style): (Option<&TextSource>, Option<&TextSource>),
        newest: u128,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<(Option<TextSource>, Option<TextSource>), Error> {
        let mut read = |found: &Found, old: Option<&TextSource>| -> Result<Option<TextSource>, Error> {
            let path = below(content, &found.relative);
            if found.stamp.size > MAX_TEXT {
                let message = format!("a file of {} bytes; the limit is {MAX_TEXT}", found.stamp.size);
                problems.push(
                    Diagnostic::error(Place::file(&path), message)
                        .help("keep only what the guide cites in it"),
                );
                return Ok(None);
            }
            let source = text_source::read(found, path, old, newest)?;
            problems.extend(source.problem.clone());
            Ok(Some(source))
        };
        let style = self.style.as_ref().map(|style| read(style, old_style)).transpose()?.flatten();
        let first = self.libraries.first();
        let library = first.map(|library| read(library, old_library)).transpose()?.flatten();
        problems.extend(self.libraries.iter().skip(1).map(|other| {
            let path = below(content, &other.relative);
            let message =
                format!("a guide has one file of sources, and `{}` is another one", self.libraries[0].name);
            Diagnostic::error(Place::file(&path), message)
                .help("move all sources into one of the two, and delete the other")
        }));
        Ok((library, style))
    }
}
