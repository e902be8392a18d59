//! A guide for some of its readers: with values of their own, or for another audience.

use std::sync::Arc;

use crate::config::leaf::LeafEntry;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::paths::SourcePath;
use crate::site::{Pdf, Scope};
use crate::snapshot::Snapshot;
use crate::stages::derive::{Reading, audience_names, bound, derive, filled};
use crate::values::{ValueFile, Values};

impl Snapshot {
    /// Returns the guide as a PDF shows it, and the PDF with the place of its leaf there. Only a leaf can have an audience or values of its
    /// own. Fails if a page of the leaf is not for its audience.
    pub fn for_pdf(&self, pdf: Pdf) -> Result<(&Snapshot, Pdf), Diagnostic> {
        let Scope::Leaf(number) = pdf.scope else { return Ok((self, pdf)) };
        let (snapshot, number) = self.for_leaf(number)?;
        Ok((snapshot, Pdf { scope: Scope::Leaf(number), ..pdf }))
    }

    /// Returns the guide as the readers of a leaf see it, and the place of the leaf in it, which may have other leaves. Fails if a page
    /// of the leaf is not for its audience.
    pub fn for_leaf(&self, number: usize) -> Result<(&Snapshot, usize), Diagnostic> {
        let leaf = &self.site.leaves[number];
        let own = self.of_entry(leaf.entry);
        match own.site.leaf_number(&leaf.name) {
            Some(number) => Ok((own, number)),
            None => {
                let message = format!("a page of the leaf `{}` is not for its audience", leaf.name);
                Err(Diagnostic::error(leaf.place.clone(), message)
                    .help("change `only` in the front matter of the page, or `audience` of the leaf"))
            }
        }
    }

    /// Derives the guide for the readers of every `[[leaf]]`. Used by `build`, because threads that need the same one would each derive it.
    pub fn make_readers(&self) {
        for at in 0..self.config.leaf.len() {
            self.of_entry(at);
        }
    }

    /// Returns the guide as the readers of a `[[leaf]]` see it: this one, if it has neither an audience nor values of its own.
    fn of_entry(&self, at: usize) -> &Snapshot {
        let Some(entry) = self.config.leaf.get(at) else { return self };
        if entry.audience.is_none() && entry.values.is_empty() {
            return self;
        }
        let readers = readers_of(entry);
        // Leaves for the same readers share a guide.
        let first = self.config.leaf.iter().position(|other| readers_of(other) == readers);
        let Some(cell) = first.and_then(|first| self.of_leaves.get(first)) else { return self };
        // Derived outside of the cell: a thread that waits for the cell may be one that derives what is in it.
        if cell.get().is_none() {
            let (audience, set) = readers;
            let mut own = self.for_readers(audience, &set);
            // Its templates link to the site that is published.
            let is_same = Arc::ptr_eq(&own.theme, &self.theme);
            own.renderer = if is_same { Arc::clone(&self.renderer) } else { bound(&own.theme, &self.site) };
            // It is already for readers of its own.
            own.of_leaves = Vec::new();
            let _ = cell.set(own);
        }
        cell.get().expect("filled above")
    }

    /// Returns the guide with other values, each with its name, and for another audience. A name that is none of the guide's is left
    /// out; `Values::set` reports it. Reads nothing of the disk but the text of pages that change.
    #[must_use]
    pub fn for_readers(&self, audience: Option<String>, set: &[(String, String)]) -> Snapshot {
        let mut options = self.options.clone();
        options.audience = audience.or(options.audience);
        let mut values = Values::clone(&self.values);
        for (name, text) in set {
            // Reported where the name was given.
            let _ = values.set(name, text);
        }
        let written = self.sources.config.as_ref();
        let config = written.map_or_else(Config::default, |file| config::read(&file.text, &mut Vec::new()));
        let config = Config { url: self.config.url.clone(), ..config };
        let mut config_problems = Vec::new();
        let config = filled(config, &self.sources, &values, &mut config_problems);
        let reading = Reading {
            config,
            config_problems,
            sources: self.sources.with_texts(self.root()),
            values: Arc::new(values),
            releases: self.releases.clone(),
            output: self.output.clone(),
        };
        derive(&options, reading, Some(self))
    }
}

/// Reports audiences and values of leaves that the guide does not have.
pub fn check(config: &Config, values: &Values) -> Vec<Diagnostic> {
    let names = audience_names(config);
    let path = SourcePath::new(config::FILE);
    let mut problems = Vec::new();
    for leaf in &config.leaf {
        if let Some(audience) = leaf.audience.as_ref().filter(|audience| !names.contains(&audience.value)) {
            let near = nearest(&audience.value, names.iter().map(String::as_str));
            let place = Place::span(&path, audience.span.clone());
            problems.push(
                Diagnostic::error(place, format!("there is no audience `{}`", audience.value))
                    .help_if(near.map(|near| format!("did you mean `{near}`?"))),
            );
        }
        let own = values_of(leaf, &mut problems);
        let mut copy = Values::clone(values);
        for name in own.texts() {
            if let Err(why) = copy.set(name, own.text(name).unwrap_or_default()) {
                let key = name.split('.').next().unwrap_or(name);
                let span = leaf.values.iter().find(|entry| entry.key == key).map(|it| it.key_span.clone());
                let place = span.map_or_else(|| Place::file(&path), |span| Place::span(&path, span));
                problems.push(Diagnostic::error(place, why.message).help_if(why.help));
            }
        }
    }
    problems
}

/// Returns the audience of a leaf and the texts of its own values, each with its name.
fn readers_of(leaf: &LeafEntry) -> (Option<String>, Vec<(String, String)>) {
    let own = values_of(leaf, &mut Vec::new());
    let texts = own.texts().filter_map(|name| Some((name.to_owned(), own.text(name)?.to_owned())));
    (leaf.audience.as_ref().map(|audience| audience.value.clone()), texts.collect())
}

/// Returns the values of a leaf, by their dotted names.
fn values_of(leaf: &LeafEntry, problems: &mut Vec<Diagnostic>) -> Values {
    let path = SourcePath::new(config::FILE);
    let file = ValueFile { path: &path, text: "" };
    Values::of_guide((file, &leaf.values), std::iter::empty(), problems)
}
