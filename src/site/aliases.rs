//! Old addresses that redirect to a page, as front matter lists them.

use crate::config::OUTPUT_MANIFEST;
use crate::diagnostic::{Diagnostic, Place};
use crate::paths::{self, UrlPath};
use crate::site::model::Site;

/// Returns the address that an alias means. It names a file; an alias that names a folder means its `index.html`.
pub fn alias_url(alias: &str) -> Option<UrlPath> {
    let path = paths::decode(alias).filter(|_| !alias.contains(['?', '#']))?;
    // Windows would read such a name as another folder.
    let path = Some(path).filter(|path| !path.contains(['\\', ':']))?;
    let joined = paths::join("", &path)?;
    let url = if joined.is_empty() || path.ends_with('/') || !paths::file_name(&joined).contains('.') {
        format!("{joined}/index.html").trim_start_matches('/').to_owned()
    } else {
        joined
    };
    (!url.contains(char::is_control) && url != OUTPUT_MANIFEST).then(|| UrlPath::new(url))
}

/// Reports aliases that are not an address of the site.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let of_page = |id| {
        let outline = &site.page(id).outline;
        let wrong = outline.front.aliases.iter().filter(|alias| alias_url(&alias.value).is_none());
        wrong.map(|alias| {
            let place = Place::span(&outline.source, alias.span.clone());
            Diagnostic::error(place, format!("`{}` is not an address inside the site", alias.value))
                .help("write it like `old/page.html`")
        })
    };
    site.shown().flat_map(of_page).collect()
}
