//! Front matter, settings and templates that nest, repeat or refer to themselves.

use std::fmt::Write as _;

use super::{build, one, refused};
use crate::harness::Project;

fn front_matter(yaml: &str) -> Project {
    Project::with([("content/index.md", format!("---\n{yaml}\n---\n").as_str())])
}

fn site(toml: &str) -> Project {
    let project = one("Text.");
    project.write("site.toml", toml);
    project
}

/// Returns a guide whose home page has this template.
fn template(text: &str) -> Project {
    let project = site("theme = \"mine\"\n");
    for name in ["base.html", "page.html", "not-found.html"] {
        project.write(&format!("themes/mine/templates/{name}"), "x");
    }
    project.write("themes/mine/templates/section.html", text);
    project.write("themes/mine/theme.toml", "parent = \"none\"\n");
    project
}

#[test]
fn a_yaml_bomb_does_not_go_off() {
    let mut yaml = "title: x\na0: &a0 [x,x,x,x,x,x,x,x,x]".to_owned();
    for row in 1..12 {
        let items = vec![format!("*a{}", row - 1); 9].join(",");
        let _ = write!(yaml, "\na{row}: &a{row} [{items}]");
    }
    assert!(refused(&front_matter(&yaml)).contains("more than 10000 values"));
}

#[test]
fn yaml_that_nests_is_refused_in_time() {
    for yaml in ["[".repeat(60_000), "{a: ".repeat(15_000), "- ".repeat(30_000), "? ".repeat(30_000)] {
        let said = refused(&front_matter(&format!("a:\n  {yaml}")));
        assert!(said.contains("the front matter cannot be read"), "{said}");
    }
}

#[test]
fn yaml_of_twenty_million_bytes_is_refused() {
    let said = refused(&front_matter(&format!("title: {}", "x".repeat(20_000_000))));
    assert!(said.contains("the limit is 65536"), "{said}");
}

#[test]
fn thousands_of_keys_are_told_in_time() {
    let keys = |each: &dyn Fn(usize) -> String, count| (0..count).map(each).collect::<String>();
    let said = refused(&front_matter(&keys(&|key| format!("k{key}: 1\n"), 4_000)));
    assert!(said.contains("4000 errors"), "{said}");
    let said = refused(&front_matter(&keys(&|key| format!("? k{key}\n: 1\n"), 4_000)));
    assert!(said.contains("4000 errors"), "{said}");
    let said = refused(&site(&keys(&|key| format!("k{key} = 1\n"), 50_000)));
    assert!(said.contains("50000 errors"), "{said}");
}

#[test]
fn toml_that_nests_is_refused_in_time() {
    for toml in [
        format!("title = {}", "[".repeat(1_000_000)),
        format!("title = {}{}", "[".repeat(500_000), "]".repeat(500_000)),
        format!("title = {}", "{a=".repeat(300_000)),
        format!("a{} = 1", ".a".repeat(500_000)),
        format!("[a{}]", ".a".repeat(500_000)),
    ] {
        let said = refused(&site(&toml));
        assert!(said.contains("not valid TOML"), "{said}");
        assert!(said.len() < 100_000);
    }
}

#[test]
fn a_template_that_leads_back_to_itself_is_refused() {
    let card = "{% component Card() %}{{ <Card /> }}{% endcomponent Card %}{{ <Card /> }}";
    for (text, reason) in [
        ("{% include \"section.html\" %}", "includes itself"),
        ("{% extends \"section.html\" %}", "extends itself"),
        (card, "recursion depth"),
    ] {
        let said = refused(&template(text));
        assert!(said.contains(reason), "{text}: {said}");
        assert!(said.contains("themes/mine/templates/section.html"), "{said}");
    }
}

#[test]
fn a_template_that_nests_or_counts_too_far_is_refused() {
    for text in [
        format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000)),
        format!("{}{}", "{% if true %}".repeat(20_000), "{% endif %}".repeat(20_000)),
        "{% for i in range(end=1000000000) %}x{% endfor %}".to_owned(),
    ] {
        refused(&template(&text));
    }
}

#[test]
fn style_sheets_that_import_each_other_are_refused_or_built() {
    let project = template("x");
    project.write("themes/mine/assets/a.css", "@import \"b.css\";");
    project.write("themes/mine/assets/b.css", "@import \"a.css\";");
    assert!(refused(&project).contains("no asset `a.css` that this style sheet can name"));
    let project = template("x");
    for sheet in 0..1_000 {
        let next = if sheet < 999 { format!("@import \"{}.css\";", sheet + 1) } else { String::new() };
        project.write(&format!("themes/mine/assets/{sheet}.css"), next);
    }
    assert_eq!(build(&project).code, Some(0));
}
