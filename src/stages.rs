//! Stages 1 to 3: reads a guide and derives a snapshot. The only module that knows their order.

mod citing;
mod derive;
mod memory;
mod numbers;
mod readers;
mod terms;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::{self, Folders, Sources, TextSource};
use crate::error::Error;
use crate::paths::SourcePath;
use crate::releases::{self, Release};
use crate::snapshot::{Options, Snapshot};
use crate::theme;
use crate::values::{ValueFile, Values};
use derive::{Reading, audience_names, derive, filled};

impl Snapshot {
    /// Reads a guide from the disk. `previous` makes this faster and never changes the result.
    ///
    /// Fails if the system refuses to read a file. Mistakes in the guide are not an error: `problems` returns them.
    pub fn take(options: &Options, previous: Option<&Snapshot>) -> Result<Snapshot, Error> {
        let empty = Sources::default();
        let config_source = discover::config(&options.root, &options.trust_links_to)?;
        let mut config_problems = Vec::new();
        let mut config = match &config_source {
            Some(source) => config::read(&source.text, &mut config_problems),
            None => Config::default(),
        };
        // The address is part of nearly every output, so the settings have the effective one.
        config.url = site_address(options, &config);
        let output = output_folder(options, &config);
        let same_config = previous
            .filter(|old| old.config.url == config.url && same_text(&old.sources, config_source.as_ref()));
        let old_sources = same_config.map_or(&empty, |old| &old.sources);
        let folders = Folders { root: &options.root, output: &output, trusted: &options.trust_links_to };
        let sources = discover::discover(folders, &config, config_source, old_sources, &theme::parent_of)?;
        let values = values(&config, &sources, &mut config_problems);
        let config = filled(config, &sources, &values, &mut config_problems);
        config_problems.extend(audience_problem(options, &config));
        config_problems.extend(readers::check(&config, &values));
        let releases = releases(&sources, &mut config_problems);
        Ok(derive(options, Reading { config, config_problems, sources, values, releases, output }, previous))
    }

    /// Reads only the pages in `written` again, which are paths below the root. Returns `None` if that is not enough
    /// to know the state of the guide; then use `take`.
    pub fn take_pages(options: &Options, written: &[String], previous: &Snapshot) -> Option<Snapshot> {
        let reading = Reading {
            config: previous.config.clone(),
            config_problems: previous.config_problems.clone(),
            sources: discover::again(&options.root, written, &previous.sources)?,
            values: Arc::clone(&previous.values),
            releases: previous.releases.clone(),
            output: previous.output.clone(),
        };
        Some(derive(options, reading, Some(previous)))
    }
}

/// Reports whether `site.toml` is as it was.
fn same_text(old: &Sources, new: Option<&TextSource>) -> bool {
    old.config.as_ref().map(|source| &source.text) == new.map(|source| &source.text)
}

/// Reads the values of a guide.
fn values(config: &Config, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Arc<Values> {
    let path = SourcePath::new(config::FILE);
    let text = sources.config.as_ref().map_or("", |source| &*source.text);
    let files = sources.values.iter();
    let files = files.map(|(name, file)| (name.as_str(), ValueFile { path: &file.path, text: &file.text }));
    Arc::new(Values::of_guide((ValueFile { path: &path, text }, &config.values), files, problems))
}

/// Reads the editions of a guide that were released.
fn releases(sources: &Sources, problems: &mut Vec<Diagnostic>) -> Vec<Release> {
    let source = sources.releases.as_ref();
    source.map(|source| releases::read(&source.path, &source.text, problems)).unwrap_or_default()
}

/// Reports an audience that the guide is to be built for and does not have.
fn audience_problem(options: &Options, config: &Config) -> Option<Diagnostic> {
    let names = audience_names(config);
    let chosen = options.audience.as_ref().filter(|chosen| !names.contains(chosen))?;
    let near = nearest(chosen, names.iter().map(String::as_str));
    let help = near.map_or_else(
        || format!("declare it below `[audiences]`: `{chosen} = \"its title\"`"),
        |near| format!("did you mean `--audience {near}`?"),
    );
    let place = Place::file(&SourcePath::new(config::FILE));
    Some(Diagnostic::error(place, format!("there is no audience `{chosen}`")).help(help))
}

/// Returns the address that the site will have, if it is known.
fn site_address(options: &Options, config: &Config) -> Option<String> {
    let of_destination = || config.destination(&options.publish_to)?.url.clone();
    options.base_url.clone().or_else(of_destination).or_else(|| config.url.clone())
}

fn output_folder(options: &Options, config: &Config) -> PathBuf {
    options.output.clone().unwrap_or_else(|| options.root.join(Path::new(&config.output)))
}
