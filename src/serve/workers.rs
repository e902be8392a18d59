//! The threads that answer requests. There is a limited number of them, and each lives on, with the engine thread that
//! renders for it, so that a flood of requests takes the memory of a few threads and not of all requests.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use tiny_http::Request;

use super::http::{self, ServerState};

/// The stack of a thread, in bytes: rendering a deeply nested page needs much.
pub const STACK: usize = 16 * 1024 * 1024;

/// The maximum number of threads for each sort of answer.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For answers that take milliseconds.
    pub fast: usize,
    /// For those that wait for the print engine.
    pub slow: usize,
}

/// The threads for both sorts of answers. They end when this is dropped.
pub struct Workers {
    state: Arc<ServerState>,
    fast: Pool,
    slow: Pool,
}

impl Workers {
    /// Returns no threads yet.
    pub fn new(state: Arc<ServerState>, max: Limits) -> Workers {
        let pool = |max| Pool::new(Arc::clone(&state), max);
        let (fast, slow) = (pool(max.fast), pool(max.slow));
        Workers { state, fast, slow }
    }

    /// Answers a request. A request that no thread can take is dropped, which answers it.
    pub fn answer(&self, request: Request) {
        let pool = if http::is_slow(&self.state, &request) { &self.slow } else { &self.fast };
        pool.answer(request);
    }
}

/// Threads that take requests from one queue.
struct Pool {
    shared: Arc<Shared>,
    max: usize,
}

struct Shared {
    state: Arc<ServerState>,
    queue: Mutex<Queue>,
    added: Condvar,
}

#[derive(Default)]
struct Queue {
    requests: VecDeque<Request>,
    threads: usize,
    idle: usize,
    is_closed: bool,
}

impl Pool {
    fn new(state: Arc<ServerState>, max: usize) -> Pool {
        Pool { shared: Arc::new(Shared { state, queue: Mutex::default(), added: Condvar::new() }), max }
    }

    fn answer(&self, request: Request) {
        let mut queue = self.shared.queue();
        if queue.idle <= queue.requests.len() && queue.threads < self.max && self.start().is_ok() {
            queue.threads += 1;
        }
        // The listener has closed the connection of a request that waits this long.
        if queue.requests.len() >= self.max {
            queue.requests.pop_front();
        }
        if queue.threads > 0 {
            queue.requests.push_back(request);
        }
        drop(queue);
        self.shared.added.notify_one();
    }

    fn start(&self) -> io::Result<()> {
        let shared = Arc::clone(&self.shared);
        thread::Builder::new().stack_size(STACK).spawn(move || shared.work()).map(drop)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.queue().is_closed = true;
        self.shared.added.notify_all();
    }
}

impl Shared {
    fn work(&self) {
        while let Some(request) = self.next() {
            http::answer(&self.state, request);
        }
    }

    /// Waits for a request. Returns `None` when there will be no more.
    fn next(&self) -> Option<Request> {
        let mut queue = self.queue();
        queue.idle += 1;
        let is_empty = |queue: &mut Queue| queue.requests.is_empty() && !queue.is_closed;
        let mut queue = self.added.wait_while(queue, is_empty).unwrap_or_else(PoisonError::into_inner);
        queue.idle -= 1;
        queue.requests.pop_front()
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
