//! The outputs of a site: what there is to make, without its address and its bytes.

use crate::config::print::Paper;
use crate::paths::UrlPath;
use crate::site::id::PageId;

/// Something to make. The route table says at which address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A page.
    Page(PageId),
    /// An asset of the theme, by name.
    Asset(String),
    /// A file of the guide.
    File(GuideFile),
    /// A picture made smaller.
    Scaled(Scaled),
    /// An old address that leads to a page.
    Redirect(PageId),
    /// Many pages on one, to print: those of the section that begins with this page, or of the whole guide.
    PrintPage(PageId),
    /// What a host shows for an address that is not there.
    NotFound,
    /// The list of addresses for search engines (sitemaps.org 0.9), or the list of its parts; or the part with this
    /// number, counted from 1, of a guide that has too many pages for one list.
    Sitemap(usize),
    /// Where the sitemap is (RFC 9309).
    Robots,
    /// Tells GitHub Pages to serve the files as they are.
    NoJekyll,
    /// A typeset PDF.
    Pdf(Pdf),
    /// The site's icon in pixels.
    Icon(Icon),
    /// The feed of changed pages (RFC 4287).
    Feed,
    /// The list of pages for language models (llmstxt.org).
    Llms,
    /// A page in Markdown.
    MarkdownPage(PageId),
    /// A file of the search of a language, by its place in `Site::search`.
    Search(usize, SearchFile),
    /// The A–Z page, or the part of it with this number, counted from 1.
    AToZ(usize),
}

/// A file of the guide that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideFile {
    /// The folder it is in.
    pub folder: Folder,
    /// Its path in that folder.
    pub path: String,
}

/// A folder of files that are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    /// The content folder.
    Content,
    /// `static/`.
    Static,
}

/// A picture made smaller.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scaled {
    /// The address of the picture it is made of.
    pub of: UrlPath,
    /// Its width in pixels.
    pub width: u32,
}

/// The site's icon in pixels, for what cannot draw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// For a browser's tab, in several small sizes.
    Tab,
    /// For the home screen of a telephone.
    Touch,
}

/// Whether a site holds the PDFs that its settings ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Pdfs {
    /// They are part of the site.
    #[default]
    Made,
    /// They are left out, and no page links to them.
    Left,
}

/// A PDF to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// What it holds.
    pub scope: Scope,
    /// For whom it is set.
    pub variant: Variant,
    /// What it is printed on.
    pub paper: Paper,
}

impl Pdf {
    /// The theme's word for it.
    pub fn label(self) -> &'static str {
        match (self.variant, self.scope) {
            (Variant::LargePrint, _) => "pdf_large_print",
            (Variant::Booklet, _) => "pdf_booklet",
            (Variant::Normal, Scope::Guide) => "pdf_guide",
            (Variant::Normal, Scope::Section(_)) => "pdf_section",
            (Variant::Normal, Scope::Page(_)) => "pdf_page",
        }
    }
}

/// What a PDF holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole guide.
    Guide,
    /// A section, by its landing page.
    Section(PageId),
    /// A page.
    Page(PageId),
}

/// For whom a PDF is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Variant {
    /// For everybody.
    #[default]
    Normal,
    /// For readers who need large letters.
    LargePrint,
    /// To be printed on both sides, folded and stapled.
    Booklet,
}

impl Variant {
    /// Its name in addresses, templates and labels.
    pub fn name(self) -> &'static str {
        match self {
            Variant::Normal => "normal",
            Variant::LargePrint => "large-print",
            Variant::Booklet => "booklet",
        }
    }

    /// The file name of a PDF whose normal one has this name, which ends in `.pdf`.
    pub fn of(self, name: &str) -> String {
        match self {
            Variant::Normal => name.to_owned(),
            other => format!("{}-{}.pdf", name.trim_end_matches(".pdf"), other.name()),
        }
    }
}

/// A file of a language's search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchFile {
    /// What is in which other file.
    Directory,
    /// Words, and the pages that have them.
    Words(u32),
    /// Words alone, by their first letter, to find those near a mistyped one.
    Near(u32),
    /// The texts of some pages.
    Text(u32),
}

impl SearchFile {
    /// Its name in the folder of its language.
    pub fn name(self) -> String {
        match self {
            SearchFile::Directory => "index".to_owned(),
            SearchFile::Words(number) => format!("words-{number}"),
            SearchFile::Near(number) => format!("near-{number}"),
            SearchFile::Text(number) => format!("text-{number}"),
        }
    }
}
