//! The reference pages of the documentation, printed from the program's own tables. A page that differs from its
//! table fails; `HANDOUT_BLESS=1 cargo test` writes it anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use handout::cli;
use handout::config;
use handout::parse::FRONT_MATTER;
use handout::schema::{Field, Kind};
use handout::snapshot::{Options, Snapshot};
use handout::theme::{functions, manifest};
use handout::view;

use crate::harness::Project;

/// Compares a page with what the tables say, or writes it.
fn holds(name: &str, title: &str, description: &str, order: u32, body: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/content/reference/{name}.md"));
    let page = format!(
        "---\ntitle: {title}\ndescription: {description}\norder: {order}\n---\n\n\
         <!-- Printed by tests/reference.rs from the program's own tables. -->\n\n{}\n",
        body.trim_end()
    );
    if std::env::var_os("HANDOUT_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        return fs::write(&path, page).expect("a page");
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == page, "docs/content/reference/{name}.md is not what the tables say: bless it");
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").trim().to_owned()
}

fn fields(table: &[Field]) -> String {
    let mut out = String::from("| key | value | meaning |\n| --- | --- | --- |\n");
    for field in table {
        let kind = match &field.kind {
            Kind::Choice(words) => words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "),
            kind => kind.expected(),
        };
        let _ = writeln!(out, "| `{}` | {} | {} |", field.name, cell(&kind), cell(field.doc));
    }
    out
}

#[test]
fn the_front_matter_page_is_the_table_of_its_keys() {
    let body = format!(
        "The lines between `---` at the start of a page. Every key may be left out.\n\n{}\n\
         An unknown key is an error with the nearest known name; `[front_matter] unknown` in\n\
         [site.toml](configuration.md#front_matter) changes that. Keys of your own go under `extra`.",
        fields(FRONT_MATTER)
    );
    holds("front-matter", "Front matter", "Every key that a page may start with.", 1, &body);
}

/// The default theme, as the program has it.
fn default_theme() -> Arc<handout::theme::Theme> {
    let project = Project::with([("content/index.md", "# Home\n")]);
    let options = Options { root: project.root().to_owned(), ..Options::default() };
    Snapshot::take(&options, None).expect("a snapshot").theme
}

#[test]
fn the_configuration_page_is_the_table_of_its_keys() {
    let mut body = format!(
        "The file `site.toml` beside your content folder. Every key may be left out, and so may the file.\n\n{}",
        fields(config::SITE)
    );
    let tables = [
        ("[markdown]", "markdown", config::MARKDOWN),
        ("[front_matter]", "front_matter", config::FRONT_MATTER_POLICY),
        ("[[nav]]", "nav", config::NAV),
        ("[print]", "print", config::print::PRINT),
        ("[checks]", "checks", config::checks::CHECKS),
        ("[web]", "web", config::web::WEB),
    ];
    for (title, id, table) in tables {
        let _ = write!(body, "\n## `{title}` {{#{id}}}\n\n{}", fields(table));
    }
    let theme = default_theme();
    body.push_str(
        "\n## `[theme]` of the default theme {#theme}\n\n`name` is the theme's name. The rest is what the theme \
         offers. A colour takes one value, or\n`{ light = \"…\", dark = \"…\" }`.\n\n\
         | token | light | dark | meaning |\n| --- | --- | --- | --- |\n",
    );
    for (name, token) in &theme.tokens {
        let row = [&token.light, &token.dark, &token.description].map(|it| cell(it));
        let _ = writeln!(body, "| `{name}` | `{}` | `{}` | {} |", row[0], row[1], row[2]);
    }
    body.push_str(
        "\n## `[theme.labels]` of the default theme {#labels}\n\n| label | words |\n| --- | --- |\n",
    );
    for (name, words) in &theme.labels {
        let _ = writeln!(body, "| `{name}` | {} |", cell(words));
    }
    holds("configuration", "Configuration", "Every key of site.toml.", 2, &body);
}

#[test]
fn the_theme_file_page_is_the_table_of_its_keys() {
    let mut body = format!("The file `theme.toml` in a theme's folder.\n\n{}", fields(manifest::FIELDS));
    let tables = [
        ("[settings.NAME]", "settings", manifest::SETTING),
        ("[tokens.NAME]", "tokens", manifest::TOKEN),
        ("[[contrast]]", "contrast", manifest::CONTRAST),
    ];
    for (title, id, table) in tables {
        let _ = write!(body, "\n## `{title}` {{#{id}}}\n\n{}", fields(table));
    }
    holds("theme-file", "The file theme.toml", "Every key of a theme's own file.", 3, &body);
}

#[test]
fn the_view_page_is_the_table_of_the_types() {
    let mut body = String::from(
        "What a template can print. A field that is not there is an error with the nearest name; one that may be\n\
         nothing is asked for with `{% if page.reviewed %}`.\n",
    );
    for of in view::REFERENCE {
        let _ = write!(
            body,
            "\n## {}\n\n{}\n\n| name | type | meaning | example |\n| --- | --- | --- | --- |\n",
            of.name,
            of.about.trim()
        );
        for field in of.fields {
            let mut kind = field.kind();
            for other in view::REFERENCE {
                let words: Vec<_> = kind
                    .split(' ')
                    .map(|word| {
                        if word == other.name {
                            format!("[{word}](#{})", word.to_lowercase())
                        } else {
                            word.to_owned()
                        }
                    })
                    .collect();
                kind = words.join(" ");
            }
            let example =
                if field.example.is_empty() { String::new() } else { format!("`{}`", cell(field.example)) };
            let _ = writeln!(body, "| `{}` | {kind} | {} | {example} |", field.name, cell(field.doc));
        }
    }
    holds("view", "What a template sees", "Every variable and field, with an example.", 4, &body);
}

#[test]
fn the_functions_page_is_the_table_of_the_functions() {
    let mut body = String::from(
        "Beside what [Tera](https://keats.github.io/tera/) brings, such as `upper`, `join`, `sort`, `group_by`, `truncate` and\n\
         `default`. None of them reads the disk, the network or the clock.\n\n\
         | in a template | gives | prints |\n| --- | --- | --- |\n",
    );
    for callable in functions::REFERENCE {
        let row = [callable.usage, callable.doc, callable.example].map(cell);
        let _ = writeln!(body, "| `{}` | {} | `{}` |", row[0], row[1], row[2]);
    }
    holds("functions", "Functions and filters", "What templates can call.", 5, &body);
}

#[test]
fn the_commands_page_is_the_help_of_the_commands() {
    let mut body = String::from(
        "Every command ends with 0 if all is fine, 1 if the guide has problems, and 2 for wrong use or a refusal of the\n\
         machine.\n",
    );
    let mut program = cli::command().term_width(90);
    program.build();
    describe(&program, "", &mut body);
    holds("commands", "Commands", "Every command and flag.", 6, &body);
}

fn describe(command: &clap::Command, before: &str, out: &mut String) {
    for sub in command.get_subcommands().filter(|it| it.get_name() != "help") {
        let name = format!("{before} {}", sub.get_name());
        if sub.has_subcommands() {
            describe(sub, &name, out);
            continue;
        }
        let help = sub.clone().term_width(90).render_help().to_string();
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        let _ = write!(out, "\n## handout{name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
    }
}

#[test]
fn the_default_theme_explains_each_of_its_tokens() {
    let theme = default_theme();
    let silent: Vec<_> =
        theme.tokens.iter().filter(|(_, it)| it.description.is_empty()).map(|it| it.0).collect();
    assert!(silent.is_empty(), "{silent:?}");
    assert!(theme.problems.is_empty(), "{:?}", theme.problems);
}
