//! The outputs that speak to programs: sitemap, robots, the feed, and the pages at old addresses.

use std::fmt::Write;

use crate::date::Date;
use crate::paths::UrlPath;
use crate::render::head::{self, one_line};
use crate::render::html::escape;
use crate::render::viewer::page_urls;
use crate::site::metadata::{self, MAX_ADDRESSES};
use crate::site::{PageId, Site};
use crate::snapshot::Snapshot;

/// How each of them begins that is XML.
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// A feed has at most this many entries, the newest ones.
const MOST_ENTRIES: usize = 50;

/// The sitemap (sitemaps.org 0.9), or the list of its parts. `lastmod` is the day of the last change or review.
pub fn sitemap(now: &Snapshot) -> String {
    match now.site.sitemap_parts() {
        0 => addresses(now, page_urls(&now.site)),
        parts => sitemap_index(now, parts),
    }
}

/// A part of the sitemap, counted from 1.
pub fn sitemap_part(now: &Snapshot, at: usize) -> String {
    addresses(now, page_urls(&now.site).skip((at - 1) * MAX_ADDRESSES).take(MAX_ADDRESSES))
}

fn addresses<'a>(now: &Snapshot, pages: impl Iterator<Item = (&'a UrlPath, PageId)>) -> String {
    let base = now.config.url.as_deref().unwrap_or_default();
    let mut out = String::from(XML);
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (url, id) in pages {
        out.push_str("<url><loc>");
        xml_text(&url.absolute(base), &mut out);
        out.push_str("</loc>");
        if let Some(date) = now.site.page(id).outline.front.changed() {
            let _ = write!(out, "<lastmod>{date}</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

fn sitemap_index(now: &Snapshot, parts: usize) -> String {
    let base = now.config.url.as_deref().unwrap_or_default();
    let mut out = String::from(XML);
    out.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for at in 1..=parts {
        out.push_str("<sitemap>\n");
        element("loc", &UrlPath::new(metadata::sitemap_part(at)).absolute(base), &mut out);
        out.push_str("</sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// The feed of changed pages (RFC 4287), the newest first. A page's id is its address, which stays when the page
/// changes; a day has no time, so each is told as its first moment.
pub fn feed(now: &Snapshot) -> String {
    let base = now.config.url.as_deref().unwrap_or_default();
    let home = now.site.page(now.site.guide().home).url.absolute(base);
    let mut out = String::from(XML);
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    attribute("xml:lang", &now.config.language, &mut out);
    out.push_str(">\n");
    element("title", &one_line(&now.config.title), &mut out);
    if let Some(description) = &now.config.description {
        element("subtitle", &one_line(description), &mut out);
    }
    let own = UrlPath::new(metadata::FEED).absolute(base);
    // Not the home page's address: that is the id of an entry (RFC 4287, section 4.2.6).
    element("id", &own, &mut out);
    link("alternate", &home, &mut out);
    link("self", &own, &mut out);
    out.push_str("<author>\n");
    element("name", &one_line(now.config.author.as_ref().unwrap_or(&now.config.title)), &mut out);
    out.push_str("</author>\n");
    let changed = changed(now);
    if let Some((newest, _)) = changed.first() {
        element("updated", &moment(*newest), &mut out);
    }
    for (date, id) in changed {
        entry(now, (date, id), &mut out);
    }
    out.push_str("</feed>\n");
    out
}

/// The pages that changed last, each with the day; those of one day in path order.
fn changed(now: &Snapshot) -> Vec<(Date, PageId)> {
    let dated = now.site.changed().filter_map(|id| Some((now.site.page(id).outline.front.changed()?, id)));
    let mut pages: Vec<_> = dated.collect();
    pages.sort_by_key(|(date, id)| (std::cmp::Reverse(*date), *id));
    pages.truncate(MOST_ENTRIES);
    pages
}

fn entry(now: &Snapshot, (date, id): (Date, PageId), out: &mut String) {
    let page = now.site.page(id);
    let address = page.url.absolute(now.config.url.as_deref().unwrap_or_default());
    out.push_str("<entry");
    if let Some(language) = now.site.foreign_language(id) {
        attribute("xml:lang", language, out);
    }
    out.push_str(">\n");
    element("title", &one_line(&page.outline.title), out);
    element("id", &address, out);
    link("alternate", &address, out);
    element("updated", &moment(date), out);
    let description = head::description(now, id);
    if !description.is_empty() {
        element("summary", &description, out);
    }
    for tag in &page.outline.front.tags {
        out.push_str("<category");
        attribute("term", &one_line(tag), out);
        out.push_str("/>\n");
    }
    out.push_str("</entry>\n");
}

/// A day as RFC 3339 has it, at its first moment in UTC.
fn moment(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

fn link(relation: &str, address: &str, out: &mut String) {
    out.push_str("<link");
    attribute("rel", relation, out);
    attribute("href", address, out);
    out.push_str("/>\n");
}

fn element(name: &str, text: &str, out: &mut String) {
    let _ = write!(out, "<{name}>");
    xml_text(text, out);
    let _ = writeln!(out, "</{name}>");
}

fn attribute(name: &str, value: &str, out: &mut String) {
    let _ = write!(out, " {name}=\"");
    xml_text(value, out);
    out.push('"');
}

/// Text in XML 1.0, which has no U+FFFE and U+FFFF (section 2.2), nor controls.
fn xml_text(text: &str, out: &mut String) {
    escape(&text.replace(['\u{FFFE}', '\u{FFFF}', '\u{C}'], "\u{FFFD}"), out);
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
