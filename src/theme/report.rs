//! Tera's errors → diagnostics at their place in the theme.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind};

use crate::diagnostic::{Diagnostic, Place};
use crate::discover::ThemeSource;
use crate::paths::SourcePath;

/// One diagnostic or more for an error; `template` is the one that was asked for.
pub fn diagnostics(
    error: &Error,
    template: &str,
    sources: &BTreeMap<String, ThemeSource>,
) -> Vec<Diagnostic> {
    let reason = std::error::Error::source(error).map(|it| format!(": {it}")).unwrap_or_default();
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span().range.clone();
            let place = place(report.filename(), span.start..span.end.max(span.start + 1), sources);
            vec![Diagnostic::error(place, format!("{}{reason}", report.message()))]
        }
        ErrorKind::MissingParent { current, parent } => {
            let text = text(current, sources).unwrap_or_default();
            let at = text.find(parent.as_str()).unwrap_or_default();
            let place = place(current, at..at + parent.len(), sources);
            vec![Diagnostic::error(place, format!("the theme has no template `{parent}` to extend"))]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain } => vec![circle("extends", tpl, chain, sources)],
        ErrorKind::CircularInclude { tpl, include_chain: chain } => vec![circle("includes", tpl, chain, sources)],
        ErrorKind::Msg(message) => {
            let found: Vec<_> = message.split("\n\n").filter_map(|it| from_drawing(it, sources)).collect();
            if found.is_empty() {
                vec![whole(format!("{message}{reason}"), template, sources)]
            } else {
                found
            }
        }
        _ => vec![whole(error.to_string(), template, sources)],
    }
}

/// Tera draws the references it cannot resolve and joins the drawings into one message: takes one apart.
fn from_drawing(drawing: &str, sources: &BTreeMap<String, ThemeSource>) -> Option<Diagnostic> {
    let mut lines = drawing.lines();
    let message = lines.next()?.strip_prefix("error: ")?;
    let (rest, column) = lines.next()?.trim_start().strip_prefix("--> ")?.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let carets = lines.last().map_or(1, |it| it.matches('^').count().max(1));
    let text = text(name, sources)?;
    let line_at: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let start = line_at + text[line_at..].chars().take(column - 1).map(char::len_utf8).sum::<usize>();
    let length: usize = text[start..].chars().take(carets).map(char::len_utf8).sum();
    Some(Diagnostic::error(place(name, start..start + length, sources), message))
}

/// A template that leads back to itself.
fn circle(how: &str, template: &str, chain: &[String], sources: &BTreeMap<String, ThemeSource>) -> Diagnostic {
    let mut way: Vec<&str> = chain.iter().map(String::as_str).collect();
    way.dedup();
    let message = format!("the template {how} itself, by way of {}", way.join(" → "));
    Diagnostic::error(place(template, 0..0, sources), message)
}

fn whole(message: String, template: &str, sources: &BTreeMap<String, ThemeSource>) -> Diagnostic {
    Diagnostic::error(place(template, 0..0, sources), message)
}

fn place(template: &str, span: std::ops::Range<usize>, sources: &BTreeMap<String, ThemeSource>) -> Place {
    match sources.get(&format!("templates/{template}")) {
        Some(source) => Place::span(&source.path, span),
        None => Place::file(&SourcePath::new(format!("templates/{template}"))),
    }
}

fn text<'a>(template: &str, sources: &'a BTreeMap<String, ThemeSource>) -> Option<&'a str> {
    std::str::from_utf8(&sources.get(&format!("templates/{template}"))?.bytes).ok()
}
