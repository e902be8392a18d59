//! The web edition of a page: links are relative addresses from where the page is.

use crate::document::{Body, LinkId};
use crate::link::{PageId, Site, Target};
use crate::paths::{self, UrlPath};
use crate::render::html::{self, Edition};
use crate::theme::Theme;

/// Where an output stands, so that what it links to has an address.
pub struct Standpoint<'a> {
    url: &'a UrlPath,
    base: Option<&'a str>,
}

impl<'a> Standpoint<'a> {
    /// An output that is only ever shown at its own address: its links are relative.
    pub fn at(url: &'a UrlPath) -> Standpoint<'a> {
        Standpoint { url, base: None }
    }

    /// An output that a host may show at any address: its links are absolute, if the site's address is known.
    pub fn anywhere(url: &'a UrlPath, base: Option<&'a str>) -> Standpoint<'a> {
        Standpoint { url, base }
    }

    /// The address of an output as seen from here.
    pub fn href(&self, target: &UrlPath) -> String {
        match self.base {
            Some(base) => format!("{base}/{}", UrlPath::new("").href_to(target)),
            None => self.url.href_to(target),
        }
    }

    /// What leads to the site's root: empty, or ends in `/`.
    pub fn root(&self) -> String {
        match self.base {
            Some(base) => format!("{base}/"),
            None => "../".repeat(self.url.as_str().matches('/').count()),
        }
    }
}

/// A page as the web shows it.
pub struct WebEdition<'a> {
    /// The site.
    pub site: &'a Site,
    /// The page.
    pub page: PageId,
    /// Its text and links.
    pub body: &'a Body,
    /// The theme, for the small words.
    pub theme: &'a Theme,
    /// Where the page is.
    pub from: Standpoint<'a>,
}

impl Edition for WebEdition<'_> {
    fn href(&self, link: LinkId) -> Option<String> {
        match self.site.resolve(self.page, &self.body.links[link.0 as usize]) {
            Target::Page { page, query, anchor } => {
                let anchor = anchor.map(|anchor| paths::fragment(&anchor));
                match anchor {
                    Some(anchor) if page == self.page && query.is_empty() => Some(anchor),
                    anchor => {
                        let href = self.from.href(&self.site.page(page).url);
                        Some(href + &html::encode_address(&query) + &anchor.unwrap_or_default())
                    }
                }
            }
            Target::File(url, suffix) => Some(self.from.href(&url) + &html::encode_address(&suffix)),
            Target::External(address) => Some(html::encode_address(&address)),
            Target::Broken { .. } => None,
        }
    }

    fn label<'b>(&'b self, key: &'b str) -> &'b str {
        self.theme.label(key)
    }
}
