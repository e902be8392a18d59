//! Reads the file of the glossary.

use super::Sources;
use super::found::Found;
use super::layout::below;
use super::text_source::{self, MAX_TEXT, TextSource};
use super::walk::Walker;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;

impl Walker<'_> {
    /// Returns the file of the glossary. There may be two, with the endings of YAML; the first counts.
    pub fn glossary(
        &mut self,
        found: Vec<Found>,
        content: &str,
        (previous, newest): (&Sources, u128),
    ) -> Result<Option<TextSource>, Error> {
        let mut sources = Vec::new();
        for file in found {
            let path = below(content, &file.relative);
            if file.stamp.size > MAX_TEXT {
                let message = format!("a glossary of {} bytes; the limit is {MAX_TEXT}", file.stamp.size);
                let problem = Diagnostic::error(Place::file(&path), message);
                self.problems.push(problem.help("keep only terms and definitions in it"));
                continue;
            }
            let source = text_source::read(&file, path, previous.glossary.as_ref(), newest)?;
            self.problems.extend(source.problem.clone());
            sources.push(source);
        }
        if let [first, second, ..] = &sources[..] {
            let problem = Diagnostic::error(Place::file(&second.path), "a second glossary");
            let help = format!("keep one of the two; {} is used", first.path);
            self.problems.push(problem.help(help));
        }
        sources.truncate(1);
        Ok(sources.pop())
    }
}
