//! The PDFs of a site: where they are, which pages link to them, and what the settings do.

use std::path::Path;

use crate::harness::Project;
use crate::harness::dom::Document;
use crate::harness::pdf::Pdf;

/// Returns a guide of two sections and a page that is not printed.
fn guide(print: &str) -> Project {
    let settings = format!("title = \"Two sections\"\n[print]\n{print}\n");
    Project::with([
        ("site.toml", settings.as_str()),
        ("content/index.md", "---\ntitle: Home\n---\n\nSee [one](a/one.md) and [hidden](hidden.md).\n"),
        ("content/hidden.md", "---\ntitle: Hidden\nprint: false\n---\n\nOnly on screens.\n"),
        ("content/a/index.md", "---\ntitle: Part A\n---\n\nThe first part.\n"),
        ("content/a/one.md", "---\ntitle: One\n---\n\nThe first page.\n"),
        ("content/b/index.md", "---\ntitle: Part B\n---\n\nThe second part.\n"),
    ])
}

fn build(project: &Project) -> String {
    let run = project.run_as_it_is(&["build"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    run.stdout
}

/// Returns the addresses of the PDFs of a built site.
fn pdfs(project: &Project) -> Vec<String> {
    project.site().into_keys().filter(|name| is_pdf(name)).collect()
}

/// Returns the links of a page to PDFs: their addresses and texts.
fn offered(project: &Project, page: &str) -> Vec<(String, String)> {
    let page = Document::parse(&project.built(page));
    let links = page.named("a").filter_map(|it| Some((it.attribute("href")?.to_owned(), it.text.clone())));
    links.filter(|(href, _)| is_pdf(href)).collect()
}

fn is_pdf(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|it| it == "pdf")
}

#[test]
fn a_build_writes_the_guide_and_each_page_links_it_with_its_size() {
    let project = guide("");
    build(&project);
    assert_eq!(pdfs(&project), ["guide.pdf"]);
    let size = project.site()["guide.pdf"].len().div_ceil(1000);
    let words = format!("The whole guide (PDF, {size} KB)");
    assert_eq!(offered(&project, "index.html"), [("guide.pdf".into(), words.clone())]);
    assert_eq!(offered(&project, "a/one.html"), [("../guide.pdf".into(), words)]);
    assert_eq!(offered(&project, "hidden.html"), []);
}

#[test]
fn a_page_offers_the_pdf_that_holds_least_beside_it() {
    let project = guide("pdf = [\"guide\", \"sections\", \"pages\"]\nlarge_print = true\nbooklet = true");
    build(&project);
    let all = [
        "a/a.pdf",
        "a/index.pdf",
        "a/one.pdf",
        "b/b.pdf",
        "b/index.pdf",
        "guide-booklet.pdf",
        "guide-large-print.pdf",
        "guide.pdf",
        "index.pdf",
    ];
    assert_eq!(pdfs(&project), all);
    let hrefs = |page| offered(&project, page).into_iter().map(|(href, _)| href).collect::<Vec<_>>();
    assert_eq!(hrefs("a/one.html"), ["one.pdf"]);
    let project = guide("pdf = [\"guide\", \"sections\"]\nlarge_print = true\nbooklet = true");
    build(&project);
    let hrefs = |page| offered(&project, page).into_iter().map(|(href, _)| href).collect::<Vec<_>>();
    assert_eq!(hrefs("a/one.html"), ["a.pdf"]);
    assert_eq!(hrefs("index.html"), ["guide.pdf", "guide-large-print.pdf", "guide-booklet.pdf"]);
}

#[test]
fn without_pdfs_no_page_leads_to_one() {
    let project = guide("pdf = []");
    build(&project);
    assert_eq!((pdfs(&project), offered(&project, "index.html")), (vec![], vec![]));
    let project = guide("");
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!((pdfs(&project), offered(&project, "index.html")), (vec![], vec![]));
}

#[test]
fn a_page_that_stays_on_the_screen_is_not_printed_and_a_link_to_it_is_words() {
    let project = guide("");
    build(&project);
    let pdf = Pdf::read(&project.site()["guide.pdf"]);
    let text: String = (0..pdf.len()).map(|page| pdf.text(page)).collect();
    assert!(!text.contains("Only on screens") && text.contains("and hidden."), "{text}");
    assert_eq!(pdf.dangling(), [""; 0]);
}

#[test]
fn a_page_that_the_navigation_names_twice_is_printed_once() {
    let project = guide("");
    let nav = "[[nav]]\npage = \"a/index.md\"\n[[nav]]\ntitle = \"Again\"\npages = [\"a/one.md\", \"b/index.md\", \"hidden.md\"]\n";
    project.write("site.toml", format!("title = \"Two sections\"\n{nav}"));
    build(&project);
    let titles = Pdf::read(&project.site()["guide.pdf"]).bookmarks().into_iter().map(|it| it.title);
    let titles: Vec<String> = titles.collect();
    assert_eq!(titles.iter().filter(|it| *it == "One").count(), 1, "{titles:?}");
    assert!(titles.contains(&"Part B".to_owned()), "{titles:?}");
}

#[test]
fn a_file_of_the_author_at_the_address_of_a_pdf_is_refused() {
    let project = guide("");
    project.write("static/guide.pdf", "mine");
    let run = project.run_as_it_is(&["build"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("guide.pdf") && run.stderr.contains("static/guide.pdf"), "{}", run.stderr);
    // Without PDFs of Handout's own, the address is free.
    project.write("site.toml", "[print]\npdf = []\n");
    build(&project);
    assert_eq!(project.site()["guide.pdf"], b"mine");
}

#[test]
fn a_large_guide_has_a_pdf_only_if_it_asks() {
    let project = Project::with([("content/index.md", "# Home\n")]);
    for number in 0..401 {
        project.write(&format!("content/p{number}.md"), format!("# Page {number}\n"));
    }
    let said = build(&project);
    assert!(said.contains("more than 400 pages") && said.contains("pdf = [\"guide\"]"), "{said}");
    assert_eq!(pdfs(&project), [""; 0]);
}

#[test]
fn a_second_build_with_pdfs_touches_nothing() {
    let project = guide("");
    build(&project);
    let said = build(&project);
    assert!(said.contains("no files written"), "{said}");
}

#[test]
fn wrong_settings_are_told_with_the_nearest_word() {
    let project = guide(
        "pdf = [\"guid\"]\npaper = \"a44\"\nmargin = \"2\"\nfont_size = 99\npdf_ua = 3\ncontents_depth = 9",
    );
    let said = project.build_fails();
    for words in [
        "did you mean `guide`?",
        "did you mean `a4`?",
        "`margin` expects a length",
        "`font_size` expects a whole number from 7 to 36, found 99",
        "`pdf_ua` expects true, false or \"strict\"",
        "`contents_depth` expects a whole number from 0 to 6, found 9",
    ] {
        assert!(said.contains(words), "no {words} in {said}");
    }
}

#[test]
fn the_settings_of_print_show() {
    let project = guide("cover = false\ncontents_depth = 0\npaper = \"letter\"\nversion = \"2nd edition\"");
    build(&project);
    let pdf = Pdf::read(&project.site()["guide.pdf"]);
    pdf.assert_size(0, [612.0, 792.0]);
    assert_eq!(pdf.labels()[0], "1");
    let project = guide("version = \"2nd edition\"");
    build(&project);
    let pdf = Pdf::read(&project.site()["guide.pdf"]);
    assert!(pdf.text(0).contains("2nd edition"), "{}", pdf.text(0));
}
