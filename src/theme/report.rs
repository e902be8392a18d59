//! Tera's errors → diagnostics at their place in the theme.

use std::ops::Range;

use tera::{Error, ErrorKind};

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::ThemeSource;
use crate::paths::SourcePath;
use crate::theme::{Layer, functions};
use crate::view;

/// Returns one or more diagnostics for an error; `template` is the template to be rendered.
pub fn diagnostics(error: &Error, template: &str, layers: &[Layer]) -> Vec<Diagnostic> {
    let reason = std::error::Error::source(error).map(|it| format!(": {it}")).unwrap_or_default();
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span().range.clone();
            let place = place(report.filename(), span.start..span.end.max(span.start + 1), layers);
            let text = source(report.filename(), layers).and_then(text_of).unwrap_or_default();
            let at = text.get(place.start..place.end).unwrap_or_default();
            let (message, help) = reworded(report.message(), at);
            let help = help.or_else(|| near_part(report.message(), layers));
            vec![Diagnostic::error(place, message + &reason).help_if(help)]
        }
        ErrorKind::MissingParent { current, parent } => vec![missing_parent(current, parent, layers)],
        ErrorKind::CircularExtend { tpl, .. } => vec![extends_itself(tpl, layers)],
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let message = format!("the template includes itself: {}", include_chain.join(" → "));
            let name = include_chain.last().and_then(|it| it.split_once('/')).map_or("", |(_, name)| name);
            vec![Diagnostic::error(place(tpl, quoted(tpl, name, layers), layers), message)]
        }
        ErrorKind::Msg(message) if message.contains("is defined in both") => vec![twice(message, layers)],
        ErrorKind::Msg(message) => {
            let found: Vec<_> = message.split("\n\n").filter_map(|it| from_drawing(it, layers)).collect();
            if found.is_empty() { vec![whole(format!("{message}{reason}"), template, layers)] } else { found }
        }
        _ => vec![whole(error.to_string(), template, layers)],
    }
}

/// Rewords Tera's message in this program's terms, with what to do; `at` is the text that it is about.
fn reworded(message: &str, at: &str) -> (String, Option<String>) {
    let (message, hint) = split_hint(message);
    let (first, available) = message.split_once(". Available ").unwrap_or((message, ""));
    let (first, available) = (first.trim_end_matches('.'), available.split_once(": ").map_or("", |it| it.1));
    let help = match first.split('`').nth(1) {
        Some(name) if first.contains("is not defined") => {
            Some(near_name(name, available, first.starts_with("Variable")))
        }
        _ if first.contains("undefined") => near(at, view::field_names().chain(["light", "dark"])),
        _ => hint,
    };
    let mut message = first.to_owned();
    for (rust, plain) in [
        ("`&str`", "text"),
        ("`string`", "text"),
        ("`i64`", "a whole number"),
        ("`f64`", "a number with decimals"),
    ] {
        message = message.replace(rust, plain);
    }
    if message.starts_with("Tried to render") {
        return (format!("there is no `{at}` to print"), help);
    }
    let message = message.replacen("Invalid type for the value, expected", "expected", 1);
    (uncapitalized(&message.replacen(" but got ", ", found ", 1)), help)
}

/// Splits the message of a function from its hint, which Tera can only pass on as a part of the message.
fn split_hint(message: &str) -> (&str, Option<String>) {
    let hint = message.rfind("; did you mean ");
    hint.map_or((message, None), |at| (&message[..at], Some(message[at + 2..].to_owned())))
}

/// Reports a component that two templates of a theme define.
fn twice(message: &str, layers: &[Layer]) -> Diagnostic {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (name, second) = (quoted.next().unwrap_or_default(), quoted.last().unwrap_or_default());
    let text = source(second, layers).and_then(text_of).unwrap_or_default();
    let at = text.find(&format!("component {name}")).map_or(0..0, |at| {
        let start = at + "component ".len();
        start..start + name.len()
    });
    Diagnostic::error(place(second, at, layers), uncapitalized(message)).help("rename one of them")
}

/// Suggests the nearest existing name for a missing field or variable.
fn near_name(name: &str, available: &str, is_variable: bool) -> String {
    match near(name, available.split(", ")) {
        Some(help) => help,
        None if available.is_empty() => {
            "the value before the dot is missing here; test it with `{% if … %}` first".into()
        }
        None if is_variable => format!("a component sees only its arguments, here {available}"),
        None => format!("the fields are {available}"),
    }
}

fn near<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, known.into_iter().filter(|it| *it != name)).map(|it| format!("did you mean `{it}`?"))
}

/// Returns a message with a small first letter, as this program's messages have.
fn uncapitalized(message: &str) -> String {
    let mut rest = message.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}

fn missing_parent(current: &str, parent: &str, layers: &[Layer]) -> Diagnostic {
    let span = quoted(current, parent, layers);
    let known = layers.iter().flat_map(|layer| {
        let names = layer.files.keys().filter_map(|path| path.strip_prefix("templates/"));
        names.map(move |name| format!("{}/{name}", layer.name)).filter(|name| *name != current)
    });
    let known: Vec<String> = known.collect();
    // A name without a theme is compared with the names that the themes give their templates.
    let is_short = !parent.contains('/');
    let compared = known.iter().map(|name| match name.split_once('/') {
        Some((_, short)) if is_short => short,
        _ => name.as_str(),
    });
    let near = nearest(parent, compared.clone());
    let at = near.and_then(|near| compared.clone().position(|name| name == near));
    let help = at.map(|at| format!("did you mean `{}`?", known[at]));
    let message = format!("there is no template `{parent}` to extend");
    Diagnostic::error(place(current, span, layers), message).help_if(help)
}

/// Reports a `page.html` that extends `page.html` and means its parent's.
fn extends_itself(template: &str, layers: &[Layer]) -> Diagnostic {
    let (theme, name) = template.split_once('/').unwrap_or(("", template));
    let parent = layers.iter().skip_while(|layer| layer.name != theme).nth(1);
    let span = quoted(template, name, layers);
    let help =
        parent.map(|parent| format!("to extend the parent's template, write `{}/{name}`", parent.name));
    Diagnostic::error(place(template, span, layers), "the template extends itself").help_if(help)
}

/// Returns where a template names another one.
fn quoted(template: &str, name: &str, layers: &[Layer]) -> Range<usize> {
    let text = source(template, layers).and_then(text_of).unwrap_or_default();
    text.find(&format!("\"{name}\"")).map_or(0..0, |at| at + 1..at + 1 + name.len())
}

/// Returns where a template uses a variable in an expression.
pub fn variable_in(text: &str, variable: &str) -> Option<Range<usize>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let whole_word = |at: &usize| {
        !text[..*at].ends_with(|c: char| is_word(c) || c == '.' || c == '"')
            && !text[at + variable.len()..].starts_with(is_word)
    };
    let in_tag = |at: &usize| {
        let opened = text[..*at].rfind("{{").max(text[..*at].rfind("{%"));
        opened.is_some_and(|opened| !text[opened..*at].contains(['}']))
    };
    let found = text.match_indices(variable).map(|(at, _)| at).filter(whole_word).find(in_tag)?;
    Some(found..found + variable.len())
}

/// Parses one of the drawings that Tera joins into its message about unresolved references.
fn from_drawing(drawing: &str, layers: &[Layer]) -> Option<Diagnostic> {
    let mut lines = drawing.lines();
    let message = lines.next()?.strip_prefix("error: ")?;
    let (rest, column) = lines.next()?.trim_start().strip_prefix("--> ")?.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let carets = lines.last().map_or(1, |it| it.matches('^').count().max(1));
    let text = source(name, layers).and_then(text_of)?;
    let line_at: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let start = line_at + text[line_at..].chars().take(column - 1).map(char::len_utf8).sum::<usize>();
    let length: usize = text[start..].chars().take(carets).map(char::len_utf8).sum();
    let problem = Diagnostic::error(place(name, start..start + length, layers), uncapitalized(message));
    Some(problem.help_if(near_part(message, layers)))
}

/// Suggests the nearest existing name for a missing part of a template.
fn near_part(message: &str, layers: &[Layer]) -> Option<String> {
    let name = message.split('`').nth(1)?;
    let templates = || layers.iter().flat_map(|it| it.files.iter());
    let named = |tag: &'static str| {
        templates().filter_map(|(_, source)| text_of(source)).flat_map(move |text| names_after(text, tag))
    };
    match message.split(' ').next()? {
        "Block" => near(name, named("block")),
        "Unknown" if message.starts_with("Unknown component") => near(name, named("component")),
        "Unknown" if message.starts_with("Unknown template") => {
            near(name, templates().filter_map(|(path, _)| path.strip_prefix("templates/")))
        }
        "Unknown" => near(name, functions::REFERENCE.iter().filter_map(functions::Callable::name)),
        _ => None,
    }
}

/// Returns the names after a tag of a template, such as `{% block NAME`, each once, in the order of the text.
pub fn names_after<'a>(text: &'a str, tag: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    for opened in text.split("{%").skip(1) {
        let inside = opened.trim_start_matches('-').trim_start();
        let Some(rest) = inside.strip_prefix(tag).filter(|it| it.starts_with(' ')) else { continue };
        let name = rest.trim_start();
        let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
        if !names.contains(&&name[..end]) {
            names.push(&name[..end]);
        }
    }
    names
}

pub fn whole(message: String, template: &str, layers: &[Layer]) -> Diagnostic {
    Diagnostic::error(place(template, 0..0, layers), message)
}

fn place(template: &str, span: Range<usize>, layers: &[Layer]) -> Place {
    match source(template, layers) {
        Some(source) => Place::span(&source.path, span),
        None => Place::file(&SourcePath::new(format!("templates/{template}"))),
    }
}

/// Returns the file of a template, whose name begins with its theme or is searched for as Tera does.
fn source<'a>(template: &str, layers: &'a [Layer]) -> Option<&'a ThemeSource> {
    let named = template.split_once('/').and_then(|(theme, name)| {
        let layer = layers.iter().find(|layer| layer.name == theme)?;
        layer.files.get(&format!("templates/{name}"))
    });
    named.or_else(|| layers.iter().find_map(|layer| layer.files.get(&format!("templates/{template}"))))
}

fn text_of(source: &ThemeSource) -> Option<&str> {
    std::str::from_utf8(&source.bytes).ok()
}
