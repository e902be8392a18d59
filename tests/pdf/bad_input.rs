//! An author's mistakes are reported at their place in the Markdown, while the rest of the guide is typeset.

use std::fs;

use crate::harness::Project;
use crate::harness::pdf::Pdf;

use super::{DROP, print, printed};

/// Returns a guide with one page of this text.
fn guide(settings: &str, page: &str) -> Project {
    let text = format!("---\ntitle: Home\n---\n\n{page}\n");
    let settings = format!("title = \"A guide\"\n{settings}");
    Project::with([
        ("site.toml", settings.as_str()),
        ("content/index.md", text.as_str()),
        ("content/drop.svg", DROP),
    ])
}

/// Returns the messages about a guide that is still printed, and the text of its PDF.
fn warned(project: &Project) -> (String, String) {
    let run = print(project, &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let pdf = Pdf::read(&fs::read(project.path("out.pdf")).expect("a PDF"));
    (run.stderr, (0..pdf.len()).map(|page| pdf.text(page)).collect())
}

#[test]
fn an_image_that_cannot_be_shown_has_a_placeholder_and_a_place() {
    let avif = b"\0\0\0\x1cftypavif\0\0\0\0mif1avif".to_vec();
    let mut huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    huge.extend([0, 1, 0, 0, 0, 1, 0, 0, 8, 6, 0, 0, 0]);
    let cases: [(&str, Vec<u8>, &str); 5] = [
        ("a.avif", avif, "AVIF"),
        ("b.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>".to_vec(), "broken"),
        ("c.png", b"\x89PNG\r\n\x1a\n not a picture".to_vec(), "broken"),
        ("d.png", huge, "million pixels"),
        (
            "e.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='x.png'/></svg>"
                .to_vec(),
            "another file",
        ),
    ];
    for (name, bytes, why) in cases {
        let project = guide("", &format!("Before.\n\n![The words for it]({name})\n\nAfter."));
        project.write(&format!("content/{name}"), bytes);
        // What no browser shows either is a mistake in the guide, and is reported before anything is printed.
        if ["b.svg", "c.png", "d.png"].contains(&name) {
            let run = print(&project, &[]);
            assert_eq!(run.code, 1, "{name}: {}", run.stderr);
            assert!(run.stderr.contains("content/index.md:7:"), "{name}: {}", run.stderr);
            continue;
        }
        let (said, text) = warned(&project);
        assert!(said.contains("content/index.md:7:") && said.contains(why), "{name}: {said}");
        assert!(text.contains("Picture: The words for it") && text.contains("After."), "{name}: {text}");
    }
}

#[test]
fn an_image_of_the_web_is_not_fetched() {
    let (said, text) = warned(&guide("", "![A cat](https://example.org/cat.png)"));
    assert!(said.contains("it is on the web"), "{said}");
    assert!(text.contains("Picture: A cat"), "{text}");
}

#[test]
fn a_character_that_no_font_has_is_told_at_its_place() {
    let (said, text) = warned(&guide("", "First.\n\nThe word 乳 and ย and ก."));
    assert!(said.contains("content/index.md:7:10"), "{said}");
    assert!(said.contains("`乳` (U+4E73) or 2 other characters in this file"), "{said}");
    assert!(text.contains("The word \u{FFFD} and"), "{text}");
}

#[test]
fn an_image_without_alt_text_is_told_and_is_an_error_where_that_is_wanted() {
    let (said, _) = warned(&guide("", "![](drop.svg)"));
    assert!(said.contains("warning: the image has no alternative text"), "{said}");
    assert_eq!(said.matches("content/index.md:5:").count(), 1, "it is told once: {said}");
    let (said, _) = warned(&guide("", "<p><img src=\"drop.svg\"></p>"));
    assert!(said.contains("warning: the image has no alternative text, so the PDF"), "{said}");
    let run = print(&guide("[print]\npdf_ua = \"strict\"\n", "![](drop.svg)"), &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error: the image has no alternative text"), "{}", run.stderr);
}

#[test]
fn a_heading_level_left_out_is_mended_and_is_an_error_where_that_is_wanted() {
    let page = "## Two\n\nText.\n\n#### Four\n\nText.";
    printed(&guide("[checks]\nheading_order = false\n", page), &[]);
    let run = print(&guide("[print]\npdf_ua = \"strict\"\n", page), &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("content/index.md:9:1"), "{}", run.stderr);
    assert!(run.stderr.contains("a heading of level 4 after one of level 2"), "{}", run.stderr);
}

#[test]
fn a_mistake_in_the_theme_is_told_with_its_file_and_line() {
    let project = guide("theme = \"own\"\n", "Text.");
    project.write(
        "themes/own/print/theme.typ",
        "#import \"base.typ\": *\n\n#let guide = guide.with(cover: () => titel())\n",
    );
    let run = print(&project, &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("themes/own/print/theme.typ:3:"), "{}", run.stderr);
    assert!(run.stderr.contains("unknown variable: titel"), "{}", run.stderr);
    assert!(!project.path("out.pdf").exists());
}

#[test]
fn a_theme_that_is_not_accessible_is_told_and_the_pdf_claims_nothing() {
    let project = guide("theme = \"own\"\n", "Text.\n\n---\n\nMore.");
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
    let theme =
        format!("#import \"base.typ\": *\n#let rule() = image(bytes(\"{drawing}\"), format: \"svg\")\n");
    project.write("themes/own/print/theme.typ", theme);
    let (said, text) = warned(&project);
    assert!(said.contains("missing alt text") && said.contains("themes/own/print/theme.typ:2:"), "{said}");
    assert!(text.contains("More."), "{text}");
    let bytes = fs::read(project.path("out.pdf")).expect("a PDF");
    assert!(std::panic::catch_unwind(|| crate::harness::pdf::assert_pdf_ua(&bytes)).is_err());
    let strict = "theme = \"own\"\n[print]\npdf_ua = \"strict\"\n";
    project.write("site.toml", format!("title = \"A guide\"\n{strict}"));
    assert_eq!(print(&project, &[]).code, 1);
}

#[test]
fn a_theme_changes_what_it_names_and_nothing_else() {
    let project = guide("theme = \"own\"\n", "Text.\n\n---\n\nMore.");
    project.write(
        "themes/own/print/theme.typ",
        "#import \"base.typ\": *\n#let rule() = align(center)[A RULE OF MY OWN]\n",
    );
    let pdf = Pdf::read(&printed(&project, &[]));
    let text: String = (0..pdf.len()).map(|page| pdf.text(page)).collect();
    assert!(text.contains("A RULE OF MY OWN") && text.contains("More."), "{text}");
}

#[test]
fn a_file_among_the_fonts_that_no_pdf_can_use_is_told() {
    let project = guide("", "Text.");
    project.write("fonts/brand.woff2", "wOF2");
    project.write("fonts/OFL.txt", "A licence.");
    let (said, _) = warned(&project);
    assert!(said.contains("fonts/brand.woff2") && said.contains(".ttf, .otf or .ttc"), "{said}");
    assert!(!said.contains("OFL.txt"), "{said}");
    let project = guide("", "Text.");
    project.write("fonts/brand.ttf", "not a font");
    let run = print(&project, &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("the font cannot be read"), "{}", run.stderr);
}

#[test]
fn no_text_of_an_author_becomes_typst() {
    let nasty = "#panic(\"x\") \\\" ] $ @a <b> `r` // c /* d";
    let page = format!(
        "{}\n\n- \\#panic(1) ] [ ;\n\n| `#x` |\n| --- |\n| \\\"; #panic(2) |",
        nasty.replace('<', "\\<")
    );
    let project = guide("description = \"\\\"); #panic(3)\"\n", &page);
    let pdf = Pdf::read(&printed(&project, &[]));
    let text: String = (0..pdf.len()).map(|page| pdf.text(page)).collect();
    for words in ["#panic(1) ] [ ;", "#panic(2)", "#panic(3)"] {
        assert!(text.contains(words), "no {words} in {text}");
    }
}
