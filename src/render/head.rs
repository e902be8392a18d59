//! What the head of a page tells programs: search engines, and those in which a page is shared. What must be absolute
//! is there only where the site's address is known.

use crate::document::{Body, Image};
use crate::paths::UrlPath;
use crate::render::edition::BaseUrl;
use crate::render::structured_data;
use crate::site::{Icon, Output, PageId, SitePage, Target, metadata};
use crate::snapshot::Snapshot;
use crate::view::{Head, Shared};

/// A description made of a paragraph has at most this many characters: about as many as search engines show.
const LONGEST_SUMMARY: usize = 160;
/// A sentence of at least this many characters is description enough.
const SHORTEST_SUMMARY: usize = 60;

/// What the head of any output says: that of an address which is not there, too.
pub fn of_site<'a>(now: &'a Snapshot, from: &BaseUrl<'_>) -> Head<'a> {
    let icon = |icon: Icon| {
        let url = icon.url();
        matches!(now.site.routes.get(&url), Some(Output::Icon(_) | Output::Static(_) | Output::File(_)))
            .then(|| from.href(&url))
    };
    let feed = UrlPath::new(metadata::FEED);
    let has_feed = matches!(now.site.routes.get(&feed), Some(Output::Feed));
    Head {
        title: &now.config.title,
        description: String::new(),
        kind: "website",
        locale: locale(&now.config.language),
        changed: None,
        image: None,
        icon: now.site.icon().map(|(url, _)| from.href(url)),
        icon_tab: icon(Icon::Tab),
        icon_touch: icon(Icon::Touch),
        feed: has_feed.then(|| from.href(&feed)),
        markdown: None,
        structured_data: String::new(),
    }
}

/// What the head of a page says.
pub fn of_page<'a>(now: &'a Snapshot, id: PageId, from: &BaseUrl<'_>) -> Head<'a> {
    let page = now.site.page(id);
    let is_home = now.site.is_home(id);
    Head {
        title: if is_home { &now.config.title } else { &page.outline.title },
        description: description(now, id),
        kind: if is_home { "website" } else { "article" },
        locale: locale(now.site.language_of(id)),
        changed: page.outline.front.changed().map(|date| date.to_string()),
        image: image(now, id),
        markdown: now.site.markdown_page(id).map(|url| from.href(url)),
        structured_data: structured_data::of_page(now, id),
        ..of_site(now, from)
    }
}

/// One sentence about a page: the author's, else the start of its first paragraph, else on the home page that of the
/// guide. It may be empty.
pub fn description(now: &Snapshot, id: PageId) -> String {
    let page = now.site.page(id);
    if let Some(text) = &page.outline.front.description {
        return one_line(text);
    }
    let start = summary(&now.pages[id.index()].body.first_paragraph());
    let of_guide = now.config.description.as_ref().filter(|_| start.is_empty() && now.site.is_home(id));
    of_guide.map_or(start, |text| one_line(text))
}

/// The picture that is shown where a page is shared, by its absolute address, with what it shows.
fn image(now: &Snapshot, id: PageId) -> Option<Shared<'_>> {
    let base = now.config.url.as_deref()?;
    let url = now.site.shared_image(id)?;
    let alt = match now.site.own_image(id) {
        Some(own) => alt_of(now, id, &own),
        None => now.config.web.image_alt.as_deref(),
    };
    Some(Shared { href: url.absolute(base), alt: alt.filter(|alt| !alt.trim().is_empty()) })
}

/// What a picture shows, if the page shows it too and says so.
fn alt_of<'a>(now: &'a Snapshot, id: PageId, url: &UrlPath) -> Option<&'a str> {
    let body = &now.pages[id.index()].body;
    let mut images = body.images();
    images.find(|image| image_url(now, id, body, image).as_ref() == Some(url)).map(|image| &*image.alt)
}

/// The address of an image of the text, if it is a file of the guide.
pub fn image_url(now: &Snapshot, id: PageId, body: &Body, image: &Image) -> Option<UrlPath> {
    match now.site.resolve(id, &body[image.link]) {
        Target::File(url, _) => Some(url),
        _ => None,
    }
}

/// A language with its country as the Open Graph protocol writes it: `en_GB`. Without a country there is none to tell.
fn locale(tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    let country = parts.find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()))?;
    Some(format!("{language}_{}", country.to_ascii_uppercase()))
}

/// Text with its white space made single.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The start of a paragraph: the whole of it if it is short, else its first sentences, else its first words.
pub fn summary(paragraph: &str) -> String {
    let text = one_line(paragraph);
    let Some((limit, _)) = text.char_indices().nth(LONGEST_SUMMARY) else { return text };
    let start = &text[..limit];
    let ends_sentence = |(at, c): (usize, char)| {
        let next = text[at + c.len_utf8()..].chars().next();
        let ends = matches!(c, '.' | '!' | '?') && next.is_some_and(char::is_whitespace);
        (ends || matches!(c, '。' | '！' | '？')).then_some(at + c.len_utf8())
    };
    let sentence = start.char_indices().filter_map(ends_sentence).next_back();
    if let Some(end) = sentence.filter(|end| start[..*end].chars().count() >= SHORTEST_SUMMARY) {
        return start[..end].to_owned();
    }
    let word = start.rfind(' ').filter(|at| start[..*at].chars().count() >= SHORTEST_SUMMARY);
    let words = start[..word.unwrap_or(limit)].trim_end_matches([' ', ',', ';', ':', '–', '—', '-']);
    format!("{words}…")
}

/// The absolute address of a page, where the site's is known.
pub fn absolute(now: &Snapshot, page: &SitePage) -> Option<String> {
    now.config.url.as_deref().map(|base| page.url.absolute(base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paragraph_is_cut_after_a_sentence_or_a_word() {
        assert_eq!(summary(" Short \n text. "), "Short text.");
        let sentence = "The first sentence of this page is long enough to stand alone as a description.";
        let text = format!("{sentence} {}", "Then more follows ".repeat(10));
        assert_eq!(summary(&text), sentence);
        let words = summary(&"word ".repeat(80));
        assert!(words.ends_with("word…") && words.chars().count() <= LONGEST_SUMMARY + 1, "{words}");
        // A point inside a number or an abbreviation without a space ends nothing.
        let number = format!("About 6.4 {}", "points of pain, ".repeat(20));
        assert!(summary(&number).ends_with("pain…"), "{}", summary(&number));
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_characters() {
        let text = "乳".repeat(400);
        assert_eq!(summary(&text).chars().count(), LONGEST_SUMMARY + 1);
        let sentences = format!("{}。{}", "乳".repeat(80), "房".repeat(200));
        assert_eq!(summary(&sentences).chars().last(), Some('。'));
    }

    #[test]
    fn a_locale_has_a_country() {
        assert_eq!(locale("en-GB").as_deref(), Some("en_GB"));
        assert_eq!(locale("zh-Hant-tw").as_deref(), Some("zh_TW"));
        assert_eq!(locale("en"), None);
        assert_eq!(locale("sr-Latn"), None);
    }
}
