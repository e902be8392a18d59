//! What is made so that a guide is found and shared: sitemaps, feed, icons, `llms.txt` and the pages in
//! Markdown. Which of them there are, at which addresses, and whether the pictures and kinds that they need are there.

use std::path::Path;

use crate::document::{LinkRole, RawLink, Span};
use crate::parse::stem;
use crate::paths::UrlPath;
use crate::raw::Spanned;
use crate::site::id::PageId;
use crate::site::links::Target;
use crate::site::model::{Pages, Plan, Site};
use crate::site::output::{Icon, Output};
use crate::site::routes::Route;

/// A sitemap has at most this many addresses (sitemaps.org, "Sitemap index files").
pub const MAX_ADDRESSES: usize = 50_000;

/// The name of the icon that all others are drawn from, at the root of the site or among the theme's assets.
pub const ICON: &str = "favicon.svg";

/// The address of the feed.
pub const FEED: &str = "feed.xml";

/// Formats that the programs show in which pages are shared.
const SHARED_FORMATS: [&str; 5] = ["png", "jpg", "jpeg", "webp", "gif"];

/// Returns the addresses of what programs read: sitemaps, feed, icons, `llms.txt` and the pages in Markdown.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let Plan { names, pages, .. } = plan;
    let mut made = Vec::new();
    if let Some(base) = names.config.url.as_deref() {
        made.push(("sitemap.xml".to_owned(), Output::Sitemap));
        made.extend((1..=sitemap_parts(pages)).map(|at| (sitemap_part(at), Output::SitemapPart(at))));
        // A crawler looks for it at the root of a host, and nowhere else (RFC 9309, section 2.3).
        if !has_folder(base) {
            made.push(("robots.txt".to_owned(), Output::Robots));
        }
        if names.config.web.feed && changed(pages).next().is_some() {
            made.push((FEED.to_owned(), Output::Feed));
        }
    }
    if names.config.web.markdown {
        made.push(("llms.txt".to_owned(), Output::Llms));
        let page =
            |id: PageId| (format!("{}.md", stem(&pages.page(id).outline.path)), Output::MarkdownPage(id));
        made.extend(pages.shown().map(page));
    }
    if names.assets.contains_key(ICON) || names.file_names().any(|name| name == ICON) {
        made.extend(Icon::ALL.map(|icon| (icon.url().as_str().to_owned(), Output::Icon(icon))));
    }
    made.into_iter().map(|(url, output)| Route::made(UrlPath::new(url), output)).collect()
}

/// Returns the pages that say when they changed.
fn changed(pages: &Pages) -> impl Iterator<Item = PageId> {
    pages.shown().filter(|id| pages.page(*id).outline.front.changed().is_some())
}

/// Returns the number of lists that the sitemap is cut into; 0 where it is one.
fn sitemap_parts(pages: &Pages) -> usize {
    match pages.shown().count() {
        0..=MAX_ADDRESSES => 0,
        pages => pages.div_ceil(MAX_ADDRESSES),
    }
}

/// Returns the address of a part of the sitemap.
pub fn sitemap_part(at: usize) -> String {
    format!("sitemap-{at}.xml")
}

/// Reports whether an address has a path after its host.
fn has_folder(base: &str) -> bool {
    base.split_once("://").is_some_and(|(_, rest)| rest.contains('/'))
}

impl Site {
    /// Returns the icon that the site brings, else the theme's.
    pub fn icon(&self) -> Option<(&UrlPath, &Output)> {
        let own = self.routes.get_key_value(&UrlPath::new(ICON));
        let own = own.filter(|(_, output)| matches!(output, Output::File(_) | Output::Static(_)));
        own.or_else(|| self.routes.get_key_value(self.names.assets.get(ICON)?))
    }

    /// Returns the pages that say when they changed.
    pub fn changed(&self) -> impl Iterator<Item = PageId> {
        changed(&self.pages)
    }

    /// Returns the number of lists that the sitemap is cut into; 0 where it is one.
    pub fn sitemap_parts(&self) -> usize {
        sitemap_parts(&self.pages)
    }

    /// Returns the picture of a page, else of the guide, for programs in which it is shared.
    pub fn shared_image(&self, id: PageId) -> Option<UrlPath> {
        self.own_image(id).or_else(|| self.guide_image())
    }

    /// Returns the picture that a page names.
    pub fn own_image(&self, id: PageId) -> Option<UrlPath> {
        let link = image_link(self.page(id).outline.front.image.as_ref()?);
        match self.resolve(id, &link) {
            Target::File(url, _) if is_shared_format(&url) => Some(url),
            _ => None,
        }
    }

    pub(super) fn guide_image(&self) -> Option<UrlPath> {
        let image = self.names.config.web.image.as_ref()?;
        let is_file = |url: &UrlPath| {
            matches!(self.routes.get(url), Some(Output::File(_) | Output::Static(_))) && is_shared_format(url)
        };
        self.address(&image.value).ok().filter(is_file)
    }
}

/// Returns a picture of front matter as a link, so that it is resolved and checked like those of the text.
pub(super) fn image_link(image: &Spanned<String>) -> RawLink {
    RawLink {
        destination: image.value.as_str().into(),
        role: LinkRole::Image,
        title: Box::default(),
        span: Span::new(image.span.clone()),
    }
}

fn is_shared_format(url: &UrlPath) -> bool {
    let ending = Path::new(url.as_str()).extension().and_then(|it| it.to_str()).unwrap_or_default();
    SHARED_FORMATS.iter().any(|format| ending.eq_ignore_ascii_case(format))
}
