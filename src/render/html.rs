//! The document tree → HTML. The one writer: every text, title, alt text, info string and address is escaped here,
//! and nowhere else. Where a link leads and what the small words are is the edition's to say.

mod blocks;
mod code;
mod elements;
mod first_image;
mod images;
mod inlines;
mod notes;
mod table;

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::document::{Body, LinkId};
use crate::paths;

/// HTML has headings of six levels.
pub const LOWEST_HEADING: u8 = 6;

/// What differs between the editions of one document.
pub trait Edition {
    /// Where a link leads.
    fn href(&self, link: LinkId) -> Href;
    /// A small word that the writer prints, by its key.
    fn label<'a>(&'a self, key: &'a str) -> &'a str;
    /// What is known of the image that a link shows.
    fn shown(&self, _link: LinkId) -> ImageInfo {
        ImageInfo::default()
    }
    /// How the body is set into what stands around it.
    fn setting(&self) -> Setting<'_> {
        Setting::default()
    }
}

/// Where a link leads, as the address to write, not yet escaped for HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Href {
    /// To a place of the site.
    Inside(String),
    /// Out of the site.
    Outside(String),
    /// Nowhere.
    Nowhere,
}

/// What is known of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageInfo {
    /// Its width and height in pixels.
    pub size: Option<(u32, u32)>,
    /// Versions of it in WebP: the address, not yet escaped, and the width in pixels, the narrowest first.
    pub versions: Vec<(String, u32)>,
}

/// How a body is set into what stands around it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'a> {
    /// What stands before every id of the body. It is plain in an attribute, whatever the quotes.
    pub id_prefix: &'a str,
    /// How many levels the headings go down; none goes below 6.
    pub levels_down: u8,
    /// When the images are loaded.
    pub images: ImageLoading,
    /// Whether headings are links to themselves.
    pub headings: Headings,
    /// The longest line of text, as a length of CSS; none where it is not known.
    pub measure: Option<&'a str>,
}

/// Whether headings are links to themselves, to be copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Headings {
    /// They are: the words of the heading are the link, so that it says once what it is.
    #[default]
    Linked,
    /// They are not.
    Plain,
}

/// When images are loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageLoading {
    /// When the reader comes near them.
    #[default]
    Lazy,
    /// With the page, for one that is printed unseen.
    Eager,
}

/// A body as HTML.
#[derive(Debug)]
pub struct BodyHtml {
    /// The text.
    pub html: String,
    /// Its footnotes; empty if there are none.
    pub notes: String,
    /// The addresses outside the site that paper must tell: the first is that of the links with `data-note="1"`.
    pub addresses: Vec<String>,
    /// Whether a block of code is in it.
    pub has_code: bool,
}

/// A page's body as HTML.
pub fn body(body: &Body, edition: &dyn Edition) -> BodyHtml {
    let setting = edition.setting();
    let out = String::with_capacity(16 * 1024);
    let first_image = first_image::near_top(body);
    let (notes, addresses) = (BTreeMap::new(), Vec::new());
    let mut writer = Writer { edition, setting, out, first_image, notes, addresses, has_code: false };
    writer.nodes(body.blocks());
    let html = std::mem::take(&mut writer.out);
    writer.footnotes(body.footnotes());
    BodyHtml { html, notes: writer.out, addresses: writer.addresses, has_code: writer.has_code }
}

/// Bytes that an address may not hold as they are; others stay as the author wrote them.
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

/// An address of the author's with what no address may hold percent-encoded.
pub fn encode_address(address: &str) -> String {
    utf8_percent_encode(address, ADDRESS).to_string()
}

/// Writes text so that it is text, in an element and in a quoted attribute alike.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would make it look at one byte at a time")]
pub fn escape(text: &str, out: &mut String) {
    // Most texts need nothing: a look without a branch, which takes many bytes at once.
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

/// The bytes that are not written as they are: markup, and control characters, which are no text in HTML
/// (HTML Standard, section 13.2.3.5). All are ASCII, so a cut after one is a cut between characters.
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
    has_code: bool,
}

impl Writer<'_> {
    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// ` name="value"`.
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

    /// ` id="…"`, unique among the bodies of a page.
    fn id(&mut self, id: &str) {
        self.put(" id=\"");
        self.put(self.setting.id_prefix);
        self.text(id);
        self.put("\"");
    }

    /// What leads to an id of the body.
    fn fragment(&self, id: &str) -> String {
        paths::fragment(&format!("{}{id}", self.setting.id_prefix))
    }

    /// The number of an address that paper must tell, for it cannot be followed there.
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
    /// The address to write; one that leads nowhere stays on the page.
    fn as_str(&self) -> &str {
        match self {
            Href::Inside(href) | Href::Outside(href) => href,
            Href::Nowhere => "#",
        }
    }
}

/// An address as a person would say it: what a mail address or a telephone number has around it is for programs.
fn spoken(href: &str) -> &str {
    match href.strip_prefix("mailto:") {
        Some(mail) => mail.split('?').next().unwrap_or(mail),
        None => href.strip_prefix("tel:").unwrap_or(href),
    }
}
