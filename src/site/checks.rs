//! Checks what front matter and `site.toml` name: kinds of page, templates and the pictures for programs in which pages
//! are shared.

use std::collections::BTreeSet;

use crate::config;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::paths::SourcePath;
use crate::raw::Spanned;
use crate::site::id::PageId;
use crate::site::model::{MAX_COMPARED, Site};
use crate::site::shared_image::image_link;

/// Reports names that nothing has.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let pages = site.shown().flat_map(|id| {
        let named = [wrong_template(site, id), wrong_image(site, id)];
        wrong_kind(site, id).into_iter().chain(named.into_iter().flatten())
    });
    pages.chain(wrong_guide_image(site)).chain(wrong_how_to(site)).collect()
}

fn wrong_kind(site: &Site, id: PageId) -> Vec<Diagnostic> {
    let outline = &site.page(id).outline;
    site.names.kinds.check(&outline.front.kind, &outline.front.extra, &outline.source)
}

/// Reports kinds that `site.toml` says have steps, and no theme has.
fn wrong_how_to(site: &Site) -> Vec<Diagnostic> {
    let kinds = &site.names.kinds;
    let named = site.config().web.how_to.iter().flatten();
    let missing = named.filter(|kind| kinds.get(&kind.value).is_none());
    missing.map(|kind| kinds.missing(kind, &SourcePath::new(config::FILE))).collect()
}

fn wrong_template(site: &Site, id: PageId) -> Option<Diagnostic> {
    let outline = &site.page(id).outline;
    let template = outline.front.template.as_ref()?;
    unknown(&outline.source, "the theme has no template", template, &site.names.templates)
}

/// Reports a name that is none of the known ones.
fn unknown(
    path: &SourcePath,
    message: &str,
    name: &Spanned<String>,
    known: &BTreeSet<String>,
) -> Option<Diagnostic> {
    if known.contains(&name.value) {
        return None;
    }
    let help = nearest(&name.value, known.iter().map(String::as_str));
    let problem =
        Diagnostic::error(Place::span(path, name.span.clone()), format!("{message} `{}`", name.value));
    Some(problem.help_if(help.map(|name| format!("did you mean `{name}`?"))))
}

fn wrong_image(site: &Site, id: PageId) -> Option<Diagnostic> {
    let outline = &site.page(id).outline;
    let image = outline.front.image.as_ref()?;
    let link = image_link(image);
    if let Some(problem) = site.check_links(id, std::slice::from_ref(&link)).pop() {
        return Some(problem);
    }
    site.own_image(id).is_none().then(|| not_shared(Place::span(&outline.source, image.span.clone()), image))
}

fn wrong_guide_image(site: &Site) -> Option<Diagnostic> {
    let image = site.config().web.image.as_ref()?;
    if site.guide_image().is_some() {
        return None;
    }
    let place = Place::span(&SourcePath::new(config::FILE), image.span.clone());
    if site.names.file_names().any(|name| name == image.value.trim_start_matches('/')) {
        return Some(not_shared(place, image));
    }
    let help = nearest(&image.value, site.names.file_names().take(MAX_COMPARED));
    let problem = Diagnostic::error(place, format!("there is no image `{}`", image.value));
    Some(problem.help_if(help.map(|name| format!("did you mean `{name}`?"))))
}

fn not_shared(place: Place, image: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is not a picture that other programs can show", image.value);
    Diagnostic::error(place, message).help("name a PNG, JPEG, WebP or GIF file of the guide")
}
