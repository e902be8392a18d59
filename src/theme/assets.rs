//! The theme's assets: each gets a hash of its content in its name, so that browsers can cache it for ever. A style
//! sheet names other assets with `url(…)`, which are renamed in it before it is hashed itself. The parts of the
//! theme's style sheet are joined into one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::discover::ThemeSource;
use crate::paths::{self, UrlPath};
use crate::theme::stylesheet::{self, JOINED};
use crate::tokens::{self, STYLE_SHEET, Token};

/// A file that templates and style sheets refer to.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its address in the site: `assets/style.1a2b3c4d.css`.
    pub url: UrlPath,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// Makes every asset of a theme: its files by name, and the style sheet that its parts are joined into, which has the
/// tokens. A theme with a `style.css` of its own does without the parts, and has the tokens in `tokens.css`, to import.
pub fn load(
    files: &BTreeMap<String, ThemeSource>,
    tokens: &BTreeMap<String, Token>,
    layers: &[String],
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Asset> {
    let mut loader = Loader { sources: files, done: BTreeMap::new(), open: BTreeSet::new(), problems };
    let parts = if files.contains_key(JOINED) { Vec::new() } else { stylesheet::parts(files, layers) };
    if !parts.is_empty() {
        loader.join(&parts, tokens, layers);
    } else if !tokens.is_empty() && !files.contains_key(STYLE_SHEET) {
        loader.generated(STYLE_SHEET, tokens::style_sheet(tokens));
    }
    for name in files.keys().filter(|name| !stylesheet::is_part(name)) {
        loader.asset(name);
    }
    loader.done
}

struct Loader<'a> {
    sources: &'a BTreeMap<String, ThemeSource>,
    done: BTreeMap<String, Asset>,
    /// Style sheets that are being read, to find one that imports itself.
    open: BTreeSet<String>,
    problems: &'a mut Vec<Diagnostic>,
}

impl Loader<'_> {
    /// Makes an asset, after those that it refers to. Returns `None` for one in progress.
    fn asset(&mut self, name: &str) -> Option<Asset> {
        if let Some(done) = self.done.get(name) {
            return Some(done.clone());
        }
        let source = self.sources.get(name)?.clone();
        if !self.open.insert(name.to_owned()) {
            return None;
        }
        let is_css = std::path::Path::new(name).extension().is_some_and(|it| it == "css");
        let bytes: Arc<[u8]> = match std::str::from_utf8(&source.bytes) {
            Ok(css) if is_css => self.rename(css, name, &source).into_bytes().into(),
            _ => source.bytes,
        };
        self.open.remove(name);
        let asset = Asset { url: hashed(name, &bytes), bytes };
        self.done.insert(name.to_owned(), asset.clone());
        Some(asset)
    }

    /// Enters a style sheet that no file of the theme is.
    fn generated(&mut self, name: &str, css: String) {
        let bytes: Arc<[u8]> = css.into_bytes().into();
        self.done.insert(name.to_owned(), Asset { url: hashed(name, &bytes), bytes });
    }

    /// Joins the tokens and the parts of the theme's style sheet.
    fn join(&mut self, parts: &[(&str, &str)], tokens: &BTreeMap<String, Token>, layers: &[String]) {
        let mut joined = stylesheet::order(layers, parts) + &tokens::style_sheet(tokens);
        for (layer, name) in parts {
            let source = &self.sources[*name];
            match std::str::from_utf8(&source.bytes) {
                Ok(css) => {
                    stylesheet::append(&mut joined, layer, &self.rename_from(JOINED, css, name, source));
                }
                Err(_) => self.problems.push(Diagnostic::error(Place::file(&source.path), "not UTF-8")),
            }
        }
        self.generated(JOINED, joined);
    }

    /// Replaces names by hashed names in a style sheet.
    fn rename(&mut self, css: &str, name: &str, source: &ThemeSource) -> String {
        self.rename_from(name, css, name, source)
    }

    /// Puts the hashed names into a style sheet that is served as the asset `served`.
    fn rename_from(&mut self, served: &str, css: &str, name: &str, source: &ThemeSource) -> String {
        let from = UrlPath::new(format!("assets/{served}"));
        let mut out = String::with_capacity(css.len());
        let mut at = 0;
        for (start, end) in urls(css) {
            let target = &css[start..end];
            if target.is_empty() || target.starts_with(['#', '/']) || target.contains(':') {
                continue;
            }
            let (file, suffix) = target.split_at(target.find(['#', '?']).unwrap_or(target.len()));
            let wanted = paths::join(paths::folder(name), file).unwrap_or_default();
            if let Some(asset) = self.asset(&wanted) {
                out.push_str(&css[at..start]);
                out.push_str(&from.href_to(&asset.url));
                out.push_str(suffix);
                at = end;
            } else {
                let help = nearest(&wanted, self.sources.keys().chain(self.done.keys()).map(String::as_str));
                let problem = Diagnostic::error(
                    Place::span(&source.path, start..end),
                    format!("the theme has no asset `{wanted}` that this style sheet can name"),
                );
                self.problems.push(problem.help_if(help.map(|name| format!("did you mean `{name}`?"))));
            }
        }
        out.push_str(&css[at..]);
        out
    }
}

fn hashed(name: &str, bytes: &[u8]) -> UrlPath {
    let hash = xxh3_64(bytes) >> 32;
    let file = paths::file_name(name);
    let at = name.len() - file.len() + file.rfind('.').unwrap_or(file.len());
    UrlPath::new(format!("assets/{}.{hash:08x}{}", &name[..at], &name[at..]))
}

/// Returns the ranges of addresses in `url(…)` and `@import "…"`, without their quotes; comments are skipped.
fn urls(css: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < css.len() {
        let rest = &css[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            at += comment.find("*/").map_or(rest.len(), |end| end + 4);
        } else if let Some(argument) = rest.strip_prefix("url(") {
            let start = at + 4 + (argument.len() - argument.trim_ascii_start().len());
            at = string_end(css, start, ')', &mut found);
        } else if let Some(argument) =
            rest.strip_prefix("@import ").filter(|it| it.trim_start().starts_with(['"', '\'']))
        {
            let start = at + 8 + (argument.len() - argument.trim_ascii_start().len());
            at = string_end(css, start, ';', &mut found);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// Adds the address at `start`, quoted or up to `close`; returns where it ends.
fn string_end(css: &str, start: usize, close: char, found: &mut Vec<(usize, usize)>) -> usize {
    let rest = &css[start..];
    let (start, end) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            (start + 1, rest[1..].find(quote).map_or(css.len(), |it| start + 1 + it))
        }
        _ => (start, rest.find(close).map_or(css.len(), |it| start + rest[..it].trim_ascii_end().len())),
    };
    found.push((start, end));
    (end + 1).min(css.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::SourcePath;

    fn theme(files: &[(&str, &str)]) -> (BTreeMap<String, Asset>, Vec<Diagnostic>) {
        let source = |(name, text): &(&str, &str)| {
            let path = SourcePath::new(format!("themes/t/assets/{name}"));
            ((*name).to_owned(), ThemeSource { path, bytes: text.as_bytes().into() })
        };
        let mut problems = Vec::new();
        (load(&files.iter().map(source).collect(), &BTreeMap::new(), &[], &mut problems), problems)
    }

    #[test]
    fn a_style_sheet_names_other_assets_by_their_hashed_names() {
        let (assets, problems) = theme(&[
            (
                "style.css",
                "@import \"more/b.css\"; a{background:url( 'i.svg#x' )} /* url(no.svg) */ b{c:url(data:x)}",
            ),
            ("more/b.css", "p{background:url(../i.svg)}"),
            ("i.svg", "<svg/>"),
        ]);
        assert_eq!(problems, []);
        let icon = assets["i.svg"].url.as_str().strip_prefix("assets/").expect("below assets");
        let text = |name: &str| String::from_utf8(assets[name].bytes.to_vec()).expect("text");
        assert!(text("style.css").contains(&format!("url( '{icon}#x' )")), "{}", text("style.css"));
        assert!(text("more/b.css").contains(&format!("url(../{icon})")), "{}", text("more/b.css"));
        assert!(text("style.css").contains("@import \"more/b."), "{}", text("style.css"));
    }

    #[test]
    fn a_changed_icon_changes_the_name_of_the_sheet_that_names_it() {
        let sheet = ("style.css", "a{background:url(i.svg)}");
        let (one, _) = theme(&[sheet, ("i.svg", "1")]);
        let (two, _) = theme(&[sheet, ("i.svg", "2")]);
        assert_ne!(one["style.css"].url, two["style.css"].url);
    }

    #[test]
    fn a_style_sheet_that_names_nothing_there_is_an_error_with_the_nearest_name() {
        let (_, problems) = theme(&[("style.css", "a{background:url(icon.svg)}"), ("icons.svg", "")]);
        assert_eq!(problems[0].help.as_deref(), Some("did you mean `icons.svg`?"));
    }
}
