//! Text in Typst's language, and the places in the Markdown that its parts come from.

use crate::document::Span;

/// A piece of Typst's markup.
#[derive(Debug, Default)]
pub struct Markup {
    /// The text.
    pub text: String,
    /// Offsets in the text, in order, each with the place in the Markdown that it comes from.
    pub places: Vec<(usize, Span)>,
}

impl Markup {
    /// Records that what follows comes from a place in the Markdown.
    pub fn place(&mut self, span: Span) {
        self.places.push((self.text.len(), span));
    }

    /// Appends a piece that was written separately.
    pub fn append(&mut self, piece: &Markup) {
        let start = self.text.len();
        self.text.push_str(&piece.text);
        self.places.extend(piece.places.iter().map(|(at, span)| (start + at, *span)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_with_the_text_that_is_appended() {
        let (first, second) = (Span { start: 1, end: 2 }, Span { start: 3, end: 4 });
        let mut piece = Markup { text: "ab".into(), places: vec![(0, first)] };
        piece.place(second);
        let mut markup = Markup { text: "12345".into(), places: Vec::new() };
        markup.append(&piece);
        assert_eq!(markup.text, "12345ab");
        assert_eq!(markup.places, [(5, first), (7, second)]);
    }
}
