//! The functions and filters that templates have in addition to Tera's own. All are pure: none reads the disk, the
//! network, the clock or the environment.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::date::Date;
use crate::diagnostic::nearest;
use crate::language;
use crate::paths::{UrlPath, nfc};

/// A function or filter, for the reference.
#[derive(Debug)]
pub struct Callable {
    /// Its syntax.
    pub usage: &'static str,
    /// The result.
    pub doc: &'static str,
    /// The output of the example.
    pub example: &'static str,
}

impl Callable {
    /// Returns its name, from the usage: what is before a `(`, or else after a `|`.
    pub fn name(&self) -> Option<&'static str> {
        let written = self.usage.trim_start_matches("{{").trim_end_matches("}}");
        let name = written.split_once('|').map_or(written, |(_, filter)| filter);
        name.split('(').next().map(str::trim)
    }
}

/// The functions and filters that Handout adds.
pub const REFERENCE: &[Callable] = &[
    Callable {
        usage: "{{ asset(name=\"style.css\") }}",
        doc: "Address of an asset of the theme, relative to the current page.",
        example: "../assets/style.1a2b3c4d.css",
    },
    Callable {
        usage: "{{ href(path=\"technique/index.md\") }}",
        doc: "Address of a page or file in the content folder, relative to the current page.",
        example: "index.html",
    },
    Callable {
        usage: "{{ \"2026-11-01\" | date }}",
        doc: "A date in the format of the guide's language; `date(language=\"de\")` for another language.",
        example: "1 November 2026",
    },
    Callable {
        usage: "{{ 1234 | number }}",
        doc: "A whole number in the format of the guide's language; `number(language=\"de\")` for another language.",
        example: "1,234",
    },
    Callable {
        usage: "{{ page.content | plain }}",
        doc: "HTML as plain text: without tags, with entities decoded and white space collapsed.",
        example: "Hold a warm cloth …",
    },
];

/// Looks up the pages and files of a site for templates: a path in the content folder → its address, or what is wrong.
#[derive(Clone)]
pub struct Addresses(pub Arc<Lookup>);

/// Looks an address up.
type Lookup = dyn Fn(&str) -> Result<UrlPath, String> + Send + Sync;

impl Default for Addresses {
    /// Returns addresses without any page.
    fn default() -> Addresses {
        Addresses(Arc::new(|path| Err(format!("there is no page `{path}`"))))
    }
}

/// Registers the functions that need only the theme.
pub fn register(tera: &mut Tera, assets: BTreeMap<String, UrlPath>) {
    tera.register_function("asset", move |kwargs: Kwargs, state: &State<'_>| asset(&assets, &kwargs, state));
    tera.register_filter("date", |text: &str, kwargs: Kwargs, state: &State<'_>| date(text, &kwargs, state));
    tera.register_filter("number", |value: i64, kwargs: Kwargs, state: &State<'_>| -> TeraResult<String> {
        Ok(language::number(&language_of(&kwargs, state)?, value))
    });
    tera.register_filter("plain", |html: &str, _: Kwargs, _: &State<'_>| plain(html));
}

/// Registers the functions that need the site's pages.
pub fn register_pages(tera: &mut Tera, pages: Addresses) {
    tera.register_function("href", move |kwargs: Kwargs, state: &State<'_>| -> TeraResult<String> {
        let path = kwargs.must_get::<&str>("path")?;
        Ok(from_root(state)? + &relative(&(pages.0)(path).map_err(Error::message)?))
    });
}

fn asset(urls: &BTreeMap<String, UrlPath>, kwargs: &Kwargs, state: &State<'_>) -> TeraResult<String> {
    let name = kwargs.must_get::<&str>("name")?;
    let Some(url) = urls.get(&*nfc(name)) else {
        let hint = nearest(name, urls.keys().map(String::as_str));
        let hint = hint.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        return Err(Error::message(format!("the theme has no asset `{name}`{hint}")));
    };
    Ok(from_root(state)? + &relative(url))
}

fn from_root(state: &State<'_>) -> TeraResult<String> {
    let inside = "addresses are not available inside a component: pass the address as an argument";
    state.get::<String>("root")?.ok_or_else(|| Error::message(inside))
}

fn relative(url: &UrlPath) -> String {
    UrlPath::new("").href_to(url)
}

fn date(text: &str, kwargs: &Kwargs, state: &State<'_>) -> TeraResult<String> {
    let expected = || Error::message(format!("`date` expects a date as YYYY-MM-DD, found `{text}`"));
    let date = Date::parse(text).ok_or_else(expected)?;
    Ok(language::long_date(&language_of(kwargs, state)?, date))
}

/// Returns the language argument, or else the language of the page or guide.
fn language_of(kwargs: &Kwargs, state: &State<'_>) -> TeraResult<String> {
    if let Some(language) = kwargs.get::<&str>("language")? {
        return Ok(language.to_owned());
    }
    // The template of a directive has the language of its page.
    if let Some(language) = state.get::<String>("language")? {
        return Ok(language);
    }
    let site = state.get::<Value>("site")?;
    let language = site.as_ref().and_then(|site| site.get_from_path("language")).and_then(Value::as_str);
    let inside = "the guide's language is not known inside a component: pass `language=…`";
    Ok(language.ok_or_else(|| Error::message(inside))?.to_owned())
}

/// Returns the text of some HTML.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        // A tag counts as a gap, so that words of two paragraphs do not run together.
        text.push(' ');
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    text.push_str(rest);
    let words: Vec<&str> = text.split_whitespace().collect();
    html_escape::decode_html_entities(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn html_becomes_text() {
        assert_eq!(plain("<p>A &amp; <em>b</em></p>\n<p>c"), "A & b c");
        assert_eq!(plain("a < b"), "a");
    }
}
