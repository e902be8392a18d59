//! Checks the names in front matter and `site.toml`: kinds of page, templates, and the images for sharing.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::config::{self, web::Host};
use crate::diagnostic::{Diagnostic, Place, nearest, nearest_path};
use crate::document::LabelKind;
use crate::paths::{self, SourcePath};
use crate::raw::Spanned;
use crate::site::id::PageId;
use crate::site::model::{MAX_COMPARED, Site};
use crate::site::output::Scope;
use crate::site::shared_image::image_link;

/// Reports names of things that do not exist.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let pages = site.shown().flat_map(|id| {
        let named = [wrong_template(site, id), wrong_image(site, id)];
        wrong_kind(site, id).into_iter().chain(named.into_iter().flatten())
    });
    let of_guide = wrong_guide_image(site)
        .into_iter()
        .chain(wrong_listed_kinds(site))
        .chain(empty_lists(site))
        .chain(hosts_of_folders(site));
    pages.chain(of_guide).collect()
}

fn wrong_kind(site: &Site, id: PageId) -> Vec<Diagnostic> {
    let outline = &site.page(id).outline;
    site.names.kinds.check(&outline.front.kind, &outline.front.extra, &outline.source)
}

/// Reports kinds that `site.toml` lists and no theme has.
fn wrong_listed_kinds(site: &Site) -> Vec<Diagnostic> {
    let kinds = &site.names.kinds;
    let named = site.config().web.how_to.iter().chain(&site.config().review.kinds).flatten();
    let missing = named.filter(|kind| kinds.get(&kind.value).is_none());
    missing.map(|kind| kinds.missing(kind, &SourcePath::new(config::FILE))).collect()
}

/// Reports hosts that read their files only at the root of an address, if the site is in a folder.
fn hosts_of_folders(site: &Site) -> Vec<Diagnostic> {
    let config = site.config();
    let folder = config.url.as_deref().map_or("", paths::path_of_url);
    let named = config.web.hosts.iter().filter(|host| matches!(host.value, Host::Netlify | Host::Cloudflare));
    let problem = |host: &Spanned<Host>| {
        let place = Place::span(&SourcePath::new(config::FILE), host.span.clone());
        let name = host.value.name();
        let message =
            format!("`{name}` reads its files at the root of an address, and the site is at `{folder}`");
        let help = format!(
            "remove `{name}`, and write the header fields and redirects for the whole address yourself"
        );
        Diagnostic::warning(place, message).help(help)
    };
    if folder.is_empty() { Vec::new() } else { named.map(problem).collect() }
}

/// Reports lists of figures and tables that the PDF is to have and that would be empty.
fn empty_lists(site: &Site) -> Vec<Diagnostic> {
    let print = &site.config().print;
    let lists = [
        (&print.list_of_figures, LabelKind::Figure, "`{#fig-id}` after its image"),
        (&print.list_of_tables, LabelKind::Table, "`Table: Its caption {#tbl-id}` before it"),
    ];
    let is_empty = |(setting, kind, _): &(&Spanned<bool>, LabelKind, &str)| {
        let has_any = |id: PageId| site.page(id).outline.has_printed_label(*kind);
        setting.value && !site.printed(Scope::Guide).into_iter().any(has_any)
    };
    let problem = |(setting, kind, how): (&Spanned<bool>, LabelKind, &str)| {
        let place = Place::span(&SourcePath::new(config::FILE), setting.span.clone());
        let kind = kind.name();
        let message = format!("no {kind} on paper has a number, so there is no list of {kind}s");
        Diagnostic::warning(place, message).help(format!("give a {kind} an id: write {how}"))
    };
    lists.into_iter().filter(is_empty).map(problem).collect()
}

fn wrong_template(site: &Site, id: PageId) -> Option<Diagnostic> {
    let outline = &site.page(id).outline;
    let template = outline.front.template.as_ref()?;
    unknown(&outline.source, "the theme has no template", template, &site.names.templates)
}

/// Reports a name that is not a known one.
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
    if let Some(problem) = site.check_links(id, std::slice::from_ref(&link), &|_, _| true).pop() {
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
    let wanted = paths::nfc(image.value.trim_start_matches('/'));
    if site.names.file_names().any(|name| name == wanted) {
        return Some(not_shared(place, image));
    }
    let help = nearest_path(&wanted, site.names.file_names().take(MAX_COMPARED).map(Cow::Borrowed));
    let problem = Diagnostic::error(place, format!("there is no image `{}`", image.value));
    Some(problem.help_if(help.map(|name| format!("did you mean `{name}`?"))))
}

fn not_shared(place: Place, image: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is not an image that other programs can show", image.value);
    Diagnostic::error(place, message).help("name a PNG, JPEG, WebP or GIF file of the guide")
}
