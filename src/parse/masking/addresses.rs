//! Marks of emphasis and code in bare addresses: an address is found in the source, whole, before its characters can be
//! read as anything else (GFM 0.29, section 6.9).

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::config::Markdown;
use crate::parse::autolink;
use crate::parse::extensions::engine_options;

/// Characters that are markup in a text.
const MARKS: &[u8] = b"*_~^`";

/// Finds the characters of bare addresses that would be read as markup.
pub fn find(text: &str, options: &Markdown) -> Vec<usize> {
    let has_marks = |text: &str| text.bytes().any(|byte| MARKS.contains(&byte));
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for (at, line) in lines_with_address(text).filter(|(_, line)| has_marks(line)) {
        let marked = autolink::find_web(line).into_iter().filter(|range| has_marks(&line[range.clone()]));
        starts.extend(marked.map(|range| (at + range.start, at + range.end)));
    }
    if starts.is_empty() {
        return Vec::new();
    }
    let texts = texts(text, options);
    let is_text = |at: usize| {
        let next = texts.partition_point(|(start, _)| *start <= at);
        next > 0 && texts[next - 1].1 > at
    };
    let marked = starts.into_iter().filter(|(start, _)| is_text(*start));
    marked.flat_map(|(start, end)| (start..end).filter(|at| MARKS.contains(&text.as_bytes()[*at]))).collect()
}

/// Returns the lines that may have a web address, each with its start.
fn lines_with_address(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let may_begin = |at: &usize| bytes[*at..].starts_with(b"://") || bytes[..=*at].ends_with(b"www.");
    let mut end = 0;
    memchr::memchr2_iter(b':', b'.', bytes).filter(may_begin).filter_map(move |at| {
        if at < end {
            return None;
        }
        let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |before| before + 1);
        end = memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |length| at + length + 1);
        Some((start, &text[start..end]))
    })
}

/// Returns the ranges of a document that are text outside links, in order.
fn texts(text: &str, options: &Markdown) -> Vec<(usize, usize)> {
    let mut engine = engine_options(options);
    engine.remove(Options::ENABLE_SUPERSCRIPT | Options::ENABLE_SUBSCRIPT);
    let mut links = 0_usize;
    let mut texts = Vec::new();
    let mut in_code = false;
    for (event, range) in Parser::new_ext(text, engine).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => links -= 1,
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if links == 0 && !in_code => texts.push((range.start, range.end)),
            _ => {}
        }
    }
    texts
}
