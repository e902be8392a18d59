//! `llms.txt`: the guide as a list of its pages for language models, in the format of llmstxt.org: the title, the
//! description, then sections of links, each with a sentence about its page.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::outputs::context::Rendered;
use crate::outputs::summary::Summary;
use crate::paths::UrlPath;
use crate::render::edition::BaseUrl;
use crate::render::markdown::{destination, escaped};
use crate::site::{NavId, Output, PageId, Plan, Route};
use crate::snapshot::Snapshot;
use crate::text::one_line;

/// The largest guide of which all pages are listed. A list is read as a whole, so a larger guide lists only the landing
/// pages of its sections, which link to the others.
const MAX_LISTED: usize = 1000;

/// Returns the route of the list.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let is_wanted = plan.names.config.web.markdown;
    is_wanted.then(|| Route::default(UrlPath::new("llms.txt"), Output::Llms)).into_iter().collect()
}

/// Renders the list.
pub fn render(snapshot: &Snapshot, url: &UrlPath) -> Rendered {
    list(snapshot, url).into()
}

/// Lists the pages as seen from `url`.
fn list(snapshot: &Snapshot, url: &UrlPath) -> String {
    let lister = Lister { snapshot, from: BaseUrl::anywhere(url, snapshot.config.url.as_deref()) };
    let config = &snapshot.config;
    let mut out = format!("# {}\n", escaped(&one_line(&config.title)));
    let (home, nav) = (snapshot.site.guide().home, &snapshot.site.guide().web.nav);
    let about =
        config.description.as_deref().map_or_else(|| Summary::new(snapshot, home).description, one_line);
    if !about.is_empty() {
        let _ = write!(out, "\n> {}\n", escaped(&about));
    }
    let mut named = BTreeSet::from([home]);
    let (sections, single): (Vec<NavId>, Vec<NavId>) =
        nav.top.iter().partition(|id| !nav.node(**id).children.is_empty());
    let mut first = vec![home];
    first.extend(single.iter().map(|id| nav.node(*id).page));
    lister.section(snapshot.theme.label("contents"), &first, &mut out);
    named.extend(first);
    for id in sections {
        let mut pages = Vec::new();
        lister.below(id, &mut named, &mut pages);
        lister.section(&nav.node(id).title, &pages, &mut out);
    }
    let rest: Vec<PageId> =
        snapshot.site.pages.listed().filter(|id| !named.contains(id) && lister.is_listed(*id)).collect();
    // A keyword of the format: readers may skip what is below it.
    lister.section("Optional", &rest, &mut out);
    out
}

struct Lister<'a> {
    snapshot: &'a Snapshot,
    from: BaseUrl<'a>,
}

impl Lister<'_> {
    /// Collects the pages of a part of the navigation that are not listed yet.
    fn below(&self, id: NavId, listed: &mut BTreeSet<PageId>, pages: &mut Vec<PageId>) {
        let nav = &self.snapshot.site.guide().web.nav;
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let page = nav.node(id).page;
            if !nav.is_group(id) && self.is_listed(page) && listed.insert(page) {
                pages.push(page);
            }
            open.extend(nav.node(id).children.iter().rev());
        }
    }

    fn is_listed(&self, id: PageId) -> bool {
        let site = &self.snapshot.site;
        site.pages.len() <= MAX_LISTED || site.page(id).outline.is_index()
    }

    fn section(&self, title: &str, pages: &[PageId], out: &mut String) {
        if pages.is_empty() {
            return;
        }
        let _ = write!(out, "\n## {}\n\n", escaped(&one_line(title)));
        for id in pages.iter().take(MAX_LISTED) {
            let page = self.snapshot.site.page(*id);
            let href = self.from.href(self.snapshot.site.markdown_page(*id).unwrap_or(&page.url));
            let _ = write!(out, "- [{}]({})", escaped(&one_line(&page.outline.title)), destination(&href));
            let about = Summary::new(self.snapshot, *id).description;
            if !about.is_empty() {
                let _ = write!(out, ": {}", escaped(&about));
            }
            out.push('\n');
        }
    }
}
