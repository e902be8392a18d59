//! What every host is to do, in no host's language. Addresses are paths on the host and are not encoded.

use std::fmt::Write;

use crate::config::OUTPUT_MANIFEST;
use crate::outputs::delivery::{self, Delivery};
use crate::paths::{self, UrlPath};
use crate::site::{Output, Site};
use crate::snapshot::Snapshot;

/// The folder of the theme's assets.
const ASSETS: &str = "assets/";

/// The name of a folder's page.
pub const INDEX: &str = "index.html";

/// The rules of a site.
pub struct Rules<'a> {
    /// The path of the site on its host: `/`, or a folder with a `/` at its end.
    pub root: String,
    /// The header fields of every answer.
    pub fields: [(&'static str, &'a str); 3],
    /// What never changes: a folder with a `/` at its end, or single files.
    pub assets: Vec<String>,
    /// Old addresses, each with the current one. The page of a folder is named by the folder.
    pub redirects: Vec<(String, String)>,
    /// Files that are not for readers.
    pub hidden: Vec<String>,
}

/// Returns every old address of a site that redirects, with the current one, in the order of the old ones.
pub fn redirects(site: &Site) -> Vec<(&UrlPath, &UrlPath)> {
    let redirect = |(url, output)| match output {
        &Output::Redirect(page) => Some((url, &site.page(page).url)),
        _ => None,
    };
    site.routes.iter().filter_map(redirect).collect()
}

impl<'a> Rules<'a> {
    /// Collects the rules of a site.
    pub fn new(snapshot: &'a Snapshot) -> Rules<'a> {
        let root = root(snapshot.config.url.as_deref().unwrap_or_default());
        let on_host = |url: &str| format!("{root}{url}");
        let page = |url: &UrlPath| on_host(folder_of(url.as_str()));
        let site = &snapshot.site;
        let hidden = site.routes.iter().filter(|(_, output)| matches!(output, Output::HostFile(_)));
        Rules {
            fields: delivery::fields(&snapshot.config.web),
            assets: assets(site).into_iter().map(on_host).collect(),
            redirects: redirects(site).into_iter().map(|(old, new)| (page(old), page(new))).collect(),
            hidden: hidden.map(|(url, _)| url.as_str()).chain([OUTPUT_MANIFEST]).map(on_host).collect(),
            root,
        }
    }

    /// Returns the address of the page for missing addresses.
    pub fn not_found(&self) -> String {
        format!("{}404.html", self.root)
    }
}

/// Returns the path of a site's address, decoded, with a `/` at its end.
fn root(url: &str) -> String {
    let path = paths::path_of_url(url);
    let decoded = paths::decode(path).filter(|path| !path.contains(char::is_control));
    format!("{}/", decoded.as_deref().unwrap_or(path))
}

/// Returns the address of a folder's page as that of the folder.
fn folder_of(url: &str) -> &str {
    match url.strip_suffix(INDEX) {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => url,
    }
}

/// Returns the folder of what never changes; if the guide has files of its own there, the files one by one.
fn assets(site: &Site) -> Vec<&str> {
    let is_asset = |output: &Output| Delivery::of(output) == Delivery::Asset;
    let is_mixed =
        site.routes.iter().any(|(url, output)| url.as_str().starts_with(ASSETS) != is_asset(output));
    let assets = site.routes.iter().filter(|(_, output)| is_asset(output)).map(|(url, _)| url.as_str());
    if is_mixed { assets.collect() } else { vec![ASSETS] }
}

/// Returns a regular expression that matches a path and nothing else. It has no quotes, no braces and no `$`, so it is the same
/// text inside any quotes.
pub fn pattern(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len() + 8);
    for c in path.chars() {
        match c {
            '/' | '-' | '_' => pattern.push(c),
            _ if c.is_ascii_alphanumeric() || !c.is_ascii() => pattern.push(c),
            '.' => pattern.push_str("\\."),
            _ => {
                let _ = write!(pattern, "\\x{:02X}", u32::from(c));
            }
        }
    }
    pattern
}

/// Returns an address as the target of a redirect: percent-encoded, with nothing that a host would fill in.
pub fn target(path: &str) -> String {
    plain(path).replace('$', "%24")
}

/// Returns a path, percent-encoded, without the wildcards and placeholders of hosts.
pub fn plain(path: &str) -> String {
    paths::encode(path).replace('*', "%2A").replace(':', "%3A")
}
