//! The document tree → HTML. The only writer: every text, title, alternative text, info string and address is escaped
//! here. The edition decides where links lead and what the labels are.

mod blocks;
mod code;
mod directives;
mod elements;
mod first_image;
mod formulas;
mod images;
mod inlines;
mod notes;
mod sources;
mod table;

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::diagnostic::Diagnostic;
use crate::document::{Body, Directive, LinkId, Node};
use crate::paths;

/// HTML has six levels of headings.
pub const LOWEST_HEADING: u8 = 6;

/// The differences between the editions of one document.
pub trait Edition {
    /// Returns where a link leads.
    fn href(&self, link: LinkId) -> Href;
    /// Returns a label that the writer prints, by its key.
    fn label<'a>(&'a self, key: &'a str) -> &'a str;
    /// Returns where the image is that a link shows, and what is known of it.
    fn shown(&self, link: LinkId) -> (Href, ImageInfo) {
        (self.href(link), ImageInfo::default())
    }
    /// Reports whether the theme has a template for a directive.
    fn has_template(&self, _name: &str) -> bool {
        false
    }
    /// Returns a directive as its template shows it.
    fn fill_template(&self, _parts: DirectiveParts<'_>) -> Result<String, Diagnostic> {
        Ok(String::new())
    }
    /// Returns how the body fits into its surroundings.
    fn setting(&self) -> Setting<'_> {
        Setting::default()
    }
}

/// The target of a link, as the address to write, not yet escaped for HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Href {
    /// A place in the site.
    Inside(String),
    /// An address outside the site.
    Outside(String),
    /// Nowhere.
    Nowhere,
}

/// The facts about an image that a page needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageInfo {
    /// Its width and height in pixels.
    pub size: Option<(u32, u32)>,
    /// Versions of it in WebP: the address, not yet escaped, and the width in pixels, the narrowest first.
    pub versions: Vec<(String, u32)>,
}

/// A directive, for the template that shows it.
pub struct DirectiveParts<'a> {
    /// The directive with its attributes.
    pub directive: &'a Directive,
    /// Its label as HTML; empty if it has none.
    pub label: String,
    /// What it holds, as HTML.
    pub body: String,
    /// Its id on the page, as text; empty if it has none.
    pub id: String,
    /// Its classes, as text.
    pub class: String,
}

/// The surroundings of a body.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'a> {
    /// The prefix of every id of the body. It needs no escaping in an attribute, with any quotes.
    pub id_prefix: &'a str,
    /// The number of levels by which headings are lowered; none goes below 6.
    pub levels_down: u8,
    /// When the images are loaded.
    pub images: ImageLoading,
    /// Whether headings are links to themselves.
    pub headings: Headings,
    /// Whether terms of the glossary are explained.
    pub terms: Terms,
    /// The longest line of text, as a CSS length; `None` if it is not known.
    pub measure: Option<&'a str>,
    /// Where the list of the sources is that the body cites.
    pub sources: SourceList,
}

/// Where the list of the sources is that a body cites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourceList {
    /// At its end. Each citation shows its source in a popover.
    #[default]
    AtPageEnd,
    /// After other bodies too. Citations are to be printed.
    Shared,
}

/// Whether headings are links to themselves, for copying.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Headings {
    /// They are: the text of the heading is the link, so that it is read aloud only once.
    #[default]
    Linked,
    /// They are not.
    Plain,
}

/// Whether terms of the glossary are explained where they are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Terms {
    /// They are text.
    #[default]
    Plain,
    /// A reader can open their explanation.
    Explained,
}

/// When to load images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageLoading {
    /// When they are near the visible part of the page.
    #[default]
    Lazy,
    /// With the page, because it is printed before all of it was visible.
    Eager,
}

/// A body as HTML.
#[derive(Debug)]
pub struct BodyHtml {
    /// The page's title with its code and links; empty if it is in the front matter alone.
    pub title: String,
    /// The text.
    pub html: String,
    /// Its footnotes; empty if there are none.
    pub notes: String,
    /// The list of the sources that it cites; empty if it has none or if the list is in the text.
    pub sources: String,
    /// The popovers of the sources that it cites.
    pub previews: String,
    /// The addresses outside the site to list on paper: the first is that of the links with `data-note="1"`.
    pub addresses: Vec<String>,
    /// Whether it contains a code block.
    pub has_code: bool,
    /// Whether it contains a formula.
    pub has_formulas: bool,
}

/// Renders a page's body as HTML. Fails if the template of a directive has a mistake.
pub fn body(body: &Body, edition: &dyn Edition) -> Result<BodyHtml, Diagnostic> {
    let mut writer = Writer::new(edition);
    writer.first_image = first_image::near_top(body);
    writer.nodes(body.title());
    let title = writer.out.clone();
    writer.out.clear();
    writer.nodes(body.blocks());
    let html = std::mem::take(&mut writer.out);
    writer.footnotes(body.footnotes());
    let notes = std::mem::take(&mut writer.out);
    writer.source_list(body.sources());
    let sources = std::mem::take(&mut writer.out);
    writer.previews(body.listed_sources());
    let Writer { out: previews, addresses, has_code, has_formulas, problem, .. } = writer;
    problem.map_or(
        Ok(BodyHtml { title, html, notes, sources, previews, addresses, has_code, has_formulas }),
        Err,
    )
}

/// Renders a list of sources, which may be from several bodies.
pub fn source_list<'n>(sources: impl Iterator<Item = Node<'n>>, edition: &dyn Edition) -> String {
    let mut writer = Writer::new(edition);
    writer.source_list(sources);
    writer.out
}

/// Bytes to encode in an address; others stay as the author wrote them.
const ADDRESS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Percent-encodes an address of the author's where necessary.
pub fn encode_address(address: &str) -> String {
    utf8_percent_encode(address, ADDRESS).to_string()
}

/// Returns a text for HTML.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

/// Escapes a text, for an element and for a quoted attribute alike.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would make it look at one byte at a time")]
pub fn escape(text: &str, out: &mut String) {
    // Most texts need no escaping. This check has no branch, so it processes many bytes at once.
    let is_plain = |b: u8| (b >= 32) & (b != b'&') & (b != b'<') & (b != b'>') & (b != b'"') & (b != 127);
    if text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        return out.push_str(text);
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| ESCAPED[usize::from(byte)]) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "\u{FFFD}",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// The bytes that are escaped or left out: markup, and control characters, which HTML does not allow (HTML Standard,
/// section 13.2.3.5). All are ASCII, so a cut after one is a character boundary.
const ESCAPED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let control = byte < 32 && !matches!(byte, 9 | 10 | 12 | 13) || byte == 127;
        table[byte] = control || matches!(byte, 34 | 38 | 60 | 62);
        byte += 1;
    }
    table
};

struct Writer<'a> {
    edition: &'a dyn Edition,
    setting: Setting<'a>,
    out: String,
    /// The image that the reader sees first.
    first_image: Option<LinkId>,
    /// The number of each address in `addresses`, from 1.
    notes: BTreeMap<String, usize>,
    addresses: Vec<String>,
    /// How often each source was cited so far, by its key.
    cited: BTreeMap<String, u32>,
    has_code: bool,
    has_formulas: bool,
    /// Whether what is being written is inside a link.
    in_link: bool,
    /// The number of tasks so far.
    tasks: usize,
    /// The number of explained terms so far.
    terms: usize,
    /// The first mistake in a template of a directive.
    problem: Option<Diagnostic>,
}

impl<'a> Writer<'a> {
    fn new(edition: &'a dyn Edition) -> Writer<'a> {
        Writer {
            edition,
            setting: edition.setting(),
            out: String::with_capacity(16 * 1024),
            first_image: None,
            notes: BTreeMap::new(),
            addresses: Vec::new(),
            cited: BTreeMap::new(),
            has_code: false,
            has_formulas: false,
            in_link: false,
            tasks: 0,
            terms: 0,
            problem: None,
        }
    }
}

impl Writer<'_> {
    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// Writes ` name="value"`.
    fn attribute(&mut self, name: &str, value: &str) {
        self.put(" ");
        self.put(name);
        self.put("=\"");
        self.text(value);
        self.put("\"");
    }

    fn label(&mut self, key: &str) {
        let edition = self.edition;
        self.text(edition.label(key));
    }

    fn label_attribute(&mut self, name: &str, key: &str) {
        let edition = self.edition;
        self.attribute(name, edition.label(key));
    }

    /// Writes ` id="…"`, unique among the bodies of a page.
    fn id(&mut self, id: &str) {
        self.put(" id=\"");
        self.put(self.setting.id_prefix);
        self.text(id);
        self.put("\"");
    }

    /// Returns the fragment that links to an id of the body.
    fn fragment(&self, id: &str) -> String {
        paths::fragment(&format!("{}{id}", self.setting.id_prefix))
    }

    /// Returns the number of an address to list on paper, where a link cannot be followed.
    fn number(&mut self, href: &str) -> usize {
        if let Some(number) = self.notes.get(href) {
            return *number;
        }
        self.addresses.push(spoken(href).to_owned());
        self.notes.insert(href.to_owned(), self.addresses.len());
        self.addresses.len()
    }
}

impl Href {
    /// Returns the address to write. A link without a target stays on the page.
    fn as_str(&self) -> &str {
        match self {
            Href::Inside(href) | Href::Outside(href) => href,
            Href::Nowhere => "#",
        }
    }
}

/// Returns an address as a person would say it, without the scheme and parameters of a mail address or telephone
/// number.
fn spoken(href: &str) -> &str {
    match href.strip_prefix("mailto:") {
        Some(mail) => mail.split('?').next().unwrap_or(mail),
        None => href.strip_prefix("tel:").unwrap_or(href),
    }
}
