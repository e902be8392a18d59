//! The steps on a page that shows how something is done: the items of its numbered lists, else its numbered headings.

use crate::document::{Block, Body, Heading, Inline, Item, plain_text};

/// The heading whose numbered list is meant, where a page has several of them.
const STEPS: &str = "steps";

/// Steps that belong together.
pub struct Section<'a> {
    /// The heading they stand under; may be empty.
    pub title: String,
    /// The steps in order.
    pub steps: Vec<Step<'a>>,
}

/// One step.
pub struct Step<'a> {
    /// Its words in bold at its start, or its heading.
    pub name: Option<String>,
    /// What to do.
    pub text: String,
    /// The id of the heading it stands under.
    pub anchor: Option<&'a str>,
    /// What it holds.
    pub blocks: Option<&'a [Block]>,
}

/// The steps of a page, section by section. None if it has no two of them.
pub fn find(body: &Body) -> Vec<Section<'_>> {
    let sections = lists(meant(&body.blocks));
    if sections.is_empty() { headings(&body.blocks).into_iter().collect() } else { sections }
}

/// What stands under the heading of the steps, if there is one; else everything.
fn meant(blocks: &[Block]) -> &[Block] {
    let is_steps = |block: &Block| matches!(block, Block::Heading(it) if &*it.id == STEPS);
    let Some(start) = blocks.iter().position(is_steps) else { return blocks };
    let Block::Heading(heading) = &blocks[start] else { return blocks };
    let below = &blocks[start + 1..];
    let end = below.iter().position(|block| ends(block, heading.level)).unwrap_or(below.len());
    &blocks[start..=start + end]
}

/// Whether a block begins something that is no longer below a heading of this level.
fn ends(block: &Block, level: u8) -> bool {
    matches!(block, Block::Heading(it) if it.level <= level)
}

fn lists(blocks: &[Block]) -> Vec<Section<'_>> {
    let mut under: Option<&Heading> = None;
    let mut sections = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(heading) => under = Some(heading),
            Block::List(list) if list.start.is_some() && list.items.len() > 1 => sections.push(Section {
                title: under.map(|it| plain_text(&it.content)).unwrap_or_default(),
                steps: list.items.iter().map(|item| step(item, under)).collect(),
            }),
            _ => {}
        }
    }
    sections
}

fn step<'a>(item: &'a Item, under: Option<&'a Heading>) -> Step<'a> {
    Step {
        name: name(&item.blocks),
        text: text(&item.blocks),
        anchor: under.map(|it| &*it.id),
        blocks: Some(&item.blocks),
    }
}

/// The words in bold that a step begins with, without the point after them.
fn name(blocks: &[Block]) -> Option<String> {
    let (Block::Paragraph(content) | Block::Plain(content)) = blocks.first()? else { return None };
    let Inline::Strong(bold) = content.first()? else { return None };
    let name = plain_text(bold);
    Some(name.trim().trim_end_matches(['.', ':', '。', '：']).to_owned()).filter(|name| !name.is_empty())
}

/// Headings of one level with the numbers 1, 2, 3 …
fn headings(blocks: &[Block]) -> Option<Section<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut level = None;
    for (at, block) in blocks.iter().enumerate() {
        let Block::Heading(heading) = block else { continue };
        let words = plain_text(&heading.content);
        let Some((number, name)) = numbered(&words) else { continue };
        if number != steps.len() + 1 || level.is_some_and(|level| level != heading.level) {
            continue;
        }
        level = Some(heading.level);
        let below = &blocks[at + 1..];
        let end = below.iter().position(|block| ends(block, heading.level)).unwrap_or(below.len());
        let said = text(&below[..end]);
        steps.push(Step {
            name: Some(name.to_owned()),
            text: if said.is_empty() { name.to_owned() } else { said },
            anchor: Some(&heading.id),
            blocks: Some(&below[..end]),
        });
    }
    (steps.len() > 1).then(|| Section { title: String::new(), steps })
}

/// The number that a heading begins with, with or without a word before it (`1. Warm up`, `Step 1: Warm up`), and the
/// words after it.
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

/// What some blocks say, in one line.
fn text(blocks: &[Block]) -> String {
    let mut out = Vec::new();
    collect(blocks, &mut out);
    out.retain(|text| !text.trim().is_empty());
    out.join(" ")
}

fn collect(blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(content) | Block::Plain(content) => out.push(words(content)),
            Block::Heading(heading) => out.push(plain_text(&heading.content)),
            Block::Quote(inner) | Block::Alert(_, inner) => collect(inner, out),
            Block::List(list) => list.items.iter().for_each(|item| collect(&item.blocks, out)),
            Block::Code { text, .. } => out.push(text.trim().to_owned()),
            // What a picture shows is told as a picture; the rest is no instruction.
            _ => {}
        }
    }
}

/// What a run of text says, without the pictures in it.
fn words(content: &[Inline]) -> String {
    match content {
        [Inline::Image(_)] => String::new(),
        content => plain_text(content),
    }
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
