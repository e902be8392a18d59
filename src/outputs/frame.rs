//! What surrounds the text of every page: the navigation, the search, the links to print.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds;
use crate::language;
use crate::outputs::day::day;
use crate::outputs::{editions, head, navigation};
use crate::parse::Reviewer;
use crate::paths::{self, UrlPath};
use crate::render::edition::{BaseUrl, print_id};
use crate::render::fields;
use crate::render::html::{BodyHtml, escaped};
use crate::site::{self, Guide, NamedSource, PageId, Scope, a_to_z_url};
use crate::snapshot::Snapshot;
use crate::view::{self, Child, Extra, Head, Link, Page, PrintPages, Site, Source, View};

/// The surroundings of a page's text, as seen from the page's address.
pub struct Frame<'a, 'b> {
    /// The guide as it was read.
    pub snapshot: &'a Snapshot,
    /// The address of the page.
    pub from: &'b BaseUrl<'b>,
    guide: &'a Guide,
}

impl<'a, 'b> Frame<'a, 'b> {
    /// Returns the frame of an output that is not a page of the guide.
    pub fn new(snapshot: &'a Snapshot, from: &'b BaseUrl<'b>) -> Frame<'a, 'b> {
        Frame { snapshot, from, guide: snapshot.site.guide() }
    }

    /// Returns the frame of a page.
    pub fn of_page(snapshot: &'a Snapshot, id: PageId, from: &'b BaseUrl<'b>) -> Frame<'a, 'b> {
        Frame { snapshot, from, guide: snapshot.site.guide_of(id) }
    }

    /// Returns the view of a page in this frame. If `id` is a page of the guide, the view has its search and print
    /// pages, and marks it in the navigation.
    pub fn view(&self, page: Page<'a>, head: Head<'a>, id: Option<PageId>) -> View<'a> {
        let current = id.and_then(|id| self.guide.web.nav.of_page(id));
        View {
            site: self.site(),
            page,
            head,
            pdfs: Vec::new(),
            archive: None,
            leaf_list: self.snapshot.site.leaf_list().map(|url| self.from.href(&url)),
            leaves: Vec::new(),
            leaf: None,
            navigation: navigation::items(self.snapshot, self.guide, self.from, current),
            breadcrumbs: Vec::new(),
            previous: None,
            next: None,
            children: Vec::new(),
            print: self.print_pages(id),
            parts: Vec::new(),
            search: self.search(id),
            a_to_z: None,
            withdrawn: None,
            root: self.from.root(),
        }
    }

    /// Returns the guide as a whole.
    pub fn site(&self) -> Site<'a> {
        let config = &self.snapshot.config;
        Site {
            title: &config.title,
            description: config.description.as_deref(),
            language: &self.guide.language,
            author: config.author.as_deref(),
            url: config.url.as_deref(),
            audience: self.snapshot.audience.as_deref(),
            home: self.href(self.guide.home),
        }
    }

    /// Returns the head of an output that is not a page of the guide.
    pub fn head(&self) -> Head<'a> {
        head::of_site(self.snapshot, &self.guide.language, self.from)
    }

    /// Returns a page without text that is not a page of the guide.
    pub fn made_page(&self, title: &'a str, id: &str, path: &'a str) -> Page<'a> {
        Page {
            title,
            heading: escaped(title),
            description: None,
            summary: String::new(),
            kind: kinds::PAGE,
            kinds: &[],
            kind_label: None,
            fields: Vec::new(),
            id: id.into(),
            language: &self.guide.language,
            direction: language::direction(&self.guide.language),
            level: 1,
            path,
            canonical: None,
            content: String::new(),
            notes: String::new(),
            source_list: String::new(),
            toc: Vec::new(),
            addresses: Vec::new(),
            has_code: false,
            has_formulas: false,
            reviewed: None,
            reviewers: Vec::new(),
            next_review: None,
            valid_until: None,
            updated: None,
            edition: None,
            tags: &[],
            sources: Vec::new(),
            draft: false,
            home: false,
            section: false,
            extra: Extra(&[]),
        }
    }

    /// Returns a page of the guide with its text, as HTML, and no table of contents.
    pub fn page(&self, id: PageId, paragraph: String, text: BodyHtml) -> Page<'a> {
        let site: &'a site::Site = &self.snapshot.site;
        let (page, language) = (site.page(id), site.language_of(id));
        let front = &page.outline.front;
        let kind = self.snapshot.theme.kinds.of(&front.kind.value);
        let heading = if text.title.is_empty() { escaped(&page.outline.title) } else { text.title };
        // A page that is shown at any address has none of its own.
        let base = self.snapshot.config.url.as_deref().filter(|_| !page.outline.is_not_found());
        Page {
            title: &page.outline.title,
            heading,
            description: front.description.as_deref(),
            summary: paragraph,
            kind: &front.kind.value,
            kinds: &kind.lineage,
            kind_label: self.snapshot.theme.labels.get(&kind.label).map(String::as_str),
            fields: fields::of_page(self.snapshot, page),
            id: print_id(&page.url),
            language,
            direction: language::direction(language),
            level: 1,
            path: page.url.as_str(),
            canonical: base.map(|base| page.url.absolute(base)),
            content: text.html + &text.previews,
            notes: text.notes,
            source_list: text.sources,
            toc: Vec::new(),
            addresses: text.addresses,
            has_code: text.has_code,
            has_formulas: text.has_formulas,
            reviewed: front.last_review().map(|date| day(date, language)),
            reviewers: front.reviewers.iter().map(reviewer).collect(),
            next_review: site.next_review(id).map(|date| day(date, language)),
            valid_until: front.valid_until.as_ref().map(|date| day(date.value, language)),
            updated: front.updated.map(|date| day(date, language)),
            edition: editions::of_page(self.snapshot, id),
            tags: &front.tags,
            sources: self.sources(id),
            draft: front.draft,
            home: site.is_home(id),
            section: page.outline.is_index(),
            extra: Extra(&front.extra),
        }
    }

    /// Returns the address of a page as seen from here.
    pub fn href(&self, id: PageId) -> String {
        self.from.href(&self.snapshot.site.page(id).url)
    }

    /// Returns a link to a page.
    pub fn link(&self, id: PageId) -> Link<'a> {
        Link { title: &self.snapshot.site.page(id).outline.title, href: self.href(id) }
    }

    /// Returns a page as its section lists it.
    pub fn child(&self, id: PageId) -> Child<'a> {
        let site: &'a site::Site = &self.snapshot.site;
        let page = site.page(id);
        let outline = &page.outline;
        Child {
            title: &outline.title,
            href: self.href(id),
            description: outline.front.description.as_deref().unwrap_or_default(),
            kind: &outline.front.kind.value,
            kinds: &self.snapshot.theme.kinds.of(&outline.front.kind.value).lineage,
            fields: fields::of_card(self.snapshot, page),
            reviewed: outline.front.last_review().map(|date| day(date, site.language_of(id))),
            extra: Extra(&outline.front.extra),
        }
    }

    /// Returns the way from the home page down to a page, without the page itself.
    pub fn breadcrumbs(&self, id: PageId) -> Vec<Link<'a>> {
        let mut crumbs: Vec<_> =
            self.snapshot.site.pages.and_above(id).skip(1).map(|id| self.link(id)).collect();
        crumbs.reverse();
        crumbs
    }

    /// Returns the print pages that a page links to: of the nearest section around it, of the guide, and of the leaves that it is
    /// on.
    pub fn print_pages(&self, id: Option<PageId>) -> PrintPages<'a> {
        let site: &'a site::Site = &self.snapshot.site;
        let print = |id: PageId| {
            let title = &site.page(id).outline.title;
            Some(Link { title, href: self.from.href(site.print_page(id)?) })
        };
        PrintPages {
            section: id.and_then(|id| site.print_section_of(id)).and_then(print),
            guide: print(self.guide.home),
            leaves: self.leaf_pages(id.into_iter().collect()),
        }
    }

    /// Returns the print pages of the leaves with any of these pages.
    pub fn leaf_pages(&self, pages: BTreeSet<PageId>) -> Vec<Link<'a>> {
        let site: &'a site::Site = &self.snapshot.site;
        let on_paper = pages.into_iter().filter(|id| site.page(*id).is_printed());
        let leaves: BTreeSet<usize> =
            on_paper.flat_map(|id| site.leaves_with(id)).map(|(number, _)| number).collect();
        let link = |number: usize| {
            let title = site.leaf_title(&site.leaves[number]);
            Some(Link { title, href: self.from.href(site.leaf_page(number)?) })
        };
        leaves.into_iter().filter_map(link).collect()
    }

    /// Returns the leaf at a place of `Site::leaves`, with the sizes in bytes of its PDFs where they are known.
    pub fn leaf(&self, number: usize, sizes: &BTreeMap<UrlPath, u64>) -> view::Leaf<'a> {
        let site: &'a site::Site = &self.snapshot.site;
        let leaf = &site.leaves[number];
        let on_web = |id: &PageId| site.page(*id).is_on_web();
        let base = self.snapshot.config.url.as_deref();
        let first = leaf.pages.first().filter(|id| on_web(id));
        view::Leaf {
            title: site.leaf_title(leaf),
            format: leaf.format.name(),
            paper: leaf.paper.name(),
            pages: leaf.pages.iter().copied().filter(on_web).map(|id| self.link(id)).collect(),
            pdfs: self.pdfs_of_leaf(number, sizes),
            print: site.leaf_page(number).map(|url| self.from.href(url)),
            current_at: base.zip(first).map(|(base, id)| site.page(*id).url.absolute(base)),
        }
    }

    /// Returns the search as a page shows it; `None` if the site has no search.
    pub fn search(&self, id: Option<PageId>) -> Option<view::Search<'a>> {
        let site: &'a site::Site = &self.snapshot.site;
        let index = &site.search[site.search_of(id)?].language;
        Some(view::Search { href: self.from.href(&a_to_z_url(0)), index })
    }

    /// Returns the PDFs that a page links to, with their sizes in bytes where they are known.
    pub fn pdfs(&self, id: PageId, sizes: &BTreeMap<UrlPath, u64>) -> Vec<view::Pdf<'a>> {
        self.snapshot.site.pdfs_of(id).into_iter().map(|(url, pdf)| self.pdf(url, pdf, sizes)).collect()
    }

    /// Returns the PDFs of the leaf at a place of `Site::leaves`, with their sizes in bytes where they are known.
    pub fn pdfs_of_leaf(&self, number: usize, sizes: &BTreeMap<UrlPath, u64>) -> Vec<view::Pdf<'a>> {
        let pdfs = self.snapshot.site.pdfs_of_leaf(number).iter();
        pdfs.map(|(url, pdf)| self.pdf(url, *pdf, sizes)).collect()
    }

    /// Returns a PDF, with its size in bytes if it is known.
    fn pdf(&self, url: &UrlPath, pdf: site::Pdf, sizes: &BTreeMap<UrlPath, u64>) -> view::Pdf<'a> {
        let site: &'a site::Site = &self.snapshot.site;
        view::Pdf {
            of: match pdf.scope {
                Scope::Guide => "guide",
                Scope::Section(_) => "section",
                Scope::Page(_) => "page",
                Scope::Leaf(_) => "leaf",
            },
            variant: pdf.variant.name(),
            label: self.snapshot.theme.label(pdf.label()),
            title: site.leaf_of(pdf).map(|leaf| site.leaf_title(leaf)),
            href: self.from.href(url),
            size: sizes.get(url).map(|bytes| language::file_size(&self.guide.language, *bytes)),
        }
    }

    fn sources(&self, id: PageId) -> Vec<Source<'a>> {
        let site: &'a site::Site = &self.snapshot.site;
        let href = |source: &NamedSource<'_>| self.href(source.page) + &paths::fragment(source.key);
        let source =
            |named: NamedSource<'a>| Source { href: href(&named), key: named.key, title: named.title };
        site.sources_of(id).map(source).collect()
    }
}

fn reviewer(reviewer: &Reviewer) -> view::Reviewer<'_> {
    view::Reviewer {
        name: &reviewer.name,
        qualifications: reviewer.qualifications.as_deref(),
        organization: reviewer.organization,
    }
}
