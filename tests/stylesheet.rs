//! The one style sheet that a theme's parts are joined into: what a theme that builds on another can replace and add,
//! and which rule wins.

use crate::harness::Project;

/// Returns a guide with these files in a theme that builds on the default one.
fn styled(files: &[(&str, &str)]) -> Project {
    let project = Project::with([("site.toml", "theme = \"own\"\n"), ("content/index.md", "# Home\n")]);
    project.write("themes/own/theme.toml", "name = \"own\"\n");
    for (path, text) in files {
        project.write(&format!("themes/own/{path}"), text);
    }
    project
}

/// Returns the style sheet of a built guide, which must be the only one that a page loads.
fn style_sheet(project: &Project) -> String {
    let page = project.built("index.html");
    let links: Vec<&str> = page.split("rel=\"stylesheet\" href=\"").skip(1).collect();
    assert_eq!(links.len(), 1, "{page}");
    project.built(links[0].split('"').next().expect("an address"))
}

#[test]
fn a_page_loads_one_style_sheet_with_every_layer_in_order() {
    let project = styled(&[]);
    project.build();
    let css = style_sheet(&project);
    let order =
        "@layer tokens, reset, base, frame, prose, components, kinds, utilities, print;\n@layer tokens {\n";
    assert!(css.starts_with(order), "{}", &css[..200]);
    let first = |layer: &str| css.find(&format!("@layer {layer} {{")).unwrap_or_else(|| panic!("no {layer}"));
    let places = ["reset", "base", "frame", "prose", "components", "kinds", "utilities", "print"].map(first);
    assert!(places.is_sorted(), "{places:?}");
    assert!(!css.contains("/*"), "comments are for those who read the parts");
    assert!(!css.contains("!important"), "nothing has to fight");
    let outside = css.lines().filter(|line| !line.starts_with("@layer")).collect::<String>();
    assert!(outside.contains("--accent: light-dark(#85305a, #eba9c0);"), "a colour is written once");
    assert_eq!(css.matches("#85305a").count(), 2, "as the accent and as a colour of code, each once");
    assert!(!project.site().keys().any(|path| path.contains("tokens.")), "the tokens are in no second file");
}

#[test]
fn a_theme_on_top_replaces_one_part_and_adds_another() {
    let project = styled(&[
        ("assets/style/prose/tables.css", "table { color: teal }\n"),
        ("assets/style/components/map.css", ".map { background: url(../../map.svg) }\n"),
        ("assets/style/own.css", ".own { color: teal }\n"),
        ("assets/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
    ]);
    project.build();
    let css = style_sheet(&project);
    assert!(
        css.contains("@layer prose {\ntable { color: teal }\n}") && !css.contains(".table-scroll {\nborder")
    );
    assert!(css.contains("@layer components {\n.map { background: url(map."), "addresses follow: {css}");
    assert!(css.contains("utilities, print, own;"), "a layer of one's own is the last");
    assert!(css.contains(".card-title {"), "the other parts are the parent's");
    assert!(
        !project.site().keys().any(|path| path.contains("assets/style/")),
        "the parts themselves are not served"
    );
}

#[test]
fn a_theme_with_a_style_sheet_of_that_name_does_without_the_parts() {
    let project = styled(&[("assets/style.css", "p { color: teal }\n")]);
    project.build();
    assert_eq!(style_sheet(&project), "p { color: teal }\n");
}

#[test]
fn a_mistake_in_a_part_is_reported_in_its_own_file() {
    let project = styled(&[("assets/style/base/x.css", "/* a */\np { background: url(nope.svg) }\n")]);
    let said = project.build_fails();
    assert!(said.contains("--> themes/own/assets/style/base/x.css:2:21"), "{said}");
}

#[test]
fn a_size_that_differs_in_the_dark_follows_the_scheme_too() {
    let project = styled(&[]);
    project.write("site.toml", "[theme]\nname = \"own\"\nradius = { light = \"1rem\", dark = \"2rem\" }\n");
    project.build();
    let css = style_sheet(&project);
    assert!(css.contains("--radius: 1rem;"), "{css}");
    assert_eq!(css.matches("--radius: 2rem;").count(), 2, "by preference and by choice");
}
