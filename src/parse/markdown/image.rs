//! Images on their way into the tree: their alternative text, and what may follow them in braces.

use std::ops::Range;

use pulldown_cmark::Event;

use super::{Frame, Reader, words};
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::{Image, Kind, LinkId, LinkRole, NodeIndex};

/// What may stand in braces behind an image.
const DECORATIVE: &str = "decorative";

/// An image whose words are being read.
pub struct OpenImage {
    link: LinkId,
    title: Box<str>,
    node: NodeIndex,
    range: Range<usize>,
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, E> {
    pub(super) fn start_image(&mut self, address: &str, title: &str, range: &Range<usize>) {
        let link = self.add_link(address, LinkRole::Image, range);
        self.images.push(link);
        let span = self.span(range);
        // What it is, is known once its words are.
        let node = self.tree.open(Kind::Emphasis, span);
        self.in_link += 1;
        let image = OpenImage { link, title: title.into(), node, range: range.clone() };
        self.frames.push(Frame::Image(Box::new(image)));
    }

    /// Puts an image with its words, and with what the braces behind it say, into the tree.
    pub(super) fn end_image(&mut self, open: OpenImage) {
        self.in_link -= 1;
        self.close_elements(Some(open.node));
        let alt = self.tree.take_words(open.node);
        self.tree.close();
        let decorative = self.braces(open.range.end);
        self.check_words(&alt, decorative, &open.range);
        let OpenImage { link, title, node, .. } = open;
        let image = self.tree.add_image(Image { link, alt: alt.into(), decorative, title });
        self.tree.set_kind(node, Kind::Image(image));
    }

    fn check_words(&mut self, alt: &str, decorative: bool, range: &Range<usize>) {
        let place = self.place(range);
        if alt.trim().is_empty() && !decorative {
            let message = "the image has no alternative text";
            let help = "describe it between the square brackets; if it is purely decorative, write `{decorative}` after it";
            self.problems.push(Diagnostic::warning(place, message).help(help));
        } else if decorative && !alt.trim().is_empty() {
            let message = "a decorative image must not have alternative text";
            let help = "remove the text between the square brackets, or `{decorative}`";
            self.problems.push(Diagnostic::error(place, message).help(help));
        }
    }

    /// Makes a paragraph a figure that holds nothing but an image with a title.
    pub(super) fn make_figure(&mut self, paragraph: NodeIndex) {
        let Some(Kind::Image(image)) = self.tree.only_child(paragraph) else { return };
        let title = std::mem::take(&mut self.tree.image_mut(image).title);
        if title.is_empty() {
            return;
        }
        // A caption gets the punctuation of the text around it.
        let is_smart = self.options.smart_punctuation;
        let caption = if is_smart { words::smart(&title) } else { title.into_string() };
        let caption = self.tree.add_text(&caption);
        self.tree.set_kind(paragraph, Kind::Figure { caption });
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
                None => "only `{decorative}` is allowed here; for literal braces, write `\\{`".to_owned(),
            };
            let message = format!("`{word}` is not a valid image attribute");
            self.problems.push(Diagnostic::error(place, message).help(help));
        }
        if inside.trim().is_empty() {
            let message = "the braces after the image are empty";
            let help = "write `{decorative}`, or remove them";
            let problem = Diagnostic::error(self.place(&(at..at + length + 2)), message).help(help);
            self.problems.push(problem);
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
