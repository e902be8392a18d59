//! The commands of this computer that reach a destination: `git`, `ssh`, `rsync`, `sftp`.

use std::io::{self, Write};
use std::process::{Child, Output};
use std::thread;

/// Gives a command its input and waits for its end. Its input and outputs must be piped.
pub fn end_of(mut child: Child, input: &[u8]) -> io::Result<Output> {
    let stdin = child.stdin.take();
    thread::scope(|scope| {
        // A program that fails does not read its input to the end.
        scope.spawn(move || stdin.map(|mut stdin| drop(stdin.write_all(input))));
        child.wait_with_output()
    })
}
