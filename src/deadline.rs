//! Runs the engines that an author or a theme can keep busy without end: on a thread with a large stack, for a limited
//! time, and so that a panic is a result like another one. A thread that takes too long cannot be stopped: it is left
//! behind, and its memory with it.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::thread;
use std::time::Duration;

/// The name of the threads.
const THREAD: &str = "engine";

/// The stack of a thread, in bytes. Only what is used of it takes memory.
const STACK: usize = 64 * 1024 * 1024;

type Job = Box<dyn FnOnce() + Send>;

thread_local! {
    /// The thread that works for this one. There is one for many jobs, because starting one for each costs more.
    static WORKER: RefCell<Option<Sender<Job>>> = const { RefCell::new(None) };
}

/// The reason why work came to no result.
#[derive(Debug, PartialEq, Eq)]
pub enum RunError {
    /// It panicked, with its message.
    Panicked(String),
    /// It took longer than this.
    TimedOut(Duration),
}

/// Returns a limit of time: more in a debug build, which is slow.
pub const fn limit(seconds: u64) -> Duration {
    Duration::from_secs(if cfg!(debug_assertions) { 10 * seconds } else { seconds })
}

/// Runs work for a limited time.
pub fn run<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RunError> {
    let (sender, receiver) = sync_channel(1);
    let job = Box::new(move || {
        let result = panic::catch_unwind(AssertUnwindSafe(work));
        // Nobody receives a result that comes too late.
        let _ = sender.send(result);
    });
    let worker = match WORKER.take() {
        Some(worker) => worker,
        None => start().map_err(|error| RunError::Panicked(format!("no thread can be started: {error}")))?,
    };
    // The worker ends only with this end of its channel.
    let _ = worker.send(job);
    match receiver.recv_timeout(limit) {
        Ok(result) => {
            WORKER.set(Some(worker));
            result.map_err(|payload| {
                let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
                let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
                RunError::Panicked(text.unwrap_or_default())
            })
        }
        Err(_) => Err(RunError::TimedOut(limit)),
    }
}

fn start() -> std::io::Result<Sender<Job>> {
    static HOOK: Once = Once::new();
    HOOK.call_once(silence);
    let (sender, jobs) = channel::<Job>();
    let work = move || jobs.into_iter().for_each(|job| job());
    thread::Builder::new().name(THREAD.into()).stack_size(STACK).spawn(work)?;
    Ok(sender)
}

/// Keeps the message of a panic on these threads from standard error, because it is in the result.
fn silence() {
    let other = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if thread::current().name() != Some(THREAD) {
            other(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_and_work_without_end_are_results_and_the_next_work_is_done() {
        let long = Duration::from_mins(10);
        assert_eq!(run(long, || 7), Ok(7));
        assert_eq!(run::<()>(long, || panic!("no {}", 5)), Err(RunError::Panicked("no 5".into())));
        let short = Duration::from_millis(5);
        let (_keep, never) = channel::<()>();
        assert_eq!(run(short, move || never.recv().is_ok()), Err(RunError::TimedOut(short)));
        assert_eq!(run(long, || 8), Ok(8));
    }
}
