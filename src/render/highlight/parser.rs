//! Steps through a program by the rules of a grammar, as syntect's own parser does, on a budget: every rule
//! that is tried and every search costs, so that no program and no grammar takes longer than a bound.

use std::collections::HashMap;
use std::rc::Rc;

use fancy_regex::Regex;
use foldhash::fast::FixedState;
use syntect::parsing::syntax_definition::MatchOperation;
use syntect::parsing::{Scope, ScopeStackOp, SyntaxReference};

use super::grammar::{self, LazyRegex, Linked, MAX_BACKTRACKS, Rule};

/// What a block may cost, whatever its length.
pub const MAX_COST: u64 = 2_000_000;
/// What a block may cost more for each byte.
pub const MAX_COST_PER_BYTE: u64 = 60;

/// The cost of trying a rule.
const RULE: u64 = 1;
/// The cost of a search, without the bytes that it passes.
const SEARCH: u64 = 10;
/// The cost of compiling an expression that repeats a part of an earlier match.
const COMPILE: u64 = 20_000;

/// Contexts nested deeper than this are not entered, as in syntect.
const MAX_DEPTH: usize = 100;
/// The most steps at one byte of a line. More of them go round in a circle.
const MAX_STEPS_AT_A_BYTE: usize = 400;
/// The most compiled expressions that repeat a part of an earlier match.
const MAX_COMPILED: usize = 100;

/// The groups of a match. The first one is the whole match.
type Groups = Rc<[Option<(usize, usize)>]>;

/// The block is not read further: its budget is spent, or its grammar is in a circle or broken.
#[derive(Debug, PartialEq, Eq)]
pub struct Stopped;

/// The state between two lines.
pub struct Parser {
    stack: Vec<Level>,
    is_first_line: bool,
    /// The depths at which a rule of a `with_prototype` pushed.
    prototype_starts: Vec<usize>,
    compiled: HashMap<String, Rc<LazyRegex>, FixedState>,
}

/// A context on the stack.
struct Level {
    linked: &'static Linked,
    prototypes: Vec<&'static Linked>,
    captures: Option<Rc<(Groups, String)>>,
}

/// The match to go on with.
struct Match {
    rule: &'static Rule,
    groups: Groups,
    from_prototype: bool,
    is_circle: bool,
}

/// A line that is being read.
struct Line<'a> {
    text: &'a str,
    at: usize,
    /// Whether and where each rule matches next.
    cache: HashMap<*const Rule, Option<Groups>, FixedState>,
    /// Where a rule pushed without a byte between, and the depth after it: to pop there would be a circle.
    pushed: (usize, usize),
    changes: Vec<(usize, ScopeStackOp)>,
}

/// What is left to spend.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    left: u64,
    /// Whether every search had an answer.
    pub is_exact: bool,
}

impl Budget {
    /// Returns the budget of a block of a length in bytes.
    pub fn new(length: usize) -> Budget {
        Budget { left: MAX_COST + MAX_COST_PER_BYTE * length as u64, is_exact: true }
    }

    /// Returns what is left.
    #[cfg(test)]
    pub fn left(&self) -> u64 {
        self.left
    }

    fn spend(&mut self, cost: u64) -> Result<(), Stopped> {
        self.left = self.left.checked_sub(cost).ok_or(Stopped)?;
        Ok(())
    }
}

impl Parser {
    /// Returns the state before the first line of a program.
    pub fn new(syntax: &'static SyntaxReference) -> Option<Parser> {
        let start = Level { linked: grammar::start(syntax)?, prototypes: Vec::new(), captures: None };
        Some(Parser {
            stack: vec![start],
            is_first_line: true,
            prototype_starts: Vec::new(),
            compiled: HashMap::default(),
        })
    }

    /// Reads a line and returns the changes of scopes with their places, in order.
    pub fn line(&mut self, text: &str, budget: &mut Budget) -> Result<Vec<(usize, ScopeStackOp)>, Stopped> {
        let mut line = Line { text, at: 0, cache: HashMap::default(), pushed: (0, 0), changes: Vec::new() };
        if std::mem::take(&mut self.is_first_line) {
            let scopes = &self.top()?.linked.context.meta_content_scope;
            line.changes.extend(scopes.first().map(|scope| (0, ScopeStackOp::Push(*scope))));
        }
        let (mut at, mut steps) = (0, 0);
        while self.step(&mut line, budget)? {
            steps = if line.at == at { steps + 1 } else { 0 };
            at = line.at;
            if steps > MAX_STEPS_AT_A_BYTE {
                return Err(Stopped);
            }
        }
        Ok(line.changes)
    }

    fn top(&self) -> Result<&Level, Stopped> {
        self.stack.last().ok_or(Stopped)
    }

    /// Goes on to the next match. Returns whether there was one.
    fn step(&mut self, line: &mut Line<'_>, budget: &mut Budget) -> Result<bool, Stopped> {
        while self.prototype_starts.last().is_some_and(|start| *start >= self.stack.len()) {
            self.prototype_starts.pop();
        }
        let Some(found) = self.best_match(line, budget)? else { return Ok(false) };
        if found.is_circle {
            let next = line.text[line.at..].char_indices().nth(1);
            line.at += next.map_or(0, |(length, _)| length);
            return Ok(next.is_some());
        }
        let (_, end) = found.groups[0].ok_or(Stopped)?;
        if end <= line.at && matches!(found.rule.pattern.operation, MatchOperation::Push(_)) {
            line.pushed = (end, self.stack.len() + 1);
        }
        line.at = end;
        if found.from_prototype {
            self.prototype_starts.push(self.stack.len());
        }
        self.apply(line, &found)?;
        Ok(true)
    }

    /// Returns the first match from here on, by the rule that comes first.
    fn best_match(&mut self, line: &mut Line<'_>, budget: &mut Budget) -> Result<Option<Match>, Stopped> {
        let may_circle = line.pushed == (line.at, self.stack.len());
        let (mut first, mut best, mut is_circle) = (usize::MAX, None, false);
        for (linked, captures, from_prototype) in self.chain()? {
            budget.spend(RULE)?;
            for rule in linked.rules() {
                budget.spend(RULE)?;
                let Some(groups) = self.search(line, rule, captures.as_ref(), budget)? else { continue };
                let (start, end) = groups[0].ok_or(Stopped)?;
                if start > first || start == first && !is_circle {
                    continue;
                }
                first = start;
                let operation = &rule.pattern.operation;
                is_circle = may_circle && end <= line.at && matches!(operation, MatchOperation::Pop);
                if matches!(operation, MatchOperation::Push(_)) && self.stack.len() >= MAX_DEPTH {
                    return Ok(None);
                }
                best = Some(Match { rule, groups, from_prototype, is_circle });
                if start == line.at && !is_circle {
                    return Ok(best);
                }
            }
        }
        Ok(best)
    }

    /// Returns the contexts whose rules hold here, in order: those of `with_prototype` from the bottom of the stack, the
    /// prototype of the grammar, and the context on top.
    #[expect(clippy::type_complexity, reason = "a list that only the next function reads")]
    fn chain(&self) -> Result<Vec<(&'static Linked, Option<Rc<(Groups, String)>>, bool)>, Stopped> {
        let top = self.top()?;
        let start = self.prototype_starts.last().copied().unwrap_or(0).min(self.stack.len());
        let mut chain = Vec::new();
        for level in &self.stack[start..] {
            chain.extend(level.prototypes.iter().map(|linked| (*linked, level.captures.clone(), true)));
        }
        chain.extend(top.linked.prototype().map(|linked| (linked, None, false)));
        chain.push((top.linked, top.captures.clone(), false));
        Ok(chain)
    }

    /// Returns where a rule matches next.
    fn search(
        &mut self,
        line: &mut Line<'_>,
        rule: &'static Rule,
        captures: Option<&Rc<(Groups, String)>>,
        budget: &mut Budget,
    ) -> Result<Option<Groups>, Stopped> {
        match line.cache.get(&std::ptr::from_ref(rule)) {
            Some(None) => return Ok(None),
            Some(Some(groups)) if groups[0].is_some_and(|(start, _)| start >= line.at) => {
                return Ok(Some(Rc::clone(groups)));
            }
            _ => {}
        }
        let captures = captures.filter(|_| rule.pattern.has_captures);
        let groups = match captures {
            Some(captures) => self.search_repeated(line, rule, captures, budget)?,
            None => search(rule.regex(), rule.pattern.regex.regex_str(), line, budget)?,
        };
        let does_something = |groups: &Groups| match rule.pattern.operation {
            MatchOperation::None => groups[0].is_some_and(|(start, end)| start != end),
            MatchOperation::Push(_) => self.stack.len() < MAX_DEPTH,
            _ => true,
        };
        let useful = groups.as_ref().is_none_or(does_something);
        if captures.is_none() && useful {
            line.cache.insert(rule, groups.clone());
        }
        Ok(groups.filter(|_| useful))
    }

    /// Searches for an expression that repeats a part of what was matched before, such as the end of a heredoc.
    fn search_repeated(
        &mut self,
        line: &Line<'_>,
        rule: &'static Rule,
        captures: &(Groups, String),
        budget: &mut Budget,
    ) -> Result<Option<Groups>, Stopped> {
        let (groups, text) = captures;
        let part = |number: usize| {
            let (start, end) = groups.get(number).copied().flatten()?;
            text.get(start..end)
        };
        let source = repeat(rule.pattern.regex.regex_str(), part);
        budget.spend(source.len() as u64)?;
        if !self.compiled.contains_key(&source) {
            if self.compiled.len() >= MAX_COMPILED {
                self.compiled.clear();
            }
            budget.spend(COMPILE)?;
            self.compiled.insert(source.clone(), Rc::default());
        }
        search(&self.compiled[&source], &source, line, budget)
    }

    /// Notes the scopes of a match and changes the stack.
    fn apply(&mut self, line: &mut Line<'_>, found: &Match) -> Result<(), Stopped> {
        let (start, end) = found.groups[0].ok_or(Stopped)?;
        let (pattern, changes) = (found.rule.pattern, &mut line.changes);
        let targets: Vec<&'static Linked> = found.rule.targets().collect::<Option<_>>().ok_or(Stopped)?;
        let current = self.top()?.linked;
        scopes_before(current, &pattern.operation, &targets, start, changes);
        changes.extend(pattern.scope.iter().map(|scope| (start, ScopeStackOp::Push(*scope))));
        changes.extend(captured(pattern.captures.as_deref().unwrap_or_default(), &found.groups));
        pop(pattern.scope.len(), end, changes);
        scopes_after(current, &pattern.operation, &targets, end, changes);
        self.change_stack(line.text, found, &targets);
        Ok(())
    }

    fn change_stack(&mut self, text: &str, found: &Match, targets: &[&'static Linked]) {
        let kept = match found.rule.pattern.operation {
            MatchOperation::None => return,
            MatchOperation::Push(_) => None,
            MatchOperation::Set(_) | MatchOperation::Pop => self.stack.pop(),
        };
        // What holds within a context goes on to hold in the first context that is set in its place.
        let mut kept = kept.map(|level| level.prototypes);
        for (number, linked) in targets.iter().enumerate() {
            let mut prototypes = kept.take().unwrap_or_default();
            if number + 1 == targets.len() {
                prototypes.extend(found.rule.with_prototype());
            }
            let repeats = prototypes.iter().chain([linked]).any(|linked| linked.context.uses_backrefs);
            let captures = repeats.then(|| Rc::new((Rc::clone(&found.groups), text.to_owned())));
            self.stack.push(Level { linked, prototypes, captures });
        }
    }
}

/// Searches a line from where it is read to its end. An expression that backtracks beyond the larger limit does not match.
fn search(
    regex: &LazyRegex,
    source: &str,
    line: &Line<'_>,
    budget: &mut Budget,
) -> Result<Option<Groups>, Stopped> {
    for (limit, backtracks) in MAX_BACKTRACKS.into_iter().enumerate() {
        let Some(compiled) = regex.get(source, limit) else { return Ok(None) };
        match groups(compiled, line) {
            Ok(groups) => {
                let end =
                    groups.as_ref().and_then(|groups| groups[0]).map_or(line.text.len(), |(_, end)| end);
                budget.spend(SEARCH + end.saturating_sub(line.at) as u64 / 8)?;
                return Ok(groups);
            }
            Err(_) => budget.spend(backtracks as u64)?,
        }
    }
    budget.is_exact = false;
    Ok(None)
}

fn groups(regex: &Regex, line: &Line<'_>) -> Result<Option<Groups>, Box<fancy_regex::Error>> {
    let captures = regex.captures_from_pos(line.text, line.at).map_err(Box::new)?;
    let range = |group: Option<fancy_regex::Match<'_>>| group.map(|group| (group.start(), group.end()));
    Ok(captures.map(|captures| captures.iter().map(range).collect()))
}

/// Puts what groups matched in the place of their numbers.
fn repeat<'a>(source: &str, part: impl Fn(usize) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars();
    while let Some(char) = chars.next() {
        match (char, chars.as_str().chars().next()) {
            ('\\', Some(next)) => {
                chars.next();
                match next.to_digit(10) {
                    Some(number) => out.push_str(&fancy_regex::escape(part(number as usize).unwrap_or(""))),
                    None => out.extend([char, next]),
                }
            }
            _ => out.push(char),
        }
    }
    out
}

/// Returns the scopes of the groups of a match, the outer ones first.
fn captured(scopes: &[(usize, Vec<Scope>)], groups: &Groups) -> Vec<(usize, ScopeStackOp)> {
    let mut changes: Vec<((usize, isize), ScopeStackOp)> = Vec::new();
    for (number, scopes) in scopes {
        let Some((start, end)) = groups.get(*number).copied().flatten().filter(|(start, end)| start < end)
        else {
            continue;
        };
        let longest_first = -isize::try_from(end - start).unwrap_or(isize::MAX);
        changes.extend(scopes.iter().map(|scope| ((start, longest_first), ScopeStackOp::Push(*scope))));
        changes.push(((end, isize::MIN), ScopeStackOp::Pop(scopes.len())));
    }
    changes.sort_by_key(|(order, _)| *order);
    changes.into_iter().map(|((at, _), change)| (at, change)).collect()
}

type Changes = Vec<(usize, ScopeStackOp)>;

fn pop(count: usize, at: usize, changes: &mut Changes) {
    if count > 0 {
        changes.push((at, ScopeStackOp::Pop(count)));
    }
}

fn push(scopes: &[Scope], at: usize, changes: &mut Changes) {
    changes.extend(scopes.iter().map(|scope| (at, ScopeStackOp::Push(*scope))));
}

/// Notes the scopes of contexts that are left or entered, as they are for the match itself.
fn scopes_before(
    current: &Linked,
    operation: &MatchOperation,
    targets: &[&'static Linked],
    at: usize,
    changes: &mut Changes,
) {
    let is_set = matches!(operation, MatchOperation::Set(_));
    match operation {
        MatchOperation::None => {}
        MatchOperation::Pop => pop(current.context.meta_content_scope.len(), at, changes),
        MatchOperation::Push(_) | MatchOperation::Set(_) => {
            if is_set && current.context.clear_scopes.is_some() {
                changes.push((at, ScopeStackOp::Restore));
            }
            for target in targets {
                let clear = target.context.clear_scopes.filter(|_| !is_set);
                changes.extend(clear.map(|amount| (at, ScopeStackOp::Clear(amount))));
                push(&target.context.meta_scope, at, changes);
            }
        }
    }
}

/// Notes the scopes of contexts that are left or entered, as they are after the match.
fn scopes_after(
    current: &Linked,
    operation: &MatchOperation,
    targets: &[&'static Linked],
    at: usize,
    changes: &mut Changes,
) {
    let (current, is_set) = (current.context, matches!(operation, MatchOperation::Set(_)));
    match operation {
        MatchOperation::None => {}
        MatchOperation::Pop => {
            pop(current.meta_scope.len(), at, changes);
            changes.extend(current.clear_scopes.map(|_| (at, ScopeStackOp::Restore)));
        }
        MatchOperation::Push(_) | MatchOperation::Set(_) => {
            let has_own = !current.meta_scope.is_empty() || !current.meta_content_scope.is_empty();
            let is_changed = |target: &&Linked| {
                !target.context.meta_content_scope.is_empty()
                    || target.context.clear_scopes.is_some() && is_set
            };
            if !(is_set && has_own || targets.iter().any(is_changed)) {
                return;
            }
            // The scopes were pushed for the match: once more, in the order in which they hold after it.
            let own = if is_set { current.meta_content_scope.len() + current.meta_scope.len() } else { 0 };
            let pushed: usize = targets.iter().map(|target| target.context.meta_scope.len()).sum();
            pop(own + pushed, at, changes);
            for target in targets {
                let clear = target.context.clear_scopes.filter(|_| is_set);
                changes.extend(clear.map(|amount| (at, ScopeStackOp::Clear(amount))));
                push(&target.context.meta_scope, at, changes);
                push(&target.context.meta_content_scope, at, changes);
            }
        }
    }
}
