//! What goes on beside a test, and always ends with it: a test that fails must not wait for it without end.

use std::process::{Child, Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// The time after which a program will not end any more, even in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_mins(10);

/// Sets a flag when it is dropped, also by a panic.
struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs `work` on another thread as long as `main` runs, and returns what both return. The flag that `work` is given is
/// set once `main` has ended, in whatever way.
pub fn beside<T: Send, R>(work: impl FnOnce(&AtomicBool) -> T + Send, main: impl FnOnce() -> R) -> (T, R) {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let working = scope.spawn(|| work(&is_over));
        let result = {
            let _end = SetOnDrop(&is_over);
            main()
        };
        (working.join().expect("no panic"), result)
    })
}

/// Waits for a program and returns what it wrote. One that runs on and on is killed.
pub fn end_of(child: Child) -> Output {
    let id = child.id().to_string();
    let (ended, end) = channel::<()>();
    let watch = thread::spawn(move || {
        if end.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout) {
            let (program, args) =
                if cfg!(windows) { ("taskkill", ["/F", "/PID"]) } else { ("kill", ["-s", "KILL"]) };
            let _ = Command::new(program).args(args).arg(id).status();
        }
    });
    let output = child.wait_with_output().expect("a child");
    drop(ended);
    watch.join().expect("no panic");
    output
}

#[test]
#[should_panic(expected = "the test's own")]
fn what_goes_on_beside_a_test_ends_with_its_failure() {
    beside(|is_over| while !is_over.load(Ordering::Relaxed) {}, || panic!("the test's own"));
}
