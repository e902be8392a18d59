//! What a page is about, in one paragraph and in one sentence.

use crate::document::Body;
use crate::site::PageId;
use crate::snapshot::Snapshot;
use crate::text::one_line;

/// The maximum length of a description made from a paragraph, in characters: about as much as search engines show.
const MAX_DESCRIPTION: usize = 160;
/// The minimum length of a sentence that is a description by itself, in characters.
const MIN_DESCRIPTION: usize = 60;

/// The summary of a page.
pub struct Summary {
    /// The author's description, else the first paragraph.
    pub paragraph: String,
    /// One sentence: the author's description, else the start of the first paragraph, else, on the home page, the
    /// description of the guide. May be empty.
    pub description: String,
}

impl Summary {
    /// Returns the summary of a page on the web.
    pub fn new(snapshot: &Snapshot, id: PageId) -> Summary {
        Summary::of(snapshot, id, &snapshot.pages[id.index()].body)
    }

    /// Returns the summary of a page on paper.
    pub fn on_paper(snapshot: &Snapshot, id: PageId) -> Summary {
        Summary::of(snapshot, id, snapshot.pages[id.index()].print_body())
    }

    fn of(snapshot: &Snapshot, id: PageId, body: &Body) -> Summary {
        let outline = &snapshot.site.page(id).outline;
        if let Some(text) = &outline.front.description {
            return Summary { paragraph: text.clone(), description: one_line(text) };
        }
        let paragraph = body.first_paragraph();
        let start = start_of(&paragraph);
        let of_guide = || snapshot.config.description.as_ref().filter(|_| snapshot.site.is_home(id));
        let description = match of_guide().filter(|_| start.is_empty()) {
            Some(text) => one_line(text),
            None => start,
        };
        Summary { paragraph, description }
    }
}

/// Returns the start of a paragraph: all of it if it is short, else its first sentences, else its first words.
fn start_of(paragraph: &str) -> String {
    let text = one_line(paragraph);
    let Some((limit, _)) = text.char_indices().nth(MAX_DESCRIPTION) else { return text };
    let start = &text[..limit];
    let ends_sentence = |(at, c): (usize, char)| {
        let next = text[at + c.len_utf8()..].chars().next();
        let ends = matches!(c, '.' | '!' | '?') && next.is_some_and(char::is_whitespace);
        (ends || matches!(c, '。' | '！' | '？')).then_some(at + c.len_utf8())
    };
    let sentence = start.char_indices().filter_map(ends_sentence).next_back();
    if let Some(end) = sentence.filter(|end| start[..*end].chars().count() >= MIN_DESCRIPTION) {
        return start[..end].to_owned();
    }
    let word = start.rfind(' ').filter(|at| start[..*at].chars().count() >= MIN_DESCRIPTION);
    let words = start[..word.unwrap_or(limit)].trim_end_matches([' ', ',', ';', ':', '–', '—', '-']);
    format!("{words}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paragraph_is_cut_after_a_sentence_or_a_word() {
        assert_eq!(start_of(" Short \n text. "), "Short text.");
        let sentence = "The first sentence of this page is long enough to stand alone as a description.";
        let text = format!("{sentence} {}", "Then more follows ".repeat(10));
        assert_eq!(start_of(&text), sentence);
        let words = start_of(&"word ".repeat(80));
        assert!(words.ends_with("word…") && words.chars().count() <= MAX_DESCRIPTION + 1, "{words}");
        // A point inside a number, or after an abbreviation without a space, does not end a sentence.
        let number = format!("About 6.4 {}", "points of pain, ".repeat(20));
        assert!(start_of(&number).ends_with("pain…"), "{}", start_of(&number));
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_characters() {
        let text = "乳".repeat(400);
        assert_eq!(start_of(&text).chars().count(), MAX_DESCRIPTION + 1);
        let sentences = format!("{}。{}", "乳".repeat(80), "房".repeat(200));
        assert_eq!(start_of(&sentences).chars().last(), Some('。'));
    }
}
