//! `[checks]` in `site.toml` → `Checks`: which habits of writing a guide is warned of, and how hard its pages may be
//! to read.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place};
use crate::raw::{Entry, Node, Value};
use crate::schema::{Field, Kind, Reading};

/// Which habits of writing a guide is warned of.
#[derive(Clone, Debug, PartialEq)]
pub struct Checks {
    /// The rules that are on.
    pub rules: BTreeSet<Rule>,
    /// Words of links that say nothing, where the site has a list of its own.
    pub vague_words: Option<Vec<String>>,
    /// The school grade above which a page is too hard to read.
    pub reading_grade: Option<u8>,
}

/// A rule for the author's work that a reader would notice the breach of, and that nothing else in a build needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is documented as a field of CHECKS")]
pub enum Rule {
    HeadingOrder,
    EmptyHeadings,
    EmptyLinks,
    VagueLinks,
    SameWords,
    TableHeads,
}

impl Rule {
    /// Every rule with its key in `[checks]` and whether it is on by default.
    pub const ALL: [(Rule, &'static str, bool); 6] = [
        (Rule::HeadingOrder, "heading_order", true),
        (Rule::EmptyHeadings, "empty_headings", true),
        (Rule::EmptyLinks, "empty_links", true),
        (Rule::VagueLinks, "vague_links", true),
        (Rule::SameWords, "same_words", false),
        (Rule::TableHeads, "table_heads", true),
    ];
}

impl Default for Checks {
    fn default() -> Checks {
        Checks {
            rules: Rule::ALL.iter().filter(|(_, _, on)| *on).map(|(rule, _, _)| *rule).collect(),
            vague_words: None,
            reading_grade: None,
        }
    }
}

/// The keys of `[checks]`.
pub const CHECKS: &[Field] = &[
    Field {
        name: "heading_order",
        kind: Kind::Switch,
        doc: "Headings that skip a level, such as `####` under `##`, and a second `#`.",
    },
    Field { name: "empty_headings", kind: Kind::Switch, doc: "Headings without words." },
    Field { name: "empty_links", kind: Kind::Switch, doc: "Links without words." },
    Field {
        name: "vague_links",
        kind: Kind::Switch,
        doc: "Links whose words say nothing, such as “click here”.",
    },
    Field {
        name: "vague_words",
        kind: Kind::Texts,
        doc: "Words of links that say nothing, instead of the language's own list.",
    },
    Field {
        name: "same_words",
        kind: Kind::Switch,
        doc: "Links of one page with the same words and different addresses; off by default.",
    },
    Field { name: "table_heads", kind: Kind::Switch, doc: "Tables without heads." },
    Field {
        name: "reading_grade",
        kind: Kind::Whole,
        doc: "The school grade, 1 to 20, above which a page is too hard to read; without it there is no limit.",
    },
];

/// The highest limit that means something: beyond are texts that no school grade can read.
const MAX_GRADE: i64 = 20;

/// Reads the entries of `[checks]`.
pub fn read(reading: &mut Reading<'_>, entries: Vec<Entry>) -> Checks {
    let mut table = reading.table("[checks]", entries, CHECKS);
    let mut checks = Checks::default();
    for (rule, name, _) in Rule::ALL {
        match table.switch(name) {
            Some(true) => drop(checks.rules.insert(rule)),
            Some(false) => drop(checks.rules.remove(&rule)),
            None => {}
        }
    }
    let given = table.node("vague_words");
    checks.vague_words = given.map(|node| match node.value {
        Value::List(items) => items.into_iter().filter_map(words).collect(),
        _ => Vec::new(),
    });
    if let Some(Node { value: Value::Integer(grade), span }) = table.node("reading_grade") {
        checks.reading_grade =
            u8::try_from(grade).ok().filter(|it| (1..=MAX_GRADE).contains(&i64::from(*it)));
        if checks.reading_grade.is_none() {
            let message =
                format!("`reading_grade` expects a school grade from 1 to {MAX_GRADE}, found {grade}");
            let help = "8 is a text that most adults read with ease; leave the key out for no limit";
            reading.problems.push(Diagnostic::error(Place::span(reading.path, span), message).help(help));
        }
    }
    checks
}

fn words(item: Node) -> Option<String> {
    match item.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
