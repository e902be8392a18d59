//! What a page says in the vocabulary of schema.org, as JSON-LD 1.1: what kind of page it is, the way to it, and the
//! steps of a page that shows how something is done. Nothing is claimed that the guide does not say; what must be an absolute address is left out
//! where the site's is not known.

mod steps;

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::config::web::Subject;
use crate::document::{Body, Image, Node};
use crate::kinds::{FieldSchema, PageSchema};
use crate::outputs::head::image_url;
use crate::outputs::summary::Summary;
use crate::raw::{self, Entry};
use crate::site::{PageId, SitePage};
use crate::snapshot::Snapshot;
use crate::text::one_line;
use steps::{Step, StepGroup};

/// A page's data, ready to stand in a `<script type="application/ld+json">`.
pub fn of_page(snapshot: &Snapshot, id: PageId, about: &Summary) -> String {
    let (page, body) = (snapshot.site.page(id), &snapshot.pages[id.index()].body);
    let describer = Describer { snapshot, id, page, body, about };
    let mut graph = vec![describer.web_page()];
    if snapshot.site.is_home(id) {
        graph.push(describer.web_site());
    }
    graph.extend(describer.breadcrumbs());
    in_script(&json!({ "@context": "https://schema.org", "@graph": graph }))
}

/// JSON that cannot end the element it stands in, and that every JavaScript parser reads (HTML Standard, 4.12.1.3).
fn in_script(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            // What is no text in HTML would be replaced by a browser.
            c if c.is_control() => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

struct Describer<'a> {
    snapshot: &'a Snapshot,
    id: PageId,
    page: &'a SitePage,
    body: &'a Body,
    about: &'a Summary,
}

/// The fields of a thing; one without a value is not there.
struct Thing(Map<String, Value>);

impl Thing {
    fn new(kind: &str) -> Thing {
        Thing(Map::from_iter([("@type".to_owned(), json!(kind))]))
    }

    fn with(mut self, name: &str, value: Option<impl Into<Value>>) -> Thing {
        if let Some(value) = value.map(Into::into) {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// A text, if it says anything.
fn said(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|text| !text.is_empty())
}

/// A list, if there is anything in it.
fn some<T: Into<Value>>(list: Vec<T>) -> Option<Value> {
    (!list.is_empty()).then(|| Value::Array(list.into_iter().map(Into::into).collect()))
}

impl Describer<'_> {
    /// Returns the absolute address of a page, where the site's is known.
    fn absolute(&self, page: &SitePage) -> Option<String> {
        self.snapshot.config.url.as_deref().map(|base| page.url.absolute(base))
    }

    /// What kind of page it is. A landing page collects; any other is what the guide's subject makes it.
    fn web_page(&self) -> Value {
        let (config, front) = (&self.snapshot.config, &self.page.outline.front);
        let is_landing = self.page.outline.is_index();
        let kind = match config.web.subject {
            Subject::Health => "MedicalWebPage",
            _ if is_landing => "CollectionPage",
            Subject::Technical => "TechArticle",
            Subject::General => "WebPage",
        };
        // An article is reviewed too, but has no field for the day; a page of the web has.
        let reviewed = front.reviewed.filter(|_| kind != "TechArticle");
        let is_home = self.snapshot.site.is_home(self.id);
        Thing::new(kind)
            .with("@id", self.absolute(self.page))
            .with("url", self.absolute(self.page))
            .with("name", said(&self.page.outline.title))
            .with("headline", said(&self.page.outline.title).filter(|_| kind == "TechArticle"))
            .with("description", said(&self.about.description))
            .with("inLanguage", Some(self.snapshot.site.language_of(self.id)))
            .with("lastReviewed", reviewed.map(|date| date.to_string()))
            .with("dateModified", front.changed().map(|date| date.to_string()))
            .with("keywords", some(front.tags.clone()))
            .with("audience", config.web.audience.as_deref().and_then(said).map(audience))
            .with("creditText", config.author.as_deref().and_then(said))
            .with("citation", some(self.citations()))
            .with("image", self.shared_image())
            .with("isPartOf", (!is_home).then(|| self.web_site()))
            .with("mainEntity", self.how_to())
            .done()
    }

    fn web_site(&self) -> Value {
        let (config, home) =
            (&self.snapshot.config, self.snapshot.site.page(self.snapshot.site.guide_of(self.id).home));
        let address = self.absolute(home);
        Thing::new("WebSite")
            .with("@id", address.as_ref().map(|it| format!("{it}#website")))
            .with("url", address)
            .with("name", said(&config.title))
            .with("description", config.description.as_deref().and_then(said))
            .with("inLanguage", Some(config.language.as_str()))
            .done()
    }

    fn shared_image(&self) -> Option<String> {
        let base = self.snapshot.config.url.as_deref()?;
        Some(self.snapshot.site.shared_image(self.id)?.absolute(base))
    }

    /// The titles of the sources that the page names.
    fn citations(&self) -> Vec<String> {
        self.snapshot.site.sources_of(self.id).filter_map(|source| said(source.title)).collect()
    }

    /// The way from the home page. Each of its entries is an address, so it needs that of the site.
    fn breadcrumbs(&self) -> Option<Value> {
        self.snapshot.config.url.as_ref()?;
        let site = &self.snapshot.site;
        let mut way: Vec<PageId> = site.pages.and_above(self.id).collect();
        way.reverse();
        let entry = |(at, id): (usize, &PageId)| {
            let page = site.page(*id);
            Thing::new("ListItem")
                .with("position", Some(at + 1))
                .with("name", said(&page.outline.title))
                .with("item", self.absolute(page))
                .done()
        };
        let entries: Vec<Value> = way.iter().enumerate().map(entry).collect();
        (way.len() > 1).then(|| Thing::new("BreadcrumbList").with("itemListElement", some(entries)).done())
    }

    /// The steps of a page that shows how something is done.
    fn how_to(&self) -> Option<Value> {
        let front = &self.page.outline.front;
        let kind = self.snapshot.theme.kinds.of(&front.kind.value);
        let is_how_to = match &self.snapshot.config.web.how_to {
            Some(kinds) => kinds.iter().any(|named| named.value == front.kind.value),
            None => kind.schema == PageSchema::HowTo,
        };
        if self.page.outline.is_index() || !is_how_to {
            return None;
        }
        let mut sections = steps::find(self.body);
        let steps = match sections.len() {
            0 => return None,
            1 => sections.swap_remove(0).steps.iter().map(|step| self.step(step)).collect(),
            _ => sections.iter().map(|section| self.section(section)).collect(),
        };
        let extra = |schema: FieldSchema| {
            let field = kind.fields.iter().find(|field| field.schema == Some(schema))?;
            front.extra.iter().find(|entry| entry.key == field.name)
        };
        Some(
            Thing::new("HowTo")
                .with("name", said(&self.page.outline.title))
                .with("description", said(&self.about.description))
                .with("inLanguage", Some(self.snapshot.site.language_of(self.id)))
                .with("image", self.drawing())
                .with("totalTime", extra(FieldSchema::TotalTime).and_then(duration))
                .with("supply", extra(FieldSchema::Supply).and_then(|entry| items("HowToSupply", entry)))
                .with("tool", extra(FieldSchema::Tool).and_then(|entry| items("HowToTool", entry)))
                .with("step", some::<Value>(steps))
                .done(),
        )
    }

    fn section(&self, section: &StepGroup<'_>) -> Value {
        let steps: Vec<Value> = section.steps.iter().map(|step| self.step(step)).collect();
        Thing::new("HowToSection")
            .with("name", said(&section.title))
            .with("itemListElement", some(steps))
            .done()
    }

    fn step(&self, step: &Step<'_>) -> Value {
        let place =
            step.anchor.and_then(|anchor| Some(self.absolute(self.page)? + &crate::paths::fragment(anchor)));
        let images = step.blocks.iter().flat_map(|block| block.walk().entered()).filter_map(Node::image);
        Thing::new("HowToStep")
            .with("name", step.name.as_deref().and_then(said))
            .with("text", said(&step.text))
            .with("url", place)
            .with("image", self.first_image(images))
            .done()
    }

    /// The first drawing or photograph on the page.
    fn drawing(&self) -> Option<String> {
        self.first_image(self.body.images())
    }

    fn first_image<'b>(&self, mut images: impl Iterator<Item = &'b Image>) -> Option<String> {
        let base = self.snapshot.config.url.as_deref()?;
        let url = images.find_map(|image| image_url(self.snapshot, self.id, self.body, image))?;
        Some(url.absolute(base))
    }
}

fn audience(who: String) -> Value {
    Thing::new("Audience").with("audienceType", Some(who)).done()
}

/// Returns what the reader needs, each as a thing of a type with a name.
fn items(kind: &str, entry: &Entry) -> Option<Value> {
    let thing = |name: &str| Some(Thing::new(kind).with("name", Some(said(name)?)).done());
    match &entry.node.value {
        raw::Value::Text(text) => some(thing(text).into_iter().collect::<Vec<_>>()),
        raw::Value::List(items) => {
            let texts = items.iter().filter_map(|item| match &item.value {
                raw::Value::Text(text) => thing(text),
                _ => None,
            });
            some(texts.collect::<Vec<_>>())
        }
        _ => None,
    }
}

/// How long it takes as an ISO 8601 duration, where the words are one number and one unit, such as `10 minutes`.
/// Anything else, such as a range, is not guessed.
fn duration(entry: &Entry) -> Option<String> {
    let raw::Value::Text(text) = &entry.node.value else { return None };
    let (number, unit) = text.trim().split_once([' ', '\u{a0}'])?;
    let number: u32 = number.parse().ok().filter(|number| *number > 0)?;
    match unit.trim().trim_end_matches('.').to_lowercase().as_str() {
        "s" | "sec" | "second" | "seconds" => Some(format!("PT{number}S")),
        "min" | "mins" | "minute" | "minutes" => Some(format!("PT{number}M")),
        "h" | "hour" | "hours" => Some(format!("PT{number}H")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw::Spanned;

    #[test]
    fn only_one_number_with_one_unit_is_a_duration() {
        let read = |text: &str| {
            let node = Spanned::unplaced(raw::Value::Text(text.into()));
            duration(&Entry { key: "duration".into(), key_span: 0..0, node })
        };
        assert_eq!(read("10 minutes").as_deref(), Some("PT10M"));
        assert_eq!(read(" 1 hour ").as_deref(), Some("PT1H"));
        assert_eq!(read("90 sec.").as_deref(), Some("PT90S"));
        for vague in
            ["5 to 10 minutes", "5–10 minutes", "As long as it is comfortable", "0 minutes", "1.5 hours"]
        {
            assert_eq!(read(vague), None, "{vague}");
        }
    }

    #[test]
    fn no_text_ends_the_script() {
        let hostile = "</script><!--&\u{2028}\u{7f}";
        let written = in_script(&json!({ "name": hostile }));
        assert!(!written.contains(['<', '>', '&', '\u{2028}', '\u{7f}']), "{written}");
        let read: Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(read["name"], hostile);
    }
}
