//! The pages of the guide.

use crate::diagnostic::{Diagnostic, Place};
use crate::document::Body;
use crate::outputs::context::{Context, Rendered};
use crate::outputs::frame::Frame;
use crate::outputs::summary::Summary;
use crate::outputs::{head, structured_data, toc};
use crate::paths;
use crate::render::edition::{BaseUrl, WebEdition};
use crate::render::html;
use crate::site::{Output, PageId, Plan, Route};
use crate::snapshot::Snapshot;
use crate::view::{Head, Page, TocItem, View};

/// The deepest heading in the table of contents.
const MAX_CONTENTS_DEPTH: u8 = 3;

/// Returns the routes of the pages of the web.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let route = |id: PageId| {
        let page = plan.pages.page(id);
        Route::claimed(page.url.clone(), Output::Page(id), Place::file(&page.outline.source))
    };
    plan.pages.on_web().map(route).collect()
}

/// Renders a page.
pub fn render(context: Context<'_>, id: PageId) -> Result<Rendered, Diagnostic> {
    let base = context.snapshot.config.url.as_deref().map(paths::path_of_url);
    at(context, id, base).map(Rendered::Made)
}

/// Renders a page for a host whose site is at the path `base`. A page for missing addresses is shown at any address, so its
/// links begin at that path; those of other pages are relative.
pub fn at(context: Context<'_>, id: PageId, base: Option<&str>) -> Result<Vec<u8>, Diagnostic> {
    let snapshot = context.snapshot;
    let page = snapshot.site.page(id);
    let from = BaseUrl::anywhere(&page.url, base.filter(|_| page.outline.is_not_found()));
    snapshot.renderer.render(&template(snapshot, id), &view(context, id, &from)?)
}

/// Returns the template of a page: its own choice, else a section's, else its kind's.
pub fn template(snapshot: &Snapshot, id: PageId) -> String {
    let (theme, outline) = (&snapshot.theme, &snapshot.site.page(id).outline);
    match &outline.front.template {
        // A template that the theme does not have is reported where it is named.
        Some(template) if theme.templates.contains(&template.value) => template.value.clone(),
        _ if outline.is_index() => "section.html".into(),
        _ => theme.template_for(&outline.front.kind.value).to_owned(),
    }
}

fn view<'a>(context: Context<'a>, id: PageId, from: &BaseUrl<'_>) -> Result<View<'a>, Diagnostic> {
    let Context { snapshot, made, is_archived } = context;
    let (site, page) = (&snapshot.site, snapshot.site.page(id));
    let body = &snapshot.pages[id.index()].body;
    let (theme, renderer) = (&*snapshot.theme, &*snapshot.renderer);
    let edition = WebEdition { site, page: id, body, theme, renderer, from: *from };
    let frame = Frame::of_page(snapshot, id, from);
    let about = Summary::new(snapshot, id);
    let structured_data = if page.outline.is_not_found() {
        String::new()
    } else {
        structured_data::of_page(snapshot, id, &about)
    };
    let head = Head { structured_data, ..head::of_page(snapshot, id, &about, from) };
    let toc = if page.outline.front.toc { contents(body) } else { Vec::new() };
    let (previous, next) = site.guide_of(id).web.neighbours(id);
    let text = Page { toc, ..frame.page(id, about.paragraph, html::body(body, &edition)?) };
    Ok(View {
        pdfs: frame.pdfs(id, &made.pdf_sizes),
        archive: site.archive().filter(|_| !is_archived).map(|url| from.href(url)),
        breadcrumbs: frame.breadcrumbs(id),
        previous: previous.map(|id| frame.link(id)),
        next: next.map(|id| frame.link(id)),
        children: site.pages.children_on_web(id).map(|id| frame.child(id)).collect(),
        ..frame.view(text, head, Some(id))
    })
}

/// Returns the headings of a page, each nested in the last one of a higher level. Those in footnotes are left out.
fn contents(body: &Body) -> Vec<TocItem<'_>> {
    let mut top: Vec<TocItem<'_>> = Vec::new();
    for node in body.blocks().walk().entered() {
        let Some(heading) = node.heading() else { continue };
        let title = node.plain_text();
        // A link without text cannot be followed.
        if heading.level > MAX_CONTENTS_DEPTH || title.trim().is_empty() {
            continue;
        }
        let item =
            TocItem { id: heading.id.as_ref().into(), title, level: heading.level, children: Vec::new() };
        toc::nest(&mut top, item);
    }
    top
}
