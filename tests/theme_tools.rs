//! `handout theme`, `schema` and `man`: what they print, what they write, what they refuse, and that the output of one
//! is valid for the others.

mod snippets;

use std::collections::BTreeSet;

use handout::config::{Config, FrontMatterPolicy, Markdown, NavEntry};
use handout::parse::FrontMatter;
use handout::schema::{Field, Settings};
use handout::theme::directive_decl::{AttributeDecl, DirectiveDecl};
use handout::theme::kind_decl::{FieldDecl, KindDecl};
use handout::theme::manifest::{Manifest, ThemeSetting};
use handout::tokens::Contrast;
use insta::assert_snapshot;
use serde_json::Value;

use crate::harness::{Project, Run, tree};

/// Returns a guide in the theme `own`, which extends `middle`, which extends the default one.
fn guide() -> Project {
    Project::with([
        ("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n"),
        ("site.toml", "theme = \"own\"\n"),
        ("themes/own/theme.toml", "parent = \"middle\"\n"),
        ("themes/middle/theme.toml", "name = \"Middle\"\nversion = \"1.2\"\n"),
        (
            "themes/middle/templates/page.html",
            "{% extends \"default/page.html\" %}\n{% block after %}Middle{% endblock after %}\n",
        ),
        ("themes/middle/assets/brand.css", "p {\n  color: red;\n}\n"),
        ("themes/middle/assets/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
        ("themes/middle/assets/photo.png", "not text: \u{1}\n"),
    ])
}

/// Runs a command that succeeds; returns what it prints.
fn fine(project: &Project, args: &[&str]) -> String {
    let Run { code, stdout, stderr } = project.run(args);
    assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}");
    stdout
}

/// Runs a command that fails and changes nothing; returns its message.
fn refused(project: &Project, args: &[&str]) -> String {
    let before = tree(project.root());
    let Run { code, stdout, stderr } = project.run(args);
    assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
    assert_eq!(tree(project.root()), before, "{args:?} changed something");
    stderr
}

fn read(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_new_theme_builds_as_it_is_and_adds_its_style_sheet_to_every_page() {
    let project = Project::with([("content/index.md", "# Home\n")]);
    assert_snapshot!(fine(&project, &["theme", "new", "riverside"]), @r#"
    Created a theme with 3 files in themes/riverside.
    Next: add these lines to site.toml:

    [theme]
    name = "riverside"
    "#);
    let files: Vec<String> = tree(&project.path("themes/riverside")).into_keys().collect();
    assert_eq!(files, ["assets/brand.css", "templates/base.html", "theme.toml"]);
    assert!(read(&project, "themes/riverside/theme.toml").contains("name = \"riverside\""));
    let plain = project.run(&["build", "--strict"]);
    assert!(plain.code == 0 && !project.built("index.html").contains("brand"), "{}", plain.stderr);
    project.write("site.toml", "theme = \"riverside\"\n");
    fine(&project, &["build", "--strict"]);
    for page in ["index.html", "404.html"] {
        assert!(project.built(page).contains("href=\"assets/brand."), "{page} lacks brand.css");
    }
    assert!(project.built("404.html").contains("noindex"), "the parent's head is there too");
}

#[test]
fn a_new_themes_commented_token_may_be_taken_as_it_is() {
    let project = Project::with([("content/index.md", "# Home\n"), ("site.toml", "theme = \"riverside\"\n")]);
    fine(&project, &["theme", "new", "riverside"]);
    let path = "themes/riverside/theme.toml";
    let lines = read(&project, path);
    let uncommented = |line: &str| match line.strip_prefix("# ") {
        Some(code) if code.starts_with('[') || code.contains(" = ") => code.to_owned(),
        _ => line.to_owned(),
    };
    project.write(path, lines.lines().map(uncommented).collect::<Vec<_>>().join("\n"));
    fine(&project, &["build", "--strict"]);
    let css = project.site().into_iter().find(|(name, _)| name.contains("style.")).expect("style.css").1;
    let css = String::from_utf8(css).expect("text");
    assert!(css.contains("--accent: light-dark(#1a6b54, #8fd4bd);"), "{css}");
}

#[test]
fn a_new_theme_goes_to_the_guide_that_root_names() {
    let project = Project::with([("guide/content/index.md", "# Home\n")]);
    assert_snapshot!(fine(&project, &["theme", "new", "a-1_B", "--root", "guide"]), @r#"
    Created a theme with 3 files in guide/themes/a-1_B.
    Next: add these lines to site.toml:

    [theme]
    name = "a-1_B"
    "#);
    assert!(project.path("guide/themes/a-1_B/theme.toml").is_file());
}

#[test]
fn a_new_theme_has_a_name_that_works_everywhere() {
    let project = Project::with([("content/index.md", "# Home\n")]);
    assert_snapshot!(refused(&project, &["theme", "new", "default"]), @"error: default: is not a valid theme name: use letters, digits and `-`, and neither `default` nor `none`");
    for name in ["none", "", "two words", "a/b", "..", "a.b", "é"] {
        let said = refused(&project, &["theme", "new", name]);
        assert!(said.contains("is not a valid theme name"), "{name}: {said}");
    }
}

#[test]
fn a_new_theme_never_goes_over_one_that_is_there() {
    let project = guide();
    assert_snapshot!(refused(&project, &["theme", "new", "own"]), @"error: themes/own/theme.toml: already exists; nothing was written");
}

#[test]
fn the_list_says_which_theme_each_file_comes_from() {
    let project = guide();
    project.write("themes/own/templates/page.html", "{% extends \"middle/page.html\" %}\n");
    assert_snapshot!(fine(&project, &["theme", "list"]), @r"
    assets/brand.css                          middle
    assets/favicon.svg                        default
    assets/formulas.css                       default
    assets/logo.svg                           middle
    assets/photo.png                          middle
    assets/redirect.js                        default
    assets/scheme.js                          default
    assets/search-engine.js                   default
    assets/search.js                          default
    assets/site.js                            default
    assets/style/base.css                     default
    assets/style/base/buttons.css             default
    assets/style/components/a-to-z.css        default
    assets/style/components/cards.css         default
    assets/style/components/edition.css       default
    assets/style/components/glance.css        default
    assets/style/components/home.css          default
    assets/style/components/page-header.css   default
    assets/style/components/page-notes.css    default
    assets/style/components/pager.css         default
    assets/style/components/print-pages.css   default
    assets/style/components/search.css        default
    assets/style/components/zoom.css          default
    assets/style/frame/bar.css                default
    assets/style/frame/footer.css             default
    assets/style/frame/header.css             default
    assets/style/frame/navigation.css         default
    assets/style/frame/page.css               default
    assets/style/frame/toc.css                default
    assets/style/kinds/card.css               default
    assets/style/kinds/claim.css              default
    assets/style/kinds/procedure.css          default
    assets/style/print.css                    default
    assets/style/print/leaves.css             default
    assets/style/prose.css                    default
    assets/style/prose/alerts.css             default
    assets/style/prose/code.css               default
    assets/style/prose/footnotes.css          default
    assets/style/prose/groups.css             default
    assets/style/prose/images.css             default
    assets/style/prose/lists.css              default
    assets/style/prose/sources.css            default
    assets/style/prose/tables.css             default
    assets/style/prose/terms.css              default
    assets/style/reset.css                    default
    assets/style/utilities.css                default
    print/base.typ                            default
    print/directives/evidence-scale.typ       default
    print/groups.typ                          default
    print/settings.typ                        default
    print/theme.typ                           default
    templates/a-z.html                        default
    templates/base.html                       default
    templates/components/card-summary.html    default
    templates/components/claim-summary.html   default
    templates/components/components.html      default
    templates/components/edition-status.html  default
    templates/components/field-summary.html   default
    templates/components/footnotes.html       default
    templates/components/head-meta.html       default
    templates/components/link-notes.html      default
    templates/components/page-end.html        default
    templates/components/page-header.html     default
    templates/components/page-notes.html      default
    templates/components/page-text.html       default
    templates/components/pager.html           default
    templates/components/printed-page.html    default
    templates/components/review.html          default
    templates/components/search-form.html     default
    templates/components/search-head.html     default
    templates/components/sources.html         default
    templates/components/summary.html         default
    templates/components/to-paper.html        default
    templates/directives/evidence-scale.html  default
    templates/leaves.html                     default
    templates/not-found.html                  default
    templates/page.html                       own (over middle, default)
    templates/print.html                      default
    templates/section.html                    default
    templates/withdrawn.html                  default
    theme.toml                                own (over middle, default)
    ");
}

#[test]
fn the_list_of_a_folder_has_only_its_files() {
    let project = guide();
    assert_snapshot!(fine(&project, &["theme", "list", "assets/style/frame/"]), @r"
    assets/style/frame/bar.css         default
    assets/style/frame/footer.css      default
    assets/style/frame/header.css      default
    assets/style/frame/navigation.css  default
    assets/style/frame/page.css        default
    assets/style/frame/toc.css         default
    ");
    assert_eq!(fine(&project, &["theme", "list", "assets/"]), fine(&project, &["theme", "list", "assets"]));
}

#[test]
fn the_list_of_a_template_has_its_blocks_and_components() {
    let project = guide();
    assert_snapshot!(fine(&project, &["theme", "list", "templates/base.html"]), @r"
    templates/base.html  default
    blocks: title, head, body_class, header, main, page_header, summary, after, footer
    ");
    assert_snapshot!(fine(&project, &["theme", "list", "templates/components/components.html"]), @r"
    templates/components/components.html  default
    components: navigation_items, toc_list, evidence, evidence_scale, card
    ");
}

#[test]
fn the_list_of_the_theme_file_has_what_can_be_set() {
    let project = guide();
    project.write(
        "themes/own/theme.toml",
        "parent = \"middle\"\n[settings.wide]\ntype = \"switch\"\ndefault = true\n[directives.dose]\n",
    );
    assert_snapshot!(fine(&project, &["theme", "list", "theme.toml"]), @r"
    theme.toml  own (over middle, default)
    kinds: card, claim, page, procedure
    directives: dose, evidence-scale
    settings: density, wide
    tokens: accent, accent-strong, amber, amber-wash, bar, blue, blue-wash, brightness, code-comment, code-constant, code-function, code-keyword, code-mark, code-name, code-string, code-type, display, edge, green, green-wash, gutter, ink, ink-soft, line, measure, mono, on-accent, panel, paper, radius, red, red-wash, shade, size-body, size-h1, size-h2, size-h3, size-hero, size-lede, size-small, space, surface, target, text, tint, veil
    labels: a_to_z, a_to_z_letters, a_to_z_text, addresses, alert_caution, alert_important, alert_note, alert_tip, alert_warning, all_leaves, all_pages, at_a_glance, back_to_text, breadcrumbs, caption, card_effort, claim_evidence, claim_evidence_note, close, contents, copied, copy, dark, download, draft, draft_note, edition, edition_changed, edition_changed_since, edition_changes, edition_current, edition_guide, edition_section, edition_unknown, edition_withdrawn, enlarge, evidence_legend, evidence_own, evidence_scale, figure_number, footnotes, formula, glossary, home, in_this_section, kind_card, kind_claim, kind_procedure, leaf_booklet, leaf_card, leaf_current, leaf_half, leaf_hint, leaf_page, leaf_part_of, leaf_poster, leaf_sheet, leaf_trifold, leaves, leaves_text, list_of_figures, list_of_tables, made_with, menu, next, next_review, not_found_text, not_found_title, on_this_page, pdf, pdf_booklet, pdf_guide, pdf_large_print, pdf_page, pdf_screen, pdf_section, previous, previous_and_next, print_guide, print_hint, print_index, print_introduction, print_leaf, print_page, print_picture, print_section, procedure_duration, procedure_needs, reviewed, reviewed_by, search, search_count, search_failed, search_hint, search_instead, search_key, search_more, search_near, search_none, search_results, show_source, skip_to_content, sources, start_here, step_number, table, table_number, tags, task_done, task_open, term_pages, to_paper, valid_until, whole_guide, whole_section, withdrawn, withdrawn_instead, withdrawn_since, zip
    ");
}

#[test]
fn the_list_of_what_is_not_there_names_the_nearest() {
    let project = guide();
    assert_snapshot!(refused(&project, &["theme", "list", "templates/bas.html"]), @"error: templates/bas.html: the theme has no such file or folder; did you mean `templates/base.html`?");
    assert_snapshot!(refused(&project, &["theme", "list", "zzz"]), @"error: zzz: the theme has no such file or folder");
}

#[test]
fn the_tools_work_on_no_theme_whose_parent_is_not_there() {
    let project = guide();
    project.write("themes/own/theme.toml", "parent = \"midle\"\n");
    assert_snapshot!(refused(&project, &["theme", "list"]), @"error: site.toml: the site's theme or one of its parents is missing; `handout check` shows which");
    refused(&project, &["theme", "eject", "templates/page.html"]);
    project.write("site.toml", "theme = \"won\"\n");
    refused(&project, &["theme", "eject", "templates/page.html"]);
}

#[test]
fn a_file_is_copied_with_a_note_in_its_own_language() {
    let project = guide();
    for (path, begins, from) in [
        ("templates/page.html", "{#- Copied from the theme middle 1.2 (", "middle"),
        ("templates/section.html", "{#- Copied from the theme default 0.1.0 (", "default"),
        ("assets/brand.css", "/* Copied from the theme middle 1.2 (", "middle"),
        ("assets/logo.svg", "<!-- Copied from the theme middle 1.2 (", "middle"),
    ] {
        let said = fine(&project, &["theme", "eject", path]);
        assert_eq!(said, format!("Copied {path} of the theme {from} to themes/own/{path}.\n"));
        let copy = read(&project, &format!("themes/own/{path}"));
        let (note, rest) = copy.split_once('\n').expect("a note");
        assert!(note.starts_with(begins), "{note}");
        if from == "middle" {
            assert_eq!(rest, read(&project, &format!("themes/middle/{path}")));
        }
    }
    // The copies change nothing.
    fine(&project, &["build", "--strict"]);
}

#[test]
fn a_copy_of_every_file_of_the_default_theme_builds_the_same_pages() {
    let project =
        Project::with([("content/index.md", "# Home\n"), ("content/a/b.md", "# B\n\n## C\n\n## D\n")]);
    fine(&project, &["build", "--strict"]);
    let pages = |project: &Project| {
        let pages = project.site().into_iter().filter(|(_, bytes)| bytes.starts_with(b"<!DOCTYPE html>"));
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        // A style sheet with a note has a different hash in its name.
        let without_hash =
            |html: String| html.lines().filter(|it| !it.contains("assets/")).collect::<Vec<_>>().join("\n");
        pages.map(|(name, bytes)| (name, without_hash(text(bytes)))).collect::<Vec<_>>()
    };
    let before = pages(&project);
    project.write("site.toml", "theme = \"own\"\n");
    project.write("themes/own/readme.txt", "All of the default theme.\n");
    let list = fine(&project, &["theme", "list"]);
    let mut copied = 0;
    for path in list
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|it| *it != "readme.txt" && !it.ends_with('/'))
    {
        fine(&project, &["theme", "eject", path]);
        copied += 1;
    }
    assert!(copied > 12, "{list}");
    fine(&project, &["build", "--strict"]);
    assert_eq!(pages(&project), before);
}

#[test]
fn a_first_line_that_must_be_first_stays_first() {
    let project = guide();
    let svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
    let css = "@charset \"UTF-8\";\np::before { content: \"→\" }\n";
    for (path, text) in [("assets/icon.svg", svg), ("assets/arrow.css", css)] {
        project.write(&format!("themes/middle/{path}"), text);
        fine(&project, &["theme", "eject", path]);
        let copy = read(&project, &format!("themes/own/{path}"));
        let lines: Vec<&str> = copy.lines().collect();
        assert_eq!(Some(lines[0]), text.lines().next());
        assert!(lines[1].contains("Copied from the theme middle"), "{copy}");
        assert_eq!(Some(lines[2]), text.lines().nth(1));
        assert_eq!(fine(&project, &["theme", "diff", path]), "The two files are identical.\n");
        project.write(&format!("themes/middle/{path}"), text.to_owned() + "\n");
        assert!(project.build().stderr.contains(&format!("`{path}` of the theme `middle` has changed")));
        fine(&project, &["theme", "eject", path, "--keep"]);
        assert_eq!(project.build().stderr, "");
        assert_eq!(read(&project, &format!("themes/own/{path}")).lines().next(), text.lines().next());
    }
}

#[test]
fn a_file_that_can_hold_no_note_is_copied_as_it_is() {
    let project = guide();
    assert_snapshot!(fine(&project, &["theme", "eject", "assets/photo.png"]), @r"
    Copied assets/photo.png of the theme middle to themes/own/assets/photo.png.
    This type of file cannot contain a note, so later changes to the parent's file are not reported.
    ");
    assert_eq!(
        read(&project, "themes/own/assets/photo.png"),
        read(&project, "themes/middle/assets/photo.png")
    );
    assert_snapshot!(refused(&project, &["theme", "eject", "assets/photo.png", "--keep"]), @"error: themes/own/assets/photo.png: is a type of file that cannot contain a note; nothing was written");
}

#[test]
fn nothing_is_copied_over_a_file_that_is_there_or_from_one_that_is_not() {
    let project = guide();
    fine(&project, &["theme", "eject", "templates/page.html"]);
    assert_snapshot!(refused(&project, &["theme", "eject", "templates/page.html"]), @"error: themes/own/templates/page.html: already exists; `handout theme diff templates/page.html` compares it with the parent's file");
    assert_snapshot!(refused(&project, &["theme", "eject", "templates/sectoin.html"]), @"error: templates/sectoin.html: no parent of the site's theme has this file; did you mean `templates/section.html`?");
    for path in ["../middle/theme.toml", "/etc/hosts", "templates", ""] {
        let said = refused(&project, &["theme", "eject", path]);
        assert!(said.contains("no parent of the site's theme has this file"), "{said}");
    }
    assert_snapshot!(refused(&project, &["theme", "eject", "assets/style/base.css", "--keep"]), @"error: themes/own/assets/style/base.css: does not exist yet; run eject without --keep to copy it");
    assert_snapshot!(refused(&project, &["theme", "diff", "assets/style/base.css"]), @"error: themes/own/assets/style/base.css: does not exist; `handout theme eject` copies it");
}

#[test]
fn a_site_without_a_theme_of_its_own_has_nothing_to_copy_to() {
    let project = Project::with([("content/index.md", "# Home\n")]);
    assert_snapshot!(refused(&project, &["theme", "eject", "templates/page.html"]), @"error: site.toml: the site uses the built-in theme, which cannot be edited: make one of your own with `handout theme new NAME`, and name it in site.toml");
    assert!(fine(&project, &["theme", "list"]).contains("templates/page.html"));
}

#[test]
fn a_changed_parent_is_a_warning_until_it_was_compared() {
    let project = guide();
    let path = "assets/brand.css";
    fine(&project, &["theme", "eject", path]);
    assert_eq!(fine(&project, &["theme", "diff", path]), "The two files are identical.\n");
    fine(&project, &["build", "--strict"]);
    // The author changes the copy, which is its purpose.
    let copy = read(&project, "themes/own/assets/brand.css");
    project.write("themes/own/assets/brand.css", copy.replace("red", "green"));
    fine(&project, &["build", "--strict"]);
    // The parent gets a new version.
    project.write("themes/middle/assets/brand.css", "p {\n  color: red;\n  margin: 0;\n}\n");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "a warning is no error");
    assert!(
        run.stderr.contains("warning: `assets/brand.css` of the theme `middle` has changed since"),
        "{}",
        run.stderr
    );
    assert_eq!(project.run(&["build", "--strict"]).code, 1);
    assert_snapshot!(fine(&project, &["theme", "diff", path]), @r"
    --- middle/assets/brand.css
    +++ own/assets/brand.css
    @@ -1,4 +1,3 @@
     p {
    -  color: red;
    -  margin: 0;
    +  color: green;
     }
    ");
    assert_snapshot!(fine(&project, &["theme", "eject", path, "--keep"]), @"themes/own/assets/brand.css is marked as up to date with the theme middle.");
    fine(&project, &["build", "--strict"]);
    let kept = read(&project, "themes/own/assets/brand.css");
    assert!(kept.contains("color: green") && kept.matches("Copied from").count() == 1, "{kept}");
    fine(&project, &["theme", "eject", path, "--keep"]);
    assert_eq!(read(&project, "themes/own/assets/brand.css"), kept, "once more changes nothing");
}

#[test]
fn a_file_of_ones_own_may_be_compared_and_noted_too() {
    let project = guide();
    project.write("themes/own/assets/brand.css", "p {\n  color: blue;\n}\n");
    assert!(
        fine(&project, &["theme", "diff", "assets/brand.css"]).contains("-  color: red;\n+  color: blue;")
    );
    fine(&project, &["theme", "eject", "assets/brand.css", "--keep"]);
    assert!(
        read(&project, "themes/own/assets/brand.css").starts_with("/* Copied from the theme middle 1.2 (")
    );
    fine(&project, &["build", "--strict"]);
}

/// Returns the schema that a command prints.
fn schema(file: &str) -> Value {
    let text = fine(&Project::new(), &["schema", file]);
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["type"], "object");
    schema
}

fn has_every_key(schema: &Value, fields: &[Field]) {
    let keys: BTreeSet<&str> =
        schema["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
    assert_eq!(keys, fields.iter().map(|it| it.name).collect());
    assert_eq!(schema["additionalProperties"], false);
    for field in fields {
        assert_eq!(schema["properties"][field.name]["description"], field.doc);
    }
}

#[test]
fn the_schemas_have_every_key_with_its_meaning() {
    let site = schema("site");
    has_every_key(&site, Config::FIELDS);
    has_every_key(&site["properties"]["markdown"], Markdown::FIELDS);
    has_every_key(&site["properties"]["front_matter"], FrontMatterPolicy::FIELDS);
    has_every_key(&site["properties"]["nav"]["items"], NavEntry::FIELDS);
    has_every_key(&schema("front-matter"), FrontMatter::FIELDS);
    let theme = schema("theme");
    has_every_key(&theme, Manifest::FIELDS);
    has_every_key(&theme["properties"]["settings"]["additionalProperties"], ThemeSetting::FIELDS);
    has_every_key(&theme["properties"]["contrast"]["items"], Contrast::FIELDS);
    let kinds = &theme["properties"]["kinds"]["additionalProperties"];
    has_every_key(kinds, KindDecl::FIELDS);
    has_every_key(&kinds["properties"]["fields"]["additionalProperties"], FieldDecl::FIELDS);
    let directives = &theme["properties"]["directives"]["additionalProperties"];
    has_every_key(directives, DirectiveDecl::FIELDS);
    has_every_key(&directives["properties"]["attributes"]["additionalProperties"], AttributeDecl::FIELDS);
}

/// Returns the errors of a value against a schema, as far as these schemas are used.
fn faults(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allows = |wanted: &Value| wanted.as_str() == Some(kind);
    let mut faults = Vec::new();
    match &schema["type"] {
        Value::Array(kinds) if !kinds.iter().any(allows) => {
            faults.push(format!("{at} is none of {}", schema["type"]));
        }
        wanted @ Value::String(_) if !allows(wanted) => faults.push(format!("{at} is no {wanted}")),
        _ => {}
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        faults.push(format!("{at} is none of {}", schema["enum"]));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        faults.extend(self::faults(&schema["items"], item, &format!("{at}[{index}]")));
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        let (known, at) = (&schema["properties"][key], format!("{at}.{key}"));
        match (known, &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => faults.push(format!("{at} is not known")),
            (Value::Null, other) => faults.extend(self::faults(other, value, &at)),
            (known, _) => faults.extend(self::faults(known, value, &at)),
        }
    }
    faults
}

/// Returns a file of the repository as JSON.
fn toml_of(path: &str) -> Value {
    let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect(path);
    let (node, errors) = handout::raw::toml(&text);
    assert!(errors.is_empty(), "{path}");
    serde_json::to_value(node).expect("JSON")
}

#[test]
fn the_schemas_accept_the_repositorys_own_files() {
    for (kind, path) in [
        ("site", "site.toml"),
        ("site", "tests/golden/nav/site.toml"),
        ("site", "tests/golden/theme-chain/site.toml"),
        ("theme", "themes/default/theme.toml"),
        ("theme", "themes/care/theme.toml"),
        ("theme", "tests/themes/clinic/theme.toml"),
        ("theme", "tests/golden/theme-chain/themes/middle/theme.toml"),
        ("editions", "tests/browser/guide/editions.toml"),
    ] {
        assert_eq!(faults(&schema(kind), &toml_of(path), path), Vec::<String>::new());
    }
    let (pages, front_matter) =
        (tree(format!("{}/content", env!("CARGO_MANIFEST_DIR")).as_ref()), schema("front-matter"));
    let mut checked = 0;
    for (name, bytes) in &pages {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let Some((yaml, _)) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) else {
            continue;
        };
        let node = handout::raw::yaml(yaml, 0).expect("YAML");
        assert_eq!(
            faults(&front_matter, &serde_json::to_value(node).expect("JSON"), name),
            Vec::<String>::new()
        );
        checked += 1;
    }
    assert!(checked > 20, "{checked} pages");
}

#[test]
fn the_schemas_refuse_what_the_program_refuses() {
    for (kind, text, fault) in [
        ("site", "titel = \"A\"\n", ".titel is not known"),
        ("site", "title = 3\n", ".title is no \"string\""),
        ("site", "[markdown]\nmath = \"yes\"\n", ".markdown.math is no \"boolean\""),
        ("site", "[[nav]]\npags = []\n", ".nav[0].pags is not known"),
        ("theme", "[settings.a]\ntype = \"swich\"\n", ".settings.a.type is none of"),
        ("theme", "[tokens.a]\ntype = \"colour\"\n", ".tokens.a.type is none of"),
        ("theme", "[tokens.a]\nligth = \"#fff\"\n", ".tokens.a.ligth is not known"),
        ("theme", "[labels]\nnext = 3\n", ".labels.next is no \"string\""),
        ("editions", "[[edition]]\npgae = \"a.md\"\n", ".edition[0].pgae is not known"),
    ] {
        let (node, _) = handout::raw::toml(text);
        let said = faults(&schema(kind), &serde_json::to_value(node).expect("JSON"), "");
        assert!(said.len() == 1 && said[0].starts_with(fault), "{text}: {said:?}");
    }
}

#[test]
fn the_manual_page_has_every_command_and_its_flags() {
    let page = fine(&Project::new(), &["man"]);
    assert!(page.contains(".TH handout 1"), "{page}");
    let plain = page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").replace("\\fI", "");
    for command in handout::cli::command().get_subcommands() {
        assert!(
            plain.contains(&format!("handout {}", command.get_name())),
            "no {} in {plain}",
            command.get_name()
        );
        for inner in command.get_subcommands() {
            let name = format!("handout {} {}", command.get_name(), inner.get_name());
            assert!(plain.contains(&name), "no {name}");
        }
        for flag in command.get_arguments().filter_map(|it| it.get_long()) {
            assert!(plain.contains(&format!("--{flag}")), "no --{flag} of {}", command.get_name());
        }
    }
}
