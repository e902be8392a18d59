//! The two editions of a page in HTML. On the web, links are relative addresses from the page; on a print page, which
//! shows many pages, links between them stay on it.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::diagnostic::Diagnostic;
use crate::document::directive::DirectiveAttribute;
use crate::document::{Body, LinkId};
use crate::images::ImageHeader;
use crate::paths::{self, UrlPath};
use crate::render::html::{
    self, DirectiveParts, Edition, Headings, Href, ImageInfo, ImageLoading, Setting, SourceList, Terms,
};
use crate::site::{Output, PageId, Site, Target};
use crate::snapshot::Snapshot;
use crate::theme::{Renderer, Theme, directives};
use crate::tokens::Token;
use crate::view::{self, AttributeValue};

/// The address of an output, from which other outputs are linked.
#[derive(Clone, Copy)]
pub struct BaseUrl<'a> {
    url: &'a UrlPath,
    base: Option<&'a str>,
}

impl<'a> BaseUrl<'a> {
    /// Returns the base of an output that is only shown at its own address: its links are relative.
    pub fn at(url: &'a UrlPath) -> BaseUrl<'a> {
        BaseUrl { url, base: None }
    }

    /// Returns the base of an output that a host may show at any address: its links are absolute, if the site's address
    /// is known.
    pub fn anywhere(url: &'a UrlPath, base: Option<&'a str>) -> BaseUrl<'a> {
        BaseUrl { url, base }
    }

    /// Returns the address of an output as seen from here.
    pub fn href(&self, target: &UrlPath) -> String {
        match self.base {
            Some(base) => format!("{base}/{}", UrlPath::new("").href_to(target)),
            None => self.url.href_to(target),
        }
    }

    /// Returns the prefix that leads to the site's root: empty, or ending in `/`.
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
    /// The theme, for the labels.
    pub theme: &'a Theme,
    /// The templates of the theme.
    pub renderer: &'a Renderer,
    /// The address of the page.
    pub from: BaseUrl<'a>,
}

impl WebEdition<'_> {
    /// Returns a directive as its template shows it in an edition, `web` or `print`.
    fn filled(&self, parts: DirectiveParts<'_>, edition: &str) -> Result<String, Diagnostic> {
        let DirectiveParts { directive, label, body, id, class } = parts;
        let kind = &directive.kind;
        let attribute = |field: &DirectiveAttribute| {
            let value = match directive.value(&field.name) {
                given if field.value.is_switch() => AttributeValue::Switch(given == Some("true")),
                Some(text) => AttributeValue::Text(text),
                None => AttributeValue::Nothing,
            };
            (field.name.to_string(), value)
        };
        let view = view::Directive {
            label,
            body,
            attributes: kind.fields.iter().map(attribute).collect(),
            id,
            class,
            edition,
            language: self.site.language_of(self.page),
            root: self.from.root(),
        };
        self.renderer.render_directive(&kind.name, &view)
    }

    fn href_to(&self, target: Target) -> Href {
        match target {
            // A page that is only on paper; the web links to none.
            Target::Page { page, .. } if !self.site.page(page).is_on_web() => Href::Nowhere,
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

    /// Returns the target of the link of an image. If the image is one of the site, `info` returns what is known of it.
    fn image(&self, link: LinkId, info: impl Fn(&UrlPath, &ImageHeader) -> ImageInfo) -> (Target, ImageInfo) {
        let target = self.target(link);
        let info = match &target {
            Target::File(url, _) => self.site.image(url).map(|image| info(url, image)),
            Target::Page { .. } | Target::External(_) | Target::Broken { .. } => None,
        };
        let info = info.unwrap_or_default();
        (target, info)
    }

    /// Returns the versions of an image. An image that is a version itself is the largest of them.
    fn versions(&self, url: &UrlPath, image: &ImageHeader) -> Vec<(String, u32)> {
        let Some(scaled) = self.site.scaled().get(url) else { return Vec::new() };
        let own =
            image.size.filter(|_| image.is_own_version()).map(|(width, _)| (self.from.href(url), width));
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

    fn shown(&self, link: LinkId) -> (Href, ImageInfo) {
        let info = |url: &UrlPath, image: &ImageHeader| ImageInfo {
            size: image.size,
            versions: self.versions(url, image),
        };
        let (target, info) = self.image(link, info);
        (self.href_to(target), info)
    }

    fn has_template(&self, name: &str) -> bool {
        self.theme.templates.contains(&directives::template(name))
    }

    fn fill_template(&self, parts: DirectiveParts<'_>) -> Result<String, Diagnostic> {
        self.filled(parts, "web")
    }

    fn setting(&self) -> Setting<'_> {
        let measure = self.theme.tokens.get("measure").and_then(plain_length);
        Setting { measure, terms: Terms::Explained, ..Setting::default() }
    }

    fn label<'b>(&'b self, key: &'b str) -> &'b str {
        self.theme.label(key)
    }
}

/// A page as a print page shows it, together with others: a link to one of them stays on the print page.
pub struct PrintEdition<'a> {
    /// The page on the web, seen from the print page.
    pub web: WebEdition<'a>,
    /// The pages that the print page shows.
    pub shown: &'a BTreeSet<PageId>,
    /// The prefix of each of the page's ids.
    pub id_prefix: String,
    /// The level of the page's title.
    pub level: u8,
    /// The guide that the site shows, if this one is for the readers of a leaf: links lead to what it has.
    pub published: Option<&'a Snapshot>,
}

impl PrintEdition<'_> {
    fn href_to(&self, target: Target) -> Href {
        match target {
            Target::Page { page, anchor, .. } if self.shown.contains(&page) => {
                let url = &self.web.site.page(page).url;
                let id = anchor.map_or_else(|| print_id(url), |anchor| id_prefix(url) + &anchor);
                Href::Inside(paths::fragment(&id))
            }
            target => match self.published {
                Some(published) => self.published_target(published, target),
                None => Some(target),
            }
            .map_or(Href::Nowhere, |target| self.web.href_to(target)),
        }
    }

    /// Returns a target as the site has it: a page without a place that it lacks there; `None` if the site has no such page or file.
    fn published_target(&self, published: &Snapshot, target: Target) -> Option<Target> {
        let site = &published.site;
        match target {
            Target::Page { page, query, anchor } => {
                let Some(Output::Page(own)) = site.routes.get(&self.web.site.page(page).url) else {
                    return None;
                };
                let anchors = &site.page(*own).outline.anchors;
                let body = &published.pages[own.index()].body;
                let is_there =
                    |id: &String| anchors.iter().any(|it| it.id == *id) || body.span_of(id).is_some();
                Some(Target::Page { page, query, anchor: anchor.filter(is_there) })
            }
            Target::File(url, suffix) => site.routes.contains_key(&url).then_some(Target::File(url, suffix)),
            target => Some(target),
        }
    }
}

impl Edition for PrintEdition<'_> {
    fn href(&self, link: LinkId) -> Href {
        self.href_to(self.web.target(link))
    }

    /// Returns the original image, because paper can show every pixel.
    fn shown(&self, link: LinkId) -> (Href, ImageInfo) {
        let info = |_: &UrlPath, image: &ImageHeader| ImageInfo { size: image.size, versions: Vec::new() };
        let (target, info) = self.web.image(link, info);
        (self.href_to(target), info)
    }

    fn label<'b>(&'b self, key: &'b str) -> &'b str {
        self.web.theme.label(key)
    }

    fn has_template(&self, name: &str) -> bool {
        self.web.has_template(name)
    }

    fn fill_template(&self, parts: DirectiveParts<'_>) -> Result<String, Diagnostic> {
        self.web.filled(parts, "print")
    }

    fn setting(&self) -> Setting<'_> {
        let (id_prefix, levels_down) = (self.id_prefix.as_str(), self.level - 1);
        Setting {
            id_prefix,
            levels_down,
            images: ImageLoading::Eager,
            headings: Headings::Plain,
            terms: Terms::Plain,
            measure: None,
            sources: SourceList::Shared,
        }
    }
}

/// Returns the size of a token that is a single length, independent of anything else in the style sheet.
fn plain_length(token: &Token) -> Option<&str> {
    let unit = token.light.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    ["rem", "em", "px"].contains(&unit).then_some(token.light.as_str())
}

/// Returns the id of a whole page on a print page, from the page's address: `technique/warm-compress`. It is unique: it
/// contains neither `--`, as the theme's own ids do, nor `:`, as the ids inside pages do.
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

/// Returns the prefix of the ids inside a page on a print page.
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
