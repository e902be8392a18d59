//! From one look at the guide to the next: what is shown, what is held back because it has mistakes now, and what is
//! said about it. Nothing here waits or watches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use super::Notice;
use super::slot::{Problems, Shown, Slot};
use crate::diagnostic::{Colours, Diagnostic, Severity};
use crate::error::Error;
use crate::paths::UrlPath;
use crate::render::{self, viewer};
use crate::site::{A_TO_Z_TEMPLATE, Output, PRINT_TEMPLATE, PageId};
use crate::snapshot::{Checked, Options, Snapshot};

/// More problems than this are counted and not drawn for the browser.
const MOST_DRAWN: usize = 20;

/// The one who looks.
pub struct Looking {
    options: Options,
    slot: Arc<Slot>,
    tell: Box<dyn Fn(Notice) + Send>,
    /// The last snapshot, with or without mistakes.
    latest: Arc<Snapshot>,
    checked: Checked,
    /// What the last look that was refused said.
    refused: Option<String>,
    /// Whether the theme and the settings of what is shown are sound.
    sound: bool,
}

/// What came of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing had changed.
    Same,
    /// Something else is shown now.
    Changed,
}

impl Looking {
    /// Begins with a snapshot that is shown already, and tells what is wrong with it.
    pub fn new(
        options: Options,
        slot: Arc<Slot>,
        first: Arc<Snapshot>,
        tell: Box<dyn Fn(Notice) + Send>,
    ) -> Looking {
        let checked = first.check();
        let mut looking = Looking { options, slot, tell, latest: first, checked, refused: None, sound: true };
        let first = Arc::clone(&looking.latest);
        looking.show(&first, None, None);
        looking
    }

    /// The last snapshot.
    pub fn latest(&self) -> &Snapshot {
        &self.latest
    }

    /// Looks at pages that were seen to be written; at everything, where that does not tell.
    pub fn look_at(&mut self, written: &[String]) -> Outcome {
        let started = Instant::now();
        match Snapshot::take_pages(&self.options, written, &self.latest) {
            Some(now) => self.next(now, started),
            None => self.look(),
        }
    }

    /// Looks at everything.
    pub fn look(&mut self) -> Outcome {
        let started = Instant::now();
        match Snapshot::take(&self.options, Some(&self.latest)) {
            Ok(now) => self.next(now, started),
            Err(error) => self.refuse(&error),
        }
    }

    fn next(&mut self, mut now: Snapshot, started: Instant) -> Outcome {
        let mended = self.refused.take().is_some();
        now.sizes = self.slot.press.sizes();
        if now.is_same_as(&self.latest) && now.sizes == self.latest.sizes && !mended {
            return self.check_rest();
        }
        let now = Arc::new(now);
        let edited = edited(&self.latest, &now);
        self.checked = now.check_changed(&self.latest, &self.checked);
        let previous = std::mem::replace(&mut self.latest, Arc::clone(&now));
        self.show(&now, Some((&previous, edited)), Some(started));
        Outcome::Changed
    }

    /// Checks what the last look left unchecked, for the sake of speed: the pages that did not change themselves.
    fn check_rest(&mut self) -> Outcome {
        if self.checked.is_complete {
            return Outcome::Same;
        }
        let now = Arc::clone(&self.latest);
        let before = std::mem::replace(&mut self.checked, now.check());
        if before.problems(&now) == self.checked.problems(&now) {
            return Outcome::Same;
        }
        self.show(&now, Some((&now, None)), None);
        Outcome::Changed
    }

    /// The disk cannot be read as a guide: what is shown stays, and the refusal is laid over it.
    fn refuse(&mut self, error: &Error) -> Outcome {
        let said = error.to_string();
        if self.refused.as_ref() == Some(&said) {
            return Outcome::Same;
        }
        let shown = self.slot.get();
        let problems = Problems { errors: 1, warnings: 0, drawn: format!("error: {said}") };
        self.slot.put(Shown {
            generation: shown.generation + 1,
            now: Arc::clone(&shown.now),
            held: shown.held.clone(),
            broken: shown.broken.clone(),
            problems,
            edited: None,
        });
        (self.tell)(Notice::Refused(said.clone()));
        self.refused = Some(said);
        Outcome::Changed
    }

    fn show(
        &mut self,
        now: &Arc<Snapshot>,
        before: Option<(&Snapshot, Option<UrlPath>)>,
        started: Option<Instant>,
    ) {
        let (previous, edited) = before.unzip();
        let edited = edited.flatten();
        let mut problems = self.checked.problems(now);
        let trial = Trial::of(now, previous, &self.slot.open_pages());
        problems.extend(trial.problems);
        problems.sort();
        problems.dedup();
        let sound =
            !trial.theme_fails && !problems.iter().any(|it| is_error(it) && page_of(now, it).is_none());
        let of_page = |it: &Diagnostic| page_of(now, it).map(|id| now.site.page(id).url.clone());
        let broken: BTreeSet<UrlPath> =
            problems.iter().filter(|it| is_error(it)).filter_map(of_page).chain(trial.failed).collect();
        let shown = self.slot.get();
        let keep = !sound && self.sound && previous.is_some();
        let held = if keep { shown.held.clone() } else { held(&shown, &broken) };
        self.slot.put(Shown {
            generation: shown.generation + 1,
            now: Arc::clone(if keep { &shown.now } else { now }),
            broken: if keep { shown.broken.clone() } else { broken },
            held,
            problems: drawn(now, &problems),
            edited: edited.clone().filter(|_| !keep),
        });
        self.sound = sound || keep;
        (self.tell)(Notice::Looked {
            now: Arc::clone(now),
            problems,
            edited,
            took: started.map(|it| it.elapsed()),
        });
    }
}

/// The pages that have mistakes now, each with the last snapshot in which it had none.
fn held(shown: &Shown, broken: &BTreeSet<UrlPath>) -> BTreeMap<UrlPath, Arc<Snapshot>> {
    let good = |url: &UrlPath| {
        let now = match shown.held.get(url) {
            Some(held) => held,
            None if shown.broken.contains(url) || !shown.now.site.routes.contains_key(url) => return None,
            None => &shown.now,
        };
        Some((url.clone(), Arc::clone(now)))
    };
    broken.iter().filter_map(good).collect()
}

fn is_error(problem: &Diagnostic) -> bool {
    problem.severity == Severity::Error
}

/// The page that a problem is on.
fn page_of(now: &Snapshot, problem: &Diagnostic) -> Option<PageId> {
    let path = now.sources.page_at(problem.place.path.as_str())?;
    now.site.find(path)
}

/// The page that is the only one with another text than before.
fn edited(previous: &Snapshot, now: &Snapshot) -> Option<UrlPath> {
    let mut old = previous.pages.iter().peekable();
    let is_new = |page: &&Arc<crate::parse::Page>| {
        while old.next_if(|it| it.outline.path < page.outline.path).is_some() {}
        !old.peek().is_some_and(|it| Arc::ptr_eq(it, page))
    };
    let mut pages = now.pages.iter().filter(is_new);
    match (pages.next(), pages.next()) {
        (Some(page), None) => {
            let id = now.site.find(&page.outline.path)?;
            let page = now.site.page(id);
            (!page.hidden).then(|| page.url.clone())
        }
        _ => None,
    }
}

/// The errors, or else the warnings, as plain text.
fn drawn(now: &Snapshot, problems: &[Diagnostic]) -> Problems {
    let errors = problems.iter().filter(|it| is_error(it)).count();
    let worst = if errors > 0 { Severity::Error } else { Severity::Warning };
    let text: Vec<String> = problems
        .iter()
        .filter(|it| it.severity == worst)
        .take(MOST_DRAWN)
        .map(|it| it.draw(&|path| now.text(path), Colours::Off))
        .collect();
    Problems { errors, warnings: problems.len() - errors, drawn: text.join("\n\n") }
}

/// Pages made on trial before they are shown, as some mistakes in a theme only show when a page is made.
struct Trial {
    problems: Vec<Diagnostic>,
    failed: Vec<UrlPath>,
    /// Whether the theme has changed and does not work with what it is tried on.
    theme_fails: bool,
}

impl Trial {
    /// Tries the pages that somebody looks at; with another theme or other names, also one page of each template.
    fn of(now: &Arc<Snapshot>, previous: Option<&Snapshot>, open: &[UrlPath]) -> Trial {
        let same_theme = previous.is_some_and(|it| Arc::ptr_eq(&it.theme, &now.theme));
        let mut urls: BTreeSet<UrlPath> = open.iter().cloned().collect();
        if !same_theme {
            urls.extend(one_of_each(now));
        }
        let mut trial = Trial { problems: Vec::new(), failed: Vec::new(), theme_fails: false };
        // What a theme that could not be loaded renders to says nothing new.
        if now.theme.problems.iter().any(is_error) {
            return trial;
        }
        for url in urls {
            let Some(output @ (Output::Page(_) | Output::PrintPage(_) | Output::NotFound | Output::AToZ(_))) =
                now.site.routes.get(&url)
            else {
                continue;
            };
            if let Err(problem) = render::render(now, &url, output) {
                trial.problems.push(problem);
                trial.failed.push(url);
            }
        }
        trial.theme_fails = !same_theme && !trial.failed.is_empty();
        trial
    }
}

/// An address for each template that pages are made with.
fn one_of_each(now: &Snapshot) -> impl Iterator<Item = UrlPath> {
    let mut by_template = BTreeMap::new();
    for (url, output) in &now.site.routes {
        let template = match output {
            Output::Page(id) => viewer::template(&now.theme, now.site.page(*id)),
            Output::PrintPage(_) => PRINT_TEMPLATE.to_owned(),
            Output::NotFound => String::new(),
            Output::AToZ(_) => A_TO_Z_TEMPLATE.to_owned(),
            _ => continue,
        };
        by_template.entry(template).or_insert_with(|| url.clone());
    }
    by_template.into_values()
}
