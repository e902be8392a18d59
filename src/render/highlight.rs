//! The words of a block of code by kind, for the colours of a theme. The only place that knows the engine: its grammars
//! are those of the print engine, so that a language is read alike on the web and on paper. An unknown language is
//! plain, and so is what is too long to be read by people.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::document::{CodeWord, WordKind};

/// A longer block is plain, in bytes. Nobody reads that much code on a page.
const LONGEST_BLOCK: usize = 100_000;
/// A longer line is plain, in bytes, and the grammar does not see it: the time for a line can grow faster than its length.
const LONGEST_LINE: usize = 400;

/// Grammars whose time for a line of [`LONGEST_LINE`] is seconds where brackets nest: their languages are plain.
const TOO_SLOW: [&str; 3] = ["SystemVerilog", "CFML", "CFML Script"];

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
        if line.len() > LONGEST_LINE {
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
