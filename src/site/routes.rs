//! The route table: every address of the site and what to make for it. Two things that claim one address are an
//! error that names both, also where only a file system without upper and lower case would see them as one.

use std::collections::BTreeMap;

use crate::config::OUTPUT_MANIFEST;
use crate::diagnostic::{Diagnostic, Place};
use crate::paths::{self, UrlPath};
use crate::site::{Output, PRINT_TEMPLATE, PageId, Site, metadata};

/// Who claims an address, by the address in lower case.
type Claims = BTreeMap<String, (UrlPath, Output, Option<Place>)>;

/// Fills the route table.
pub fn claim(site: &mut Site) {
    let mut claims = Claims::new();
    let mut problems = Vec::new();
    for (url, output, place) in wanted(site) {
        let key = url.as_str().to_lowercase();
        match claims.get(&key) {
            None => drop(claims.insert(key, (url, output, place))),
            Some((first, _, Some(other))) => problems.push(match place {
                Some(place) => twice(&url, first, place, other),
                None => Diagnostic::error(other.clone(), format!("`{url}` is an address of the theme's"))
                    .help("give the file another name"),
            }),
            Some(_) => {}
        }
    }
    claim_aliases(site, &mut claims, &mut problems);
    let more = made(site).into_iter().chain(print_pages(site)).chain(metadata::routes(site));
    for (url, output) in more.chain(site.search_routes()) {
        claims.entry(url.as_str().to_lowercase()).or_insert_with(|| (url, output, None));
    }
    claim_scaled(site, &mut claims);
    problems.extend(claims.values().filter_map(|(url, _, place)| too_long(url, place.as_ref()?)));
    problems
        .extend(claims.values().filter_map(|(url, _, place)| file_as_folder(url, place.as_ref()?, &claims)));
    site.problems.extend(problems);
    site.routes = claims.into_values().map(|(url, output, _)| (url, output)).collect();
    for (url, output) in &site.routes {
        match output {
            Output::PrintPage(id) => site.pages[id.index()].print = Some(url.clone()),
            Output::MarkdownPage(id) => site.pages[id.index()].markdown = Some(url.clone()),
            _ => {}
        }
    }
}

/// What files of the project claim, in an order in which the first to claim is the one to keep.
fn wanted(site: &Site) -> Vec<(UrlPath, Output, Option<Place>)> {
    let page = |id: PageId| {
        let page = site.page(id);
        (page.url.clone(), Output::Page(id), Some(Place::file(&page.outline.source)))
    };
    let names = &site.names;
    let files = names.files.iter().filter(|(name, _)| !site.hides(name)).map(|(name, path)| {
        (UrlPath::new(name.as_str()), Output::File(name.clone()), Some(Place::file(path)))
    });
    let statics = names.statics.iter().map(|(name, path)| {
        (UrlPath::new(name.as_str()), Output::Static(name.clone()), Some(Place::file(path)))
    });
    let assets = names.assets.iter().map(|(name, url)| (url.clone(), Output::Asset(name.clone()), None));
    site.shown().map(page).chain(files).chain(statics).chain(assets).collect()
}

/// What every site has, unless a file of the project takes its place.
fn made(site: &Site) -> Vec<(UrlPath, Output)> {
    let made = vec![("404.html", Output::NotFound), (".nojekyll", Output::NoJekyll)];
    let pdfs = site.wanted_pdfs().into_iter().map(|(url, pdf)| (UrlPath::new(url), Output::Pdf(pdf)));
    made.into_iter().map(|(url, output)| (UrlPath::new(url), output)).chain(pdfs).collect()
}

/// The print pages of the guide and of its sections, if the theme has a template for them.
fn print_pages(site: &Site) -> Vec<(UrlPath, Output)> {
    if !site.names.templates.contains(PRINT_TEMPLATE) {
        return Vec::new();
    }
    let roots = site.shown().filter(|id| site.page(*id).position.is_some());
    let made = |id| Some((site.print_url(id)?, site.print_parts(id).map(|_| Output::PrintPage(id))?));
    roots.filter_map(made).collect()
}

/// A file of the author's that has the address stays, and the smaller picture takes another one.
fn claim_scaled(site: &Site, claims: &mut Claims) {
    let key = |url: &UrlPath| url.as_str().to_lowercase();
    for (urls, scaled) in site.wanted_scaled() {
        let is_there = claims.get(&key(&scaled.of)).is_some_and(|(url, _, _)| *url == scaled.of);
        let free = urls.into_iter().find(|url| !claims.contains_key(&key(url)));
        if let Some(url) = free.filter(|_| is_there) {
            claims.insert(key(&url), (url, Output::Scaled(scaled), None));
        }
    }
}

fn claim_aliases(site: &Site, claims: &mut Claims, problems: &mut Vec<Diagnostic>) {
    for id in site.shown() {
        let outline = &site.page(id).outline;
        for alias in &outline.front.aliases {
            let place = Place::span(&outline.source, alias.span.clone());
            let Some(url) = alias_url(&alias.value) else {
                let message = format!("`{}` is no address inside the site", alias.value);
                problems.push(Diagnostic::error(place, message).help("write it like `old/page.html`"));
                continue;
            };
            let key = url.as_str().to_lowercase();
            match claims.get(&key) {
                None => drop(claims.insert(key, (url, Output::Redirect(id), Some(place)))),
                Some((first, _, Some(other))) => problems.push(twice(&url, first, place, other)),
                Some(_) => {
                    problems.push(Diagnostic::error(place, format!("`{url}` is an address of the theme's")));
                }
            }
        }
    }
}

/// An alias names a file; one that names a folder means its `index.html`.
fn alias_url(alias: &str) -> Option<UrlPath> {
    let path = paths::decode(alias).filter(|_| !alias.contains(['?', '#']))?;
    // What a Windows disk would read as another folder is no name there.
    let path = Some(path).filter(|path| !path.contains(['\\', ':']))?;
    let joined = paths::join("", &path)?;
    let url = if joined.is_empty() || path.ends_with('/') || !paths::file_name(&joined).contains('.') {
        format!("{joined}/index.html").trim_start_matches('/').to_owned()
    } else {
        joined
    };
    (!url.contains(char::is_control) && url != OUTPUT_MANIFEST).then(|| UrlPath::new(url))
}

fn twice(url: &UrlPath, first: &UrlPath, place: Place, other: &Place) -> Diagnostic {
    let case = if url == first { "" } else { " where upper and lower case are one" };
    Diagnostic::error(place, format!("two files claim the address `{url}`{case}"))
        .other(other.clone(), "")
        .help(format!("rename one of the two; the other one is {}", other.path))
}

/// No usual file system has names of more bytes than this.
const LONGEST_NAME: usize = 255;

fn too_long(url: &UrlPath, place: &Place) -> Option<Diagnostic> {
    let name = url.as_str().split('/').find(|name| name.len() > LONGEST_NAME)?;
    let message = format!("a file name of {} bytes in the site; the limit is {LONGEST_NAME}", name.len());
    Some(Diagnostic::error(place.clone(), message).help("give it a shorter name"))
}

/// An address that is also a folder of another one cannot be written to a disk.
fn file_as_folder(url: &UrlPath, place: &Place, claims: &Claims) -> Option<Diagnostic> {
    let lower = url.as_str().to_lowercase();
    let folder =
        lower.match_indices('/').map(|(at, _)| &lower[..at]).find(|folder| claims.contains_key(*folder))?;
    let message = format!("the address `{url}` lies below `{folder}`, which is a file");
    Some(Diagnostic::error(place.clone(), message).help("give one of the two another name"))
}
