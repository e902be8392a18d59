//! The structured data of a page, in the vocabulary of schema.org, as JSON-LD 1.1: the kind of page, the way to it, the
//! steps of a page that shows how to do something, and questions with their answers. It claims nothing that the guide does not say. Absolute
//! addresses are left out if the site's address is not known.

mod questions;
mod steps;
mod thing;

use std::fmt::Write;

use serde::Serialize;

use crate::config::web::Subject;
use crate::document::{Body, Image, Node};
use crate::kinds::{FieldSchema, PageSchema};
use crate::outputs::head::image_url;
use crate::outputs::summary::Summary;
use crate::parse::{FrontMatter, Reviewer};
use crate::raw::{self, Entry};
use crate::site::{PageId, SitePage};
use crate::snapshot::Snapshot;
use crate::text::one_line;
use questions::Question;
use steps::{Step, StepGroup};
use thing::{Thing, ThingValue};

/// Returns the data of a page, ready for a `<script type="application/ld+json">`.
pub fn of_page(snapshot: &Snapshot, id: PageId, about: &Summary) -> String {
    let (page, body) = (snapshot.site.page(id), &snapshot.pages[id.index()].body);
    let describer = Describer { snapshot, id, page, body, about };
    let mut graph = vec![describer.web_page()];
    if snapshot.site.is_home(id) {
        graph.push(describer.web_site());
    }
    graph.extend(describer.breadcrumbs());
    graph.extend(describer.questions());
    let data = Thing::default().with("@context", Some("https://schema.org"));
    in_script(&data.with("@graph", Some(ThingValue::List(graph))))
}

/// Returns JSON that cannot end the element around it, and that every JavaScript parser reads (HTML Standard,
/// 4.12.1.3).
fn in_script(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).expect("the names of fields are text");
    let mut out = String::with_capacity(json.len());
    let mut rest = json.as_str();
    while let Some(at) =
        rest.find(|c| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') || c.is_control())
    {
        out.push_str(&rest[..at]);
        let mut characters = rest[at..].chars();
        // A browser would replace characters that HTML does not allow.
        let _ = characters.next().map(|c| write!(out, "\\u{:04x}", u32::from(c)));
        rest = characters.as_str();
    }
    out.push_str(rest);
    out
}

struct Describer<'a> {
    snapshot: &'a Snapshot,
    id: PageId,
    page: &'a SitePage,
    body: &'a Body,
    about: &'a Summary,
}

/// Returns a text that is not empty.
fn non_empty(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|text| !text.is_empty())
}

fn reviewer(reviewer: &Reviewer) -> ThingValue<'_> {
    let is_person = !reviewer.organization;
    Thing::new(if is_person { "Person" } else { "Organization" })
        .with("name", non_empty(&reviewer.name))
        .with("honorificSuffix", reviewer.qualifications.as_deref().and_then(non_empty).filter(|_| is_person))
        .done()
}

/// Returns a list that is not empty.
fn some<'a, T: Into<ThingValue<'a>>>(list: Vec<T>) -> Option<ThingValue<'a>> {
    (!list.is_empty()).then(|| ThingValue::List(list.into_iter().map(Into::into).collect()))
}

impl<'a> Describer<'a> {
    /// Returns the absolute address of a page, if the site's is known.
    fn absolute(&self, page: &SitePage) -> Option<String> {
        self.snapshot.config.url.as_deref().map(|base| page.url.absolute(base))
    }

    /// Returns the type of the page. A landing page is a collection; the type of any other page follows from the
    /// guide's subject.
    fn web_page(&self) -> ThingValue<'a> {
        let (config, front) = (&self.snapshot.config, &self.page.outline.front);
        let is_landing = self.page.outline.is_index();
        let kind = match config.web.subject {
            Subject::Health => "MedicalWebPage",
            _ if is_landing => "CollectionPage",
            Subject::Technical => "TechArticle",
            Subject::General => "WebPage",
        };
        // An article has no fields for its review; a web page has.
        let review = Some(front).filter(|_| kind != "TechArticle");
        let reviewed = review.and_then(FrontMatter::last_review);
        let reviewers = review.map(|front| front.reviewers.iter().map(reviewer).collect());
        let is_home = self.snapshot.site.is_home(self.id);
        Thing::new(kind)
            .with("@id", self.absolute(self.page))
            .with("url", self.absolute(self.page))
            .with("name", non_empty(&self.page.outline.title))
            .with("headline", non_empty(&self.page.outline.title).filter(|_| kind == "TechArticle"))
            .with("description", non_empty(&self.about.description))
            .with("inLanguage", Some(self.snapshot.site.language_of(self.id)))
            .with("lastReviewed", reviewed.map(|date| date.to_string()))
            .with("reviewedBy", reviewers.and_then(some::<ThingValue>))
            .with("expires", front.valid_until.as_ref().map(|date| date.value.to_string()))
            .with("dateModified", front.changed().map(|date| date.to_string()))
            .with("keywords", some(front.tags.clone()))
            .with("audience", config.web.audience.as_deref().and_then(non_empty).map(audience))
            .with("creditText", config.author.as_deref().and_then(non_empty))
            .with("citation", some(self.citations()))
            .with("image", self.shared_image())
            .with("isPartOf", (!is_home).then(|| self.web_site()))
            .with("mainEntity", self.how_to())
            .done()
    }

    fn web_site(&self) -> ThingValue<'a> {
        let (config, home) =
            (&self.snapshot.config, self.snapshot.site.page(self.snapshot.site.guide_of(self.id).home));
        let address = self.absolute(home);
        Thing::new("WebSite")
            .with("@id", address.as_ref().map(|it| format!("{it}#website")))
            .with("url", address)
            .with("name", non_empty(&config.title))
            .with("description", config.description.as_deref().and_then(non_empty))
            .with("inLanguage", Some(config.language.value.as_str()))
            .done()
    }

    fn shared_image(&self) -> Option<String> {
        let base = self.snapshot.config.url.as_deref()?;
        Some(self.snapshot.site.shared_image(self.id)?.absolute(base))
    }

    /// Returns the titles of the sources that the page names, and the sources that its text cites.
    fn citations(&self) -> Vec<String> {
        let named = self.snapshot.site.sources_of(self.id).filter_map(|source| non_empty(source.title));
        let cited = self.body.sources().filter_map(|source| non_empty(&source.plain_text()));
        named.chain(cited).collect()
    }

    /// Returns the way from the home page. Each entry is an absolute address, so it needs the site's.
    fn breadcrumbs(&self) -> Option<ThingValue<'a>> {
        self.snapshot.config.url.as_ref()?;
        let site = &self.snapshot.site;
        let mut way: Vec<PageId> = site.pages.and_above(self.id).collect();
        way.reverse();
        let entry = |(at, id): (usize, &PageId)| {
            let page = site.page(*id);
            Thing::new("ListItem")
                .with("position", Some(at + 1))
                .with("name", non_empty(&page.outline.title))
                .with("item", self.absolute(page))
                .done()
        };
        let entries: Vec<ThingValue<'a>> = way.iter().enumerate().map(entry).collect();
        (way.len() > 1).then(|| Thing::new("BreadcrumbList").with("itemListElement", some(entries)).done())
    }

    /// Returns the steps of a page that shows how to do something.
    fn how_to(&self) -> Option<ThingValue<'a>> {
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
                .with("name", non_empty(&self.page.outline.title))
                .with("description", non_empty(&self.about.description))
                .with("inLanguage", Some(self.snapshot.site.language_of(self.id)))
                .with("image", self.drawing())
                .with("totalTime", extra(FieldSchema::TotalTime).and_then(duration))
                .with("supply", extra(FieldSchema::Supply).and_then(|entry| items("HowToSupply", entry)))
                .with("tool", extra(FieldSchema::Tool).and_then(|entry| items("HowToTool", entry)))
                .with("step", some::<ThingValue<'a>>(steps))
                .done(),
        )
    }

    /// Returns the questions of the page with their answers. Each is a thing of its own, because the page may also show how
    /// to do something.
    fn questions(&self) -> Option<ThingValue<'a>> {
        let questions: Vec<ThingValue<'a>> =
            questions::find(self.body).iter().map(|question| self.question(question)).collect();
        let entities = some(questions)?;
        Some(
            Thing::new("FAQPage")
                .with("url", self.absolute(self.page))
                .with("name", non_empty(&self.page.outline.title))
                .with("inLanguage", Some(self.snapshot.site.language_of(self.id)))
                .with("mainEntity", Some(entities))
                .done(),
        )
    }

    fn question(&self, question: &Question<'_>) -> ThingValue<'a> {
        let place = Some(question.id).filter(|id| !id.is_empty());
        let place = place.and_then(|id| Some(self.absolute(self.page)? + &crate::paths::fragment(id)));
        Thing::new("Question")
            .with("name", non_empty(&question.words))
            .with("url", place)
            .with(
                "acceptedAnswer",
                Some(Thing::new("Answer").with("text", non_empty(&question.answer)).done()),
            )
            .done()
    }

    fn section(&self, section: &StepGroup<'_>) -> ThingValue<'a> {
        let steps: Vec<ThingValue<'a>> = section.steps.iter().map(|step| self.step(step)).collect();
        Thing::new("HowToSection")
            .with("name", non_empty(&section.title))
            .with("itemListElement", some(steps))
            .done()
    }

    fn step(&self, step: &Step<'_>) -> ThingValue<'a> {
        let place =
            step.anchor.and_then(|anchor| Some(self.absolute(self.page)? + &crate::paths::fragment(anchor)));
        let images = step.blocks.iter().flat_map(|block| block.walk().entered()).filter_map(Node::image);
        Thing::new("HowToStep")
            .with("name", step.name.as_deref().and_then(non_empty))
            .with("text", non_empty(&step.text))
            .with("url", place)
            .with("image", self.first_image(images))
            .done()
    }

    /// Returns the first drawing or photograph on the page.
    fn drawing(&self) -> Option<String> {
        self.first_image(self.body.images())
    }

    fn first_image<'b>(&self, mut images: impl Iterator<Item = &'b Image>) -> Option<String> {
        let base = self.snapshot.config.url.as_deref()?;
        let url = images.find_map(|image| image_url(self.snapshot, self.id, self.body, image))?;
        Some(url.absolute(base))
    }
}

fn audience(who: String) -> ThingValue<'static> {
    Thing::new("Audience").with("audienceType", Some(who)).done()
}

/// Returns what the reader needs, each as a thing with a type and a name.
fn items(kind: &'static str, entry: &Entry) -> Option<ThingValue<'static>> {
    let thing = |name: &str| Some(Thing::new(kind).with("name", Some(non_empty(name)?)).done());
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

/// Returns how long it takes as an ISO 8601 duration, if the text is one number and one unit, such as `10 minutes`.
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
    use serde_json::json;

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
        let read: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(read["name"], hostile);
    }
}
