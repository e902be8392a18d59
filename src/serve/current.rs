//! What the preview shows: one value that is replaced as a whole. Requests take it and keep it as long as they need it;
//! event streams wait for the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::image_cache::ImageCache;
use super::pdf_cache::PdfCache;
use crate::outputs::{Context, Made};
use crate::paths::UrlPath;
use crate::site::Output;
use crate::snapshot::Snapshot;

/// A snapshot, and what was made of it before its pages are rendered.
pub struct Revision {
    /// The guide.
    pub snapshot: Arc<Snapshot>,
    /// The sizes of the PDFs that were requested so far.
    pub made: Made,
}

impl Revision {
    /// Returns what rendering reads.
    pub fn context(&self) -> Context<'_> {
        Context::new(&self.snapshot, &self.made)
    }
}

/// The state that readers of the preview see.
pub struct Published {
    /// The number of earlier values.
    pub generation: u64,
    /// The last revision whose theme and settings have no errors.
    pub revision: Arc<Revision>,
    /// The pages that have errors now, each with the last revision in which it had none.
    pub last_good: BTreeMap<UrlPath, Arc<Revision>>,
    /// The pages of `revision` that have errors.
    pub broken: BTreeSet<UrlPath>,
    /// The problems of the guide.
    pub problems: ProblemSummary,
    /// The page that was edited last, if only one page was.
    pub edited: Option<UrlPath>,
}

/// The problems of a guide, as a reader of the preview sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemSummary {
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// The errors, or else the warnings, drawn as plain text.
    pub drawn: String,
}

impl Published {
    /// Returns the output at an address, and the revision to render it from.
    pub fn output(&self, url: &UrlPath) -> Option<(&Arc<Revision>, &Output)> {
        let last_good = self.last_good.get(url);
        let has_route = |revision: &'_ Arc<Revision>| revision.snapshot.site.routes.contains_key(url);
        // A page of an earlier revision shows the assets of that revision.
        let earlier = self.last_good.values().filter(|revision| has_route(revision)).take(1);
        let preferred = last_good.into_iter().chain([&self.revision]).find(|revision| has_route(revision));
        let revision = preferred.or(earlier.last())?;
        Some((revision, &revision.snapshot.site.routes[url]))
    }
}

/// The current state of a preview, shared by all of its threads.
pub struct Current {
    published: Mutex<Arc<Published>>,
    changed: Condvar,
    open: Mutex<BTreeMap<UrlPath, usize>>,
    stopped: AtomicBool,
    /// The PDFs of what is published.
    pub pdfs: PdfCache,
    /// The smaller images of what is published.
    pub images: ImageCache,
}

impl Current {
    /// Publishes the first value.
    pub fn new(published: Published) -> Current {
        Current {
            published: Mutex::new(Arc::new(published)),
            changed: Condvar::new(),
            open: Mutex::new(BTreeMap::new()),
            stopped: AtomicBool::new(false),
            pdfs: PdfCache::default(),
            images: ImageCache::default(),
        }
    }

    /// Returns what is published now.
    pub fn get(&self) -> Arc<Published> {
        Arc::clone(&lock(&self.published))
    }

    /// Publishes another value and wakes everyone who waits for it. Only one thread does this.
    pub fn publish(&self, published: Published) {
        // Free the old value after the lock: this takes a while in a large guide.
        let old = std::mem::replace(&mut *lock(&self.published), Arc::new(published));
        self.changed.notify_all();
        drop(old);
    }

    /// Waits for a value later than a generation. Returns `None` after `timeout`.
    pub fn wait(&self, generation: u64, timeout: Duration) -> Option<Arc<Published>> {
        let is_old = |published: &mut Arc<Published>| published.generation <= generation;
        let (published, result) = self
            .changed
            .wait_timeout_while(lock(&self.published), timeout, is_old)
            .unwrap_or_else(PoisonError::into_inner);
        (!result.timed_out()).then(|| Arc::clone(&published))
    }

    /// Records that a reader has a page open, until the returned guard is dropped.
    pub fn open(self: &Arc<Current>, url: &UrlPath) -> OpenPage {
        *lock(&self.open).entry(url.clone()).or_default() += 1;
        OpenPage { current: Arc::clone(self), url: url.clone() }
    }

    /// Returns the pages that readers have open.
    pub fn open_pages(&self) -> Vec<UrlPath> {
        lock(&self.open).keys().cloned().collect()
    }

    /// Asks all threads of the preview to end.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Reports whether the preview was asked to end.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// A page that a reader has open.
pub struct OpenPage {
    current: Arc<Current>,
    url: UrlPath,
}

impl Drop for OpenPage {
    fn drop(&mut self) {
        let mut open = lock(&self.current.open);
        if let Some(count) = open.get_mut(&self.url) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.url);
            }
        }
    }
}

/// Locks a value. A thread that panicked with the lock left a complete value, because values are only replaced.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
