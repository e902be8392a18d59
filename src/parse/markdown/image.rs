//! Images on their way into the tree: their alternative text, and the attributes that may follow them.

use std::ops::Range;

use pulldown_cmark::Event;

use super::{Frame, Reader};
use crate::diagnostic::Diagnostic;
use crate::document::{Image, Kind, LabelKind, LinkId, LinkRole, NodeIndex};
use crate::parse::attributes::{Attributes, IMAGE};

/// An image whose alternative text is being read.
pub struct OpenImage {
    link: LinkId,
    title: Box<str>,
    node: NodeIndex,
    range: Range<usize>,
}

impl<'a, E: Iterator<Item = (Event<'a>, Range<usize>)>> Reader<'a, '_, E> {
    pub(super) fn start_image(&mut self, address: &str, title: &str, range: &Range<usize>) {
        let link = self.add_link(address, LinkRole::Image, range);
        self.images.push(link);
        let span = self.span(range);
        // A placeholder: what the node is, is known at its end.
        let node = self.tree.open(Kind::Emphasis, span);
        self.in_link += 1;
        let image = OpenImage { link, title: title.into(), node, range: range.clone() };
        self.frames.push(Frame::Image(Box::new(image)));
    }

    /// Adds an image to the tree, with its alternative text and the attributes in braces after it.
    pub(super) fn end_image(&mut self, open: OpenImage) {
        self.in_link -= 1;
        self.close_elements(Some(open.node));
        let alt = self.tree.take_words(open.node);
        self.tree.close();
        let Attributes { id, classes, width, language, decorative, index, .. } =
            self.image_attributes(open.range.end).unwrap_or_default();
        self.check_words(&alt, decorative, &open.range);
        let OpenImage { link, title, node, range } = open;
        let filled = self.fill(&title, &range);
        let shown = filled.as_ref().map_or_else(|| title.clone(), |filled| filled.text.as_str().into());
        let (alt, classes) = (alt.into(), classes.into());
        let image = Image { link, alt, decorative, title: shown, id, classes, width, language, index };
        let image = self.tree.add_image(image);
        self.image_title = filled.map(|filled| (image, title, filled));
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

    /// Turns a paragraph into a figure if it contains only an image with a title or with the id of a figure.
    pub(super) fn make_figure(&mut self, paragraph: NodeIndex) {
        let Some(Kind::Image(image)) = self.tree.only_child(paragraph) else { return };
        let of = image;
        let image = self.tree.image_mut(image);
        let title = std::mem::take(&mut image.title);
        if title.is_empty() && !LabelKind::Figure.is_kind_of(&image.id) {
            return;
        }
        let written = self.image_title.take().filter(|(own, _, _)| *own == of);
        // A caption gets the punctuation of the text around it, and values stay as they are.
        let caption = match (&mut self.punctuation, written) {
            (Some(punctuation), Some((_, written, filled))) => punctuation.text(&written, &filled.values),
            (Some(punctuation), None) => punctuation.text(&title, &[]),
            (None, _) => title.into_string(),
        };
        let caption = self.tree.add_text(&caption);
        self.tree.set_kind(paragraph, Kind::Figure { caption });
    }

    /// Returns the attributes in braces after an image, if it has any. Empty braces are a mistake.
    fn image_attributes(&mut self, at: usize) -> Option<Attributes> {
        let attributes = self.attributes_after(at, &IMAGE)?;
        let written = self.body()[at..].split_inclusive('}').next().unwrap_or_default();
        if written.trim_matches(['{', '}']).trim().is_empty() {
            let message = "the braces after the image are empty";
            let help = "write an attribute such as `{#fig-id}` or `{decorative}`, or remove them";
            let problem = Diagnostic::error(self.place(&(at..at + written.len())), message).help(help);
            self.problems.push(problem);
        }
        Some(attributes)
    }
}
