//! What makes a guide on paper trustworthy: its reviews, the strength of its evidence, and its glossary.

use crate::harness::Project;
use crate::harness::pdf::{Pdf, assert_pdf_ua};

use super::printed;

const SETTINGS: &str = "title = \"Milk\"\nlanguage = \"en-GB\"\nsources = \"sources.md\"\n[review]\nevery = \"1 month\"\n\
                        [evidence]\nname = \"Our scale\"\nby = \"Ward 3\"\n[[evidence.levels]]\nname = \"a\"\nlabel = \"We are sure\"\n\
                        description = \"Studies agree.\"\n[[evidence.levels]]\nname = \"b\"\nlabel = \"We think so\"\n\
                        description = \"Few studies.\"\n";

/// Returns a guide with two claims that use the same term.
fn guide() -> Project {
    let claim = |title: &str, day: &str| {
        format!(
            "---\ntitle: {title}\nkind: claim\nreviewed: {day}\nvalid_until: 2027-01-01\nsources: [ashley]\n\
             reviewers:\n  - {{name: Ana Costa, qualifications: \"RN, IBCLC\"}}\n  - Ben Okafor\n\
             extra: {{evidence: b}}\n---\n\nThe let-down comes. The let-down goes.\n"
        )
    };
    Project::with([
        ("site.toml", SETTINGS),
        ("content/index.md", "---\ntitle: Milk\nreview_every: never\n---\n\nWelcome.\n"),
        ("content/one.md", claim("One claim", "2026-01-31").as_str()),
        ("content/two.md", claim("Two claims", "2026-03-31").as_str()),
        ("content/sources.md", "# Sources\n\n## Ashley, 1944 {#ashley}\n\nA book.\n\n::evidence-scale\n"),
        ("content/glossary.yml", "Let-down: The release of milk.\nUnused: A word that no page has.\n"),
    ])
}

/// Returns the text of a page without white space.
fn text(pdf: &Pdf, page: usize) -> String {
    pdf.text(page).split_whitespace().collect()
}

#[test]
fn paper_says_who_reviewed_a_page_and_how_strong_its_evidence_is() {
    let bytes = printed(&guide(), &[]);
    assert_pdf_ua(&bytes);
    let pdf = Pdf::read(&bytes);
    let all: Vec<String> = (0..pdf.len()).map(|page| text(&pdf, page)).collect();
    let cover = &all[0];
    for words in ["Lastreviewed31March2026", "Nextreviewby28February2026", "Validuntil1January2027"] {
        assert!(cover.contains(words), "{words}: {cover}");
    }
    let claim = all
        .iter()
        .find(|it| it.contains("Onlyone") || it.contains("Nextreviewby28February2026") && *it != cover);
    let claim = claim.expect("the first claim");
    for words in [
        "Lastreviewed31January2026",
        "Reviewedby:AnaCosta,RN,IBCLC;BenOkafor",
        "Wethinkso",
        "Fewstudies.",
        "Scale:Ourscale,Ward3.",
    ] {
        assert!(claim.contains(words), "{words}: {claim}");
    }
    assert!(!claim.contains("Studiesagree."), "the meaning of another level: {claim}");
    assert!(all.concat().contains("Studiesagree."), "all levels, where the guide shows them");
    assert!(!all.concat().contains("guide’sown"));
}

#[test]
fn the_printed_glossary_names_the_pages_that_use_a_term() {
    let pdf = Pdf::read(&printed(&guide(), &[]));
    let of =
        |words: &str| (0..pdf.len()).filter(|page| text(&pdf, *page).contains(words)).collect::<Vec<_>>();
    let used = of("Thelet-downcomes.");
    assert_eq!(used.len(), 2);
    let glossary = text(&pdf, of("Thereleaseofmilk.")[0]);
    // The cover and the contents come first, and have no number.
    let label = |page: &usize| pdf.labels()[*page].clone();
    let expected =
        format!("Thereleaseofmilk.Usedonpage{}", used.iter().map(label).collect::<Vec<_>>().join(","));
    assert!(glossary.contains(&expected), "{expected}: {glossary}");
    assert!(glossary.contains("Awordthatnopagehas.") && !glossary.contains("has.Used"), "{glossary}");
}
