//! How a host delivers a site: for how long browsers may keep each output, in which order outputs are published, and the
//! header fields of every answer. The one table for the preview, the files for hosts, and `handout publish`.

use crate::config::web::Web;
use crate::site::Output;

/// What a host has to know of an output, in the order of publishing: what is named comes before what names it, so that a
/// reader never sees a page without its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delivery {
    /// Has the hash of its content in its name, so it never changes.
    Asset,
    /// Anything that a page shows or links to: images, PDFs, the archive, other files of the guide.
    File,
    /// Lists pages for the search box of every page.
    Search,
    /// A page, in HTML or Markdown.
    Page,
    /// Lists pages for programs: the sitemap, the feed, `robots.txt`, `llms.txt`, the files for hosts.
    Index,
}

impl Delivery {
    /// Every delivery, in the order of publishing.
    const ALL: [Delivery; 5] =
        [Delivery::Asset, Delivery::File, Delivery::Search, Delivery::Page, Delivery::Index];

    /// Returns the delivery with this name in a manifest.
    pub fn from_name(name: &str) -> Option<Delivery> {
        Delivery::ALL.into_iter().find(|delivery| delivery.name() == name)
    }

    /// Returns the delivery of an output.
    pub fn of(output: &Output) -> Delivery {
        match output {
            Output::Asset(_) => Delivery::Asset,
            Output::File(_)
            | Output::Scaled(_)
            | Output::Pdf(_)
            | Output::Archive
            | Output::Icon(_)
            | Output::NoJekyll => Delivery::File,
            Output::Search(..) => Delivery::Search,
            Output::Page(_)
            | Output::MarkdownPage(_)
            | Output::Redirect(_)
            | Output::Withdrawn(_)
            | Output::PrintPage(_)
            | Output::NotFound
            | Output::LeafList
            | Output::LeafPage(_)
            | Output::AToZ(_) => Delivery::Page,
            Output::Sitemap(_) | Output::Robots | Output::Feed | Output::Llms | Output::HostFile(_) => {
                Delivery::Index
            }
        }
    }

    /// Returns the value of `Cache-Control` (RFC 9111): what never changes is kept for a year, and of the rest a browser asks each
    /// time whether it has changed.
    pub fn cache_control(self) -> &'static str {
        match self {
            Delivery::Asset => "public, max-age=31536000, immutable",
            Delivery::File | Delivery::Search | Delivery::Page | Delivery::Index => "no-cache",
        }
    }

    /// Returns its name in a manifest.
    pub fn name(self) -> &'static str {
        match self {
            Delivery::Asset => "asset",
            Delivery::File => "file",
            Delivery::Search => "search",
            Delivery::Page => "page",
            Delivery::Index => "index",
        }
    }
}

/// The content security policy that the default theme works under (Content Security Policy Level 3).
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; \
     script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Returns the content security policy of a site.
pub fn policy(web: &Web) -> &str {
    web.policy.as_deref().unwrap_or(POLICY)
}

/// Returns the header fields of every answer of a host.
pub fn fields(web: &Web) -> [(&'static str, &str); 3] {
    [
        ("Content-Security-Policy", policy(web)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ]
}
