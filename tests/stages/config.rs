//! The meaning of `site.toml`: settings with their defaults, and messages about invalid values.

use handout::config::{Config, read};
use handout::diagnostic::{Diagnostic, Severity};

fn config(text: &str) -> (Config, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let config = read(text, &mut problems);
    (config, problems)
}

/// Returns the settings of a text without mistakes.
fn valid(text: &str) -> Config {
    let (config, problems) = config(text);
    assert!(problems.is_empty(), "{problems:?}");
    config
}

/// Returns the only message about a text.
fn message(text: &str) -> String {
    let (_, problems) = config(text);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].message.clone()
}

#[test]
fn an_empty_file_means_the_defaults() {
    assert_eq!(valid(""), Config::default());
    assert_eq!(valid("# Nothing yet.\n"), Config::default());
}

#[test]
fn an_address_is_the_same_with_and_without_a_slash_at_its_end() {
    let with = valid("url = \"https://knots.example/guide/\"\n").url;
    assert_eq!(with, valid("url = \"https://knots.example/guide\"\n").url);
    assert!(with.is_some());
}

#[test]
fn a_theme_is_a_name_or_a_table() {
    for text in ["theme = \"own\"\n", "[theme]\nname = \"own\"\n"] {
        assert_eq!(valid(text).theme.name.value, "own", "{text}");
    }
}

#[test]
fn a_key_with_a_mistake_keeps_its_default_and_the_others_count() {
    let (config, problems) = config("title = 5\nlanguage = \"de\"\nsearch = false\n");
    assert_eq!((config.title.as_str(), config.language.value.as_str()), ("Guide", "de"));
    assert!(!config.search);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].severity, Severity::Error);
}

#[test]
fn a_mistake_names_the_key_and_what_was_expected() {
    for (text, words) in [
        ("titel = \"A\"\n", ["titel", "title"]),
        ("language = \"english please\"\n", ["english please", "language"]),
        ("url = \"knots.example\"\n", ["url", "https://"]),
        ("output = \"../elsewhere\"\n", ["../elsewhere", "folder"]),
        ("search = \"yes\"\n", ["search", "true"]),
    ] {
        let (_, problems) = config(text);
        let all = format!("{} {:?}", problems[0].message, problems[0]);
        assert!(words.iter().all(|word| all.contains(word)), "{text}: {all}");
    }
}

#[test]
fn a_file_that_is_no_toml_has_one_message_with_its_place() {
    let text = "title = \"Knots\nlanguage = \"de\"\n";
    let (_, problems) = config(text);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(text[..problems[0].place.start].lines().count(), 1, "the line whose text has no end");
    assert!(!message("title = \n").is_empty());
}
