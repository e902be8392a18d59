//! The head of a page, which search engines and programs that share the page read. Absolute addresses are only there if
//! the site's address is known.

use crate::document::{Body, Image};
use crate::outputs::summary::Summary;
use crate::outputs::{feed, icon};
use crate::paths::UrlPath;
use crate::render::edition::BaseUrl;
use crate::site::{Icon, PageId, Target};
use crate::snapshot::Snapshot;
use crate::view::{Head, Shared};

/// Returns the head of an output that is not a page of the guide, such as the 404 page.
pub fn of_site<'a>(snapshot: &'a Snapshot, language: &str, from: &BaseUrl<'_>) -> Head<'a> {
    let site = &snapshot.site;
    let icon_of = |icon| icon::url(site, icon).map(|url| from.href(&url));
    Head {
        title: &snapshot.config.title,
        description: String::new(),
        kind: "website",
        locale: locale(language),
        changed: None,
        image: None,
        icon: icon::drawing(site).map(|(url, _)| from.href(url)),
        icon_tab: icon_of(Icon::Tab),
        icon_touch: icon_of(Icon::Touch),
        feed: feed::url(site).map(|url| from.href(&url)),
        markdown: None,
        indexed: true,
        structured_data: String::new(),
    }
}

/// Returns the head of a page, without its structured data.
pub fn of_page<'a>(snapshot: &'a Snapshot, id: PageId, about: &Summary, from: &BaseUrl<'_>) -> Head<'a> {
    let (page, is_home) = (snapshot.site.page(id), snapshot.site.is_home(id));
    Head {
        title: if is_home { &snapshot.config.title } else { &page.outline.title },
        description: about.description.clone(),
        kind: if is_home { "website" } else { "article" },
        changed: page.outline.front.changed().map(|date| date.to_string()),
        image: image(snapshot, id),
        markdown: snapshot.site.markdown_page(id).map(|url| from.href(url)),
        indexed: !page.outline.is_not_found(),
        ..of_site(snapshot, snapshot.site.language_of(id), from)
    }
}

/// Returns the image for sharing a page, by its absolute address, with its alternative text.
fn image(snapshot: &Snapshot, id: PageId) -> Option<Shared<'_>> {
    let base = snapshot.config.url.as_deref()?;
    let url = snapshot.site.shared_image(id)?;
    let alt = match snapshot.site.own_image(id) {
        Some(own) => alt_of(snapshot, id, &own),
        None => snapshot.config.web.image_alt.as_deref(),
    };
    Some(Shared { href: url.absolute(base), alt: alt.filter(|alt| !alt.trim().is_empty()) })
}

/// Returns the alternative text of an image, if the page shows the image too and has one.
fn alt_of<'a>(snapshot: &'a Snapshot, id: PageId, url: &UrlPath) -> Option<&'a str> {
    let body = &snapshot.pages[id.index()].body;
    let mut images = body.images();
    images.find(|image| image_url(snapshot, id, body, image).as_ref() == Some(url)).map(|image| &*image.alt)
}

/// Returns the address of an image of the text, if it is a file of the guide.
pub fn image_url(snapshot: &Snapshot, id: PageId, body: &Body, image: &Image) -> Option<UrlPath> {
    match snapshot.site.resolve(id, &body[image.link]) {
        Target::File(url, _) => Some(url),
        _ => None,
    }
}

/// Returns a language with its country as the Open Graph protocol writes it: `en_GB`; none without a country.
fn locale(tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    let country = parts.find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()))?;
    Some(format!("{language}_{}", country.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_has_a_country() {
        assert_eq!(locale("en-GB").as_deref(), Some("en_GB"));
        assert_eq!(locale("zh-Hant-tw").as_deref(), Some("zh_TW"));
        assert_eq!(locale("en"), None);
        assert_eq!(locale("sr-Latn"), None);
    }
}
