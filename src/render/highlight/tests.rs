//! Tests of the highlighter.

use rayon::prelude::*;
use syntect::parsing::ParseState;

use super::*;

/// Returns each word of a text with its kind.
fn kinds<'a>(language: &str, text: &'a str) -> Vec<(&'a str, WordKind)> {
    let words = words(language, text);
    words.iter().map(|it| (&text[it.range.start as usize..it.range.end as usize], it.kind)).collect()
}

/// Text on which the grammar of a language makes a circle.
const CIRCLES: [(&str, &str); 2] = [
    (
        "js",
        "        /* The edition of the target.\n        */\n        \"doctest\": true\n        \
         /* Whether or not this target is run with `--test`\n",
    ),
    (
        "scala",
        "#< \">*\n((##a]?'\"/:,<&*\"a\\,.\\{{[% ~/\nA'-. .]-{\n'~@+<?])\n\n|<{:~$~]])>./|\"+=\n\
         (`;A}-}~~,<]>*^=A.#> ]<\\A?\"!\"':a@?$&{,$.#&:\"#;",
    ),
];

#[test]
fn where_a_grammar_makes_a_circle_the_rest_is_plain_and_cheap() {
    for (language, text) in CIRCLES {
        let mut highlighter = Highlighter::new(text);
        highlighter.program(grammar(language).expect("a grammar"), text);
        let spent = Budget::new(text.len()).left() - highlighter.budget.left();
        assert!(spent < parser::MAX_COST / 2, "{language}: {spent}");
        assert_eq!(print_language(language, text), None, "{language}: the print engine has no budget");
    }
}

#[test]
fn code_is_read_as_the_print_engine_reads_it() {
    for (language, text) in [
        ("rust", include_str!("../highlight.rs")),
        ("toml", include_str!("../../../themes/default/theme.toml")),
        ("html", include_str!("../../../themes/default/templates/base.html")),
        ("md", "# A\n\n```js\nlet a = `b${c}`; // d\n```\n\n*e* `f`\n"),
        ("sh", "cat <<END && echo \"$(date)\"\n$a\nEND\nif [ -e b ]; then c; fi # d\n"),
        ("rb", "a = <<~X\n  b #{c}\nX\ndef d(e) = %w[f g].map { |h| h }\n"),
        ("php", "<html><?php $a = \"b{$c}\"; // d ?></html>\n"),
    ] {
        let syntax = grammar(language).expect("a grammar");
        let (mut theirs, mut budget) = (ParseState::new(syntax), Budget::new(1 << 20));
        let mut ours = Parser::new(syntax).expect("a start");
        for (number, line) in text.lines().enumerate().take(150) {
            let expected = theirs.parse_line(line, &GRAMMARS).expect("no broken grammar");
            assert_eq!(ours.line(line, &mut budget), Ok(expected), "{language}, line {}", number + 1);
        }
        assert!(budget.is_exact, "{language}");
    }
}

#[test]
fn a_block_costs_no_more_than_its_budget_and_a_usual_one_far_less() {
    let usual = "let a = b(c, \"d\"); // e\nfor (const f of g) { h[f] += 1.5; }\n".repeat(20);
    for language in ["js", "ts", "rust", "c", "java", "php", "swift", "less", "md", "cfml", "systemverilog"] {
        for text in [usual.clone(), "([{<".repeat(75) + "\n", "a\"b'c`".repeat(50) + "\n"] {
            let mut highlighter = Highlighter::new(&text);
            highlighter.program(grammar(language).expect("a grammar"), &text);
            if text == usual {
                assert!(highlighter.is_complete(), "{language}: {:?} is left", highlighter.budget);
            }
        }
    }
}

#[test]
fn tabs_become_spaces_up_to_every_fourth_column() {
    assert_eq!(without_tabs("\ta\tb\n1234\tc"), "    a   b\n1234    c");
    assert_eq!(without_tabs("plain"), "plain");
}

#[test]
fn words_get_their_kind_in_languages_of_every_kind() {
    use WordKind::{
        Attribute, Comment, Constant, Deleted, Function, Inserted, Keyword, String, Tag, Variable,
    };
    for (language, text, some) in [
        (
            "rust",
            "let a = b(1); // é",
            vec![("let", Keyword), ("b", Function), ("1", Constant), ("// é", Comment)],
        ),
        ("toml", "a = \"b\"", vec![("a", Tag), ("\"b\"", String)]),
        (
            "json",
            "{ \"a\": \"b\", \"c\": true }",
            vec![("\"a\"", Attribute), ("\"b\"", String), ("true", Constant)],
        ),
        ("diff", "-a\n+b\n", vec![("-a", Deleted), ("+b", Inserted)]),
        ("sh", "echo $a", vec![("echo", Function), ("$a", Variable)]),
    ] {
        let found = kinds(language, text);
        for word in some {
            assert!(found.contains(&word), "{language}: {word:?} in {found:?}");
        }
    }
}

#[test]
fn a_language_has_many_names_and_an_unknown_one_is_plain() {
    let text = "if a; then echo \"b\"; fi # c";
    for names in
        [["sh", "bash", "Shell", "zsh"].as_slice(), &["yml", "yaml", "YAML"], &["js", "mjs", "javascript"]]
    {
        let first = kinds(names[0], text);
        assert!(!first.is_empty(), "{names:?}");
        assert!(names.iter().all(|it| kinds(it, text) == first), "{names:?}");
    }
    for plain in ["", "text", "txt", "nosuch", "../x", "\u{0}", "🦀", "."] {
        assert_eq!(kinds(plain, text), [], "{plain}");
    }
}

#[test]
fn every_alias_leads_to_a_grammar() {
    for (alias, name) in ALIASES {
        assert!(GRAMMARS.find_syntax_by_token(name).is_some(), "{alias} → {name}");
    }
}

#[test]
fn a_session_shows_commands_and_what_they_print() {
    let text = "$ echo \"a\" \\\n  | cat\nif \"printed\"\n# echo b\n$\n";
    let found = kinds("console", text);
    let commands: Vec<_> = found.iter().filter(|(_, kind)| *kind == WordKind::Function).collect();
    assert_eq!(commands.iter().map(|it| it.0).collect::<Vec<_>>(), ["echo", "cat", "echo"]);
    assert!(found.iter().all(|(word, _)| !word.contains("printed")), "{found:?}");
}

#[test]
fn what_is_too_long_is_plain() {
    for text in ["b".repeat(MAX_WORD_LENGTH), "b ".repeat(MAX_LINE_LENGTH / 2)] {
        let line = format!("let a = \"{text}\";\n");
        assert_eq!(kinds("rust", &line), []);
        let after = format!("{line}let c = 1;\n");
        assert_eq!(kinds("rust", &after), [("let", WordKind::Keyword), ("1", WordKind::Constant)]);
    }
    assert_eq!(kinds("rust", &"let a;\n".repeat(MAX_BLOCK_LENGTH)), []);
}

/// Returns text in which anything may open and nothing needs to close.
fn random(seed: &mut u64) -> std::string::String {
    const PIECES: [&str; 40] = [
        "a", "Zz_9", " ", "\t", "\n", "\r", "\"", "'", "`", "\\", "/", "*", "//", "/*", "*/", "<", ">", "</",
        "<!--", "{", "}", "(", ")", "[", "]", "$", "${", "#", "@", "=", "-", "1.5e", "é", "漢", "🦀",
        "\u{0}", "if ", "\n\n", ":", "%",
    ];
    let mut next = || {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*seed >> 33).expect("31 bits")
    };
    (0..40).map(|_| PIECES[next() % PIECES.len()]).collect()
}

#[test]
fn in_every_grammar_the_words_of_any_text_are_parts_of_it_in_order() {
    // Without optimisation, making the expressions of all grammars takes a minute.
    let step = if cfg!(debug_assertions) { 8 } else { 1 };
    GRAMMARS.syntaxes().par_iter().enumerate().step_by(step).for_each(|(number, grammar)| {
        let mut seed = number as u64;
        for _ in 0..3 {
            let text = random(&mut seed);
            let mut highlighter = Highlighter::new(&text);
            highlighter.program(grammar, &text);
            let mut at = 0;
            for word in highlighter.words {
                let (start, end) = (word.range.start as usize, word.range.end as usize);
                assert!(at <= start && start < end, "{}: {text:?}", grammar.name);
                assert!(text.get(start..end).is_some(), "{}: {text:?}", grammar.name);
                at = end;
            }
        }
    });
}
