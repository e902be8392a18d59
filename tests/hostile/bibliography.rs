//! Files of sources that never end, lead in circles, or pretend to be something else.

use std::fmt::Write as _;

use super::{End, build};
use crate::harness::Project;

/// Builds a guide that cites the source `a` of a file.
fn cited(bib: &str) -> (End, String) {
    let project = Project::with([
        ("content/index.md", "# Home\n\nA [@a] and @a.\n"),
        ("content/sources.bib", bib),
        ("site.toml", "[checks]\nunused_sources = false\n"),
    ]);
    let end = build(&project);
    let html = std::fs::read_to_string(project.path("public/index.html")).unwrap_or_default();
    (end, html)
}

#[test]
fn braces_without_an_end_are_refused_in_time() {
    let (deep, command) = ("{".repeat(100_000), "\\textbf{".repeat(50_000));
    for (title, said) in [
        (format!("{deep}x{}", "}".repeat(100_000)), "nested more than 64 deep"),
        (format!("{command}x{}", "}".repeat(50_000)), "nested more than 64 deep"),
        (deep, "nested more than 64 deep"),
        ("{x\n@book{b, title = ".repeat(20_000), "does not end"),
        (format!("{{{}}}", "$".repeat(100_001)), "error"),
    ] {
        let (end, _) = cited(&format!("@book{{a, title = {title}}}\n"));
        assert_eq!(end.code, Some(1));
        assert!(end.said.contains(said), "{said}: {}", end.said);
    }
}

#[test]
fn sources_that_lead_in_circles_are_refused_in_time() {
    let mut chain = String::new();
    for number in 0..2000 {
        let _ = writeln!(chain, "@book{{k{number}, title = {{T}}, crossref = {{k{}}}}}", number + 1);
    }
    let mut doubled = "@string{s0 = {x}}\n".to_owned();
    for number in 1..40 {
        let _ = writeln!(doubled, "@string{{s{number} = s{0} # s{0}}}", number - 1);
    }
    for (bib, said) in [
        (
            "@book{a, title = {T}, crossref = {b}}\n@book{b, crossref = {a}}\n".to_owned(),
            "takes fields from itself",
        ),
        (
            "@book{a, title = {T}, xdata = {x}}\n@xdata{x, xdata = {y, x}}\n@xdata{y, xdata = {x}}\n"
                .to_owned(),
            "takes fields from itself",
        ),
        ("@book{a, title = {T}, ids = {z}, crossref = {z}}\n".to_owned(), "takes fields from itself"),
        (format!("{chain}@book{{a, title = {{T}}, crossref = {{k0}}}}\n"), "takes fields from itself"),
        (format!("{doubled}@book{{a, title = s39}}\n"), "`s9` is too long"),
        ("@string{s = t # t}\n@string{t = s # s}\n@book{a, title = s}\n".to_owned(), "contains itself"),
    ] {
        let (end, _) = cited(&bib);
        assert_eq!(end.code, Some(1), "{said}: {}", end.said);
        assert!(end.said.contains(said), "{said}: {}", end.said);
    }
    let (end, html) = cited(
        "@string{s = {Milk}}\n@string{t = s # { and more}}\n@xdata{x, date = {2020}}\n@book{a, title = t, xdata = {x}}\n",
    );
    assert_eq!(end.code, Some(0), "{}", end.said);
    assert!(html.contains("Milk and more") && html.contains("2020"), "{html}");
}

#[test]
fn ten_thousand_authors_are_a_few_names() {
    let names: Vec<String> = (0..10_000).map(|number| format!("Name{number}, First")).collect();
    let (end, html) = cited(&format!(
        "@article{{a, author = {{{}}}, title = {{T}}, date = {{2020}}}}\n",
        names.join(" and ")
    ));
    assert_eq!(end.code, Some(0), "{}", end.said);
    assert!(html.contains("Name5 F, et al.") && !html.contains("Name7"), "{}", html.len());
}

#[test]
fn commands_of_latex_and_addresses_that_run_code_do_nothing() {
    let bib = r#"@article{a, author = {\"O, A. and \input{/etc/passwd}}, title = {\write18{ls} \unknown{c} $x^2$ \& {\def\x{y}\x} 100% \\ #1 <img src=x onerror=1>}, date = {2020}, doi = {"><script>x</script>}, url = {\href{javascript:alert(1)}{x}}}"#;
    let (_, html) = cited(bib);
    let (end, other) =
        cited("@online{a, title = {T}, url = {JavaScript:alert(1)}, urldate = {99999999-99-99}}\n");
    assert!(matches!(end.code, Some(0 | 1)), "{}", end.said);
    for html in [html, other] {
        assert!(
            !html.contains("root:") && !html.contains("<img src=x") && !html.contains("<script>x"),
            "{html}"
        );
        assert!(!html.to_lowercase().contains("href=\"javascript"), "{html}");
    }
}
