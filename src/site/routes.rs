//! The route table: every address of the site and what to make for it. Two files of the author's that claim one address
//! are an error that names both, also where only a file system without upper and lower case would see them as one. So is
//! a file at the address of something that the site makes, unless a guide can bring that itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Place};
use crate::paths::UrlPath;
use crate::site::model::MadeUrls;
use crate::site::output::{Output, Scaled};
use crate::site::portable;

/// The longest file name, in bytes. Common file systems have no longer ones.
pub const MAX_NAME: usize = 255;

/// An output and its address.
#[derive(Clone, Debug)]
pub struct Route {
    /// Its possible addresses; it gets the first free one.
    urls: Vec<UrlPath>,
    output: Output,
    claim: Claim,
}

/// The priority of an output's claim to its address.
#[derive(Clone, Debug)]
enum Claim {
    /// A file of the author's, with its place. Another claim is an error.
    Author(Place),
    /// A file of the theme's. A claim of the author's is an error.
    Theme,
    /// It is made by the site. A claim of the author's is an error.
    Made,
    /// It is made unless the guide brings it itself: it gives way to any other claim.
    Default,
    /// It is made of the output at another address, and gives way to any other claim.
    MadeOf(UrlPath),
}

impl Route {
    /// Returns the route of an output that a place in an author's file claims.
    pub fn claimed(url: UrlPath, output: Output, place: Place) -> Route {
        Route { urls: vec![url], output, claim: Claim::Author(place) }
    }

    /// Returns the route of a theme's file.
    pub fn of_theme(url: UrlPath, output: Output) -> Route {
        Route { urls: vec![url], output, claim: Claim::Theme }
    }

    /// Returns the route of an output that the site makes. No file of the guide can have its address.
    pub fn made(url: UrlPath, output: Output) -> Route {
        Route { urls: vec![url], output, claim: Claim::Made }
    }

    /// Returns the route of an output that the site makes unless the guide has a file for it, such as `robots.txt`.
    pub fn default(url: UrlPath, output: Output) -> Route {
        Route { urls: vec![url], output, claim: Claim::Default }
    }

    /// Returns the route of a smaller version of an image, at the first free address.
    pub fn version(urls: [UrlPath; 2], scaled: Scaled) -> Route {
        let claim = Claim::MadeOf(scaled.of.clone());
        Route { urls: urls.into(), output: Output::Scaled(scaled), claim }
    }
}

/// Claims an address for each route, in order: the first to claim an address gets it.
pub fn claim(routes: Vec<Route>) -> (BTreeMap<UrlPath, Output>, Vec<Diagnostic>) {
    let mut claims = Claims::new();
    let mut problems: Vec<Diagnostic> =
        routes.into_iter().filter_map(|route| add(&mut claims, route)).collect();
    let places = || claims.values().filter_map(|claimed| Some((&claimed.url, claimed.place.as_ref()?)));
    problems.extend(places().filter_map(|(url, place)| too_long(url, place)));
    // A file in the place of a folder is reported once, not for each output in that folder.
    let below: BTreeSet<_> = claims.values().filter_map(|claimed| file_as_folder(claimed, &claims)).collect();
    problems.extend(below);
    problems.extend(portable::check(places()));
    (claims.into_values().map(|claimed| (claimed.url, claimed.output)).collect(), problems)
}

/// The claimed addresses, by the address in lower case.
type Claims = BTreeMap<String, Claimed>;

struct Claimed {
    url: UrlPath,
    output: Output,
    place: Option<Place>,
}

/// Adds a route, if its address is free.
fn add(claims: &mut Claims, route: Route) -> Option<Diagnostic> {
    let Route { mut urls, output, claim } = route;
    let key = |url: &UrlPath| url.as_str().to_lowercase();
    if let Claim::MadeOf(other) = &claim
        && claims.get(&key(other)).is_none_or(|claimed| claimed.url != *other)
    {
        return None;
    }
    let place = if let Claim::Author(place) = &claim { Some(place.clone()) } else { None };
    if let Some(free) = urls.iter().position(|url| !claims.contains_key(&key(url))) {
        let url = urls.swap_remove(free);
        claims.insert(key(&url), Claimed { url, output, place });
        return None;
    }
    conflict(&urls[0], &output, claim, &claims[&key(&urls[0])])
}

/// Reports two claims of one address.
fn conflict(url: &UrlPath, output: &Output, claim: Claim, first: &Claimed) -> Option<Diagnostic> {
    let of_theme = format!("`{url}` is reserved for the theme");
    match (claim, &first.place) {
        (Claim::Author(place), Some(other)) => Some(twice(url, &first.url, place, other)),
        (Claim::Author(place), None) => Some(Diagnostic::error(place, of_theme)),
        (Claim::Theme, Some(other)) => {
            Some(Diagnostic::error(other.clone(), of_theme).help("rename the file"))
        }
        (Claim::Made, Some(other)) => Some(taken(&first.url, output, other)),
        (Claim::Theme | Claim::Made, None) | (Claim::Default | Claim::MadeOf(_), _) => None,
    }
}

/// Reports a file or an old address of a page where the site makes an output.
fn taken(url: &UrlPath, output: &Output, place: &Place) -> Diagnostic {
    let (name, how_to_turn_off) = output.description();
    let rename = if place.start == place.end { "rename the file" } else { "choose another address" };
    let help = match how_to_turn_off {
        Some(setting) => format!("{rename}, or set {setting} in site.toml"),
        None => rename.to_owned(),
    };
    Diagnostic::error(place.clone(), format!("`{url}` is the address of {name}")).help(help)
}

fn twice(url: &UrlPath, first: &UrlPath, place: Place, other: &Place) -> Diagnostic {
    let case = if url == first { "" } else { " where case is ignored" };
    Diagnostic::error(place, format!("two files claim the address `{url}`{case}"))
        .other(other.clone(), "")
        .help(format!("rename one of the two; the other one is {}", other.path))
}

fn too_long(url: &UrlPath, place: &Place) -> Option<Diagnostic> {
    let name = url.as_str().split('/').find(|name| name.len() > MAX_NAME)?;
    let message = format!("a file name of {} bytes in the site; the limit is {MAX_NAME}", name.len());
    Some(Diagnostic::error(place.clone(), message).help("shorten its name"))
}

/// Reports an address that is also a folder of another one, which no disk can hold.
fn file_as_folder(below: &Claimed, claims: &Claims) -> Option<Diagnostic> {
    let lower = below.url.as_str().to_lowercase();
    let mut folders = lower.match_indices('/').map(|(at, _)| &lower[..at]);
    let file = folders.find_map(|folder| claims.get(folder))?;
    let (url, folder) = (&below.url, &file.url);
    if let Some(place) = &below.place {
        let message = format!("the address `{url}` is below `{folder}`, which is a file");
        return Some(Diagnostic::error(place.clone(), message).help("rename one of the two"));
    }
    let message = format!("`{folder}` is a file, and the site has files below `{folder}/`");
    Some(Diagnostic::error(file.place.clone()?, message).help("rename the file"))
}

/// Returns the addresses that pages and links need, by what is made there.
pub fn made_urls(routes: &BTreeMap<UrlPath, Output>) -> MadeUrls {
    let mut made_urls = MadeUrls::default();
    for (url, output) in routes {
        let url = url.clone();
        match output {
            Output::PrintPage(id) => drop(made_urls.print_pages.insert(*id, url)),
            Output::LeafPage(number) => drop(made_urls.leaf_pages.insert(*number, url)),
            Output::MarkdownPage(id) => drop(made_urls.markdown.insert(*id, url)),
            Output::Archive => made_urls.archive = Some(url),
            Output::Pdf(pdf) => made_urls.pdfs.entry(pdf.scope).or_default().push((url, *pdf)),
            Output::Scaled(Scaled { of, width }) => {
                made_urls.scaled.entry(of.clone()).or_default().push((url, *width));
            }
            _ => {}
        }
    }
    made_urls.pdfs.values_mut().for_each(|variants| variants.sort_by_key(|(_, pdf)| pdf.variant));
    made_urls.scaled.values_mut().for_each(|versions| versions.sort_by_key(|(_, width)| *width));
    made_urls
}
