//! The two editions of a page in HTML. On the web, links are relative addresses from where the page is; on a print page,
//! which shows many, links between them stay on it.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::document::{Body, LinkId};
use crate::paths::{self, UrlPath};
use crate::picture::Picture;
use crate::render::html::{self, Edition, Headings, Href, ImageInfo, ImageLoading, Setting};
use crate::site::{PageId, Site, Target};
use crate::theme::Theme;
use crate::tokens::Token;

/// Where an output stands, so that what it links to has an address.
pub struct BaseUrl<'a> {
    url: &'a UrlPath,
    base: Option<&'a str>,
}

impl<'a> BaseUrl<'a> {
    /// An output that is only ever shown at its own address: its links are relative.
    pub fn at(url: &'a UrlPath) -> BaseUrl<'a> {
        BaseUrl { url, base: None }
    }

    /// An output that a host may show at any address: its links are absolute, if the site's address is known.
    pub fn anywhere(url: &'a UrlPath, base: Option<&'a str>) -> BaseUrl<'a> {
        BaseUrl { url, base }
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
    pub from: BaseUrl<'a>,
}

impl WebEdition<'_> {
    fn href_to(&self, target: Target) -> Href {
        match target {
            Target::Page { page, query, anchor } => {
                let anchor = anchor.map(|anchor| paths::fragment(&anchor));
                Href::Inside(match anchor {
                    Some(anchor) if page == self.page && query.is_empty() => anchor,
                    anchor => {
                        let href = self.from.href(&self.site.page(page).url);
                        href + &html::encode_address(&query) + &anchor.unwrap_or_default()
                    }
                })
            }
            Target::File(url, suffix) => Href::Inside(self.from.href(&url) + &html::encode_address(&suffix)),
            Target::External(address) => Href::Outside(html::encode_address(&address)),
            Target::Broken { .. } => Href::Nowhere,
        }
    }

    /// What is known of an image of the site.
    fn picture(&self, link: LinkId) -> Option<(UrlPath, &'_ Picture)> {
        let Target::File(url, _) = self.target(link) else { return None };
        let picture = self.site.picture(&url)?;
        Some((url, picture))
    }

    /// An image with its versions; one that is a version itself is the largest of them.
    fn versions(&self, url: &UrlPath, picture: &Picture) -> Vec<(String, u32)> {
        let Some(scaled) = self.site.scaled().get(url) else { return Vec::new() };
        let own =
            picture.size.filter(|_| picture.is_own_version()).map(|(width, _)| (self.from.href(url), width));
        scaled.iter().map(|(url, width)| (self.from.href(url), *width)).chain(own).collect()
    }

    fn target(&self, link: LinkId) -> Target {
        self.site.resolve(self.page, &self.body[link])
    }
}

impl Edition for WebEdition<'_> {
    fn href(&self, link: LinkId) -> Href {
        self.href_to(self.target(link))
    }

    fn shown(&self, link: LinkId) -> ImageInfo {
        let Some((url, picture)) = self.picture(link) else { return ImageInfo::default() };
        ImageInfo { size: picture.size, versions: self.versions(&url, picture) }
    }

    fn setting(&self) -> Setting<'_> {
        Setting { measure: self.theme.tokens.get("measure").and_then(plain_length), ..Setting::default() }
    }

    fn label<'b>(&'b self, key: &'b str) -> &'b str {
        self.theme.label(key)
    }
}

/// A page as a print page shows it, among others: a link to one of them stays on the print page.
pub struct PrintEdition<'a> {
    /// The page on the web, seen from the print page.
    pub web: WebEdition<'a>,
    /// The pages that the print page shows.
    pub shown: &'a BTreeSet<PageId>,
    /// What stands before each of the page's ids.
    pub id_prefix: String,
    /// The level of the page's title.
    pub level: u8,
}

impl Edition for PrintEdition<'_> {
    fn href(&self, link: LinkId) -> Href {
        match self.web.target(link) {
            Target::Page { page, anchor, .. } if self.shown.contains(&page) => {
                let url = &self.web.site.page(page).url;
                let id = anchor.map_or_else(|| print_id(url), |anchor| id_prefix(url) + &anchor);
                Href::Inside(paths::fragment(&id))
            }
            target => self.web.href_to(target),
        }
    }

    /// Paper shows every pixel, so the originals are printed.
    fn shown(&self, link: LinkId) -> ImageInfo {
        let picture = self.web.picture(link);
        ImageInfo { size: picture.and_then(|(_, picture)| picture.size), versions: Vec::new() }
    }

    fn label<'b>(&'b self, key: &'b str) -> &'b str {
        self.web.theme.label(key)
    }

    fn setting(&self) -> Setting<'_> {
        let (id_prefix, levels_down) = (self.id_prefix.as_str(), self.level - 1);
        Setting {
            id_prefix,
            levels_down,
            images: ImageLoading::Eager,
            headings: Headings::Plain,
            measure: None,
        }
    }
}

/// A size that is one length and does not depend on anything else in the style sheet.
fn plain_length(token: &Token) -> Option<&str> {
    let unit = token.light.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    ["rem", "em", "px"].contains(&unit).then_some(token.light.as_str())
}

/// The id of a whole page on a print page, by the page's address: `technique/warm-compress`. Two pages never have the
/// same one; it holds no `--`, as the theme's own ids do, and no `:`, as the ids inside of pages do.
pub fn print_id(url: &UrlPath) -> String {
    let path = url.as_str().strip_suffix(".html").unwrap_or(url.as_str());
    let mut id = String::with_capacity(path.len());
    for c in path.chars() {
        let plain =
            c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_') || !(c.is_ascii() || c.is_control());
        if plain || c == '-' && !id.ends_with('-') {
            id.push(c);
        } else {
            let _ = write!(id, "~{:x}~", u32::from(c));
        }
    }
    id
}

/// What the ids inside of a page begin with on a print page.
pub fn id_prefix(url: &UrlPath) -> String {
    print_id(url) + ":"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_pages_have_the_same_id_on_a_print_page() {
        let paths = ["a/b", "a-b", "a--b", "a-~2d~b", "a b", "a:b", "a\"b", "é", "a", "a.html"];
        let id = |path: &str| print_id(&UrlPath::new(format!("{path}.html")));
        let ids: BTreeSet<String> = paths.map(id).into();
        assert_eq!(ids.len(), paths.len(), "{ids:?}");
        for id in &ids {
            assert!(!id.contains("--") && !id.contains([':', ' ', '"', '\'', '<', '&']), "{id}");
        }
        assert_eq!(id("technique/warm-compress"), "technique/warm-compress");
    }
}
