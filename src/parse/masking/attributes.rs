//! Attributes in braces directly after an image, a link, code or words in brackets. What is in the braces is no markup, so
//! commas take its place before parsing. The parser then says after what each of them is, and which brackets belong together;
//! braces after anything else are text.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::attributes::{CODE, IMAGE, LINK, Owner, WORDS, braced};

/// What takes the place of attributes: punctuation, as the braces are, so that emphasis beside them is read the same.
pub const FILLER: u8 = b',';

/// What is not text in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The opening bracket of words with attributes.
    Open,
    /// Their closing bracket.
    Close,
    /// Attributes with their braces.
    Braces,
}

/// The attributes in the lines of a text, and the brackets around words that have some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineAttributes {
    /// The places of attributes with their braces, in order.
    pub braces: Vec<Range<usize>>,
    /// Words with their brackets, in order. Their braces are directly after them.
    brackets: Vec<Range<usize>>,
    /// Everything that is not text, in order.
    cuts: Vec<(Range<usize>, Cut)>,
}

impl LineAttributes {
    fn new(mut braces: Vec<Range<usize>>, mut brackets: Vec<Range<usize>>) -> LineAttributes {
        braces.sort_unstable_by_key(|braces| braces.start);
        brackets.sort_unstable_by_key(|brackets| brackets.start);
        let ends = |brackets: &Range<usize>| {
            let (open, close) = (brackets.start..brackets.start + 1, brackets.end - 1..brackets.end);
            [(open, Cut::Open), (close, Cut::Close)]
        };
        let all = braces.iter().map(|braces| (braces.clone(), Cut::Braces));
        let mut cuts: Vec<_> = all.chain(brackets.iter().flat_map(ends)).collect();
        cuts.sort_unstable_by_key(|(range, _)| range.start);
        LineAttributes { braces, brackets, cuts }
    }

    /// Returns the attributes that begin at a place.
    pub fn starting_at(&self, at: usize) -> Option<&Range<usize>> {
        let found = self.braces.binary_search_by_key(&at, |braces| braces.start).ok()?;
        Some(&self.braces[found])
    }

    /// Returns the first cut that ends after a place.
    pub fn cut_after(&self, at: usize) -> Option<(Range<usize>, Cut)> {
        let next = self.cuts.partition_point(|(range, _)| range.end <= at);
        self.cuts.get(next).cloned()
    }

    /// Returns the words whose opening bracket is at a place, with their brackets, and their attributes.
    pub fn of_words(&self, open: usize) -> Option<(Range<usize>, Range<usize>)> {
        let found = self.brackets.binary_search_by_key(&open, |brackets| brackets.start).ok()?;
        let brackets = &self.brackets[found];
        Some((brackets.clone(), self.starting_at(brackets.end)?.clone()))
    }

    /// Moves everything by as many bytes as are between the two offsets.
    pub fn moved(self, from: usize, to: usize) -> LineAttributes {
        let moved = |range: Range<usize>| range.start + to - from..range.end + to - from;
        let braces = self.braces.into_iter().map(moved).collect();
        LineAttributes::new(braces, self.brackets.into_iter().map(moved).collect())
    }
}

/// Returns the places of braces that may be attributes, in order.
pub fn candidates(source: &str) -> Vec<Range<usize>> {
    let is_owner = |byte: u8| matches!(byte, b']' | b')' | b'`' | b'>');
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'{', source.as_bytes()) {
        let is_after = found.last().is_none_or(|last| last.end <= at);
        if at > 0
            && is_after
            && is_owner(source.as_bytes()[at - 1])
            && let Some((_, length)) = braced(&source[at..])
        {
            found.push(at..at + length);
        }
    }
    found
}

/// Finds what the attributes of a text belong to, while it is parsed.
pub struct Finder<'a> {
    source: &'a str,
    candidates: &'a [Range<usize>],
    /// The opening brackets without a closing one, in the nodes that are open.
    open: Vec<Vec<usize>>,
    /// The end of the last image, link or code.
    owner: Option<(usize, &'static Owner)>,
    in_code: bool,
    braces: Vec<Range<usize>>,
    brackets: Vec<Range<usize>>,
}

impl<'a> Finder<'a> {
    /// Returns a finder for the braces that may be attributes in a source.
    pub fn new(source: &'a str, candidates: &'a [Range<usize>]) -> Finder<'a> {
        let (open, braces, brackets) = (vec![Vec::new()], Vec::new(), Vec::new());
        Finder { source, candidates, open, owner: None, in_code: false, braces, brackets }
    }

    /// Takes an event of the parser with its place.
    pub fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => {
                self.in_code = matches!(tag, Tag::CodeBlock(_));
                self.open.push(Vec::new());
            }
            Event::End(tag) => {
                self.in_code = false;
                self.open.pop();
                match tag {
                    TagEnd::Link => self.owner = Some((range.end, &LINK)),
                    TagEnd::Image => self.owner = Some((range.end, &IMAGE)),
                    _ => {}
                }
            }
            Event::Code(_) => self.owner = Some((range.end, &CODE)),
            Event::Text(text) if !self.in_code && text.len() == range.len() => self.text(range),
            _ => {}
        }
    }

    /// Returns what was found.
    pub fn finish(self) -> LineAttributes {
        LineAttributes::new(self.braces, self.brackets)
    }

    fn text(&mut self, range: &Range<usize>) {
        let mut at = range.start;
        if let Some((end, owner)) = self.owner.take()
            && end == at
            && let Some(braces) = self.attributes(at, owner)
        {
            at = braces.end;
            self.braces.push(braces);
        }
        while let Some(next) = self.source.as_bytes()[at.min(range.end)..range.end]
            .iter()
            .position(|byte| matches!(byte, b'[' | b']'))
            .map(|found| at + found)
        {
            at = next + 1;
            let escapes = self.source[..next].bytes().rev().take_while(|byte| *byte == b'\\').count();
            let Some(open) = self.open.last_mut().filter(|_| escapes.is_multiple_of(2)) else { continue };
            if self.source.as_bytes()[next] == b'[' {
                open.push(next);
            } else if let Some(start) = open.pop()
                && let Some(braces) = self.attributes(next + 1, &WORDS)
            {
                at = braces.end;
                self.brackets.push(start..next + 1);
                self.braces.push(braces);
            }
        }
    }

    /// Returns the attributes of an owner that begin at a place.
    fn attributes(&self, at: usize, owner: &Owner) -> Option<Range<usize>> {
        let found = self.candidates.binary_search_by_key(&at, |braces| braces.start).ok()?;
        let braces = &self.candidates[found];
        let (list, _) = braced(&self.source[braces.clone()])?;
        (owner.has(&list) || list.is_empty() && owner.refuses_empty()).then(|| braces.clone())
    }
}
