//! Reads the guide again and publishes what has changed. Pages with errors keep showing their last good revision.
//! Nothing here waits or watches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::current::{Current, ProblemSummary, Published, Revision};
use super::notice::Notice;
use crate::diagnostic::{Colours, Diagnostic, Severity};
use crate::error::Error;
use crate::outputs::{self, Made};
use crate::paths::UrlPath;
use crate::site::PageId;
use crate::snapshot::{Checked, Options, Snapshot};

/// More problems than this are counted and not drawn for the browser.
const MAX_DRAWN: usize = 20;

/// How long to wait for a text that was emptied, in which few authors want nothing, and how often to look.
const REFILL: Duration = Duration::from_secs(1);
const QUIET: Duration = Duration::from_millis(10);

/// Keeps what is published up to date with the guide.
pub struct Updater {
    options: Options,
    current: Arc<Current>,
    notify: Box<dyn Fn(Notice) + Send>,
    /// The last revision, with or without errors.
    latest: Arc<Revision>,
    checked: Checked,
    /// Why the guide could not be read the last time.
    unreadable: Option<String>,
    /// Whether the theme and the settings of what is published have no errors.
    is_sound: bool,
}

/// Whether an update found a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Nothing has changed.
    Unchanged,
    /// Something else is published now.
    Changed,
}

impl Updater {
    /// Starts with a revision that is published already, and reports its problems.
    pub fn new(
        options: Options,
        current: Arc<Current>,
        first: Arc<Revision>,
        notify: Box<dyn Fn(Notice) + Send>,
    ) -> Updater {
        let checked = first.snapshot.check();
        let mut updater =
            Updater { options, current, notify, latest: first, checked, unreadable: None, is_sound: true };
        let first = Arc::clone(&updater.latest);
        updater.publish(&first, None, None);
        updater
    }

    /// Returns the last snapshot, with or without errors.
    pub fn latest(&self) -> &Snapshot {
        &self.latest.snapshot
    }

    /// Reports whether the preview was asked to end.
    pub fn is_stopped(&self) -> bool {
        self.current.is_stopped()
    }

    /// Reads pages that were written again, and everything if that is not enough.
    pub fn update_pages(&mut self, written: &[String]) -> Update {
        let started = Instant::now();
        match Snapshot::take_pages(&self.options, written, self.latest()) {
            Some(snapshot) if !self.is_torn(&snapshot) => self.next(snapshot, started),
            _ => self.update(),
        }
    }

    /// Reads everything again.
    pub fn update(&mut self) -> Update {
        let started = Instant::now();
        loop {
            match Snapshot::take(&self.options, Some(self.latest())) {
                Ok(snapshot) if self.is_torn(&snapshot) && started.elapsed() < REFILL => {
                    thread::sleep(QUIET);
                }
                Ok(snapshot) => return self.next(snapshot, started),
                Err(error) => return self.report_unreadable(&error),
            }
        }
    }

    fn is_torn(&self, snapshot: &Snapshot) -> bool {
        snapshot.sources.is_torn(&self.latest().sources)
    }

    fn next(&mut self, snapshot: Snapshot, started: Instant) -> Update {
        let was_unreadable = self.unreadable.take().is_some();
        let made = Made { pdf_sizes: self.current.pdfs.sizes(), ..Made::default() };
        let is_same = snapshot.is_same_as(self.latest());
        if is_same && made == self.latest.made && !was_unreadable {
            return self.check_rest();
        }
        // The cached PDFs belong to one snapshot, so keep it if only their sizes are new.
        let snapshot = if is_same { Arc::clone(&self.latest.snapshot) } else { Arc::new(snapshot) };
        let revision = Arc::new(Revision { snapshot, made });
        let edited = edited(self.latest(), &revision.snapshot);
        self.checked = revision.snapshot.check_changed(self.latest(), &self.checked);
        let previous = std::mem::replace(&mut self.latest, Arc::clone(&revision));
        self.publish(&revision, Some((&previous.snapshot, edited)), Some(started));
        Update::Changed
    }

    /// Checks the pages that the last update skipped to be fast: those that did not change themselves.
    fn check_rest(&mut self) -> Update {
        if self.checked.is_complete {
            return Update::Unchanged;
        }
        let latest = Arc::clone(&self.latest);
        let snapshot = &latest.snapshot;
        let before = std::mem::replace(&mut self.checked, snapshot.check());
        if before.problems(snapshot) == self.checked.problems(snapshot) {
            return Update::Unchanged;
        }
        self.publish(&latest, Some((snapshot, None)), None);
        Update::Changed
    }

    /// Publishes why the guide cannot be read, over the pages that are published already.
    fn report_unreadable(&mut self, error: &Error) -> Update {
        let message = error.to_string();
        if self.unreadable.as_ref() == Some(&message) {
            return Update::Unchanged;
        }
        let old = self.current.get();
        let problems = ProblemSummary { errors: 1, warnings: 0, drawn: format!("error: {message}") };
        self.current.publish(Published {
            generation: old.generation + 1,
            revision: Arc::clone(&old.revision),
            last_good: old.last_good.clone(),
            broken: old.broken.clone(),
            problems,
            edited: None,
        });
        (self.notify)(Notice::Unreadable(message.clone()));
        self.unreadable = Some(message);
        Update::Changed
    }

    /// Publishes a revision. `before` is the snapshot it follows, and the page that was edited since; `started` is when
    /// the change was noticed.
    fn publish(
        &mut self,
        revision: &Arc<Revision>,
        before: Option<(&Snapshot, Option<UrlPath>)>,
        started: Option<Instant>,
    ) {
        let snapshot = &revision.snapshot;
        let (previous, edited) = before.unzip();
        let edited = edited.flatten();
        let mut problems = self.checked.problems(snapshot);
        let trial = TrialRender::new(revision, previous, &self.current.open_pages());
        problems.extend(trial.problems);
        problems.sort();
        let on_no_page = |problem: &Diagnostic| is_error(problem) && page_of(snapshot, problem).is_none();
        let is_sound = !trial.theme_fails && !problems.iter().any(on_no_page);
        let url = |problem| page_of(snapshot, problem).map(|id| snapshot.site.page(id).url.clone());
        let errors = problems.iter().filter(|problem| is_error(problem));
        let broken: BTreeSet<UrlPath> = errors.filter_map(url).chain(trial.failed).collect();
        problems.dedup_by(|next, first| next.is_same_as(first));
        let old = self.current.get();
        let keep = !is_sound && self.is_sound && previous.is_some();
        let last_good = if keep { old.last_good.clone() } else { last_good(&old, &broken) };
        self.current.publish(Published {
            generation: old.generation + 1,
            revision: Arc::clone(if keep { &old.revision } else { revision }),
            broken: if keep { old.broken.clone() } else { broken },
            last_good,
            problems: summary(snapshot, &problems),
            edited: edited.clone().filter(|_| !keep),
        });
        self.is_sound = is_sound || keep;
        let (snapshot, took) = (Arc::clone(snapshot), started.map(|started| started.elapsed()));
        (self.notify)(Notice::Updated { snapshot, problems, edited, took });
    }
}

/// Returns the broken pages, each with the last revision in which it had no error, if there is one.
fn last_good(old: &Published, broken: &BTreeSet<UrlPath>) -> BTreeMap<UrlPath, Arc<Revision>> {
    let good = |url: &UrlPath| {
        let is_good = || !old.broken.contains(url) && old.revision.snapshot.site.routes.contains_key(url);
        let revision = old.last_good.get(url).or_else(|| is_good().then_some(&old.revision))?;
        Some((url.clone(), Arc::clone(revision)))
    };
    broken.iter().filter_map(good).collect()
}

fn is_error(problem: &Diagnostic) -> bool {
    problem.severity == Severity::Error
}

/// Returns the page that a problem is on.
fn page_of(snapshot: &Snapshot, problem: &Diagnostic) -> Option<PageId> {
    let place = problem.included_at.as_deref().unwrap_or(&problem.place);
    let path = snapshot.sources.page_at(place.path.as_str())?;
    snapshot.site.find(path)
}

/// Returns the address of the page whose text changed, if it is the only one.
fn edited(previous: &Snapshot, snapshot: &Snapshot) -> Option<UrlPath> {
    let mut old = previous.pages.iter().peekable();
    let is_new = |page: &&Arc<crate::parse::Page>| {
        while old.next_if(|old| old.outline.path < page.outline.path).is_some() {}
        !old.peek().is_some_and(|old| Arc::ptr_eq(old, page))
    };
    let mut pages = snapshot.pages.iter().filter(is_new);
    match (pages.next(), pages.next()) {
        (Some(page), None) => {
            let id = snapshot.site.find(&page.outline.path)?;
            let page = snapshot.site.page(id);
            page.is_on_web().then(|| page.url.clone())
        }
        _ => None,
    }
}

/// Counts problems, and draws the errors, or else the warnings, as plain text.
fn summary(snapshot: &Snapshot, problems: &[Diagnostic]) -> ProblemSummary {
    let errors = problems.iter().filter(|problem| is_error(problem)).count();
    let worst = if errors > 0 { Severity::Error } else { Severity::Warning };
    let text: Vec<String> = problems
        .iter()
        .filter(|problem| problem.severity == worst)
        .take(MAX_DRAWN)
        .map(|problem| problem.draw(&|path| snapshot.text(path), Colours::Off))
        .collect();
    let warnings = problems.iter().filter(|problem| problem.severity == Severity::Warning).count();
    ProblemSummary { errors, warnings, drawn: text.join("\n\n") }
}

/// Pages rendered before they are published, because some mistakes in a theme only show when a page is rendered.
struct TrialRender {
    problems: Vec<Diagnostic>,
    failed: Vec<UrlPath>,
    /// Whether the theme has changed and fails to render a page.
    theme_fails: bool,
}

impl TrialRender {
    /// Renders the pages that readers have open; after a change of the theme, also one page of each template.
    fn new(revision: &Revision, previous: Option<&Snapshot>, open: &[UrlPath]) -> TrialRender {
        let snapshot = &revision.snapshot;
        let same_theme = previous.is_some_and(|previous| Arc::ptr_eq(&previous.theme, &snapshot.theme));
        let mut urls: BTreeSet<UrlPath> = open.iter().cloned().collect();
        if !same_theme {
            urls.extend(one_of_each(snapshot));
        }
        let mut trial = TrialRender { problems: Vec::new(), failed: Vec::new(), theme_fails: false };
        // The errors of a theme are reported already; rendering with it would only add their consequences.
        if snapshot.theme.problems.iter().any(is_error) {
            return trial;
        }
        for url in urls {
            let output = snapshot.site.routes.get(&url);
            let Some(output) = output.filter(|output| outputs::template(snapshot, output).is_some()) else {
                continue;
            };
            if let Err(problems) = outputs::render(revision.context(), &url, output) {
                trial.problems.extend(problems);
                trial.failed.push(url);
            }
        }
        trial.theme_fails = !same_theme && !trial.failed.is_empty();
        trial
    }
}

/// Returns one address for each template.
fn one_of_each(snapshot: &Snapshot) -> impl Iterator<Item = UrlPath> {
    let mut by_template = BTreeMap::new();
    for (url, output) in &snapshot.site.routes {
        if let Some(template) = outputs::template(snapshot, output) {
            by_template.entry(template).or_insert_with(|| url.clone());
        }
    }
    by_template.into_values()
}
