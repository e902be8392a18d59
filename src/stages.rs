//! Stages 1 to 3: reads a guide and derives a snapshot. The only module that knows their order.

mod memory;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::discover::{self, Sources};
use crate::error::Error;
use crate::outputs;
use crate::parse::{self, Page, ParseOptions};
use crate::picture::{Fault, Picture};
use crate::site::{self, Drafts, Names, Pdfs, Site};
use crate::snapshot::{Options, Snapshot};
use crate::theme::Theme;
use crate::theme::functions::Addresses;

impl Snapshot {
    /// Reads a guide from the disk. `previous` makes this faster and never changes the result.
    ///
    /// Fails if the system refuses to read a file. Mistakes in the guide are no failure: `problems` returns them.
    pub fn take(options: &Options, previous: Option<&Snapshot>) -> Result<Snapshot, Error> {
        let empty = Sources::default();
        let config_source = discover::config(&options.root)?;
        let mut config_problems = Vec::new();
        let mut config = match &config_source {
            Some(source) => config::read(&source.text, &mut config_problems),
            None => Config::default(),
        };
        // The address is part of nearly every output, so the settings hold the one that counts.
        config.url = options.base_url.clone().or(config.url);
        let output = output_folder(options, &config);
        let same_config = previous.filter(|old| old.config == config);
        let old_sources = same_config.map_or(&empty, |old| &old.sources);
        let sources = discover::discover(&options.root, &config, &output, config_source, old_sources)?;
        Ok(derive(options, Look { config, config_problems, sources, output }, previous))
    }

    /// Reads only the pages in `written` again, which are paths below the root. Returns `None` if that is not enough
    /// to know the state of the guide; then use `take`.
    pub fn take_pages(options: &Options, written: &[String], previous: &Snapshot) -> Option<Snapshot> {
        let look = Look {
            config: previous.config.clone(),
            config_problems: previous.config_problems.clone(),
            sources: discover::again(&options.root, written, &previous.sources)?,
            output: previous.output.clone(),
        };
        Some(derive(options, look, Some(previous)))
    }
}

/// What was read from the disk.
struct Look {
    config: Config,
    config_problems: Vec<Diagnostic>,
    sources: Sources,
    output: PathBuf,
}

/// Runs stages 2 and 3 on what was read.
fn derive(options: &Options, look: Look, previous: Option<&Snapshot>) -> Snapshot {
    let Look { config, config_problems, mut sources, output } = look;
    let same_config = previous.filter(|old| old.config == config);
    let theme = match same_config.filter(|old| old.theme.is_from(&sources.themes)) {
        Some(old) => Arc::clone(&old.theme),
        None => Arc::new(Theme::load(&sources.themes, &config.theme)),
    };
    let parse_options = ParseOptions {
        markdown: config.markdown.clone(),
        unknown_keys: config.front_matter.unknown,
        title: config.title.clone(),
        language: config.language.clone(),
        checks: config.checks.clone(),
    };
    let pages =
        parse::parse_all(&mut sources.pages, &parse_options, same_config.map_or(&[], |old| &old.pages));
    let names = Names {
        drafts: options.drafts,
        pdfs: if cfg!(feature = "pdf") { options.pdfs } else { Pdfs::Left },
        ..names(&pages, &sources, &theme, &config)
    };
    let site = site::from_names(names, outputs::routes, previous.map(|old| &old.site));
    let same_names = previous.filter(|old| Arc::ptr_eq(&old.site, &site) && Arc::ptr_eq(&old.theme, &theme));
    let renderer = match same_names {
        Some(old) => Arc::clone(&old.renderer),
        None => Arc::new(theme.bind(addresses(&site))),
    };
    let (root, source_date) = (options.root.clone(), options.source_date);
    let indexes = site.search.iter().map(|_| OnceLock::new()).collect();
    Snapshot {
        config,
        sources,
        theme,
        pages,
        site,
        renderer,
        output,
        source_date,
        indexes,
        root,
        config_problems,
    }
}

/// Returns the function by which templates find the addresses of pages and files.
fn addresses(site: &Arc<Site>) -> Addresses {
    let site = Arc::clone(site);
    Addresses(Arc::new(move |path| site.address(path)))
}

fn output_folder(options: &Options, config: &Config) -> PathBuf {
    options.output.clone().unwrap_or_else(|| options.root.join(Path::new(&config.output)))
}

fn pictures(sources: &Sources) -> BTreeMap<String, Result<Picture, Fault>> {
    let files = sources.statics.iter().chain(&sources.files);
    files.filter_map(|(name, file)| Some((name.clone(), file.picture.clone()?))).collect()
}

/// Collects the names of everything that a page can link to, with drafts and PDFs as they are by default.
fn names(pages: &[Arc<Page>], sources: &Sources, theme: &Theme, config: &Config) -> Names {
    Names {
        outlines: pages.iter().map(|page| Arc::clone(&page.outline)).collect(),
        files: sources.files.iter().map(|(name, file)| (name.clone(), file.path.clone())).collect(),
        statics: sources.statics.iter().map(|(name, file)| (name.clone(), file.path.clone())).collect(),
        pictures: pictures(sources),
        assets: theme.assets.iter().map(|(name, asset)| (name.clone(), asset.url.clone())).collect(),
        kinds: theme.kinds.clone(),
        templates: theme.templates.clone(),
        config: config.clone(),
        drafts: Drafts::default(),
        pdfs: Pdfs::default(),
    }
}
