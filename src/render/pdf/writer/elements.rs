//! Elements of the author's HTML on paper: their text and images. A page that needs more of its markup on paper uses
//! Markdown.

use super::Writer;
use crate::document::html::{Element, elements};
use crate::document::{Event, Image, Node};

/// The inline elements that Typst has too.
const IN_LINE: [(&str, &str); 11] = [
    ("sub", "sub"),
    ("sup", "super"),
    ("b", "strong"),
    ("strong", "strong"),
    ("i", "emph"),
    ("em", "emph"),
    ("cite", "emph"),
    ("u", "underline"),
    ("s", "strike"),
    ("del", "strike"),
    ("mark", "highlight"),
];

/// Returns the Typst function of an element in a line.
pub(super) fn typst_name(name: &str) -> Option<&'static str> {
    IN_LINE.iter().find(|(html, _)| *html == name).map(|(_, typst)| *typst)
}

impl Writer<'_, '_, '_> {
    pub(super) fn element(&mut self, element: &Element, node: Node<'_>) {
        if element.is_silent() {
            return;
        }
        match &*element.name {
            "br" => self.put("#linebreak();"),
            "hr" => self.put("\n\n#rule();\n\n"),
            "img" => self.html_image(element),
            "td" | "th" => self.between(" ", node),
            "a" => self.html_link(element, node),
            name if elements::is_phrasing(name) => self.phrase(name, node),
            _ => self.between("\n\n", node),
        }
    }

    fn between(&mut self, space: &str, node: Node<'_>) {
        self.put(space);
        self.nodes(node.children());
        self.put(space);
    }

    /// Writes an inline element, unless the author put blocks into it.
    fn phrase(&mut self, name: &str, node: Node<'_>) {
        match typst_name(name) {
            _ if has_blocks(node) => self.nodes(node.children()),
            Some(typst) => self.wrapped(typst, node),
            None => {
                self.nested += 1;
                self.nodes(node.children());
                self.nested -= 1;
            }
        }
    }

    fn html_link(&mut self, element: &Element, node: Node<'_>) {
        match element.link(node.body(), "href") {
            Some(link) if !has_blocks(node) => self.link(link, node),
            _ => self.phrase(&element.name, node),
        }
    }

    fn html_image(&mut self, element: &Element) {
        let alt = element.attribute("alt");
        let Some(link) = element.link(self.body, "src") else { return self.words(alt.unwrap_or_default()) };
        // In HTML an empty text says that the image is decoration.
        let decorative = alt.is_some_and(|alt| alt.trim().is_empty());
        let image = Image::plain(link, alt.unwrap_or_default().into(), decorative);
        if alt.is_none() {
            self.without_alt(&image);
        }
        self.image(&image, "inline-picture");
    }

    /// Writes text in HTML. White space at its ends is a space, which Typst removes at the ends of a paragraph.
    pub(super) fn html_text(&mut self, text: &str) {
        let words = text.trim_ascii();
        if words.is_empty() || text.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.put(" ");
        }
        if words.is_empty() {
            return;
        }
        self.words(words);
        if text.ends_with(|c: char| c.is_ascii_whitespace()) {
            self.put(" ");
        }
    }
}

/// Reports whether something in a node begins a line of its own.
pub(super) fn has_blocks(node: Node<'_>) -> bool {
    let begins_line = |node: Node<'_>| match node.element() {
        Some(element) => !elements::is_phrasing(&element.name),
        None => node.kind().is_block(),
    };
    node.children().walk().any(|event| matches!(event, Event::Enter(node) if begins_line(node)))
}
