//! The steps on a page that shows how something is done: the items of its numbered lists, else its numbered headings.

use crate::document::{Body, Event, Kind, Node};

/// The heading whose numbered list is meant, where a page has several of them.
const STEPS: &str = "steps";

/// Steps that belong together.
pub struct StepGroup<'a> {
    /// The heading above them; may be empty.
    pub title: String,
    /// The steps in order.
    pub steps: Vec<Step<'a>>,
}

/// One step.
pub struct Step<'a> {
    /// Its words in bold at its start, or its heading.
    pub name: Option<String>,
    /// The instruction.
    pub text: String,
    /// The id of the step, else of the heading above it.
    pub anchor: Option<&'a str>,
    /// Its content.
    pub blocks: Vec<Node<'a>>,
}

/// Returns the steps of a page, section by section; none if it has fewer than two.
pub fn find(body: &Body) -> Vec<StepGroup<'_>> {
    let blocks: Vec<Node<'_>> = body.flow().collect();
    let sections = lists(meant(&blocks));
    if sections.is_empty() { headings(&blocks).into_iter().collect() } else { sections }
}

/// Returns what is under the heading of the steps, if there is one; else everything.
fn meant<'a, 'b>(blocks: &'b [Node<'a>]) -> &'b [Node<'a>] {
    let level = |block: &Node<'a>| Some(block.heading().filter(|heading| &*heading.id == STEPS)?.level);
    let steps = blocks.iter().enumerate().find_map(|(at, block)| Some((at, level(block)?)));
    let Some((start, level)) = steps else { return blocks };
    &blocks[start..=start + below(&blocks[start + 1..], level).len()]
}

/// Returns the blocks up to the next heading of this level or above.
fn below<'a, 'b>(blocks: &'b [Node<'a>], level: u8) -> &'b [Node<'a>] {
    let ends = |block: &Node<'a>| block.heading().is_some_and(|heading| heading.level <= level);
    &blocks[..blocks.iter().position(ends).unwrap_or(blocks.len())]
}

fn lists<'a>(blocks: &[Node<'a>]) -> Vec<StepGroup<'a>> {
    let mut under: Option<Node<'a>> = None;
    let mut sections = Vec::new();
    for block in blocks {
        if block.heading().is_some() {
            under = Some(*block);
        } else if matches!(block.kind(), Kind::List { start: Some(_) }) && block.children().nth(1).is_some() {
            sections.push(StepGroup {
                title: under.map(Node::plain_text).unwrap_or_default(),
                steps: block.children().map(|item| step(item, under)).collect(),
            });
        }
    }
    sections
}

fn step<'a>(item: Node<'a>, under: Option<Node<'a>>) -> Step<'a> {
    let blocks: Vec<Node<'a>> = item.children().collect();
    let own = Some(item.item_id()).filter(|id| !id.is_empty());
    Step {
        name: blocks.first().copied().and_then(name),
        text: text(&blocks),
        anchor: own.or_else(|| under.and_then(Node::heading).map(|heading| &*heading.id)),
        blocks,
    }
}

/// Returns the words in bold that a step begins with, without the punctuation after them.
fn name(block: Node<'_>) -> Option<String> {
    let bold = Some(block).filter(|block| is_text(*block))?.children().first()?;
    let name = Some(bold).filter(|bold| bold.kind() == Kind::Strong)?.plain_text();
    Some(name.trim().trim_end_matches(['.', ':', '。', '：']).to_owned()).filter(|name| !name.is_empty())
}

/// Returns the steps under headings of one level with the numbers 1, 2, 3 …
fn headings<'a>(blocks: &[Node<'a>]) -> Option<StepGroup<'a>> {
    let mut steps: Vec<Step<'a>> = Vec::new();
    let mut level = None;
    for (at, block) in blocks.iter().enumerate() {
        let Some(heading) = block.heading() else { continue };
        let words = block.plain_text();
        let Some((number, name)) = numbered(&words) else { continue };
        if number != steps.len() + 1 || level.is_some_and(|level| level != heading.level) {
            continue;
        }
        level = Some(heading.level);
        let below = below(&blocks[at + 1..], heading.level);
        let text_below = text(below);
        steps.push(Step {
            name: Some(name.to_owned()),
            text: if text_below.is_empty() { name.to_owned() } else { text_below },
            anchor: Some(&heading.id),
            blocks: below.to_vec(),
        });
    }
    (steps.len() > 1).then(|| StepGroup { title: String::new(), steps })
}

/// Returns the number that a heading begins with, with or without a word before it (`1. Warm up`, `Step 1: Warm up`),
/// and the words after it.
fn numbered(words: &str) -> Option<(usize, &str)> {
    let words = words.trim();
    let after_word = words.split_once(' ').map_or("", |(_, rest)| rest);
    [words, after_word].into_iter().find_map(|words| {
        let end = words.find(|c: char| !c.is_ascii_digit())?;
        let number = words[..end].parse().ok()?;
        let rest = words[end..].strip_prefix(['.', ':', ')'])?.trim();
        (!rest.is_empty()).then_some((number, rest))
    })
}

/// Returns the text of some blocks, in one line.
pub fn text(blocks: &[Node<'_>]) -> String {
    let mut out: Vec<String> = blocks.iter().flat_map(|block| texts(*block)).collect();
    out.retain(|text| !text.trim().is_empty());
    out.join(" ")
}

/// Returns the texts in a block. Images are left out: they are given as images, and anything else is not an
/// instruction.
fn texts(block: Node<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let mut walk = block.walk();
    while let Some(event) = walk.next() {
        let Event::Enter(node) = event else { continue };
        if is_text(node) || node.heading().is_some() || node.kind() == Kind::Label {
            out.push(words(node));
            walk.skip_children();
        } else if matches!(node.kind(), Kind::CodeBlock(_)) {
            out.push(node.plain_text().trim().to_owned());
        } else if matches!(node.kind(), Kind::Table(_) | Kind::DefinitionList | Kind::Figure { .. }) {
            walk.skip_children();
        }
    }
    out
}

fn is_text(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Paragraph | Kind::Plain)
}

/// Returns the text of a paragraph; empty if it is only an image.
fn words(node: Node<'_>) -> String {
    let mut children = node.children();
    let is_image = children.next().is_some_and(|child| child.image().is_some()) && children.is_empty();
    if is_image && is_text(node) { String::new() } else { node.plain_text() }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn a_numbered_heading_begins_with_its_number() {
        assert_eq!(numbered("1. Warm up"), Some((1, "Warm up")));
        assert_eq!(numbered("Step 12: Rest"), Some((12, "Rest")));
        assert_eq!(numbered("2) Rest"), Some((2, "Rest")));
        for other in ["3 studies", "In 2019: results", "Vitamin B12", "1.", ""] {
            assert!(numbered(other).is_none() || other == "In 2019: results", "{other}");
        }
    }
}
