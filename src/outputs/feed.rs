//! The feed of changed pages (RFC 4287), the newest first. The id of an entry is the address of its page, which stays
//! when the page changes. A day has no time, so each entry is dated at the start of its day.

use crate::date::Date;
use crate::outputs::context::Rendered;
use crate::outputs::summary::Summary;
use crate::outputs::xml;
use crate::paths::UrlPath;
use crate::site::{Output, PageId, Pages, Plan, Route, Site};
use crate::snapshot::Snapshot;
use crate::text::one_line;

/// The address of the feed.
const URL: &str = "feed.xml";
/// The highest number of entries; the newest ones are kept.
const MAX_ENTRIES: usize = 50;

/// Returns the route of the feed, if feeds are on, the site's address is known, and a page says when it changed.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let config = &plan.names.config;
    let has_feed = config.web.feed && config.url.is_some() && dated(plan.pages).next().is_some();
    has_feed.then(|| Route::made(UrlPath::new(URL), Output::Feed)).into_iter().collect()
}

/// Returns the pages that say when they changed.
fn dated(pages: &Pages) -> impl Iterator<Item = PageId> {
    pages.listed().filter(|id| pages.page(*id).outline.front.changed().is_some())
}

/// Returns the address of the feed, if the site has one.
pub fn url(site: &Site) -> Option<UrlPath> {
    let url = UrlPath::new(URL);
    matches!(site.routes.get(&url), Some(Output::Feed)).then_some(url)
}

/// Renders the feed.
pub fn render(snapshot: &Snapshot) -> Rendered {
    let base = snapshot.config.url.as_deref().unwrap_or_default();
    let home = snapshot.site.page(snapshot.site.guide().home).url.absolute(base);
    let mut out = String::from(xml::DECLARATION);
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    xml::attribute("xml:lang", &snapshot.site.guide().language, &mut out);
    out.push_str(">\n");
    xml::element("title", &one_line(&snapshot.config.title), &mut out);
    if let Some(description) = &snapshot.config.description {
        xml::element("subtitle", &one_line(description), &mut out);
    }
    let own = UrlPath::new(URL).absolute(base);
    // Not the home page's address: that is the id of an entry (RFC 4287, section 4.2.6).
    xml::element("id", &own, &mut out);
    link("alternate", &home, &mut out);
    link("self", &own, &mut out);
    out.push_str("<author>\n");
    xml::element(
        "name",
        &one_line(snapshot.config.author.as_ref().unwrap_or(&snapshot.config.title)),
        &mut out,
    );
    out.push_str("</author>\n");
    let changed = changed(snapshot);
    if let Some((newest, _)) = changed.first() {
        xml::element("updated", &moment(*newest), &mut out);
    }
    for (date, id) in changed {
        entry(snapshot, (date, id), &mut out);
    }
    out.push_str("</feed>\n");
    out.into()
}

/// Returns the pages that changed last, each with the day; those of the same day in the order of their paths.
fn changed(snapshot: &Snapshot) -> Vec<(Date, PageId)> {
    let changed = dated(&snapshot.site.pages)
        .filter_map(|id| Some((snapshot.site.page(id).outline.front.changed()?, id)));
    let mut pages: Vec<_> = changed.collect();
    pages.sort_by_key(|(date, id)| (std::cmp::Reverse(*date), *id));
    pages.truncate(MAX_ENTRIES);
    pages
}

fn entry(snapshot: &Snapshot, (date, id): (Date, PageId), out: &mut String) {
    let page = snapshot.site.page(id);
    let address = page.url.absolute(snapshot.config.url.as_deref().unwrap_or_default());
    out.push_str("<entry");
    if let Some(language) = snapshot.site.foreign_language(id) {
        xml::attribute("xml:lang", language, out);
    }
    out.push_str(">\n");
    xml::element("title", &one_line(&page.outline.title), out);
    xml::element("id", &address, out);
    link("alternate", &address, out);
    xml::element("updated", &moment(date), out);
    let description = Summary::new(snapshot, id).description;
    if !description.is_empty() {
        xml::element("summary", &description, out);
    }
    for tag in &page.outline.front.tags {
        out.push_str("<category");
        xml::attribute("term", &one_line(tag), out);
        out.push_str("/>\n");
    }
    out.push_str("</entry>\n");
}

/// Returns the start of a day in UTC, as RFC 3339 writes it.
fn moment(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

fn link(relation: &str, address: &str, out: &mut String) {
    out.push_str("<link");
    xml::attribute("rel", relation, out);
    xml::attribute("href", address, out);
    out.push_str("/>\n");
}
