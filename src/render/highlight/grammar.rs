//! The contexts of a grammar, linked with each other so that [`super::parser`] can step through them. The engine's own
//! parser has no bound: it can loop for ever within one line.

use std::sync::{LazyLock, OnceLock};

use fancy_regex::{Regex, RegexBuilder};
use serde_json::{Value, json};
use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchOperation, MatchPattern, Pattern,
};
use syntect::parsing::{SyntaxReference, SyntaxSet};

/// The grammars of the print engine. Read when the first block of code is; a guide without code never pays for it.
pub static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_no_newlines);

/// The contexts of each grammar, in the order of [`GRAMMARS`], linked when the first block needs it.
static LINKED: LazyLock<Box<[Grammar]>> =
    LazyLock::new(|| GRAMMARS.syntaxes().iter().map(|_| OnceLock::new()).collect());

/// How often an expression may backtrack in one search before a second try with the larger limit.
pub const MAX_BACKTRACKS: [usize; 2] = [600, 6_000];

/// The most expressions of a context, with those that it includes.
const MAX_RULES: usize = 4_000;

/// The contexts of a grammar, once it is linked.
type Grammar = OnceLock<Box<[Linked]>>;

/// Where a context is: its grammar, and its place in it.
type Key = (usize, usize);

/// A context with its own rules.
pub struct Linked {
    /// The context as the grammar describes it.
    pub context: &'static Context,
    entries: Box<[Entry]>,
    prototype: Option<Key>,
    flat: OnceLock<Box<[&'static Rule]>>,
}

/// An entry of a context.
enum Entry {
    Rule(Box<Rule>),
    Include(Key),
}

/// What to do where an expression matches.
pub struct Rule {
    /// The rule as the grammar describes it.
    pub pattern: &'static MatchPattern,
    targets: Box<[Key]>,
    with_prototype: Option<Key>,
    regex: LazyRegex,
}

/// An expression, compiled for each limit of backtracks when first needed. `None` for one that cannot be compiled.
#[derive(Default)]
pub struct LazyRegex([OnceLock<Option<Regex>>; 2]);

impl LazyRegex {
    /// Returns the expression with a limit of [`MAX_BACKTRACKS`].
    pub fn get(&self, source: &str, limit: usize) -> Option<&Regex> {
        let compile = || {
            let mut builder = RegexBuilder::new(source);
            builder.oniguruma_mode(true).backtrack_limit(MAX_BACKTRACKS[limit]).build().ok()
        };
        self.0[limit].get_or_init(compile).as_ref()
    }
}

impl Rule {
    /// Returns the contexts to push.
    pub fn targets(&self) -> impl Iterator<Item = Option<&'static Linked>> {
        self.targets.iter().map(|key| at(*key))
    }

    /// Returns the context whose rules come first as long as the last target is on the stack.
    pub fn with_prototype(&self) -> Option<&'static Linked> {
        self.with_prototype.and_then(at)
    }

    /// Returns the expression, for text in which nothing of an earlier match is repeated.
    pub fn regex(&self) -> &LazyRegex {
        &self.regex
    }
}

impl Linked {
    /// Returns the rules of the context and of what it includes, in order.
    pub fn rules(&'static self) -> &'static [&'static Rule] {
        self.flat.get_or_init(|| {
            let mut rules = Vec::new();
            let mut open = vec![self.entries.iter()];
            // A context that includes itself would have no end.
            while let Some(entries) = open.last_mut()
                && rules.len() < MAX_RULES
            {
                match entries.next() {
                    None => drop(open.pop()),
                    Some(Entry::Rule(rule)) => rules.push(&**rule),
                    Some(Entry::Include(key)) if open.len() < 100 => {
                        open.extend(at(*key).map(|included| included.entries.iter()));
                    }
                    Some(Entry::Include(_)) => {}
                }
            }
            rules.into()
        })
    }

    /// Returns the context whose rules come before those of this one.
    pub fn prototype(&self) -> Option<&'static Linked> {
        self.prototype.and_then(at)
    }
}

/// Returns the context that a program in a language begins with.
pub fn start(syntax: &'static SyntaxReference) -> Option<&'static Linked> {
    let number = GRAMMARS.syntaxes().iter().position(|known| std::ptr::eq(known, syntax))?;
    // syntect adds this context to every grammar: it pushes the main one, whatever follows.
    let is_start = |linked: &&Linked| {
        linked.context.meta_content_scope == [syntax.scope]
            && matches!(&*linked.entries, [Entry::Rule(rule)] if rule.pattern.regex.regex_str().is_empty()
                && matches!(rule.pattern.operation, MatchOperation::Push(_)))
    };
    contexts(number)?.iter().find(is_start)
}

fn at((grammar, place): Key) -> Option<&'static Linked> {
    contexts(grammar)?.get(place)
}

fn contexts(grammar: usize) -> Option<&'static [Linked]> {
    let linked = LINKED.get(grammar)?;
    Some(linked.get_or_init(|| (0..).map_while(|place| context(grammar, place).map(link)).collect()))
}

/// Returns a context by its place. A reference can be resolved, but only be made by reading one.
fn context(grammar: usize, place: usize) -> Option<&'static Context> {
    let reference = json!({ "Direct": { "syntax_index": grammar, "context_index": place } });
    let reference: ContextReference = serde_json::from_value(reference).ok()?;
    reference.resolve(&GRAMMARS).ok()
}

fn link(context: &'static Context) -> Linked {
    let entry = |pattern: &'static Pattern| match pattern {
        Pattern::Match(pattern) => Some(Entry::Rule(Box::new(rule(pattern)))),
        Pattern::Include(reference) => key_of(reference).map(Entry::Include),
    };
    Linked {
        context,
        entries: context.patterns.iter().filter_map(entry).collect(),
        prototype: context.prototype.as_ref().and_then(key),
        flat: OnceLock::new(),
    }
}

fn rule(pattern: &'static MatchPattern) -> Rule {
    let targets = match &pattern.operation {
        MatchOperation::Push(targets) | MatchOperation::Set(targets) => targets.as_slice(),
        MatchOperation::Pop | MatchOperation::None => &[],
    };
    Rule {
        pattern,
        // A target that is not linked is at a place where there is nothing, so that the parser stops there.
        targets: targets.iter().map(|target| key_of(target).unwrap_or((usize::MAX, 0))).collect(),
        with_prototype: pattern.with_prototype.as_ref().and_then(key_of),
        regex: LazyRegex::default(),
    }
}

fn key_of(reference: &ContextReference) -> Option<Key> {
    reference.id().ok().as_ref().and_then(key)
}

/// Returns the two numbers of an id, which only its written form shows.
fn key(id: &ContextId) -> Option<Key> {
    let id = serde_json::to_value(id).ok()?;
    let number = |name| id.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    Some((number("syntax_index")?, number("context_index")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grammar_has_a_start() {
        for syntax in GRAMMARS.syntaxes() {
            let start = start(syntax).unwrap_or_else(|| panic!("{}", syntax.name));
            let [rule] = start.rules() else { panic!("{}", syntax.name) };
            assert!(rule.targets().all(|target| target.is_some()));
        }
    }
}
