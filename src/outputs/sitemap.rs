//! The sitemap (sitemaps.org 0.9): the addresses of all pages. A very large guide has several lists, and a list of
//! these lists.

use std::fmt::Write;

use crate::outputs::context::Rendered;
use crate::outputs::xml;
use crate::paths::UrlPath;
use crate::site::{Output, PageId, Pages, Plan, Route, Site};
use crate::snapshot::Snapshot;

/// The highest number of addresses in a list (sitemaps.org, "Sitemap index files").
pub const MAX_ADDRESSES: usize = 50_000;

/// Returns the routes of the sitemap and its parts, if the site's address is known.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    if plan.names.config.url.is_none() {
        return Vec::new();
    }
    (0..=parts(plan.pages)).map(|part| Route::made(url(part), Output::Sitemap(part))).collect()
}

/// Returns the number of lists that the sitemap is split into; 0 if it is one.
fn parts(pages: &Pages) -> usize {
    match pages.listed().count() {
        0..=MAX_ADDRESSES => 0,
        pages => pages.div_ceil(MAX_ADDRESSES),
    }
}

/// Returns the address of the sitemap, or of the part with a number.
pub fn url(part: usize) -> UrlPath {
    UrlPath::new(if part == 0 { "sitemap.xml".to_owned() } else { format!("sitemap-{part}.xml") })
}

/// Renders the sitemap, the list of its parts, or a part.
pub fn render(snapshot: &Snapshot, part: usize) -> Rendered {
    let text = match (part, parts(&snapshot.site.pages)) {
        (0, 0) => addresses(snapshot, pages(&snapshot.site)),
        (0, parts) => index(snapshot, parts),
        _ => {
            let skipped = (part - 1) * MAX_ADDRESSES;
            addresses(snapshot, pages(&snapshot.site).skip(skipped).take(MAX_ADDRESSES))
        }
    };
    text.into()
}

/// Returns the addresses of all pages that are in lists, in their order.
fn pages(site: &Site) -> impl Iterator<Item = (&UrlPath, PageId)> {
    let pages = site.routes.iter().filter_map(|(url, output)| match output {
        Output::Page(id) => Some((url, *id)),
        _ => None,
    });
    pages.filter(|(_, id)| !site.page(*id).outline.is_not_found())
}

/// Lists pages, each with the day of its last change or review.
fn addresses<'a>(snapshot: &Snapshot, pages: impl Iterator<Item = (&'a UrlPath, PageId)>) -> String {
    let base = snapshot.config.url.as_deref().unwrap_or_default();
    let mut out = String::from(xml::DECLARATION);
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (url, id) in pages {
        out.push_str("<url><loc>");
        xml::text(&url.absolute(base), &mut out);
        out.push_str("</loc>");
        if let Some(date) = snapshot.site.page(id).outline.front.changed() {
            let _ = write!(out, "<lastmod>{date}</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

fn index(snapshot: &Snapshot, parts: usize) -> String {
    let base = snapshot.config.url.as_deref().unwrap_or_default();
    let mut out = String::from(xml::DECLARATION);
    out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for part in 1..=parts {
        out.push_str("<sitemap>\n");
        xml::element("loc", &url(part).absolute(base), &mut out);
        out.push_str("</sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out
}
