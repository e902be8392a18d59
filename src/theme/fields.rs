//! Checks the fields that templates use before any page does: `page.titel` is a mistake even if no page uses the
//! template. Input: a template's text. Output: diagnostics with the nearest name.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::paths::SourcePath;
use crate::view::{TemplateUse, ViewField, ViewType};

/// The names of variables whose keys a theme or a site declares.
pub type Keys<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Reports fields in a template that no view has.
pub fn check(path: &SourcePath, text: &str, keys: &Keys<'_>, of: TemplateUse) -> Vec<Diagnostic> {
    let hidden = hidden_names(text);
    let items = loop_items(text, &hidden, of);
    let uses = tags(text).into_iter().flat_map(|tag| paths_in(text, tag));
    let mut problems = Vec::new();
    for parts in uses {
        let root = &text[parts[0].clone()];
        match items.get(root) {
            Some(item) => problems.extend(wrong_below(path, text, &parts, item)),
            None if hidden.contains(&root) => {}
            None => problems.extend(wrong(path, text, &parts, keys, of)),
        }
    }
    problems
}

/// Returns the variables of loops over lists of the view, such as `item` in `for item in children`, with their types. A
/// name that the template also gives to something else is left out.
fn loop_items<'a>(
    text: &'a str,
    hidden: &[&'a str],
    of: TemplateUse,
) -> BTreeMap<&'a str, &'static ViewType> {
    let mut items = BTreeMap::new();
    for tag in tags(text) {
        let words = text[tag].trim_start_matches('-').trim();
        let Some((name, list)) = words.strip_prefix("for ").and_then(|it| it.split_once(" in ")) else {
            continue;
        };
        let list = list.trim_end_matches('-').trim();
        // Outside the loop, a name of the view means the view.
        let once = hidden.iter().filter(|it| **it == name.trim()).count() == 1
            && variable(name.trim(), of).is_none();
        if let Some(item) = item_type(list, of).filter(|_| once) {
            items.insert(name.trim(), item);
        }
    }
    items
}

/// Returns the type of the items in a list of the view, given by its path.
fn item_type(list: &str, of: TemplateUse) -> Option<&'static ViewType> {
    let mut parts = list.split('.');
    let mut field = variable(parts.next()?, of)?;
    for part in parts {
        field = field.kind.view()?.fields.iter().find(|it| it.name == part)?;
    }
    field.kind.item()?.view()
}

/// Reports assets that a template names and the theme does not have.
pub fn check_assets(path: &SourcePath, text: &str, assets: &[&str]) -> Vec<Diagnostic> {
    const CALL: &str = "asset(name=\"";
    let in_tags = tags(text).into_iter().flat_map(|tag| {
        let calls = text[tag.clone()].match_indices(CALL).map(move |(at, _)| tag.start + at + CALL.len());
        calls.collect::<Vec<_>>()
    });
    let names = in_tags.filter_map(|start| Some(start..start + text[start..].find('"')?));
    let missing = names.filter(|name| !assets.contains(&&text[name.clone()]));
    let problem = |name: Range<usize>| {
        let help =
            nearest(&text[name.clone()], assets.iter().copied()).map(|it| format!("did you mean `{it}`?"));
        let message = format!("the theme has no asset `{}`", &text[name.clone()]);
        Diagnostic::error(Place::span(path, name), message).help_if(help)
    };
    missing.map(problem).collect()
}

/// Returns what is wrong with a path such as `page.reviewed.text`, given as the ranges of its parts.
fn wrong(
    path: &SourcePath,
    text: &str,
    parts: &[Range<usize>],
    keys: &Keys<'_>,
    of: TemplateUse,
) -> Option<Diagnostic> {
    let root = &text[parts[0].clone()];
    if let Some(known) = keys.get(root) {
        let part = parts.get(1)?;
        let name = &text[part.clone()];
        return (!known.contains(&name)).then(|| unknown(path, part, root, name, known.iter().copied()));
    }
    wrong_below(path, text, parts, variable(root, of)?.kind.view()?)
}

/// Returns what is wrong with a path whose first part is of this type.
fn wrong_below(
    path: &SourcePath,
    text: &str,
    parts: &[Range<usize>],
    mut of: &'static ViewType,
) -> Option<Diagnostic> {
    let mut owner = text[parts[0].clone()].to_owned();
    for part in &parts[1..] {
        let name = &text[part.clone()];
        let Some(field) = of.fields.iter().find(|field| field.name == name) else {
            return Some(unknown(path, part, &owner, name, of.fields.iter().map(|field| field.name)));
        };
        owner = format!("{owner}.{name}");
        of = field.kind.view()?;
    }
    None
}

fn unknown<'a>(
    path: &SourcePath,
    part: &Range<usize>,
    owner: &str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let help = match nearest(name, known.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.clone().next().is_none() => format!("`{owner}` has no fields here"),
        None => format!("`{owner}` has {}", known.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::error(Place::span(path, part.clone()), format!("`{owner}` has no field `{name}`")).help(help)
}

fn variable(name: &str, of: TemplateUse) -> Option<&'static ViewField> {
    of.variable_fields().find(|field| field.name == name)
}

/// Returns names that the template gives to something else: by `for`, by `set`, or as an argument of a component.
fn hidden_names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for tag in tags(text) {
        let words = text[tag].trim_start_matches('-').trim_start();
        let given = if let Some(rest) = words.strip_prefix("for ") {
            rest.split(" in ").next().unwrap_or_default()
        } else if let Some(rest) = words.strip_prefix("set ").or_else(|| words.strip_prefix("set_global ")) {
            rest.split('=').next().unwrap_or_default()
        } else if words.starts_with("component ") {
            words
        } else {
            continue;
        };
        names.extend(given.split(|c: char| !is_word(c)).filter(|it| !it.is_empty()));
    }
    names
}

/// Returns the contents of `{{ … }}` and `{% … %}`, without comments.
fn tags(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|it| at + it) {
        let close = match text.as_bytes().get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = open + 1;
                continue;
            }
        };
        let mut end = text[open + 2..].find(close).map_or(text.len(), |it| open + 2 + it);
        let words = text[open + 2..end].trim_matches(['-', ' ', '\n', '\t']);
        if words == "raw" {
            // Raw text continues to its end tag.
            end = text[end..].find("endraw").map_or(text.len(), |it| end + it);
        } else if close != "#}" {
            found.push(open + 2..end);
        }
        at = end;
    }
    found
}

/// Returns the paths of two or more parts in a tag, outside of quotes, each as the ranges of its parts.
fn paths_in(text: &str, tag: Range<usize>) -> Vec<Vec<Range<usize>>> {
    let (mut found, mut path) = (Vec::new(), Vec::<Range<usize>>::new());
    let mut quote = None;
    let mut at = tag.start;
    while at < tag.end {
        let c = text[at..].chars().next().expect("inside the tag");
        let next = at + c.len_utf8();
        if quote.is_some() || matches!(c, '"' | '\'' | '`') {
            quote = if quote == Some(c) { None } else { quote.or(Some(c)) };
            at = next;
            continue;
        }
        if !is_word(c) || c.is_ascii_digit() {
            at = next;
            continue;
        }
        let end = text[at..tag.end].find(|c: char| !is_word(c)).map_or(tag.end, |it| at + it);
        // A name after `)`, `]` or `?` belongs to a value that is only known when a page is rendered.
        let after_dot = text[tag.start..at].ends_with('.');
        match path.last() {
            Some(last) if after_dot && last.end + 1 == at => path.push(at..end),
            _ => {
                found.push(std::mem::take(&mut path));
                if !after_dot {
                    path.push(at..end);
                }
            }
        }
        at = end;
    }
    found.push(path);
    found.retain(|path| path.len() > 1);
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let keys = Keys::from([("labels", vec!["next", "menu"])]);
        let found = check(&SourcePath::new("t.html"), text, &keys, TemplateUse::Page);
        found.into_iter().map(|it| format!("{}; {}", it.message, it.help.unwrap_or_default())).collect()
    }

    #[test]
    fn a_field_that_no_view_has_is_found() {
        assert_eq!(messages("{{ page.titel }}"), ["`page` has no field `titel`; did you mean `title`?"]);
        assert_eq!(
            messages("{% if page.reviewed.txt == \"page.x\" %}"),
            ["`page.reviewed` has no field `txt`; did you mean `text`?"]
        );
        assert_eq!(messages("{{ labels.nxt }}"), ["`labels` has no field `nxt`; did you mean `next`?"]);
    }

    #[test]
    fn a_field_of_an_item_is_looked_at_too() {
        assert_eq!(
            messages("{% for c in children -%}{{ c.titel }}{{ c.extra.x }}{% endfor %}"),
            ["`c` has no field `titel`; did you mean `title`?"]
        );
        assert_eq!(
            messages("{% for c in page.toc %}{{ c.href }}{% endfor %}"),
            ["`c` has no field `href`; `c` has `id`, `title`, `level`, `children`"]
        );
        let twice =
            "{% for c in children %}{{ c.id }}{% endfor %}{% for c in page.toc %}{{ c.href }}{% endfor %}";
        assert_eq!(messages(twice), Vec::<String>::new());
    }

    #[test]
    fn an_asset_that_is_not_there_is_found() {
        let text = "{{ asset(name=\"style.css\") }}{# asset(name=\"x\") #}{{ asset(name=\"stile.css\") }}";
        let found = check_assets(&SourcePath::new("t.html"), text, &["style.css"]);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].place.start..found[0].place.end], "stile.css");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `style.css`?"));
    }

    #[test]
    fn what_cannot_be_known_is_left_alone() {
        for fine in [
            "{{ page.extra.anything.else }}",
            "{% for page in children %}{{ page.colour }}{% endfor %}",
            "{% component card(site) %}{{ site.colour }}{% endcomponent card %}",
            "{% raw %}{{ page.titel }}{% endraw %}",
            "{# page.titel #} page.titel {{ \"page.titel\" }} {{ loop.last }} {{ children[0].colour }}",
            "{{ page.title | truncate(length=3) }} {{ next?.colour }} {{ 1.5 }}",
        ] {
            assert_eq!(messages(fine), Vec::<String>::new(), "{fine}");
        }
    }
}
