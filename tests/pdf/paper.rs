//! Paper loses nothing: each word of a page is inside the paper and over no other word, or a warning says that it is not.

use std::fmt::Write as _;

use crate::harness::Project;
use crate::harness::pdf::{Pdf, assert_pdf_ua};

use super::{print, printed};

/// Words that have no place where a line usually ends.
const LONG: [&str; 6] = [
    "maximumConcurrentConnections",
    "HANDOUT_MAXIMUM_CONCURRENT_CONNECTIONS",
    "https://www.example.org/documentation/reference/configuration/of/everything?and=more",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "a-flag-with-a-name-that-nobody-would-want-to-type-on-a-keyboard-of-their-own",
    "com.example.organisation.department.project.module.internal.AbstractFactoryBean",
];

/// Returns a guide of one page.
fn guide(settings: &str, page: &str) -> Project {
    Project::with([
        ("site.toml", format!("title = \"A guide\"\n{settings}").as_str()),
        ("content/index.md", format!("---\ntitle: Home\n---\n\n{page}\n").as_str()),
    ])
}

/// Returns the text of a PDF, without the white space between words.
fn text(pdf: &Pdf) -> String {
    let all: String = (0..pdf.len()).map(|page| pdf.text(page)).collect();
    all.split_whitespace().collect()
}

/// Returns a page with each long word in each place where words can be.
fn long_words() -> String {
    let mut page = String::new();
    for word in LONG {
        let _ = writeln!(page, "## On {word}\n");
        let _ = writeln!(page, "A line of text with {word} in it, and with `{word}` as code, **{word}**.\n");
        let _ = writeln!(page, "- An item {word}\n  - `{word}`\n\n> {word}\n\n> [!NOTE]\n> `{word}`\n");
        let _ = writeln!(page, "Term {word}\n: `{word}`\n\nA note.[^{0}]\n\n[^{0}]: {word}\n", word.len());
        let _ = writeln!(
            page,
            "```rust\nlet a = {word};\n```\n\n[a link to {word}](https://example.org/{word})\n"
        );
        let _ = writeln!(
            page,
            "| Setting | Default | Variable | Type | Meaning |\n| --- | --- | --- | --- | --- |"
        );
        let _ =
            writeln!(page, "| `{word}` | `unlimited` | {word} | integer | How many may connect at once |\n");
    }
    page
}

#[test]
fn every_long_word_is_whole_and_over_no_other() {
    for args in [&["--paper", "a4"][..], &["--paper", "a5"], &["--large-print"]] {
        let project = guide("", &long_words());
        let bytes = printed(&project, args);
        assert_pdf_ua(&bytes);
        let pdf = Pdf::read(&bytes);
        assert_eq!(pdf.unreadable(), Vec::<String>::new(), "{args:?}");
        let text = text(&pdf);
        for word in LONG {
            assert!(text.matches(word).count() >= 9, "{word} {args:?} in {text}");
        }
        assert!(!text.contains('\u{200b}'), "a mark of ours is in the text");
    }
}

#[test]
fn a_wide_table_gets_smaller_and_then_turns() {
    let table = |columns: usize| {
        let row = |cell: &dyn Fn(usize) -> String| {
            (0..columns).fold(String::from("|"), |row, column| row + " " + &cell(column) + " |") + "\n"
        };
        let rows = row(&|column| format!("Head{column}")) + &row(&|_| "---".into());
        rows + &row(&|column| format!("wordword{column}")) + &row(&|_| "some words in it".into())
    };
    let pdf = Pdf::read(&printed(&guide("", &format!("{}\n{}", table(9), table(13))), &[]));
    assert_eq!(pdf.unreadable(), Vec::<String>::new());
    let runs: Vec<_> = (0..pdf.len()).flat_map(|page| pdf.runs(page)).collect();
    assert!(runs.iter().any(|run| run.text.contains("Head8") && run.size < 9.0), "the type is not smaller");
    // What is turned has no width on its page.
    assert!(runs.iter().any(|run| run.text.contains("Head12") && (run.end - run.x).abs() < 0.1));
    // Where neither is enough, the author learns of it.
    let run = print(&guide("", &table(60)), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("is printed over other words"), "{}", run.stderr);
    assert!(run.stderr.contains("content/index.md:5:"), "{}", run.stderr);
}

#[test]
fn what_a_theme_puts_over_the_edge_is_reported() {
    let project = guide("theme = \"own\"\n", "Before.\n\n**Over the edge.**");
    project.write(
        "themes/own/print/theme.typ",
        "#import \"base.typ\": *\n#let base-guide = guide\n\
         #let guide(body) = { show strong: it => move(dx: 160mm, it.body); base-guide(body) }\n",
    );
    let run = print(&project, &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("is cut at the edge of the paper"), "{}", run.stderr);
    assert!(run.stderr.contains("content/index.md:7:"), "{}", run.stderr);
}

#[test]
fn a_link_in_a_heading_or_title_has_its_footnote_in_the_text_after_it() {
    let page = "## A [source](https://one.example/) here\n\nFirst.\n\n:::tip[See [the report](https://two.example/)]\nSecond.\n:::\n\n\
                ::::columns{count=2}\n:::card[Call]\n[0123 456](tel:0123456)\n:::\n\nThird.\n::::\n";
    let project = guide("", page);
    let bytes = printed(&project, &[]);
    assert_pdf_ua(&bytes);
    let text = text(&Pdf::read(&bytes));
    for words in
        ["Asourcehere1First.", "Seethereport2Second.", "1https://one.example/", "2https://two.example/"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(text.matches("0123456").count(), 1, "the number is not repeated: {text}");
}

/// Returns how far a box of a page extends beyond A4 on each side, in millimetres.
fn beyond_a4(pdf: &Pdf, page: usize, name: &str) -> Option<[f32; 4]> {
    let trim = pdf.rectangle(page, "TrimBox")?;
    assert!((trim[2] - trim[0] - 595.28).abs() < 0.1 && (trim[3] - trim[1] - 841.89).abs() < 0.1, "{trim:?}");
    // Without a box of its own, what bleeds goes to the edge of the page (ISO 32000-1, 14.11.2).
    let outer = pdf.rectangle(page, name).or_else(|| pdf.rectangle(page, "MediaBox"))?;
    let sides = [trim[0] - outer[0], trim[1] - outer[1], outer[2] - trim[2], outer[3] - trim[3]];
    Some(sides.map(|side| (side * 25.4 / 72.0 * 10.0).round() / 10.0))
}

#[test]
fn a_print_shop_knows_where_to_cut() {
    let leaf = "[[leaf]]\nname = \"sheet\"\npages = [\"index.md\"]\n\
                [[leaf]]\nname = \"folded\"\npages = [\"index.md\"]\nformat = \"trifold\"\n";
    let with = |print: &str| guide(&format!("[print]\n{print}{leaf}"), "Some text.");
    let bled = with("bleed = \"3mm\"\n");
    let marked = with("bleed = \"3mm\"\ncrop_marks = true\n");
    let only_marked = with("crop_marks = true\n");
    for (args, is_for_readers) in [
        (&[][..], false),
        (&["--leaf", "sheet"], false),
        (&["--booklet"], true),
        (&["--large-print"], true),
        (&["--leaf", "folded"], true),
    ] {
        let [plain, bled, marked, only_marked] =
            [&with(""), &bled, &marked, &only_marked].map(|project| printed(project, args));
        if is_for_readers {
            // What readers print and fold has its own size, whatever a print shop gets.
            let sizes = |bytes: &[u8]| {
                let pdf = Pdf::read(bytes);
                (0..pdf.len()).map(|page| pdf.size(page)).collect::<Vec<_>>()
            };
            assert_eq!(
                [sizes(&bled), sizes(&marked), sizes(&only_marked)],
                [(); 3].map(|()| sizes(&plain)),
                "{args:?}"
            );
            continue;
        }
        for bytes in [&bled, &marked, &only_marked] {
            assert_pdf_ua(bytes);
        }
        let [plain, bled, marked, only_marked] =
            [plain, bled, marked, only_marked].map(|bytes| Pdf::read(&bytes));
        for page in 0..plain.len() {
            assert_eq!(beyond_a4(&bled, page, "BleedBox"), Some([3.0; 4]), "{args:?}");
            assert_eq!(beyond_a4(&bled, page, "MediaBox"), Some([3.0; 4]));
            assert_eq!(beyond_a4(&marked, page, "BleedBox"), Some([3.0; 4]));
            assert_eq!(beyond_a4(&marked, page, "MediaBox"), Some([13.0; 4]));
            assert_eq!(beyond_a4(&only_marked, page, "MediaBox"), Some([10.0; 4]));
            assert_eq!(marked.text(page), plain.text(page));
            assert_eq!(marked.links().len(), plain.links().len());
        }
    }
}
