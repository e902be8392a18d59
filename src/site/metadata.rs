//! What is made so that a guide is found and shared: sitemaps, feed, icons, `llms.txt` and the pages in
//! Markdown. Which of them there are, at which addresses, and whether the pictures and kinds that they need are there.

use std::path::Path;

use crate::config;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::document::{LinkRole, RawLink};
use crate::parse::stem;
use crate::paths::{SourcePath, UrlPath};
use crate::raw::Spanned;
use crate::site::{Output, PageId, Site, Target};

/// A sitemap has at most this many addresses (sitemaps.org, "Sitemap index files").
pub const MOST_ADDRESSES: usize = 50_000;

/// The name of the icon that all others are drawn from, at the root of the site or among the theme's assets.
pub const ICON: &str = "favicon.svg";

/// The address of the feed.
pub const FEED: &str = "feed.xml";

/// Formats that the programs show in which pages are shared.
const SHARED_FORMATS: [&str; 5] = ["png", "jpg", "jpeg", "webp", "gif"];

/// The site's icon in pixels, for what cannot draw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// For a browser's tab, in several small sizes.
    Tab,
    /// For the home screen of a telephone.
    Touch,
}

impl Icon {
    /// Both.
    pub const ALL: [Icon; 2] = [Icon::Tab, Icon::Touch];

    /// Its address: where programs look for it that read no page.
    pub fn url(self) -> UrlPath {
        UrlPath::new(match self {
            Icon::Tab => "favicon.ico",
            Icon::Touch => "apple-touch-icon.png",
        })
    }
}

/// What is made to be found, unless a file of the project takes its place.
pub(super) fn routes(site: &Site) -> Vec<(UrlPath, Output)> {
    let config = &site.names.config;
    let mut made = Vec::new();
    if let Some(base) = config.url.as_deref() {
        made.push(("sitemap.xml".to_owned(), Output::Sitemap));
        made.extend((1..=site.sitemap_parts()).map(|at| (sitemap_part(at), Output::SitemapPart(at))));
        // A crawler looks for it at the root of a host, and nowhere else (RFC 9309, section 2.3).
        if !has_folder(base) {
            made.push(("robots.txt".to_owned(), Output::Robots));
        }
        if config.web.feed && site.changed().next().is_some() {
            made.push((FEED.to_owned(), Output::Feed));
        }
    }
    if config.web.markdown {
        made.push(("llms.txt".to_owned(), Output::Llms));
        let page =
            |id: PageId| (format!("{}.md", stem(&site.page(id).outline.path)), Output::MarkdownPage(id));
        made.extend(site.shown().map(page));
    }
    if site.names.assets.contains_key(ICON) || site.names.has_own_icon() {
        made.extend(Icon::ALL.map(|icon| (icon.url().as_str().to_owned(), Output::Icon(icon))));
    }
    made.into_iter().map(|(url, output)| (UrlPath::new(url), output)).collect()
}

/// The address of a part of the sitemap.
pub fn sitemap_part(at: usize) -> String {
    format!("sitemap-{at}.xml")
}

/// Whether an address has a path after its host.
fn has_folder(base: &str) -> bool {
    base.split_once("://").is_some_and(|(_, rest)| rest.contains('/'))
}

impl super::Names {
    fn has_own_icon(&self) -> bool {
        self.statics.contains_key(ICON) || self.files.contains_key(ICON)
    }
}

impl Site {
    /// The icon that the site brings, else the theme's.
    pub fn icon(&self) -> Option<(&UrlPath, &Output)> {
        let own = self.routes.get_key_value(&UrlPath::new(ICON));
        let own = own.filter(|(_, output)| matches!(output, Output::File(_) | Output::Static(_)));
        own.or_else(|| self.routes.get_key_value(self.names.assets.get(ICON)?))
    }

    /// The pages that say when they changed.
    pub fn changed(&self) -> impl Iterator<Item = PageId> {
        self.shown().filter(|id| self.page(*id).outline.front.changed().is_some())
    }

    /// How many lists the sitemap is cut into; 0 where it is one.
    pub fn sitemap_parts(&self) -> usize {
        match self.shown().count() {
            0..=MOST_ADDRESSES => 0,
            pages => pages.div_ceil(MOST_ADDRESSES),
        }
    }

    /// The picture of a page, else of the guide, for programs in which it is shared.
    pub fn shared_image(&self, id: PageId) -> Option<UrlPath> {
        self.own_image(id).or_else(|| self.guide_image())
    }

    /// The picture that a page names.
    pub fn own_image(&self, id: PageId) -> Option<UrlPath> {
        let link = image_link(self.page(id).outline.front.image.as_ref()?);
        match self.resolve(id, &link) {
            Target::File(url, _) if is_shared_format(&url) => Some(url),
            _ => None,
        }
    }

    fn guide_image(&self) -> Option<UrlPath> {
        let image = self.names.config.web.image.as_ref()?;
        let is_file = |url: &UrlPath| {
            matches!(self.routes.get(url), Some(Output::File(_) | Output::Static(_))) && is_shared_format(url)
        };
        self.address(&image.value).ok().filter(is_file)
    }
}

/// A front matter's picture as a link, so that it is resolved and checked like those of the text.
fn image_link(image: &Spanned<String>) -> RawLink {
    let at = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    RawLink {
        destination: image.value.as_str().into(),
        role: LinkRole::Image,
        span: at(image.span.start)..at(image.span.end),
    }
}

fn is_shared_format(url: &UrlPath) -> bool {
    let ending = Path::new(url.as_str()).extension().and_then(|it| it.to_str()).unwrap_or_default();
    SHARED_FORMATS.iter().any(|format| ending.eq_ignore_ascii_case(format))
}

/// Checks the pictures that are named, and the kinds of page that have steps.
pub(super) fn check(site: &mut Site) {
    let mut problems = Vec::new();
    let shown: Vec<PageId> = site.shown().collect();
    problems.extend(shown.into_iter().filter_map(|id| wrong_image(site, id)));
    problems.extend(wrong_guide_image(site));
    problems.extend(wrong_kinds(site));
    site.problems.extend(problems);
}

fn wrong_image(site: &Site, id: PageId) -> Option<Diagnostic> {
    let outline = &site.page(id).outline;
    let image = outline.front.image.as_ref()?;
    let link = image_link(image);
    if let Some(problem) = site.check_links(id, std::slice::from_ref(&link)).pop() {
        return Some(problem);
    }
    site.own_image(id).is_none().then(|| no_picture(Place::span(&outline.source, image.span.clone()), image))
}

fn wrong_guide_image(site: &Site) -> Option<Diagnostic> {
    let image = site.names.config.web.image.as_ref()?;
    if site.guide_image().is_some() {
        return None;
    }
    let place = Place::span(&SourcePath::new(config::FILE), image.span.clone());
    let known = || site.names.files.keys().chain(site.names.statics.keys()).map(String::as_str);
    if known().any(|name| name == image.value.trim_start_matches('/')) {
        return Some(no_picture(place, image));
    }
    let help = nearest(&image.value, known().take(super::resolve::MOST_COMPARED));
    let problem = Diagnostic::error(place, format!("there is no image `{}`", image.value));
    Some(problem.help_if(help.map(|name| format!("did you mean `{name}`?"))))
}

fn no_picture(place: Place, image: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is no picture that other programs show", image.value);
    Diagnostic::error(place, message).help("name a PNG, JPEG, WebP or GIF file of the guide")
}

fn wrong_kinds(site: &Site) -> Vec<Diagnostic> {
    let kinds = &site.names.kinds;
    let wrong = site.names.config.web.how_to.iter().filter(|it| !kinds.contains(&it.value));
    let problem = |kind: &Spanned<String>| {
        let place = Place::span(&SourcePath::new(config::FILE), kind.span.clone());
        let help = nearest(&kind.value, kinds.iter().map(String::as_str));
        Diagnostic::error(place, format!("the theme has no kind of page `{}`", kind.value))
            .help_if(help.map(|name| format!("did you mean `{name}`?")))
    };
    wrong.map(problem).collect()
}
