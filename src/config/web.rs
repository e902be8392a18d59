//! `[web]` in `site.toml` → `Web`: how search engines and other programs find the guide, what they show where someone
//! shares it, and the hosts that it has files for.

use super::policy;
use crate::raw::{Entry, Spanned};
use crate::schema::{TableReader, ValueType, choices, filled_text, settings, words};

settings! {
    /// How a guide is found and shared.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Web in "[web]" {
        /// The subject of the guide, for search engines; `general` by default.
        subject: Subject = Subject::General;
        /// The audience of the guide, in a few words.
        audience: Option<String>, ValueType::Text => filled_text;
        /// Kinds of page whose numbered list is published as steps; by default, those that the theme declares as a `HowTo`.
        how_to: Option<Vec<Spanned<String>>>;
        /// An image for shared pages without one of their own; relative to the content folder.
        image: Option<Spanned<String>>;
        /// The alternative text of that image.
        image_alt: Option<String>, ValueType::Text => filled_text;
        /// Whether there is a feed of changed pages if `url` is set; on by default.
        feed: bool = true;
        /// Whether each page has a Markdown copy, listed in `llms.txt`; on by default.
        markdown: bool = true;
        /// Whether the site has `guide.zip`, a ZIP file with the whole site, and every page links to it; off by default.
        download: bool = false;
        /// The hosts to write files for, with header fields and redirects: any of `netlify`, `cloudflare`, `apache`, `nginx` and `caddy`.
        hosts: Vec<Spanned<Host>>, ValueType::Texts => hosts;
        /// The Content-Security-Policy in these files and in the preview; by default, only what the site itself has is loaded.
        policy: Option<String>, ValueType::Text => policy::read;
    }
}

impl Web {
    /// Reports whether the site has files for a host.
    pub fn has_host(&self, host: Host) -> bool {
        self.hosts.iter().any(|named| named.value == host)
    }

    /// Reports whether a host of the site sends compressed copies that are beside its files.
    pub fn has_compressed_copies(&self) -> bool {
        self.has_host(Host::Nginx) || self.has_host(Host::Caddy)
    }
}

choices! {
    /// The subject of a guide, as far as schema.org has types for its pages.
    pub enum Subject {
        /// Anything.
        General = "general",
        /// Health: a page is a `MedicalWebPage`.
        Health = "health",
        /// The use of technology: a page is a `TechArticle`.
        Technical = "technical",
    }
}

choices! {
    /// A host that the site can have files for.
    pub enum Host {
        /// Netlify: `_headers` and `_redirects`.
        Netlify = "netlify",
        /// Cloudflare: the same, with limits.
        Cloudflare = "cloudflare",
        /// The Apache HTTP Server: `.htaccess`.
        Apache = "apache",
        /// nginx: a file to include.
        Nginx = "nginx",
        /// Caddy: a file to import.
        Caddy = "caddy",
    }
}

fn hosts(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Spanned<Host>>> {
    words(entry, reader, Host::NAMES, Host::from_name)
}
