//! The document model: what a page says, as a tree that every output reads. It holds no address and no HTML of ours:
//! a link is a `LinkId` into the page's table, and each output resolves it for itself.

use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use crate::text;

/// What only the page itself, and an output that shows it, needs.
#[derive(Debug, Default)]
pub struct Body {
    /// The page's blocks in order, without the heading that became its title.
    pub blocks: Vec<Block>,
    /// Every link and image, as the author wrote it; a `LinkId` is an index into it.
    pub links: Vec<RawLink>,
    /// The footnotes that the text calls, in the order of their first call.
    pub footnotes: Vec<Footnote>,
}

/// An index into `Body::links`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkId(pub u32);

/// A destination as the author wrote it.
#[derive(Debug)]
pub struct RawLink {
    /// The destination, with Markdown's escapes and entities undone.
    pub destination: Box<str>,
    /// Whether it is followed or shown.
    pub role: LinkRole,
    /// Where it stands, as a byte range of the file's text.
    pub span: Range<u32>,
}

/// Whether a destination is followed or shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkRole {
    /// A link to follow.
    Link,
    /// An image, or another thing that the page shows or loads.
    Image,
}

/// A run of inlines.
pub type Inlines = Box<[Inline]>;

/// A block of a page.
#[derive(Debug)]
pub enum Block {
    /// A paragraph.
    Paragraph(Inlines),
    /// Text in an item of a tight list, which is no paragraph (`CommonMark` 0.31.2, section 5.3).
    Plain(Inlines),
    /// A heading.
    Heading(Box<Heading>),
    /// A block quote.
    Quote(Box<[Block]>),
    /// One of the five kinds of alert.
    Alert(Alert, Box<[Block]>),
    /// A list.
    List(Box<List>),
    /// A block of code.
    Code {
        /// What its fence says of it.
        info: Box<CodeInfo>,
        /// The code, with its last line break.
        text: Box<str>,
    },
    /// A table.
    Table(Box<Table>),
    /// A definition list.
    Definitions(Box<[Definition]>),
    /// An image that stands alone in its paragraph and has a title.
    Figure {
        /// The image.
        image: Box<Image>,
        /// Its caption.
        caption: Box<str>,
    },
    /// HTML of the author.
    Html(Html),
    /// A thematic break.
    Rule,
}

/// What the fence of a block of code says of it.
#[derive(Debug, Default)]
pub struct CodeInfo {
    /// The language, as the author names it; may be empty.
    pub language: Box<str>,
    /// What stands above it, such as a file's name; may be empty.
    pub title: Box<str>,
    /// The lines that the author marks, from 1: in order, apart from one another, and all of them there.
    pub marked: Box<[RangeInclusive<u32>]>,
    /// Its words by kind, once an output asked for them: several pages show the same block, and so do the snapshots of
    /// a preview. It is a function of the language and the text, so it does not matter who asks first.
    pub words: OnceLock<Box<[CodeWord]>>,
}

/// A part of a block of code that has a colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeWord {
    /// Where it stands, as a byte range of the code.
    pub range: Range<u32>,
    /// What it is.
    pub kind: WordKind,
}

/// The kinds of words in code that a theme can tell apart, whatever the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum WordKind {
    Comment,
    String,
    Constant,
    Keyword,
    Function,
    Type,
    Tag,
    Attribute,
    Variable,
    Heading,
    Inserted,
    Deleted,
}

/// A heading in the body.
#[derive(Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique on its page.
    pub id: Box<str>,
    /// The author's classes.
    pub classes: Box<[Box<str>]>,
    /// What it says.
    pub content: Inlines,
    /// Where it stands, as a byte range of the file's text.
    pub span: Range<u32>,
}

/// The five kinds of alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "GitHub's own five words")]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

/// A list.
#[derive(Debug)]
pub struct List {
    /// The first number of an ordered list.
    pub start: Option<u64>,
    /// Its items.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Debug)]
pub struct Item {
    /// Whether it is a task, and done.
    pub task: Option<bool>,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A table. Every row has as many cells as the head.
#[derive(Debug)]
pub struct Table {
    /// A column each.
    pub columns: Box<[Align]>,
    /// The head's cells.
    pub head: Box<[Inlines]>,
    /// The body's rows.
    pub rows: Box<[Box<[Inlines]>]>,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

/// A term or one of its definitions.
#[derive(Debug)]
pub enum Definition {
    /// The term.
    Term(Inlines),
    /// What it means.
    Meaning(Box<[Block]>),
}

/// A footnote that the text calls. Its number is its place in `Body::footnotes`, counted from 1.
#[derive(Debug)]
pub struct Footnote {
    /// How often the text calls it.
    pub calls: u32,
    /// What it says.
    pub blocks: Box<[Block]>,
}

/// An image.
#[derive(Debug)]
pub struct Image {
    /// Its address.
    pub link: LinkId,
    /// What it shows, for those who do not see it.
    pub alt: Box<str>,
    /// Whether the author says that it only decorates, so that it needs no such words.
    pub decorative: bool,
    /// The author's title.
    pub title: Box<str>,
}

/// A part of a run of text.
#[derive(Debug)]
pub enum Inline {
    /// Text.
    Text(Box<str>),
    /// Code.
    Code(Box<str>),
    /// Emphasis.
    Emphasis(Inlines),
    /// Strong emphasis.
    Strong(Inlines),
    /// Struck text.
    Strikethrough(Inlines),
    /// Raised text.
    Superscript(Inlines),
    /// Lowered text.
    Subscript(Inlines),
    /// A link.
    Link(Box<Link>),
    /// An image.
    Image(Box<Image>),
    /// A call of a footnote.
    FootnoteCall {
        /// The note's number, from 1.
        number: u32,
        /// Which call of this note it is, from 1.
        call: u32,
    },
    /// HTML of the author.
    Html(Html),
    /// Mathematics, in the author's notation.
    Math(Math, Box<str>),
    /// A line end that a space can stand for.
    SoftBreak,
    /// A line end that stays.
    HardBreak,
}

/// A link in the text.
#[derive(Debug)]
pub struct Link {
    /// Its address.
    pub link: LinkId,
    /// The author's title.
    pub title: Box<str>,
    /// What it says.
    pub content: Inlines,
}

/// Whether a formula stands in the line or by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Math {
    Inline,
    Display,
}

/// HTML of the author, cut where it holds an address, so that addresses in it are checked like any other, and where it
/// names an id, so that several pages can stand on one.
pub type Html = Box<[HtmlPiece]>;

/// A piece of the author's HTML.
#[derive(Debug)]
pub enum HtmlPiece {
    /// Markup as it stands.
    Markup(Box<str>),
    /// An address, without its quotes.
    Address(LinkId),
    /// What an id, or a mention of one, begins with in an edition that shows several pages at once.
    IdPrefix,
    /// Inside the tag of a link, before an attribute: where paper's number of its address stands.
    Note(LinkId),
}

/// What inlines say, without any markup.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_text(inlines, &mut out);
    // An entity such as `&#7;` can write what no file may hold.
    if out.contains(text::is_control) { text::replace_control(&out) } else { out }
}

fn push_text(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Math(_, text) => out.push_str(text),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner) => push_text(inner, out),
            Inline::Link(link) => push_text(&link.content, out),
            Inline::Image(image) => out.push_str(&image.alt),
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
            Inline::FootnoteCall { .. } | Inline::Html(_) => {}
        }
    }
}

/// Shows each heading of a page's text to `see`, also those inside of other blocks.
pub fn each_heading<'a>(blocks: &'a [Block], see: &mut dyn FnMut(&'a Heading)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => see(heading),
            Block::Quote(inner) | Block::Alert(_, inner) => each_heading(inner, see),
            Block::List(list) => list.items.iter().for_each(|item| each_heading(&item.blocks, see)),
            Block::Definitions(items) => {
                for item in items {
                    if let Definition::Meaning(inner) = item {
                        each_heading(inner, see);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What the page's first paragraph says; empty if it has none.
pub fn first_paragraph(blocks: &[Block]) -> String {
    blocks
        .iter()
        .find_map(|block| match block {
            Block::Paragraph(inlines) => Some(plain_text(inlines)).filter(|text| !text.trim().is_empty()),
            _ => None,
        })
        .unwrap_or_default()
}
