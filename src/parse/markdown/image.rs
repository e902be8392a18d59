//! Images on their way into the tree: what they show in words, and what may stand in braces right behind them.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::document::{Image, Inline, LinkRole, plain_text};
use crate::parse::markdown::Builder;

/// What may stand in braces behind an image.
const DECORATIVE: &str = "decorative";

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Builder<'a, E> {
    /// An image with its address and title, and what stands in its square brackets.
    pub fn image(
        &mut self,
        (address, title): (&str, &str),
        words: &[Inline],
        range: &Range<usize>,
    ) -> Inline {
        let link = self.link(address, LinkRole::Image, self.place_of(address, range));
        self.parsed.images.push(link);
        let alt = plain_text(words);
        let decorative = self.braces(range.end);
        if alt.trim().is_empty() && !decorative {
            let message = "the image has no words for readers who do not see it";
            let help = "say between the square brackets what it shows; if it only decorates, write \
                        `{decorative}` right behind it";
            self.about_images.push(Diagnostic::warning(self.place(range), message).help(help));
        } else if decorative && !alt.trim().is_empty() {
            let message = "an image that only decorates needs no words between its square brackets";
            let help = "take the words away, or `{decorative}`";
            self.about_images.push(Diagnostic::error(self.place(range), message).help(help));
        }
        Inline::Image(Box::new(Image { link, alt: alt.into(), decorative, title: title.into() }))
    }

    fn place(&self, range: &Range<usize>) -> Place {
        Place::span(&self.source.path, self.body_at + range.start..self.body_at + range.end)
    }

    /// Reads the braces that begin at `at`, if any do, and takes them out of the text. Whether they say that the image
    /// only decorates.
    fn braces(&mut self, at: usize) -> bool {
        let rest = &self.source.text[self.body_at + at..];
        let Some(length) = rest.strip_prefix('{').and_then(|rest| rest.find(['}', '\n'])) else {
            return false;
        };
        let inside = &rest[1..=length];
        if !rest[1 + length..].starts_with('}') || !self.take_text(at..at + length + 2) {
            return false;
        }
        for word in inside.split_whitespace().filter(|word| *word != DECORATIVE) {
            let begin = at + 1 + inside.find(word).unwrap_or_default();
            let place = self.place(&(begin..begin + word.len()));
            let help = match nearest(word, [DECORATIVE]) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "only `{decorative}` can stand there; for braces as text, write `\\{`".to_owned(),
            };
            let message = format!("`{word}` is nothing that can be said of an image");
            self.about_images.push(Diagnostic::error(place, message).help(help));
        }
        if inside.trim().is_empty() {
            let message = "nothing stands in the braces behind the image";
            let help = "write `{decorative}`, or take them away";
            self.about_images.push(Diagnostic::error(self.place(&(at..at + length + 2)), message).help(help));
        }
        inside.split_whitespace().any(|word| word == DECORATIVE)
    }

    /// Takes a piece of plain text away that comes next; `false` if something else does, and nothing is taken.
    fn take_text(&mut self, range: Range<usize>) -> bool {
        match self.next() {
            Some((Event::Text(text), found)) if found.start == range.start && text.len() >= range.len() => {
                let rest = text[range.len()..].to_owned();
                self.peeked = (!rest.is_empty()).then(|| (Event::Text(rest.into()), range.end..found.end));
                true
            }
            other => {
                self.peeked = other;
                false
            }
        }
    }
}
