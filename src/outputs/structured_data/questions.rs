//! The questions of a page and their answers: the directives named `question`.

use crate::document::{Body, Kind, Node};
use crate::outputs::structured_data::steps;

/// The directive that is a question.
const QUESTION: &str = "question";

/// A question with its answer.
pub struct Question<'a> {
    /// The question, its label.
    pub words: String,
    /// The text of the answer, in one line.
    pub answer: String,
    /// Its id; may be empty.
    pub id: &'a str,
}

/// Returns the questions of a page in reading order. A question whose answer has no text is none.
pub fn find(body: &Body) -> Vec<Question<'_>> {
    body.blocks().walk().entered().filter_map(|node| question(body, node)).collect()
}

fn question<'a>(body: &'a Body, node: Node<'a>) -> Option<Question<'a>> {
    let Kind::Directive(id) = node.kind() else { return None };
    let directive = &body[id];
    if &*directive.kind.name != QUESTION {
        return None;
    }
    let (labels, answer): (Vec<_>, Vec<_>) = node.children().partition(|child| child.kind() == Kind::Label);
    let (words, answer) = (labels.first()?.plain_text(), steps::text(&answer));
    let is_complete = !words.trim().is_empty() && !answer.is_empty();
    is_complete.then_some(Question { words, answer, id: &directive.id })
}
