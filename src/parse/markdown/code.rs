//! Code blocks: their info strings, and where in the file these are wrong.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event};

use super::Reader;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{CodeInfo, Kind};
use crate::parse::fence;

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    pub(super) fn code(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        let (text, _) = self.raw_text();
        let mut info = match kind {
            CodeBlockKind::Fenced(info) => self.fence(info, &text, range),
            CodeBlockKind::Indented => CodeInfo::default(),
        };
        self.code_attributes(&mut info, range);
        let text = self.tree.add_text(&text);
        let (code, span) = (self.tree.add_code(CodeInfo { text, ..info }), self.span(range));
        self.tree.leaf(Kind::CodeBlock(code), span);
    }

    /// Records the id of a block, and completes its entries in the index.
    fn code_attributes(&mut self, info: &mut CodeInfo, range: &Range<usize>) {
        let id = &info.attributes.id;
        if !id.is_empty() {
            let at = self.body()[range.clone()].find(&format!("#{id}"));
            let start = self.body_at + range.start + at.unwrap_or_default();
            self.ids.push((id.to_string(), start..start + id.len() + 1));
        }
        self.finish_entries(&mut info.attributes.index, range);
    }

    fn fence(&mut self, info: &str, text: &str, range: &Range<usize>) -> CodeInfo {
        let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
        let (read, mistakes) = fence::read(info, lines);
        if mistakes.is_empty() {
            return read;
        }
        let start = self.body_at + range.start;
        let block = &self.source.text[start..self.body_at + range.end];
        let line = block.lines().next().unwrap_or_default();
        // The engine has resolved entities and backslashes. If there are any, only the line is known.
        let found = line.find(info);
        for mistake in mistakes {
            let span = found.map_or(0..line.len(), |at| at + mistake.range.start..at + mistake.range.end);
            let place = Place::span(&self.source.path, start + span.start..start + span.end);
            let problem = match mistake.weight {
                fence::Weight::Broken => Diagnostic::error(place, mistake.message),
                fence::Weight::Unknown => Diagnostic::warning(place, mistake.message),
            };
            self.problems.push(problem.help(mistake.help));
        }
        read
    }
}
