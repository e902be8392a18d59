//! The pages as Markdown, for programs that read text. A landing page also lists the pages of its section.

use std::fmt::Write;

use crate::document::{Body, LinkId};
use crate::outputs::context::Rendered;
use crate::parse::stem;
use crate::paths::{self, UrlPath};
use crate::render::edition::BaseUrl;
use crate::render::html::encode_address;
use crate::render::markdown::{Links, Quotes, Writer, destination};
use crate::site::{Output, PageId, Plan, Route, Target};
use crate::snapshot::Snapshot;

/// Returns the routes of the pages that are in lists.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let url = |id| UrlPath::new(format!("{}.md", stem(&plan.pages.page(id).outline.path)));
    let listed = plan.pages.listed().filter(|_| plan.names.config.web.markdown);
    listed.map(|id| Route::made(url(id), Output::MarkdownPage(id))).collect()
}

/// Renders a page as Markdown, as published at `url`.
pub fn render(snapshot: &Snapshot, url: &UrlPath, id: PageId) -> Rendered {
    text(snapshot, url, id).into()
}

fn text(snapshot: &Snapshot, url: &UrlPath, id: PageId) -> String {
    let (page, body) = (snapshot.site.page(id), &snapshot.pages[id.index()].body);
    let links = MarkdownLinks { snapshot, id, body, from: BaseUrl::at(url) };
    let typed = snapshot.config.markdown.smart_punctuation;
    let writer = Writer { links: &links, quotes: if typed { Quotes::Kept } else { Quotes::Free } };
    let title = match body.title() {
        words if words.is_empty() => writer.one_line(&page.outline.title),
        words => writer.line(words),
    };
    let mut parts = vec![format!("# {title}")];
    parts.extend(page.outline.front.description.as_deref().map(|text| writer.one_line(text)));
    parts.push(writer.body(body));
    parts.extend(links.children(&writer));
    parts.push(writer.footnotes(body.footnotes()));
    if !body.sources().is_empty() {
        parts.push(format!("## {}", writer.one_line(snapshot.theme.label("sources"))));
        parts.push(writer.sources(body.sources()));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

struct MarkdownLinks<'a> {
    snapshot: &'a Snapshot,
    id: PageId,
    body: &'a Body,
    from: BaseUrl<'a>,
}

impl MarkdownLinks<'_> {
    fn page_href(&self, id: PageId) -> String {
        let page = self.snapshot.site.page(id);
        self.from.href(self.snapshot.site.markdown_page(id).unwrap_or(&page.url))
    }

    /// Returns the list that a landing page has below its text.
    fn children(&self, writer: &Writer<'_>) -> Option<String> {
        let site = &self.snapshot.site;
        let mut children = site.pages.children_on_web(self.id).peekable();
        children.peek()?;
        let mut out = format!("## {}\n", writer.one_line(self.snapshot.theme.label("in_this_section")));
        for child in children {
            let outline = &site.page(child).outline;
            let title = writer.one_line(&outline.title);
            let _ = write!(out, "\n- [{title}]({})", destination(&self.page_href(child)));
            if let Some(description) = &outline.front.description {
                let _ = write!(out, ": {}", writer.one_line(description));
            }
        }
        Some(out)
    }
}

impl Links for MarkdownLinks<'_> {
    fn href(&self, link: LinkId) -> String {
        match self.snapshot.site.resolve(self.id, &self.body[link]) {
            Target::Page { page, query, anchor } => {
                let anchor = anchor.map(|anchor| paths::fragment(&anchor)).unwrap_or_default();
                if page == self.id && query.is_empty() && !anchor.is_empty() {
                    return anchor;
                }
                self.page_href(page) + &encode_address(&query) + &anchor
            }
            Target::File(url, suffix) => self.from.href(&url) + &encode_address(&suffix),
            Target::External(address) => encode_address(&address),
            Target::Broken { .. } => "#".to_owned(),
        }
    }
}
