//! The words of a block of code by kind, for the colours of a theme. The only place that knows the engine: its grammars
//! are those of the print engine, so that a language is read alike on the web and on paper. An unknown language is
//! plain, and so is what is too long to be read by people.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::document::{CodeWord, WordKind};

/// A longer block is plain, in bytes. Nobody reads that much code on a page.
const LONGEST_BLOCK: usize = 100_000;
/// A longer line is plain, in bytes, and the grammar does not see it: the time for a line can grow with the cube of its
/// length, most of all where nothing breaks it.
const LONGEST_LINE: usize = 300;
/// A line that goes on for longer without white space is plain too, in bytes: data, or a program that was made small.
const LONGEST_WORD: usize = 120;

/// Grammars that take seconds for a shorter line already, where brackets nest, or that never come to an end on what is no
/// program: their languages are plain.
const TOO_SLOW: [&str; 3] = ["SystemVerilog", "CFML", "Scala"];

/// Read when the first block of code is; a guide without code never pays for it.
static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_no_newlines);

/// Names that authors use and the grammars do not know.
const ALIASES: [(&str, &str); 34] = [
    ("asm", "nasm"),
    ("c#", "cs"),
    ("cjs", "js"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("dockerfile", "dockerfile"),
    ("fsharp", "fsx"),
    ("gitconfig", "git config"),
    ("golang", "go"),
    ("hbs", "html"),
    ("json5", "js"),
    ("jsonc", "js"),
    ("jsonl", "json"),
    ("jsx", "tsx"),
    ("ksh", "sh"),
    ("latex", "tex"),
    ("mdx", "md"),
    ("mjs", "js"),
    ("mysql", "sql"),
    ("nodejs", "js"),
    ("obj-c", "m"),
    ("objc", "m"),
    ("objective-c", "m"),
    ("postgresql", "sql"),
    ("python3", "py"),
    ("shell", "sh"),
    ("sqlite", "sql"),
    ("tera", "jinja2"),
    ("plain", "txt"),
    ("plaintext", "txt"),
    ("text", "txt"),
    ("vb", "txt"),
    ("visualbasic", "txt"),
    ("xhtml", "html"),
];

/// Languages for what a terminal shows: commands after a prompt, and what they print.
const SESSIONS: [&str; 4] = ["console", "shell-session", "shellsession", "sh-session"];

/// The parts of scopes that have a colour, by the conventions of the grammars; the longest that fits counts. `None` is plain,
/// also where it stands in something that has a colour, such as code in a text.
const SCOPES: [(&str, Option<WordKind>); 45] = [
    ("comment", Some(WordKind::Comment)),
    ("constant", Some(WordKind::Constant)),
    ("constant.other.placeholder", Some(WordKind::Variable)),
    ("entity.name", Some(WordKind::Type)),
    ("entity.name.constant", Some(WordKind::Constant)),
    ("entity.name.function", Some(WordKind::Function)),
    ("entity.name.label", Some(WordKind::Keyword)),
    ("entity.name.macro", Some(WordKind::Function)),
    ("entity.name.section", Some(WordKind::Heading)),
    ("entity.name.tag", Some(WordKind::Tag)),
    ("entity.other.attribute-name", Some(WordKind::Attribute)),
    ("entity.other.inherited-class", Some(WordKind::Type)),
    ("keyword", Some(WordKind::Keyword)),
    ("keyword.operator", None),
    ("keyword.operator.logical", Some(WordKind::Keyword)),
    ("keyword.operator.word", Some(WordKind::Keyword)),
    ("keyword.other.unit", Some(WordKind::Constant)),
    ("markup.deleted", Some(WordKind::Deleted)),
    ("markup.heading", Some(WordKind::Heading)),
    ("markup.inserted", Some(WordKind::Inserted)),
    ("markup.quote", Some(WordKind::Comment)),
    ("markup.raw", Some(WordKind::String)),
    ("markup.underline.link", Some(WordKind::Function)),
    ("meta.annotation", Some(WordKind::Attribute)),
    ("meta.attribute-with-value", None),
    ("meta.diff.header", Some(WordKind::Comment)),
    ("meta.diff.range", Some(WordKind::Function)),
    ("meta.interpolation", None),
    ("meta.preprocessor", Some(WordKind::Attribute)),
    ("meta.template.expression", None),
    ("punctuation.definition.variable.shell", Some(WordKind::Variable)),
    ("source", None),
    ("storage", Some(WordKind::Keyword)),
    ("string", Some(WordKind::String)),
    ("support", Some(WordKind::Function)),
    ("support.class", Some(WordKind::Type)),
    ("support.constant", Some(WordKind::Constant)),
    ("support.type", Some(WordKind::Type)),
    ("support.type.property-name", Some(WordKind::Attribute)),
    ("text", None),
    ("variable", None),
    ("variable.annotation", Some(WordKind::Attribute)),
    ("variable.function", Some(WordKind::Function)),
    ("variable.other.readwrite.shell", Some(WordKind::Variable)),
    ("variable.language", Some(WordKind::Keyword)),
];

/// [`SCOPES`] as the engine holds them, the longest first.
static KINDS: LazyLock<Vec<(Scope, Option<WordKind>)>> = LazyLock::new(|| {
    let scope = |name| Scope::new(name).expect("a name of a few words is a scope");
    let mut kinds: Vec<_> = SCOPES.iter().map(|(name, kind)| (scope(name), *kind)).collect();
    kinds.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    kinds
});

/// What a key of a table is in, where its text is a string like any other.
static KEYS: LazyLock<[Scope; 2]> = LazyLock::new(|| {
    ["meta.mapping.key", "meta.structure.dictionary.key"].map(|it| Scope::new(it).expect("a scope"))
});

/// The words of a text in a language that have a colour, in order. An unknown language has none.
pub fn words(language: &str, text: &str) -> Box<[CodeWord]> {
    if language.is_empty() || text.len() > LONGEST_BLOCK {
        return Box::default();
    }
    let language = language.to_lowercase();
    let mut painter = Painter::default();
    if SESSIONS.contains(&language.as_str()) {
        painter.session(text);
    } else if let Some(grammar) = grammar(&language) {
        painter.program(grammar, text);
    }
    painter.words.into()
}

/// The name of a language that the grammars know, in lower case.
pub fn token(language: &str) -> String {
    let language = language.to_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == language);
    alias.map_or(language, |(_, name)| (*name).to_owned())
}

fn grammar(language: &str) -> Option<&'static SyntaxReference> {
    let token = token(language);
    if token == "txt" {
        return None;
    }
    let found = GRAMMARS.find_syntax_by_token(&token)?;
    (!TOO_SLOW.contains(&found.name.as_str())).then_some(found)
}

#[derive(Default)]
struct Painter {
    words: Vec<CodeWord>,
    stack: ScopeStack,
}

impl Painter {
    fn program(&mut self, grammar: &SyntaxReference, text: &str) {
        let mut state = ParseState::new(grammar);
        for (at, line) in lines(text) {
            if self.line(&mut state, line, at).is_none() {
                return;
            }
        }
    }

    /// What a terminal shows: a command stands after `$ ` or `# `, and goes on where its line ends with a backslash.
    fn session(&mut self, text: &str) {
        let Some(shell) = grammar("sh") else { return };
        let mut open: Option<ParseState> = None;
        for (at, line) in lines(text) {
            let prompt = if open.is_none() && line.starts_with(['$', '#']) && line[1..].starts_with(' ') {
                2
            } else {
                0
            };
            if prompt > 0 {
                self.word(at, at + 1, Some(WordKind::Comment));
                self.stack = ScopeStack::new();
                open = Some(ParseState::new(shell));
            }
            let Some(state) = &mut open else { continue };
            if self.line(state, &line[prompt..], at + prompt).is_none() || !line.ends_with('\\') {
                open = None;
            }
        }
    }

    /// Reads a line that stands at a byte of the text. Nothing if the grammar cannot go on.
    fn line(&mut self, state: &mut ParseState, line: &str, at: usize) -> Option<()> {
        if line.len() > LONGEST_LINE || line.split_whitespace().any(|it| it.len() > LONGEST_WORD) {
            return Some(());
        }
        let mut done = 0;
        for (to, change) in state.parse_line(line, &GRAMMARS).ok()? {
            // The engine's places are those of the line that it was given.
            let to = to.clamp(done, line.len());
            if to > done && line.is_char_boundary(to) {
                self.word(at + done, at + to, self.kind());
                done = to;
            }
            self.stack.apply(&change).ok()?;
        }
        self.word(at + done, at + line.len(), self.kind());
        Some(())
    }

    /// What stands where the scopes are those of now: the innermost that says something counts.
    fn kind(&self) -> Option<WordKind> {
        let scopes = self.stack.as_slice();
        let said =
            |scope: &Scope| KINDS.iter().find(|(known, _)| known.is_prefix_of(*scope)).map(|(_, kind)| *kind);
        let kind = scopes.iter().rev().find_map(said)?;
        let is_key = |scope: &Scope| KEYS.iter().any(|key| key.is_prefix_of(*scope));
        match kind {
            Some(WordKind::String) if scopes.iter().any(is_key) => Some(WordKind::Attribute),
            kind => kind,
        }
    }

    /// Notes what stands from one byte to another; what goes on from the word before is the same word.
    fn word(&mut self, start: usize, end: usize, kind: Option<WordKind>) {
        let Some(kind) = kind.filter(|_| start < end) else { return };
        let byte = |at: usize| u32::try_from(at).expect("a block is shorter than its limit");
        match self.words.last_mut() {
            Some(last) if last.kind == kind && last.range.end == byte(start) => last.range.end = byte(end),
            _ => self.words.push(CodeWord { range: byte(start)..byte(end), kind }),
        }
    }
}

/// The lines of a text without their ends, each with the byte where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.strip_suffix('\n').unwrap_or(line))
    })
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    /// Each word of a text with its kind.
    fn kinds<'a>(language: &str, text: &'a str) -> Vec<(&'a str, WordKind)> {
        let words = words(language, text);
        words.iter().map(|it| (&text[it.range.start as usize..it.range.end as usize], it.kind)).collect()
    }

    #[test]
    fn what_a_grammar_never_ends_on_is_plain() {
        let text = r#"#< ">*
((##a]?'"/:,<&*"a\,.\{{[% ~/
A'-. .]-{
'~@+<?])

|<{:~$~]])>./|"+=
(`;A}-}~~,<]>*^=A.#> ]<\A?"!"':a@?$&{,$.#&:"#;
        assert_eq!(kinds("scala", text), []);
    }

    #[test]
    fn words_are_told_apart_in_languages_of_every_kind() {
        use WordKind::{
            Attribute, Comment, Constant, Deleted, Function, Inserted, Keyword, String, Tag, Variable,
        };
        for (language, text, some) in [
            (
                "rust",
                "fn a() { 1 } // é",
                vec![("fn", Keyword), ("a", Function), ("1", Constant), ("// é", Comment)],
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
        for names in [
            ["sh", "bash", "Shell", "zsh"].as_slice(),
            &["yml", "yaml", "YAML"],
            &["js", "mjs", "javascript"],
        ] {
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
        assert!(TOO_SLOW.iter().all(|name| GRAMMARS.find_syntax_by_name(name).is_some()));
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
        for text in ["b".repeat(LONGEST_WORD), "b ".repeat(LONGEST_LINE / 2)] {
            let line = format!("let a = \"{text}\";\n");
            assert_eq!(kinds("rust", &line), []);
            let after = format!("{line}let c = 1;\n");
            assert_eq!(kinds("rust", &after), [("let", WordKind::Keyword), ("1", WordKind::Constant)]);
        }
        assert_eq!(kinds("rust", &"let a;\n".repeat(LONGEST_BLOCK)), []);
    }

    /// Text in which anything may open and nothing needs to close.
    fn random(seed: &mut u64) -> std::string::String {
        const PIECES: [&str; 40] = [
            "a", "Zz_9", " ", "\t", "\n", "\r", "\"", "'", "`", "\\", "/", "*", "//", "/*", "*/", "<", ">",
            "</", "<!--", "{", "}", "(", ")", "[", "]", "$", "${", "#", "@", "=", "-", "1.5e", "é", "漢",
            "🦀", "\u{0}", "if ", "\n\n", ":", "%",
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
                let mut painter = Painter::default();
                painter.program(grammar, &text);
                let mut at = 0;
                for word in painter.words {
                    let (start, end) = (word.range.start as usize, word.range.end as usize);
                    assert!(at <= start && start < end, "{}: {text:?}", grammar.name);
                    assert!(text.get(start..end).is_some(), "{}: {text:?}", grammar.name);
                    at = end;
                }
            }
        });
    }
}
