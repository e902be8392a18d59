//! The lines between which the text of an included file is.

use std::ops::Range;

use pulldown_cmark::Event;

use super::{Frame, Reader};
use crate::diagnostic::Diagnostic;
use crate::parse::include::{IncludeLine, NEEDS_FILE};

/// A file whose text is being read.
pub struct OpenInclude {
    /// The file as it is written.
    file: String,
    /// The line that includes it.
    line: Range<usize>,
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    /// Reads a line `::include`.
    pub(super) fn include_line(&mut self, line: &Range<usize>) {
        match self.includes.and_then(|lines| lines.get(&(self.body_at + line.start))) {
            Some(IncludeLine::Begin { file }) => {
                let open = OpenInclude { file: file.clone(), line: line.clone() };
                self.frames.push(Frame::Include(Box::new(open)));
            }
            Some(IncludeLine::Refused(problem)) => {
                let found = Diagnostic::error(self.place(line), problem.message.clone());
                self.problems.push(found.help_if(problem.help.clone()));
            }
            Some(IncludeLine::End) => self.end_include(),
            None => {
                let problem = Diagnostic::error(self.place(line), "`include` needs a file");
                self.problems.push(problem.help(NEEDS_FILE));
            }
        }
    }

    /// Ends the text of a file, and the directives that are open in it.
    fn end_include(&mut self) {
        while matches!(self.frames.last(), Some(Frame::Directive(_))) {
            self.leave_directive("the file ends first");
        }
        if matches!(self.frames.last(), Some(Frame::Include(_))) {
            self.frames.pop();
        }
    }

    /// Reports a file whose end is in a block that its text begins.
    pub(super) fn leave_include(&mut self) {
        let Some(Frame::Include(open)) = self.frames.pop() else { return };
        let message = format!("`{}` ends inside of a block of code or HTML that it begins", open.file);
        let problem = Diagnostic::error(self.place(&open.line), message);
        self.problems.push(problem.help("close the block in the file"));
    }
}
