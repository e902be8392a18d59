//! Ctrl-C and SIGTERM during a build or a publication: it ends at the next output or file, and removes what it has begun.

use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a program that was interrupted, by the convention of shells: 128 and the number of SIGINT.
pub const INTERRUPTED: u8 = 130;

static IS_WRITING: AtomicBool = AtomicBool::new(false);
static IS_STOPPED: AtomicBool = AtomicBool::new(false);

/// Listens from now on. Where that cannot be done, the next build cleans up.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        let is_second = IS_STOPPED.swap(true, Ordering::SeqCst);
        // As long as nothing is written, there is nothing to remove.
        let is_writing = IS_WRITING.load(Ordering::SeqCst);
        if !is_writing {
            // The line has a question or `^C` in it.
            anstream::eprintln!("\nStopped.");
        }
        if is_second || !is_writing {
            std::process::exit(INTERRUPTED.into());
        }
    });
}

/// Notes that the output folder is written from now on.
pub fn writing_begins() {
    IS_WRITING.store(true, Ordering::SeqCst);
}

/// Notes that nothing is written from now on, so that an interruption ends the program at once.
pub fn writing_ends() {
    IS_WRITING.store(false, Ordering::SeqCst);
}

/// Returns whether the build is to stop.
pub fn is_stopped() -> bool {
    IS_STOPPED.load(Ordering::SeqCst)
}
