//! What was read of a guide → a snapshot.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place};
use crate::discover::Sources;
use crate::images::{ImageError, ImageHeader};
use crate::outputs;
use crate::parse::{self, Audiences, Page, PageValues, ParseOptions, glossary_file};
use crate::raw::{Spanned, Value};
use crate::releases::Release;
use crate::site::{self, Citing, Drafts, Names, NumberWords, Pdfs, Site};
use crate::snapshot::{Options, Snapshot};
use crate::stages::{citing, numbers};
use crate::theme::functions::Addresses;
use crate::theme::{Renderer, Theme};
use crate::values::Values;

/// The result of reading the disk.
pub struct Reading {
    /// The settings.
    pub config: Config,
    /// The mistakes in them.
    pub config_problems: Vec<Diagnostic>,
    /// The files.
    pub sources: Sources,
    /// The values of the guide.
    pub values: Arc<Values>,
    /// The released editions.
    pub releases: Vec<Release>,
    /// The folder to write to.
    pub output: PathBuf,
}

/// Runs stages 2 and 3 on what was read.
pub fn derive(options: &Options, reading: Reading, previous: Option<&Snapshot>) -> Snapshot {
    let Reading { config, config_problems, mut sources, values, releases, output } = reading;
    let same_config = previous.filter(|old| old.config == config);
    let theme = theme_of(&config, &sources, same_config);
    let mut config_problems = config_problems;
    add_glossary(&mut sources, theme.label("glossary"), &mut config_problems);
    let parse_options = parse_options(options, &config, &values, &sources, &theme);
    let can_cite = |sources: &Sources| sources.bibliography.is_some();
    let same_options = same_config
        .filter(|old| old.values == values && old.theme.directives == theme.directives)
        .filter(|old| old.options.audience == options.audience)
        .filter(|old| can_cite(&old.sources) == can_cite(&sources));
    let parsed =
        parse::parse_all(&mut sources.pages, &parse_options, same_options.map_or(&[], |old| &old.parsed));
    let names = Names {
        drafts: options.drafts,
        pdfs: if cfg!(feature = "pdf") { options.pdfs } else { Pdfs::Left },
        citing: citing::read(&config, &sources, previous.map(|old| old.site.citing())),
        ..names(&parsed, &sources, &theme, &config)
    };
    let site = site::from_names(names, outputs::routes, previous.map(|old| &old.site));
    let earlier =
        previous.map(|old| numbers::Earlier { parsed: &old.parsed, pages: &old.pages, site: &old.site });
    let pages = numbers::complete(&parsed, &site, earlier);
    let same_names = previous.filter(|old| Arc::ptr_eq(&old.site, &site) && Arc::ptr_eq(&old.theme, &theme));
    let renderer = same_names.map_or_else(|| bound(&theme, &site), |old| Arc::clone(&old.renderer));
    let audience = audience_title(options, &config);
    let indexes = site.search.iter().map(|_| OnceLock::new()).collect();
    let of_leaves = config.leaf.iter().map(|_| OnceLock::new()).collect();
    Snapshot {
        config,
        sources,
        values,
        releases,
        theme,
        parsed,
        pages,
        site,
        renderer,
        output,
        audience,
        indexes,
        titles: OnceLock::new(),
        releases_by_page: OnceLock::new(),
        of_leaves,
        options: options.clone(),
        config_problems,
    }
}

/// Returns the theme of a guide: that of a snapshot with the same settings, if its files are the same.
fn theme_of(config: &Config, sources: &Sources, same_config: Option<&Snapshot>) -> Arc<Theme> {
    match same_config.filter(|old| old.theme.is_from(&sources.themes)) {
        Some(old) => Arc::clone(&old.theme),
        None => {
            Arc::new(Theme::load(&sources.themes, &config.theme, &config.language, config.evidence.as_ref()))
        }
    }
}

/// Adds the page that the file of the glossary makes.
fn add_glossary(sources: &mut Sources, title: &str, problems: &mut Vec<Diagnostic>) {
    let Some(file) = &sources.glossary else { return };
    let before = problems.clone();
    let own = sources.pages.get(glossary_file::PAGE).filter(|page| page.path.as_str() != file.path.as_str());
    if let Some(own) = own {
        let message = format!("{} is in the place of the page that this file makes", own.path);
        let help = "move the terms into the page, below `glossary: true`, or rename the page";
        return problems.push(Diagnostic::error(Place::file(&file.path), message).help(help));
    }
    let mut found = Vec::new();
    let page = glossary_file::page(file, title, &mut found);
    // An update that reads only pages brings the problems of before.
    problems.extend(found.into_iter().filter(|problem| !before.contains(problem)));
    sources.pages.insert(glossary_file::PAGE.to_owned(), page);
}

/// Returns the names of the audiences of a guide.
pub fn audience_names(config: &Config) -> Vec<String> {
    config.audiences.iter().map(|audience| audience.name.clone()).collect()
}

/// Returns the title of the audience that the guide is built for.
fn audience_title(options: &Options, config: &Config) -> Option<String> {
    let chosen = options.audience.as_ref()?;
    let audience = config.audiences.iter().find(|audience| audience.name == *chosen)?;
    Some(audience.title.clone()).filter(|title| !title.is_empty())
}

/// Returns the settings with values in the texts that readers see.
pub fn filled(config: Config, sources: &Sources, values: &Values, problems: &mut Vec<Diagnostic>) -> Config {
    let source = sources.config.as_ref().filter(|source| source.text.contains("{{"));
    let Some(source) = source else { return config };
    let mut values = PageValues::new(source, values);
    // What is wrong in the file itself was reported when it was read first.
    let mut fill = |text: &mut Spanned<Value>| {
        let span = text.span.clone();
        values.fill_node(text, &span);
    };
    let filled = config::read_filled(&source.text, &mut fill, &mut Vec::new());
    problems.append(&mut values.problems);
    Config { url: config.url, ..filled }
}

fn parse_options(
    options: &Options,
    config: &Config,
    values: &Arc<Values>,
    sources: &Sources,
    theme: &Theme,
) -> ParseOptions {
    let audiences = Audiences { names: audience_names(config), chosen: options.audience.clone() };
    ParseOptions {
        markdown: config.markdown.clone(),
        unknown_keys: config.front_matter.unknown,
        title: config.title.clone(),
        language: config.language.value.clone(),
        checks: config.checks.clone(),
        directives: Arc::clone(&theme.directives),
        audiences,
        values: Arc::clone(values),
        values_by_name: false,
        included: Arc::clone(&sources.included),
        can_cite: sources.bibliography.is_some(),
    }
}

/// Returns a theme with the addresses of a site.
pub fn bound(theme: &Theme, site: &Arc<Site>) -> Arc<Renderer> {
    Arc::new(theme.bind(addresses(site)))
}

/// Returns the function with which templates look up the addresses of pages and files.
fn addresses(site: &Arc<Site>) -> Addresses {
    let site = Arc::clone(site);
    Addresses(Arc::new(move |path| site.address(path)))
}

fn images(sources: &Sources) -> BTreeMap<String, Result<ImageHeader, ImageError>> {
    let files = sources.statics.iter().chain(&sources.files);
    files.filter_map(|(name, file)| Some((name.clone(), file.image.clone()?))).collect()
}

/// Collects the names of everything that a page can link to, with drafts and PDFs as they are by default.
fn names(pages: &[Arc<Page>], sources: &Sources, theme: &Theme, config: &Config) -> Names {
    Names {
        outlines: pages.iter().map(|page| Arc::clone(&page.outline)).collect(),
        files: sources.files.iter().map(|(name, file)| (name.clone(), file.path.clone())).collect(),
        statics: sources.statics.iter().map(|(name, file)| (name.clone(), file.path.clone())).collect(),
        images: images(sources),
        assets: theme.assets.iter().map(|(name, asset)| (name.clone(), asset.url.clone())).collect(),
        kinds: theme.kinds.clone(),
        templates: theme.templates.clone(),
        number_words: NumberWords::of(&theme.labels),
        citing: Citing::default(),
        config: config.clone(),
        drafts: Drafts::default(),
        pdfs: Pdfs::default(),
    }
}
