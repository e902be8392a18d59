//! What the preview shows: one value in a slot, replaced as a whole. Requests take it and keep it as long as they
//! need it; event streams wait for the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::press::Press;
use super::shelf::Shelf;
use crate::paths::UrlPath;
use crate::site::Output;
use crate::snapshot::Snapshot;

/// What is shown from one look at the guide to the next.
pub struct Shown {
    /// Counts up with every `Shown`.
    pub generation: u64,
    /// The last snapshot whose theme and settings are sound.
    pub now: Arc<Snapshot>,
    /// Pages that have mistakes now, each with the last snapshot in which it had none.
    pub held: BTreeMap<UrlPath, Arc<Snapshot>>,
    /// Pages of `now` that have mistakes.
    pub broken: BTreeSet<UrlPath>,
    /// The guide's mistakes.
    pub problems: Problems,
    /// The page that was edited last, if it was one page alone.
    pub edited: Option<UrlPath>,
}

/// The guide's mistakes, as a reader of the preview sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// Mistakes that fail a build.
    pub errors: usize,
    /// Mistakes that a build can live with.
    pub warnings: usize,
    /// The errors, or else the warnings, drawn as plain text.
    pub drawn: String,
}

impl Shown {
    /// The output at an address, and the snapshot to make it from.
    pub fn output(&self, url: &UrlPath) -> Option<(&Arc<Snapshot>, &Output)> {
        let held = self.held.get(url);
        let find = |now: &'_ Arc<Snapshot>| now.site.routes.contains_key(url);
        // A held page shows the assets of its own time.
        let others = self.held.values().filter(|now| find(now)).take(1);
        let now = held.into_iter().chain([&self.now]).find(|now| find(now)).or(others.last())?;
        Some((now, &now.site.routes[url]))
    }
}

/// The slot.
pub struct Slot {
    shown: Mutex<Arc<Shown>>,
    changed: Condvar,
    open: Mutex<BTreeMap<UrlPath, usize>>,
    /// Makes the PDFs of what is shown.
    pub press: Press,
    /// Makes the smaller pictures.
    pub shelf: Shelf,
}

impl Slot {
    /// A slot that shows something from the start.
    pub fn new(shown: Shown) -> Slot {
        Slot {
            shown: Mutex::new(Arc::new(shown)),
            changed: Condvar::new(),
            open: Mutex::new(BTreeMap::new()),
            press: Press::default(),
            shelf: Shelf::default(),
        }
    }

    /// What is shown now.
    pub fn get(&self) -> Arc<Shown> {
        Arc::clone(&lock(&self.shown))
    }

    /// Shows something else, and wakes who waits for it. Only one thread does this.
    pub fn put(&self, shown: Shown) {
        // What was shown is let go after the lock: to take a large guide apart takes a while.
        let old = std::mem::replace(&mut *lock(&self.shown), Arc::new(shown));
        self.changed.notify_all();
        drop(old);
    }

    /// Waits for something later than a generation; nothing, if none comes in time.
    pub fn wait(&self, after: u64, longest: Duration) -> Option<Arc<Shown>> {
        let waiting = |shown: &mut Arc<Shown>| shown.generation <= after;
        let (shown, result) = self
            .changed
            .wait_timeout_while(lock(&self.shown), longest, waiting)
            .unwrap_or_else(PoisonError::into_inner);
        (!result.timed_out()).then(|| Arc::clone(&shown))
    }

    /// Notes that somebody looks at a page, until the guard is dropped.
    pub fn look_at(self: &Arc<Slot>, url: &UrlPath) -> Reader {
        *lock(&self.open).entry(url.clone()).or_default() += 1;
        Reader { slot: Arc::clone(self), url: url.clone() }
    }

    /// The pages that somebody looks at.
    pub fn open_pages(&self) -> Vec<UrlPath> {
        lock(&self.open).keys().cloned().collect()
    }
}

/// Somebody who looks at a page.
pub struct Reader {
    slot: Arc<Slot>,
    url: UrlPath,
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut open = lock(&self.slot.open);
        if let Some(count) = open.get_mut(&self.url) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.url);
            }
        }
    }
}

/// A thread that panicked while it held a lock left a whole value behind: values are only ever replaced.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
