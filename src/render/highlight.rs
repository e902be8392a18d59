//! Splits a block of code into words by kind, for the colours of a theme. The only place that knows the engine: its
//! grammars are those of the print engine, so that a language is highlighted alike on the web and on paper. An unknown
//! language is plain, and so is what is too long to be read by people.
//!
//! Every block has a budget of steps by its length, see `parser`. Where it is spent, the rest of the block is plain.

mod grammar;
mod parser;

use std::borrow::Cow;
use std::sync::LazyLock;

use syntect::parsing::{Scope, ScopeStack, SyntaxReference};

use crate::document::{CodeWord, WordKind};
use grammar::GRAMMARS;
use parser::{Budget, Parser, Stopped};

/// The longest block with colours, in bytes. Nobody reads that much code on a page.
const MAX_BLOCK_LENGTH: usize = 100_000;
/// A longer line is plain, in bytes, and the grammar does not see it: a search for one expression takes time by the
/// length of the line.
const MAX_LINE_LENGTH: usize = 300;
/// The longest run without white space in a line with colours, in bytes. Longer ones are data or minified code.
const MAX_WORD_LENGTH: usize = 120;

/// The columns between two stops of a tab.
const TAB_WIDTH: usize = 4;

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

/// Languages for terminal sessions: commands after a prompt, and their output.
const SESSIONS: [&str; 4] = ["console", "shell-session", "shellsession", "sh-session"];

/// The scopes that have a colour, by the conventions of the grammars; the longest match counts. `None` is plain, even
/// inside something that has a colour, such as code in a text.
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

/// [`SCOPES`] in the form of the engine, the longest first.
static KINDS: LazyLock<Vec<(Scope, Option<WordKind>)>> = LazyLock::new(|| {
    let scope = |name| Scope::new(name).expect("a name of a few words is a scope");
    let mut kinds: Vec<_> = SCOPES.iter().map(|(name, kind)| (scope(name), *kind)).collect();
    kinds.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    kinds
});

/// The scopes around the key of a table, which is a string like any other.
static KEYS: LazyLock<[Scope; 2]> = LazyLock::new(|| {
    ["meta.mapping.key", "meta.structure.dictionary.key"].map(|it| Scope::new(it).expect("a scope"))
});

/// Returns the words of a text in a language that have a colour, in order. An unknown language has none.
pub fn words(language: &str, text: &str) -> Box<[CodeWord]> {
    if language.is_empty() || text.len() > MAX_BLOCK_LENGTH {
        return Box::default();
    }
    let mut highlighter = Highlighter::new(text);
    let language = language.to_lowercase();
    if SESSIONS.contains(&language.as_str()) {
        highlighter.session(text);
    } else if let Some(grammar) = grammar(&language) {
        highlighter.program(grammar, text);
    }
    highlighter.words.into()
}

/// Returns the language to name to the print engine, if any. That highlights by the same grammars, without a budget: so
/// it is given only a text that was read here to its end. The text has no tabs, see [`without_tabs`].
pub fn print_language(language: &str, text: &str) -> Option<String> {
    let token = Some(token(language)).filter(|token| !token.is_empty())?;
    let Some(grammar) = grammar(&token) else { return Some(token) };
    // The print engine breaks lines at these, too.
    let has_other_breaks = text.contains(['\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}', '\t']);
    if text.len() > MAX_BLOCK_LENGTH || has_other_breaks {
        return None;
    }
    let mut highlighter = Highlighter::new(text);
    highlighter.program(grammar, text);
    highlighter.is_complete().then_some(token)
}

/// Returns code with spaces for its tabs, which stop at every fourth column.
pub fn without_tabs(text: &str) -> Cow<'_, str> {
    if !text.contains('\t') {
        return Cow::Borrowed(text);
    }
    let (mut out, mut column) = (String::with_capacity(text.len() * 2), 0);
    for char in text.chars() {
        let width = if char == '\t' { TAB_WIDTH - column % TAB_WIDTH } else { 1 };
        column = if char == '\n' { 0 } else { column + width };
        match char {
            '\t' => out.extend(std::iter::repeat_n(' ', width)),
            char => out.push(char),
        }
    }
    Cow::Owned(out)
}

/// Returns the name of a language that the grammars know, in lower case.
fn token(language: &str) -> String {
    let language = language.to_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == language);
    alias.map_or(language, |(_, name)| (*name).to_owned())
}

fn grammar(language: &str) -> Option<&'static SyntaxReference> {
    let token = token(language);
    if token == "txt" {
        return None;
    }
    GRAMMARS.find_syntax_by_token(&token)
}

/// Reads one block.
struct Highlighter {
    words: Vec<CodeWord>,
    stack: ScopeStack,
    budget: Budget,
    /// Whether a line was left out or the budget was spent.
    has_gap: bool,
}

impl Highlighter {
    fn new(text: &str) -> Highlighter {
        let budget = Budget::new(text.len());
        Highlighter { words: Vec::new(), stack: ScopeStack::new(), budget, has_gap: false }
    }

    /// Returns whether the grammar read every line to its end.
    fn is_complete(&self) -> bool {
        self.budget.is_exact && !self.has_gap
    }

    fn program(&mut self, grammar: &'static SyntaxReference, text: &str) {
        let parser = Parser::new(grammar);
        self.has_gap |= parser.is_none();
        let Some(mut parser) = parser else { return };
        for (at, line) in lines(text) {
            if self.line(&mut parser, line, at).is_err() {
                return;
            }
        }
    }

    /// Reads what a terminal shows: a command is after `$ ` or `# `, and goes on where its line ends with a backslash.
    fn session(&mut self, text: &str) {
        let Some(shell) = grammar("sh") else { return };
        let mut open: Option<Parser> = None;
        for (at, line) in lines(text) {
            let has_prompt = open.is_none() && line.starts_with(['$', '#']) && line[1..].starts_with(' ');
            let prompt = if has_prompt { 2 } else { 0 };
            if has_prompt {
                self.word(at, at + 1, Some(WordKind::Comment));
                self.stack = ScopeStack::new();
                open = Parser::new(shell);
            }
            let Some(parser) = &mut open else { continue };
            if self.line(parser, &line[prompt..], at + prompt).is_err() || !line.ends_with('\\') {
                open = None;
            }
        }
    }

    /// Reads a line that begins at a byte of the text.
    fn line(&mut self, parser: &mut Parser, line: &str, at: usize) -> Result<(), Stopped> {
        if line.len() > MAX_LINE_LENGTH || line.split_whitespace().any(|word| word.len() > MAX_WORD_LENGTH) {
            self.has_gap = true;
            return Ok(());
        }
        let changes = parser.line(line, &mut self.budget);
        self.has_gap |= changes.is_err();
        let mut done = 0;
        for (to, change) in changes? {
            // An expression may look at what is before the place from which it searches.
            let to = to.clamp(done, line.len());
            if to > done && line.is_char_boundary(to) {
                self.word(at + done, at + to, self.kind());
                done = to;
            }
            if self.stack.apply(&change).is_err() {
                self.has_gap = true;
                return Err(Stopped);
            }
        }
        self.word(at + done, at + line.len(), self.kind());
        Ok(())
    }

    /// Returns the kind of a word where the scopes are those of now: the innermost that says something counts.
    fn kind(&self) -> Option<WordKind> {
        let scopes = self.stack.as_slice();
        let kind_of =
            |scope: &Scope| KINDS.iter().find(|(known, _)| known.is_prefix_of(*scope)).map(|(_, kind)| *kind);
        let kind = scopes.iter().rev().find_map(kind_of)?;
        let is_key = |scope: &Scope| KEYS.iter().any(|key| key.is_prefix_of(*scope));
        match kind {
            Some(WordKind::String) if scopes.iter().any(is_key) => Some(WordKind::Attribute),
            kind => kind,
        }
    }

    /// Adds a word from one byte to another. It extends the last word if that is adjacent and of the same kind.
    fn word(&mut self, start: usize, end: usize, kind: Option<WordKind>) {
        let Some(kind) = kind.filter(|_| start < end) else { return };
        let byte = |at: usize| u32::try_from(at).expect("a block is shorter than its limit");
        match self.words.last_mut() {
            Some(last) if last.kind == kind && last.range.end == byte(start) => last.range.end = byte(end),
            _ => self.words.push(CodeWord { range: byte(start)..byte(end), kind }),
        }
    }
}

/// Returns the lines of a text without their ends, each with the byte where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.strip_suffix('\n').unwrap_or(line))
    })
}

#[cfg(test)]
mod tests;
