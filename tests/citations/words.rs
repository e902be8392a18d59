//! What citations say, in every edition.

use handout::site::PageId;

use super::{SOURCES, files, paragraphs};
use crate::harness::dom::{Document, Element};
use crate::harness::memory::Guide;

#[test]
fn each_form_of_a_citation_has_its_words() {
    for (text, wanted) in [
        ("It helps [@morton2009].", "It helps [1]."),
        ("[@morton2009; @foda2004]", "[1, 2]"),
        ("[@morton2009; @foda2004; @nhs]", "[1–3]"),
        ("[@morton2009, p. 760; see @foda2004]", "[1, p. 760; see 2]"),
        ("[see @morton2009, pp. 3-4 and more]", "[see 1, pp. 3–4 and more]"),
        ("[-@morton2009]", "[1]"),
        ("@morton2009 found it.", "Morton and Hall [1] found it."),
        ("(@foda2004)", "(Foda [1])"),
        ("As @nhs [p. 2] says, and @nhs again.", "As NHS [1, p. 2] says, and NHS [1] again."),
        ("*[@morton2009]* and **@foda2004**", "[1] and Foda [2]"),
        ("[@morton2009][@foda2004]", "[1][2]"),
        ("“@foda2004” [@foda2004, chap. 2]", "“Foda [1]” [1, ch. 2]"),
    ] {
        assert_eq!(paragraphs(text)[0], wanted, "{text}");
    }
}

#[test]
fn other_signs_stay_text() {
    for text in [
        "Write to a@b.org now.",
        "an image @2x",
        "\\@morton2009",
        "`[@morton2009]`",
        "a/@morton2009",
        "&#64;morton2009",
        "[\\@morton2009]",
    ] {
        let shown = &paragraphs(text)[0];
        assert!(shown.contains('@') || text.starts_with('`') && shown.is_empty(), "{text}: {shown}");
        assert!(!shown.contains("[1]"), "{text}: {shown}");
    }
    assert_eq!(paragraphs("[@morton2009](https://example.org)")[0], "@morton2009");
}

#[test]
fn a_guide_without_sources_has_no_citations() {
    let guide = Guide::bare([("content/index.md", "# Home\n\nAs @morton2009 says.\n")]);
    assert_eq!(guide.messages(), "");
    assert!(guide.output("index.html").contains("As @morton2009 says."));
}

#[test]
fn numbers_are_the_guides_in_reading_order() {
    let guide = Guide::new([
        ("site.toml", "title = \"Guide\"\nlanguage = \"en\"\n"),
        ("content/sources.bib", SOURCES),
        ("content/index.md", "# Home\n\nA [@nhs]\n"),
        ("content/b.md", "---\ntitle: B\norder: 2\n---\n\nB [@foda2004; @nhs]\n"),
        ("content/c.md", "---\ntitle: C\norder: 1\n---\n\nC [@morton2009]\n"),
        ("content/all.md", "---\ntitle: All\norder: 3\n---\n\n::sources\n"),
    ]);
    assert_eq!(guide.messages(), "");
    let items = |url: &str| -> Vec<String> {
        let page = Document::parse(&guide.output(url));
        let of_list = page.elements.iter().filter(|it| id(it).starts_with("source--"));
        of_list.map(|it| it.text.chars().take(9).collect()).collect()
    };
    assert!(guide.output("b.html").contains("B <span class=\"citation\">["));
    assert_eq!(items("index.html"), ["1. NHS. B"]);
    assert_eq!(items("b.html"), ["1. NHS. B", "3. Foda M"]);
    assert_eq!(items("all.html"), ["1. NHS. B", "2. Morton", "3. Foda M"]);
}

fn id(element: &Element) -> &str {
    element.attribute("id").unwrap_or_default()
}

#[test]
fn a_citation_is_a_link_and_its_source_leads_back() {
    let text = "# Home\n\nA [@morton2009]. B [@morton2009; @foda2004].[^n]\n\n[^n]: C @nhs.\n";
    let guide = Guide::new(files(text));
    assert_eq!(guide.messages(), "");
    let page = Document::parse(&guide.output("index.html"));
    let ids: Vec<&str> = page.elements.iter().map(id).filter(|id| !id.is_empty()).collect();
    let leads = |element: &Element| {
        let href = element.attribute("href").and_then(|href| href.strip_prefix('#')).expect("a fragment");
        assert!(ids.contains(&href), "{href}");
    };
    let with = |role: &'static str| page.elements.iter().filter(move |it| it.attribute("role") == Some(role));
    assert_eq!(with("doc-biblioref").count(), 4);
    assert_eq!(with("doc-bibliography").count(), 1);
    with("doc-biblioref").chain(with("doc-backlink")).for_each(leads);
    // The Tab key stops once at a citation.
    let buttons = page
        .elements
        .iter()
        .filter(|it| it.attribute("popovertarget").is_some_and(|id| id.starts_with("preview--")));
    assert_eq!(buttons.filter(|it| it.attribute("tabindex") == Some("-1")).count(), 4);
    // The popover of each source is there once, and opened without a script.
    let buttons = page.elements.iter().filter_map(|it| it.attribute("popovertarget"));
    for target in buttons {
        let popovers =
            page.elements.iter().filter(|it| id(it) == target && it.attribute("popover").is_some());
        assert_eq!(popovers.count(), 1, "{target}");
    }
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
}

/// Returns the numbers in brackets of a text, in order.
fn marks(text: &str) -> Vec<String> {
    let ends = text.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    ends.map(|(mark, _)| mark.replace('\\', ""))
        .filter(|mark| mark.starts_with(|c: char| c.is_ascii_digit()))
        .collect()
}

#[test]
fn every_edition_prints_the_same_numbers_and_words() {
    let text = "# Home\n\nA [@nhs; @foda2004] and @morton2009 [p. 3].[^n]\n\n| a |\n|---|\n| [@foda2004, 7] |\n\n[^n]: C [@nhs].\n";
    let guide = Guide::new(files(text));
    let wanted = ["1, 2", "3, p. 3", "2, p. 7", "1"];
    let plain = |url: &str| {
        let page = Document::parse(&guide.output(url));
        page.named("main").next().expect("a main part").text.clone()
    };
    let body = &guide.snapshot.pages[0].body;
    let search: String = body.sections().into_iter().map(|section| section.text).collect();
    for text in [plain("index.html"), plain("print.html"), guide.output("index.md"), search] {
        assert_eq!(marks(&text), wanted, "{text}");
        for source in ["1. NHS. Breast pain", "2. Foda M. ", "3. Morton J, Hall JY. Hands-on pumping"] {
            assert!(text.replace("\\.", ".").contains(source), "{source}\n{text}");
        }
    }
    let of_page: Vec<PageId> = guide.site().shown().collect();
    assert_eq!(guide.snapshot.cited_sources(of_page.into_iter()).len(), 3);
}

#[test]
fn a_style_with_notes_makes_footnotes() {
    let guide = Guide::new([
        (
            "site.toml",
            "title = \"Guide\"\nlanguage = \"en\"\n[citations]\nstyle = \"chicago-notes\"\n[checks]\nunused_sources = false\n",
        ),
        ("content/sources.bib", SOURCES),
        ("content/index.md", "# Home\n\nA [@morton2009, p. 3].[^n] B [@foda2004].\n\n[^n]: C [@nhs].\n"),
    ]);
    assert_eq!(guide.messages(), "");
    let page = Document::parse(&guide.output("index.html"));
    let notes: Vec<&str> =
        page.elements.iter().filter(|it| id(it).starts_with("fn--")).map(|it| it.text.trim()).collect();
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(notes[0].contains("Hands-on Pumping") && notes[0].contains('3'), "{notes:?}");
    assert!(notes[1].starts_with('C') && notes[1].contains("Breast Pain"), "{notes:?}");
    assert!(notes[2].contains("Milk"), "{notes:?}");
}

#[test]
fn fields_of_a_source_are_text_everywhere() {
    for hostile in [
        "<script>alert(1)</script>",
        "]]></p><b onclick=x>",
        "#panic() *x* _y_ [z](javascript:1)",
        "' onload='1",
    ] {
        let source = format!(
            "@online{{a, author = {{{{{hostile}}}}}, title = {{{{{hostile}}}}}, date = {{2024}}, url = {{javascript:alert(1)}}}}\n"
        );
        let guide = Guide::new([
            ("content/sources.bib", &*source),
            ("content/index.md", "# Home\n\nA [@a] and @a.\n"),
        ]);
        let html = guide.output("index.html");
        let page = Document::parse(&html);
        assert!(
            !page
                .elements
                .iter()
                .any(|it| it.attribute("onclick").is_some() || it.attribute("onload").is_some()),
            "{html}"
        );
        assert!(
            page.elements
                .iter()
                .all(|it| !it.attribute("href").is_some_and(|href| href.starts_with("javascript")))
        );
        assert!(page.named("script").all(|it| !it.text.starts_with("alert")), "{html}");
        let print = guide.output("print.html");
        assert!(
            Document::parse(&print).elements.iter().all(|it| it.attribute("onclick").is_none()),
            "{print}"
        );
    }
}

#[test]
fn a_description_has_no_numbers() {
    let guide = Guide::new(files("# Home\n\nIt helps [@morton2009], as @foda2004 says.\n"));
    let page = Document::parse(&guide.output("index.html"));
    let description = page.elements.iter().find(|it| it.attribute("name") == Some("description"));
    assert_eq!(description.and_then(|it| it.attribute("content")), Some("It helps, as Foda [2] says."));
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_has_the_words_of_the_web_and_its_citations_are_links() {
    use crate::harness::Project;
    use crate::harness::pdf::{Pdf, assert_pdf_ua};

    let text = "# Home\n\nA [@nhs; @foda2004] and @morton2009 [p. 3].[^n]\n\n| a |\n|---|\n| [@foda2004, 7] |\n\n[^n]: C [@nhs].\n";
    let project = Project::with(files(text));
    let run = project.run(&["print", "-o", "guide.pdf"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    let bytes = std::fs::read(project.path("guide.pdf")).expect("a PDF");
    assert_pdf_ua(&bytes);
    let pdf = Pdf::read(&bytes);
    let printed: String = (0..pdf.len()).map(|page| pdf.text(page) + "\n").collect();
    for mark in ["[1, 2]", "[3, p. 3]", "[2, p. 7]", "[1]"] {
        assert!(printed.replace('\u{A0}', " ").contains(mark), "{mark}\n{printed}");
    }
    let guide = Guide::new(files(text));
    for source in guide.snapshot.pages[0].body.sources() {
        let words = |text: &str| text.split_whitespace().collect::<String>();
        assert!(words(&printed).contains(&words(&source.plain_text())), "{source:?}\n{printed}");
    }
    assert_eq!(pdf.dangling(), Vec::<String>::new());
    assert!(
        pdf.links().iter().filter(|link| link.text.starts_with(|c: char| c.is_ascii_digit())).count() >= 5
    );
}
