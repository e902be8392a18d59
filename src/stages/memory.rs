//! Derives the snapshot of a guide that is in memory.

use super::{Config, Look, Options, Snapshot, Sources, config, derive, output_folder};

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
        let mut config_problems = Vec::new();
        let mut config = match &sources.config {
            Some(source) => config::read(&source.text, &mut config_problems),
            None => Config::default(),
        };
        config.url = options.base_url.clone().or(config.url);
        let output = output_folder(options, &config);
        derive(options, Look { config, config_problems, sources, output }, None)
    }
}
