//! Reads what citations are made from: the sources and the style.

use std::sync::Arc;

use crate::bibliography::{CitationStyle, Library, is_style_file, style_names};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::Sources;
use crate::paths::SourcePath;
use crate::raw::Spanned;
use crate::site::Citing;

/// Reads the sources and the style of a guide. `previous` makes this faster and never changes the result.
pub fn read(config: &Config, sources: &Sources, previous: Option<&Citing>) -> Citing {
    let Some(source) = &sources.bibliography else { return Citing::default() };
    let mut problems = Vec::new();
    let old = previous.and_then(|old| old.sources.as_ref());
    let style = match &config.citations.style {
        Some(name) => style(name, sources, &mut problems),
        None => CitationStyle::default(),
    };
    let old = old.filter(|(library, _)| library.is_of(&source.path, &source.text));
    let new = || Arc::new(Library::read(&source.path, &source.text));
    let library = old.map_or_else(new, |(library, _)| Arc::clone(library));
    problems.extend(library.problems.iter().cloned());
    Citing { sources: Some((library, Arc::new(style))), problems }
}

/// Finds the style that a guide names; reports one that there is not.
fn style(name: &Spanned<String>, sources: &Sources, problems: &mut Vec<Diagnostic>) -> CitationStyle {
    let place = Place::span(&SourcePath::new(config::FILE), name.span.clone());
    if !is_style_file(&name.value) {
        return CitationStyle::find(&name.value).unwrap_or_else(|| {
            let near = nearest(&name.value, style_names());
            let help = near.map_or_else(
                || "name an archived style such as `apa`, or a CSL file in the content folder".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            problems.push(Diagnostic::error(place, format!("there is no style `{}`", name.value)).help(help));
            CitationStyle::default()
        });
    }
    let Some(file) = &sources.citation_style else {
        let message = format!("there is no file `{}` in the content folder", name.value);
        problems.push(
            Diagnostic::error(place, message)
                .help("put the style there; its path is relative to that folder"),
        );
        return CitationStyle::default();
    };
    CitationStyle::from_csl(&file.text).unwrap_or_else(|why| {
        let message = format!("not a style of the Citation Style Language: {why}");
        problems.push(Diagnostic::error(Place::file(&file.path), message));
        CitationStyle::default()
    })
}
