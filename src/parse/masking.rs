//! Guards over the extensions of pulldown-cmark. They read more into a text than its author wrote: a colon at the start
//! of any line begins a definition, any braces at the end of a heading are its attributes, and the marks of emphasis in
//! a bare address are emphasis. Such characters are replaced before parsing by others that mean nothing, one byte for one
//! byte, so that every place stays true; what the parser returns gets them back.

mod addresses;
mod attributes;
mod braces;
mod colons;
mod directives;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag};

use crate::config::Markdown;
use crate::parse::extensions::engine_options;
use attributes::Finder;
pub use attributes::{Cut, LineAttributes};
pub use braces::heading_braces;
pub use colons::is_delimiter_row;
pub use directives::DirectiveLine;

/// Characters without a meaning in Markdown outside the one place where each has it, the least likely in a text first.
/// One that a text does not contain takes the place of one that must not be read as markup: punctuation, so that emphasis
/// beside it is read as beside the character that it replaces.
const STAND_INS: &[u8] = b";%?@/,\x01\x02\x03\x04";

/// How often lines may turn out not to be directives, and braces not to be attributes. Each time, what is around them may be
/// read differently.
const MAX_ROUNDS: usize = 8;

/// A text to be parsed, in which some characters are replaced.
pub struct Masked<'a> {
    /// The text to parse.
    pub text: Cow<'a, str>,
    source: &'a str,
    /// The characters that stand for a colon and for a closing brace.
    stand_ins: Vec<(char, char)>,
    /// The places without a stand-in, in order: in bare addresses and delimiter rows.
    places: Vec<usize>,
    /// Where the colon that begins the delimiter row of a table is replaced.
    delimiters: Vec<usize>,
    /// The lines that are directives, in order.
    directives: Vec<DirectiveLine>,
    /// Lines that look like directives, are in the author's HTML and cannot end it.
    in_html: Vec<Range<usize>>,
    /// The attributes in its lines.
    attributes: LineAttributes,
}

/// What may be a directive, and what may be attributes.
#[derive(Clone, Default)]
struct Candidates {
    lines: Vec<DirectiveLine>,
    braces: Vec<Range<usize>>,
}

impl Candidates {
    fn of(source: &str, options: &Markdown) -> Candidates {
        let lines = if options.directives { directives::candidates(source) } else { Vec::new() };
        let mut braces = attributes::candidates(source);
        // Those of a directive are read with it.
        braces.retain(|braces| {
            let next = lines.partition_point(|line| line.end() <= braces.start);
            lines.get(next).is_none_or(|line| line.range.start > braces.start)
        });
        Candidates { lines, braces }
    }
}

impl<'a> Masked<'a> {
    /// Replaces what must not be read as markup, what is a directive, and what is attributes. A line that may be a directive is
    /// masked, and stays so only if the parser then reads it as a block of its own; braces that may be attributes stay so
    /// only if they are after something that has attributes.
    pub fn new(source: &'a str, options: &Markdown) -> Masked<'a> {
        let mut candidates = Candidates::of(source, options);
        let mut in_html = Vec::new();
        for _ in 0..MAX_ROUNDS {
            if candidates.lines.is_empty() && candidates.braces.is_empty() {
                break;
            }
            let mut masked = Masked::with(source, options, candidates.clone());
            let sorted = masked.sorted(options, &candidates, &mut in_html);
            let is_stable =
                sorted.lines == candidates.lines && sorted.attributes.braces.len() == candidates.braces.len();
            if is_stable {
                (masked.in_html, masked.attributes) = (in_html, sorted.attributes);
                return masked;
            }
            candidates = Candidates { lines: sorted.lines, braces: sorted.attributes.braces };
        }
        Masked { in_html, ..Masked::with(source, options, Candidates::default()) }
    }

    /// Returns the attributes of a line of text that is parsed on its own, and replaces them in it.
    pub fn line(line: &'a str, options: &Markdown) -> (Cow<'a, str>, LineAttributes) {
        let options = Markdown {
            directives: false,
            heading_attributes: false,
            definition_lists: false,
            autolinks: false,
            ..options.clone()
        };
        let masked = Masked::new(line, &options);
        (masked.text, masked.attributes)
    }

    /// Masks these candidates, and what must not be read as markup.
    fn with(source: &'a str, options: &Markdown, candidates: Candidates) -> Masked<'a> {
        let mut masked = Masked {
            text: source.into(),
            source,
            stand_ins: Vec::new(),
            places: Vec::new(),
            delimiters: Vec::new(),
            directives: Vec::new(),
            in_html: Vec::new(),
            attributes: LineAttributes::default(),
        };
        masked.mask(candidates);
        if options.definition_lists {
            let found = colons::find(&masked.text);
            masked.stand_in(':', &found.text);
            masked.replace(&found.delimiters, b'|');
            masked.delimiters = found.delimiters;
        }
        if options.heading_attributes {
            masked.stand_in('}', &braces::find(&masked.text));
        }
        if options.autolinks {
            let addresses = addresses::find(&masked.text, options);
            masked.replace(&addresses, b'x');
            masked.places = addresses;
        }
        masked.places.extend(&masked.delimiters);
        masked.places.sort_unstable();
        masked
    }

    /// Returns the candidates that are what they may be, as the parser reads the text.
    fn sorted(&self, options: &Markdown, candidates: &Candidates, in_html: &mut Vec<Range<usize>>) -> Sorted {
        let (mut breaks, mut html) = (Vec::new(), Vec::new());
        let mut finder = Finder::new(self.source, &candidates.braces);
        for (event, range) in Parser::new_ext(&self.text, engine_options(options)).into_offset_iter() {
            finder.event(&event, &range);
            match event {
                Event::Rule | Event::Start(Tag::Heading { .. }) => breaks.push(range),
                Event::Start(Tag::HtmlBlock) => html.push(range),
                _ => {}
            }
        }
        let block_of = |blocks: &[Range<usize>], line: &DirectiveLine| {
            let next = blocks.partition_point(|block| block.end <= line.range.start);
            blocks.get(next).filter(|block| block.start < line.range.end).cloned()
        };
        let mut lines = Vec::new();
        for line in &self.directives {
            if block_of(&breaks, line).is_some() {
                lines.push(line.clone());
            } else if let Some(block) = block_of(&html, line)
                && directives::ends_with_empty_line(&self.text[block])
            {
                if !line.ends_html && line.can_end_html(self.source) {
                    lines.push(DirectiveLine { ends_html: true, ..line.clone() });
                } else {
                    in_html.push(line.range.clone());
                }
            }
        }
        Sorted { lines, attributes: finder.finish() }
    }

    fn mask(&mut self, candidates: Candidates) {
        self.directives = candidates.lines;
        if self.directives.is_empty() && candidates.braces.is_empty() {
            return;
        }
        let mut bytes = self.source.as_bytes().to_vec();
        for braces in candidates.braces {
            bytes[braces].fill(attributes::FILLER);
        }
        for line in &self.directives {
            directives::mask(line, self.source, &mut bytes);
        }
        self.text = String::from_utf8(bytes).expect("whole lines and braces become ASCII").into();
    }

    /// Returns the directive that a block is to the parser, if it is one.
    pub fn directive(&self, block: &Range<usize>) -> Option<&DirectiveLine> {
        let next = self.directives.partition_point(|line| line.range.end <= block.start);
        self.directives.get(next).filter(|line| line.range.start < block.end)
    }

    /// Removes the attributes in its lines, and returns them.
    pub fn take_attributes(&mut self) -> LineAttributes {
        std::mem::take(&mut self.attributes)
    }

    /// Returns the places of the lines that are directives.
    pub fn directives(&self) -> impl Iterator<Item = Range<usize>> {
        self.directives.iter().map(|line| line.range.clone())
    }

    /// Returns the places of the lines that look like directives and are part of the author's HTML.
    pub fn in_html(&self) -> &[Range<usize>] {
        &self.in_html
    }

    /// Reports whether nothing is replaced.
    fn is_source(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }

    fn stand_in(&mut self, character: char, places: &[usize]) {
        if places.is_empty() {
            return;
        }
        let is_free = |byte: &&u8| memchr::memchr(**byte, self.text.as_bytes()).is_none();
        if let Some(byte) = STAND_INS.iter().find(is_free) {
            self.replace(places, *byte);
            self.stand_ins.push((char::from(*byte), character));
        }
    }

    /// Replaces ASCII characters by another one.
    fn replace(&mut self, places: &[usize], by: u8) {
        if places.is_empty() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.text).into_owned().into_bytes();
        for at in places {
            bytes[*at] = by;
        }
        self.text = String::from_utf8(bytes).expect("an ASCII character takes the place of another").into();
    }

    /// Returns an event as it would be if nothing were replaced.
    pub fn restore<'e>(&self, event: Event<'e>, range: &Range<usize>) -> Event<'e> {
        if self.is_source() {
            return event;
        }
        match event {
            Event::Text(text) => Event::Text(self.as_written(self.characters(text), range)),
            Event::Code(text) => Event::Code(self.characters(text)),
            Event::InlineMath(text) => Event::InlineMath(self.characters(text)),
            Event::DisplayMath(text) => Event::DisplayMath(self.characters(text)),
            Event::Html(text) => Event::Html(self.characters(text)),
            Event::InlineHtml(text) => Event::InlineHtml(self.characters(text)),
            Event::FootnoteReference(label) => Event::FootnoteReference(self.characters(label)),
            Event::Start(tag) => Event::Start(self.tag(tag)),
            event => event,
        }
    }

    fn tag<'e>(&self, tag: Tag<'e>) -> Tag<'e> {
        match tag {
            Tag::Link { link_type, dest_url, title, id } => Tag::Link {
                link_type,
                dest_url: self.characters(dest_url),
                title: self.characters(title),
                id: self.characters(id),
            },
            Tag::Image { link_type, dest_url, title, id } => Tag::Image {
                link_type,
                dest_url: self.characters(dest_url),
                title: self.characters(title),
                id: self.characters(id),
            },
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Tag::CodeBlock(CodeBlockKind::Fenced(self.characters(info)))
            }
            Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(self.characters(label)),
            tag => tag,
        }
    }

    /// Returns a text with the characters that others stand for.
    pub fn characters<'e>(&self, text: CowStr<'e>) -> CowStr<'e> {
        let is_masked = |(stand_in, _): &&(char, char)| text.contains(*stand_in);
        if !self.stand_ins.iter().any(|pair| is_masked(&pair)) {
            return text;
        }
        let restored = self.stand_ins.iter().fold(text.into_string(), |text, (stand_in, character)| {
            text.replace(*stand_in, character.encode_utf8(&mut [0; 4]))
        });
        restored.into()
    }

    /// Returns a text as it is in the source, if anything in its range was replaced.
    fn as_written<'e>(&self, text: CowStr<'e>, range: &Range<usize>) -> CowStr<'e> {
        let first = self.places.partition_point(|at| *at < range.start);
        let is_masked = self.places.get(first).is_some_and(|at| *at < range.end);
        if is_masked && text.len() == range.len() {
            self.source[range.clone()].to_owned().into()
        } else {
            text
        }
    }

    /// Reports whether the first column of the table in a range begins with a colon that was replaced.
    pub fn has_masked_delimiter(&self, table: &Range<usize>) -> bool {
        let first = self.delimiters.partition_point(|at| *at < table.start);
        self.delimiters.get(first).is_some_and(|at| *at < table.end)
    }
}

/// The candidates that are what they may be.
struct Sorted {
    lines: Vec<DirectiveLine>,
    attributes: LineAttributes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_replaced_comes_back() {
        let source = "a\n:::note `b\n: c`\n\n# {a b}\n\nhttps://a.example/_b_*c*\n\n| x |\n:-:\n";
        let masked = Masked::new(source, &Markdown::default());
        assert_eq!(masked.text.len(), source.len());
        assert_ne!(masked.text, source);
        let parser = pulldown_cmark::Parser::new(&masked.text).into_offset_iter();
        for (event, range) in parser {
            if let Event::Text(text) = masked.restore(event, &range) {
                assert!(source[range].contains(&*text), "{text:?}");
            }
        }
    }

    fn found(source: &str) -> Vec<&str> {
        let masked = Masked::new(source, &Markdown::default());
        assert_eq!(masked.text.len(), source.len());
        masked.directives.into_iter().map(|line| &source[line.range]).collect()
    }

    #[test]
    fn a_directive_is_a_line_among_blocks() {
        assert_eq!(found("a\n:::note\nb\n:::\n"), [":::note", ":::"]);
        assert_eq!(found("<b>\n:::note\n</b>\n\n> <p>\n> :::\n"), [":::note", ":::"]);
        assert_eq!(found("- :::note[a]  \n  b\r\n  :::\r\n"), [":::note[a]", ":::"]);
        assert_eq!(
            found("> > ::lines{count=3}\n\n[^1]: :::tip\n    a\n\n    :::"),
            ["::lines{count=3}", ":::tip", ":::"]
        );
    }

    #[test]
    fn a_directive_is_not_in_code_or_html_or_prose() {
        for text in [
            "```\n:::note\n```\n",
            "    :::note\n",
            "<pre>\n:::note\n</pre>\n",
            "a\n     :::note\n",
            "a :::note\n",
            "1.:::note\n",
            ":::\u{1F600}\n",
            "::before is a pseudo-element\n",
            "\\:::note\n",
            ":-:\n",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text:?}");
        }
    }
}
