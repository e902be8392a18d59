//! The index at the end of a PDF.

use crate::harness::Project;
use crate::harness::pdf::{Pdf, assert_pdf_ua};

/// Returns the PDF of a guide of a home page and a second page.
fn printed(settings: &str, home: &str, other: &str) -> (Vec<u8>, Pdf) {
    let project = Project::with([
        ("site.toml", format!("title = \"Guide\"\nlanguage = \"en\"\n{settings}").as_str()),
        ("content/hand.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"40\"/>"),
        ("content/index.md", home),
        ("content/other.md", other),
    ]);
    let run = project.run(&["print", "-o", "out.pdf"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    let bytes = std::fs::read(project.path("out.pdf")).expect("a PDF");
    let pdf = Pdf::read(&bytes);
    (bytes, pdf)
}

const HOME: &str = "# Home\n\n## Let-down {index=\"let-down; milk!let-down\"}\n\n\
    The [oxytocin]{index} and [milk]{index} and [Öl]{index}.[^1]\n\n\
    ![A hand](hand.svg){index=\"hands!warm\"}\n\n[^1]: A note with [zinc]{index}.\n\n::page-break\n\nMore [Milk]{index}.\n";
const OTHER: &str = "# Other {index=\"others\"}\n\n\
    | [head]{index #head} | b |\n|---|---|\n| `code`{index=\"command line\"} | [Oxytocin]{index} |\n\n\
    ```rust {#block index=\"Rust\"}\nlet x;\n```\n\n\
    :::tip[A [label]{index}]\n[to the head](#head), [to the block](#block) and [the word]{#word lang=fr}, [its own place](#word)\n:::\n";

#[test]
fn the_index_has_every_mark_with_its_pages() {
    let (bytes, pdf) = printed("", HOME, OTHER);
    assert_pdf_ua(&bytes);
    assert_eq!(pdf.dangling(), Vec::<String>::new());
    let last = pdf.len() - 1;
    let text = pdf.text(last);
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(
        words.join(" "),
        "Index command line, 3 hands warm, 1 head, 3 label, 3 let-down, 1 milk, 1, 2 let-down, 1 Öl, 1 others, 3 \
         oxytocin, 1, 3 Rust, 3 zinc, 1",
    );
    assert!(pdf.bookmarks().iter().any(|bookmark| bookmark.title == "Index" && bookmark.level == 1));
    let links: Vec<_> = pdf.links().into_iter().filter(|link| link.page == last).collect();
    assert_eq!(links.len(), 14, "{links:?}");
}

#[test]
fn without_marks_or_with_the_setting_off_there_is_no_index() {
    for (settings, home) in [("", "# Home\n\nText.\n"), ("[print]\nindex = false\n", HOME)] {
        let (_, pdf) = printed(settings, home, "# Other\n");
        assert!(pdf.bookmarks().iter().all(|bookmark| bookmark.title != "Index"), "{settings}");
    }
}

#[test]
fn the_title_and_the_order_are_those_of_the_guide() {
    let settings = "[print]\npaper = \"a5\"\n[theme.labels]\nprint_index = \"Sachregister\"\n";
    let home =
        "# Home\n\n[ähnlich]{index} [zuletzt]{index} [azyklisch]{index} [10 Tage]{index} [9 Tage]{index}\n";
    let (bytes, pdf) = printed(settings, home, "# Other\n");
    assert_pdf_ua(&bytes);
    let text = pdf.text(pdf.len() - 1);
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    let order = ["Sachregister", "9 Tage", "10 Tage", "ähnlich", "azyklisch", "zuletzt"].map(at);
    assert!(order.is_sorted(), "{text}");
}

#[test]
fn hostile_entries_are_text() {
    let home = "# Home\n\n[a]{index='\\\"); #panic(]'} [#panic()]{index} [*b* $c$ \\\\]{index='\"]'}\n";
    let (_, pdf) = printed("", home, "# Other\n");
    let text = pdf.text(pdf.len() - 1);
    for shown in ["\\", "#panic()", "]"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[test]
fn a_header_that_is_repeated_holds_no_place_twice() {
    let rows = "| a | b |\n".repeat(120);
    let other = format!("# Other\n\n| [head]{{index #head}} | b |\n|---|---|\n{rows}\n[to it](#head)\n");
    let (_, pdf) = printed("", "# Home\n\n[the head](other.md#head)\n", &other);
    assert!(pdf.text(pdf.len() - 1).contains("head, 2"), "{}", pdf.text(pdf.len() - 1));
}
