//! The outputs that speak to programs: sitemap, robots, and the pages at old addresses.

use std::fmt::Write;

use crate::link::{PageId, Site};
use crate::paths::UrlPath;
use crate::render::html::escape;
use crate::render::viewer::page_urls;
use crate::snapshot::Snapshot;

/// The sitemap (sitemaps.org 0.9). `lastmod` is the day of the last review.
pub fn sitemap(now: &Snapshot) -> String {
    let base = now.config.url.as_deref().unwrap_or_default();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (url, id) in page_urls(&now.site) {
        out.push_str("<url><loc>");
        escape(&url.absolute(base), &mut out);
        out.push_str("</loc>");
        if let Some(date) = now.site.page(id).outline.front.reviewed {
            let _ = write!(out, "<lastmod>{date}</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// Lets every crawler in and names the sitemap (RFC 9309).
pub fn robots(now: &Snapshot) -> String {
    let base = now.config.url.as_deref().unwrap_or_default();
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", UrlPath::new("sitemap.xml").absolute(base))
}

/// A page at an old address: leads on at once, with a link for those it does not lead.
pub fn redirect(site: &Site, from: &UrlPath, to: PageId, language: &str) -> String {
    let page = site.page(to);
    // A `;` or a quote would end the address of a refresh (HTML Standard, 4.2.5.3).
    let href = from.href_to(&page.url).replace('\'', "%27").replace(';', "%3B");
    let base = site.config().url.as_deref();
    let absolute = base.map_or_else(|| href.clone(), |base| page.url.absolute(base));
    let [mut title, mut address, mut canonical, mut tag] = [const { String::new() }; 4];
    escape(&page.outline.title, &mut title);
    escape(&href, &mut address);
    escape(&absolute, &mut canonical);
    escape(language, &mut tag);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n<link rel=\"canonical\" href=\"{canonical}\">\n\
         <meta name=\"robots\" content=\"noindex\">\n</head>\n<body>\n<p><a href=\"{address}\">{title}</a></p>\n</body>\n</html>\n"
    )
}
