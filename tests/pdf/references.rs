//! References and links on paper: the page that they say, lists of figures and tables, for whom the guide is.

use crate::harness::Project;
use crate::harness::pdf::{Pdf, Target, assert_pdf_ua};

use super::{DROP, print, printed};

const SITE: &str = "title = \"Guide\"\nlanguage = \"en\"\n";

const HOME: &str = "---\ntitle: Home\n---\n\nSee @fig-one, @fig-two and [the last page](far.md). Then @fig-one again.\n\n\
    ## About @fig-one\n\n| a |\n|---|\n| See @fig-one. |\n| And @fig-one. |\n\nHere is @fig-here, and [Far](far.md), of @step-three.\n\n\
    ![Here](drop.svg \"Own\"){#fig-here}\n\n![No number](drop.svg \"Plain\")\n";

const FAR: &str = "# Far\n\n![One](drop.svg \"One *&* `one`\"){#fig-one}\n\n![Two](drop.svg){#fig-two}\n\n\
    Table: Times of **day** {#tbl-times}\n\n| a |\n|---|\n| b |\n\n1. One\n2. Two\n3. Three {#step-three}\n\n   - [ ] Four {#four}\n\n[Four](#four)\n";

fn guide(settings: &str) -> Project {
    Project::with([
        ("site.toml", format!("{SITE}{settings}").as_str()),
        ("content/index.md", HOME),
        ("content/far.md", FAR),
        ("content/drop.svg", DROP),
    ])
}

/// Returns the text of the page of a PDF that begins with a title, on one line.
fn page(pdf: &Pdf, title: &str) -> String {
    let pages = (0..pdf.len()).map(|page| pdf.text(page).replace(['\n', '\u{a0}'], " "));
    pages.skip(2).find(|text| text.contains(title)).unwrap_or_else(|| panic!("no {title}"))
}

#[test]
fn a_sentence_says_a_page_once_and_in_one_form() {
    let bytes = printed(&guide(""), &[]);
    assert_pdf_ua(&bytes);
    let text = page(&Pdf::read(&bytes), "Here is");
    for said in [
        "See Figure 2 (page 2), Figure 3 and the last page. Then Figure 2 (page 2) again.",
        "See Figure 2 (page 2).",
        "And Figure 2 (page 2).",
        "Here is Figure 1, and Far (page 2), of step 3.",
        "About Figure 2 ",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains(", page"), "{text}");
}

/// Returns for each link to the next part: the sheets of the link and of the part, and whether the text says the page.
fn next_parts(pdf: &Pdf) -> Vec<(usize, usize, bool)> {
    let links = pdf.links().into_iter().filter(|link| link.text.starts_with("next"));
    let seen = links.map(|link| {
        let Target::Page(to) = link.to else { panic!("{link:?}") };
        let text = pdf.text(link.page).replace(['\n', '\u{a0}'], " ");
        assert!(text.contains(&link.text), "{text}");
        (link.page + 1, to + 1, text.contains(&format!("{} (page ", link.text)))
    });
    seen.collect()
}

#[test]
fn a_page_that_lies_open_beside_the_link_is_not_said() {
    let part = |at: usize| {
        let text =
            "Some words that fill a line of this page and a part of the next one.\n\n".repeat(5 + at % 7);
        format!("## Part {at} {{#part-{at}}}\n\n{text}See [next{at}](#part-{}).\n\n", at + 1)
    };
    let parts: String = (0..30).map(part).collect();
    for two_sided in [false, true] {
        let project = Project::with([
            ("site.toml", format!("{SITE}[print]\ntwo_sided = {two_sided}\n").as_str()),
            ("content/index.md", format!("# Home\n\n{parts}## Part 30 {{#part-30}}\n").as_str()),
        ]);
        let links = next_parts(&Pdf::read(&printed(&project, &[])));
        let faces = |from: usize, to: usize| two_sided && from / 2 == to / 2;
        for (from, to, is_said) in &links {
            assert_eq!(*is_said, from != to && !faces(*from, *to), "{two_sided}: {from} {to}");
        }
        assert!(links.len() == 30 && links.iter().any(|(.., is_said)| *is_said), "{links:?}");
        let is_beside = |(from, to, _): &(usize, usize, bool)| from != to && faces(*from, *to);
        assert_eq!(links.iter().any(is_beside), two_sided, "{links:?}");
    }
}

#[test]
fn the_words_for_a_page_are_the_themes() {
    for (label, said) in [("S.", "Figure 2 (S. 2)"), ("{number}. oldal", "Figure 2 (2. oldal)")] {
        let project = guide(&format!("[theme.labels]\nprint_page = \"{label}\"\n"));
        let text = page(&Pdf::read(&printed(&project, &[])), "Here is");
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn a_reference_to_a_step_leads_to_its_page() {
    let pdf = Pdf::read(&printed(&guide(""), &[]));
    let to = |text: &str| pdf.links().into_iter().find(|link| link.text == text).expect("a link").to;
    let far = (0..pdf.len()).rfind(|page| pdf.text(*page).contains("Three")).expect("the list");
    assert_eq!((to("step 3"), to("Four")), (Target::Page(far), Target::Page(far)));
    assert_eq!(pdf.dangling(), [""; 0]);
}

#[test]
fn the_lists_of_figures_and_tables_are_there_if_asked_for() {
    let project = guide("[print]\nlist_of_figures = true\nlist_of_tables = true\n");
    for variant in [&[][..], &["--large-print"], &["--booklet"]] {
        let bytes = printed(&project, variant);
        if variant != ["--booklet"] {
            assert_pdf_ua(&bytes);
        }
        let pdf = Pdf::read(&bytes);
        let all: String = (0..pdf.len()).map(|page| pdf.text(page)).collect();
        assert!(all.contains("Figures") && all.contains("Tables"), "{variant:?}: {all}");
    }
    let pdf = Pdf::read(&printed(&project, &[]));
    let contents = pdf.text(1);
    for (words, shown) in [
        ("Figure 1: Own", true),
        ("Figure 2: One *&* `one`", true),
        ("Figure 3", true),
        ("Table 1: Times of day", true),
        ("Plain", false),
    ] {
        assert_eq!(contents.contains(words), shown, "{words}: {contents}");
    }
    let order = ["Contents", "Figures", "Figure 1", "Figure 3", "Tables", "Table 1"];
    let places = order.map(|words| contents.find(words));
    assert!(places.is_sorted() && places[0].is_some(), "{places:?} {contents}");
    let labels = pdf.labels();
    let entries = pdf.links().into_iter().filter(|link| link.page == 1 && link.text.contains("One *&*"));
    let entries: Vec<_> = entries.collect();
    let Target::Page(to) = entries.first().expect("an entry").to else { panic!("{entries:?}") };
    assert_eq!(labels[to], "2");
    let without = Pdf::read(&printed(&guide(""), &[]));
    assert!(!without.text(1).contains("Figures"), "{}", without.text(1));
}

#[test]
fn a_list_without_entries_is_left_out_with_a_warning() {
    let project = Project::with([
        ("site.toml", "title = \"G\"\n[print]\nlist_of_figures = true\nlist_of_tables = false\n"),
        ("content/index.md", "# Home\n\nText.\n\n:::only{web}\n![a](drop.svg){#fig-a}\n:::\n"),
        ("content/drop.svg", DROP),
    ]);
    let run = print(&project, &[]);
    assert_eq!(run.code, 0);
    let message = "no figure on paper has a number, so there is no list of figures";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    let pdf = Pdf::read(&std::fs::read(project.path("out.pdf")).expect("a PDF"));
    assert!((0..pdf.len()).all(|page| !pdf.text(page).contains("Figures")));
}

#[test]
fn the_cover_says_whose_guide_it_is_and_for_whom() {
    let project = guide(
        "author = \"{{ clinic }}\"\n[values]\nclinic = \"Ward 3\"\n[audiences]\nmidwife = \"For midwives\"\n",
    );
    let bytes = printed(&project, &["--audience", "midwife"]);
    assert_pdf_ua(&bytes);
    let pdf = Pdf::read(&bytes);
    assert!(pdf.text(0).contains("For midwives") && pdf.text(0).contains("Ward 3"), "{}", pdf.text(0));
    let everybody = Pdf::read(&printed(&project, &[]));
    assert!((0..everybody.len()).all(|page| !everybody.text(page).contains("midwives")));
}
