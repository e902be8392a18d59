//! The links of a site, as a browser follows them that shows the site from a disk.

use std::collections::{BTreeMap, BTreeSet};

use handout::paths;

use super::dom::Document;

/// Returns what is wrong with an address inside the site, as a browser follows it that shows the page from a disk.
pub fn fault(
    files: &BTreeSet<String>,
    pages: &BTreeMap<String, Document>,
    page: &str,
    address: &str,
) -> Option<String> {
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let path = path.split('?').next().unwrap_or(path);
    let (Some(path), Some(id)) = (paths::decode(path), paths::decode(fragment)) else {
        return Some("is not UTF-8".into());
    };
    let target = match paths::join(paths::folder(page), &path) {
        _ if path.starts_with('/') => return Some("does not work from a disk".into()),
        _ if path.is_empty() => page.to_owned(),
        Some(target) => target,
        None => return Some("leads out of the site".into()),
    };
    if !files.contains(&target) {
        return Some(format!("leads to {target}, which is not there"));
    }
    let there = id.is_empty() || pages.get(&target).is_some_and(|page| page.values("id").any(|it| it == id));
    (!there).then(|| format!("leads to no id on {target}"))
}
