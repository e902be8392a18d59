//! Markup that is not read and would reach readers as text: the syntax of other programs, and Markdown with a mistake in
//! it. Each kind is reported once per page, at its first place. In code it is code, and after a `\` it is meant.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex::{Regex, RegexSet};

use crate::diagnostic::Diagnostic;
use crate::document::{Body, Kind};
use crate::parse::options::About;
use crate::values::reference;

/// A kind of markup.
struct Rule {
    /// The characters that it begins with or holds, as a pattern. They are in its text or beside it.
    marks: &'static str,
    /// What it looks like. Its first group is what is marked, else the whole match.
    pattern: &'static str,
    /// What it is and where.
    looks_like: &'static str,
    /// What to write instead.
    help: &'static str,
}

/// The start of a line, after the marks of quotes and items.
macro_rules! line {
    ($pattern:literal) => {
        concat!(r"(?m)^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(", $pattern, ")")
    };
}

const FORMULA: &str = "a formula";
const DIRECTIVE: &str = "a directive";
const CITATION: &str = "a citation of Pandoc";
const BOX: &str = "write `> [!NOTE]`, with `> ` before each of its lines";
const TEMPLATES: &str =
    "pages have no template tags: write the text itself, or put the tag between backticks as code";

const ATTRIBUTES: &str = "write `{#id .class key=\"value\"}`, directly after an image, a link, code or `[words]`, or at the end of a heading";

const RULES: &[Rule] = &[
    Rule {
        marks: r"!!!|\?\?\?",
        pattern: line!(r#"(?:!!!|\?\?\?\+?)[ \t]+[\w"]+"#),
        looks_like: "an admonition of MkDocs",
        help: BOX,
    },
    Rule {
        marks: "===",
        pattern: line!(r#"===[!+]?[ \t]+"[^"\n]*""#),
        looks_like: "a tab of MkDocs",
        help: "write a heading and its text for each tab",
    },
    Rule { marks: "///", pattern: line!(r"///[ \t]+[\w-]+"), looks_like: "a block of MkDocs", help: BOX },
    Rule {
        marks: ":::",
        pattern: line!(r":{3,}[ \t]*[{\w][\w-]*"),
        looks_like: DIRECTIVE,
        help: "indent it less, and leave `directives` on under `[markdown]` in site.toml",
    },
    Rule {
        marks: r"\{\{[<%]",
        pattern: r"\{\{[<%][^}\n]*",
        looks_like: "a shortcode of Hugo or Zola",
        help: TEMPLATES,
    },
    Rule {
        marks: r"\{\{#",
        pattern: r"\{\{#\w+[^}\n]*\}\}",
        looks_like: "a directive of mdBook",
        help: "write `::include{file=\"_parts/x.md\"}` in a line of its own",
    },
    Rule {
        marks: r"\{%",
        pattern: r"\{%-?[ \t]*\w[^}\n]*",
        looks_like: "a tag of Liquid or Jinja",
        help: TEMPLATES,
    },
    Rule {
        marks: r"\{\{",
        pattern: r"\{\{-?[ \t]*[\w$.][^{}\n]*\}\}",
        looks_like: "a value of a template",
        help: TEMPLATES,
    },
    Rule {
        marks: "8<",
        pattern: r"-{1,3}8<-{1,3}",
        looks_like: "a snippet of MkDocs",
        help: "write `::include{file=\"_parts/x.md\"}` in a line of its own",
    },
    Rule {
        marks: r"\*\[",
        pattern: line!(r"\*\[[^\]\n]+\]:"),
        looks_like: "an abbreviation of Markdown Extra",
        help: "write `<abbr title=\"its long form\">` where it is used first",
    },
    Rule {
        marks: r"\[\[|\[TOC",
        pattern: r"\[\[_?(?i:toc)_?\]\]|\[TOC\]",
        looks_like: "the mark of a table of contents",
        help: "remove it: the theme shows the contents of each page",
    },
    Rule {
        marks: r"\[\[",
        pattern: r"!?\[\[[^\[\]\n]+\]\]",
        looks_like: "a wiki link",
        help: "write `[its text](page.md)`, or `![its text](image.png)` for an image",
    },
    Rule {
        marks: r"\{:",
        pattern: r"\{:[ \t]*[.#:\w][^}\n]*\}",
        looks_like: "attributes of kramdown",
        help: ATTRIBUTES,
    },
    Rule {
        marks: r"[\])]\{",
        pattern: r"[\])](\{[^}\n:]*[.#=][^}\n]*\})",
        looks_like: "attributes of Pandoc",
        help: ATTRIBUTES,
    },
    Rule {
        marks: r"\{#step-",
        pattern: r"\{#step-[^{}\s]*\}",
        looks_like: "the id of a step",
        help: "write it at the end of the first line or paragraph of an item",
    },
    Rule {
        marks: r"\[-?@|\[see |\[cf",
        pattern: r"\[(?:see |cf\. )?-?@\w[^\]\n]*\]",
        looks_like: CITATION,
        help: "put the source into `sources.bib` in the content folder, or write a footnote: `[^key]`",
    },
    Rule {
        marks: "import |export ",
        pattern: line!(
            r#"import[ \t]+(?:[\w{*][^\n]*[ \t]from[ \t]+)?["'][^\n]*|export[ \t]+(?:const|default|function)[ \t]"#
        ),
        looks_like: "JavaScript of MDX",
        help: "remove it: components are not run",
    },
    Rule {
        marks: "::",
        pattern: line!(r"\.\.[ \t]+[\w-]+::"),
        looks_like: "a directive of reStructuredText",
        help: BOX,
    },
    Rule {
        marks: ":[a-z]",
        pattern: r"(?m)(?:^|[\s(])(:[a-z][a-z0-9:_+-]*:)`",
        looks_like: "a role of Sphinx",
        help: "write a link, or the words alone",
    },
    Rule {
        marks: ":[a-z]",
        pattern: r"(?m)(?:^|[\s(])(:[a-z][a-z0-9_+]*:)(?:[\s.,!?)]|$)",
        looks_like: "the short code of an emoji",
        help: "write the emoji itself",
    },
    Rule {
        marks: "==",
        pattern: r"(?m)(?:^|[\s(])(==[^\s=][^=\n]*==)",
        looks_like: "a highlight",
        help: "write `<mark>…</mark>`",
    },
    Rule {
        marks: r"\^\[",
        pattern: r"\^\[[^\]\n]+\]",
        looks_like: "a note in the text, as in Pandoc",
        help: "write `[^1]`, and a line `[^1]: the note`",
    },
    Rule {
        marks: r"\[!",
        pattern: r"(?m)^[ \t>]*>[ \t]*(\[![^\]\n]*\])",
        looks_like: "a box",
        help: "the boxes are `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` and `[!CAUTION]`, each alone on its line",
    },
    Rule {
        marks: r"\*\*",
        pattern: r#"\*\*[\p{L}\p{N}"'(“‘][^*\n]*(?:\*\*)?"#,
        looks_like: "bold text",
        help: "put a space or nothing but letters around the two `**`, or write `\\**` for the asterisks themselves",
    },
    Rule {
        marks: r"\]\(",
        pattern: r#"\]\(([^()\s<>"][^()\n"<>{]*[ \t][^()\n"]*)\)"#,
        looks_like: "a link, but its address has a space",
        help: "put the address between `<` and `>`",
    },
    Rule {
        marks: r"\][ \t]+\(",
        pattern: r"\][ \t]+(\((?:https?://|[\w./-]+\.md)[^)\s]*\))",
        looks_like: "a link",
        help: "remove the space between `]` and `(`",
    },
    Rule {
        marks: "##",
        pattern: r"(?m)^[ \t>]*(#{2,6}[^\s#\\][^\n]*)",
        looks_like: "a heading",
        help: "put a space after the `#` marks",
    },
];

/// Mathematics: two dollar signs, and, where it is on, one before a command, an index or a group of LaTeX. A price has none of them, and neither
/// has a path such as `C:\\temp`.
const MATH: &[Rule] = &[
    Rule { marks: r"\$\$", pattern: r"\$\$", looks_like: "mathematics", help: MATH_IS_OFF },
    Rule {
        marks: r"\$",
        pattern: concat!(
            r"\$ ?(?:[^\s$]*\^[\w{(\\]|[^$\n]*(?:[\^_]\{|\\[A-Za-z]+[{\[]|\\(?:",
            "alpha|approx|beta|cdot|circ|cos|delta|Delta|div|epsilon|gamma|geq|infty|lambda|ldots|left|leq|lim|log",
            "|mu|neq|omega|Omega|partial|pi|pm|quad|right|rightarrow|sigma|Sigma|sin|tan|theta|times",
            r")\b))[^$\n]*\$?"
        ),
        looks_like: FORMULA,
        help: MATH_IS_OFF,
    },
];

const MATH_IS_OFF: &str = "set `math = true` under `[markdown]` in site.toml";

/// The help where mathematics is on.
const MATH_IS_ON: &str = "close every `{` with a `}`, and leave no space inside the `$` at both ends; a dollar sign itself is `\\$`";

/// The marks of all rules. Nearly no text has one, so one search tells that there is nothing to report.
static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    let marks: Vec<&str> = rules().map(|rule| rule.marks).collect();
    Regex::new(&marks.join("|")).expect("tests compile the pattern")
});

/// The marks of each rule, in the order of the rules.
static MARKS_OF_RULES: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(rules().map(|rule| rule.marks)).expect("tests compile the patterns"));

/// The compiled patterns, in the order of the rules; each is compiled when a page first has a mark of its rule.
static PATTERNS: LazyLock<Vec<OnceLock<Regex>>> =
    LazyLock::new(|| rules().map(|_| OnceLock::new()).collect());

/// Every mark but words has one of these characters in the text, also if the character before the text is a part of it.
const SIGNS: &[u8] = b"!?=/:<{[*^]#$()";

/// Whether each byte is in [`SIGNS`].
const IS_SIGN: [bool; 256] = {
    let (mut table, mut at) = ([false; 256], 0);
    while at < SIGNS.len() {
        table[SIGNS[at] as usize] = true;
        at += 1;
    }
    table
};

fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(MATH)
}

/// Reports the markup of a page that is text.
pub fn check(body: &Body, about: &About<'_>, problems: &mut Vec<Diagnostic>) {
    let source = &about.source.text;
    let has_math = about.options.markdown.math;
    let candidates = with_marks(source, texts(body));
    if candidates.is_empty() {
        return;
    }
    let mut texts: Vec<TextRange> = texts(body).collect();
    texts.sort_by_key(|text| text.range.start);
    for at in candidates {
        let Some(rule) = rules().nth(at) else { continue };
        let is_read = rule.looks_like == CITATION && about.options.can_cite;
        if is_read || !has_math && rule.looks_like == FORMULA {
            continue;
        }
        let pattern =
            PATTERNS[at].get_or_init(|| Regex::new(rule.pattern).expect("tests compile the patterns"));
        let marked = pattern.captures_iter(source).filter_map(|found| found.get(1).or_else(|| found.get(0)));
        let is_value = |at: usize| reference(&source[at..]).is_some() && !source[..at].ends_with('{');
        // A reference to a value is no markup of others. In HTML it is not replaced.
        let mut places = marked.map(|found| found.range()).filter(|range| {
            // In HTML, a line that looks like a directive ends the HTML, is reported elsewhere, or is meant as it is.
            let is_meant = |text: &TextRange| text.is_html && rule.looks_like == DIRECTIVE;
            let is_markup = |text: &TextRange| (text.is_html || !is_value(range.start)) && !is_meant(text);
            text_at(source, &texts, range.start).is_some_and(is_markup)
        });
        let Some(first) = places.next() else { continue };
        let help = match rule.help {
            _ if is_value(first.start) => VALUE_IN_HTML,
            MATH_IS_OFF if has_math => MATH_IS_ON,
            help => help,
        };
        let others = places.count();
        let written = shortened(&source[first.clone()]);
        let message = format!("`{written}` looks like {}, and is shown as text", rule.looks_like);
        let mut problem = Diagnostic::warning(about.place(first), message).help(help);
        if others > 0 {
            problem = problem.label(format!("and {others} more on this page"));
        }
        problems.push(problem);
    }
}

/// The help for a value in HTML.
const VALUE_IN_HTML: &str =
    "values are replaced in Markdown only: put an empty line before and after the text in the HTML";

/// A range of a page's source that readers see as text.
struct TextRange {
    range: Range<usize>,
    /// Whether it is in a block of HTML.
    is_html: bool,
}

/// Returns the ranges of a page's source that readers see as text.
fn texts(body: &Body) -> impl Iterator<Item = TextRange> {
    let is_text = |kind: Kind| matches!(kind, Kind::Text(_) | Kind::HtmlText(_));
    let nodes = body.nodes().filter(move |node| is_text(node.kind()));
    let is_html = |kind: Kind| matches!(kind, Kind::HtmlText(_));
    nodes.map(move |node| TextRange { range: node.span().range(), is_html: is_html(node.kind()) })
}

/// Returns the rules of which any text has a mark, in order. The character before a text may be a part of it, because that may
/// end a link.
fn with_marks(source: &str, texts: impl Iterator<Item = TextRange>) -> BTreeSet<usize> {
    let mut rules = BTreeSet::new();
    for TextRange { range, .. } in texts {
        let text = &source[range.clone()];
        let has_sign = text.bytes().any(|byte| IS_SIGN[usize::from(byte)]);
        let has_word = || ["import ", "export "].iter().any(|word| text.trim_ascii_start().starts_with(word));
        if !has_sign && !has_word() {
            continue;
        }
        let before = source[..range.start].chars().next_back().map_or(0, char::len_utf8);
        let marked = &source[range.start - before..range.end];
        if MARKS.is_match(marked) {
            rules.extend(MARKS_OF_RULES.matches(marked));
        }
    }
    rules
}

/// Returns the text that contains a place, unless the place is escaped.
fn text_at<'t>(source: &str, texts: &'t [TextRange], at: usize) -> Option<&'t TextRange> {
    let next = texts.partition_point(|text| text.range.start <= at);
    let text = texts[..next].last().filter(|text| text.range.end > at)?;
    (!source[..at].ends_with('\\')).then_some(text)
}

/// Returns the beginning of a text for a message.
fn shortened(text: &str) -> String {
    const MAX_LENGTH: usize = 30;
    let line = text.lines().next().unwrap_or_default().trim_end();
    if line.chars().count() <= MAX_LENGTH {
        return line.to_owned();
    }
    line.chars().take(MAX_LENGTH).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_has_a_sign() {
        for mark in MARKS.as_str().split('|').filter(|mark| !mark.ends_with("port ")) {
            assert!(mark.bytes().any(|byte| SIGNS.contains(&byte)), "{mark}");
        }
    }

    #[test]
    fn every_pattern_is_one() {
        for rule in rules() {
            assert!(Regex::new(rule.pattern).is_ok(), "{}", rule.pattern);
        }
        assert_eq!(MARKS_OF_RULES.len(), PATTERNS.len());
    }
}
