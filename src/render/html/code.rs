//! Code blocks as HTML: words by kind as classes, to which a theme gives colours, and the marked lines.

use std::ops::Range;

use super::Writer;
use crate::document::{CodeInfo, CodeWord, WordKind};
use crate::render::highlight;

impl Writer<'_> {
    /// Writes a code block. A scrollable block can be reached and scrolled with the keyboard alone (WCAG 2.2, 2.1.1).
    pub(super) fn code_block(&mut self, info: &CodeInfo, text: &str) {
        self.has_code = true;
        let (id, classes) = (&info.attributes.id, &info.attributes.classes);
        let in_figure = !info.title.is_empty();
        let mut all: Vec<&str> = classes.iter().map(|class| &**class).collect();
        all.splice(..0, in_figure.then_some("code"));
        self.put(if in_figure { "<figure" } else { "<pre" });
        if !id.is_empty() {
            self.id(id);
        }
        if !all.is_empty() {
            self.attribute("class", &all.join(" "));
        }
        if in_figure {
            self.put("><figcaption class=\"code-title\">");
            self.text(&info.title);
            self.put("</figcaption><pre");
        }
        self.put(" tabindex=\"0\"><code");
        if !info.language.is_empty() {
            self.attribute("class", &format!("language-{}", info.language));
        }
        self.put(">");
        self.listing(info, text);
        self.put("</code></pre>");
        self.put(if in_figure { "</figure>\n" } else { "\n" });
    }

    /// Writes the text. Marked lines are a `mark`, which is conveyed without colour too; the line break after them is
    /// not part of it.
    fn listing(&mut self, info: &CodeInfo, text: &str) {
        let mut words = &**info.words.get_or_init(|| highlight::words(&info.language, text));
        let mut at = 0;
        for marked in marked(info, text) {
            self.words(text, at..marked.start, &mut words);
            self.put("<mark class=\"line highlighted\">");
            self.words(text, marked.clone(), &mut words);
            self.put("</mark>");
            at = marked.end;
        }
        self.words(text, at..text.len(), &mut words);
    }

    /// Writes a part of the text, and takes the words that end in it. A word that continues after it is split.
    fn words(&mut self, text: &str, part: Range<usize>, words: &mut &[CodeWord]) {
        let mut at = part.start;
        while let Some(word) = words.first() {
            let (start, end) = (word.range.start as usize, word.range.end as usize);
            let cut = start.max(at)..end.min(part.end);
            if cut.start >= part.end {
                break;
            }
            self.text(&text[at..cut.start]);
            self.put("<span class=\"");
            self.put(class(word.kind));
            self.put("\">");
            self.text(&text[cut.clone()]);
            self.put("</span>");
            at = cut.end;
            if end > part.end {
                break;
            }
            *words = &words[1..];
        }
        self.text(&text[at..part.end]);
    }
}

/// Returns the marked lines as byte ranges of the text, without the line break after the last line of each.
fn marked(info: &CodeInfo, text: &str) -> Vec<Range<usize>> {
    if info.marked.is_empty() {
        return Vec::new();
    }
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let line = |number: u32| starts.get(number as usize).copied();
    let range = |lines: &std::ops::RangeInclusive<u32>| {
        let start = line(lines.start() - 1).unwrap_or(text.len());
        start..line(*lines.end()).map_or(text.len(), |next| next - 1)
    };
    info.marked.iter().map(range).collect()
}

/// Returns the class of a kind of word. The theme's colour for it is the token `code-…` of the same name.
fn class(kind: WordKind) -> &'static str {
    match kind {
        WordKind::Comment => "c-comment",
        WordKind::String => "c-string",
        WordKind::Constant => "c-constant",
        WordKind::Keyword => "c-keyword",
        WordKind::Function => "c-function",
        WordKind::Type => "c-type",
        WordKind::Tag => "c-tag",
        WordKind::Attribute => "c-attribute",
        WordKind::Variable => "c-variable",
        WordKind::Heading => "c-heading",
        WordKind::Inserted => "c-inserted",
        WordKind::Deleted => "c-deleted",
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Builder, CodeInfo, Kind, LinkId, Span};
    use crate::render::html::{Edition, Href, body};

    struct Plain;

    impl Edition for Plain {
        fn href(&self, _: LinkId) -> Href {
            Href::Nowhere
        }

        fn label<'a>(&'a self, key: &'a str) -> &'a str {
            key
        }
    }

    fn written(info: CodeInfo, text: &str) -> String {
        let mut builder = Builder::default();
        let text = builder.add_text(text);
        let code = builder.add_code(CodeInfo { text, ..info });
        builder.leaf(Kind::CodeBlock(code), Span::default());
        body(&builder.finish(Vec::new()), &Plain).expect("no template").html
    }

    /// Returns the text of some HTML.
    fn text_of(html: &str) -> String {
        let mut out = String::new();
        for part in html.split_inclusive('>') {
            out.push_str(part.split('<').next().unwrap_or_default());
        }
        html_escape::decode_html_entities(&out).into_owned()
    }

    #[test]
    fn whatever_is_marked_the_text_is_that_of_the_author() {
        let text = "/* a\n<b> & \"c\"\n\n*/ fn d() {\n    \"e\n\n";
        for first in 1..=6 {
            for last in first..=6 {
                let info = CodeInfo {
                    language: "rust".into(),
                    marked: [first..=last].into(),
                    ..CodeInfo::default()
                };
                let html = written(info, text);
                assert_eq!(text_of(&html), format!("{text}\n"), "{first}-{last}");
                let marked = html.split("highlighted\">").nth(1).and_then(|it| it.split("</mark>").next());
                let lines: Vec<&str> = text.lines().collect();
                let wanted = lines[first as usize - 1..last as usize].join("\n");
                assert_eq!(text_of(marked.expect("a mark")), wanted, "{first}-{last}");
            }
        }
    }

    #[test]
    fn a_block_of_which_nothing_is_known_is_as_plain_as_can_be() {
        let html = written(CodeInfo::default(), "a < b\n");
        assert_eq!(html, "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>\n");
    }
}
