//! The tags of a run of HTML, for checks that ask which elements it has.

use std::ops::Range;

use super::{attribute, comment_end, raw_text_end};

/// A tag with its attributes.
#[derive(Debug)]
pub struct Tag<'a> {
    /// Its name, in lower case.
    pub name: String,
    /// Whether it ends its element.
    pub is_end: bool,
    /// The range from its `<` to behind its `>`.
    pub at: Range<usize>,
    /// Its attributes: names in lower case, values as written.
    pub attributes: Vec<(String, &'a str)>,
}

impl Tag<'_> {
    /// The value of an attribute that is there and not blank.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// Every tag of a run of HTML, in order. Comments and what stands in scripts are no tags.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|it| at + it) {
        let rest = &html[open + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        at = if let Some(comment) = rest.strip_prefix("!--") {
            comment_end(comment).map_or(html.len(), |it| open + 4 + it)
        } else if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let tag = tag(html, open);
            let end = if tag.is_end { tag.at.end } else { raw_text_end(html, tag.at.end, &tag.name) };
            found.push(tag);
            end
        } else {
            open + 1
        };
    }
    found
}

fn tag(html: &str, open: usize) -> Tag<'_> {
    let is_end = html[open + 1..].starts_with('/');
    let name_at = open + 1 + usize::from(is_end);
    let ends_name = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
    let mut at = html[name_at..].find(ends_name).map_or(html.len(), |it| name_at + it);
    let name = html[name_at..at].to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        at = html.len() - html[at..].trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/').len();
        if at == html.len() || html[at..].starts_with('>') {
            let end = (at + 1).min(html.len());
            return Tag { name, is_end, at: open..end, attributes };
        }
        let (name, value, next) = attribute(html, at);
        attributes.push((name, value.map_or("", |it| &html[it])));
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_their_attributes() {
        let html = "<!-- <b> --><A HREF='x' hidden>t</a ><script>'<i>'</script><br/>";
        let found = tags(html);
        let names: Vec<_> = found.iter().map(|it| (it.name.as_str(), it.is_end)).collect();
        assert_eq!(names, [("a", false), ("a", true), ("script", false), ("script", true), ("br", false)]);
        assert_eq!((found[0].value("href"), found[0].value("hidden")), (Some("x"), None));
        assert_eq!(&html[found[1].at.clone()], "</a >");
    }

    #[test]
    fn a_tag_without_an_end_ends_with_the_text() {
        let found = tags("<a href=\"x");
        assert_eq!((found.len(), found[0].at.clone()), (1, 0..10));
    }
}
