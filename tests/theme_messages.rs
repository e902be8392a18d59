//! Messages for authors of themes that build on one another, and of sites that use them: the text, the place, the
//! caret, and the help. `diagnostics/theme.rs` has the mistakes in a theme without parents.

mod chain;
mod settings;
mod templates;

use crate::harness::Project;

/// Returns a guide in the theme `own`, which builds on the default one.
fn guide() -> Project {
    Project::with([
        ("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n"),
        ("content/milk.md", "---\ntitle: Milk\nextra:\n  minutes: 10\n---\n\nText.\n"),
        ("site.toml", "theme = \"own\"\n"),
        ("themes/own/theme.toml", "name = \"own\"\n"),
    ])
}

/// Returns what `handout check` and `handout build` print about that guide with these files added.
fn told(files: &[(&str, &str)]) -> String {
    let project = guide();
    for (path, text) in files {
        project.write(path, text);
    }
    project.check_and_build()
}

#[test]
fn files_as_another_system_writes_them_are_the_same_theme() {
    let manifest = "parent = \"default\"\n[tokens.accent]\nlight = \"#123456\"\n";
    let page = "{% extends \"default/page.html\" %}\n{% block after %}After{% endblock after %}\n";
    let styles = "p {\n  color: red;\n}\n";
    let site = |odd: &dyn Fn(&str) -> String| {
        let project = guide();
        project.write("themes/own/theme.toml", odd(manifest));
        project.write("themes/own/templates/page.html", odd(page));
        project.write("themes/own/assets/brand.css", odd(styles));
        assert_eq!(project.check_and_build(), "Checked 2 pages: no errors, no warnings.\n");
        project.site()
    };
    let plain = site(&str::to_owned);
    assert_eq!(site(&|text| text.replace('\n', "\r\n")), plain);
    assert_eq!(site(&|text| format!("\u{FEFF}{text}")), plain);
}
