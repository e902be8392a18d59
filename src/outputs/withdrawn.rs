//! The pages at the addresses of withdrawn pages: what is withdrawn, why, and what to use instead.

use crate::diagnostic::{Diagnostic, Place};
use crate::language;
use crate::outputs::context::Rendered;
use crate::outputs::day::day;
use crate::outputs::frame::Frame;
use crate::paths::UrlPath;
use crate::raw::Spanned;
use crate::render::edition::BaseUrl;
use crate::site::{Output, PageId, Plan, Route, alias_url};
use crate::snapshot::Snapshot;
use crate::view::{Head, Page, View, WithdrawnPage};

/// The template of the pages.
pub const TEMPLATE: &str = "withdrawn.html";

/// Returns the routes of the withdrawn pages: their own addresses and the older ones.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let of_page = |id: PageId| {
        let page = plan.pages.page(id);
        let source = &page.outline.source;
        let own = Route::claimed(page.url.clone(), Output::Withdrawn(id), Place::file(source));
        let old = move |alias: &Spanned<String>| {
            let place = Place::span(source, alias.span.clone());
            Some(Route::claimed(alias_url(&alias.value)?, Output::Withdrawn(id), place))
        };
        std::iter::once(own).chain(page.outline.front.aliases.iter().filter_map(old))
    };
    plan.pages.withdrawn().flat_map(of_page).collect()
}

/// Renders the page at an address of a withdrawn page.
pub fn render(snapshot: &Snapshot, url: &UrlPath, id: PageId) -> Result<Rendered, Diagnostic> {
    let (site, from) = (&snapshot.site, BaseUrl::at(url));
    let frame = Frame::of_page(snapshot, id, &from);
    let (outline, language) = (&site.page(id).outline, site.language_of(id));
    let withdrawal = site.pages.withdrawal(id);
    let withdrawn = withdrawal.map(|withdrawal| WithdrawnPage {
        reason: withdrawal.reason.as_deref(),
        since: withdrawal.date.map(|date| day(date, language)),
        instead: site.instead_of(id).map(|id| frame.link(id)),
    });
    let made = frame.made_page(&outline.title, "withdrawn", url.as_str());
    let page = Page { language, direction: language::direction(language), ..made };
    let head = Head { title: &outline.title, indexed: false, ..frame.head() };
    let view = View { withdrawn, ..frame.view(page, head, None) };
    snapshot.renderer.render(TEMPLATE, &view).map(Rendered::Made)
}
