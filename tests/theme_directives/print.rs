//! The functions of directives for paper.

use super::MANIFEST;
use crate::harness::Project;
use crate::harness::pdf::{Pdf, assert_pdf_ua};

/// Returns a guide whose theme has this function for `dose`.
fn typeset(function: &str, text: &str) -> Project {
    let project = Project::with([
        ("site.toml", "title = \"Guide\"\ntheme = \"ward\"\n"),
        ("themes/ward/theme.toml", MANIFEST),
        ("themes/ward/print/directives/dose.typ", function),
    ]);
    project.write("content/index.md", format!("# Home\n\n{text}"));
    project
}

const FUNCTION: &str = "#import \"/print/base.typ\": *\n\n\
    #let dose(label, attributes, body) = block(stroke: 1pt + accent, inset: 1em)[\n  \
    #strong(label) TAKE #attributes.unit\n  #if attributes.with-food [FOOD] #if attributes.since == none [ALWAYS]\n\n  #body\n]\n";

#[test]
fn a_function_of_the_theme_shows_a_directive_on_paper() {
    let hostile = "a\\\"); #panic(\"x\") [";
    let text = format!(
        "::::doses\n:::dose[Iron *drops*]{{#iron unit='{hostile}' with-food}}\nBefore **noon**.[^1]\n\n\
         :::dose[Zinc]{{unit=mg}}\nAt night.\n:::\n:::\n::::\n\n[^1]: Shake well.\n"
    );
    let project = typeset(FUNCTION, &text);
    let run = project.run_as_it_is(&["print", "--output", "out.pdf", "--strict"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let bytes = std::fs::read(project.path("out.pdf")).expect("a PDF");
    assert_pdf_ua(&bytes);
    let pdf = Pdf::read(&bytes);
    let words: String = (0..pdf.len()).map(|page| pdf.text(page)).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in
        ["Iron drops", "#panic(", "FOOD", "ALWAYS", "Before noon", "Zinc TAKE mg", "At night.", "Shake well."]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn a_mistake_in_a_function_is_shown_where_it_is() {
    let text = ":::dose[Iron]{unit=ml}\nx\n:::\n";
    let wrong = typeset("#let dose(label, attributes, body) = attributes.unti\n", text);
    let said = wrong.run_as_it_is(&["print", "--output", "out.pdf"]).stderr;
    assert!(said.contains("themes/ward/print/directives/dose.typ:1:"), "{said}");
}
