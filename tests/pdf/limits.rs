//! Text, nesting and drawings that the print engine cannot take: the guide is still typeset, or a message names the file.

use std::fmt::Write as _;

use crate::harness::Project;
use crate::harness::pdf::Pdf;

use super::{DROP, print, printed};

fn guide(pages: &[(&str, &str)]) -> Project {
    let project = Project::with([("site.toml", "title = \"A guide\"\n"), ("content/drop.svg", DROP)]);
    for (name, text) in pages {
        project.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\n---\n\n{text}\n"));
    }
    project
}

/// Prints a guide, and returns the warnings and the PDF.
fn warned(project: &Project) -> (String, Pdf) {
    let run = print(project, &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    (run.stderr, Pdf::read(&std::fs::read(project.path("out.pdf")).expect("a PDF")))
}

fn text(pdf: &Pdf) -> String {
    (0..pdf.len()).map(|page| pdf.text(page)).collect()
}

/// Containers, by what begins their first line and every other one.
const CONTAINERS: [(&str, &str); 9] = [
    ("> ", "> "),
    ("> [!NOTE]\n> ", "> "),
    ("- ", "  "),
    ("1. ", "   "),
    ("- [ ] do\n\n  ", "  "),
    ("Term\n: ", "  "),
    ("**a** _b **c", ""),
    ("<section>\n\n", ""),
    ("- one\n\n- ", "  "),
];

/// Blocks for the innermost place.
const LEAVES: [&str; 6] = [
    "WORD",
    "```rust\nlet WORD = 1;\n```",
    "| WORD | b |\n| --- | --- |\n| **x** | `y` |",
    "![WORD](drop.svg)",
    "WORD[^n]\n\n[^n]: A note.",
    "[WORD](https://example.org) <sub>x</sub>",
];

/// Returns a block in containers, chosen by a generator of numbers.
fn nested(seed: u64, depth: usize, leaf: &str) -> String {
    let mut state = seed;
    let mut text = leaf.to_owned();
    for _ in 0..depth {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (first, rest) = CONTAINERS[(state >> 33) as usize % CONTAINERS.len()];
        let mut out = String::new();
        for (at, line) in text.lines().enumerate() {
            let _ = writeln!(out, "{}", format!("{}{line}", if at == 0 { first } else { rest }).trim_end());
        }
        text = out;
    }
    text
}

#[test]
fn nesting_of_any_kind_is_typeset_and_the_flattened_is_reported() {
    let mut pages = vec![("index".to_owned(), "Home.".to_owned())];
    for (at, leaf) in LEAVES.iter().enumerate() {
        for seed in 0..4 {
            let leaf = leaf.replace("WORD", &format!("word{seed}x{at}"));
            pages.push((format!("p{seed}x{at}"), nested(seed * 31 + at as u64 + 1, 60, &leaf)));
        }
        // One container alone, too.
        for (kind, (first, rest)) in CONTAINERS.iter().enumerate() {
            let leaf = leaf.replace("WORD", &format!("single{kind}x{at}"));
            let deep = (0..60).fold(leaf, |text, _| {
                text.lines().enumerate().fold(String::new(), |out, (line, text)| {
                    out + if line == 0 { first } else { rest } + text + "\n"
                })
            });
            if at == kind % LEAVES.len() {
                pages.push((format!("s{kind}x{at}"), deep));
            }
        }
    }
    let notes: Vec<String> = (1..200).map(|it| format!("[^{it}]: note{it}[^{}]\n\n", it + 1)).collect();
    let notes = notes.concat();
    pages.push(("notes".into(), format!("A[^1]\n\n{notes}[^200]: note200")));
    let pages: Vec<(&str, &str)> = pages.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (said, pdf) = warned(&guide(&pages));
    let text = text(&pdf);
    for (at, _) in LEAVES.iter().enumerate().filter(|(at, _)| *at != 3) {
        for seed in 0..4 {
            assert!(text.contains(&format!("word{seed}x{at}")), "no word{seed}x{at}:\n{said}");
        }
    }
    assert!(text.contains("note200"), "{said}");
    assert!(said.contains("nested deeper than the PDF can show"), "{said}");
    assert!(said.contains("content/notes.md:"), "{said}");
}

#[test]
fn nesting_that_the_documentation_promises_is_not_flattened() {
    let list = (0..20).map(|it| format!("{}- item{it}\n", "  ".repeat(it))).collect::<Vec<_>>().concat();
    let quote = format!("{}words\n", "> ".repeat(20));
    let both = nested_alternately(10);
    let terms = (0..10).fold("words".to_owned(), |text, _| {
        let rest: Vec<String> = text.lines().map(|line| format!("  {line}\n")).collect();
        let rest = rest.concat();
        format!("Term\n: {}\n", rest.trim())
    });
    printed(&guide(&[("index", &list), ("quote", &quote), ("both", &both), ("terms", &terms)]), &[]);
}

fn nested_alternately(pairs: usize) -> String {
    (0..pairs).fold("words".to_owned(), |text, _| {
        let lines: Vec<&str> = text.lines().collect();
        format!("> - {}\n", lines.join("\n>   "))
    })
}

#[test]
fn marks_and_words_of_any_length_are_typeset() {
    let marks = format!("a{}\n\n{}", "\u{301}".repeat(6000), "\u{5d0}".repeat(50_000));
    let jamo = format!("{}\n\n👩{}", "\u{1100}".repeat(5000), "\u{200d}👩".repeat(2000));
    let (said, pdf) = warned(&guide(&[("index", &marks), ("jamo", &jamo)]));
    assert!(said.contains("more than 30 combining marks on one character"), "{said}");
    assert!(said.contains("content/index.md") && said.contains("content/jamo.md"), "{said}");
    assert_eq!(pdf.unreadable(), Vec::<String>::new());
}

#[test]
fn a_paragraph_costs_at_most_its_share_of_a_long_text() {
    // Typst's time grows with the square of a paragraph in two directions or of many parts, so the number of paragraphs
    // must grow with the text.
    for unit in ["\u{5d0} ", "a|a|a|a|a|a|a|a|a|a|\n", "*a* `b` [c](d.md) "] {
        let paragraphs = |bytes: usize| {
            let text = unit.repeat(bytes / unit.len());
            let (_, pdf) = warned(&guide(&[("index", &text), ("d", "D.")]));
            pdf.with_role("P").len()
        };
        let (once, twice) = (paragraphs(25_000), paragraphs(50_000));
        assert!(once >= 2 && twice + 4 >= 2 * once && twice <= 2 * once + 4, "{unit:?}: {once}, {twice}");
    }
}

#[test]
fn a_drawing_that_could_cost_anything_is_left_out_and_named() {
    let svg = |content: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{content}</svg>")
    };
    let mut masks = String::new();
    for number in 0..2000 {
        let next = number + 1;
        let _ = write!(masks, "<mask id='m{number}'><rect mask='url(#m{next})'/></mask>");
    }
    let turbulence =
        "<filter id='f'><feTurbulence numOctaves='1000000000'/></filter><rect filter='url(#f)'/>";
    let project = guide(&[("index", "![One thing](a.svg)\n\n![Another thing](b.svg)")]);
    project.write("content/a.svg", svg(&masks));
    project.write("content/b.svg", svg(turbulence));
    let (said, pdf) = warned(&project);
    assert!(said.contains("content/index.md:5:") && said.contains("content/index.md:7:"), "{said}");
    assert!(said.contains("200 deep") && said.contains("`numOctaves`"), "{said}");
    assert!(text(&pdf).contains("Picture: Another thing"), "{said}");
    for drawing in [svg(&masks), svg(turbulence)] {
        project.write("static/favicon.svg", drawing);
        let run = project.run_as_it_is(&["build", "--no-pdf"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains("static/favicon.svg"), "{}", run.stderr);
    }
}
