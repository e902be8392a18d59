//! Derives the snapshot of a guide that is in memory.

use super::{
    Config, Options, Reading, Snapshot, Sources, audience_problem, config, derive, filled, output_folder,
    releases, site_address, values,
};

impl Snapshot {
    /// Derives everything from sources that need no disk, such as those of `Sources::from_texts`.
    ///
    /// ```
    /// use handout::{discover::Sources, paths::UrlPath, snapshot::{Options, Snapshot}};
    ///
    /// let sources = Sources::from_texts([("content/index.md", "# Knots\n"), ("content/bowline.md", "# A loop\n")]);
    /// let snapshot = Snapshot::from_sources(&Options::default(), sources);
    /// assert!(snapshot.problems().is_empty());
    /// assert!(snapshot.site.routes.contains_key(&UrlPath::new("bowline.html")));
    /// ```
    pub fn from_sources(options: &Options, sources: Sources) -> Snapshot {
        Snapshot::from_sources_after(options, sources, None)
    }

    /// Derives everything as `from_sources` does. `previous` makes this faster and never changes the result.
    pub fn from_sources_after(options: &Options, sources: Sources, previous: Option<&Snapshot>) -> Snapshot {
        let mut config_problems = Vec::new();
        let mut config = match &sources.config {
            Some(source) => config::read(&source.text, &mut config_problems),
            None => Config::default(),
        };
        config.url = site_address(options, &config);
        let output = output_folder(options, &config);
        let values = values(&config, &sources, &mut config_problems);
        let config = filled(config, &sources, &values, &mut config_problems);
        config_problems.extend(audience_problem(options, &config));
        let releases = releases(&sources, &mut config_problems);
        derive(options, Reading { config, config_problems, sources, values, releases, output }, previous)
    }
}
