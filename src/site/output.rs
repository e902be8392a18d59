//! The outputs of a site: what to make, without addresses and content.

use crate::config::leaf::LeafFormat;
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
    /// A smaller version of an image.
    Scaled(Scaled),
    /// An old address that redirects to a page.
    Redirect(PageId),
    /// A page that says at an address of a withdrawn page that nobody may use it.
    Withdrawn(PageId),
    /// Many pages on one, to print: those of the section that begins with this page, or of the whole guide.
    PrintPage(PageId),
    /// The page that a host shows for an address that does not exist.
    NotFound,
    /// The list of addresses for search engines (sitemaps.org 0.9), or the list of its parts; or the part with this
    /// number, counted from 1, of a guide that has too many pages for one list.
    Sitemap(usize),
    /// The file that names the sitemap (RFC 9309).
    Robots,
    /// Tells GitHub Pages to serve the files as they are.
    NoJekyll,
    /// The settings of a host.
    HostFile(HostFile),
    /// A typeset PDF.
    Pdf(Pdf),
    /// The whole site in one ZIP file.
    Archive,
    /// The page that lists the sheets to hand out.
    LeafList,
    /// The leaf at this place of `Site::leaves` as a page, to print from the browser.
    LeafPage(usize),
    /// The site's icon in pixels.
    Icon(Icon),
    /// The feed of changed pages (RFC 4287).
    Feed,
    /// The list of pages for language models (llmstxt.org).
    Llms,
    /// A page in Markdown.
    MarkdownPage(PageId),
    /// A file of the search of a language, by its index in `Site::search`.
    Search(usize, SearchFile),
    /// The A–Z page, or the part of it with this number, counted from 1.
    AToZ(usize),
}

impl Output {
    /// Returns what a message calls it, and the setting in `site.toml` that leaves it out, if there is one.
    pub fn description(&self) -> (&'static str, Option<&'static str>) {
        match self {
            Output::Page(_) => ("a page", None),
            Output::Asset(_) => ("a file of the theme", None),
            Output::File(_) => ("a file of the guide", None),
            Output::Scaled(_) => ("a smaller version of an image", None),
            Output::Redirect(_) => ("a redirect", None),
            Output::Withdrawn(_) => ("a withdrawn page", None),
            Output::PrintPage(_) => ("the print page", None),
            Output::NotFound => ("the page for missing addresses", None),
            Output::Sitemap(_) => ("the sitemap", None),
            Output::Robots => ("the rules for crawlers", None),
            Output::NoJekyll => ("the mark for GitHub Pages", None),
            Output::HostFile(_) => ("the settings of a host", Some("other `hosts` under [web]")),
            Output::Pdf(_) => ("the PDF", Some("`pdf = []` under [print]")),
            Output::Archive => ("the ZIP file of the site", Some("`download = false` under [web]")),
            Output::LeafList => ("the list of leaves", Some("no `[[leaf]]`")),
            Output::LeafPage(_) => ("the print page of a leaf", Some("another `name` for the `[[leaf]]`")),
            Output::Icon(_) => ("the icon", None),
            Output::Feed => ("the feed", Some("`feed = false` under [web]")),
            Output::Llms => ("the list of pages for language models", Some("`markdown = false` under [web]")),
            Output::MarkdownPage(_) => {
                ("the Markdown copy of a page", Some("`markdown = false` under [web]"))
            }
            Output::Search(..) => ("the search", Some("`search = false`")),
            Output::AToZ(_) => ("the A–Z page", Some("`search = false`")),
        }
    }
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

/// A smaller version of an image.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scaled {
    /// The address of the original image.
    pub of: UrlPath,
    /// Its width in pixels.
    pub width: u32,
}

/// The site's icon in pixels, for programs that cannot draw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// For a browser's tab, in several small sizes.
    Tab,
    /// For the home screen of a phone.
    Touch,
}

/// A file with settings of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostFile {
    /// Header fields, for Netlify and Cloudflare.
    Headers,
    /// Redirects, for Netlify and Cloudflare.
    Redirects,
    /// Everything, for Apache.
    Htaccess,
    /// Everything, for nginx.
    Nginx,
    /// Everything, for Caddy.
    Caddy,
}

impl HostFile {
    /// Returns its address.
    pub fn name(self) -> &'static str {
        match self {
            HostFile::Headers => "_headers",
            HostFile::Redirects => "_redirects",
            HostFile::Htaccess => ".htaccess",
            HostFile::Nginx => "nginx.conf",
            HostFile::Caddy => "Caddyfile",
        }
    }
}

/// Whether a site has the PDFs that its settings ask for.
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
    /// Its content.
    pub scope: Scope,
    /// Its version.
    pub variant: Variant,
    /// Its paper size.
    pub paper: Paper,
    /// The format of a leaf; `None` for pages as in a guide.
    pub format: Option<LeafFormat>,
}

impl Pdf {
    /// Reports whether a print shop may cut each of its pages to its paper. Readers themselves print large letters, and what is folded
    /// or cut from a sheet.
    pub fn is_cut(self) -> bool {
        match self.variant {
            Variant::Normal => self.format.is_none_or(|format| !format.is_imposed()),
            Variant::LargePrint | Variant::Booklet | Variant::Screen => false,
        }
    }

    /// Returns the theme's label for it.
    pub fn label(self) -> &'static str {
        match (self.variant, self.scope) {
            (Variant::LargePrint, _) => "pdf_large_print",
            (Variant::Booklet, _) => "pdf_booklet",
            (Variant::Screen, _) => "pdf_screen",
            (Variant::Normal, Scope::Leaf(_)) => self.format.unwrap_or(LeafFormat::Page).label(),
            (Variant::Normal, Scope::Guide) => "pdf_guide",
            (Variant::Normal, Scope::Section(_)) => "pdf_section",
            (Variant::Normal, Scope::Page(_)) => "pdf_page",
        }
    }
}

/// The content of a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole guide.
    Guide,
    /// A section, by its landing page.
    Section(PageId),
    /// A page.
    Page(PageId),
    /// The leaf at this place of `Site::leaves`.
    Leaf(usize),
}

/// The version of a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Variant {
    /// The normal one.
    #[default]
    Normal,
    /// For readers who need large print.
    LargePrint,
    /// To be printed on both sides, folded and stapled.
    Booklet,
    /// Of a leaf that is folded or cut: its pages one after the other, for screens.
    Screen,
}

impl Variant {
    /// Returns its name in addresses, templates and labels.
    pub fn name(self) -> &'static str {
        match self {
            Variant::Normal => "normal",
            Variant::LargePrint => "large-print",
            Variant::Booklet => "booklet",
            Variant::Screen => "screen",
        }
    }

    /// Returns the file name of this version of a PDF, from the name of the normal one, which ends in `.pdf`.
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
    /// The directory of the other files.
    Directory,
    /// Words, and the pages that have them.
    Words(u32),
    /// Words alone, by their first letter, to find those near a mistyped one.
    Near(u32),
    /// The texts of some pages.
    Text(u32),
}

impl SearchFile {
    /// Returns its name in the folder of its language.
    pub fn name(self) -> String {
        match self {
            SearchFile::Directory => "index".to_owned(),
            SearchFile::Words(number) => format!("words-{number}"),
            SearchFile::Near(number) => format!("near-{number}"),
            SearchFile::Text(number) => format!("text-{number}"),
        }
    }
}
